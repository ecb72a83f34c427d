//! Who an item of a webhook is about, by the addresses it names. Pure.

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
        Item::Comment(_) | Item::Other { .. } | Item::Unreadable { .. } => None,
    }
}

fn of_message(message: &Message, channel: ChannelId) -> Whom {
    let mut whom = of_sender(message.peer(), channel);
    if let Content::System(system) = &message.content {
        // The old user id is how we know them; the new one is learned.
        if let Some(previous) = &system.previous_user_id {
            whom.addresses.insert(0, Address::UserId(previous.clone()));
        }
        whom.moved_to = moved_to(system, channel);
        whom.addresses
            .retain(|address| !whom.moved_to.contains(address));
    }
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
    let name = sender.name.clone().or_else(|| sender.username.clone());
    Whom {
        addresses: [user_id, number, page_scoped]
            .into_iter()
            .flatten()
            .collect(),
        moved_to: Vec::new(),
        name: name.filter(|name| !name.trim().is_empty()),
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
