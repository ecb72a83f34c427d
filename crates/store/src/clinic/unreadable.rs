//! What came in and could not be read, or belongs to no conversation: kept as it came, counted on the connection page.

use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::time::UnixMs;
use rusqlite::{Row, params};

/// Something kept as it came.
#[derive(Clone, PartialEq, Eq)]
pub struct UnreadableItem {
    /// Its number; larger came later.
    pub id: i64,
    /// Meta's field, or why it could not be read.
    pub kind: String,
    /// Whether `raw` is sealed to the clinical spool key.
    pub is_sealed: bool,
    /// As it came.
    pub raw: Vec<u8>,
    /// When it came in.
    pub received_at: UnixMs,
}

impl std::fmt::Debug for UnreadableItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UnreadableItem({}, {} bytes)", self.id, self.raw.len())
    }
}

/// Keeps an item and returns its number.
///
/// # Errors
/// [`StoreError`].
pub fn keep(
    tx: &Tx<'_>,
    kind: &str,
    is_sealed: bool,
    raw: &[u8],
    received_at: UnixMs,
) -> Result<i64, StoreError> {
    tx.prepare_cached(
        "insert into unreadable (kind, is_sealed, raw, received_at) values (?1, ?2, ?3, ?4)",
    )?
    .execute(params![kind, is_sealed, raw, received_at.0])?;
    Ok(tx.last_insert_rowid())
}

/// Returns how many are kept.
///
/// # Errors
/// [`StoreError`].
pub fn count(conn: &Conn) -> Result<u64, StoreError> {
    Ok(conn.query_row("select count(*) from unreadable", [], |row| row.get(0))?)
}

/// Returns the oldest behind `after`, to go through all of them page by page.
///
/// # Errors
/// [`StoreError`].
pub fn behind(conn: &Conn, after: i64, limit: u32) -> Result<Vec<UnreadableItem>, StoreError> {
    let mut query = conn.prepare_cached(
        "select id, kind, is_sealed, raw, received_at from unreadable where id > ?1 order by id limit ?2",
    )?;
    let rows = query.query_map(params![after, limit], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Removes one: it is of somebody who was erased.
///
/// # Errors
/// [`StoreError`].
pub fn remove(tx: &Tx<'_>, id: i64) -> Result<(), StoreError> {
    tx.prepare_cached("delete from unreadable where id = ?1")?
        .execute([id])?;
    Ok(())
}

/// Returns the newest.
///
/// # Errors
/// [`StoreError`].
pub fn newest(conn: &Conn, limit: u32) -> Result<Vec<UnreadableItem>, StoreError> {
    let mut query = conn.prepare_cached(
        "select id, kind, is_sealed, raw, received_at from unreadable order by id desc limit ?1",
    )?;
    let rows = query.query_map([limit], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<UnreadableItem> {
    Ok(UnreadableItem {
        id: row.get(0)?,
        kind: row.get(1)?,
        is_sealed: row.get(2)?,
        raw: row.get(3)?,
        received_at: UnixMs(row.get(4)?),
    })
}
