//! Who was erased, and what of it is left to do. A row of the ledger holds a random id and nothing of the person.
//!
//! The index forgets somebody in the transaction that writes the ledger: from then on they are nobody here, and whoever
//! writes from their address is somebody new. What the sides' databases hold goes after that, from what is noted here.
//! Keyed hashes of their addresses say for a while when that was, so that what comes late brings nobody back.

use super::people::IndexKey;
use crate::error::StoreError;
use crate::sqlite::row::named;
use crate::{Conn, Tx};
use recado_domain::address::Address;
use recado_domain::channel::Side;
use recado_domain::id::{ConversationId, IdentityId, StaffId};
use recado_domain::retention::ErasureReason;
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

/// A row of the ledger: an identity that was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// Who it was.
    pub identity: IdentityId,
    /// On which side they were.
    pub side: Side,
    /// Why.
    pub reason: ErasureReason,
    /// Who did it; absent for a rule of retention.
    pub staff: Option<StaffId>,
    /// Their name, as it was then.
    pub staff_name: String,
    /// When.
    pub at: UnixMs,
}

/// What is left to do on a side for somebody who was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Who.
    pub identity: IdentityId,
    /// Their conversations, as the index said.
    pub conversations: Vec<ConversationId>,
    /// What to look for among what could not be read, sealed to the clinical spool key.
    pub traces: Option<Vec<u8>>,
}

