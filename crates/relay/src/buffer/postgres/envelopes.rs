//! Envelopes: appending, handing over, forgetting.
//!
//! The order: whoever appends first takes the one row of `places`, numbers its envelopes from it, and keeps the row
//! until the commit. So an envelope becomes visible only after all with lower cursors, from whichever relay, and a poll
//! that has read up to a cursor has missed nothing before it.

use std::collections::BTreeMap;

use deadpool_postgres::{Client, GenericClient, Transaction};
use recado_protocol::bytes::Sealed;
use recado_protocol::envelope::{Cursor, Envelope, PAGE_BYTES, PAGE_ENVELOPES};

use super::access::Failed;
use super::batcher::Append;
use super::settings;
use crate::buffer::{ClinicRow, DeviceRow, SWEEP_CHUNK, Waiting};

/// What a batch added.
pub(super) struct Appended {
    /// For each job of the batch: the cursor of its last envelope that is new.
    pub(super) newest: Vec<Option<i64>>,
    /// Clinic and cursor of each new envelope.
    pub(super) arrived: Vec<(ClinicRow, i64)>,
}

/// Appends a batch in one transaction, and tells all relays at its commit.
pub(super) async fn append(client: &mut Client, batch: &[Append]) -> Result<Appended, Failed> {
    let unclaimed: Vec<_> = batch.iter().flat_map(|job| &job.unclaimed).collect();
    if unclaimed.is_empty() {
        return append_envelopes(client, batch).await;
    }
    let transaction = client.transaction().await?;
    settings::count_unclaimed(&transaction, &unclaimed).await?;
    // Last, because from here on all other relays wait.
    let appended = append_envelopes(&transaction, batch).await?;
    transaction.commit().await?;
    Ok(appended)
}

async fn append_envelopes(
    client: &impl GenericClient,
    batch: &[Append],
) -> Result<Appended, Failed> {
    let envelopes: Vec<_> = batch.iter().flat_map(|job| &job.envelopes).collect();
    if envelopes.is_empty() {
        return Ok(Appended {
            newest: vec![None; batch.len()],
            arrived: Vec::new(),
        });
    }
    let clinics: Vec<ClinicRow> = envelopes.iter().map(|e| e.clinic).collect();
    let received: Vec<i64> = envelopes.iter().map(|e| e.received_at).collect();
    let hashes: Vec<Option<i64>> = envelopes.iter().map(|e| e.hash).collect();
    let sealed: Vec<&[u8]> = envelopes.iter().map(|e| e.sealed.as_slice()).collect();
    // Cursors follow the time, so that they grow even after the database was restored from a copy.
    let floor = received
        .iter()
        .max()
        .map_or(0, |at| at.saturating_mul(1000));
    let statement = client
        .prepare_cached(
            "with given as (
               update places
               set last_cursor = greatest(last_cursor, $5) + $6
               where id = 1
               returning last_cursor - $6 as before
             ), appended as (
               insert into envelopes (cursor, clinic, received_at, hash, sealed)
               select given.before + came.place, came.clinic, came.received_at, came.hash, came.sealed
               from given, unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[])
                 with ordinality as came (clinic, received_at, hash, sealed, place)
               order by came.place
               on conflict (clinic, hash) where hash is not null do nothing
               returning clinic, cursor
             ), told as (
               select clinic, pg_notify('recado_envelopes', clinic || ' ' || max(cursor))
               from appended
               group by clinic
             )
             select appended.clinic, appended.cursor, given.before, (select count(told) from told)
             from appended, given
             order by appended.cursor",
        )
        .await?;
    let count = envelopes.len() as i64;
    let rows = client
        .query(
            &statement,
            &[&clinics, &received, &hashes, &sealed, &floor, &count],
        )
        .await?;
    let mut is_new: Vec<Option<i64>> = vec![None; envelopes.len()];
    let mut arrived = Vec::with_capacity(rows.len());
    for row in &rows {
        let (clinic, cursor, before): (ClinicRow, i64, i64) = (row.get(0), row.get(1), row.get(2));
        let place = usize::try_from(cursor - before - 1).map_err(|_| Failed::Unreadable)?;
        *is_new.get_mut(place).ok_or(Failed::Unreadable)? = Some(cursor);
        arrived.push((clinic, cursor));
    }
    let mut first = 0;
    let newest = batch.iter().map(|job| {
        let own = first..first + job.envelopes.len();
        first = own.end;
        is_new[own].iter().flatten().max().copied()
    });
    Ok(Appended {
        newest: newest.collect(),
        arrived,
    })
}

/// Returns what follows the cursor, oldest first, up to the limits of a page.
pub(super) async fn page(
    client: &Client,
    clinic: ClinicRow,
    after: i64,
) -> Result<Vec<Envelope>, Failed> {
    let statement = client
        .prepare_cached(
            "select cursor, received_at, sealed
             from (
               select cursor, received_at, sealed,
                      sum(octet_length(sealed)) over (order by cursor) as bytes,
                      row_number() over (order by cursor) as place
               from (
                 select cursor, received_at, sealed
                 from envelopes
                 where clinic = $1 and cursor > $2
                 order by cursor
                 limit $3
               ) as following
             ) as measured
             where bytes <= $4 or place = 1
             order by cursor",
        )
        .await?;
    let (most, bytes) = (PAGE_ENVELOPES as i64, PAGE_BYTES as i64);
    let rows = client
        .query(&statement, &[&clinic, &after, &most, &bytes])
        .await?;
    let envelopes = rows.iter().map(|row| Envelope {
        cursor: Cursor(row.get(0)),
        received_at: row.get(1),
        sealed: Sealed(row.get(2)),
    });
    Ok(envelopes.collect())
}

