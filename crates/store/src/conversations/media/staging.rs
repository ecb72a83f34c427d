//! Files that were chosen or recorded and wait beside the composer, until their bubble takes them.

use super::fetching::Arrived;
use super::{Media, SELECT, THUMBNAIL_MAX_BYTES, changed, fresh_key, from_row};
use crate::conversations::messages::MessageId;
use crate::conversations::state;
use crate::error::StoreError;
use crate::key::Key32;
use crate::{Conn, Tx};
use recado_domain::id::{ConversationId, MediaId};
use recado_domain::media::MediaKind;
use recado_domain::time::UnixMs;
use rusqlite::params;

/// A file to be put beside the composer; its encrypted file is durable already.
#[derive(Clone)]
pub struct ToStage {
    /// Its id, and the name of its encrypted file.
    pub id: MediaId,
    /// The key of that.
    pub key: Key32,
    /// Its conversation.
    pub conversation: ConversationId,
    /// What it is.
    pub kind: MediaKind,
    /// Its name, made safe; what the contact will see.
    pub name: Option<String>,
    /// What its bytes say.
    pub arrived: Arrived,
}

/// Returns a fresh key for an encrypted file.
///
/// # Errors
/// [`StoreError::Disk`] when the system gives no random bytes.
pub fn new_key() -> Result<Key32, StoreError> {
    fresh_key()
}

/// Puts a file beside the composer.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such conversation.
pub fn stage(tx: &Tx<'_>, staged: &ToStage, at: UnixMs) -> Result<(), StoreError> {
    let channel = state::get(tx, staged.conversation)?.channel;
    let arrived = &staged.arrived;
    let thumbnail = arrived
        .thumbnail
        .as_ref()
        .filter(|picture| picture.len() <= THUMBNAIL_MAX_BYTES);
    let waveform = Some(&arrived.waveform).filter(|waveform| !waveform.is_empty());
    tx.prepare_cached(
        "insert into media (id, conversation, channel, position, kind, state, name, mime, bytes, width, height,
           duration_ms, waveform, thumbnail, is_disguised, attempts, next_at, created_at, key)
         values (?1, ?2, ?3, 0, ?4, 'here', ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 0, ?14, ?14, ?15)",
    )?
    .execute(params![
        staged.id.0,
        staged.conversation.0,
        channel.0,
        staged.kind.as_str(),
        staged.name,
        arrived.mime,
        arrived.bytes,
        arrived.width,
        arrived.height,
        arrived.duration_ms,
        waveform,
        thumbnail,
        arrived.is_disguised,
        at.0,
        staged.key.expose()
    ])?;
    Ok(())
}

/// Returns what waits beside the composer of a conversation, in the order chosen.
///
/// # Errors
/// [`StoreError`].
pub fn staged(conn: &Conn, conversation: ConversationId) -> Result<Vec<Media>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{SELECT} where conversation = ?1 and message is null order by created_at, id"
    ))?;
    let rows = query.query_map([conversation.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes a file away from the composer; its encrypted file is to be removed after this is durable.
///
/// # Errors
/// [`StoreError::NotFound`] when it does not wait there.
pub fn unstage(tx: &Tx<'_>, id: MediaId) -> Result<(), StoreError> {
    changed(
        tx.prepare_cached("delete from media where id = ?1 and message is null")?
            .execute([id.0])?,
    )
}

/// Forgets what has waited beside a composer since before `before`; returns whose encrypted files are to be removed.
///
/// # Errors
/// [`StoreError`].
pub fn prune(tx: &Tx<'_>, before: UnixMs) -> Result<Vec<MediaId>, StoreError> {
    let mut query = tx.prepare_cached(
        "delete from media where message is null and created_at < ?1 returning id",
    )?;
    let rows = query.query_map([before.0], |row| row.get(0).map(MediaId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Gives a staged file to its bubble, or to a card of its carousel: from now on it stays as long as the bubble does.
pub(in crate::conversations) fn attach(
    tx: &Tx<'_>,
    id: MediaId,
    conversation: ConversationId,
    message: MessageId,
    card: Option<u32>,
) -> Result<(), StoreError> {
    changed(
        tx.prepare_cached(
            "update media set message = ?3, card = ?4
             where id = ?1 and conversation = ?2 and message is null",
        )?
        .execute(params![id.0, conversation.0, message.0, card])?,
    )
}

/// Puts the files of a bubble that was not sent back beside the composer.
pub(in crate::conversations) fn put_back(
    tx: &Tx<'_>,
    message: MessageId,
    now: UnixMs,
) -> Result<Vec<MediaId>, StoreError> {
    let mut query = tx.prepare_cached(
        "update media set message = null, card = null, created_at = ?2 where message = ?1 returning id",
    )?;
    let rows = query.query_map(params![message.0, now.0], |row| row.get(0).map(MediaId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
