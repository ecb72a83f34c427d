//! A thread: pages of messages with what stands around them, each page one range of an index.

use super::media::{self, Media};
use super::messages::{self, MessageId, SELECT, from_row};
use super::reactions::{self, Reaction};
use super::{comments, state};
use crate::Conn;
use crate::error::StoreError;
use messages::Message;
use recado_domain::id::{ChannelId, ConversationId};
use recado_domain::message::{Direction, MessageKind, MessageText};
use recado_domain::part::Part;
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, Params, params};

/// A page of a thread, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Messages, oldest first.
    pub messages: Vec<ThreadMessage>,
    /// Whether older ones exist.
    pub has_older: bool,
    /// Whether newer ones exist.
    pub has_newer: bool,
}

/// A message with what stands around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadMessage {
    /// The message.
    pub message: Message,
    /// The message it answers, if that is here.
    pub quote: Option<Quote>,
    /// Reactions to it.
    pub reactions: Vec<Reaction>,
    /// Its files, in order.
    pub media: Vec<Media>,
}

/// A quoted message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Which.
    pub id: MessageId,
    /// Who wrote it.
    pub direction: Direction,
    /// What it is.
    pub kind: MessageKind,
    /// Its words.
    pub text: MessageText,
}

/// Returns who of the clinic wrote last in a conversation, by their name then, and when.
///
/// # Errors
/// [`StoreError`].
pub fn last_by_a_person(
    conn: &Conn,
    conversation: ConversationId,
) -> Result<Option<(String, UnixMs)>, StoreError> {
    Ok(conn
        .prepare_cached(
            "select sent_by, at from messages
             where conversation = ?1 and direction = 'outbound' and sent_by is not null
             order by id desc limit 1",
        )?
        .query_row([conversation.0], |row| {
            Ok((row.get(0)?, UnixMs(row.get(1)?)))
        })
        .optional()?)
}

/// Returns the newest page of a conversation.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such conversation.
pub fn newest(conn: &Conn, conversation: ConversationId, limit: u32) -> Result<Page, StoreError> {
    older(conn, conversation, MessageId(i64::MAX), limit, false)
}

/// Returns the page before a message.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such conversation.
pub fn before(
    conn: &Conn,
    conversation: ConversationId,
    message: MessageId,
    limit: u32,
) -> Result<Page, StoreError> {
    older(conn, conversation, message, limit, true)
}

/// Returns the page after a message, to go through a conversation from its beginning.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such conversation.
pub fn after(
    conn: &Conn,
    conversation: ConversationId,
    message: MessageId,
    limit: u32,
) -> Result<Page, StoreError> {
    let channel = state::get(conn, conversation)?.channel;
    let (newer, has_newer) = rows(
        conn,
        "conversation = ?1 and id > ?2 order by id limit ?3",
        params![conversation.0, message.0, limit + 1],
        limit,
    )?;
    Ok(Page {
        messages: completed(conn, conversation, channel, newer)?,
        has_older: message > MessageId(0),
        has_newer,
    })
}

/// Returns a page with a message in its middle, for example one that a search found.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such conversation.
pub fn around(
    conn: &Conn,
    conversation: ConversationId,
    message: MessageId,
    limit: u32,
) -> Result<Page, StoreError> {
    let channel = state::get(conn, conversation)?.channel;
    let half = limit.div_ceil(2);
    let (mut older, has_older) = rows(
        conn,
        "conversation = ?1 and id <= ?2 order by id desc limit ?3",
        params![conversation.0, message.0, half + 1],
        half,
    )?;
    older.reverse();
    let (newer, has_newer) = rows(
        conn,
        "conversation = ?1 and id > ?2 order by id limit ?3",
        params![conversation.0, message.0, half + 1],
        half,
    )?;
    older.extend(newer);
    Ok(Page {
        messages: completed(conn, conversation, channel, older)?,
        has_older,
        has_newer,
    })
}

/// Returns one message with what stands around it.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn message(conn: &Conn, id: MessageId) -> Result<ThreadMessage, StoreError> {
    let message = messages::get(conn, id)?;
    let conversation = message.conversation;
    let channel = state::get(conn, conversation)?.channel;
    completed(conn, conversation, channel, vec![message])?
        .pop()
        .ok_or(StoreError::NotFound)
}

/// Returns the first unread message of a conversation.
///
/// # Errors
/// [`StoreError`].
pub fn first_unread(
    conn: &Conn,
    conversation: ConversationId,
) -> Result<Option<MessageId>, StoreError> {
    let id: Option<i64> = conn
        .prepare_cached("select min(id) from messages where conversation = ?1 and is_unread = 1")?
        .query_row([conversation.0], |row| row.get(0))?;
    Ok(id.map(MessageId))
}

fn older(
    conn: &Conn,
    conversation: ConversationId,
    before: MessageId,
    limit: u32,
    has_newer: bool,
) -> Result<Page, StoreError> {
    let channel = state::get(conn, conversation)?.channel;
    let (mut older, has_older) = rows(
        conn,
        "conversation = ?1 and id < ?2 order by id desc limit ?3",
        params![conversation.0, before.0, limit + 1],
        limit,
    )?;
    older.reverse();
    Ok(Page {
        messages: completed(conn, conversation, channel, older)?,
        has_older,
        has_newer,
    })
}

/// Returns at most `limit` rows, and whether there was one more.
fn rows(
    conn: &Conn,
    range: &str,
    params: impl Params,
    limit: u32,
) -> Result<(Vec<Message>, bool), StoreError> {
    let mut query = conn.prepare_cached(&format!("{SELECT} where {range}"))?;
    let mut found: Vec<Message> = query
        .query_map(params, from_row)?
        .collect::<Result<_, _>>()?;
    let has_more = found.len() > limit as usize;
    found.truncate(limit as usize);
    Ok((found, has_more))
}

fn completed(
    conn: &Conn,
    conversation: ConversationId,
    channel: ChannelId,
    messages: Vec<Message>,
) -> Result<Vec<ThreadMessage>, StoreError> {
    let (Some(first), Some(last)) = (messages.first(), messages.last()) else {
        return Ok(Vec::new());
    };
    let mut reactions = reactions::under(conn, conversation, first.id, last.id)?;
    let ids: Vec<MessageId> = messages.iter().map(|message| message.id).collect();
    let mut media = media::of_messages(conn, &ids)?;
    messages
        .into_iter()
        .map(|mut message| {
            note_answered(conn, &mut message)?;
            Ok(ThreadMessage {
                quote: quote(conn, channel, message.reply_to.as_deref())?,
                reactions: reactions.remove(&message.id).unwrap_or_default(),
                media: media.remove(&message.id).unwrap_or_default(),
                message,
            })
        })
        .collect()
}

/// Says of a comment whether it has had its private reply.
fn note_answered(conn: &Conn, message: &mut Message) -> Result<(), StoreError> {
    for part in &mut message.parts {
        if let Part::Comment(place) = part {
            place.is_answered |= comments::is_answered(conn, message.id)?;
        }
    }
    Ok(())
}

fn quote(
    conn: &Conn,
    channel: ChannelId,
    provider_id: Option<&str>,
) -> Result<Option<Quote>, StoreError> {
    let Some(provider_id) = provider_id else {
        return Ok(None);
    };
    let Some(id) = messages::find(conn, channel, provider_id)? else {
        return Ok(None);
    };
    let quoted = messages::get(conn, id)?;
    Ok(Some(Quote {
        id,
        direction: quoted.direction,
        kind: quoted.kind,
        text: quoted.text,
    }))
}
