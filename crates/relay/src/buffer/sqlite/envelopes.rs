//! Envelopes: appending, handing over, forgetting.

use recado_protocol::bytes::Sealed;
use recado_protocol::envelope::{Cursor, Envelope, PAGE_BYTES, PAGE_ENVELOPES};
use rusqlite::{Connection, OptionalExtension as _};

use super::settings;
use crate::buffer::{ClinicRow, DeviceRow, NewEnvelope, SWEEP_CHUNK, UnclaimedEntry, Waiting};

/// Appends envelopes and counts unclaimed entries; returns clinic and cursor of each that is new.
pub(super) fn append(
    connection: &Connection,
    envelopes: &[NewEnvelope],
    unclaimed: &[UnclaimedEntry],
    cursor: &mut i64,
) -> rusqlite::Result<Vec<(ClinicRow, i64)>> {
    let mut appended = Vec::with_capacity(envelopes.len());
    if !envelopes.is_empty() {
        let mut insert = connection.prepare_cached(
            "insert into envelopes (cursor, clinic, received_at, hash, sealed)
             values (?1, ?2, ?3, ?4, ?5)
             on conflict (clinic, hash) where hash is not null do nothing",
        )?;
        for envelope in envelopes {
            let next = *cursor + 1;
            let inserted = insert.execute((
                next,
                envelope.clinic,
                envelope.received_at,
                envelope.hash,
                &envelope.sealed,
            ))?;
            if inserted == 1 {
                *cursor = next;
                appended.push((envelope.clinic, next));
            }
        }
    }
    for entry in unclaimed {
        settings::count_unclaimed(connection, entry)?;
    }
    Ok(appended)
}

/// Writes down the last cursor when a batch has given out new ones.
pub(super) fn keep_last_cursor(
    connection: &Connection,
    cursor: i64,
    before: i64,
) -> rusqlite::Result<()> {
    if cursor == before {
        return Ok(());
    }
    connection
        .prepare_cached("update places set last_cursor = ?1 where id = 1")?
        .execute([cursor])
        .map(|_| ())
}

/// Returns the last cursor ever given out.
pub(super) fn last_cursor(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row(
        "select max(last_cursor, (select coalesce(max(cursor), 0) from envelopes)) from places",
        [],
        |row| row.get(0),
    )
}

/// Returns what follows the cursor, oldest first, up to the limits of a page.
pub(super) fn page(
    connection: &Connection,
    clinic: ClinicRow,
    after: i64,
) -> rusqlite::Result<Vec<Envelope>> {
    let mut select = connection.prepare_cached(
        "select cursor, received_at, sealed
         from envelopes
         where clinic = ?1 and cursor > ?2
         order by cursor
         limit ?3",
    )?;
    let mut rows = select.query((clinic, after, PAGE_ENVELOPES as i64))?;
    let mut envelopes: Vec<Envelope> = Vec::new();
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        let sealed: Vec<u8> = row.get(2)?;
        bytes += sealed.len();
        if bytes > PAGE_BYTES && !envelopes.is_empty() {
            break;
        }
        envelopes.push(Envelope {
            cursor: Cursor(row.get(0)?),
            received_at: row.get(1)?,
            sealed: Sealed(sealed),
        });
    }
    Ok(envelopes)
}

/// Moves a device's acknowledgement forward and deletes what all of the clinic's devices have acknowledged.
pub(super) fn acknowledge(
    connection: &Connection,
    clinic: ClinicRow,
    device: DeviceRow,
    cursor: i64,
) -> rusqlite::Result<()> {
    let last = last_cursor(connection)?;
    connection
        .prepare_cached(
            "update devices
             set acknowledged = max(acknowledged, min(?3, ?4))
             where row = ?1 and clinic = ?2",
        )?
        .execute((device, clinic, cursor, last))?;
    forget_acknowledged(connection, clinic)
}

/// Deletes what all of the clinic's devices have acknowledged.
pub(super) fn forget_acknowledged(
    connection: &Connection,
    clinic: ClinicRow,
) -> rusqlite::Result<()> {
    let everywhere: Option<i64> = connection
        .prepare_cached("select min(acknowledged) from devices where clinic = ?1 and is_admitted")?
        .query_row([clinic], |row| row.get(0))?;
    let Some(everywhere) = everywhere else {
        return Ok(());
    };
    connection
        .prepare_cached("delete from envelopes where clinic = ?1 and cursor <= ?2")?
        .execute((clinic, everywhere))
        .map(|_| ())
}

/// Deletes a chunk of what arrived before `before_ms`; returns whether there may be more, and how many went.
pub(super) fn forget_expired(
    connection: &Connection,
    before_ms: i64,
) -> rusqlite::Result<(bool, usize)> {
    let forgotten = connection
        .prepare_cached(
            "delete from envelopes
             where received_at < ?1
               and cursor in (select cursor from envelopes order by cursor limit ?2)",
        )?
        .execute((before_ms, SWEEP_CHUNK as i64))?;
    Ok((forgotten == SWEEP_CHUNK, forgotten))
}

/// Returns when the oldest waiting envelope of each clinic arrived.
pub(super) fn oldest(connection: &Connection) -> rusqlite::Result<Vec<(ClinicRow, i64)>> {
    let mut select = connection.prepare_cached(
        "select c.row, e.received_at
         from clinics c
         join envelopes e on e.cursor = (select min(cursor) from envelopes where clinic = c.row)",
    )?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// Returns how many envelopes wait for each clinic.
pub(super) fn depths(connection: &Connection) -> rusqlite::Result<Vec<(ClinicRow, i64)>> {
    let mut select = connection
        .prepare_cached("select clinic, count(*) from envelopes group by clinic order by clinic")?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// Returns how much a device has not acknowledged, and what was last written of the clinic's traffic.
pub(super) fn waiting(
    connection: &Connection,
    clinic: ClinicRow,
    device: DeviceRow,
) -> rusqlite::Result<Waiting> {
    let (count, oldest_at): (i64, Option<i64>) = connection
        .prepare_cached(
            "select count(*), min(received_at)
             from envelopes
             where clinic = ?1 and cursor > coalesce((select acknowledged from devices where row = ?2), 0)",
        )?
        .query_row((clinic, device), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let seen: Option<(Option<i64>, Option<i64>)> = connection
        .prepare_cached(
            "select last_webhook_at, (select max(last_poll_at) from devices where clinic = ?1)
             from clinics
             where row = ?1",
        )?
        .query_row([clinic], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (last_webhook_at, last_poll_at) = seen.unwrap_or_default();
    Ok(Waiting {
        count: u64::try_from(count).unwrap_or(0),
        oldest_at,
        last_webhook_at,
        last_poll_at,
    })
}
