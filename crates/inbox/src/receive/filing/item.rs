//! What can be told of an item before it is known whose it is. Pure.

use crate::receive::peer;
use recado_webhook::event::Item;

/// Returns the message an item is about, where that is all there is to go by.
pub(super) fn target_alone<'a>(item: &'a Item, whom: &peer::Whom) -> Option<&'a str> {
    match item {
        Item::Status(status) => Some(&status.provider_id),
        Item::Edit(edit) if whom.addresses.is_empty() => Some(&edit.target),
        Item::Deleted(deleted) if whom.addresses.is_empty() => Some(&deleted.target),
        Item::Reaction(reaction) if whom.addresses.is_empty() => Some(&reaction.target),
        Item::Standby(inner) => target_alone(inner, whom),
        Item::Edit(_)
        | Item::Deleted(_)
        | Item::Reaction(_)
        | Item::Message(_)
        | Item::Echo(_)
        | Item::History(_)
        | Item::Receipt(_)
        | Item::Comment(_)
        | Item::Mention(_)
        | Item::Referral(_)
        | Item::Handover(_)
        | Item::Call(_)
        | Item::Preference(_)
        | Item::IdentityChange(_)
        | Item::ContactSync(_)
        | Item::HistoryProgress(_)
        | Item::HistoryRefused(_)
        | Item::Account(_)
        | Item::AccountError(_)
        | Item::Other { .. }
        | Item::Unreadable { .. } => None,
    }
}

/// Returns whether the clinic's own account said it: it triggers nothing, and is nobody's conversation.
pub(super) fn is_our_own(item: &Item) -> bool {
    match item {
        Item::Comment(comment) => comment.is_own,
        Item::Message(message) | Item::Echo(message) => message.is_self,
        Item::Standby(inner) => is_our_own(inner),
        Item::Status(_)
        | Item::Reaction(_)
        | Item::Receipt(_)
        | Item::Edit(_)
        | Item::Deleted(_)
        | Item::History(_)
        | Item::Mention(_)
        | Item::Referral(_)
        | Item::Handover(_)
        | Item::Call(_)
        | Item::Preference(_)
        | Item::IdentityChange(_)
        | Item::ContactSync(_)
        | Item::HistoryProgress(_)
        | Item::HistoryRefused(_)
        | Item::Account(_)
        | Item::AccountError(_)
        | Item::Other { .. }
        | Item::Unreadable { .. } => false,
    }
}
