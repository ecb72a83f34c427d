//! Pieces of a note that a service has heard while others are still missing. They were paid for: a note that begins again
//! goes on with those that are missing.

use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::id::{ConversationId, MediaId};
use recado_domain::time::UnixMs;
use recado_domain::transcript::confidence::Segment;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

/// What makes two hearings of a note the same: its sound, who hears it, and in which language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hearing {
    /// SHA-256 of the whole sound.
    pub sha256: Vec<u8>,
    /// The language it was asked for; absent for whichever it is.
    pub asked: Option<String>,
    /// By which model, and where.
    pub made_by: String,
}

/// A piece that was heard. `Debug` tells no words.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct HeardPiece {
    /// Of which note.
    pub media: MediaId,
    /// How it was heard.
    pub hearing: Hearing,
    /// Where in the note it lies, in ms.
    pub place_ms: (u64, u64),
    /// What was heard; times count from the beginning of the piece.
    pub segments: Vec<Segment>,
    /// The language as it was heard.
    pub language: Option<String>,
    /// When.
    pub at: UnixMs,
}

impl std::fmt::Debug for HeardPiece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HeardPiece({}, {:?})", self.media, self.place_ms)
    }
}

/// Keeps a piece in the place of an earlier one; returns whose it is, nothing when the note is gone.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, piece: &HeardPiece) -> Result<Option<ConversationId>, StoreError> {
    let answer = serde_json::to_string(&piece.segments).map_err(|_| StoreError::Damaged)?;
    Ok(tx
        .prepare_cached(
            "insert or replace into transcript_pieces (media, conversation, starts_ms, ends_ms, sha256, asked, made_by,
               answer, language, made_at)
             select media, conversation, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 from transcripts
             where media = ?1 and state in ('queued', 'decoding', 'transcribing')
             returning conversation",
        )?
        .query_row(
            params![
                piece.media.0,
                piece.place_ms.0,
                piece.place_ms.1,
                piece.hearing.sha256,
                piece.hearing.asked.as_deref().unwrap_or_default(),
                piece.hearing.made_by,
                answer,
                piece.language,
                piece.at.0
            ],
            |row| row.get(0).map(ConversationId),
        )
        .optional()?)
}

/// Returns the pieces of a note that were heard in one way, in order.
///
/// # Errors
/// [`StoreError`].
pub fn of(conn: &Conn, media: MediaId, hearing: &Hearing) -> Result<Vec<HeardPiece>, StoreError> {
    let mut query = conn.prepare_cached(
        "select starts_ms, ends_ms, answer, language, made_at from transcript_pieces
         where media = ?1 and sha256 = ?2 and asked = ?3 and made_by = ?4 order by starts_ms",
    )?;
    let asked = hearing.asked.as_deref().unwrap_or_default();
    let rows = query.query_map(
        params![media.0, hearing.sha256, asked, hearing.made_by],
        |row| {
            let answer: String = row.get(2)?;
            let piece = HeardPiece {
                media,
                hearing: hearing.clone(),
                place_ms: (row.get(0)?, row.get(1)?),
                segments: Vec::new(),
                language: row.get(3)?,
                at: UnixMs(row.get(4)?),
            };
            Ok((answer, piece))
        },
    )?;
    let mut pieces = Vec::new();
    for row in rows {
        let (answer, piece) = row?;
        let segments = serde_json::from_str(&answer).map_err(|_| StoreError::Damaged)?;
        pieces.push(HeardPiece { segments, ..piece });
    }
    Ok(pieces)
}

/// Forgets the pieces of a note: all of it was heard, or is not to be.
pub(super) fn forget(tx: &Tx<'_>, media: MediaId) -> Result<(), StoreError> {
    tx.prepare_cached("delete from transcript_pieces where media = ?1")?
        .execute([media.0])?;
    Ok(())
}
