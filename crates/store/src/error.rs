//! What can go wrong with a database. No variant carries a name, a number, a text or a key.

use rusqlite::ErrorCode;

/// Why a database could not be opened or created.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The key does not open it: the recovery phrase may.
    #[error("the key does not open this database")]
    WrongKey,
    /// A newer version of this app wrote it: update.
    #[error("the database has version {found}, this app knows {known}")]
    NewerThanApp {
        /// Its version.
        found: u32,
        /// The newest version this app knows.
        known: u32,
    },
    /// There is no such file; nothing was created.
    #[error("there is no database")]
    Missing,
    /// There is one already; nothing was created over it.
    #[error("there is a database already")]
    AlreadyThere,
    /// A migration failed and was undone; the copy made before it is beside the file.
    #[error("migration {0} failed")]
    Migration(u32),
    /// The file is not whole.
    #[error("the database is damaged")]
    Damaged,
    /// Somebody else has it open, so it cannot be re-encrypted now.
    #[error("the database is in use")]
    InUse,
    /// The work was stopped half way; what was there is still there.
    #[error("the work was cut off")]
    CutOff,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// The file system refuses.
    #[error("the file system refuses")]
    Io(#[source] std::io::Error),
    /// SQLite refuses for another reason.
    #[error("SQLite refuses (code {0})")]
    Sqlite(i32),
}

/// Why a read or a write failed; a write that failed changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// What was asked for is not here.
    #[error("not here")]
    NotFound,
    /// The disk is full or cannot be written.
    #[error("the disk is full or cannot be written")]
    Disk,
    /// The file is not whole, or holds what this app never writes.
    #[error("the database is damaged")]
    Damaged,
    /// A sealed value does not open with the key given.
    #[error("the key does not open a sealed value")]
    WrongKey,
    /// SQLite refuses for another reason.
    #[error("SQLite refuses (code {0})")]
    Sqlite(i32),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::QueryReturnedNoRows => Self::NotFound,
            rusqlite::Error::SqliteFailure(failure, _)
            | rusqlite::Error::SqlInputError { error: failure, .. } => match failure.code {
                ErrorCode::DiskFull | ErrorCode::SystemIoFailure | ErrorCode::ReadOnly => {
                    Self::Disk
                }
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Damaged,
                _ => Self::Sqlite(failure.extended_code),
            },
            // Everything else means that a column held what we never write there.
            _ => Self::Damaged,
        }
    }
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::SqliteFailure(failure, _)
            | rusqlite::Error::SqlInputError { error: failure, .. } => match failure.code {
                ErrorCode::DiskFull => Self::DiskFull,
                ErrorCode::NotADatabase => Self::WrongKey,
                ErrorCode::DatabaseCorrupt => Self::Damaged,
                ErrorCode::CannotOpen => Self::Missing,
                _ => Self::Sqlite(failure.extended_code),
            },
            _ => Self::Damaged,
        }
    }
}

impl From<std::io::Error> for OpenError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::DiskFull,
            std::io::ErrorKind::NotFound => Self::Missing,
            std::io::ErrorKind::AlreadyExists => Self::AlreadyThere,
            _ => Self::Io(error),
        }
    }
}
