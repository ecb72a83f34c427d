//! The spool: events on their way into `leads.db` or `clinical.db`. What is inside, the spool does not know.

use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::{channel::Side, time::UnixMs};
use rusqlite::{Row, params};

/// A row of the spool.
#[derive(Clone, PartialEq, Eq)]
pub struct Spooled {
    /// Its number; larger came later.
    pub id: i64,
    /// Whether `body` is sealed to the clinical spool key.
    pub is_sealed: bool,
    /// The event.
    pub body: Vec<u8>,
    /// When it came in.
    pub received_at: UnixMs,
}

impl std::fmt::Debug for Spooled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Spooled({}, {} bytes)", self.id, self.body.len())
    }
}

/// Appends an event and returns its number.
///
/// # Errors
/// [`StoreError`].
pub fn push(
    tx: &Tx<'_>,
    side: Side,
    is_sealed: bool,
    body: &[u8],
    received_at: UnixMs,
) -> Result<i64, StoreError> {
    tx.prepare_cached(
        "insert into spool (side, is_sealed, body, received_at) values (?1, ?2, ?3, ?4)",
    )?
    .execute(params![side.as_str(), is_sealed, body, received_at.0])?;
    Ok(tx.last_insert_rowid())
}

/// Returns the oldest events of a side.
///
/// # Errors
/// [`StoreError`].
pub fn oldest(conn: &Conn, side: Side, limit: u32) -> Result<Vec<Spooled>, StoreError> {
    let mut query = conn.prepare_cached(
        "select id, is_sealed, body, received_at from spool where side = ?1 order by id limit ?2",
    )?;
    let rows = query.query_map(params![side.as_str(), limit], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the oldest events of a side behind `after`, to go through all of them page by page.
///
/// # Errors
/// [`StoreError`].
pub fn behind(conn: &Conn, side: Side, after: i64, limit: u32) -> Result<Vec<Spooled>, StoreError> {
    let mut query = conn.prepare_cached(
        "select id, is_sealed, body, received_at from spool where side = ?1 and id > ?2 order by id limit ?3",
    )?;
    let rows = query.query_map(params![side.as_str(), after, limit], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Puts an event into the other side's part of the spool, in its place among those that came.
///
/// # Errors
/// [`StoreError`].
pub fn refile(
    tx: &Tx<'_>,
    id: i64,
    side: Side,
    is_sealed: bool,
    body: &[u8],
) -> Result<(), StoreError> {
    tx.prepare_cached("update spool set side = ?2, is_sealed = ?3, body = ?4 where id = ?1")?
        .execute(params![id, side.as_str(), is_sealed, body])?;
    Ok(())
}

/// Returns how many events of a side wait.
///
/// # Errors
/// [`StoreError`].
pub fn count(conn: &Conn, side: Side) -> Result<u64, StoreError> {
    Ok(conn
        .prepare_cached("select count(*) from spool where side = ?1")?
        .query_row([side.as_str()], |row| row.get(0))?)
}

/// Removes an event that is durable where it belongs.
///
/// # Errors
/// [`StoreError`].
pub fn remove(tx: &Tx<'_>, id: i64) -> Result<(), StoreError> {
    tx.prepare_cached("delete from spool where id = ?1")?
        .execute([id])?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Spooled> {
    Ok(Spooled {
        id: row.get(0)?,
        is_sealed: row.get(1)?,
        body: row.get(2)?,
        received_at: UnixMs(row.get(3)?),
    })
}
