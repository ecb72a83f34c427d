//! Messages and what their authors do to them later.

use super::{Coming, Meaning, Place};
use crate::receive::content::{self, Shown, clean};
use recado_domain::{
    delivery::DeliveryStatus,
    message::{Direction, MessageText},
    part::{Part, UnsupportedHint},
    service_window::ContactAct,
    time::UnixMs,
};
use recado_store::conversations::event::{
    Contact, EditEvent, Event, NewMessage, Origin, ReactionEvent, RevokeEvent,
};
use recado_webhook::{
    event::Edit,
    message::{Content, Message},
};

impl Place<'_> {
    pub(super) fn message(&self, message: &Message, contact: Contact, coming: Coming) -> Meaning {
        // An account that writes to itself keeps notes; they are nobody's conversation.
        if message.is_self {
            return Meaning::nothing();
        }
        let meaning = match &message.content {
            Content::Reaction { target, emoji } => {
                let opens_window = coming == Coming::Live
                    && ContactAct::Reaction.opens_window(contact.channel_kind);
                Meaning::quiet(Event::Reaction(ReactionEvent {
                    contact,
                    target: target.clone(),
                    direction: direction(message),
                    emoji: emoji.as_deref().and_then(clean::emoji),
                    at: self.at(message.at),
                    opens_window,
                }))
            }
            Content::Edit { target, new } => {
                let now_says = Message {
                    content: (**new).clone(),
                    attachments: Vec::new(),
                    ..message.clone()
                };
                let now_says = content::shown(&now_says, self.is_on_phone);
                // What the clinic wrote, or what was written long ago, calls nobody.
                let calls = direction(message) == Direction::Inbound && coming != Coming::History;
                let at = self.at(message.at);
                Meaning {
                    calls,
                    ..edited(target, now_says.text, at, &contact)
                }
            }
            Content::Revoke { target } => Meaning::quiet(Event::Revoke(RevokeEvent {
                channel: contact.channel,
                target: target.clone(),
                at: self.at(message.at),
            })),
            _ => self.new_message(message, contact, coming),
        };
        Meaning {
            own_id: Some(message.provider_id.clone()),
            is_history: coming == Coming::History,
            ..meaning
        }
    }

    fn new_message(&self, message: &Message, contact: Contact, coming: Coming) -> Meaning {
        let act = act_of(message);
        let is_system = act == ContactAct::System;
        let is_inbound = direction(message) == Direction::Inbound;
        let is_live = coming == Coming::Live && is_inbound;
        let is_fresh = matches!(coming, Coming::Live | Coming::Standby) && is_inbound;
        let shown = content::shown(message, self.is_on_phone);
        let is_for_phone = is_live && shown.parts.iter().any(is_for_phone);
        let new = NewMessage {
            direction: direction(message),
            origin: match (coming, is_inbound) {
                (Coming::History, _) => Origin::History,
                (Coming::Live | Coming::Standby | Coming::Echo, true) => Origin::Contact,
                (Coming::Live | Coming::Standby | Coming::Echo, false) => Origin::Echo,
            },
            status: (!is_inbound).then_some(DeliveryStatus::Sent),
            reply_to: message.reply_to.clone(),
            is_forwarded: message.is_forwarded || message.is_forwarded_often,
            is_unread: is_live && !is_system,
            opens_window: is_fresh && act.opens_window(contact.channel_kind),
            ..self.written(contact, &message.provider_id, self.at(message.at), shown)
        };
        let calls = is_inbound && coming != Coming::History;
        Meaning {
            outbox: message
                .metadata
                .as_deref()
                .and_then(|data| data.parse().ok()),
            is_news: new.is_unread,
            is_for_phone,
            ..self.watched(new, calls)
        }
    }

    /// Returns a message of the contact's, read by nobody and calling nobody yet.
    pub(super) fn written(
        &self,
        contact: Contact,
        provider_id: &str,
        at: UnixMs,
        shown: Shown,
    ) -> NewMessage {
        NewMessage {
            contact,
            provider_id: provider_id.to_owned(),
            direction: Direction::Inbound,
            origin: Origin::Contact,
            kind: shown.kind,
            text: MessageText(shown.text),
            detail: shown.detail,
            raw: self.raw.to_owned(),
            at,
            status: None,
            reply_to: None,
            is_forwarded: false,
            is_unread: false,
            opens_window: false,
            findings: None,
            level: None,
            alerts: Vec::new(),
            parts: shown.parts,
            media: shown.files,
        }
    }

    /// Returns a message whose words are read for flags if a contact wrote it; only what is not history may call.
    pub(super) fn watched(&self, new: NewMessage, calls: bool) -> Meaning {
        Meaning {
            own_id: Some(new.provider_id.clone()),
            // What was written long before the number was connected is history, not an emergency.
            calls,
            ..Meaning::quiet(Event::Message(Box::new(new)))
        }
    }

    pub(super) fn edit(&self, edit: &Edit, contact: &Contact) -> Meaning {
        // Meta also tells of untouched messages; without words there is nothing to show.
        let Some(text) = &edit.text else {
            return Meaning::nothing();
        };
        // Meta gives an edit no id of its own; the same one again is the same.
        let id = format!(
            "edit {} {:?} {:?} {text}",
            edit.target, edit.number, edit.at
        );
        let at = self.at(edit.at);
        Meaning {
            own_id: Some(id),
            calls: true,
            ..edited(&edit.target, clean::text(text), at, contact)
        }
    }
}

/// Returns what a changed text means.
pub(super) fn edited(target: &str, text: String, at: UnixMs, contact: &Contact) -> Meaning {
    Meaning::quiet(Event::Edit(EditEvent {
        channel: contact.channel,
        target: target.to_owned(),
        text: MessageText(text),
        at,
        level: None,
        findings: None,
        alerts: Vec::new(),
        parts: None,
    }))
}

fn direction(message: &Message) -> Direction {
    if message.is_from_business {
        Direction::Outbound
    } else {
        Direction::Inbound
    }
}

fn act_of(message: &Message) -> ContactAct {
    let mentions = |content: &Content| matches!(content, Content::Shared(shared) if shared.kind == "story_mention");
    match &message.content {
        Content::System(_) => ContactAct::System,
        _ if message.story.is_some() => ContactAct::StoryReply,
        content if mentions(content) || message.attachments.iter().any(mentions) => {
            ContactAct::StoryMention
        }
        _ => ContactAct::Message,
    }
}

fn is_for_phone(part: &Part) -> bool {
    matches!(
        part,
        Part::Unsupported {
            hint: UnsupportedHint::ReadOnPhone,
            ..
        }
    )
}
