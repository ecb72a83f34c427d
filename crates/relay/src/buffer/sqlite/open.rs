//! Opening the SQLite file: the lock beside it, its pragmas, its migrations.

use std::fs::{File, OpenOptions};
use std::path::Path;

use rusqlite::Connection;

use crate::buffer::OpenBufferError;

const MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/0001_start.sql"),
    include_str!("../../../migrations/0002_alarms.sql"),
    include_str!("../../../migrations/0003_devices.sql"),
];
/// Pages the log may hold before a commit checkpoints by itself, when the one in the background cannot keep up.
const BACKSTOP_PAGES: u32 = 50_000;
const BUSY_WAIT: std::time::Duration = std::time::Duration::from_secs(5);

/// Takes the lock file beside the database for as long as the returned file lives.
pub(super) fn lock(path: &Path) -> Result<File, OpenBufferError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let file = private_file(Path::new(&name)).map_err(|source| file_error(path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(OpenBufferError::InUse {
            path: path.to_owned(),
        }),
        Err(std::fs::TryLockError::Error(source)) => Err(file_error(path, source)),
    }
}

pub(super) fn connect(path: &Path) -> Result<Connection, OpenBufferError> {
    // Made by us first, so that app secrets are never in a file that others may read.
    private_file(path).map_err(|source| file_error(path, source))?;
    Connection::open(path)
        .and_then(configure)
        .map_err(|source| database(path, source))
}

fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

pub(super) fn configure(connection: Connection) -> rusqlite::Result<Connection> {
    connection.busy_timeout(BUSY_WAIT)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "wal_autocheckpoint", BACKSTOP_PAGES)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), OpenBufferError> {
    let known = MIGRATIONS.len() as i64;
    let found = migrate_to_known(connection).map_err(|source| database(path, source))?;
    if found > known {
        return Err(OpenBufferError::Newer {
            path: path.to_owned(),
            found,
            known,
        });
    }
    Ok(())
}

/// Applies what is missing, one process at a time; returns the version that was found.
fn migrate_to_known(connection: &mut Connection) -> rusqlite::Result<i64> {
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found: i64 = transaction.query_row("pragma user_version", [], |row| row.get(0))?;
    let missing = (1_i64..)
        .zip(MIGRATIONS)
        .filter(|(version, _)| *version > found);
    for (version, migration) in missing {
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", version)?;
    }
    transaction.commit()?;
    Ok(found)
}

pub(super) fn file_error(path: &Path, source: std::io::Error) -> OpenBufferError {
    OpenBufferError::File {
        path: path.to_owned(),
        source,
    }
}

pub(super) fn database(path: &Path, source: rusqlite::Error) -> OpenBufferError {
    OpenBufferError::Database {
        path: path.to_owned(),
        source,
    }
}
