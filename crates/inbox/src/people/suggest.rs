//! Who may be the same person as somebody: what the rule wants to know is gathered here, and the rule decides.
//!
//! Asked of the sides that whoever is signed in may read: that a lead is like a patient is said to nobody else.

use crate::{error::InboxError, house::House};
use recado_domain::{
    address::Address,
    channel::Side,
    id::IdentityId,
    identity::suggesting::{self, Known, Likeness},
};
use recado_store::{
    Conn,
    conversations::{
        identities, likely,
        persons::{self, CardNumbers},
    },
    error::StoreError,
};
use std::collections::{BTreeMap, BTreeSet};

/// The most that are said at once.
const MOST: usize = 5;

/// Somebody who may be the same person.
pub(super) struct Suggested {
    pub identity: IdentityId,
    /// Where they are.
    pub side: Side,
    pub why: Likeness,
}

/// Returns who on these sides may be the same person as `members`, the strongest reason first.
///
/// # Errors
/// Storage.
pub(super) fn suggestions(
    house: &House,
    sides: &[Side],
    members: &[IdentityId],
    apart: &BTreeSet<IdentityId>,
) -> Result<Vec<Suggested>, InboxError> {
    let mut one = Known::default();
    for side in sides {
        house.read(*side, |conn| {
            members
                .iter()
                .try_for_each(|member| add(conn, *member, &mut one))
        })?;
    }
    let mut found_on = BTreeMap::new();
    let mut others: BTreeMap<IdentityId, Known> = BTreeMap::new();
    for side in sides {
        let like = house.read(*side, |conn| like(conn, &one, members))?;
        for (identity, known) in like {
            found_on.entry(identity).or_insert(*side);
            others.entry(identity).or_insert(known);
        }
    }
    let found = suggesting::suggestions(&one, &others, apart);
    let found = found.into_iter().take(MOST);
    Ok(found
        .filter_map(|(identity, why)| {
            let side = *found_on.get(&identity)?;
            Some(Suggested {
                identity,
                side,
                why,
            })
        })
        .collect())
}

/// Returns who on a side shares anything with somebody, with all that is known of them there.
fn like(
    conn: &Conn,
    one: &Known,
    members: &[IdentityId],
) -> Result<BTreeMap<IdentityId, Known>, StoreError> {
    let numbers: BTreeSet<_> = one.phones.union(&one.cards).cloned().collect();
    let mut found = likely::others(conn, one)?;
    found.extend(persons::with_numbers(conn, &numbers)?);
    found.retain(|identity| !members.contains(identity));
    let mut all = BTreeMap::new();
    for identity in found {
        let mut known = Known::default();
        add(conn, identity, &mut known)?;
        all.insert(identity, known);
    }
    Ok(all)
}

fn add(conn: &Conn, identity: IdentityId, known: &mut Known) -> Result<(), StoreError> {
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
    known.phones.extend(own.chain(cards.own));
    known.cards.extend(cards.shown);
    likely::add(conn, identity, known)
}
