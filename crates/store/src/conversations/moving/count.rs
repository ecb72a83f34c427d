//! What a person is told before anything moves.

use super::{MOVES, Moving, Shown};
use crate::Conn;
use crate::error::StoreError;

/// How much moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Messages, also those that were taken back.
    pub messages: u64,
    /// Files, also those that have yet to come.
    pub files: u64,
    /// Replies that have yet to leave, or whose fate is open.
    pub replies: u64,
    /// What staff wrote about the person.
    pub records: u64,
    /// Drafts: texts that were begun.
    pub drafts: u64,
}

/// Returns how much there is of a person's conversations.
///
/// # Errors
/// [`StoreError`].
pub fn count(conn: &Conn, moving: &Moving<'_>) -> Result<Counts, StoreError> {
    let mut counts = Counts::default();
    for table in MOVES {
        let (counted, more) = match table.shown {
            Shown::Not => continue,
            Shown::Message => (&mut counts.messages, "kind <> 'system'"),
            Shown::File => (&mut counts.files, "true"),
            Shown::Reply => (
                &mut counts.replies,
                "state in ('queued', 'sending', 'unknown', 'held', 'failed')",
            ),
            Shown::Record => (&mut counts.records, "true"),
        };
        let mut query = conn.prepare(&format!(
            "select count(*) from {} where {} and {more}",
            table.name,
            table.condition()
        ))?;
        for owner in table.owners(moving) {
            *counted += query.query_row([owner], |row| row.get::<_, u64>(0))?;
        }
    }
    let mut drafts = conn.prepare_cached("select count(*) from drafts where conversation = ?1")?;
    for conversation in moving.conversations {
        counts.drafts += drafts.query_row([conversation.0], |row| row.get::<_, u64>(0))?;
    }
    Ok(counts)
}
