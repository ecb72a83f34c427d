//! What a day is made of: who wrote, in which conversations, and the messages themselves.

use super::Fingerprint;
use crate::Conn;
use crate::conversations::messages::{self, Message, MessageId, SELECT, from_row};
use crate::conversations::persons;
use crate::error::StoreError;
use recado_domain::id::{ConversationId, IdentityId};
use recado_domain::time::UnixMs;
use rusqlite::params;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Returns everybody who has messages between two instants, with all their conversations here: by the first contact of
/// each person.
///
/// # Errors
/// [`StoreError`].
pub fn people(
    conn: &Conn,
    from: UnixMs,
    until: UnixMs,
) -> Result<BTreeMap<IdentityId, Vec<ConversationId>>, StoreError> {
    let mut query = conn.prepare_cached(
        "select distinct identity from conversations join
           (select distinct conversation from messages where id >= ?1 and id < ?2) on conversation = conversations.id",
    )?;
    let range = range(from, until);
    let rows = query.query_map(params![range.0, range.1], |row| row.get(0).map(IdentityId))?;
    let written: Vec<IdentityId> = rows.collect::<Result<_, _>>()?;
    let mut people = BTreeMap::new();
    for identity in written {
        let (first, conversations) = person(conn, identity)?;
        people.insert(first, conversations);
    }
    Ok(people)
}

/// Returns under which contact a person's summaries are kept, and all their conversations here.
///
/// # Errors
/// [`StoreError`].
pub fn person(
    conn: &Conn,
    identity: IdentityId,
) -> Result<(IdentityId, Vec<ConversationId>), StoreError> {
    let mut conversations = BTreeSet::new();
    let mut first = identity;
    for member in persons::members(conn, identity)? {
        let theirs = persons::conversations(conn, member)?;
        if !theirs.is_empty() {
            first = first.min(member);
        }
        conversations.extend(theirs.into_iter().map(|it| it.conversation));
    }
    Ok((first, conversations.into_iter().collect()))
}

/// Returns the messages of conversations between two instants, the earliest first.
///
/// # Errors
/// [`StoreError`].
pub fn messages_of(
    conn: &Conn,
    conversations: &[ConversationId],
    from: UnixMs,
    until: UnixMs,
) -> Result<Vec<Message>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{SELECT} where conversation = ?1 and id >= ?2 and id < ?3 order by id"
    ))?;
    let range = range(from, until);
    let mut found = Vec::new();
    for conversation in conversations {
        let rows = query.query_map(params![conversation.0, range.0, range.1], from_row)?;
        for row in rows {
            let message = row?;
            if from <= message.at && message.at < until {
                found.push(message);
            }
        }
    }
    found.sort_by_key(|message| message.id);
    Ok(found)
}

/// Returns whether the clinic wrote anything in a conversation after a message.
///
/// # Errors
/// [`StoreError`].
pub fn is_answered(conn: &Conn, message: MessageId) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "select exists (select 1 from messages as later join messages as asked
               on later.conversation = asked.conversation
             where asked.id = ?1 and later.id > asked.id and later.direction = 'outbound')",
        )?
        .query_row([message.0], |row| row.get(0))?)
}

/// Returns what a day is made of, in short.
pub fn fingerprint(messages: &[Message]) -> Fingerprint {
    let mut digest = Sha256::new();
    for message in messages {
        digest.update(message.id.0.to_be_bytes());
        digest.update(message.conversation.0.as_bytes());
        for text in [
            message.text.0.as_str(),
            message.findings.as_deref().unwrap_or_default(),
        ] {
            digest.update(text.len().to_be_bytes());
            digest.update(text);
        }
        digest.update([u8::from(message.is_deleted)]);
    }
    digest.finalize().into()
}

/// Returns the numbers that messages between two instants can have. One of the last millisecond may have been pushed on.
fn range(from: UnixMs, until: UnixMs) -> (i64, i64) {
    const SPILL: i64 = 1 << 20;
    (
        messages::first_id_at(from).0,
        messages::first_id_at(until).0.saturating_add(SPILL),
    )
}
