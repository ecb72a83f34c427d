//! Internal notes about a person: for the clinic's eyes, and nothing here can send one.

use crate::error::StoreError;
use crate::search::{query::Query, snippet};
use crate::{Conn, Tx};
use recado_domain::id::{ConversationId, IdentityId, NoteId, StaffId};
use recado_domain::time::UnixMs;
use rusqlite::{Row, params};

/// A note.
#[derive(Clone, PartialEq, Eq)]
pub struct Note {
    /// Which.
    pub id: NoteId,
    /// About whom.
    pub identity: IdentityId,
    /// The conversation in which it was written, while there is one.
    pub conversation: Option<ConversationId>,
    /// What it says.
    pub text: String,
    /// Who wrote it.
    pub author: StaffId,
    /// Their name then.
    pub author_name: String,
    /// When.
    pub at: UnixMs,
    /// When it was changed last.
    pub edited_at: Option<UnixMs>,
    /// Whether it stands above the others.
    pub is_pinned: bool,
}

impl std::fmt::Debug for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Note({})", self.id)
    }
}

/// Adds a note.
///
/// # Errors
/// [`StoreError`].
pub fn add(tx: &Tx<'_>, note: &Note) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into notes (id, identity, conversation, text, author, author_name, at, edited_at, is_pinned)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        note.id.0,
        note.identity.0,
        note.conversation.map(|conversation| conversation.0),
        note.text,
        note.author.0,
        note.author_name,
        note.at.0,
        note.edited_at.map(|at| at.0),
        note.is_pinned
    ])?;
    Ok(())
}

/// Returns a note, also one that was removed: removing can be undone.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn get(conn: &Conn, id: NoteId) -> Result<Note, StoreError> {
    Ok(conn
        .prepare_cached(&format!("{SELECT} where id = ?1"))?
        .query_row([id.0], from_row)?)
}

/// Returns since when a note is out of sight; nothing while it is shown.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn removed_at(conn: &Conn, id: NoteId) -> Result<Option<UnixMs>, StoreError> {
    Ok(conn
        .prepare_cached("select removed_at from notes where id = ?1")?
        .query_row([id.0], |row| row.get::<_, Option<_>>(0))?
        .map(UnixMs))
}

/// Returns the notes about a person that were not removed: pinned ones first, then the newest.
///
/// # Errors
/// [`StoreError`].
pub fn of(conn: &Conn, identity: IdentityId) -> Result<Vec<Note>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{SELECT} where identity = ?1 and removed_at is null order by is_pinned desc, at desc, id desc"
    ))?;
    let rows = query.query_map([identity.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the notes that hold every term of `query` and were not removed, newest first.
///
/// They are read one by one: a clinic writes some thousands of them in years, and they change.
///
/// # Errors
/// [`StoreError`].
pub fn find(conn: &Conn, query: &Query, limit: usize) -> Result<Vec<Note>, StoreError> {
    let mut found = Vec::new();
    let mut select = conn.prepare_cached(&format!(
        "{SELECT} where removed_at is null order by at desc, id desc"
    ))?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let text: String = row.get(3)?;
        if snippet::is_in(&text, query) {
            found.push(from_row(row)?);
            if found.len() == limit {
                break;
            }
        }
    }
    Ok(found)
}

/// Changes what a note says.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn edit(tx: &Tx<'_>, id: NoteId, text: &str, at: UnixMs) -> Result<(), StoreError> {
    changed(
        tx.prepare_cached("update notes set text = ?2, edited_at = ?3 where id = ?1")?
            .execute(params![id.0, text, at.0])?,
    )
}

/// Puts a note above the others, or back among them.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn set_pinned(tx: &Tx<'_>, id: NoteId, is_pinned: bool) -> Result<(), StoreError> {
    changed(
        tx.prepare_cached("update notes set is_pinned = ?2 where id = ?1")?
            .execute(params![id.0, is_pinned])?,
    )
}

/// Takes a note out of sight since `at`, or shows it again.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn set_removed(tx: &Tx<'_>, id: NoteId, at: Option<UnixMs>) -> Result<(), StoreError> {
    changed(
        tx.prepare_cached("update notes set removed_at = ?2 where id = ?1")?
            .execute(params![id.0, at.map(|at| at.0)])?,
    )
}

const SELECT: &str = "select id, identity, conversation, text, author, author_name, at, edited_at, is_pinned from notes";

fn changed(rows: usize) -> Result<(), StoreError> {
    if rows == 0 {
        return Err(StoreError::NotFound);
    }
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Note> {
    Ok(Note {
        id: NoteId(row.get(0)?),
        identity: IdentityId(row.get(1)?),
        conversation: row.get::<_, Option<_>>(2)?.map(ConversationId),
        text: row.get(3)?,
        author: StaffId(row.get(4)?),
        author_name: row.get(5)?,
        at: UnixMs(row.get(6)?),
        edited_at: row.get::<_, Option<i64>>(7)?.map(UnixMs),
        is_pinned: row.get(8)?,
    })
}
