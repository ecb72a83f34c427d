//! What a service heard is told to the clinic's other computers, so that it is paid for once; and what they tell.
//!
//! The queue says only which note: the words are read when it is told, so that nothing stays in the queue that goes from
//! everywhere else.

use crate::conversations::apply::{self, Applied};
use crate::conversations::event::HeardEvent;
use crate::conversations::messages::{self, MessageId};
use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::id::{ChannelId, MediaId};
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A note that was heard on another computer. Files have ids of their own on each: this one is known by its place.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeardElsewhere {
    /// The channel.
    pub channel: ChannelId,
    /// Meta's id of its message.
    pub target: String,
    /// Which of the message's files it is, from 0.
    pub position: u32,
    /// What was heard; which file is not looked at.
    pub heard: HeardEvent,
}

impl std::fmt::Debug for HeardElsewhere {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HeardElsewhere(..)")
    }
}

/// Queues telling of a note; one that waits to be told gives way.
pub(super) fn queue(tx: &Tx<'_>, heard: &HeardEvent) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert or replace into heard_queue (note, media, conversation, done_at)
         select ?1, media, conversation, ?3 from transcripts where media = ?2",
    )?
    .execute(params![Uuid::now_v7(), heard.media.0, heard.at.0])?;
    Ok(())
}

/// Returns what has yet to be told, the oldest first: which note will tell of which.
///
/// # Errors
/// [`StoreError`].
pub fn queued(conn: &Conn, most: u32) -> Result<Vec<(Uuid, MediaId)>, StoreError> {
    let mut query =
        conn.prepare_cached("select note, media from heard_queue order by done_at, note limit ?1")?;
    let rows = query.query_map([most], |row| Ok((row.get(0)?, MediaId(row.get(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns what every computer knows a note by: Meta's id of its message, and which of the files it is.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn place(conn: &Conn, media: MediaId) -> Result<(MessageId, u32), StoreError> {
    Ok(conn
        .prepare_cached("select message, position from media where id = ?1")?
        .query_row([media.0], |row| Ok((MessageId(row.get(0)?), row.get(1)?)))?)
}

/// Files what was heard on another computer. Of two hearings the later stays, whichever comes first; a note that is not
/// here, or was taken back, stays so.
///
/// # Errors
/// [`StoreError`].
pub fn arrive(tx: &Tx<'_>, told: &HeardElsewhere) -> Result<Applied, StoreError> {
    let Some(message) = messages::find(tx, told.channel, &told.target)? else {
        return Ok(Applied::default());
    };
    if messages::get(tx, message)?.is_deleted {
        return Ok(Applied::default());
    }
    let media: Option<MediaId> = tx
        .prepare_cached(
            "select id from media where message = ?1 and position = ?2 and kind in ('voice', 'audio')",
        )?
        .query_row(params![message.0, told.position], |row| {
            row.get(0).map(MediaId)
        })
        .optional()?;
    let Some(media) = media else {
        return Ok(Applied::default());
    };
    // Its bytes may still be on their way.
    tx.prepare_cached(
        "insert or ignore into transcripts (media, message, conversation, state, tries, next_at, is_wanted, is_shown,
           text, level)
         select id, message, conversation, 'queued', 0, 0, 0, 0, '', 0 from media where id = ?1",
    )?
    .execute([media.0])?;
    let known = made(tx, media)?;
    if known.is_some_and(|(at, _)| at >= told.heard.at) {
        return Ok(Applied::default());
    }
    let heard = HeardEvent {
        media,
        is_told: false,
        ..told.heard.clone()
    };
    apply::apply_heard(tx, &heard)
}

/// Returns when a note was heard, and how certain its words are; nothing until then.
///
/// # Errors
/// [`StoreError`].
pub fn made(conn: &Conn, media: MediaId) -> Result<Option<(UnixMs, Option<f32>)>, StoreError> {
    Ok(conn
        .prepare_cached(
            "select made_at, confidence from transcripts
             where media = ?1 and state in ('done', 'uncertain') and made_at is not null",
        )?
        .query_row([media.0], |row| Ok((UnixMs(row.get(0)?), row.get(1)?)))
        .optional()?)
}
