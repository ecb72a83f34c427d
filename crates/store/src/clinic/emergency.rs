//! Uses of the emergency code, and which owners have taken note of each.

use crate::error::StoreError;
use crate::sqlite::row::named;
use crate::{Conn, Tx};
use recado_domain::{id::StaffId, staff::emergency::Reason, time::UnixMs};
use rusqlite::params;

/// One use of the emergency code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// Which one; also whom the audit names for what was done with it.
    pub id: StaffId,
    /// What whoever used it called themselves.
    pub name: String,
    /// Why.
    pub reason: Reason,
    /// In their own words, sealed to the clinical spool key.
    pub note: Option<Vec<u8>>,
    /// When.
    pub used_at: UnixMs,
    /// When it ended at the latest.
    pub until_at: UnixMs,
}

/// Records a use.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, used: &Use) -> Result<(), StoreError> {
    tx.execute(
        "insert into emergency_uses (id, name, reason, note, used_at, until_at)
         values (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            used.id.0,
            used.name,
            used.reason.as_str(),
            used.note,
            used.used_at.0,
            used.until_at.0
        ],
    )?;
    Ok(())
}

/// Returns the uses an owner has not taken note of, the oldest first.
///
/// # Errors
/// [`StoreError`].
pub fn unseen_by(conn: &Conn, owner: StaffId) -> Result<Vec<Use>, StoreError> {
    let mut query = conn.prepare_cached(
        "select id, name, reason, note, used_at, until_at from emergency_uses
         where not exists (select 1 from emergency_acknowledgements where use = id and owner = ?1)
         order by used_at, id",
    )?;
    let rows = query.query_map([owner.0], |row| {
        Ok(Use {
            id: StaffId(row.get(0)?),
            name: row.get(1)?,
            reason: named(row, 2, Reason::from_name)?,
            note: row.get(3)?,
            used_at: UnixMs(row.get(4)?),
            until_at: UnixMs(row.get(5)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that an owner has taken note of a use; returns whether there is such a use and they had not yet.
///
/// # Errors
/// [`StoreError`].
pub fn acknowledge(
    tx: &Tx<'_>,
    used: StaffId,
    owner: StaffId,
    now: UnixMs,
) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "insert into emergency_acknowledgements (use, owner, at)
         select id, ?2, ?3 from emergency_uses where id = ?1
         on conflict do nothing",
        params![used.0, owner.0, now.0],
    )?;
    Ok(changed == 1)
}

/// A new owner need not take note of what was before them.
///
/// # Errors
/// [`StoreError`].
pub fn acknowledge_all(tx: &Tx<'_>, owner: StaffId, now: UnixMs) -> Result<(), StoreError> {
    tx.execute(
        "insert into emergency_acknowledgements (use, owner, at)
         select id, ?1, ?2 from emergency_uses where true
         on conflict do nothing",
        params![owner.0, now.0],
    )?;
    Ok(())
}
