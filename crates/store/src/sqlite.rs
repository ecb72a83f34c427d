//! A database file: opened with its key, brought to the newest schema, one writer and a few readers.
//!
//! Knows no table.

pub(crate) mod copies;
pub(crate) mod digest;
pub(crate) mod migrate;
pub(crate) mod rekey;
pub(crate) mod row;

use crate::error::{OpenError, StoreError};
use crate::key::Key32;
use migrate::Migration;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, Once, PoisonError};
use std::thread;
use std::time::Duration;
use zeroize::Zeroize;

const READERS: usize = 3;

/// What one kind of database is.
pub(crate) struct Kind {
    pub(crate) migrations: &'static [Migration],
    /// Page cache of each connection, KiB. SQLCipher's own 2 MB read four times slower.
    pub(crate) cache_kib: u32,
}

/// How the file is protected.
#[derive(Clone, Copy)]
pub(crate) enum Protection<'a> {
    Key(&'a Key32),
    /// Only to measure what encryption costs.
    PlainForBenchmarks,
}

/// An open database: one connection that writes, and readers that never wait for it.
pub(crate) struct Database {
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    reader_returned: Condvar,
}

impl Database {
    /// Creates the file and opens it.
    ///
    /// It is built under another name and moved when whole, so that a crash leaves no half database behind.
    pub(crate) fn create(
        path: &Path,
        protection: Protection<'_>,
        kind: &Kind,
    ) -> Result<Self, OpenError> {
        if path.exists() {
            return Err(OpenError::AlreadyThere);
        }
        let new = beside(path, ".new");
        remove_if_there(&new)?;
        remove_if_there(&beside(&new, "-wal"))?;
        remove_if_there(&beside(&new, "-shm"))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut connection = connect(&new, protection, kind, flags)?;
        migrate::to_newest(&mut connection, kind.migrations, None)?;
        connection.close().map_err(|(_, error)| error)?;
        fs::File::open(&new)?.sync_all()?;
        if path.exists() {
            return Err(OpenError::AlreadyThere);
        }
        fs::rename(&new, path)?;
        crate::key::file::sync_folder(path.parent().unwrap_or(Path::new(".")))?;
        Self::open(path, protection, kind)
    }

    /// Opens the file that is there; never creates one.
    pub(crate) fn open(
        path: &Path,
        protection: Protection<'_>,
        kind: &Kind,
    ) -> Result<Self, OpenError> {
        if fs::metadata(path)?.len() == 0 {
            return Err(OpenError::Damaged);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
        let mut writer = connect(path, protection, kind, flags)?;
        migrate::to_newest(&mut writer, kind.migrations, Some(path))?;
        let mut readers = Vec::with_capacity(READERS);
        for _ in 0..READERS {
            let reader = connect(path, protection, kind, flags)?;
            reader.execute_batch("pragma query_only = on")?;
            readers.push(reader);
        }
        Ok(Self {
            writer: Mutex::new(writer),
            readers: Mutex::new(readers),
            reader_returned: Condvar::new(),
        })
    }

    /// Writes the log back and empties it, so that nothing removed is left in it.
    pub(crate) fn empty_log(&self) -> Result<(), StoreError> {
        self.try_empty_log().map(|_| ())
    }

    /// As [`Database::empty_log`]; returns whether nobody who was reading kept it from being emptied.
    pub(crate) fn try_empty_log(&self) -> Result<bool, StoreError> {
        let writer = held(&self.writer);
        let is_busy: bool =
            writer.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get(0))?;
        Ok(!is_busy)
    }

    /// Runs `act` in one transaction, durable when this returns; an error undoes all of it.
    pub(crate) fn write<T, E: From<StoreError>>(
        &self,
        act: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut writer = held(&self.writer);
        let tx = writer
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let value = act(&tx)?;
        tx.commit().map_err(StoreError::from)?;
        Ok(value)
    }

    /// Runs `act` on one unchanging view of the database, while others write.
    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        act: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut lent = Lent {
            connection: Some(self.take_reader()),
            database: self,
        };
        let Some(connection) = lent.connection.as_mut() else {
            return Err(StoreError::NotFound.into());
        };
        let tx = connection.transaction().map_err(StoreError::from)?;
        act(&tx)
    }

    fn take_reader(&self) -> Connection {
        let mut readers = held(&self.readers);
        loop {
            if let Some(connection) = readers.pop() {
                return connection;
            }
            readers = self
                .reader_returned
                .wait(readers)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A reader that goes back into the pool however its use ends.
struct Lent<'a> {
    connection: Option<Connection>,
    database: &'a Database,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            held(&self.database.readers).push(connection);
            self.database.reader_returned.notify_one();
        }
    }
}

/// A panic inside a lock rolled its transaction back, so what is inside is whole.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn connect(
    path: &Path,
    protection: Protection<'_>,
    kind: &Kind,
    flags: OpenFlags,
) -> Result<Connection, OpenError> {
    ready_cipher();
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    match protection {
        Protection::Key(key) => {
            // SQLCipher would write to the standard error output what is returned as an error anyway.
            connection.execute_batch("pragma cipher_log_level = none")?;
            let mut pragma = format!("pragma key = \"x'{}'\"", crate::key::hex(key.expose()));
            let set = connection.execute_batch(&pragma);
            pragma.zeroize();
            set?;
        }
        Protection::PlainForBenchmarks => {}
    }
    // The key is proved by the first page that is read.
    connection.query_row("select count(*) from sqlite_master", [], |_| Ok(()))?;
    // `full`: whatever is acknowledged after a commit has to survive the power going away.
    // `temp_store`: no plain temporary files. `secure_delete`: a key that was removed is gone.
    connection.execute_batch(&format!(
        "pragma journal_mode = wal;
         pragma synchronous = full;
         pragma foreign_keys = on;
         pragma temp_store = memory;
         pragma secure_delete = on;
         pragma cache_size = -{};
         pragma busy_timeout = 10000;",
        kind.cache_kib
    ))?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// Has SQLCipher ready before a file is opened; where it never is, opening the file fails and says why.
///
/// SQLite calls itself ready before SQLCipher is, and every key set meanwhile is refused. The first connection of all
/// readies it, and that may be one of somebody else's: so it is asked until it takes a key.
#[expect(
    clippy::disallowed_methods,
    reason = "SQLCipher tells nobody when it is ready; a few milliseconds, once"
)]
fn ready_cipher() {
    static READY: Once = Once::new();
    const TRY: &str = "pragma cipher_log_level = none; pragma key = 'none'";
    READY.call_once(|| {
        for _ in 0..1000 {
            let tried = Connection::open_in_memory().and_then(|first| first.execute_batch(TRY));
            if tried.is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
    });
}

pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

pub(crate) fn remove_if_there(path: &Path) -> Result<(), OpenError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
