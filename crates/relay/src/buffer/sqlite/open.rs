//! Opening the SQLite file: the lock beside it, its pragmas, its migrations.

use std::fs::{File, OpenOptions};
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::{envelopes, tables};
use crate::buffer::OpenBufferError;
use crate::buffer::look::{Inside, Look};

const MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/0001_start.sql"),
    include_str!("../../../migrations/0002_alarms.sql"),
    include_str!("../../../migrations/0003_devices.sql"),
];
/// The schema that the last of them makes.
pub(super) const NEWEST_SCHEMA: i64 = MIGRATIONS.len() as i64;
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

/// Looks into a file without changing it.
pub(super) fn look(path: &Path) -> Result<Look, OpenBufferError> {
    // SQLite tells a missing file and one that may not be read alike.
    File::open(path).map_err(|source| file_error(path, source))?;
    let looked = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).and_then(
        |connection| {
            connection.busy_timeout(BUSY_WAIT)?;
            let found = connection.query_row("pragma user_version", [], |row| row.get(0))?;
            let known = NEWEST_SCHEMA;
            let mut inside = None;
            if found == known {
                inside = Some(Inside {
                    clinics: tables::clinics(&connection)?,
                    oldest: envelopes::oldest(&connection)?,
                });
            }
            Ok(Look {
                found,
                known,
                inside,
            })
        },
    );
    looked.map_err(|source| database(path, source))
}

fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let is_new = !path.exists();
    let file = options.open(path)?;
    #[cfg(unix)]
    if is_new {
        give_to_owner_of_folder(path, &file)?;
    }
    Ok(file)
}

/// What the administrator's `pair` makes belongs to the account that the relay runs as, like the folder; otherwise the
/// relay could not open it.
#[cfg(unix)]
fn give_to_owner_of_folder(path: &Path, file: &File) -> std::io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = std::fs::metadata(folder.unwrap_or(Path::new(".")))?;
    fchown(file, Some(folder.uid()), Some(folder.gid()))
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
    let known = NEWEST_SCHEMA;
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
