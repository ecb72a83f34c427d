//! What was sent from another computer of the clinic, and what the others have yet to be told of what was sent from here.
//!
//! The queue says only which message: what a note says is read from the message when it is told, so that nothing stays in
//! the queue that goes from everywhere else.

pub mod records;
pub mod work;

use super::apply::{self, Applied};
use super::event::{NewMessage, Origin};
use super::media::{self, Media};
use super::messages::{self, Message, MessageId, NewRow};
use super::{parts, state, words};
use crate::error::StoreError;
use crate::sqlite::row::wrong;
use crate::{Conn, Tx};
use recado_domain::id::{ChannelId, ConversationId, DeviceId, NoteId, OutboxId};
use recado_domain::time::UnixMs;
use recado_domain::together::{Said, is_last};
use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where references to what has yet to be told stand; a hearing's file has one of its own.
const QUEUES: [&str; 2] = ["together_queue", "heard_queue"];

/// Something the others have yet to be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queued {
    /// The note that will tell of it.
    pub note: Uuid,
    /// What it is about.
    pub about: About,
}

/// What the others have yet to be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A message left, under this id.
    Sent(OutboxId),
    /// Somebody read a conversation.
    Read(ConversationId),
    /// Somebody marked a conversation unread.
    Unread(ConversationId),
    /// Somebody said who looks after a conversation, put it away, or brought it back.
    Work(ConversationId),
    /// Somebody said where a lead stands, or gave or took labels.
    Person(ConversationId),
    /// Somebody wrote, changed, pinned or took away an internal note.
    Note(ConversationId, NoteId),
}

/// A message that was sent from another computer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentElsewhere {
    /// The message; its origin is a person or the program there.
    pub message: NewMessage,
    /// Name of the member of staff.
    pub sent_by: Option<String>,
}

impl std::fmt::Debug for SentElsewhere {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SentElsewhere(..)")
    }
}

/// Queues telling that a message left, in the transaction that notes that it did.
pub(super) fn queue(tx: &Tx<'_>, message: &Message) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into together_queue (note, conversation, about, outbox, done_at) values (?1, ?2, 'sent', ?3, ?4)",
    )?
    .execute(params![
        Uuid::now_v7(),
        message.conversation.0,
        message.outbox.map(|outbox| outbox.0),
        message.at.0
    ])?;
    Ok(())
}

/// Queues telling how far a conversation was read; one that waits to be told gives way: only the last counts.
pub(super) fn queue_read(
    tx: &Tx<'_>,
    conversation: ConversationId,
    last: MessageId,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "delete from together_queue where conversation = ?1 and about in ('read', 'unread')",
    )?
    .execute([conversation.0])?;
    tx.prepare_cached(
        "insert into together_queue (note, conversation, about, done_at)
         select ?1, conversation, 'read', at from messages where conversation = ?2 and id <= ?3
         order by id desc limit 1",
    )?
    .execute(params![Uuid::now_v7(), conversation.0, last.0])?;
    Ok(())
}

/// Queues telling something about a conversation as it then is; one that waits to be told gives way.
fn queue_anew(
    tx: &Tx<'_>,
    conversation: ConversationId,
    about: &str,
    at: UnixMs,
) -> Result<(), StoreError> {
    tx.prepare_cached("delete from together_queue where conversation = ?1 and about = ?2")?
        .execute(params![conversation.0, about])?;
    tx.prepare_cached(
        "insert into together_queue (note, conversation, about, done_at) values (?1, ?2, ?3, ?4)",
    )?
    .execute(params![Uuid::now_v7(), conversation.0, about, at.0])?;
    Ok(())
}

