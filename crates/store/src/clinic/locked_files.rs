//! Files of patients' messages that are fetched while nobody is signed in: what they are fetched by, under the token key,
//! and the keys of their encrypted files, which only the clinical spool key opens. Knows no message and no person.

use super::tokens::{open_text, seal_text};
use crate::error::StoreError;
use crate::key::Key32;
use crate::{Conn, Tx};
use recado_domain::id::{ChannelId, MediaId};
use recado_domain::time::UnixMs;
use rusqlite::params;
use secrecy::SecretString;
use std::collections::BTreeSet;

/// A file to be fetched while locked.
#[derive(Clone)]
pub struct LockedFile {
    /// Which; also the name of its encrypted file.
    pub id: MediaId,
    /// The channel it came by.
    pub channel: ChannelId,
    /// What it is fetched by, as it was noted; absent when the token key does not open it.
    pub source: Option<SecretString>,
    /// Whether a key was kept for it: a file of its name is then sealed by that key, and whole.
    pub has_key: bool,
    /// How often it was asked for.
    pub attempts: u32,
    /// When it was first known here.
    pub created_at: UnixMs,
}

/// Notes a file to be fetched from now on; one that is known stays as it is.
///
/// # Errors
/// [`StoreError`].
pub fn note(
    tx: &Tx<'_>,
    token_key: &Key32,
    (id, channel): (MediaId, ChannelId),
    source: &SecretString,
    at: UnixMs,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into locked_files (id, channel, source, attempts, next_at, created_at)
         values (?1, ?2, ?3, 0, ?4, ?4) on conflict (id) do nothing",
    )?
    .execute(params![
        id.0,
        channel.0,
        seal_text(token_key, &context(id), source)?,
        at.0
    ])?;
    Ok(())
}

/// Returns the files to be fetched at `now`, those that have waited longest first.
///
/// # Errors
/// [`StoreError`].
pub fn due(
    conn: &Conn,
    token_key: &Key32,
    now: UnixMs,
    limit: u32,
) -> Result<Vec<LockedFile>, StoreError> {
    let mut query = conn.prepare_cached(
        "select id, channel, source, key is not null, attempts, created_at from locked_files
         where source is not null and next_at <= ?1 order by next_at limit ?2",
    )?;
    let rows = query.query_map(params![now.0, limit], |row| {
        let id = MediaId(row.get(0)?);
        let sealed: Vec<u8> = row.get(2)?;
        Ok(LockedFile {
            id,
            channel: ChannelId(row.get(1)?),
            source: open_text(token_key, &context(id), &sealed).ok(),
            has_key: row.get(3)?,
            attempts: row.get(4)?,
            created_at: UnixMs(row.get(5)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns when the next file after `now` may be fetched; nothing when none waits for a time.
///
/// # Errors
/// [`StoreError`].
pub fn next_due_at(conn: &Conn, now: UnixMs) -> Result<Option<UnixMs>, StoreError> {
    let at: Option<i64> = conn
        .prepare_cached(
            "select min(next_at) from locked_files where source is not null and next_at > ?1",
        )?
        .query_row([now.0], |row| row.get(0))?;
    Ok(at.map(UnixMs))
}

/// Keeps the sealed key of a file, before the file is begun; returns whether it is still wanted.
///
/// # Errors
/// [`StoreError`].
pub fn begin(tx: &Tx<'_>, id: MediaId, sealed_key: &[u8]) -> Result<bool, StoreError> {
    let begun = tx
        .prepare_cached(
            "update locked_files set key = ?2, attempts = attempts + 1
             where id = ?1 and source is not null",
        )?
        .execute(params![id.0, sealed_key])?;
    Ok(begun == 1)
}

/// Notes that a file is here, after its encrypted file is durable; returns whether it was still wanted here.
///
/// # Errors
/// [`StoreError`].
pub fn mark_here(tx: &Tx<'_>, id: MediaId) -> Result<bool, StoreError> {
    let marked = tx
        .prepare_cached("update locked_files set source = null where id = ?1")?
        .execute([id.0])?;
    Ok(marked == 1)
}

/// Puts a file off that could not be fetched.
///
/// # Errors
/// [`StoreError`].
pub fn retry_later(tx: &Tx<'_>, id: MediaId, next_at: UnixMs) -> Result<(), StoreError> {
    tx.prepare_cached("update locked_files set next_at = ?2 where id = ?1")?
        .execute(params![id.0, next_at.0])?;
    Ok(())
}

/// Forgets a file: it is known where it belongs, or will be fetched from there.
///
/// # Errors
/// [`StoreError`].
pub fn forget(tx: &Tx<'_>, id: MediaId) -> Result<(), StoreError> {
    tx.prepare_cached("delete from locked_files where id = ?1")?
        .execute([id.0])?;
    Ok(())
}

/// Forgets every file, unless something for the clinical side waits in the spool; returns whether it did.
///
/// # Errors
/// [`StoreError`].
pub fn forget_all_if_drained(tx: &Tx<'_>) -> Result<bool, StoreError> {
    let waits: bool = tx
        .prepare_cached("select exists (select 1 from spool where side = 'clinical')")?
        .query_row([], |row| row.get(0))?;
    if !waits {
        tx.execute("delete from locked_files", [])?;
    }
    Ok(!waits)
}

/// Returns the sealed key of a file, if one was kept.
///
/// # Errors
/// [`StoreError`].
pub fn sealed_key(conn: &Conn, id: MediaId) -> Result<Option<Vec<u8>>, StoreError> {
    let mut query =
        conn.prepare_cached("select key from locked_files where id = ?1 and key is not null")?;
    let mut keys = query.query_map([id.0], |row| row.get(0))?;
    Ok(keys.next().transpose()?)
}

/// Returns all files: their encrypted files belong to them.
///
/// # Errors
/// [`StoreError`].
pub fn ids(conn: &Conn) -> Result<BTreeSet<MediaId>, StoreError> {
    let mut query = conn.prepare_cached("select id from locked_files")?;
    let rows = query.query_map([], |row| row.get(0).map(MediaId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn context(id: MediaId) -> String {
    format!("recado/locked-file/{id}")
}
