//! What migrations leave behind, and what they refuse.

use super::{Migration, to_newest};
use crate::error::OpenError;
use rusqlite::Connection;
use std::path::Path;

const FIRST: Migration = Migration {
    sql: "create table notes (id integer primary key, words text not null) strict;",
};
const SECOND: Migration = Migration {
    sql: "alter table notes add column is_kept integer not null default 1;",
};
const BROKEN: Migration = Migration {
    sql: "create table more (id integer primary key) strict; create table notes (id integer);",
};

/// The tables, indexes and triggers as SQLite keeps them, comments included.
fn schema(connection: &Connection) -> String {
    let mut query = connection
        .prepare(
            "select sql from sqlite_master
             where sql is not null and name not like 'sqlite_%' and name not like 'message_words_%'
             order by rowid",
        )
        .unwrap();
    let rows = query.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.map(|sql| sql.unwrap() + ";\n").collect()
}

fn check_schema_file(folder: &str, migrations: &[Migration]) {
    let mut connection = Connection::open_in_memory().unwrap();
    to_newest(&mut connection, migrations, None).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("migrations")
        .join(folder)
        .join("schema.sql");
    let is = schema(&connection);
    let was = std::fs::read_to_string(&path).unwrap_or_default();
    if is != was {
        std::fs::write(&path, is).unwrap();
        panic!(
            "{folder}/schema.sql was not what the migrations make; it is written anew: look at the difference"
        );
    }
}

#[test]
fn schema_files_are_what_the_migrations_make() {
    check_schema_file("clinic", crate::clinic::KIND.migrations);
    check_schema_file("conversations", crate::conversations::KIND.migrations);
}

#[test]
fn every_migration_is_embedded() {
    for (folder, kind) in [
        ("clinic", &crate::clinic::KIND),
        ("conversations", &crate::conversations::KIND),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("migrations")
            .join(folder);
        let mut names: Vec<_> = std::fs::read_dir(&path)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "schema.sql")
            .collect();
        names.sort();
        assert_eq!(names.len(), kind.migrations.len());
        for (name, migration) in names.iter().zip(kind.migrations) {
            let sql = std::fs::read_to_string(path.join(name)).unwrap();
            assert_eq!(sql, migration.sql, "{folder}/{name}");
        }
    }
}

#[test]
fn a_migration_keeps_the_rows_and_a_copy_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.db");
    let mut connection = Connection::open(&file).unwrap();
    to_newest(&mut connection, &[FIRST], None).unwrap();
    connection
        .execute("insert into notes (words) values ('kept')", [])
        .unwrap();
    to_newest(&mut connection, &[FIRST, SECOND], Some(&file)).unwrap();
    let (words, is_kept): (String, bool) = connection
        .query_row("select words, is_kept from notes", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert_eq!((words.as_str(), is_kept), ("kept", true));

    let copy = Connection::open(folder.path().join("notes.db.before-2")).unwrap();
    let version: u32 = copy
        .query_row("pragma user_version", [], |row| row.get(0))
        .unwrap();
    let words: String = copy
        .query_row("select words from notes", [], |row| row.get(0))
        .unwrap();
    assert_eq!((version, words.as_str()), (1, "kept"));
}

#[test]
fn a_failed_migration_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.db");
    let mut connection = Connection::open(&file).unwrap();
    to_newest(&mut connection, &[FIRST], None).unwrap();
    let before = schema(&connection);
    let failed = to_newest(&mut connection, &[FIRST, BROKEN], Some(&file));
    assert!(matches!(failed, Err(OpenError::Migration(2))));
    assert_eq!(schema(&connection), before);
    to_newest(&mut connection, &[FIRST, SECOND], Some(&file)).unwrap();
}

#[test]
fn a_database_from_the_future_or_without_contents_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.db");
    let mut connection = Connection::open(&file).unwrap();
    let empty = to_newest(&mut connection, &[FIRST], Some(&file));
    assert!(matches!(empty, Err(OpenError::Damaged)));
    to_newest(&mut connection, &[FIRST, SECOND], None).unwrap();
    let newer = to_newest(&mut connection, &[FIRST], Some(&file));
    assert!(matches!(
        newer,
        Err(OpenError::NewerThanApp { found: 2, known: 1 })
    ));
}

mod shipped;