/// Returns what has yet to be told, the oldest first.
///
/// # Errors
/// [`StoreError`].
pub fn queued(conn: &Conn, most: u32) -> Result<Vec<Queued>, StoreError> {
    let mut query = conn.prepare_cached(
        "select note, about, conversation, outbox, subject from together_queue order by done_at, note limit ?1",
    )?;
    let rows = query.query_map([most], |row| {
        let about = match row.get_ref(1)?.as_str()? {
            "sent" => About::Sent(OutboxId(row.get(3)?)),
            "read" => About::Read(ConversationId(row.get(2)?)),
            "unread" => About::Unread(ConversationId(row.get(2)?)),
            "work" => About::Work(ConversationId(row.get(2)?)),
            "person" => About::Person(ConversationId(row.get(2)?)),
            "note" => About::Note(ConversationId(row.get(2)?), NoteId(row.get(4)?)),
            _ => return Err(wrong()),
        };
        Ok(Queued {
            note: row.get(0)?,
            about,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns Meta's id of the newest message of a contact that was read; nothing while none was.
///
/// # Errors
/// [`StoreError`].
pub fn read_until(conn: &Conn, conversation: ConversationId) -> Result<Option<String>, StoreError> {
    Ok(conn
        .prepare_cached(
            "select provider_id from messages where conversation = ?1 and direction = 'inbound' and is_unread = 0
               and provider_id is not null order by id desc limit 1",
        )?
        .query_row([conversation.0], |row| row.get(0))
        .optional()?)
}

/// Marks as read what was read on another computer, up to a message. One that is not here yet is unread when it comes:
/// something that is read twice harms nobody. Whoever read it and did not know that it was marked unread again, the
/// `turn`-th time, did not mean that.
///
/// # Errors
/// [`StoreError`].
pub fn mark_read(
    tx: &Tx<'_>,
    channel: ChannelId,
    provider_id: &str,
    turn: u64,
) -> Result<Applied, StoreError> {
    let Some(id) = messages::find(tx, channel, provider_id)? else {
        return Ok(Applied::default());
    };
    let conversation = messages::get(tx, id)?.conversation;
    if turn < work::turn(tx, conversation)? {
        return Ok(Applied::default());
    }
    tx.prepare_cached("update conversations set unread_turn = ?2 where id = ?1")?
        .execute(params![conversation.0, turn])?;
    state::mark_read_here(tx, conversation, id)?;
    Ok(Applied {
        conversation: Some(conversation),
        ..Applied::default()
    })
}

/// Forgets what was told.
///
/// # Errors
/// [`StoreError`].
pub fn told(tx: &Tx<'_>, note: Uuid) -> Result<(), StoreError> {
    for queue in QUEUES {
        tx.prepare_cached(&format!("delete from {queue} where note = ?1"))?
            .execute([note])?;
    }
    Ok(())
}

/// Forgets what has yet to be told: there is nobody to tell.
///
/// # Errors
/// [`StoreError`].
pub fn tell_nobody(tx: &Tx<'_>) -> Result<(), StoreError> {
    for queue in QUEUES {
        tx.prepare_cached(&format!("delete from {queue}"))?
            .execute([])?;
    }
    Ok(())
}

/// When something was last said, and on which computer where that is not this one.
type Known = (Option<UnixMs>, Option<DeviceId>);

/// Reads when and where from two columns, one behind the other.
fn known(row: &Row<'_>, at: usize) -> rusqlite::Result<Known> {
    Ok((
        row.get::<_, Option<_>>(at)?.map(UnixMs),
        row.get::<_, Option<_>>(at + 1)?.map(DeviceId),
    ))
}

/// Returns whether a word holds against what is known here.
fn holds((at, on): Known, new: Said, here: DeviceId) -> bool {
    let on = on.unwrap_or(here);
    is_last(at.map(|at| Said { at, on }), new)
}

/// Returns the message that left under an id, and its files; nothing when it is gone.
///
/// # Errors
/// [`StoreError`].
pub fn sent(conn: &Conn, outbox: OutboxId) -> Result<Option<(Message, Vec<Media>)>, StoreError> {
    let found = conn
        .prepare_cached(&format!("{} where outbox = ?1", messages::SELECT))?
        .query_row([outbox.0], messages::from_row)
        .optional()?;
    let Some(message) = found else {
        return Ok(None);
    };
    let mut files = media::of_messages(conn, &[message.id])?;
    let files = files.remove(&message.id).unwrap_or_default();
    Ok(Some((message, files)))
}

/// Files a message that was sent from another computer: the same end, whether the note that tells of it, Meta's word on
/// its delivery or Meta's echo of it comes first.
///
/// # Errors
/// [`StoreError`].
pub fn arrive(tx: &Tx<'_>, sent: &SentElsewhere) -> Result<Applied, StoreError> {
    let new = &sent.message;
    let contact = &new.contact;
    state::note(tx, contact, new.at)?;
    let here = messages::find(tx, contact.channel, &new.provider_id)?;
    let id = match here {
        Some(id) => id,
        None => {
            let row = NewRow {
                sent_by: sent.sent_by.as_deref(),
                ..NewRow::of(new)
            };
            let id = messages::insert(tx, &row)?;
            words::put(tx, id, &new.text.0)?;
            id
        }
    };
    let row = messages::get(tx, id)?;
    let is_echo = matches!(row.origin, Origin::Echo | Origin::History);
    if is_echo {
        take_the_place(tx, &row, sent)?;
    }
    if here.is_none() || is_echo {
        adopt_files(tx, &row, new)?;
    }
    let removed_media = apply::settle(
        tx,
        id,
        contact.conversation,
        contact.channel,
        &new.provider_id,
    )?;
    Ok(Applied {
        conversation: Some(contact.conversation),
        message: Some(id),
        is_new: here.is_none(),
        removed_media,
    })
}

/// Adds the files of a copy to a message that has none: Meta's echo brings them where a note cannot.
pub(super) fn adopt_files(tx: &Tx<'_>, row: &Message, new: &NewMessage) -> Result<(), StoreError> {
    if new.media.is_empty() || row.is_deleted || has_files(tx, row.id)? {
        return Ok(());
    }
    media::insert(tx, row.id, place(row, new), &new.media, new.at)
}

fn place(row: &Message, new: &NewMessage) -> (ConversationId, ChannelId) {
    (row.conversation, new.contact.channel)
}

fn has_files(conn: &Conn, id: MessageId) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached("select exists (select 1 from media where message = ?1)")?
        .query_row([id.0], |row| row.get(0))?)
}

/// Says of Meta's echo who sent it, and what they sent; what was changed since stays changed.
fn take_the_place(tx: &Tx<'_>, row: &Message, sent: &SentElsewhere) -> Result<(), StoreError> {
    let new = &sent.message;
    tx.prepare_cached(
        "update messages set origin = ?2, sent_by = ?3, kind = ?4, detail = ?5, reply_to = coalesce(?6, reply_to),
           text = iif(edited_at is null, ?7, text), parts = iif(parts_at is null, ?8, parts)
         where id = ?1",
    )?
    .execute(params![
        row.id.0,
        new.origin.as_str(),
        sent.sent_by,
        new.kind.as_str(),
        new.detail,
        new.reply_to,
        new.text.0,
        parts::to_json(&new.parts)?
    ])?;
    if !row.is_edited && !row.is_deleted {
        words::remove(tx, row.id)?;
        words::put(tx, row.id, &new.text.0)?;
    }
    Ok(())
}
