//! What an item of a webhook means to the clinic: no longer in Meta's words, ready for a store. Pure but for the ids of
//! what is new; what its words call for is [`crate::monitor::hearing`]'s.

mod acts;
pub(in crate::receive) mod messages;
mod remarks;

use recado_domain::{
    channel::ChannelKind,
    delivery::DeliveryStatus,
    id::OutboxId,
    message::{Direction, MessageKind},
    service_window::ContactAct,
    time::UnixMs,
};
use recado_store::conversations::event::{
    Contact, Event, Failure, ReactionEvent, ReceiptEvent, RevokeEvent, StatusEvent,
};
use recado_webhook::event::{Item, Reaction, Receipt, ReceiptKind, Status, StatusState};

use crate::{receive::content::clean, send::outcome};

/// What an item means.
pub(crate) struct Meaning {
    /// What happens in the store, in order; nothing for what only has to be known as handled.
    pub events: Vec<Event>,
    /// Our outbox id, when Meta carried it back.
    pub outbox: Option<OutboxId>,
    /// The item's own id, by which a repetition is known; absent for what may be applied twice.
    pub own_id: Option<String>,
    /// Whether words of a contact in it may call people.
    pub calls: bool,
    /// Whether people should be told that something came in.
    pub is_news: bool,
    /// Whether it is a copy of something old, which a live copy may still follow.
    pub is_history: bool,
    /// Whether it can be read on the clinic's phone only.
    pub is_for_phone: bool,
}

impl Meaning {
    /// Returns what changes nothing anywhere.
    fn nothing() -> Self {
        Self {
            events: Vec::new(),
            outbox: None,
            own_id: None,
            calls: false,
            is_news: false,
            is_history: false,
            is_for_phone: false,
        }
    }

    /// Returns whether it brings a message without its content: the whole one may still come under the same id.
    pub fn is_placeholder(&self) -> bool {
        self.events.iter().any(|event| {
            matches!(event, Event::Message(message) if message.kind == MessageKind::Unsupported)
        })
    }

    /// Returns whether it brings a message that opens the service window.
    pub fn opens_window(&self) -> bool {
        self.events
            .iter()
            .any(|event| matches!(event, Event::Message(message) if message.opens_window))
    }

    /// Returns what happens without calling anybody.
    fn quiet(event: Event) -> Self {
        Self {
            events: vec![event],
            ..Self::nothing()
        }
    }
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

/// What is known where an item is read.
pub(crate) struct Place<'a> {
    /// What Meta sent.
    pub raw: &'a str,
    /// Stands in where Meta's time cannot be read.
    pub received_at: UnixMs,
    /// Our Meta app's id on this channel, if known.
    pub our_app_id: Option<&'a str>,
    /// Whether the number also lives in an app on the clinic's phone.
    pub is_on_phone: bool,
}

/// Returns what an item about `contact` means; nothing for what this program cannot apply.
pub(crate) fn meaning(item: &Item, contact: Contact, place: &Place<'_>) -> Option<Meaning> {
    match item {
        Item::Message(message) => Some(place.message(message, contact, Coming::Live)),
        Item::Echo(message) => Some(place.message(message, contact, Coming::Echo)),
        Item::History(message) => Some(place.message(message, contact, Coming::History)),
        Item::Standby(inner) => match inner.as_ref() {
            Item::Message(message) => Some(place.message(message, contact, Coming::Standby)),
            Item::Echo(message) => Some(place.message(message, contact, Coming::Echo)),
            other => meaning(other, contact, place),
        },
        Item::Status(status) => of_status(status, &contact),
        Item::Reaction(reaction) => Some(place.reaction(reaction, contact)),
        Item::Receipt(receipt) => Some(place.receipt(receipt, contact)),
        Item::Edit(edit) => Some(place.edit(edit, &contact)),
        Item::Deleted(deleted) => Some(Meaning::quiet(Event::Revoke(RevokeEvent {
            channel: contact.channel,
            target: deleted.target.clone(),
            at: place.at(deleted.at),
        }))),
        Item::Comment(comment) => place.comment(comment, contact),
        Item::Mention(mention) => place.mention(mention, contact),
        Item::Referral(arrival) => Some(place.arrival(arrival, contact)),
        Item::Handover(handover) => Some(place.handover(handover, contact)),
        Item::Call(call) => Some(place.call(call, contact)),
        Item::Preference(preference) => Some(place.preference(preference, contact)),
        Item::IdentityChange(change) => Some(place.identity_change(change, contact)),
        Item::ContactSync(_)
        | Item::HistoryProgress(_)
        | Item::HistoryRefused(_)
        | Item::Account(_)
        | Item::AccountError(_)
        | Item::Other { .. }
        | Item::Unreadable { .. } => None,
    }
}

impl Place<'_> {
    fn at(&self, time: Option<i64>) -> UnixMs {
        time.map_or(self.received_at, UnixMs)
    }

    fn reaction(&self, reaction: &Reaction, contact: Contact) -> Meaning {
        let emoji = reaction.emoji.as_deref().and_then(clean::emoji);
        let emoji = emoji.or_else(|| Some(emoji_of(reaction.name.as_deref()?).to_owned()));
        Meaning::quiet(Event::Reaction(ReactionEvent {
            opens_window: ContactAct::Reaction.opens_window(contact.channel_kind),
            contact,
            target: reaction.target.clone(),
            direction: Direction::Inbound,
            emoji: emoji.filter(|_| !reaction.is_removed),
            at: self.at(reaction.at),
        }))
    }

    /// A receipt names messages, or a time, or both; what was sent until the time of one was read too.
    fn receipt(&self, receipt: &Receipt, contact: Contact) -> Meaning {
        let status = match receipt.kind {
            ReceiptKind::Delivered => DeliveryStatus::Delivered,
            ReceiptKind::Read => DeliveryStatus::Read,
        };
        let named = receipt.provider_ids.iter().map(|provider_id| {
            Event::Status(StatusEvent {
                channel: contact.channel,
                provider_id: provider_id.clone(),
                status,
                failure: None,
            })
        });
        let mut events: Vec<Event> = named.collect();
        events.push(Event::Receipt(ReceiptEvent {
            status,
            until: self.at(receipt.until.or(receipt.at)),
            contact,
        }));
        Meaning {
            events,
            ..Meaning::nothing()
        }
    }
}

/// Returns the emoji of a reaction that came by name only. Source: REFERENCE §9, read 2026-11-20.
fn emoji_of(name: &str) -> &'static str {
    match name {
        "love" => "❤️",
        "smile" => "😆",
        "wow" => "😮",
        "sad" => "😢",
        "angry" => "😠",
        "like" => "👍",
        "dislike" => "👎",
        _ => "❔",
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
        ..Meaning::quiet(event)
    })
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

#[cfg(test)]
mod tests;
