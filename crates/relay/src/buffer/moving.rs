//! Moving everything from one store to another: one transaction there, read back and compared before it is committed.
//!
//! Killed at any moment, the other store is as it was: empty. The store that is left is not touched.

mod postgres;
mod sqlite;
mod table;

use std::collections::BTreeMap;

use aws_lc_rs::digest::{Context, SHA256};

use self::table::{ENVELOPES, TABLES, Table, Value};
use super::OpenBufferError;
use super::postgres::access::Failed;
use crate::config::Database;

/// Why nothing was moved. The other store is as it was.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// One of them cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenBufferError),
    /// There is nothing to move.
    #[error("{place} does not exist; check `--from`")]
    Missing {
        /// Where.
        place: String,
    },
    /// Relays still write to it.
    #[error(
        "{relays} relays are connected to {place}; stop them first, or messages are left behind"
    )]
    Serving {
        /// Where.
        place: String,
        /// How many connections they hold.
        relays: i64,
    },
    /// The other store holds something already.
    #[error("the store named by `--to` is not empty; give one that no clinic was ever paired with")]
    NotEmpty,
    /// SQLite refused.
    #[error("the SQLite file cannot be read or written; is its disk full?")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL refused.
    #[error("PostgreSQL cannot be read or written ({0}); what its log says helps further")]
    Postgres(String),
    /// What was read back is not what was written.
    #[error("what arrived in `{table}` is not what left; nothing was moved")]
    Differs {
        /// The table.
        table: &'static str,
    },
}

impl From<Failed> for MoveError {
    fn from(failed: Failed) -> Self {
        Self::Postgres(failed.code())
    }
}

impl From<tokio_postgres::Error> for MoveError {
    fn from(error: tokio_postgres::Error) -> Self {
        Failed::from(error).into()
    }
}

/// What was moved.
#[derive(Debug, PartialEq, Eq)]
pub struct Moved {
    /// How many rows of each table.
    pub rows: BTreeMap<&'static str, u64>,
    /// SHA-256 over all of them, in hexadecimal digits: the same for the same content in either store.
    pub hash: String,
}

/// Moves everything.
///
/// # Errors
/// See [`MoveError`].
pub async fn move_all(from: &Database, to: &Database) -> Result<Moved, MoveError> {
    let source = Side::of_source(from).await?;
    let target = Side::of_target(to).await?;
    match (source, target) {
        (Side::Sqlite(mut from), Side::Sqlite(mut to)) => {
            let (from, to) = (from.begin()?, to.begin()?);
            let moved = copy(&Store::Sqlite(&from), &Store::Sqlite(&to)).await?;
            to.commit()?;
            Ok(moved)
        }
        (Side::Sqlite(mut from), Side::Postgres(mut to)) => {
            let (from, to) = (from.begin()?, to.begin().await?);
            let moved = copy(&Store::Sqlite(&from), &Store::Postgres(&to)).await?;
            to.commit().await?;
            Ok(moved)
        }
        (Side::Postgres(mut from), Side::Sqlite(mut to)) => {
            let (from, to) = (from.begin().await?, to.begin()?);
            let moved = copy(&Store::Postgres(&from), &Store::Sqlite(&to)).await?;
            to.commit()?;
            Ok(moved)
        }
        (Side::Postgres(mut from), Side::Postgres(mut to)) => {
            let (from, to) = (from.begin().await?, to.begin().await?);
            let moved = copy(&Store::Postgres(&from), &Store::Postgres(&to)).await?;
            to.commit().await?;
            Ok(moved)
        }
    }
}

enum Side {
    Sqlite(sqlite::Alone),
    Postgres(postgres::Alone),
}

impl Side {
    async fn of_source(place: &Database) -> Result<Self, MoveError> {
        match place {
            Database::Sqlite(path) if !path.exists() => Err(MoveError::Missing {
                place: place.to_string(),
            }),
            Database::Sqlite(_) | Database::Postgres(_) => Self::of_target(place).await,
        }
    }

