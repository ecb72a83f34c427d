//! Which clinics nobody polls for, and whether that was told.

use deadpool_postgres::Client;

use super::access::Failed;
use crate::buffer::{CLAIM_MS, ClinicRow, Silence};

/// Returns the clinics for which something of Meta's waits or an alarm stands. Notes between desktops (those without a
/// hash) may wait for one that is off: nobody is waiting behind them.
pub(super) async fn silences(client: &Client) -> Result<Vec<Silence>, Failed> {
    let statement = client
        .prepare_cached(
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
             left join lateral (
               select received_at
               from envelopes
               where clinic = c.row and hash is not null
               order by cursor
               limit 1
             ) as e on true
             left join alarms a on a.clinic = c.row
             where e.received_at is not null or a.clinic is not null
             order by c.row",
        )
        .await?;
    let rows = client.query(&statement, &[]).await?;
    let silences = rows.iter().map(|row| Silence {
        clinic: row.get(0),
        oldest_at: row.get(1),
        told_at: row.get(2),
        last_poll_at: row.get(3),
        unacknowledged_at: row.get(4),
    });
    Ok(silences.collect())
}

/// Takes on the telling of one, unless another relay has a moment ago; returns whether it is ours.
pub(super) async fn claim_alarm(
    client: &Client,
    clinic: ClinicRow,
    now_ms: i64,
) -> Result<bool, Failed> {
    let claimed = client
        .execute(
            "insert into alarms (clinic, claimed_at)
             values ($1, $2)
             on conflict (clinic) do update set claimed_at = excluded.claimed_at
             where alarms.claimed_at <= $3",
            &[&clinic, &now_ms, &(now_ms - CLAIM_MS)],
        )
        .await?;
    Ok(claimed == 1)
}

/// Writes down that the alarm was told.
pub(super) async fn alarm_told(
    client: &Client,
    clinic: ClinicRow,
    now_ms: i64,
) -> Result<(), Failed> {
    client
        .execute(
            "update alarms set told_at = $2 where clinic = $1",
            &[&clinic, &now_ms],
        )
        .await?;
    Ok(())
}

/// Ends an alarm.
pub(super) async fn end_alarm(client: &Client, clinic: ClinicRow) -> Result<(), Failed> {
    client
        .execute("delete from alarms where clinic = $1", &[&clinic])
        .await?;
    Ok(())
}