/// Moves a device's acknowledgement forward and deletes what all of the clinic's devices have acknowledged.
pub(super) async fn acknowledge(
    client: &mut Client,
    clinic: ClinicRow,
    device: DeviceRow,
    cursor: i64,
) -> Result<(), Failed> {
    let transaction = client.transaction().await?;
    hold_clinic(&transaction, clinic).await?;
    let statement = transaction
        .prepare_cached(
            "update devices
             set acknowledged = greatest(acknowledged, least($3, (select last_cursor from places)))
             where row = $1 and clinic = $2",
        )
        .await?;
    transaction
        .execute(&statement, &[&device, &clinic, &cursor])
        .await?;
    forget_acknowledged(&transaction, clinic).await?;
    transaction.commit().await?;
    Ok(())
}

/// Makes whatever else changes the clinic's devices wait: of two that acknowledge at once, the later has to see the
/// earlier, or neither would delete.
pub(super) async fn hold_clinic(
    transaction: &Transaction<'_>,
    clinic: ClinicRow,
) -> Result<(), Failed> {
    let statement = transaction
        .prepare_cached("select 1 from clinics where row = $1 for no key update")
        .await?;
    transaction.execute(&statement, &[&clinic]).await?;
    Ok(())
}

/// Deletes what all of the clinic's devices have acknowledged.
///
/// In chunks found along the index and named by where they lie: how many rows are below a cursor the planner only
/// guesses, and where it guesses many it reads the whole table for each page that is acknowledged.
pub(super) async fn forget_acknowledged(
    transaction: &Transaction<'_>,
    clinic: ClinicRow,
) -> Result<(), Failed> {
    let statement = transaction
        .prepare_cached(&format!(
            "delete from envelopes
             where ctid = any (array(
               select ctid from envelopes
               where clinic = $1
                 and cursor <= (
                   select min(acknowledged) from devices where clinic = $1 and is_admitted
                 )
               order by cursor
               limit {SWEEP_CHUNK}
             ))"
        ))
        .await?;
    while transaction.execute(&statement, &[&clinic]).await? == SWEEP_CHUNK as u64 {}
    Ok(())
}

/// Deletes a chunk of what arrived before `before_ms`; returns whether there may be more, and how many went.
pub(super) async fn forget_expired(
    client: &Client,
    before_ms: i64,
) -> Result<(bool, usize), Failed> {
    let statement = client
        .prepare_cached(
            "delete from envelopes
             where received_at < $1
               and cursor in (select cursor from envelopes order by cursor limit $2)",
        )
        .await?;
    let forgotten = client
        .execute(&statement, &[&before_ms, &(SWEEP_CHUNK as i64)])
        .await?;
    let forgotten = usize::try_from(forgotten).unwrap_or(usize::MAX);
    Ok((forgotten == SWEEP_CHUNK, forgotten))
}

/// Returns when the oldest waiting envelope of each clinic arrived.
pub(super) async fn oldest(client: &Client) -> Result<Vec<(ClinicRow, i64)>, Failed> {
    let statement = client
        .prepare_cached(
            "select c.row, e.received_at
             from clinics c
             cross join lateral (
               select received_at from envelopes where clinic = c.row order by cursor limit 1
             ) as e",
        )
        .await?;
    let rows = client.query(&statement, &[]).await?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}

/// Returns how many envelopes wait for each clinic.
pub(super) async fn depths(client: &Client) -> Result<Vec<(ClinicRow, i64)>, Failed> {
    let statement = client
        .prepare_cached("select clinic, count(*) from envelopes group by clinic order by clinic")
        .await?;
    let rows = client.query(&statement, &[]).await?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}

/// Returns how much a device has not acknowledged, and what was last written of the clinic's traffic.
pub(super) async fn waiting(
    client: &Client,
    clinic: ClinicRow,
    device: DeviceRow,
) -> Result<Waiting, Failed> {
    let statement = client
        .prepare_cached(
            "select (select last_webhook_at from clinics where row = $1),
                    (select max(last_poll_at) from devices where clinic = $1),
                    count(*), min(received_at)
             from envelopes
             where clinic = $1
               and cursor > coalesce((select acknowledged from devices where row = $2), 0)",
        )
        .await?;
    let row = client.query_one(&statement, &[&clinic, &device]).await?;
    let count: i64 = row.get(2);
    Ok(Waiting {
        last_webhook_at: row.get(0),
        last_poll_at: row.get(1),
        count: u64::try_from(count).unwrap_or(0),
        oldest_at: row.get(3),
    })
}

/// Writes down when clinics last received and devices last polled; what another relay saw later stays.
pub(super) async fn keep_seen(
    client: &mut Client,
    webhooks: &[(ClinicRow, i64)],
    polls: &[(DeviceRow, i64)],
) -> Result<(), Failed> {
    // In the order of their rows, so that two relays never wait for each other in a circle.
    let webhooks: BTreeMap<_, _> = webhooks.iter().copied().collect();
    let polls: BTreeMap<_, _> = polls.iter().copied().collect();
    let transaction = client.transaction().await?;
    let clinic = transaction
        .prepare_cached(
            "update clinics set last_webhook_at = greatest(last_webhook_at, $2) where row = $1",
        )
        .await?;
    for (row, at) in webhooks {
        transaction.execute(&clinic, &[&row, &at]).await?;
    }
    let device = transaction
        .prepare_cached(
            "update devices set last_poll_at = greatest(last_poll_at, $2) where row = $1",
        )
        .await?;
    for (row, at) in polls {
        transaction.execute(&device, &[&row, &at]).await?;
    }
    transaction.commit().await?;
    Ok(())
}
