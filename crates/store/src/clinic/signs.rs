//! What the messages of the last days left behind, without a word of them, so that a locked desk adds up, too.
//!
//! A row says that a message weighed something. Its words are a keyed number, its message a keyed hash.

use super::seen::ProviderHash;
use crate::error::StoreError;
use crate::sqlite::row::wrong;
use crate::{Conn, Tx};
use recado_domain::alert::{AlertCategory, AlertLevel};
use recado_domain::id::ConversationId;
use recado_domain::time::UnixMs;
use rusqlite::{Row, params};

/// What one message left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sign {
    /// Which message.
    pub message: ProviderHash,
    /// Its conversation.
    pub conversation: ConversationId,
    /// When it was written, changed or taken back.
    pub at: UnixMs,
    /// Whether it may call people.
    pub calls: bool,
    /// What it left.
    pub kind: SignKind,
}

/// What a message can leave behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignKind {
    /// It was written.
    Written,
    /// Something in it calls for a look by itself.
    Found(AlertCategory, AlertLevel),
    /// A weak sign.
    Weak {
        /// What about.
        category: AlertCategory,
        /// A keyed number of its words.
        words: i64,
        /// Its points.
        points: u32,
        /// Whether it names means.
        is_means: bool,
    },
    /// Its sender took it back.
    TakenBack,
}

/// Adds what a message left behind and returns whether it says something new; a repetition does not.
///
/// # Errors
/// [`StoreError`].
pub fn add(tx: &Tx<'_>, sign: &Sign, filed_at: UnixMs) -> Result<bool, StoreError> {
    let (name, category, words, level, points, is_means) = match sign.kind {
        SignKind::Written => ("written", "", 0, 0, 0, false),
        SignKind::Found(category, level) => {
            ("found", category.as_str(), 0, level.as_number(), 0, false)
        }
        SignKind::Weak {
            category,
            words,
            points,
            is_means,
        } => ("weak", category.as_str(), words, 0, points, is_means),
        SignKind::TakenBack => ("taken_back", "", 0, 0, 0, false),
    };
    // A live copy of what was handed over as history calls from then on.
    let changed = tx
        .prepare_cached(
            "insert into signs (message_hash, sign, category, words, level, points, is_means,
               conversation, at, calls, filed_at)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
             on conflict (message_hash, sign, category, words, level) do update
               set calls = max(calls, excluded.calls), at = min(at, excluded.at)
               where excluded.calls > calls or excluded.at < at",
        )?
        .execute(params![
            sign.message.0,
            name,
            category,
            words,
            level,
            points,
            is_means,
            sign.conversation.0,
            sign.at.0,
            sign.calls,
            filed_at.0
        ])?;
    Ok(changed == 1)
}

/// Returns what a conversation's messages left behind.
///
/// # Errors
/// [`StoreError`].
pub fn of_conversation(conn: &Conn, conversation: ConversationId) -> Result<Vec<Sign>, StoreError> {
    let mut query = conn.prepare_cached(
        "select message_hash, conversation, at, calls, sign, category, words, level, points, is_means
         from signs where conversation = ?1",
    )?;
    let rows = query.query_map([conversation.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets what was filed before a time; returns how much.
///
/// # Errors
/// [`StoreError`].
pub fn prune(tx: &Tx<'_>, before: UnixMs) -> Result<usize, StoreError> {
    Ok(tx.execute("delete from signs where filed_at < ?1", [before.0])?)
}

/// Notes that a contact wrote; what was written earlier changes nothing.
///
/// # Errors
/// [`StoreError`].
pub fn note_written(
    tx: &Tx<'_>,
    conversation: ConversationId,
    at: UnixMs,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "update people_conversations set written_at = ?2
         where conversation = ?1 and coalesce(written_at, -1) < ?2",
    )?
    .execute(params![conversation.0, at.0])?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Sign> {
    let name: String = row.get(4)?;
    let category = || {
        let name: String = row.get(5)?;
        AlertCategory::from_name(&name).ok_or_else(wrong)
    };
    let kind = match name.as_str() {
        "written" => SignKind::Written,
        "found" => {
            let level = AlertLevel::from_number(row.get(7)?).ok_or_else(wrong)?;
            SignKind::Found(category()?, level)
        }
        "weak" => SignKind::Weak {
            category: category()?,
            words: row.get(6)?,
            points: row.get(8)?,
            is_means: row.get(9)?,
        },
        "taken_back" => SignKind::TakenBack,
        _ => return Err(wrong()),
    };
    Ok(Sign {
        message: ProviderHash(row.get(0)?),
        conversation: ConversationId(row.get(1)?),
        at: UnixMs(row.get(2)?),
        calls: row.get(3)?,
        kind,
    })
}
