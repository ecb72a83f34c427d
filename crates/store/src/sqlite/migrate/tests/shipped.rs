//! Each shipped migration, from the one before with rows in it.

mod assistants;
mod clinic;
mod conversations;
mod later_conversations;

use crate::sqlite::Kind;
use crate::sqlite::migrate::to_newest;
use rusqlite::Connection;

/// Returns a database as version `before` left it, with these rows.
fn with_rows(kind: &Kind, before: usize, rows: &str) -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    to_newest(&mut connection, &kind.migrations[..before], None).unwrap();
    connection.execute_batch(rows).unwrap();
    connection
}

fn bring_to(connection: &mut Connection, kind: &Kind, version: usize) {
    to_newest(connection, &kind.migrations[..version], None).unwrap();
    let mut check = connection.prepare("pragma foreign_key_check").unwrap();
    assert!(!check.exists([]).unwrap());
}

/// Returns how many migrations come before the one that holds these words.
fn before(kind: &Kind, words: &str) -> usize {
    let mut migrations = kind.migrations.iter();
    migrations.position(|it| it.sql.contains(words)).unwrap()
}

fn one<T: rusqlite::types::FromSql>(connection: &Connection, query: &str) -> T {
    connection
        .query_row(query, [], |row| row.get(0))
        .unwrap_or_else(|error| panic!("{query}: {error}"))
}
