//! A SQLite file that nobody else serves from, read or filled.

use std::fs::File;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, ToSql, Transaction, TransactionBehavior, params_from_iter};

use super::MoveError;
use super::table::{ENVELOPES, Kind, Table, Value};
use crate::buffer::OpenBufferError;
use crate::buffer::sqlite::SqliteBuffer;

/// A file and its lock.
pub(super) struct Alone {
    connection: Connection,
    _lock: File,
}

impl Alone {
    pub(super) fn open(path: &Path) -> Result<Self, OpenBufferError> {
        let (lock, connection) = SqliteBuffer::open_alone(path)?;
        Ok(Self {
            connection,
            _lock: lock,
        })
    }

    pub(super) fn begin(&mut self) -> rusqlite::Result<Transaction<'_>> {
        self.connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
    }
}

pub(super) fn read(
    transaction: &Transaction<'_>,
    table: &Table,
    after: i64,
) -> Result<Vec<Vec<Value>>, MoveError> {
    let mut select = transaction.prepare_cached(&table.selection("?1", ""))?;
    let parameters = (table.name == ENVELOPES).then_some(after);
    let rows = select.query_map(params_from_iter(parameters), |row| {
        let columns = table.columns.iter().enumerate();
        columns
            .map(|(place, (_, kind))| value(row, place, *kind))
            .collect()
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn value(row: &Row<'_>, place: usize, kind: Kind) -> rusqlite::Result<Value> {
    if row.get_ref(place)? == ValueRef::Null {
        return Ok(Value::Absent);
    }
    Ok(match kind {
        Kind::Integer => Value::Integer(row.get(place)?),
        Kind::Text => Value::Text(row.get(place)?),
        Kind::Bytes => Value::Bytes(row.get(place)?),
        Kind::Flag => Value::Flag(row.get(place)?),
    })
}

pub(super) fn write(
    transaction: &Transaction<'_>,
    table: &Table,
    rows: &[Vec<Value>],
) -> Result<(), MoveError> {
    let places: Vec<String> = (1..=table.columns.len()).map(|n| format!("?{n}")).collect();
    let mut insert = transaction.prepare_cached(&format!(
        "insert into {} ({}) values ({})",
        table.name,
        table.column_list(),
        places.join(", ")
    ))?;
    for row in rows {
        let values = row.iter().map(|value| -> &dyn ToSql {
            match value {
                Value::Absent => &rusqlite::types::Null,
                Value::Integer(number) => number,
                Value::Text(text) => text,
                Value::Bytes(bytes) => bytes,
                Value::Flag(flag) => flag,
            }
        });
        insert.execute(params_from_iter(values))?;
    }
    Ok(())
}

pub(super) fn last_cursor(transaction: &Transaction<'_>) -> Result<i64, MoveError> {
    Ok(SqliteBuffer::last_cursor(transaction)?)
}

pub(super) fn finish(transaction: &Transaction<'_>, last_cursor: i64) -> Result<(), MoveError> {
    transaction.execute(
        "update places set last_cursor = ?1 where id = 1",
        [last_cursor],
    )?;
    Ok(())
}
