//! What the others have yet to be told that belongs to no conversation; and whom another computer answered by itself. Ids
//! and keyed hashes: what a note says is read when it is told.

use crate::clinic::together::SharedName;
use crate::error::StoreError;
use crate::sqlite::row::wrong;
use crate::{Conn, Tx};
use recado_domain::id::{OutboxId, PhraseId};
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

/// What there is to tell of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A phrase of the clinic's own was written, changed or taken away.
    Phrase(PhraseId),
    /// Somebody was answered by the program.
    Answered(OutboxId),
}

impl Subject {
    fn named(self) -> (&'static str, Uuid) {
        match self {
            Self::Phrase(id) => ("phrase", id.0),
            Self::Answered(id) => ("answered", id.0),
        }
    }
}

/// Queues telling of something as it then is; what waits to be told of it gives way.
///
/// # Errors
/// [`StoreError`].
pub fn queue(tx: &Tx<'_>, subject: Subject, at: UnixMs) -> Result<(), StoreError> {
    let (about, id) = subject.named();
    tx.prepare_cached("delete from together_clinic_queue where about = ?1 and subject = ?2")?
        .execute(params![about, id])?;
    tx.prepare_cached(
        "insert into together_clinic_queue (note, about, subject, done_at) values (?1, ?2, ?3, ?4)",
    )?
    .execute(params![Uuid::now_v7(), about, id, at.0])?;
    Ok(())
}

/// Returns what has yet to be told, the oldest first, each with the note that will tell of it.
///
/// # Errors
/// [`StoreError`].
pub fn queued(conn: &Conn, most: u32) -> Result<Vec<(Uuid, Subject)>, StoreError> {
    let mut query = conn.prepare_cached(
        "select note, about, subject from together_clinic_queue order by done_at, note limit ?1",
    )?;
    let rows = query.query_map([most], |row| {
        let subject = match row.get_ref(1)?.as_str()? {
            "phrase" => Subject::Phrase(PhraseId(row.get(2)?)),
            "answered" => Subject::Answered(OutboxId(row.get(2)?)),
            _ => return Err(wrong()),
        };
        Ok((row.get(0)?, subject))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes what every computer calls the contact of an acknowledgement that leaves now: where it goes is forgotten after.
///
/// # Errors
/// [`StoreError`].
pub fn name_contact(tx: &Tx<'_>, id: OutboxId, shared: SharedName) -> Result<(), StoreError> {
    tx.prepare_cached("update acknowledgements set shared = ?2 where id = ?1")?
        .execute(params![id.0, shared.0])?;
    Ok(())
}

/// Returns whom an acknowledgement went to, as every computer calls them, and when it was decided on.
///
/// # Errors
/// [`StoreError`].
pub fn answered(conn: &Conn, id: OutboxId) -> Result<Option<(SharedName, UnixMs)>, StoreError> {
    Ok(conn
        .prepare_cached(
            "select shared, created_at from acknowledgements where id = ?1 and shared is not null
               and state in ('sent', 'unknown')",
        )?
        .query_row([id.0], |row| {
            Ok((SharedName(row.get(0)?), UnixMs(row.get(1)?)))
        })
        .optional()?)
}

/// Notes that another computer answered somebody by itself; the latest time stays.
///
/// # Errors
/// [`StoreError`].
pub fn note_answered(tx: &Tx<'_>, shared: SharedName, at: UnixMs) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into answered_elsewhere (shared, at) values (?1, ?2)
         on conflict (shared) do update set at = max(at, excluded.at)",
    )?
    .execute(params![shared.0, at.0])?;
    Ok(())
}

/// Returns when another computer last answered somebody by itself.
///
/// # Errors
/// [`StoreError`].
pub fn answered_elsewhere(conn: &Conn, shared: SharedName) -> Result<Option<UnixMs>, StoreError> {
    Ok(conn
        .prepare_cached("select at from answered_elsewhere where shared = ?1")?
        .query_row([shared.0], |row| row.get(0).map(UnixMs))
        .optional()?)
}
