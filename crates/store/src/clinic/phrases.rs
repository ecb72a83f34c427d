//! The clinic's own phrases, which raise flags here.

use crate::error::StoreError;
use crate::sqlite::row::{named, wrong};
use crate::{Conn, Tx};
use recado_domain::alert::{AlertCategory, AlertLevel};
use recado_domain::id::{PhraseId, StaffId};
use recado_domain::phrase::{PhraseFit, PhraseTongue};
use recado_domain::time::UnixMs;
use rusqlite::{Row, params};

/// A phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// Which.
    pub id: PhraseId,
    /// Its words, as they were written.
    pub words: String,
    /// How they are spelt and sound.
    pub language: PhraseTongue,
    /// How they are found.
    pub fit: PhraseFit,
    /// What it is about.
    pub category: AlertCategory,
    /// How soon.
    pub level: AlertLevel,
    /// Who wrote or changed it last.
    pub changed_by: StaffId,
    /// Their name then.
    pub changed_name: String,
    /// When.
    pub changed_at: UnixMs,
}

/// Keeps a phrase, new or changed.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, phrase: &Phrase) -> Result<(), StoreError> {
    tx.execute(
        "insert into phrases (id, words, language, fit, category, level, changed_by, changed_name, changed_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         on conflict (id) do update set words = excluded.words, language = excluded.language,
           fit = excluded.fit, category = excluded.category, level = excluded.level,
           changed_by = excluded.changed_by, changed_name = excluded.changed_name,
           changed_at = excluded.changed_at",
        params![
            phrase.id.0,
            phrase.words,
            phrase.language.as_str(),
            phrase.fit.as_str(),
            phrase.category.as_str(),
            phrase.level.as_number(),
            phrase.changed_by.0,
            phrase.changed_name,
            phrase.changed_at.0
        ],
    )?;
    Ok(())
}

/// Removes a phrase and returns whether it was there.
///
/// # Errors
/// [`StoreError`].
pub fn remove(tx: &Tx<'_>, id: PhraseId) -> Result<bool, StoreError> {
    Ok(tx.execute("delete from phrases where id = ?1", [id.0])? == 1)
}

/// Returns every phrase, the newest first.
///
/// # Errors
/// [`StoreError`].
pub fn all(conn: &Conn) -> Result<Vec<Phrase>, StoreError> {
    let mut query = conn.prepare_cached(
        "select id, words, language, fit, category, level, changed_by, changed_name, changed_at
         from phrases order by changed_at desc, id",
    )?;
    let rows = query.query_map([], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Phrase> {
    Ok(Phrase {
        id: PhraseId(row.get(0)?),
        words: row.get(1)?,
        language: named(row, 2, PhraseTongue::from_name)?,
        fit: named(row, 3, PhraseFit::from_name)?,
        category: named(row, 4, AlertCategory::from_name)?,
        level: AlertLevel::from_number(row.get(5)?).ok_or_else(wrong)?,
        changed_by: StaffId(row.get(6)?),
        changed_name: row.get(7)?,
        changed_at: UnixMs(row.get(8)?),
    })
}
