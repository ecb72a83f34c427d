//! Which clinics nobody polls for, and whether that was told.

use rusqlite::Connection;

use crate::buffer::{CLAIM_MS, ClinicRow, Silence};

/// Returns the clinics for which something of Meta's waits or an alarm stands. Notes between desktops (those without a
/// hash) may wait for one that is off: nobody is waiting behind them.
pub(super) fn silences(connection: &Connection) -> rusqlite::Result<Vec<Silence>> {
    let mut select = connection.prepare_cached(
        "select c.row, e.received_at, a.told_at,
                (
                  select max(coalesce(last_poll_at, paired_at)) from devices where clinic = c.row and is_admitted
                ),
                (
                  select u.received_at
                  from envelopes u
                  where u.clinic = c.row
                    and u.hash is not null
                    and u.cursor > (select max(acknowledged) from devices where clinic = c.row and is_admitted)
                  order by u.cursor
                  limit 1
                )
         from clinics c
         left join envelopes e on e.cursor = (
           select cursor from envelopes where clinic = c.row and hash is not null order by cursor limit 1
         )
         left join alarms a on a.clinic = c.row
         where e.cursor is not null or a.clinic is not null",
    )?;
    let rows = select.query_map([], |row| {
        Ok(Silence {
            clinic: row.get(0)?,
            oldest_at: row.get(1)?,
            told_at: row.get(2)?,
            last_poll_at: row.get(3)?,
            unacknowledged_at: row.get(4)?,
        })
    })?;
    rows.collect()
}

/// Takes on the telling of one, unless somebody else has a moment ago; returns whether it is ours.
pub(super) fn claim_alarm(
    connection: &Connection,
    clinic: ClinicRow,
    now_ms: i64,
) -> rusqlite::Result<bool> {
    let claimed = connection.execute(
        "insert into alarms (clinic, claimed_at)
         values (?1, ?2)
         on conflict (clinic) do update set claimed_at = excluded.claimed_at
         where claimed_at <= ?3",
        (clinic, now_ms, now_ms - CLAIM_MS),
    )?;
    Ok(claimed == 1)
}

/// Writes down that the alarm was told.
pub(super) fn alarm_told(
    connection: &Connection,
    clinic: ClinicRow,
    now_ms: i64,
) -> rusqlite::Result<()> {
    connection
        .execute(
            "update alarms set told_at = ?2 where clinic = ?1",
            (clinic, now_ms),
        )
        .map(|_| ())
}

/// Ends an alarm.
pub(super) fn end_alarm(connection: &Connection, clinic: ClinicRow) -> rusqlite::Result<()> {
    connection
        .execute("delete from alarms where clinic = ?1", [clinic])
        .map(|_| ())
}
