//! The clinic's own phrases as its computers tell each other: of two words on one phrase the last holds, also where one of
//! them is that it was taken away.

use super::settings::{self, Subject};
use crate::clinic::phrases::{self, Phrase};
use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::id::{DeviceId, PhraseId, StaffId};
use recado_domain::time::UnixMs;
use recado_domain::together::{Said, after, is_last};
use rusqlite::{OptionalExtension, params};

/// Who took a phrase away, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// Who.
    pub by: StaffId,
    /// Their name then.
    pub name: String,
    /// When.
    pub at: UnixMs,
}

/// The last word on a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhraseWord {
    /// It stands so.
    Stands(Phrase),
    /// It was taken away.
    Removed(Removed),
}

impl PhraseWord {
    /// Returns when it was said.
    pub fn at(&self) -> UnixMs {
        match self {
            Self::Stands(phrase) => phrase.changed_at,
            Self::Removed(removed) => removed.at,
        }
    }
}

type Known = Option<(UnixMs, Option<DeviceId>)>;

fn known(conn: &Conn, id: PhraseId) -> Result<Known, StoreError> {
    Ok(conn
        .prepare_cached(
            "select changed_at, changed_on from phrases where id = ?1
             union all select removed_at, removed_on from removed_phrases where id = ?1",
        )?
        .query_row([id.0], |row| {
            Ok((
                UnixMs(row.get(0)?),
                row.get::<_, Option<_>>(1)?.map(DeviceId),
            ))
        })
        .optional()?)
}

/// Keeps a phrase that was written or changed here, and queues telling it.
///
/// # Errors
/// [`StoreError`].
pub fn keep(tx: &Tx<'_>, phrase: &Phrase) -> Result<(), StoreError> {
    let before = known(tx, phrase.id)?.map(|(at, _)| at);
    let phrase = Phrase {
        changed_at: after(before, phrase.changed_at),
        ..phrase.clone()
    };
    write(tx, &phrase, None)?;
    settings::queue(tx, Subject::Phrase(phrase.id), phrase.changed_at)
}

/// Takes a phrase away here, and queues telling it; returns whether it was there.
///
/// # Errors
/// [`StoreError`].
pub fn take_away(tx: &Tx<'_>, id: PhraseId, removed: &Removed) -> Result<bool, StoreError> {
    let before = known(tx, id)?.map(|(at, _)| at);
    let removed = Removed {
        at: after(before, removed.at),
        ..removed.clone()
    };
    let was_here = erase(tx, id, &removed, None)?;
    settings::queue(tx, Subject::Phrase(id), removed.at)?;
    Ok(was_here)
}

/// Does what was said of a phrase on another computer, and returns whether it holds: nothing later is known.
///
/// # Errors
/// [`StoreError`].
pub fn hear(
    tx: &Tx<'_>,
    id: PhraseId,
    word: &PhraseWord,
    on: DeviceId,
    here: DeviceId,
) -> Result<bool, StoreError> {
    let said = known(tx, id)?.map(|(at, on)| Said {
        at,
        on: on.unwrap_or(here),
    });
    if !is_last(said, Said { at: word.at(), on }) {
        return Ok(false);
    }
    match word {
        PhraseWord::Stands(phrase) => write(tx, phrase, Some(on))?,
        PhraseWord::Removed(removed) => {
            erase(tx, id, removed, Some(on))?;
        }
    }
    Ok(true)
}

/// Returns the last word on a phrase.
///
/// # Errors
/// [`StoreError`].
pub fn word(conn: &Conn, id: PhraseId) -> Result<Option<PhraseWord>, StoreError> {
    let standing = phrases::all(conn)?.into_iter().find(|it| it.id == id);
    if let Some(phrase) = standing {
        return Ok(Some(PhraseWord::Stands(phrase)));
    }
    Ok(conn
        .prepare_cached(
            "select removed_by, removed_name, removed_at from removed_phrases where id = ?1",
        )?
        .query_row([id.0], |row| {
            Ok(PhraseWord::Removed(Removed {
                by: StaffId(row.get(0)?),
                name: row.get(1)?,
                at: UnixMs(row.get(2)?),
            }))
        })
        .optional()?)
}

/// Queues telling every phrase, also those that were taken away, to computers that were not there when it was said;
/// returns whether there was one.
///
/// # Errors
/// [`StoreError`].
pub fn meet(tx: &Tx<'_>, others: &[DeviceId], now: UnixMs) -> Result<bool, StoreError> {
    let mut has_met = false;
    for device in others {
        let added = tx
            .prepare_cached(
                "insert into together_met (device) values (?1) on conflict (device) do nothing",
            )?
            .execute([device.0])?;
        has_met |= added == 1;
    }
    if !has_met {
        return Ok(false);
    }
    let ids: Vec<PhraseId> = {
        let mut query =
            tx.prepare_cached("select id from phrases union select id from removed_phrases")?;
        let rows = query.query_map([], |row| row.get(0).map(PhraseId))?;
        rows.collect::<Result<_, _>>()?
    };
    for id in ids {
        settings::queue(tx, Subject::Phrase(id), now)?;
    }
    Ok(true)
}

/// Returns whether one of these computers was not told yet what holds for the whole clinic.
///
/// # Errors
/// [`StoreError`].
pub fn has_strangers(conn: &Conn, others: &[DeviceId]) -> Result<bool, StoreError> {
    let mut query =
        conn.prepare_cached("select exists (select 1 from together_met where device = ?1)")?;
    for device in others {
        if !query.query_row([device.0], |row| row.get::<_, bool>(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn write(tx: &Tx<'_>, phrase: &Phrase, on: Option<DeviceId>) -> Result<(), StoreError> {
    phrases::put(tx, phrase)?;
    tx.prepare_cached("update phrases set changed_on = ?2 where id = ?1")?
        .execute(params![phrase.id.0, on.map(|on| on.0)])?;
    tx.prepare_cached("delete from removed_phrases where id = ?1")?
        .execute([phrase.id.0])?;
    Ok(())
}

fn erase(
    tx: &Tx<'_>,
    id: PhraseId,
    removed: &Removed,
    on: Option<DeviceId>,
) -> Result<bool, StoreError> {
    let was_here = phrases::remove(tx, id)?;
    tx.prepare_cached(
        "insert into removed_phrases (id, removed_at, removed_on, removed_by, removed_name) values (?1, ?2, ?3, ?4, ?5)
         on conflict (id) do update set removed_at = excluded.removed_at, removed_on = excluded.removed_on,
           removed_by = excluded.removed_by, removed_name = excluded.removed_name",
    )?
    .execute(params![
        id.0,
        removed.at.0,
        on.map(|on| on.0),
        removed.by.0,
        removed.name
    ])?;
    Ok(was_here)
}
