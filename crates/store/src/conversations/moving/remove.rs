//! Nothing is left on the old side: no row, no word in the search index.

use super::{MOVES, Moving};
use crate::Tx;
use crate::error::StoreError;
use uuid::Uuid;

/// Removes conversations, and the people who have none left here. Repeating it changes nothing.
///
/// # Errors
/// [`StoreError`].
pub fn remove(tx: &Tx<'_>, moving: &Moving<'_>) -> Result<(), StoreError> {
    for conversation in moving.conversations {
        remove_conversation(tx, conversation.0)?;
    }
    for identity in moving.identities {
        let is_needed: bool = tx
            .prepare_cached("select exists (select 1 from conversations where identity = ?1)")?
            .query_row([identity.0], |row| row.get(0))?;
        if !is_needed {
            let of_identity = MOVES.iter().rev().filter(|table| table.is_of_identity());
            // Consents are append-only: they go with the person's own row, which is the last.
            for table in of_identity.filter(|table| table.name != "consents") {
                tx.prepare_cached(&format!(
                    "delete from {} where {}",
                    table.name,
                    table.condition()
                ))?
                .execute([identity.0])?;
            }
        }
    }
    Ok(())
}

fn remove_conversation(tx: &Tx<'_>, conversation: Uuid) -> Result<(), StoreError> {
    tx.prepare_cached(
        "delete from message_words where rowid in (select id from messages where conversation = ?1)",
    )?
    .execute([conversation])?;
    for table in MOVES.iter().rev().filter(|table| !table.is_of_identity()) {
        tx.prepare_cached(&format!(
            "delete from {} where {}",
            table.name,
            table.condition()
        ))?
        .execute([conversation])?;
    }
    Ok(())
}

/// How many pages of the search index one step writes.
const PAGES: i64 = 500;

/// Merges the search index on, so that words of removed messages leave it too; returns whether there is more to do.
///
/// A removed message is only marked as such until its part of the index is written anew. The first step asks for all
/// parts to become one. Source: <https://www.sqlite.org/fts5.html#the_merge_command> (read 2026-11-26).
///
/// # Errors
/// [`StoreError`].
pub fn merge_index(tx: &Tx<'_>, is_first: bool) -> Result<bool, StoreError> {
    let before = changes(tx)?;
    let pages = if is_first { -PAGES } else { PAGES };
    tx.execute(
        "insert into message_words (message_words, rank) values ('merge', ?1)",
        [pages],
    )?;
    Ok(changes(tx)? - before >= 2)
}

fn changes(tx: &Tx<'_>) -> Result<i64, StoreError> {
    Ok(tx.query_row("select total_changes()", [], |row| row.get(0))?)
}
