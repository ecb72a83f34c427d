//! Notes on their way to being heard. Every step is written before it is taken: a kill between two begins the note
//! again, and nobody hears one twice that was heard.

use super::{SELECT, Transcript, from_row, pieces};
use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::id::{AlertId, MediaId};
use recado_domain::time::UnixMs;
use recado_domain::transcript::{TranscriptReason, TranscriptState};
use rusqlite::{OptionalExtension, params};

/// Makes the row of a voice note whose bytes are here; every other file has none. What is there already stays.
pub(in crate::conversations) fn note(tx: &Tx<'_>, media: MediaId) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert or ignore into transcripts (media, message, conversation, state, reason, tries, next_at, is_wanted,
           is_shown, text, level)
         select media.id, media.message, media.conversation,
           iif(messages.origin = 'history', 'skipped', 'queued'), iif(messages.origin = 'history', 'earlier', null),
           0, 0, 0, 0, '', 0
         from media join messages on messages.id = media.message
         where media.id = ?1 and media.kind in ('voice', 'audio') and messages.direction = 'inbound'",
    )?
    .execute([media.0])?;
    Ok(())
}

/// Leaves what was written before a time and nobody has begun to hear: listening was switched on later.
///
/// # Errors
/// [`StoreError`].
pub fn leave_earlier(tx: &Tx<'_>, before: UnixMs) -> Result<(), StoreError> {
    tx.prepare_cached(
        "update transcripts set state = 'skipped', reason = 'earlier'
         where state = 'queued' and since_at is null and is_wanted = 0
           and (select at from messages where messages.id = transcripts.message) < ?1",
    )?
    .execute([before.0])?;
    Ok(())
}

/// Says of what waits that somebody listens from now on; what did already stays as it was.
///
/// # Errors
/// [`StoreError`].
pub fn begin_waiting(tx: &Tx<'_>, now: UnixMs) -> Result<(), StoreError> {
    tx.prepare_cached(
        "update transcripts set since_at = ?1
         where state in ('queued', 'decoding', 'transcribing') and since_at is null",
    )?
    .execute([now.0])?;
    Ok(())
}

/// Returns the note to be heard at `now`: what a person asked for first, then what has waited longest.
///
/// # Errors
/// [`StoreError`].
pub fn due(conn: &Conn, now: UnixMs) -> Result<Option<Transcript>, StoreError> {
    Ok(conn
        .prepare_cached(&format!(
            "{SELECT} where state in ('queued', 'decoding', 'transcribing') and next_at <= ?1
             order by is_wanted desc, next_at, message limit 1"
        ))?
        .query_row([now.0], from_row)
        .optional()?)
}

/// Returns when the next note after `now` may be tried; nothing when none waits for a time.
///
/// # Errors
/// [`StoreError`].
pub fn next_due_at(conn: &Conn, now: UnixMs) -> Result<Option<UnixMs>, StoreError> {
    let at: Option<i64> = conn
        .prepare_cached(
            "select min(next_at) from transcripts
             where state in ('queued', 'decoding', 'transcribing') and next_at > ?1",
        )?
        .query_row([now.0], |row| row.get(0))?;
    Ok(at.map(UnixMs))
}

/// Notes how far a note has got; returns whether it still waits, and was not stopped meanwhile.
///
/// # Errors
/// [`StoreError`].
pub fn step(
    tx: &Tx<'_>,
    media: MediaId,
    state: TranscriptState,
    sha256: Option<&[u8]>,
) -> Result<bool, StoreError> {
    let changed = tx
        .prepare_cached(
            "update transcripts set state = ?2, sha256 = coalesce(?3, sha256)
             where media = ?1 and state in ('queued', 'decoding', 'transcribing')",
        )?
        .execute(params![media.0, state.as_str(), sha256])?;
    Ok(changed == 1)
}

/// Lets a note wait for another try; one that was stopped meanwhile stays stopped.
///
/// # Errors
/// [`StoreError`].
pub fn retry_at(tx: &Tx<'_>, media: MediaId, tries: u32, at: UnixMs) -> Result<(), StoreError> {
    tx.prepare_cached(
        "update transcripts set state = 'queued', tries = ?2, next_at = ?3
         where media = ?1 and state in ('queued', 'decoding', 'transcribing')",
    )?
    .execute(params![media.0, tries, at.0])?;
    Ok(())
}

/// Ends a note that is not heard; one that was stopped meanwhile stays stopped.
///
/// # Errors
/// [`StoreError`].
pub fn end(tx: &Tx<'_>, media: MediaId, reason: TranscriptReason) -> Result<bool, StoreError> {
    let changed = tx
        .prepare_cached(
            "update transcripts set state = ?2, reason = ?3, is_wanted = 0
             where media = ?1 and state in ('queued', 'decoding', 'transcribing')",
        )?
        .execute(params![media.0, reason.state().as_str(), reason.as_str()])?;
    if changed == 1 && reason == TranscriptReason::Consent {
        pieces::forget(tx, media)?;
    }
    Ok(changed == 1)
}

/// Hears a note again, or at last, as a person asked; what was heard before stays until then. Returns whether it was
/// not waiting already.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn again(tx: &Tx<'_>, media: MediaId, now: UnixMs) -> Result<bool, StoreError> {
    let is_waiting = super::get(tx, media)?.state.is_waiting();
    tx.prepare_cached(
        "update transcripts set state = iif(?3, state, 'queued'), reason = null, tries = 0, next_at = ?2,
           since_at = ?2, is_wanted = 1, is_shown = 0 where media = ?1",
    )?
    .execute(params![media.0, now.0, is_waiting])?;
    Ok(!is_waiting)
}

/// Returns the notes that wait since `before` or earlier, or failed, and that nobody was told of.
///
/// # Errors
/// [`StoreError`].
pub fn unheard(conn: &Conn, before: UnixMs) -> Result<Vec<Transcript>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{SELECT} where state in ('queued', 'decoding', 'transcribing', 'failed') and is_shown = 0
           and since_at <= ?1 order by since_at"
    ))?;
    let rows = query.query_map([before.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that people were told of a note nobody has heard, and by which alert.
///
/// # Errors
/// [`StoreError`].
pub fn mark_shown(tx: &Tx<'_>, media: MediaId, alert: AlertId) -> Result<(), StoreError> {
    tx.prepare_cached("update transcripts set is_shown = 1 where media = ?1")?
        .execute([media.0])?;
    tx.prepare_cached(
        "insert or ignore into message_alerts (alert, message)
         select ?2, message from transcripts where media = ?1",
    )?
    .execute(params![media.0, alert.0])?;
    Ok(())
}

/// Returns the notes that failed for one of these reasons.
///
/// # Errors
/// [`StoreError`].
pub fn failed_by(conn: &Conn, reasons: &[TranscriptReason]) -> Result<Vec<MediaId>, StoreError> {
    let names: Vec<&str> = reasons.iter().map(|it| it.as_str()).collect();
    let names = serde_json::to_string(&names).map_err(|_| StoreError::Damaged)?;
    let mut query = conn.prepare_cached(
        "select media from transcripts where state = 'failed' and reason in (select value from json_each(?1))",
    )?;
    let rows = query.query_map([names], |row| row.get(0).map(MediaId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
