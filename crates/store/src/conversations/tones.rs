//! The text tone of what patients wrote, a row a message: kept while a reader is set, read anew when it changes.
//!
//! Triggers of the schema say what is to be read; nothing here reads words. Among the leads no reader is ever set.

use super::messages::{MessageId, first_id_at};
use crate::error::StoreError;
use crate::sqlite::row::named;
use crate::{Conn, Tx};
use recado_domain::id::ConversationId;
use recado_domain::message::{MessageKind, MessageText};
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, Row, params};

/// A message whose words are to be read.
pub struct Due {
    /// Which.
    pub message: MessageId,
    /// What it is.
    pub kind: MessageKind,
    /// Its words.
    pub text: MessageText,
}

/// What the words of a message came to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ToneRead {
    /// From -1 to 1; absent when its words have no tone.
    pub value: Option<f64>,
    /// How many words were read.
    pub words: u32,
}

/// A message with its tone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ToneRow {
    /// Which message.
    pub message: MessageId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// When it was written.
    pub at: UnixMs,
    /// What its words came to.
    pub read: ToneRead,
}

/// Returns the version that reads here; absent while nothing is read.
///
/// # Errors
/// [`StoreError`].
pub fn reader(conn: &Conn) -> Result<Option<u32>, StoreError> {
    Ok(conn
        .prepare_cached("select version from tone_readers")?
        .query_row([], |row| row.get(0))
        .optional()?)
}

/// Has everything patients wrote since `since` read by this version, unless it reads here already.
///
/// # Errors
/// [`StoreError`].
pub fn begin(tx: &Tx<'_>, version: u32, since: UnixMs) -> Result<(), StoreError> {
    if reader(tx)? == Some(version) {
        return Ok(());
    }
    stop(tx)?;
    tx.prepare_cached("insert into tone_readers (version) values (?1)")?
        .execute([version])?;
    tx.prepare_cached(
        "insert into tones (message, conversation, at, reader, value, words)
         select messages.id, conversation, at, 0, null, 0 from messages
           join conversations on conversations.id = messages.conversation
           join identities on identities.id = conversations.identity
         where messages.id >= ?1 and is_patient = 1 and direction = 'inbound' and kind <> 'system'
           and deleted_at is null",
    )?
    .execute([first_id_at(since).0])?;
    Ok(())
}

/// Reads nothing from now on and forgets every tone.
///
/// # Errors
/// [`StoreError`].
pub fn stop(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.execute("delete from tones", [])?;
    tx.execute("delete from tone_readers", [])?;
    Ok(())
}

/// Forgets the tones of what was written before `before`.
///
/// # Errors
/// [`StoreError`].
pub fn prune(tx: &Tx<'_>, before: UnixMs) -> Result<(), StoreError> {
    tx.prepare_cached("delete from tones where message < ?1")?
        .execute([first_id_at(before).0])?;
    Ok(())
}

/// Has a message read again: its words stand elsewhere and have changed there.
///
/// # Errors
/// [`StoreError`].
pub fn read_again(tx: &Tx<'_>, message: MessageId) -> Result<(), StoreError> {
    tx.prepare_cached("update tones set reader = 0, value = null, words = 0 where message = ?1")?
        .execute([message.0])?;
    Ok(())
}

/// Returns messages that are to be read, the newest first.
///
/// # Errors
/// [`StoreError`].
pub fn due(conn: &Conn, limit: u32) -> Result<Vec<Due>, StoreError> {
    let mut query = conn.prepare_cached(
        "select tones.message, messages.kind, messages.text from tones indexed by tones_due
         join messages on messages.id = tones.message
         where tones.reader = 0 order by tones.message desc limit ?1",
    )?;
    let rows = query.query_map([limit], |row| {
        Ok(Due {
            message: MessageId(row.get(0)?),
            kind: named(row, 1, MessageKind::from_name)?,
            text: MessageText(row.get(2)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns whether anything is yet to be read.
///
/// # Errors
/// [`StoreError`].
pub fn has_due(conn: &Conn) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "select exists (select 1 from tones indexed by tones_due where reader = 0)",
        )?
        .query_row([], |row| row.get(0))?)
}

/// Writes what the words of a message came to; in the transaction in which [`due`] told of it.
///
/// # Errors
/// [`StoreError`].
pub fn write(
    tx: &Tx<'_>,
    message: MessageId,
    version: u32,
    read: ToneRead,
) -> Result<(), StoreError> {
    tx.prepare_cached("update tones set reader = ?2, value = ?3, words = ?4 where message = ?1")?
        .execute(params![message.0, version, read.value, read.words])?;
    Ok(())
}

/// Returns everything since `since` that has been read, in the order of writing.
///
/// # Errors
/// [`StoreError`].
pub fn all(conn: &Conn, since: UnixMs) -> Result<Vec<ToneRow>, StoreError> {
    let mut query = conn.prepare_cached(
        "select message, conversation, at, value, words from tones
         where message >= ?1 and reader <> 0 order by message",
    )?;
    let rows = query.query_map([first_id_at(since).0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns what of a conversation since `since` has been read, in the order of writing.
///
/// # Errors
/// [`StoreError`].
pub fn of_conversation(
    conn: &Conn,
    conversation: ConversationId,
    since: UnixMs,
) -> Result<Vec<ToneRow>, StoreError> {
    let mut query = conn.prepare_cached(
        "select message, conversation, at, value, words from tones
         where conversation = ?1 and at >= ?2 and reader <> 0 order by at, message",
    )?;
    let rows = query.query_map(params![conversation.0, since.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<ToneRow> {
    Ok(ToneRow {
        message: MessageId(row.get(0)?),
        conversation: ConversationId(row.get(1)?),
        at: UnixMs(row.get(2)?),
        read: ToneRead {
            value: row.get(3)?,
            words: row.get(4)?,
        },
    })
}

#[cfg(test)]
mod tests;
