//! Messages and what their authors do to them later.

use super::{Coming, Meaning, Place, flags, flags::NewAlert};
use crate::receive::content::{self, Shown, clean};
use recado_domain::{
    alert::AlertLevel,
    delivery::DeliveryStatus,
    message::{Direction, MessageText},
    part::{Part, UnsupportedHint},
    service_window::ContactAct,
    time::UnixMs,
};
use recado_risk::Finding;
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
                let findings = if calls {
                    self.engine.assess(&now_says.text).findings
                } else {
                    Vec::new()
                };
                let at = self.at(message.at);
                edited(target, now_says.text, at, &contact, &findings)
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

    /// Reads a message of the contact's for flags; only what is not history raises alerts.
    pub(super) fn watched(&self, mut new: NewMessage, calls: bool) -> Meaning {
        let findings = match new.direction {
            Direction::Inbound => self.engine.assess(&new.text.0).findings,
            Direction::Outbound => Vec::new(),
        };
        // What was written long before the number was connected is history, not an emergency.
        let alerts = if calls {
            flags::new_alerts(&findings, new.at)
        } else {
            Vec::new()
        };
        new.level = flags::worst(&findings);
        new.findings = flags::as_json(&findings);
        new.alerts = alerts.iter().map(|alert| alert.id).collect();
        Meaning {
            own_id: Some(new.provider_id.clone()),
            alerts,
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
        let findings = self.engine.assess(text).findings;
        let at = self.at(edit.at);
        Meaning {
            own_id: Some(id),
            ..edited(&edit.target, clean::text(text), at, contact, &findings)
        }
    }
}

/// Returns what a changed text means.
pub(super) fn edited(
    target: &str,
    text: String,
    at: UnixMs,
    contact: &Contact,
    findings: &[Finding],
) -> Meaning {
    let read = read_words(&text, at, findings);
    let event = Event::Edit(EditEvent {
        channel: contact.channel,
        target: target.to_owned(),
        text: read.text,
        at,
        level: read.level,
        findings: read.findings,
        alerts: read.alerts.iter().map(|alert| alert.id).collect(),
        parts: None,
    });
    Meaning {
        alerts: read.alerts,
        ..Meaning::quiet(event)
    }
}

/// Words that came apart from their message, with what the risk rules marked in them.
pub(in crate::receive) struct Read {
    pub text: MessageText,
    pub level: Option<AlertLevel>,
    pub findings: Option<String>,
    pub alerts: Vec<NewAlert>,
}

/// Returns words with what was marked in them.
pub(in crate::receive) fn read_words(text: &str, at: UnixMs, findings: &[Finding]) -> Read {
    Read {
        text: MessageText(text.to_owned()),
        level: flags::worst(findings),
        findings: flags::as_json(findings),
        alerts: flags::new_alerts(findings, at),
    }
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
