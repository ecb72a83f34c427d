//! What this machine and these stores can do at best: the disk's flushes, and rows committed in groups without a relay.

use super::place::{Kind, Stopped, Stores};
use anyhow::Context as _;
use rusqlite::Connection;
use std::{
    io::Write as _,
    path::Path,
    time::{Duration, Instant},
};

/// How many rows a group holds: what 64 connections have under way at most.
const GROUP: usize = 64;

/// Returns how many times a second 4 KB are appended and flushed to the disk.
pub(super) fn flushes_per_second(folder: &Path, length: Duration) -> anyhow::Result<f64> {
    let mut file = std::fs::File::create(folder.join("flushed"))?;
    let began = Instant::now();
    let mut flushes = 0_u32;
    while began.elapsed() < length {
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        flushes += 1;
    }
    Ok(f64::from(flushes) / began.elapsed().as_secs_f64())
}

/// Returns how many envelopes a second go into a store in groups, the way the relay writes them, without one. They
/// belong to no clinic and are deleted again.
pub(super) async fn committed_per_second(
    stores: &Stores,
    stopped: &Stopped,
    sealed_bytes: usize,
    length: Duration,
) -> anyhow::Result<f64> {
    match stopped.kind {
        Kind::Sqlite => into_sqlite(Path::new(&stopped.store), sealed_bytes, length),
        Kind::Postgres => into_postgres(stores, &stopped.name, sealed_bytes, length).await,
    }
}

fn into_sqlite(file: &Path, sealed_bytes: usize, length: Duration) -> anyhow::Result<f64> {
    let mut connection = Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    let sealed = vec![7_u8; sealed_bytes];
    let mut cursor = 0_i64;
    let began = Instant::now();
    while began.elapsed() < length {
        let transaction = connection.transaction()?;
        {
            let mut insert = transaction.prepare_cached(
                "insert into envelopes (cursor, clinic, received_at, hash, sealed)
                 values (?1, -1, 0, ?1, ?2)",
            )?;
            for _ in 0..GROUP {
                cursor += 1;
                insert.execute((cursor, &sealed))?;
            }
        }
        transaction.commit()?;
    }
    let took = began.elapsed();
    connection.execute("delete from envelopes where clinic = -1", [])?;
    Ok(cursor as f64 / took.as_secs_f64())
}

async fn into_postgres(
    stores: &Stores,
    database: &str,
    sealed_bytes: usize,
    length: Duration,
) -> anyhow::Result<f64> {
    let client = stores.postgres.connect(database).await?;
    let insert = client
        .prepare(
            "insert into envelopes (cursor, clinic, received_at, hash, sealed)
             select came.cursor, -1, 0, came.cursor, came.sealed
             from unnest($1::bigint[], $2::bytea[]) as came (cursor, sealed)",
        )
        .await?;
    let sealed = vec![7_u8; sealed_bytes];
    let rows: Vec<&[u8]> = vec![&sealed; GROUP];
    let mut cursor = 0_i64;
    let began = Instant::now();
    while began.elapsed() < length {
        let next = cursor + i64::try_from(GROUP)?;
        let cursors: Vec<i64> = (cursor + 1..=next).collect();
        client.execute(&insert, &[&cursors, &rows]).await?;
        cursor = next;
    }
    let took = began.elapsed();
    client
        .execute("delete from envelopes where clinic = -1", &[])
        .await?;
    Ok(cursor as f64 / took.as_secs_f64())
}

/// Makes many envelopes of the few that wait, by doubling them into the past, so that cursors stay as the relay gave
/// them. Returns how many there are.
pub(super) async fn multiply(stores: &Stores, stopped: &Stopped, most: u64) -> anyhow::Result<u64> {
    match stopped.kind {
        Kind::Sqlite => {
            let connection = Connection::open(&stopped.store)?;
            connection.pragma_update(None, "journal_mode", "wal")?;
            let columns = "select group_concat(name) from pragma_table_info('envelopes')
                           where name not in ('cursor', 'hash')";
            let others: String = connection.query_row(columns, [], |row| row.get(0))?;
            let count = || -> anyhow::Result<u64> {
                let count = "select count(*) from envelopes";
                Ok(connection
                    .query_row(count, [], |row| row.get::<_, i64>(0))?
                    .try_into()?)
            };
            let mut there = count()?;
            while there * 2 <= most {
                connection.execute(&doubling(&others, "hash"), [])?;
                there = count()?;
            }
            Ok(there)
        }
        Kind::Postgres => {
            let client = stores.postgres.connect(&stopped.name).await?;
            let columns = "select string_agg(column_name, ',') from information_schema.columns
                           where table_name = 'envelopes' and column_name not in ('cursor', 'hash')";
            let others: String = client.query_one(columns, &[]).await?.get(0);
            let mut there = 0;
            loop {
                let count = client
                    .query_one("select count(*) from envelopes", &[])
                    .await?;
                let before = std::mem::replace(&mut there, u64::try_from(count.get::<_, i64>(0))?);
                anyhow::ensure!(there > before, "the envelopes do not become more");
                if there * 2 > most {
                    client
                        .batch_execute("analyze envelopes")
                        .await
                        .context("analyze")?;
                    return Ok(there);
                }
                client.execute(&doubling(&others, "hash"), &[]).await?;
            }
        }
    }
}

/// Cursors are microseconds: twice as many reach back twice as far.
fn doubling(others: &str, hash: &str) -> String {
    format!(
        "insert into envelopes (cursor, {hash}, {others})
         select cursor - span.long, {hash} - span.long, {others}
         from envelopes,
              (select max(cursor) - min(cursor) + 1 as long from envelopes) as span"
    )
}
