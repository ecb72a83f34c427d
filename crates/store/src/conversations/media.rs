//! Files of messages: one row each, with the key of the encrypted file. Knows no disk and no network: how a file gets
//! here is [`fetching`]'s, what waits beside the composer [`staging`]'s, bytes [`crate::media_file`]'s.

pub mod fetching;
pub mod staging;

use super::event::NewMedia;
use super::messages::MessageId;
use crate::error::StoreError;
use crate::key::Key32;
use crate::sqlite::row::named;
use crate::{Conn, Tx};
use recado_domain::id::{ChannelId, ConversationId, MediaId};
use recado_domain::media::{MediaKind, MediaState};
use recado_domain::time::UnixMs;
use rusqlite::{Row, params};
use std::collections::{BTreeMap, BTreeSet};

/// The largest small picture kept in the database, in bytes; larger ones are left out.
pub const THUMBNAIL_MAX_BYTES: usize = 40 * 1024;

/// A file of a message, or one that waits beside the composer. `Debug` tells neither name nor address.
#[derive(Clone, PartialEq, Eq)]
pub struct Media {
    /// Which; also the name of its encrypted file.
    pub id: MediaId,
    /// Its message; absent while it waits beside the composer.
    pub message: Option<MessageId>,
    /// The card of its message's carousel that it stands above, from 0; absent for a file of the message itself.
    pub card: Option<u32>,
    /// Its conversation.
    pub conversation: ConversationId,
    /// The channel it came by or will leave by.
    pub channel: ChannelId,
    /// What it is.
    pub kind: MediaKind,
    /// Where it stands.
    pub state: MediaState,
    /// Meta's id of it: of what came, or of what was uploaded.
    pub provider_media_id: Option<String>,
    /// When Meta took our copy.
    pub uploaded_at: Option<UnixMs>,
    /// Where Meta has it; short-lived.
    pub url: Option<String>,
    /// Its type as the sender said.
    pub declared_mime: Option<String>,
    /// The digest of its bytes as Meta said.
    pub declared_sha256: Option<String>,
    /// Its name, made safe.
    pub name: Option<String>,
    /// Its type as its bytes say; absent until it is here.
    pub mime: Option<String>,
    /// Its size; as Meta said until it is here.
    pub bytes: Option<u64>,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// How long it plays.
    pub duration_ms: Option<u64>,
    /// Loudness, a byte from 0 to 100 each, evenly over its length.
    pub waveform: Vec<u8>,
    /// Whether there is a small picture of it.
    pub has_thumbnail: bool,
    /// Whether its bytes are of another type than the sender said.
    pub is_disguised: bool,
    /// How often it was asked for.
    pub attempts: u32,
    /// When it may be fetched next.
    pub next_at: UnixMs,
    /// The caller's name of the last failure.
    pub failure: Option<String>,
    /// When it was first known here.
    pub created_at: UnixMs,
}

impl std::fmt::Debug for Media {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Media({}, {:?}, {:?})", self.id, self.kind, self.state)
    }
}

/// Returns a file's row.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn get(conn: &Conn, id: MediaId) -> Result<Media, StoreError> {
    Ok(conn
        .prepare_cached(&format!("{SELECT} where id = ?1"))?
        .query_row([id.0], from_row)?)
}

/// Returns the files of some messages by one query: a message's own in order, then its cards'.
///
/// # Errors
/// [`StoreError`].
pub fn of_messages(
    conn: &Conn,
    messages: &[MessageId],
) -> Result<BTreeMap<MessageId, Vec<Media>>, StoreError> {
    let ids = serde_json::to_string(messages).map_err(|_| StoreError::Damaged)?;
    let mut query = conn.prepare_cached(&format!(
        "{SELECT} where message in (select value from json_each(?1)) order by message, card, position"
    ))?;
    let mut found: BTreeMap<MessageId, Vec<Media>> = BTreeMap::new();
    for media in query.query_map([ids], from_row)? {
        let media = media?;
        if let Some(message) = media.message {
            found.entry(message).or_default().push(media);
        }
    }
    Ok(found)
}

/// Returns the key of the encrypted file.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn key(conn: &Conn, id: MediaId) -> Result<Key32, StoreError> {
    let key: Vec<u8> = conn
        .prepare_cached("select key from media where id = ?1")?
        .query_row([id.0], |row| row.get(0))?;
    Key32::from_slice(&key).ok_or(StoreError::Damaged)
}

/// Returns the small picture of a file, if there is one.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such file.
pub fn thumbnail(conn: &Conn, id: MediaId) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(conn
        .prepare_cached("select thumbnail from media where id = ?1")?
        .query_row([id.0], |row| row.get(0))?)
}

