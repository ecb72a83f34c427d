//! Legal holds: people nothing of whom may be erased. The reason is sealed; that there is a hold is not.

use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::id::{IdentityId, StaffId};
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, Row, params};
use std::collections::BTreeSet;

/// A hold on an identity.
#[derive(Clone, PartialEq, Eq)]
pub struct Hold {
    /// Whom it keeps.
    pub identity: IdentityId,
    /// Why, sealed to the clinical spool key.
    pub reason: Vec<u8>,
    /// Who said so.
    pub staff: StaffId,
    /// Their name, as it was then.
    pub staff_name: String,
    /// When.
    pub at: UnixMs,
}

/// Sets a hold; the reason of one that is there is replaced.
///
/// # Errors
/// [`StoreError`].
pub fn set(tx: &Tx<'_>, hold: &Hold) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into legal_holds (identity, reason, staff, staff_name, at) values (?1, ?2, ?3, ?4, ?5)
         on conflict (identity) do update set reason = excluded.reason, staff = excluded.staff,
           staff_name = excluded.staff_name, at = excluded.at",
    )?
    .execute(params![
        hold.identity.0,
        hold.reason,
        hold.staff.0,
        hold.staff_name,
        hold.at.0
    ])?;
    Ok(())
}

/// Lifts a hold; one that is not there is no error.
///
/// # Errors
/// [`StoreError`].
pub fn lift(tx: &Tx<'_>, identity: IdentityId) -> Result<(), StoreError> {
    tx.prepare_cached("delete from legal_holds where identity = ?1")?
        .execute([identity.0])?;
    Ok(())
}

/// Returns the hold on an identity.
///
/// # Errors
/// [`StoreError`].
pub fn get(conn: &Conn, identity: IdentityId) -> Result<Option<Hold>, StoreError> {
    Ok(conn
        .prepare_cached(
            "select identity, reason, staff, staff_name, at from legal_holds where identity = ?1",
        )?
        .query_row([identity.0], from_row)
        .optional()?)
}

/// Returns whom holds keep.
///
/// # Errors
/// [`StoreError`].
pub fn all(conn: &Conn) -> Result<BTreeSet<IdentityId>, StoreError> {
    let mut query = conn.prepare_cached("select identity from legal_holds")?;
    let rows = query.query_map([], |row| row.get(0).map(IdentityId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Hold> {
    Ok(Hold {
        identity: IdentityId(row.get(0)?),
        reason: row.get(1)?,
        staff: StaffId(row.get(2)?),
        staff_name: row.get(3)?,
        at: UnixMs(row.get(4)?),
    })
}
