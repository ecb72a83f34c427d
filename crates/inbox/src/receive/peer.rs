//! Who an item of a webhook is about, by the addresses it names. Pure.

use crate::receive::content::clean;
use recado_domain::{address::Address, id::ChannelId, phone::Phone};
use recado_webhook::{
    event::Item,
    message::{Content, Message, Sender, System},
};

/// The other person as one item names them.
#[derive(Clone, Default)]
pub(crate) struct Whom {
    /// Addresses, the strongest first: user id, then number (docs/meta.md, identity order).
    pub addresses: Vec<Address>,
    /// Addresses a system line says they have from now on.
    pub moved_to: Vec<Address>,
    /// The name they gave themselves.
    pub name: Option<String>,
}

/// Returns who an item is about; nothing for what is about the account or cannot be read.
pub(crate) fn whom(item: &Item, channel: ChannelId) -> Option<Whom> {
    match item {
        Item::Message(message) | Item::Echo(message) | Item::History(message) => {
            Some(of_message(message, channel))
        }
        Item::Standby(inner) => whom(inner, channel),
        Item::Status(status) => Some(of_sender(&status.recipient, channel)),
        Item::Reaction(reaction) => Some(of_sender(&reaction.sender, channel)),
        Item::Receipt(receipt) => Some(of_sender(&receipt.sender, channel)),
        Item::Edit(edit) => Some(of_sender(&edit.sender, channel)),
        Item::Deleted(deleted) => Some(of_sender(&deleted.peer, channel)),
        Item::Comment(comment) => Some(of_sender(&comment.sender, channel)),
        Item::Mention(mention) => Some(of_sender(&mention.sender, channel)),
        Item::Referral(arrival) => Some(of_sender(&arrival.sender, channel)),
        // Meta names nobody where it tells of the roles of apps.
        Item::Handover(handover) if handover.whom.is_nobody() => None,
        Item::Handover(handover) => Some(of_sender(&handover.whom, channel)),
        Item::Call(call) => Some(of_sender(&call.sender, channel)),
        Item::Preference(preference) => Some(of_sender(&preference.sender, channel)),
        Item::IdentityChange(change) => {
            let whom = of_sender(&change.sender, channel);
            Some(with_move(whom, &change.change, channel))
        }
        Item::ContactSync(sync) => Some(of_sender(&sync.sender, channel)),
        Item::HistoryProgress(_)
        | Item::HistoryRefused(_)
        | Item::Account(_)
        | Item::AccountError(_)
        | Item::Other { .. }
        | Item::Unreadable { .. } => None,
    }
}

fn of_message(message: &Message, channel: ChannelId) -> Whom {
    let whom = of_sender(message.peer(), channel);
    match &message.content {
        Content::System(system) => with_move(whom, system, channel),
        _ => whom,
    }
}

/// Adds where a system line says that a person is from now on.
fn with_move(mut whom: Whom, system: &System, channel: ChannelId) -> Whom {
    // The old user id is how we know them; the new one is learned.
    if let Some(previous) = &system.previous_user_id {
        whom.addresses.insert(0, Address::UserId(previous.clone()));
    }
    whom.moved_to = moved_to(system, channel);
    whom.addresses
        .retain(|address| !whom.moved_to.contains(address));
    whom
}

fn of_sender(sender: &Sender, channel: ChannelId) -> Whom {
    let user_id = sender.user_id.clone().map(Address::UserId);
    let number = sender
        .wa_id
        .as_deref()
        .map(|wa_id| from_wa_id(wa_id, channel));
    let page_scoped = sender
        .page_scoped_id
        .clone()
        .or_else(|| sender.user_ref.clone())
        .map(|id| Address::PageScoped { channel, id });
    let name = sender.name.as_deref().or(sender.username.as_deref());
    Whom {
        addresses: [user_id, number, page_scoped]
            .into_iter()
            .flatten()
            .collect(),
        moved_to: Vec::new(),
        name: clean::line_if_any(name),
    }
}

fn moved_to(system: &System, channel: ChannelId) -> Vec<Address> {
    let user_id = system.new_user_id.clone().map(Address::UserId);
    let number = system
        .new_wa_id
        .as_deref()
        .map(|wa_id| from_wa_id(wa_id, channel));
    [user_id, number].into_iter().flatten().collect()
}

/// Returns a number's address; what is no number is still where they are on this channel.
fn from_wa_id(wa_id: &str, channel: ChannelId) -> Address {
    Phone::from_wa_id(wa_id).map_or_else(
        |_| Address::PageScoped {
            channel,
            id: wa_id.to_owned(),
        },
        Address::Phone,
    )
}
