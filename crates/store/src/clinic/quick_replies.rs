//! Quick replies: the clinic's own saved texts, everybody's or one person's, found by any beginning of their words.

use crate::error::StoreError;
use crate::search::folded_words;
use crate::sqlite::row::named_if_any;
use crate::{Conn, Tx};
use recado_domain::channel::Side;
use recado_domain::id::{QuickReplyId, StaffId};
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, Row, params};

/// A quick reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuickReply {
    /// Which.
    pub id: QuickReplyId,
    /// Whose; everybody's when absent.
    pub owner: Option<StaffId>,
    /// One word in lower case, without its slash, for example `horario`.
    pub shortcut: String,
    /// Its words, with variables as `{{first_name}}`.
    pub text: String,
    /// The language it is in, for example `pt`; any when absent.
    pub language: Option<String>,
    /// Where it is offered; on both sides when absent.
    pub side: Option<Side>,
}

/// What became of a quick reply that was to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is kept.
    Yes,
    /// Another one has this shortcut, for the same people, language and side.
    ShortcutTaken,
}

/// Keeps a quick reply, new or changed.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, reply: &QuickReply, at: UnixMs) -> Result<Kept, StoreError> {
    let side = reply.side.map(Side::as_str);
    let owner = reply.owner.map(|owner| owner.0);
    let taken: bool = tx
        .prepare_cached(
            "select exists (select 1 from quick_replies where id <> ?1 and owner is ?2 and shortcut = ?3
               and language is ?4 and side is ?5)",
        )?
        .query_row(
            params![reply.id.0, owner, reply.shortcut, reply.language, side],
            |row| row.get(0),
        )?;
    if taken {
        return Ok(Kept::ShortcutTaken);
    }
    tx.prepare_cached(
        "insert into quick_replies (id, owner, shortcut, text, language, side, folded, changed_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         on conflict (id) do update set owner = excluded.owner, shortcut = excluded.shortcut,
           text = excluded.text, language = excluded.language, side = excluded.side,
           folded = excluded.folded, changed_at = excluded.changed_at",
    )?
    .execute(params![
        reply.id.0,
        owner,
        reply.shortcut,
        reply.text,
        reply.language,
        side,
        folded_words(&format!("{} {}", reply.shortcut, reply.text)),
        at.0
    ])?;
    Ok(Kept::Yes)
}

/// Returns a quick reply.
///
/// # Errors
/// [`StoreError`].
pub fn get(conn: &Conn, id: QuickReplyId) -> Result<Option<QuickReply>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("{SELECT} where id = ?1"))?
        .query_row([id.0], from_row)
        .optional()?)
}

/// Removes a quick reply; one that is gone already is no fault.
///
/// # Errors
/// [`StoreError`].
pub fn remove(tx: &Tx<'_>, id: QuickReplyId) -> Result<(), StoreError> {
    tx.execute("delete from quick_replies where id = ?1", [id.0])?;
    Ok(())
}

/// Returns everybody's and somebody's own, by shortcut.
///
/// # Errors
/// [`StoreError`].
pub fn all(conn: &Conn, staff: StaffId) -> Result<Vec<QuickReply>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{SELECT} where owner is null or owner = ?1 order by shortcut, owner is null, language, id"
    ))?;
    let rows = query.query_map([staff.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns those offered to somebody on a side whose words begin with every word of `typed`.
///
/// One whose shortcut begins so comes first, one's own before everybody's. Accents and case do not matter.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    conn: &Conn,
    staff: StaffId,
    side: Side,
    typed: &str,
) -> Result<Vec<QuickReply>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{SELECT} where (owner is null or owner = ?1) and (side is null or side = ?2)
         order by shortcut, owner is null, language, id"
    ))?;
    let rows = query.query_map(params![staff.0, side.as_str()], |row| {
        Ok((from_row(row)?, row.get::<_, String>(6)?))
    })?;
    let wanted = folded_words(typed);
    let begins = |folded: &str, word: &str| folded.contains(&format!(" {word}"));
    let mut found = Vec::new();
    for row in rows {
        let (reply, folded) = row?;
        if wanted.split_whitespace().all(|word| begins(&folded, word)) {
            // The shortcut stands first in the folded words.
            found.push((!folded.starts_with(&wanted), reply));
        }
    }
    found.sort_by_key(|(is_by_words, _)| *is_by_words);
    Ok(found.into_iter().map(|(_, reply)| reply).collect())
}

const SELECT: &str = "select id, owner, shortcut, text, language, side, folded from quick_replies";

fn from_row(row: &Row<'_>) -> rusqlite::Result<QuickReply> {
    Ok(QuickReply {
        id: QuickReplyId(row.get(0)?),
        owner: row.get::<_, Option<_>>(1)?.map(StaffId),
        shortcut: row.get(2)?,
        text: row.get(3)?,
        language: row.get(4)?,
        side: named_if_any(row, 5, Side::from_name)?,
    })
}