    async fn of_target(place: &Database) -> Result<Self, MoveError> {
        Ok(match place {
            Database::Sqlite(path) => Self::Sqlite(sqlite::Alone::open(path)?),
            Database::Postgres(place) => Self::Postgres(postgres::Alone::open(place).await?),
        })
    }
}

/// One of the two, within its transaction.
enum Store<'a> {
    Sqlite(&'a rusqlite::Transaction<'a>),
    Postgres(&'a deadpool_postgres::Transaction<'a>),
}

impl Store<'_> {
    /// Returns rows in the order of their keys; of envelopes a few after a cursor, of other tables all.
    async fn read(&self, table: &Table, after: i64) -> Result<Vec<Vec<Value>>, MoveError> {
        match self {
            Self::Sqlite(transaction) => sqlite::read(transaction, table, after),
            Self::Postgres(transaction) => postgres::read(transaction, table, after).await,
        }
    }

    async fn write(&self, table: &Table, rows: &[Vec<Value>]) -> Result<(), MoveError> {
        match self {
            Self::Sqlite(transaction) => sqlite::write(transaction, table, rows),
            Self::Postgres(transaction) => postgres::write(transaction, table, rows).await,
        }
    }

    async fn last_cursor(&self) -> Result<i64, MoveError> {
        match self {
            Self::Sqlite(transaction) => sqlite::last_cursor(transaction),
            Self::Postgres(transaction) => postgres::last_cursor(transaction).await,
        }
    }

    async fn finish(&self, last_cursor: i64) -> Result<(), MoveError> {
        match self {
            Self::Sqlite(transaction) => sqlite::finish(transaction, last_cursor),
            Self::Postgres(transaction) => postgres::finish(transaction, last_cursor).await,
        }
    }

    async fn is_empty(&self) -> Result<bool, MoveError> {
        for table in TABLES {
            if !self.read(table, i64::MIN).await?.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

async fn copy(from: &Store<'_>, to: &Store<'_>) -> Result<Moved, MoveError> {
    if !to.is_empty().await? {
        return Err(MoveError::NotEmpty);
    }
    let last_cursor = from.last_cursor().await?;
    let mut moved = Sums::default();
    for table in TABLES {
        let left = walk(from, table, Some(to)).await?;
        let arrived = walk(to, table, None).await?;
        if left != arrived {
            return Err(MoveError::Differs { table: table.name });
        }
        moved.add(table, &left);
    }
    to.finish(last_cursor).await?;
    if to.last_cursor().await? != last_cursor {
        return Err(MoveError::Differs { table: "places" });
    }
    Ok(moved.into_moved(last_cursor))
}

/// Reads a whole table, writing it to the other store if there is one; returns its count and hash.
async fn walk(
    from: &Store<'_>,
    table: &Table,
    to: Option<&Store<'_>>,
) -> Result<(u64, Vec<u8>), MoveError> {
    let mut hash = Context::new(&SHA256);
    let mut count = 0;
    let mut after = i64::MIN;
    loop {
        let rows = from.read(table, after).await?;
        for value in rows.iter().flatten() {
            value.hash_into(&mut hash);
        }
        count += rows.len() as u64;
        if let Some(to) = to {
            to.write(table, &rows).await?;
        }
        match rows.last().and_then(|row| row.first()) {
            // Its first column is the cursor.
            Some(Value::Integer(cursor)) if table.name == ENVELOPES => after = *cursor,
            Some(_) | None => break,
        }
    }
    Ok((count, hash.finish().as_ref().to_vec()))
}

struct Sums {
    rows: BTreeMap<&'static str, u64>,
    hash: Context,
}

impl Default for Sums {
    fn default() -> Self {
        Self {
            rows: BTreeMap::new(),
            hash: Context::new(&SHA256),
        }
    }
}

impl Sums {
    fn add(&mut self, table: &Table, (count, hash): &(u64, Vec<u8>)) {
        self.rows.insert(table.name, *count);
        self.hash.update(hash);
    }

    fn into_moved(mut self, last_cursor: i64) -> Moved {
        self.hash.update(&last_cursor.to_be_bytes());
        let digits = self
            .hash
            .finish()
            .as_ref()
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        Moved {
            rows: self.rows,
            hash: digits,
        }
    }
}