/// Returns the ids of all files of this store: any other file in its folder belongs to nothing.
///
/// # Errors
/// [`StoreError`].
pub fn ids(conn: &Conn) -> Result<BTreeSet<MediaId>, StoreError> {
    let mut query = conn.prepare_cached("select id from media")?;
    let rows = query.query_map([], |row| row.get(0).map(MediaId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes Meta's id of our upload, so that it need not be uploaded again.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn note_uploaded(
    tx: &Tx<'_>,
    id: MediaId,
    provider_media_id: &str,
    at: UnixMs,
) -> Result<(), StoreError> {
    changed(
        tx.prepare_cached(
            "update media set provider_media_id = ?2, uploaded_at = ?3 where id = ?1",
        )?
        .execute(params![id.0, provider_media_id, at.0])?,
    )
}

/// Forgets Meta's id of our upload: Meta does not know it any more.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn forget_upload(tx: &Tx<'_>, id: MediaId) -> Result<(), StoreError> {
    changed(
        tx.prepare_cached(
            "update media set provider_media_id = null, uploaded_at = null where id = ?1",
        )?
        .execute([id.0])?,
    )
}

/// Inserts the files of a message, to be fetched from now on; what is here already stays as it is.
pub(super) fn insert(
    tx: &Tx<'_>,
    message: MessageId,
    (conversation, channel): (ConversationId, ChannelId),
    files: &[NewMedia],
    at: UnixMs,
) -> Result<(), StoreError> {
    let mut insert = tx.prepare_cached(
        "insert into media (id, message, conversation, channel, position, kind, state, provider_media_id, url,
           declared_mime, declared_sha256, name, bytes, is_disguised, attempts, next_at, created_at, key)
         values (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', ?7, ?8, ?9, ?10, ?11, ?12, 0, 0, ?13, ?13, ?14)
         on conflict (id) do nothing",
    )?;
    for (position, new) in (0_i64..).zip(files) {
        insert.execute(params![
            new.id.0,
            message.0,
            conversation.0,
            channel.0,
            position,
            new.kind.as_str(),
            new.provider_media_id,
            new.url,
            new.mime,
            new.sha256,
            new.name,
            new.bytes,
            at.0,
            fresh_key()?.expose()
        ])?;
    }
    Ok(())
}

/// Removes the files of a message and returns whose encrypted files are to be removed.
pub(super) fn remove_of(tx: &Tx<'_>, message: MessageId) -> Result<Vec<MediaId>, StoreError> {
    let mut query = tx.prepare_cached("delete from media where message = ?1 returning id")?;
    let rows = query.query_map([message.0], |row| row.get(0).map(MediaId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn fresh_key() -> Result<Key32, StoreError> {
    Key32::generate().map_err(|_| StoreError::Disk)
}

fn changed(rows: usize) -> Result<(), StoreError> {
    if rows == 0 {
        return Err(StoreError::NotFound);
    }
    Ok(())
}

const SELECT: &str =
    "select id, message, conversation, channel, kind, state, provider_media_id, uploaded_at,
   url, declared_mime, declared_sha256, name, mime, bytes, width, height, duration_ms, waveform,
   thumbnail is not null, is_disguised, attempts, next_at, failure, created_at, card from media";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Media> {
    Ok(Media {
        id: MediaId(row.get(0)?),
        message: row.get::<_, Option<i64>>(1)?.map(MessageId),
        conversation: ConversationId(row.get(2)?),
        channel: ChannelId(row.get(3)?),
        kind: named(row, 4, MediaKind::from_name)?,
        state: named(row, 5, MediaState::from_name)?,
        provider_media_id: row.get(6)?,
        uploaded_at: row.get::<_, Option<i64>>(7)?.map(UnixMs),
        url: row.get(8)?,
        declared_mime: row.get(9)?,
        declared_sha256: row.get(10)?,
        name: row.get(11)?,
        mime: row.get(12)?,
        bytes: row.get(13)?,
        width: row.get(14)?,
        height: row.get(15)?,
        duration_ms: row.get(16)?,
        waveform: row.get::<_, Option<Vec<u8>>>(17)?.unwrap_or_default(),
        has_thumbnail: row.get(18)?,
        is_disguised: row.get(19)?,
        attempts: row.get(20)?,
        next_at: UnixMs(row.get(21)?),
        failure: row.get(22)?,
        created_at: UnixMs(row.get(23)?),
        card: row.get(24)?,
    })
}
