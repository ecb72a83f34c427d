//! What the clinic's computers tell each other about flags: what has yet to be told, what came, and what could not be
//! used. No words of a patient: codes, ids, names of staff, and keyed hashes that all computers of the clinic make alike.

pub mod phrases;
pub mod settings;

use super::alert_steps::{self, Step};
use super::alerts::Acknowledged;
use crate::error::StoreError;
use crate::sqlite::row::named;
use crate::{Conn, Tx};
use recado_domain::alert::AlertCategory;
use recado_domain::id::{AlertId, DeviceId};
use recado_domain::time::UnixMs;
use recado_domain::together::{Said, was_first};
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

/// What every computer of the clinic calls a message: a keyed hash of its channel at Meta and its provider id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SharedName(pub [u8; 32]);

/// An act about a flag that has yet to be told.
#[derive(Clone, PartialEq, Eq)]
pub struct Queued {
    /// The note that will tell of it.
    pub note: Uuid,
    /// What every computer calls the flag's message.
    pub shared: SharedName,
    /// What the flag is about.
    pub category: AlertCategory,
    /// JSON of the act.
    pub act: String,
}

/// An act about a flag that was not raised here yet.
#[derive(Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The note that told of it.
    pub note: Uuid,
    /// On which computer it was done.
    pub device: DeviceId,
    /// JSON of the act.
    pub act: String,
}

/// Keeps what every computer calls a flag's message.
///
/// # Errors
/// [`StoreError`].
pub fn name_alert(tx: &Tx<'_>, alert: AlertId, shared: SharedName) -> Result<(), StoreError> {
    tx.prepare_cached("update alerts set shared = ?2 where id = ?1")?
        .execute(params![alert.0, shared.0])?;
    Ok(())
}

/// Returns the flag of a message that every computer calls so.
///
/// # Errors
/// [`StoreError`].
pub fn alert_of(
    conn: &Conn,
    shared: SharedName,
    category: AlertCategory,
) -> Result<Option<AlertId>, StoreError> {
    Ok(conn
        .prepare_cached("select id from alerts where shared = ?1 and category = ?2")?
        .query_row(params![shared.0, category.as_str()], |row| {
            row.get(0).map(AlertId)
        })
        .optional()?)
}

/// Puts a name on a flag from another computer, unless one stood on it earlier; returns whether it was open.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn acknowledge(
    tx: &Tx<'_>,
    id: AlertId,
    by: &Acknowledged,
    on: DeviceId,
    here: DeviceId,
) -> Result<bool, StoreError> {
    let known: (Option<i64>, Option<Uuid>) = tx
        .prepare_cached("select acknowledged_at, acknowledged_on from alerts where id = ?1")?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let was_open = known.0.is_none();
    let said = known.0.map(|at| Said {
        at: UnixMs(at),
        on: known.1.map_or(here, DeviceId),
    });
    if was_first(said, Said { at: by.at, on }) {
        tx.prepare_cached(
            "update alerts set acknowledged_by = ?2, acknowledged_name = ?3, acknowledged_at = ?4,
               acknowledged_on = ?5 where id = ?1",
        )?
        .execute(params![id.0, by.by.0, by.name, by.at.0, on.0])?;
    }
    Ok(was_open)
}

/// Adds a step that was taken on another computer and returns whether it was not here yet. Passing counts for whom it was
/// passed to last.
///
/// # Errors
/// [`StoreError`], also when there is no such alert.
pub fn add_step(
    tx: &Tx<'_>,
    alert: AlertId,
    step: &Step,
    on: DeviceId,
    note: Uuid,
) -> Result<bool, StoreError> {
    let is_here: bool = tx
        .prepare_cached("select exists (select 1 from alert_steps where note = ?1)")?
        .query_row([note], |row| row.get(0))?;
    if is_here {
        return Ok(false);
    }
    alert_steps::add(tx, alert, step)?;
    name_step(tx, alert, on, note)?;
    tx.prepare_cached(
        "update alerts set passed_to = (select colleague from alert_steps where alert = ?1 and kind = 'passed'
           order by at desc, done_on desc, number desc limit 1) where id = ?1",
    )?
    .execute([alert.0])?;
    Ok(true)
}

/// Notes of the newest step where it was taken, and which note tells of it.
///
/// # Errors
/// [`StoreError`].
pub fn name_step(tx: &Tx<'_>, alert: AlertId, on: DeviceId, note: Uuid) -> Result<(), StoreError> {
    tx.prepare_cached(
        "update alert_steps set done_on = ?2, note = ?3
         where alert = ?1 and number = (select max(number) from alert_steps where alert = ?1)",
    )?
    .execute(params![alert.0, on.0, note])?;
    Ok(())
}

/// Notes on which computer a flag was acknowledged.
///
/// # Errors
/// [`StoreError`].
pub fn name_acknowledgement(tx: &Tx<'_>, alert: AlertId, on: DeviceId) -> Result<(), StoreError> {
    tx.prepare_cached("update alerts set acknowledged_on = ?2 where id = ?1")?
        .execute(params![alert.0, on.0])?;
    Ok(())
}

