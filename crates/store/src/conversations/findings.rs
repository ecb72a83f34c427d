//! What the risk rules marked in messages: which version read them, where they are, and whether people found a rule right.

use super::messages::{self, MessageId};
use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::id::{AlertId, ConversationId};
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeMap;

/// A message of a contact, for finding out which one a keyed hash is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Which.
    pub message: MessageId,
    /// Meta's id of it.
    pub provider_id: String,
    /// When it was written.
    pub at: UnixMs,
}

/// How often people found a rule right or wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verdicts {
    /// How often somebody acted on its flag.
    pub right: u32,
    /// How often somebody said that its flag was wrong.
    pub wrong: u32,
}

/// Notes which version of the engine wrote a message's findings.
///
/// # Errors
/// [`StoreError`].
pub fn note_engine(tx: &Tx<'_>, message: MessageId, version: &str) -> Result<(), StoreError> {
    tx.prepare_cached("update messages set engine = ?2 where id = ?1 and findings is not null")?
        .execute(params![message.0, version])?;
    Ok(())
}

/// Returns which version of the engine wrote a message's findings.
///
/// # Errors
/// [`StoreError`].
pub fn engine(conn: &Conn, message: MessageId) -> Result<Option<String>, StoreError> {
    let found = conn
        .prepare_cached("select engine from messages where id = ?1")?
        .query_row([message.0], |row| row.get::<_, Option<String>>(0))
        .optional()?;
    Ok(found.flatten())
}

/// Returns what a contact wrote between two times, the oldest first.
///
/// # Errors
/// [`StoreError`].
pub fn told(
    conn: &Conn,
    conversation: ConversationId,
    from: UnixMs,
    to: UnixMs,
) -> Result<Vec<Told>, StoreError> {
    let mut query = conn.prepare_cached(
        "select id, provider_id, at from messages
         where conversation = ?1 and id >= ?2 and at between ?3 and ?4
           and direction = 'inbound' and provider_id is not null
         order by id",
    )?;
    let first = messages::first_id_at(from);
    let rows = query.query_map(params![conversation.0, first.0, from.0, to.0], |row| {
        Ok(Told {
            message: MessageId(row.get(0)?),
            provider_id: row.get(1)?,
            at: UnixMs(row.get(2)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns words that contacts wrote since a time: at most `limit` messages behind `after`, the oldest first.
///
/// # Errors
/// [`StoreError`].
pub fn written(
    conn: &Conn,
    after: MessageId,
    since: UnixMs,
    limit: u32,
) -> Result<Vec<(MessageId, String)>, StoreError> {
    let from = after.0.max(messages::first_id_at(since).0);
    let mut query = conn.prepare_cached(
        "select id, text from messages
         where id > ?1 and direction = 'inbound' and text <> '' and deleted_at is null order by id limit ?2",
    )?;
    let rows = query.query_map(params![from, limit], |row| {
        Ok((MessageId(row.get(0)?), row.get(1)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps whether rules were right in an alert; said again, the last word counts.
///
/// # Errors
/// [`StoreError`].
pub fn judge(
    tx: &Tx<'_>,
    alert: AlertId,
    conversation: ConversationId,
    rules: &[String],
    is_right: bool,
    at: UnixMs,
) -> Result<(), StoreError> {
    for rule in rules {
        tx.prepare_cached(
            "insert into rule_verdicts (alert, rule, conversation, is_right, at) values (?1, ?2, ?3, ?4, ?5)
             on conflict (alert, rule) do update set is_right = excluded.is_right, at = excluded.at",
        )?
        .execute(params![alert.0, rule, conversation.0, is_right, at.0])?;
    }
    Ok(())
}

/// Returns how often people found each rule right or wrong.
///
/// # Errors
/// [`StoreError`].
pub fn verdicts(conn: &Conn) -> Result<BTreeMap<String, Verdicts>, StoreError> {
    let mut query = conn.prepare_cached(
        "select rule, sum(is_right), count(*) - sum(is_right) from rule_verdicts group by rule",
    )?;
    let rows = query.query_map([], |row| {
        let verdicts = Verdicts {
            right: row.get(1)?,
            wrong: row.get(2)?,
        };
        Ok((row.get(0)?, verdicts))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
