//! What the clinic does about flags, each version as it was kept, and which steps were done about one.

use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::alert::protocol::{ORIGINAL, Protocol};
use recado_domain::id::{AlertId, StaffId};
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, params};

/// A version of the protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Which, from 1; [`ORIGINAL`] before anything was kept.
    pub version: u32,
    /// The clinic's own steps; absent for the original.
    pub steps: Option<Protocol>,
    /// Who kept it, by their name then, and when; absent before anything was kept.
    pub kept: Option<(String, UnixMs)>,
}

/// A step that was done about an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// Which, from 0.
    pub step: u32,
    /// Who did it, by their name then.
    pub name: String,
    /// When.
    pub at: UnixMs,
}

/// Returns the version that counts.
///
/// # Errors
/// [`StoreError`].
pub fn current(conn: &Conn) -> Result<Version, StoreError> {
    let found = conn
        .prepare_cached(
            "select version, steps, staff_name, saved_at from protocols order by version desc limit 1",
        )?
        .query_row([], |row| {
            let steps: Option<String> = row.get(1)?;
            Ok((row.get(0)?, steps, row.get(2)?, UnixMs(row.get(3)?)))
        })
        .optional()?;
    let Some((version, steps, name, at)) = found else {
        return Ok(Version {
            version: ORIGINAL,
            steps: None,
            kept: None,
        });
    };
    let steps = steps.map(|json| serde_json::from_str(&json));
    Ok(Version {
        version,
        steps: steps.transpose().map_err(|_| StoreError::Damaged)?,
        kept: Some((name, at)),
    })
}

/// Keeps steps as a new version, or the original again, and returns its number. Earlier versions stay.
///
/// # Errors
/// [`StoreError`].
pub fn keep(
    tx: &Tx<'_>,
    steps: Option<&Protocol>,
    (staff, name): (StaffId, &str),
    at: UnixMs,
) -> Result<u32, StoreError> {
    let json = steps.map(serde_json::to_string).transpose();
    let json = json.map_err(|_| StoreError::Damaged)?;
    Ok(tx
        .prepare_cached(
            "insert into protocols (version, steps, saved_at, staff, staff_name)
             values ((select coalesce(max(version), 0) + 1 from protocols), ?1, ?2, ?3, ?4) returning version",
        )?
        .query_row(params![json, at.0, staff.0, name], |row| row.get(0))?)
}

/// Writes down that a step was done about an alert, and returns whether it had not been.
///
/// # Errors
/// [`StoreError`], also when there is no such alert.
pub fn tick(
    tx: &Tx<'_>,
    alert: AlertId,
    (version, step): (u32, u32),
    (staff, name): (StaffId, &str),
    at: UnixMs,
) -> Result<bool, StoreError> {
    let added = tx
        .prepare_cached(
            "insert into protocol_ticks (alert, version, step, staff, name, at) values (?1, ?2, ?3, ?4, ?5, ?6)
             on conflict (alert, version, step) do nothing",
        )?
        .execute(params![alert.0, version, step, staff.0, name, at.0])?;
    Ok(added == 1)
}

/// Takes back that a step was done, and returns whether it had been.
///
/// # Errors
/// [`StoreError`].
pub fn untick(
    tx: &Tx<'_>,
    alert: AlertId,
    (version, step): (u32, u32),
) -> Result<bool, StoreError> {
    let removed = tx.execute(
        "delete from protocol_ticks where alert = ?1 and version = ?2 and step = ?3",
        params![alert.0, version, step],
    )?;
    Ok(removed == 1)
}

/// Returns which steps of a version were done about an alert, in their order.
///
/// # Errors
/// [`StoreError`].
pub fn ticks(conn: &Conn, alert: AlertId, version: u32) -> Result<Vec<Tick>, StoreError> {
    let mut query = conn.prepare_cached(
        "select step, name, at from protocol_ticks where alert = ?1 and version = ?2 order by step",
    )?;
    let rows = query.query_map(params![alert.0, version], |row| {
        Ok(Tick {
            step: row.get(0)?,
            name: row.get(1)?,
            at: UnixMs(row.get(2)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
