//! What an item of a webhook means to the clinic: no longer in Meta's words, ready for a store. Pure but for the risk
//! engine, which is deterministic.

use crate::{monitor::marks, receive::content, send::outcome};
use recado_domain::{
    alert::{AlertCategory, AlertLevel},
    channel::ChannelKind,
    delivery::DeliveryStatus,
    id::{AlertId, OutboxId},
    message::{Direction, MessageText},
    service_window::ContactAct,
    time::UnixMs,
};
use recado_risk::{Engine, Finding};
use recado_store::conversations::event::{
    Contact, EditEvent, Event, Failure, NewMessage, Origin, ReactionEvent, ReceiptEvent,
    RevokeEvent, StatusEvent,
};
use recado_webhook::{
    event::{Item, ReceiptKind, Status, StatusState},
    message::{Content, Message},
};

/// What an item means.
pub(crate) struct Meaning {
    /// What happens in the store.
    pub event: Event,
    /// Our outbox id, when Meta carried it back.
    pub outbox: Option<OutboxId>,
    /// The item's own id, by which a repetition is known; absent for what may be applied twice.
    pub own_id: Option<String>,
    /// What a person must look at.
    pub alerts: Vec<NewAlert>,
    /// Whether people should be told that something came in.
    pub is_news: bool,
}

/// An alert about to be raised.
pub(crate) struct NewAlert {
    /// Which.
    pub id: AlertId,
    /// How soon.
    pub level: AlertLevel,
    /// What about.
    pub category: AlertCategory,
    /// Whether it is about another person.
    pub about_other: bool,
    /// When the words were written.
    pub raised_at: UnixMs,
}

/// How an item came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coming {
    Live,
    Echo,
    History,
    /// While another program answers: watched for flags, not for us to answer.
    Standby,
}

/// Returns what an item about `contact` means. `received_at` stands in where Meta's time cannot be read.
pub(crate) fn meaning(
    item: &Item,
    raw: &str,
    contact: Contact,
    received_at: UnixMs,
    engine: &Engine,
) -> Option<Meaning> {
    let reader = Reader {
        raw,
        received_at,
        engine,
    };
    match item {
        Item::Message(message) => Some(reader.message(message, contact, Coming::Live)),
        Item::Echo(message) => Some(reader.message(message, contact, Coming::Echo)),
        Item::History(message) => Some(reader.message(message, contact, Coming::History)),
        Item::Standby(inner) => match inner.as_ref() {
            Item::Message(message) => Some(reader.message(message, contact, Coming::Standby)),
            Item::Echo(message) => Some(reader.message(message, contact, Coming::Echo)),
            other => meaning(other, raw, contact, received_at, engine),
        },
        Item::Status(status) => of_status(status, &contact),
        Item::Reaction(reaction) => Some(quiet(Event::Reaction(ReactionEvent {
            opens_window: ContactAct::Reaction.opens_window(contact.channel_kind),
            contact,
            target: reaction.target.clone(),
            direction: Direction::Inbound,
            emoji: reaction.emoji.clone().filter(|_| !reaction.is_removed),
            at: reader.at(reaction.at),
        }))),
        Item::Receipt(receipt) => {
            let status = match receipt.kind {
                ReceiptKind::Delivered => DeliveryStatus::Delivered,
                ReceiptKind::Read => DeliveryStatus::Read,
            };
            Some(quiet(Event::Receipt(ReceiptEvent {
                contact,
                status,
                until: reader.at(receipt.until.or(receipt.at)),
            })))
        }
        Item::Edit(edit) => {
            let text = edit.text.as_ref()?;
            // Meta gives an edit no id of its own; the same one again is the same.
            let id = format!(
                "edit {} {:?} {:?} {text}",
                edit.target, edit.number, edit.at
            );
            let at = reader.at(edit.at);
            let findings = engine.assess(text).findings;
            Some(edited(Some(id), &edit.target, text, at, &contact, findings))
        }
        Item::Deleted(deleted) => Some(quiet(Event::Revoke(RevokeEvent {
            channel: contact.channel,
            target: deleted.target.clone(),
            at: reader.at(deleted.at),
        }))),
        Item::Comment(_) | Item::Other { .. } | Item::Unreadable { .. } => None,
    }
}

struct Reader<'a> {
    raw: &'a str,
    received_at: UnixMs,
    engine: &'a Engine,
}

