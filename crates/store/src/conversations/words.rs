//! The search index of one store: words as [`crate::search`] folds them, newest first.

use super::messages::Message;
use super::messages::{MessageId, SELECT, from_row};
use super::transcripts;
use crate::error::StoreError;
use crate::search::{self, query::Query};
use crate::{Conn, Tx};
use rusqlite::params;

/// The most that [`Found::total`] counts to.
pub const TOTAL_CAP: u32 = 1001;

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Messages, newest first.
    pub messages: Vec<Message>,
    /// How many there are in all, counted up to [`TOTAL_CAP`].
    pub total: u32,
}

/// Returns the newest messages that hold every term of `query`.
///
/// # Errors
/// [`StoreError`].
pub fn find(conn: &Conn, query: &Query, limit: u32) -> Result<Found, StoreError> {
    let Some(terms) = query.to_fts() else {
        return Ok(Found {
            messages: Vec::new(),
            total: 0,
        });
    };
    // FTS5 hands out the newest rows without reading the others. One question for rows and total: what it costs to
    // look up a beginning is paid once.
    let mut newest = conn.prepare_cached(
        "select rowid from message_words where message_words match ?1 order by rowid desc limit ?2",
    )?;
    let ids: Vec<i64> = newest
        .query_map(params![terms, TOTAL_CAP.max(limit)], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut select = conn.prepare_cached(&format!("{SELECT} where id = ?1"))?;
    let messages: Vec<Message> = ids
        .iter()
        .take(limit as usize)
        .map(|id| select.query_row([id], from_row))
        .collect::<Result<_, _>>()?;
    let total = u32::try_from(ids.len()).map_or(TOTAL_CAP, |count| count.min(TOTAL_CAP));
    Ok(Found { messages, total })
}

/// Writes the words of a message that has none in the index yet, with what was heard in its voice notes.
pub(super) fn put(tx: &Tx<'_>, id: MessageId, text: &str) -> Result<(), StoreError> {
    let mut words = search::index_words(text);
    let heard = transcripts::text_of(tx, id)?;
    if !heard.is_empty() {
        words.push(' ');
        words.push_str(&search::index_words(&heard));
    }
    if words.is_empty() {
        return Ok(());
    }
    tx.prepare_cached("insert into message_words (rowid, words) values (?1, ?2)")?
        .execute(params![id.0, words])?;
    Ok(())
}

/// Removes a message's words.
pub(super) fn remove(tx: &Tx<'_>, id: MessageId) -> Result<(), StoreError> {
    tx.prepare_cached("delete from message_words where rowid = ?1")?
        .execute([id.0])?;
    Ok(())
}
