//! Who may be the same person as somebody: what the rule wants to know is gathered here, and the rule decides.

use recado_domain::{
    address::Address,
    id::IdentityId,
    identity::suggesting::{self, Known, Likeness},
};
use recado_store::{
    Conn,
    conversations::{
        identities,
        persons::{self, CardNumbers},
    },
    error::StoreError,
};
use std::collections::{BTreeMap, BTreeSet};

/// The most that are said at once.
const MOST: usize = 5;

/// Returns who on this side may be the same person as `members`, the strongest reason first.
///
/// # Errors
/// Storage.
pub(super) fn suggestions(
    conn: &Conn,
    members: &[IdentityId],
    apart: &BTreeSet<IdentityId>,
) -> Result<Vec<(IdentityId, Likeness)>, StoreError> {
    let mut one = Known::default();
    for member in members {
        let part = known(conn, *member)?;
        one.phones.extend(part.phones);
        one.cards.extend(part.cards);
    }
    let numbers: BTreeSet<_> = one.phones.union(&one.cards).cloned().collect();
    let mut others = BTreeMap::new();
    for other in persons::with_numbers(conn, &numbers)? {
        if !members.contains(&other) {
            others.insert(other, known(conn, other)?);
        }
    }
    let mut found = suggesting::suggestions(&one, &others, apart);
    found.truncate(MOST);
    Ok(found)
}

fn known(conn: &Conn, identity: IdentityId) -> Result<Known, StoreError> {
    let mut cards = CardNumbers::default();
    for conversation in persons::conversations(conn, identity)? {
        persons::add_card_numbers(conn, conversation.conversation, &mut cards)?;
    }
    let addresses = identities::addresses(conn, identity)?;
    let own = addresses
        .into_iter()
        .filter_map(|(_, address)| match address {
            Address::Phone(phone) => Some(phone),
            Address::UserId(_) | Address::PageScoped { .. } => None,
        });
    Ok(Known {
        phones: own.chain(cards.own).collect(),
        cards: cards.shown,
        ..Known::default()
    })
}
