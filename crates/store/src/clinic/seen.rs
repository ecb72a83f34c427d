//! Keyed hashes of provider ids that came in, so that a duplicate is known while the desk is locked.

use crate::error::StoreError;
use crate::sqlite::row::named;
use crate::{Conn, Tx};
use recado_domain::{channel::Side, id::ConversationId, time::UnixMs};
use rusqlite::{OptionalExtension, params};

/// The keyed hash of a provider id on its channel; see [`super::people::IndexKey::provider_hash`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderHash(pub [u8; 16]);

/// Where something that came in went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Which side.
    pub side: Side,
    /// Its conversation, if it belongs to one.
    pub conversation: Option<ConversationId>,
    /// When it came in.
    pub seen_at: UnixMs,
}

/// Notes a provider id and returns whether it is new.
///
/// # Errors
/// [`StoreError`].
pub fn note(tx: &Tx<'_>, hash: ProviderHash, seen: &Seen) -> Result<bool, StoreError> {
    let added = tx
        .prepare_cached(
            "insert into seen (hash, side, conversation, seen_at) values (?1, ?2, ?3, ?4)
             on conflict (hash) do nothing",
        )?
        .execute(params![
            hash.0,
            seen.side.as_str(),
            seen.conversation.map(|conversation| conversation.0),
            seen.seen_at.0
        ])?;
    Ok(added == 1)
}

/// Notes where something is now, whether it was known before or not.
///
/// # Errors
/// [`StoreError`].
pub(super) fn put(tx: &Tx<'_>, hash: ProviderHash, seen: &Seen) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into seen (hash, side, conversation, seen_at) values (?1, ?2, ?3, ?4)
         on conflict (hash) do update set side = excluded.side, conversation = excluded.conversation",
    )?
    .execute(params![
        hash.0,
        seen.side.as_str(),
        seen.conversation.map(|conversation| conversation.0),
        seen.seen_at.0
    ])?;
    Ok(())
}

/// Returns where a provider id went; nothing when it is new, or older than what is kept.
///
/// # Errors
/// [`StoreError`].
pub fn get(conn: &Conn, hash: ProviderHash) -> Result<Option<Seen>, StoreError> {
    Ok(conn
        .prepare_cached("select side, conversation, seen_at from seen where hash = ?1")?
        .query_row([hash.0], |row| {
            Ok(Seen {
                side: named(row, 0, Side::from_name)?,
                conversation: row.get::<_, Option<_>>(1)?.map(ConversationId),
                seen_at: UnixMs(row.get(2)?),
            })
        })
        .optional()?)
}

/// Notes an id as one of somebody who was erased: what comes for it belongs to nobody and is not kept.
///
/// # Errors
/// [`StoreError`].
pub fn orphan(tx: &Tx<'_>, hash: ProviderHash, side: Side, at: UnixMs) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into seen (hash, side, conversation, seen_at) values (?1, ?2, null, ?3)
         on conflict (hash) do update set conversation = null",
    )?
    .execute(params![hash.0, side.as_str(), at.0])?;
    Ok(())
}

/// Forgets an id.
///
/// # Errors
/// [`StoreError`].
pub fn forget(tx: &Tx<'_>, hash: ProviderHash) -> Result<(), StoreError> {
    tx.prepare_cached("delete from seen where hash = ?1")?
        .execute([hash.0])?;
    Ok(())
}

/// Returns how many provider ids are kept.
///
/// # Errors
/// [`StoreError`].
pub fn count(conn: &Conn) -> Result<u64, StoreError> {
    Ok(conn.query_row("select count(*) from seen", [], |row| row.get(0))?)
}

/// Forgets what came in before `before`, and returns how much.
///
/// # Errors
/// [`StoreError`].
pub fn prune(tx: &Tx<'_>, before: UnixMs) -> Result<usize, StoreError> {
    Ok(tx.execute("delete from seen where seen_at < ?1", [before.0])?)
}
