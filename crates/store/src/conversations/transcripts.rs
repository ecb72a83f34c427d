//! Voice notes as a machine heard them: where each stands, and its words. The work itself is the caller's.
//!
//! A row is made in the transaction that says a note's bytes are here; whoever listens takes one after the other. What
//! was heard comes as an event by the spool, so that it finds its way while the desk is locked, too.

pub mod elsewhere;
pub mod jobs;
pub mod pieces;

use super::event::HeardEvent;
use super::messages::{self, MessageId, level_from};
use super::words;
use crate::error::StoreError;
use crate::sqlite::row::{named, named_if_any};
use crate::{Conn, Tx};
use recado_domain::alert::AlertLevel;
use recado_domain::id::{ConversationId, MediaId};
use recado_domain::time::UnixMs;
use recado_domain::transcript::confidence::Segment;
use recado_domain::transcript::{TranscriptReason, TranscriptState};
use rusqlite::{OptionalExtension, Row, params};
use std::collections::BTreeMap;

/// A voice note as a machine heard it, or is yet to. `Debug` tells no words.
#[derive(Clone, PartialEq)]
pub struct Transcript {
    /// Which note.
    pub media: MediaId,
    /// Its message.
    pub message: MessageId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// SHA-256 of the sound; absent until it was read.
    pub sha256: Option<Vec<u8>>,
    /// Where it stands.
    pub state: TranscriptState,
    /// Why it failed or was skipped.
    pub reason: Option<TranscriptReason>,
    /// How many tries got no answer.
    pub tries: u32,
    /// When it may be tried next.
    pub next_at: UnixMs,
    /// Since when it waits to be heard; absent until somebody listens.
    pub since: Option<UnixMs>,
    /// Whether a person asked for it.
    pub is_wanted: bool,
    /// What was heard; empty until then.
    pub text: String,
    /// The language as it was heard.
    pub language: Option<String>,
    /// By which model, and where.
    pub made_by: Option<String>,
    /// The pieces, with times and how certain they are.
    pub segments: Vec<Segment>,
    /// JSON of what the risk rules marked.
    pub findings: Option<String>,
    /// The most severe of it.
    pub level: Option<AlertLevel>,
}

impl std::fmt::Debug for Transcript {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Transcript({}, {:?})", self.media, self.state)
    }
}

/// Returns how a note stands.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn get(conn: &Conn, media: MediaId) -> Result<Transcript, StoreError> {
    Ok(conn
        .prepare_cached(&format!("{SELECT} where media = ?1"))?
        .query_row([media.0], from_row)?)
}

/// Returns the notes of a conversation.
///
/// # Errors
/// [`StoreError`].
pub fn of_conversation(
    conn: &Conn,
    conversation: ConversationId,
) -> Result<Vec<Transcript>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{SELECT} where conversation = ?1 order by message, media"
    ))?;
    let rows = query.query_map([conversation.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the notes of a message, by file.
///
/// # Errors
/// [`StoreError`].
pub fn of_message(
    conn: &Conn,
    message: MessageId,
) -> Result<BTreeMap<MediaId, Transcript>, StoreError> {
    let mut query = conn.prepare_cached(&format!("{SELECT} where message = ?1"))?;
    let rows = query.query_map([message.0], from_row)?;
    rows.map(|row| row.map(|it| (it.media, it)).map_err(StoreError::from))
        .collect()
}

/// Returns what was heard in the notes of a message, in one piece; empty when nothing was.
///
/// # Errors
/// [`StoreError`].
pub fn text_of(conn: &Conn, message: MessageId) -> Result<String, StoreError> {
    let mut query = conn.prepare_cached(
        "select text from transcripts where message = ?1 and text <> '' order by media",
    )?;
    let texts = query.query_map([message.0], |row| row.get::<_, String>(0))?;
    let texts: Vec<String> = texts.collect::<Result<_, _>>()?;
    Ok(texts.join("\n"))
}

/// Returns what was heard in a sound with this SHA-256 before, whoever sent it.
///
/// # Errors
/// [`StoreError`].
pub fn of_sound(conn: &Conn, sha256: &[u8]) -> Result<Option<Transcript>, StoreError> {
    Ok(conn
        .prepare_cached(&format!(
            "{SELECT} where sha256 = ?1 and state in ('done', 'uncertain') limit 1"
        ))?
        .query_row([sha256], from_row)
        .optional()?)
}

/// Writes what was heard; returns the message, unless it is gone.
pub(super) fn write(
    tx: &Tx<'_>,
    heard: &HeardEvent,
) -> Result<Option<(MessageId, ConversationId)>, StoreError> {
    let segments = serde_json::to_string(&heard.segments).map_err(|_| StoreError::Damaged)?;
    let place = tx
        .prepare_cached(
            "update transcripts set state = ?2, reason = null, text = ?3, language = ?4, made_by = ?5, segments = ?6,
               confidence = ?7, findings = ?8, level = ?9, made_at = ?10, sha256 = ?11, is_wanted = 0
             where media = ?1 returning message, conversation",
        )?
        .query_row(
            params![
                heard.media.0,
                heard.state.as_str(),
                heard.text.0,
                heard.language,
                heard.made_by,
                segments,
                heard.confidence,
                heard.findings,
                heard.level.map_or(0, AlertLevel::as_number),
                heard.at.0,
                heard.sha256
            ],
            |row| Ok((MessageId(row.get(0)?), ConversationId(row.get(1)?))),
        )
        .optional()?;
    let Some((message, conversation)) = place else {
        return Ok(None);
    };
    pieces::forget(tx, heard.media)?;
    if heard.is_told {
        elsewhere::queue(tx, heard)?;
    }
    let level = heard.level.map_or(0, AlertLevel::as_number);
    tx.prepare_cached("update messages set level = max(level, ?2) where id = ?1")?
        .execute(params![message.0, level])?;
    let said = messages::get(tx, message)?;
    if !said.is_deleted {
        words::remove(tx, message)?;
        words::put(tx, message, &said.text.0)?;
    }
    Ok(Some((message, conversation)))
}

const SELECT: &str = "select media, message, conversation, sha256, state, reason, tries, next_at, since_at, is_wanted,
   text, language, made_by, segments, findings, level from transcripts";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Transcript> {
    let segments: Option<String> = row.get(13)?;
    Ok(Transcript {
        media: MediaId(row.get(0)?),
        message: MessageId(row.get(1)?),
        conversation: ConversationId(row.get(2)?),
        sha256: row.get(3)?,
        state: named(row, 4, TranscriptState::from_name)?,
        reason: named_if_any(row, 5, TranscriptReason::from_name)?,
        tries: row.get(6)?,
        next_at: UnixMs(row.get(7)?),
        since: row.get::<_, Option<_>>(8)?.map(UnixMs),
        is_wanted: row.get(9)?,
        text: row.get(10)?,
        language: row.get(11)?,
        made_by: row.get(12)?,
        segments: segments
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default(),
        findings: row.get(14)?,
        level: level_from(row.get(15)?)?,
    })
}
