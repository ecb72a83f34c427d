//! A person leaves a side's database for good: rows, keys of files, words in the search index.

use super::moving::{self, Moving};
use super::persons;
use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::id::{ChannelId, ConversationId, IdentityId, MediaId, OutboxId};
use recado_domain::time::UnixMs;
use rusqlite::params;
use std::collections::{BTreeMap, BTreeSet};

/// Removes an identity with these conversations and every other it has here. Repeating it changes nothing.
///
/// Returns the files whose keys went: nothing opens them any more, and they are to be removed.
///
/// # Errors
/// [`StoreError`].
pub fn erase(
    tx: &Tx<'_>,
    identity: IdentityId,
    conversations: &[ConversationId],
) -> Result<Vec<MediaId>, StoreError> {
    let all = all_of(tx, identity, conversations)?;
    let files = files(tx, &all)?;
    moving::remove(
        tx,
        &Moving {
            identities: &[identity],
            conversations: &all,
        },
    )?;
    // Events about a message that never came name whose they are in what they say.
    let names = all.iter().map(ToString::to_string);
    for name in names.chain([identity.to_string()]) {
        tx.prepare_cached("delete from waiting where instr(event, ?1) > 0")?
            .execute([name])?;
    }
    tx.prepare_cached("delete from same_people where person = ?1")?
        .execute([identity.0])?;
    Ok(files)
}

/// Returns these conversations and every other of an identity.
///
/// # Errors
/// [`StoreError`].
pub fn all_of(
    conn: &Conn,
    identity: IdentityId,
    conversations: &[ConversationId],
) -> Result<Vec<ConversationId>, StoreError> {
    let mut all: BTreeSet<ConversationId> = conversations.iter().copied().collect();
    let own = persons::conversations(conn, identity)?;
    all.extend(own.into_iter().map(|it| it.conversation));
    Ok(all.into_iter().collect())
}

/// Returns every file of conversations, also those that have yet to come or wait beside the composer.
fn files(conn: &Conn, conversations: &[ConversationId]) -> Result<Vec<MediaId>, StoreError> {
    let mut query =
        conn.prepare_cached("select id from media where conversation = ?1 order by id")?;
    let mut found = Vec::new();
    for conversation in conversations {
        for id in query.query_map([conversation.0], |row| row.get(0).map(MediaId))? {
            found.push(id?);
        }
    }
    Ok(found)
}

/// An id under which Meta may still speak of somebody's message.
#[derive(Clone, PartialEq, Eq)]
pub enum Spoken {
    /// Meta's own id of it.
    Provider(ChannelId, String),
    /// Ours, which travels as callback data.
    Outbox(ChannelId, OutboxId),
}

/// Returns the ids of messages since `since`, and of whatever left from here and may be told of. Not of placeholders: whole
/// words may still come under their id, and nobody has read those.
///
/// # Errors
/// [`StoreError`].
pub fn spoken(
    conn: &Conn,
    conversations: &[ConversationId],
    since: UnixMs,
) -> Result<Vec<Spoken>, StoreError> {
    let mut ids = conn.prepare_cached(
        "select conversations.channel, provider_id from messages join conversations
           on conversations.id = messages.conversation
         where conversation = ?1 and provider_id is not null and at >= ?2 and messages.kind <> 'unsupported'",
    )?;
    let mut out = conn.prepare_cached("select channel, id from outbox where conversation = ?1")?;
    let mut found = Vec::new();
    for conversation in conversations {
        for row in ids.query_map(params![conversation.0, since.0], |row| {
            Ok(Spoken::Provider(ChannelId(row.get(0)?), row.get(1)?))
        })? {
            found.push(row?);
        }
        for row in out.query_map([conversation.0], |row| {
            Ok(Spoken::Outbox(
                ChannelId(row.get(0)?),
                OutboxId(row.get(1)?),
            ))
        })? {
            found.push(row?);
        }
    }
    Ok(found)
}

/// Returns when there was last contact with somebody; nothing when they are not here.
///
/// # Errors
/// [`StoreError`].
pub fn last_contact(conn: &Conn, identity: IdentityId) -> Result<Option<UnixMs>, StoreError> {
    let at: Option<i64> = conn
        .prepare_cached(
            "select max(at) from (select since_at as at from identities where id = ?1
             union all select last_at from conversations where identity = ?1)",
        )?
        .query_row([identity.0], |row| row.get(0))?;
    Ok(at.map(UnixMs))
}

/// Returns when there was last contact with everybody here, in either direction.
///
/// # Errors
/// [`StoreError`].
pub fn last_contacts(conn: &Conn) -> Result<BTreeMap<IdentityId, UnixMs>, StoreError> {
    let mut query = conn.prepare_cached(
        "select identities.id, max(since_at, coalesce(max(last_at), since_at))
         from identities left join conversations on conversations.identity = identities.id
         group by identities.id",
    )?;
    let rows = query.query_map([], |row| Ok((IdentityId(row.get(0)?), UnixMs(row.get(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
