//! A file on its way here: waiting, fetching, here, or why not. Every step is written before and after it is taken, so
//! that a kill between them fetches once more and never loses a file.

use super::{Media, SELECT, THUMBNAIL_MAX_BYTES, changed, from_row};
use crate::conversations::transcripts::jobs;
use crate::error::StoreError;
use crate::key::Key32;
use crate::{Conn, Tx};
use recado_domain::id::MediaId;
use recado_domain::media::MediaState;
use recado_domain::time::UnixMs;
use rusqlite::params;

/// What is known of a file once its bytes are here.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Arrived {
    /// Its type as its bytes say.
    pub mime: String,
    /// Its size.
    pub bytes: u64,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// How long it plays.
    pub duration_ms: Option<u64>,
    /// Loudness, a byte from 0 to 100 each; empty where there is none.
    pub waveform: Vec<u8>,
    /// A small picture of it, at most [`THUMBNAIL_MAX_BYTES`].
    pub thumbnail: Option<Vec<u8>>,
    /// Whether its bytes are of another type than the sender said.
    pub is_disguised: bool,
}

/// Returns the files to be fetched at `now`, those that have waited longest first.
///
/// # Errors
/// [`StoreError`].
pub fn due(conn: &Conn, now: UnixMs, limit: u32) -> Result<Vec<Media>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{SELECT} where state = 'waiting' and next_at <= ?1 order by next_at limit ?2"
    ))?;
    let rows = query.query_map(params![now.0, limit], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns when the next file after `now` may be fetched; nothing when none waits for a time.
///
/// # Errors
/// [`StoreError`].
pub fn next_due_at(conn: &Conn, now: UnixMs) -> Result<Option<UnixMs>, StoreError> {
    let at: Option<i64> = conn
        .prepare_cached("select min(next_at) from media where state = 'waiting' and next_at > ?1")?
        .query_row([now.0], |row| row.get(0))?;
    Ok(at.map(UnixMs))
}

/// Notes, before it is asked for, that a file is; returns whether it was still waiting.
///
/// # Errors
/// [`StoreError`].
pub fn mark_fetching(tx: &Tx<'_>, id: MediaId) -> Result<bool, StoreError> {
    let marked = tx
        .prepare_cached(
            "update media set state = 'fetching', attempts = attempts + 1 where id = ?1 and state = 'waiting'",
        )?
        .execute([id.0])?;
    Ok(marked == 1)
}

/// Notes that a file is here, after its encrypted file is durable; a voice note waits to be heard from then on.
///
/// # Errors
/// [`StoreError::NotFound`] when its message is gone: the encrypted file is to be removed.
pub fn mark_here(tx: &Tx<'_>, id: MediaId, arrived: &Arrived) -> Result<(), StoreError> {
    let thumbnail = arrived
        .thumbnail
        .as_ref()
        .filter(|picture| picture.len() <= THUMBNAIL_MAX_BYTES);
    let waveform = Some(&arrived.waveform).filter(|waveform| !waveform.is_empty());
    changed(
        tx.prepare_cached(
            "update media set state = 'here', mime = ?2, bytes = ?3, width = ?4, height = ?5, duration_ms = ?6,
               waveform = ?7, thumbnail = ?8, is_disguised = ?9, failure = null where id = ?1",
        )?
        .execute(params![
            id.0,
            arrived.mime,
            arrived.bytes,
            arrived.width,
            arrived.height,
            arrived.duration_ms,
            waveform,
            thumbnail,
            arrived.is_disguised
        ])?,
    )?;
    jobs::note(tx, id)
}

/// Puts a file back that could not be fetched, to be asked for again at `next_at`.
///
/// # Errors
/// [`StoreError::NotFound`] when its message is gone.
pub fn retry_later(
    tx: &Tx<'_>,
    id: MediaId,
    failure: &str,
    next_at: UnixMs,
) -> Result<(), StoreError> {
    changed(
        tx.prepare_cached(
            "update media set state = 'waiting', failure = ?2, next_at = ?3 where id = ?1",
        )?
        .execute(params![id.0, failure, next_at.0])?,
    )
}

/// Notes that a file will not be fetched by itself any more, or that what was here is damaged.
///
/// # Errors
/// [`StoreError::NotFound`] when its message is gone.
pub fn mark_failed(
    tx: &Tx<'_>,
    id: MediaId,
    state: MediaState,
    failure: &str,
) -> Result<(), StoreError> {
    changed(
        tx.prepare_cached("update media set state = ?2, failure = ?3 where id = ?1")?
            .execute(params![id.0, state.as_str(), failure])?,
    )
}

/// Fetches a file again, as a person asked; returns whether its state allows that.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn fetch_again(tx: &Tx<'_>, id: MediaId, now: UnixMs) -> Result<bool, StoreError> {
    let may = super::get(tx, id)?.state.may_fetch_again();
    if may {
        tx.prepare_cached(
            "update media set state = 'waiting', attempts = 0, failure = null, next_at = ?2 where id = ?1",
        )?
        .execute(params![id.0, now.0])?;
    }
    Ok(may)
}

/// Takes the key of a file that was fetched while nobody was signed in; returns whether the file is wanted still.
///
/// # Errors
/// [`StoreError`].
pub fn adopt(tx: &Tx<'_>, id: MediaId, key: &Key32) -> Result<bool, StoreError> {
    let adopted = tx
        .prepare_cached(
            "update media set key = ?2 where id = ?1 and state in ('waiting', 'fetching')",
        )?
        .execute(params![id.0, key.expose()])?;
    Ok(adopted == 1)
}

/// Returns every file that is wanted and not here.
///
/// # Errors
/// [`StoreError`].
pub fn missing(conn: &Conn) -> Result<Vec<Media>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{SELECT} where state in ('waiting', 'fetching') order by next_at"
    ))?;
    let rows = query.query_map([], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Turns what was being fetched when the app stopped into waiting; to be called once, before fetching begins.
///
/// Returns how many there were.
///
/// # Errors
/// [`StoreError`].
pub fn recover(tx: &Tx<'_>) -> Result<usize, StoreError> {
    Ok(tx.execute(
        "update media set state = 'waiting' where state = 'fetching'",
        [],
    )?)
}
