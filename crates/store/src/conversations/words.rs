//! The search index of one store: words as [`crate::search`] folds them, newest first.

use super::messages::Message;
use super::messages::{MessageId, SELECT, from_row};
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
    // The inner query first: FTS5 hands out the newest rows without reading the others.
    let mut newest = conn.prepare_cached(&format!(
        "{SELECT} where id in (select rowid from message_words where message_words match ?1
           order by rowid desc limit ?2) order by id desc"
    ))?;
    let rows = newest.query_map(params![terms, limit], from_row)?;
    let messages: Vec<Message> = rows.collect::<Result<_, _>>()?;
    let all_are_here = messages.len() < limit as usize;
    let total = if all_are_here {
        u32::try_from(messages.len()).unwrap_or(TOTAL_CAP)
    } else {
        conn.prepare_cached(
            "select count(*) from (select 1 from message_words where message_words match ?1 limit ?2)",
        )?
        .query_row(params![terms, TOTAL_CAP], |row| row.get(0))?
    };
    Ok(Found { messages, total })
}

/// Writes the words of a message that has none in the index yet.
pub(super) fn put(tx: &Tx<'_>, id: MessageId, text: &str) -> Result<(), StoreError> {
    let words = search::index_words(text);
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