/// Queues an act about a flag; one whose message has no shared name is told to nobody.
///
/// # Errors
/// [`StoreError`].
pub fn queue(
    tx: &Tx<'_>,
    note: Uuid,
    alert: AlertId,
    act: &str,
    at: UnixMs,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into together_queue (note, alert, act, done_at)
         select ?1, id, ?3, ?4 from alerts where id = ?2 and shared is not null",
    )?
    .execute(params![note, alert.0, act, at.0])?;
    Ok(())
}

/// Returns what has yet to be told, the oldest first.
///
/// # Errors
/// [`StoreError`].
pub fn queued(conn: &Conn, most: u32) -> Result<Vec<Queued>, StoreError> {
    let mut query = conn.prepare_cached(
        "select note, shared, category, act from together_queue join alerts on alerts.id = alert
         where shared is not null order by done_at, note limit ?1",
    )?;
    let rows = query.query_map([most], |row| {
        Ok(Queued {
            note: row.get(0)?,
            shared: SharedName(row.get(1)?),
            category: named(row, 2, AlertCategory::from_name)?,
            act: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets what was told.
///
/// # Errors
/// [`StoreError`].
pub fn told(tx: &Tx<'_>, note: Uuid) -> Result<(), StoreError> {
    for queue in ["together_queue", "together_clinic_queue"] {
        tx.prepare_cached(&format!("delete from {queue} where note = ?1"))?
            .execute([note])?;
    }
    Ok(())
}

/// Forgets what has yet to be told: there is nobody to tell. Who is let in later meets the phrases anew.
///
/// # Errors
/// [`StoreError`].
pub fn tell_nobody(tx: &Tx<'_>) -> Result<(), StoreError> {
    for table in ["together_queue", "together_clinic_queue", "together_met"] {
        tx.prepare_cached(&format!("delete from {table}"))?
            .execute([])?;
    }
    Ok(())
}

/// Notes a note and returns whether it was not known.
///
/// # Errors
/// [`StoreError`].
pub fn note_seen(tx: &Tx<'_>, note: Uuid, written_at: UnixMs) -> Result<bool, StoreError> {
    let added = tx
        .prepare_cached(
            "insert into together_seen (note, written_at) values (?1, ?2) on conflict (note) do nothing",
        )?
        .execute(params![note, written_at.0])?;
    Ok(added == 1)
}

/// Forgets notes, and acts that waited in vain, written before a time: notes as old as these are not used any more.
///
/// # Errors
/// [`StoreError`].
pub fn prune(tx: &Tx<'_>, before: UnixMs) -> Result<usize, StoreError> {
    let seen = tx.execute(
        "delete from together_seen where written_at < ?1",
        [before.0],
    )?;
    let waiting = tx.execute(
        "delete from together_waiting where written_at < ?1",
        [before.0],
    )?;
    let answered = tx.execute("delete from answered_elsewhere where at < ?1", [before.0])?;
    Ok(seen + waiting + answered)
}

/// Keeps an act until its flag is raised here.
///
/// # Errors
/// [`StoreError`].
pub fn wait(
    tx: &Tx<'_>,
    (shared, category): (SharedName, AlertCategory),
    waiting: &Waiting,
    written_at: UnixMs,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into together_waiting (note, shared, category, device, act, written_at)
         values (?1, ?2, ?3, ?4, ?5, ?6) on conflict (note) do nothing",
    )?
    .execute(params![
        waiting.note,
        shared.0,
        category.as_str(),
        waiting.device.0,
        waiting.act,
        written_at.0
    ])?;
    Ok(())
}

/// Takes what waited for a flag.
///
/// # Errors
/// [`StoreError`].
pub fn take_waiting(
    tx: &Tx<'_>,
    shared: SharedName,
    category: AlertCategory,
) -> Result<Vec<Waiting>, StoreError> {
    let mut query = tx.prepare_cached(
        "delete from together_waiting where shared = ?1 and category = ?2 returning note, device, act",
    )?;
    let rows = query.query_map(params![shared.0, category.as_str()], |row| {
        Ok(Waiting {
            note: row.get(0)?,
            device: DeviceId(row.get(1)?),
            act: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Counts a note that could not be used.
///
/// # Errors
/// [`StoreError`].
pub fn refuse(tx: &Tx<'_>, why: &str, at: UnixMs) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into together_refused (why, count, last_at) values (?1, 1, ?2)
         on conflict (why) do update set count = count + 1, last_at = max(last_at, excluded.last_at)",
    )?
    .execute(params![why, at.0])?;
    Ok(())
}

/// Returns how many notes could not be used, by why.
///
/// # Errors
/// [`StoreError`].
pub fn refused(conn: &Conn) -> Result<Vec<(String, u64)>, StoreError> {
    let mut query = conn.prepare_cached("select why, count from together_refused order by why")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
