//! A PostgreSQL database that no relay is connected to, read or filled.

use deadpool_postgres::{Client, Transaction};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::MoveError;
use super::table::{ENVELOPES, Kind, Table, Value};
use crate::buffer::postgres::access::Failed;
use crate::buffer::postgres::open::open_alone;
use crate::buffer::postgres::place::PostgresPlace;

/// A database and the only connection to it.
pub(super) struct Alone(Client);

impl Alone {
    pub(super) async fn open(place: &PostgresPlace) -> Result<Self, MoveError> {
        let client = open_alone(place).await?;
        let relays: i64 = client
            .query_one(
                "select count(*)
                 from pg_stat_activity
                 where datname = current_database() and application_name = 'recado-relay'",
                &[],
            )
            .await?
            .get(0);
        if relays > 0 {
            return Err(MoveError::Serving {
                place: place.to_string(),
                relays,
            });
        }
        Ok(Self(client))
    }

    /// Begins, holding off whoever would append or change settings meanwhile, for as long as it takes.
    pub(super) async fn begin(&mut self) -> Result<Transaction<'_>, MoveError> {
        let transaction = self.0.transaction().await?;
        transaction
            .batch_execute(
                "set local statement_timeout = 0;
                 set local idle_in_transaction_session_timeout = 0;
                 update revisions set settings = settings + 1 where id = 1;
                 update places set last_cursor = last_cursor where id = 1",
            )
            .await?;
        Ok(transaction)
    }
}

pub(super) async fn read(
    transaction: &Transaction<'_>,
    table: &Table,
    after: i64,
) -> Result<Vec<Vec<Value>>, MoveError> {
    let selection = table.selection("$1", " collate \"C\"");
    let statement = transaction.prepare_cached(&selection).await?;
    let rows = if table.name == ENVELOPES {
        transaction.query(&statement, &[&after]).await?
    } else {
        transaction.query(&statement, &[]).await?
    };
    let mut values = Vec::with_capacity(rows.len());
    for row in &rows {
        let columns = table.columns.iter().enumerate();
        let row: Result<_, Failed> = columns
            .map(|(place, (_, kind))| value(row, place, *kind))
            .collect();
        values.push(row?);
    }
    Ok(values)
}

fn value(row: &Row, place: usize, kind: Kind) -> Result<Value, Failed> {
    let value = match kind {
        Kind::Integer => row.try_get::<_, Option<i64>>(place)?.map(Value::Integer),
        Kind::Text => row.try_get::<_, Option<String>>(place)?.map(Value::Text),
        Kind::Bytes => row.try_get::<_, Option<Vec<u8>>>(place)?.map(Value::Bytes),
        Kind::Flag => row.try_get::<_, Option<bool>>(place)?.map(Value::Flag),
    };
    Ok(value.unwrap_or(Value::Absent))
}

pub(super) async fn write(
    transaction: &Transaction<'_>,
    table: &Table,
    rows: &[Vec<Value>],
) -> Result<(), MoveError> {
    let places: Vec<String> = (1..=table.columns.len()).map(|n| format!("${n}")).collect();
    let statement = transaction
        .prepare_cached(&format!(
            "insert into {} ({}) values ({})",
            table.name,
            table.column_list(),
            places.join(", ")
        ))
        .await?;
    for row in rows {
        let values: Vec<&(dyn ToSql + Sync)> = row
            .iter()
            .zip(table.columns)
            .map(|(value, (_, kind))| -> &(dyn ToSql + Sync) {
                match (value, kind) {
                    (Value::Absent, Kind::Integer) => &None::<i64>,
                    (Value::Absent, Kind::Text) => &None::<String>,
                    (Value::Absent, Kind::Bytes) => &None::<Vec<u8>>,
                    (Value::Absent, Kind::Flag) => &None::<bool>,
                    (Value::Integer(number), _) => number,
                    (Value::Text(text), _) => text,
                    (Value::Bytes(bytes), _) => bytes,
                    (Value::Flag(flag), _) => flag,
                }
            })
            .collect();
        transaction.execute(&statement, &values).await?;
    }
    Ok(())
}

pub(super) async fn last_cursor(transaction: &Transaction<'_>) -> Result<i64, MoveError> {
    let last = "select last_cursor from places where id = 1";
    Ok(transaction.query_one(last, &[]).await?.get(0))
}

pub(super) async fn finish(
    transaction: &Transaction<'_>,
    last_cursor: i64,
) -> Result<(), MoveError> {
    transaction
        .execute(
            "update places set last_cursor = $1 where id = 1",
            &[&last_cursor],
        )
        .await?;
    // New rows are numbered after those that came along.
    for table in ["clinics", "devices"] {
        let next = format!(
            "select setval(pg_get_serial_sequence('{table}', 'row'), max(row)) from {table} having max(row) is not null"
        );
        transaction.execute(&next, &[]).await?;
    }
    Ok(())
}
