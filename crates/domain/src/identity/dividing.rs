//! One address that is not this person's, taken out of them by hand: which others go along, and which conversations.

use crate::{
    address::Address,
    channel::ChannelKind,
    id::{ChannelId, ConversationId},
};
use std::collections::BTreeSet;

/// A conversation of an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Talk {
    /// Which.
    pub conversation: ConversationId,
    /// On which channel.
    pub channel: ChannelId,
    /// What that is at Meta.
    pub kind: ChannelKind,
}

/// What goes to the new person; everything else stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// The address that was chosen, and those that are the same account.
    pub addresses: BTreeSet<Address>,
    /// The conversations that only those addresses reach.
    pub conversations: BTreeSet<ConversationId>,
    /// Whether a conversation stays in which the address may have written, too: no message says by which of several
    /// numbers it came.
    pub leaves_shared: bool,
}

/// Why an address is not taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is not theirs (any more).
    #[error("it is not an address of theirs")]
    NotTheirs,
    /// Nobody would be left behind.
    #[error("nothing of them would be left")]
    NothingLeft,
}

/// Returns what goes when `out` is taken out of an identity.
///
/// A number and the id that Meta gives for it are one WhatsApp account and go together, as every message names both:
/// else what is written next would be filed by the one that stayed. Where an identity has several numbers, nothing
/// says which of them an id is of: each goes alone. `stands_alone`: they are somebody without any conversation, too,
/// because they are a patient of whom something is written.
///
/// # Errors
/// [`Refused`].
pub fn divide(
    out: &Address,
    addresses: &[Address],
    talks: &[Talk],
    stands_alone: bool,
) -> Result<Division, Refused> {
    if !addresses.contains(out) {
        return Err(Refused::NotTheirs);
    }
    let numbers = addresses.iter().filter(|address| is_number(address));
    let is_one_account = numbers.count() <= 1;
    let goes = |address: &Address| {
        address == out || (is_one_account && is_whatsapp(out) && is_whatsapp(address))
    };
    let (gone, stays): (Vec<&Address>, Vec<&Address>) =
        addresses.iter().partition(|address| goes(address));
    let reached = |by: &[&Address], talk: &Talk| by.iter().any(|address| reaches(address, talk));
    let (moving, staying): (Vec<&Talk>, Vec<&Talk>) = talks
        .iter()
        .partition(|talk| reached(&gone, talk) && !reached(&stays, talk));
    if staying.is_empty() && !stands_alone {
        return Err(Refused::NothingLeft);
    }
    Ok(Division {
        addresses: gone.iter().map(|address| (*address).clone()).collect(),
        conversations: moving.iter().map(|talk| talk.conversation).collect(),
        leaves_shared: staying.iter().any(|talk| reached(&gone, talk)),
    })
}

fn reaches(address: &Address, talk: &Talk) -> bool {
    match address {
        Address::Phone(_) | Address::UserId(_) => talk.kind == ChannelKind::WhatsApp,
        Address::PageScoped { channel, .. } => *channel == talk.channel,
    }
}

fn is_whatsapp(address: &Address) -> bool {
    match address {
        Address::Phone(_) | Address::UserId(_) => true,
        Address::PageScoped { .. } => false,
    }
}

fn is_number(address: &Address) -> bool {
    match address {
        Address::Phone(_) => true,
        Address::UserId(_) | Address::PageScoped { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phone::Phone;

    fn phone(digits: &str) -> Address {
        Address::Phone(Phone::from_wa_id(digits).unwrap())
    }

    fn user(id: &str) -> Address {
        Address::UserId(id.into())
    }

    fn talk(kind: ChannelKind) -> Talk {
        Talk {
            conversation: ConversationId::generate(),
            channel: ChannelId::generate(),
            kind,
        }
    }

    fn page(of: &Talk) -> Address {
        Address::PageScoped {
            channel: of.channel,
            id: "781".into(),
        }
    }

    /// A number that a mother shares with her child: the record stays, who writes from it is somebody else.
    #[test]
    fn a_number_goes_with_its_id_and_every_conversation_on_it() {
        let (one, other) = (talk(ChannelKind::WhatsApp), talk(ChannelKind::WhatsApp));
        let theirs = [user("PT.1"), phone("351912000412")];
        for out in &theirs {
            let division = divide(out, &theirs, &[one, other], true).unwrap();
            assert_eq!(division.addresses, theirs.iter().cloned().collect());
            assert_eq!(
                division.conversations,
                BTreeSet::from([one.conversation, other.conversation])
            );
            assert!(!division.leaves_shared);
            assert_eq!(
                divide(out, &theirs, &[one, other], false),
                Err(Refused::NothingLeft)
            );
        }
    }

    #[test]
    fn an_account_of_a_page_goes_with_its_own_conversation_alone() {
        let (whatsapp, instagram) = (talk(ChannelKind::WhatsApp), talk(ChannelKind::Instagram));
        let theirs = [phone("351912000412"), page(&instagram)];
        let talks = [whatsapp, instagram];
        let division = divide(&page(&instagram), &theirs, &talks, false).unwrap();
        assert_eq!(division.addresses, BTreeSet::from([page(&instagram)]));
        assert_eq!(
            division.conversations,
            BTreeSet::from([instagram.conversation])
        );
        let division = divide(&phone("351912000412"), &theirs, &talks, false).unwrap();
        assert_eq!(
            division.conversations,
            BTreeSet::from([whatsapp.conversation])
        );
    }

    /// Which of two numbers wrote what nobody knows: the conversation stays whole.
    #[test]
    fn one_of_two_numbers_goes_alone_and_leaves_what_was_said() {
        let shared = talk(ChannelKind::WhatsApp);
        let theirs = [user("PT.1"), phone("351912000412"), phone("351912000999")];
        let division = divide(&phone("351912000999"), &theirs, &[shared], false).unwrap();
        assert_eq!(division.addresses, BTreeSet::from([phone("351912000999")]));
        assert!(division.conversations.is_empty() && division.leaves_shared);
    }

    #[test]
    fn what_is_not_theirs_is_not_taken_out() {
        let one = talk(ChannelKind::WhatsApp);
        let theirs = [phone("351912000412")];
        assert_eq!(
            divide(&phone("351912000999"), &theirs, &[one], true),
            Err(Refused::NotTheirs)
        );
        // Imported, and never wrote: the number goes, the record stays.
        let division = divide(&theirs[0], &theirs, &[], true).unwrap();
        assert_eq!(division.addresses.len(), 1);
        assert_eq!(
            divide(&theirs[0], &theirs, &[], false),
            Err(Refused::NothingLeft)
        );
    }
}
