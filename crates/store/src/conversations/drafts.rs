//! What is being written, and by whom: each person has a draft of their own, which nobody else's reply clears.

use super::state;
use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::id::{ConversationId, StaffId};
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, params};

/// Who writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Author<'a> {
    /// Who.
    pub id: StaffId,
    /// Their name now.
    pub name: &'a str,
}

/// What somebody was writing.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// Who; zeros where nobody knows.
    pub author: StaffId,
    /// Their name then; empty where nobody knows.
    pub author_name: String,
    /// Their words.
    pub text: String,
    /// When they last wrote.
    pub at: UnixMs,
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Draft({})", self.author)
    }
}

/// Keeps what somebody is writing; words gone, their draft goes.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such conversation.
pub fn save(
    tx: &Tx<'_>,
    conversation: ConversationId,
    author: Author<'_>,
    text: &str,
    at: UnixMs,
) -> Result<(), StoreError> {
    state::get(tx, conversation)?;
    if text.trim().is_empty() {
        return clear(tx, conversation, author.id);
    }
    tx.prepare_cached(
        "insert into drafts (conversation, author, author_name, text, at) values (?1, ?2, ?3, ?4, ?5)
         on conflict (conversation, author)
         do update set author_name = excluded.author_name, text = excluded.text, at = excluded.at",
    )?
    .execute(params![
        conversation.0,
        author.id.0,
        author.name,
        text,
        at.0
    ])?;
    Ok(())
}

/// Forgets somebody's draft, when it was sent.
///
/// # Errors
/// [`StoreError`].
pub fn clear(tx: &Tx<'_>, conversation: ConversationId, author: StaffId) -> Result<(), StoreError> {
    tx.prepare_cached("delete from drafts where conversation = ?1 and author = ?2")?
        .execute(params![conversation.0, author.0])?;
    Ok(())
}

/// Hands a draft to somebody else, behind what they have written themselves.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such draft.
pub fn take(
    tx: &Tx<'_>,
    conversation: ConversationId,
    from: StaffId,
    by: Author<'_>,
    at: UnixMs,
) -> Result<(), StoreError> {
    let theirs = one(tx, conversation, from)?.ok_or(StoreError::NotFound)?;
    if from == by.id {
        return Ok(());
    }
    let text = match one(tx, conversation, by.id)? {
        Some(own) => format!("{}\n{}", own.text, theirs.text),
        None => theirs.text,
    };
    clear(tx, conversation, from)?;
    save(tx, conversation, by, &text, at)
}

/// Returns what is being written in a conversation, the latest first.
///
/// # Errors
/// [`StoreError`].
pub fn of_conversation(
    conn: &Conn,
    conversation: ConversationId,
) -> Result<Vec<Draft>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{SELECT} where conversation = ?1 order by at desc, author"
    ))?;
    let rows = query.query_map([conversation.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn one(
    conn: &Conn,
    conversation: ConversationId,
    author: StaffId,
) -> Result<Option<Draft>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("{SELECT} where conversation = ?1 and author = ?2"))?
        .query_row(params![conversation.0, author.0], from_row)
        .optional()?)
}

const SELECT: &str = "select author, author_name, text, at from drafts";

fn from_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Draft> {
    Ok(Draft {
        author: StaffId(row.get(0)?),
        author_name: row.get(1)?,
        text: row.get(2)?,
        at: UnixMs(row.get(3)?),
    })
}