/// Returns the ledger, the earliest first.
///
/// # Errors
/// [`StoreError`].
pub fn ledger(conn: &Conn) -> Result<Vec<Erasure>, StoreError> {
    let mut query = conn.prepare_cached(
        "select identity, side, reason, staff, staff_name, at from erasures order by at, identity",
    )?;
    let rows = query.query_map([], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns when anybody was erased last.
///
/// # Errors
/// [`StoreError`].
pub fn latest(conn: &Conn) -> Result<Option<UnixMs>, StoreError> {
    let at: Option<i64> = conn
        .prepare_cached("select max(at) from erasures")?
        .query_row([], |row| row.get(0))?;
    Ok(at.map(UnixMs))
}

/// Writes a row of the ledger; one that is there stays as it is.
///
/// # Errors
/// [`StoreError`].
pub fn note(tx: &Tx<'_>, erasure: &Erasure) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into erasures (identity, side, reason, staff, staff_name, at)
         values (?1, ?2, ?3, ?4, ?5, ?6) on conflict (identity) do nothing",
    )?
    .execute(params![
        erasure.identity.0,
        erasure.side.as_str(),
        erasure.reason.as_str(),
        erasure.staff.map(|staff| staff.0),
        erasure.staff_name,
        erasure.at.0
    ])?;
    Ok(())
}

/// Notes what is left to do on a side; what was noted before is forgotten.
///
/// # Errors
/// [`StoreError`].
pub fn leave(tx: &Tx<'_>, side: Side, left: &Left) -> Result<(), StoreError> {
    let json = serde_json::to_string(&left.conversations).map_err(|_| StoreError::Damaged)?;
    tx.prepare_cached(
        "insert into erasing (identity, side, conversations, traces) values (?1, ?2, ?3, ?4)
         on conflict (identity, side) do update set
           conversations = excluded.conversations, traces = coalesce(excluded.traces, traces)",
    )?
    .execute(params![left.identity.0, side.as_str(), json, left.traces])?;
    Ok(())
}

/// Returns what is left to do on a side.
///
/// # Errors
/// [`StoreError`].
pub fn left(conn: &Conn, side: Side) -> Result<Vec<Left>, StoreError> {
    let mut query = conn.prepare_cached(
        "select identity, conversations, traces from erasing where side = ?1 order by identity",
    )?;
    let rows = query.query_map([side.as_str()], |row| {
        Ok((
            IdentityId(row.get(0)?),
            row.get::<_, String>(1)?,
            row.get(2)?,
        ))
    })?;
    rows.map(|row| {
        let (identity, json, traces) = row?;
        let conversations = serde_json::from_str(&json).map_err(|_| StoreError::Damaged)?;
        Ok(Left {
            identity,
            conversations,
            traces,
        })
    })
    .collect()
}

/// Returns how many people something is left to do for, on either side.
///
/// # Errors
/// [`StoreError`].
pub fn unfinished(conn: &Conn) -> Result<u64, StoreError> {
    Ok(
        conn.query_row("select count(distinct identity) from erasing", [], |row| {
            row.get(0)
        })?,
    )
}

/// Forgets what was left to do on a side: it is done.
///
/// # Errors
/// [`StoreError`].
pub fn done(tx: &Tx<'_>, identity: IdentityId, side: Side) -> Result<(), StoreError> {
    tx.prepare_cached("delete from erasing where identity = ?1 and side = ?2")?
        .execute(params![identity.0, side.as_str()])?;
    Ok(())
}

/// Returns when somebody was erased whose address this was; nothing once that is too long ago to matter.
///
/// # Errors
/// [`StoreError`].
pub fn erased_at(
    conn: &Conn,
    key: &IndexKey,
    address: &Address,
) -> Result<Option<UnixMs>, StoreError> {
    Ok(conn
        .prepare_cached("select erased_at from erased_addresses where hash = ?1")?
        .query_row([key.address_hash(address)], |row| row.get(0).map(UnixMs))
        .optional()?)
}

/// Forgets the addresses of whom was erased before `before`.
///
/// # Errors
/// [`StoreError`].
pub fn prune(tx: &Tx<'_>, before: UnixMs) -> Result<usize, StoreError> {
    let sql = "delete from erased_addresses where erased_at < ?1";
    Ok(tx.execute(sql, [before.0])?)
}

/// Forgets everything this database knows of an identity and its conversations, but for the ledger and the audit.
///
/// Hashes of provider ids stay without their conversation, for as long as they stay anyway, and hashes of addresses as
/// long: without them, what Meta repeats or tells late would bring the person back. `at` is when they were erased.
///
/// # Errors
/// [`StoreError`].
pub fn forget(
    tx: &Tx<'_>,
    identity: IdentityId,
    conversations: &[ConversationId],
    at: UnixMs,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into erased_addresses (hash, erased_at)
           select hash, ?2 from people_addresses where identity = ?1
         on conflict (hash) do update set erased_at = max(erased_at, excluded.erased_at)",
    )?
    .execute(params![identity.0, at.0])?;
    for conversation in conversations {
        tx.prepare_cached("update seen set conversation = null where conversation = ?1")?
            .execute([conversation.0])?;
        tx.prepare_cached("delete from alerts where conversation = ?1")?
            .execute([conversation.0])?;
        tx.prepare_cached("delete from signs where conversation = ?1")?
            .execute([conversation.0])?;
        tx.prepare_cached("delete from settings where instr(name, ?1) > 0")?
            .execute([conversation.to_string()])?;
    }
    let by_id = [
        "delete from alerts where identity = ?1",
        "delete from shields where identity = ?1",
        "delete from moves where identity = ?1",
        "delete from people_apart where one = ?1 or other = ?1",
        "delete from people_behind where identity = ?1",
        "update people set person = null where person = ?1",
        // Addresses, conversations and a hold go with it.
        "delete from people where identity = ?1",
    ];
    for sql in by_id {
        tx.prepare_cached(sql)?.execute([identity.0])?;
    }
    tx.prepare_cached(
        "delete from people_acts where exists (select 1 from json_each(concerns) where value = ?1)
           or exists (select 1 from json_each(changes) where value ->> 'identity' = ?1)",
    )?
    .execute([identity.to_string()])?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Erasure> {
    Ok(Erasure {
        identity: IdentityId(row.get(0)?),
        side: named(row, 1, Side::from_name)?,
        reason: named(row, 2, ErasureReason::from_name)?,
        staff: row.get::<_, Option<_>>(3)?.map(StaffId),
        staff_name: row.get(4)?,
        at: UnixMs(row.get(5)?),
    })
}