impl Reader<'_> {
    fn at(&self, time: Option<i64>) -> UnixMs {
        time.map_or(self.received_at, UnixMs)
    }

    fn message(&self, message: &Message, contact: Contact, coming: Coming) -> Meaning {
        let at = self.at(message.at);
        let own_id = Some(message.provider_id.clone());
        let direction = if message.is_from_business {
            Direction::Outbound
        } else {
            Direction::Inbound
        };
        match &message.content {
            Content::Reaction { target, emoji } => {
                let opens_window = coming == Coming::Live
                    && ContactAct::Reaction.opens_window(contact.channel_kind);
                let reaction = ReactionEvent {
                    contact,
                    target: target.clone(),
                    direction,
                    emoji: emoji.clone(),
                    at,
                    opens_window,
                };
                Meaning {
                    own_id,
                    ..quiet(Event::Reaction(reaction))
                }
            }
            Content::Edit { target, new } => {
                let now_says = Message {
                    content: (**new).clone(),
                    attachments: Vec::new(),
                    ..message.clone()
                };
                let text = content::shown(&now_says).text;
                // What the clinic wrote, or what was written long ago, calls nobody.
                let calls = direction == Direction::Inbound && coming != Coming::History;
                let findings = if calls {
                    self.engine.assess(&text).findings
                } else {
                    Vec::new()
                };
                edited(own_id, target, &text, at, &contact, findings)
            }
            Content::Revoke { target } => {
                let revoke = RevokeEvent {
                    channel: contact.channel,
                    target: target.clone(),
                    at,
                };
                Meaning {
                    own_id,
                    ..quiet(Event::Revoke(revoke))
                }
            }
            other => self.new_message(message, contact, coming, direction, at, act_of(other)),
        }
    }

    fn new_message(
        &self,
        message: &Message,
        contact: Contact,
        coming: Coming,
        direction: Direction,
        at: UnixMs,
        act: ContactAct,
    ) -> Meaning {
        let shown = content::shown(message);
        let is_inbound = direction == Direction::Inbound;
        let is_live = coming == Coming::Live && is_inbound;
        let findings = if is_inbound {
            self.engine.assess(&shown.text).findings
        } else {
            Vec::new()
        };
        // What was written long before the number was connected is history, not an emergency.
        let alerts = if coming == Coming::History {
            Vec::new()
        } else {
            new_alerts(&findings, at)
        };
        let origin = match (coming, direction) {
            (Coming::History, _) => Origin::History,
            (Coming::Live | Coming::Standby | Coming::Echo, Direction::Inbound) => Origin::Contact,
            (Coming::Live | Coming::Standby | Coming::Echo, Direction::Outbound) => Origin::Echo,
        };
        let is_system = act == ContactAct::System;
        let opens_window = is_live && act.opens_window(contact.channel_kind);
        let event = Event::Message(Box::new(NewMessage {
            provider_id: message.provider_id.clone(),
            direction,
            origin,
            kind: shown.kind,
            text: MessageText(shown.text),
            detail: shown.detail,
            raw: self.raw.to_owned(),
            at,
            status: (!is_inbound).then_some(DeliveryStatus::Sent),
            reply_to: message.reply_to.clone(),
            is_forwarded: message.is_forwarded,
            is_unread: is_live && !is_system,
            opens_window,
            level: worst(&findings),
            findings: as_json(&findings),
            alerts: alerts.iter().map(|alert| alert.id).collect(),
            contact,
        }));
        Meaning {
            event,
            outbox: None,
            own_id: Some(message.provider_id.clone()),
            alerts,
            is_news: is_live && !is_system,
        }
    }
}

fn edited(
    own_id: Option<String>,
    target: &str,
    text: &str,
    at: UnixMs,
    contact: &Contact,
    findings: Vec<Finding>,
) -> Meaning {
    let alerts = new_alerts(&findings, at);
    let event = Event::Edit(EditEvent {
        channel: contact.channel,
        target: target.to_owned(),
        text: MessageText(text.to_owned()),
        at,
        level: worst(&findings),
        findings: as_json(&findings),
        alerts: alerts.iter().map(|alert| alert.id).collect(),
    });
    Meaning {
        own_id,
        alerts,
        ..quiet(event)
    }
}

fn act_of(content: &Content) -> ContactAct {
    if matches!(content, Content::System(_)) {
        ContactAct::System
    } else {
        ContactAct::Message
    }
}

fn of_status(status: &Status, contact: &Contact) -> Option<Meaning> {
    let (state, failure) = match &status.state {
        StatusState::Sent => (DeliveryStatus::Sent, None),
        StatusState::Delivered => (DeliveryStatus::Delivered, None),
        StatusState::Read => (DeliveryStatus::Read, None),
        StatusState::Played => (DeliveryStatus::Played, None),
        StatusState::Failed { code, .. } => {
            let code = code.and_then(|code| u32::try_from(code).ok()).unwrap_or(0);
            (
                DeliveryStatus::Failed,
                Some(Failure {
                    code,
                    reason: outcome::name(outcome::reason(code)),
                }),
            )
        }
        StatusState::Other(_) => return None,
    };
    let event = Event::Status(StatusEvent {
        channel: contact.channel,
        provider_id: status.provider_id.clone(),
        status: state,
        failure,
    });
    let outbox = status
        .callback_data
        .as_deref()
        .and_then(|data| data.parse().ok());
    Some(Meaning {
        outbox,
        ..quiet(event)
    })
}

fn quiet(event: Event) -> Meaning {
    Meaning {
        event,
        outbox: None,
        own_id: None,
        alerts: Vec::new(),
        is_news: false,
    }
}

fn new_alerts(findings: &[Finding], at: UnixMs) -> Vec<NewAlert> {
    marks::worst_by_category(findings)
        .into_iter()
        .map(|finding| NewAlert {
            id: AlertId::generate(),
            level: marks::level(finding.level),
            category: marks::category(finding.category),
            about_other: finding.about_other,
            raised_at: at,
        })
        .collect()
}

fn worst(findings: &[Finding]) -> Option<AlertLevel> {
    findings
        .iter()
        .filter(|finding| marks::calls_for_a_look(finding))
        .map(|finding| marks::level(finding.level))
        .max()
}

fn as_json(findings: &[Finding]) -> Option<String> {
    if findings.is_empty() {
        return None;
    }
    serde_json::to_string(findings).ok()
}

/// Returns the kind of channel of one of Meta's products.
pub(crate) fn channel_kind(object: recado_webhook::event::Object) -> Option<ChannelKind> {
    use recado_webhook::event::Object;
    match object {
        Object::WhatsApp => Some(ChannelKind::WhatsApp),
        Object::Page => Some(ChannelKind::Messenger),
        Object::Instagram => Some(ChannelKind::Instagram),
        Object::Unknown => None,
    }
}
