//! Rows follow the people index after an address was taken out of an identity, or given back.
//!
//! Nothing here knows in which direction: whose an address and a conversation is, the index says, so that a cut-off
//! anywhere is caught up with by doing it again. Messages, files, flags and drafts are their conversation's and go
//! with it. What the clinic wrote about the person is not: record, notes, labels and consents stay with whom they are
//! about, as they do when two are made one.

use super::{identities, records};
use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::address::Address;
use recado_domain::id::{ConversationId, IdentityId};
use recado_domain::time::UnixMs;
use rusqlite::params;

/// Whose everything is that two identities have here, as the index says.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Owners {
    /// Addresses.
    pub addresses: Vec<(Address, IdentityId)>,
    /// Conversations.
    pub conversations: Vec<(ConversationId, IdentityId)>,
}

/// Puts rows of an identity and of the one that addresses were taken out for where the index says; `at` is when that
/// was done.
///
/// # Errors
/// [`StoreError`].
pub fn follow(
    tx: &Tx<'_>,
    (from, to): (IdentityId, IdentityId),
    owners: &Owners,
    at: UnixMs,
) -> Result<(), StoreError> {
    let pair = [(from, to), (to, from)];
    for (owner, other) in pair {
        let addresses = owners.addresses.iter().filter(|(_, its)| *its == owner);
        let talks = owners.conversations.iter().filter(|(_, its)| *its == owner);
        let (addresses, talks): (Vec<_>, Vec<_>) = (addresses.collect(), talks.collect());
        if addresses.is_empty() && talks.is_empty() {
            continue;
        }
        be_here(tx, owner, other, at)?;
        for (address, _) in addresses {
            take_address(tx, owner, other, address)?;
        }
        for (conversation, _) in talks {
            take_conversation(tx, owner, *conversation)?;
        }
    }
    take_name(tx, from, to)?;
    if is_nobody(tx, to)? {
        tx.execute("delete from identities where id = ?1", [to.0])?;
    }
    Ok(())
}

/// Returns whether the clinic wrote something about an identity here: a name, a record, a note, a label, a consent,
/// an emergency contact.
///
/// # Errors
/// [`StoreError`].
pub fn is_written(conn: &Conn, identity: IdentityId) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "select exists (select 1 from identities where id = ?1 and given_name is not null)
               or exists (select 1 from records where identity = ?1)
               or exists (select 1 from notes where identity = ?1)
               or exists (select 1 from consents where identity = ?1)
               or exists (select 1 from identity_labels where identity = ?1)
               or exists (select 1 from emergency_contacts where identity = ?1)",
        )?
        .query_row([identity.0], |row| row.get(0))?)
}

/// Adds an identity that has something here, as the other of the two is.
fn be_here(
    tx: &Tx<'_>,
    owner: IdentityId,
    other: IdentityId,
    at: UnixMs,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into identities (id, name, name_at, folded_name, is_patient, lead_status, since_at)
         select ?1, '', ?3, '', is_patient, iif(is_patient, null, 'new'), ?4 from identities where id = ?2
         on conflict (id) do nothing",
    )?
    .execute(params![owner.0, other.0, i64::MIN, at.0])?;
    Ok(())
}

fn take_address(
    tx: &Tx<'_>,
    owner: IdentityId,
    other: IdentityId,
    address: &Address,
) -> Result<(), StoreError> {
    let value = serde_json::to_string(address).map_err(|_| StoreError::Damaged)?;
    tx.prepare_cached(
        "insert into addresses (identity, value, kind, channel_kind)
         select ?1, value, kind, channel_kind from addresses where identity = ?2 and value = ?3
         on conflict (identity, value) do nothing",
    )?
    .execute(params![owner.0, other.0, value])?;
    tx.prepare_cached("delete from addresses where identity = ?1 and value = ?2")?
        .execute(params![other.0, value])?;
    Ok(())
}

fn take_conversation(
    tx: &Tx<'_>,
    owner: IdentityId,
    conversation: ConversationId,
) -> Result<(), StoreError> {
    let moved = tx
        .prepare_cached("update conversations set identity = ?2 where id = ?1 and identity <> ?2")?
        .execute(params![conversation.0, owner.0])?;
    if moved == 0 {
        return Ok(());
    }
    // An extract that names words of somebody else is made anew without them.
    tx.prepare_cached(
        "delete from day_summaries where id in (select summary from summary_lines
           join messages on messages.id = summary_lines.message where messages.conversation = ?1)",
    )?
    .execute([conversation.0])?;
    tx.prepare_cached(
        "update identities set since_at = min(since_at, coalesce(
           (select min(at) from messages where conversation = ?2), since_at)) where id = ?1",
    )?
    .execute(params![owner.0, conversation.0])?;
    records::follow_lead(tx, conversation)
}

/// The name that was told came by the conversations that went; what is told from now on takes its place.
fn take_name(tx: &Tx<'_>, from: IdentityId, to: IdentityId) -> Result<(), StoreError> {
    let named = tx
        .prepare_cached(
            "update identities set told_name = (select told_name from identities where id = ?2)
             where id = ?1 and told_name = '' and exists (select 1 from conversations where identity = ?1)
               and exists (select 1 from identities where id = ?2 and told_name <> '')",
        )?
        .execute(params![to.0, from.0])?;
    if named > 0 {
        identities::show_name(tx, to)?;
    }
    Ok(())
}

/// Returns whether an identity is here that has nothing (any more).
fn is_nobody(tx: &Tx<'_>, identity: IdentityId) -> Result<bool, StoreError> {
    let has_something: bool = tx
        .prepare_cached(
            "select exists (select 1 from addresses where identity = ?1)
               or exists (select 1 from conversations where identity = ?1)",
        )?
        .query_row([identity.0], |row| row.get(0))?;
    Ok(!has_something && !is_written(tx, identity)?)
}
