//! Who a message is from: the identity behind its addresses, and never two people in one.

pub mod dividing;
pub mod merging;
pub mod suggesting;

use crate::{address::Address, id::IdentityId};

/// What the people index knows about one address of a sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownAddress {
    /// The address.
    pub address: Address,
    /// The identity it belongs to, if any.
    pub identity: Option<IdentityId>,
}

/// Whose message it is, and which addresses to learn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// Somebody we know.
    Known {
        /// Who.
        identity: IdentityId,
        /// Addresses that nobody had yet, to be linked to them.
        learned: Vec<Address>,
    },
    /// Somebody new: a lead, until a person says otherwise.
    New {
        /// Addresses that nobody had yet.
        learned: Vec<Address>,
    },
}

/// Returns whose message it is.
///
/// `addresses` are the sender's, the strongest first: business-scoped user id, then number
/// (docs/meta.md, identity order). The first known address decides. Another address that belongs to
/// somebody else stays with them: two people are never merged here. When the number is known but its
/// owner already has a different user id (`has_other_user_id`), the number changed hands and this is
/// somebody new.
pub fn resolve(
    addresses: &[KnownAddress],
    has_other_user_id: impl Fn(IdentityId, &Address) -> bool,
) -> Resolution {
    let learned: Vec<Address> = addresses
        .iter()
        .filter(|known| known.identity.is_none())
        .map(|known| known.address.clone())
        .collect();
    let Some(identity) = addresses.iter().find_map(|known| known.identity) else {
        return Resolution::New { learned };
    };
    let changed_hands = learned.iter().any(|address| {
        matches!(address, Address::UserId(_)) && has_other_user_id(identity, address)
    });
    if changed_hands {
        Resolution::New { learned }
    } else {
        Resolution::Known { identity, learned }
    }
}

/// Returns one or two letters for an avatar: of the first and the last word of a name.
pub fn initials(name: &str) -> String {
    let mut letters = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = letters.next();
    let last = letters.next_back();
    first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect()
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

    fn known(address: Address, identity: Option<IdentityId>) -> KnownAddress {
        KnownAddress { address, identity }
    }

    /// CASES 8: the phone learned later links to the BSUID that wrote first.
    #[test]
    fn a_phone_learned_later_links_to_the_user_id() {
        let maria = IdentityId::generate();
        let sender = [
            known(user("PT.1"), Some(maria)),
            known(phone("351912000412"), None),
        ];
        assert_eq!(
            resolve(&sender, |_, _| false),
            Resolution::Known {
                identity: maria,
                learned: vec![phone("351912000412")]
            }
        );
    }

    /// CASES 8: two people are never merged.
    #[test]
    fn addresses_of_two_people_are_not_merged() {
        let (maria, nikos) = (IdentityId::generate(), IdentityId::generate());
        let sender = [
            known(user("PT.1"), Some(maria)),
            known(phone("351912000412"), Some(nikos)),
        ];
        assert_eq!(
            resolve(&sender, |_, _| false),
            Resolution::Known {
                identity: maria,
                learned: vec![]
            }
        );
    }

    #[test]
    fn a_number_that_changed_hands_is_somebody_new() {
        let maria = IdentityId::generate();
        let sender = [
            known(user("PT.2"), None),
            known(phone("351912000412"), Some(maria)),
        ];
        assert_eq!(
            resolve(&sender, |_, _| true),
            Resolution::New {
                learned: vec![user("PT.2")]
            }
        );
        assert_eq!(
            resolve(&sender, |_, _| false),
            Resolution::Known {
                identity: maria,
                learned: vec![user("PT.2")]
            }
        );
    }

    #[test]
    fn initials_come_from_the_first_and_last_word() {
        assert_eq!(initials("Maria Kostas Lima"), "ML");
        assert_eq!(initials("ελένη δ."), "ΕΔ");
        assert_eq!(initials("  "), "");
        assert_eq!(initials("Ana"), "A");
    }
}
