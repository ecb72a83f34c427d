//! Addresses taken out of an identity by hand, in the people index: whose they are from now on, and back.
//!
//! Whoever reads or files a message asks the index, so this is the moment from which what is written goes to the new
//! person. The rows of a side's database follow ([`crate::conversations::dividing`]).

use super::people::{self, IndexKey, Person};
use super::persons;
use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::address::Address;
use recado_domain::id::{ConversationId, IdentityId};
use recado_domain::time::UnixMs;
use rusqlite::params;
use std::collections::{BTreeMap, BTreeSet};

/// The identity that addresses are taken out of, and the one that is made for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Whose they were.
    pub from: IdentityId,
    /// Whose they are.
    pub to: IdentityId,
}

/// What holds conversations by the identity they are with, and follows them.
const OF_CONVERSATIONS: [&str; 3] = ["people_conversations", "alerts", "acknowledgements"];

/// Gives addresses and conversations to a new identity on the same side, a lead or a patient as the other is.
///
/// A legal hold is copied: nothing that was kept may be erased because it has another name now.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such person.
pub fn divide(
    tx: &Tx<'_>,
    key: &IndexKey,
    pair: Pair,
    (addresses, conversations): (&BTreeSet<Address>, &BTreeSet<ConversationId>),
    at: UnixMs,
) -> Result<(), StoreError> {
    let person = people::get(tx, pair.from)?.ok_or(StoreError::NotFound)?;
    let new = Person {
        identity: pair.to,
        ..person
    };
    people::put(tx, &new, at)?;
    for address in addresses {
        people::hand_over(tx, key, pair.to, address)?;
    }
    for conversation in conversations {
        for table in OF_CONVERSATIONS {
            tx.prepare_cached(&format!(
                "update {table} set identity = ?2 where conversation = ?1"
            ))?
            .execute(params![conversation.0, pair.to.0])?;
        }
    }
    copy_hold(tx, pair.from, pair.to)
}

/// Returns whether everything can go back as it was: nobody was made one with the new person, they are where they
/// were, and do not both have a conversation on one channel.
///
/// # Errors
/// [`StoreError`].
pub fn may_go_back(conn: &Conn, pair: Pair) -> Result<bool, StoreError> {
    let (Some(from), Some(to)) = (people::get(conn, pair.from)?, people::get(conn, pair.to)?)
    else {
        return Ok(false);
    };
    let is_alike = (from.side, from.is_patient) == (to.side, to.is_patient);
    let is_alone = persons::person(conn, pair.to)?.len() == 1;
    let meets: bool = conn
        .prepare_cached(
            "select exists (select 1 from people_conversations as one
               join people_conversations as other using (channel)
               where one.identity = ?1 and other.identity = ?2)
             or exists (select 1 from moves where identity in (?1, ?2))",
        )?
        .query_row(params![pair.from.0, pair.to.0], |row| row.get(0))?;
    Ok(is_alike && is_alone && !meets)
}

/// Gives everything back, and forgets the new identity.
///
/// # Errors
/// [`StoreError`].
pub fn go_back(tx: &Tx<'_>, pair: Pair) -> Result<(), StoreError> {
    for table in OF_CONVERSATIONS.into_iter().chain(["people_addresses"]) {
        tx.prepare_cached(&format!(
            "update {table} set identity = ?2 where identity = ?1"
        ))?
        .execute(params![pair.to.0, pair.from.0])?;
    }
    copy_hold(tx, pair.to, pair.from)?;
    tx.execute("delete from people where identity = ?1", [pair.to.0])?;
    Ok(())
}

/// Returns whether a move of this person was begun and is not done.
///
/// # Errors
/// [`StoreError`].
pub fn is_moving(conn: &Conn, person: &[IdentityId]) -> Result<bool, StoreError> {
    let mut query =
        conn.prepare_cached("select exists (select 1 from moves where identity = ?1)")?;
    for identity in person {
        if query.query_row([identity.0], |row| row.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns when an address was last taken out of somebody, or out for them, or given back.
///
/// What was written went with the address: without this, the one who is left would look as if nobody had been in touch
/// with them for long, and a rule of retention would take their record.
///
/// # Errors
/// [`StoreError`].
pub fn touched(conn: &Conn) -> Result<BTreeMap<IdentityId, UnixMs>, StoreError> {
    let mut touched = BTreeMap::new();
    for act in persons::divisions(conn)? {
        let at = act
            .undone_at
            .map_or(act.at, |undone_at| undone_at.max(act.at));
        for identity in act.concerns {
            let latest = touched.entry(identity).or_insert(at);
            *latest = at.max(*latest);
        }
    }
    Ok(touched)
}

fn copy_hold(tx: &Tx<'_>, from: IdentityId, to: IdentityId) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into legal_holds (identity, reason, staff, staff_name, at)
         select ?2, reason, staff, staff_name, at from legal_holds where identity = ?1
         on conflict (identity) do nothing",
    )?
    .execute(params![from.0, to.0])?;
    Ok(())
}
