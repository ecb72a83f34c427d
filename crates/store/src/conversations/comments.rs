//! Comments under posts of the clinic, and which of them may still have its one private reply.

use super::event::NewMessage;
use super::messages::MessageId;
use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::id::ConversationId;
use recado_domain::message::{Direction, MessageKind};
use recado_domain::part::Part;
use recado_domain::service_window::{COMMENT_WINDOW, OpenComment};
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, params};

/// Returns the latest comment of a conversation that may still have a private reply at `now`.
///
/// # Errors
/// [`StoreError`].
pub fn open(
    conn: &Conn,
    conversation: ConversationId,
    now: UnixMs,
) -> Result<Option<(MessageId, OpenComment)>, StoreError> {
    Ok(conn
        .prepare_cached(&format!(
            "select comments.message, comments.comment_id, comments.at
             from comments join messages on messages.id = comments.message
             where comments.conversation = ?1 and comments.at > ?2 and messages.deleted_at is null
               and not ({IS_ANSWERED})
             order by comments.at desc, comments.message desc limit 1"
        ))?
        .query_row(
            params![conversation.0, now.minus(COMMENT_WINDOW).0],
            |row| {
                let comment = OpenComment {
                    comment_id: row.get(1)?,
                    at: UnixMs(row.get(2)?),
                };
                Ok((MessageId(row.get(0)?), comment))
            },
        )
        .optional()?)
}

/// Notes that a comment has had its private reply elsewhere, or that Meta takes none for it.
///
/// # Errors
/// [`StoreError::NotFound`] when it is no comment.
pub fn mark_answered(tx: &Tx<'_>, comment: MessageId) -> Result<(), StoreError> {
    let marked = tx
        .prepare_cached("update comments set is_answered = 1 where message = ?1")?
        .execute([comment.0])?;
    if marked == 0 {
        return Err(StoreError::NotFound);
    }
    Ok(())
}

/// Returns whether a comment has had its private reply; what is no comment has not.
pub(super) fn is_answered(conn: &Conn, comment: MessageId) -> Result<bool, StoreError> {
    let found = conn
        .prepare_cached(&format!(
            "select {IS_ANSWERED} from comments where message = ?1"
        ))?
        .query_row([comment.0], |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or(false))
}

/// Notes a comment that came in, or the place of one whose message was filled in later.
pub(super) fn note(tx: &Tx<'_>, id: MessageId, new: &NewMessage) -> Result<(), StoreError> {
    if new.kind != MessageKind::Comment || new.direction != Direction::Inbound {
        return Ok(());
    }
    for part in &new.parts {
        if let Part::Comment(place) = part {
            tx.prepare_cached(
                "insert into comments (message, conversation, comment_id, at, is_answered)
                 values (?1, ?2, ?3, ?4, ?5) on conflict (message) do nothing",
            )?
            .execute(params![
                id.0,
                new.contact.conversation.0,
                place.comment_id,
                new.at.0,
                place.is_answered
            ])?;
        }
    }
    Ok(())
}

/// Notes the private reply that is about to leave for a comment.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such comment, or it has had its reply.
pub(super) fn answer(tx: &Tx<'_>, comment: MessageId, reply: MessageId) -> Result<(), StoreError> {
    let noted = tx
        .prepare_cached(&format!(
            "update comments set answer = ?2 where message = ?1 and not ({IS_ANSWERED})"
        ))?
        .execute(params![comment.0, reply.0])?;
    if noted == 0 {
        return Err(StoreError::NotFound);
    }
    Ok(())
}

/// A reply that was refused leaves the comment open.
const IS_ANSWERED: &str = "comments.is_answered or exists (select 1 from messages as reply
   where reply.id = comments.answer and reply.status <> 'failed')";
