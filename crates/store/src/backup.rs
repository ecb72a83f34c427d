//! Backups: consistent copies of the databases (`snapshot`), what they hold (`contents`), and the folder they lie in,
//! encrypted once more under a key of its own that only the recovery phrase opens (`archive`, `head`).
//!
//! Shape: `<where the owner chose>/Recado-1a2b3c4d/20261126T020000Z/` with `head` (JSON), `key` (the backup's key, sealed to
//! the recovery phrase), `media.list`, and encrypted files whose names say nothing. `Recado-1a2b3c4d/media/` holds the
//! files of messages as they are: each has its own key, in the databases, and never changes, so all backups share them.
//! Whoever destroys `key` destroys the backup.

pub mod archive;
pub mod contents;
pub mod head;
pub mod manifest;
pub mod media;
pub mod place;
pub mod snapshot;

use crate::error::{OpenError, StoreError};
use crate::key::file::KeysError;
use crate::media_file::MediaFileError;
use std::io;

/// Why a backup could not be made or read. What was there before is still there.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The folder or the drive is not there.
    #[error("the folder is not there")]
    Missing,
    /// A part is not whole, or not what was written.
    #[error("the backup is damaged")]
    Damaged,
    /// The recovery phrase does not open it.
    #[error("the recovery phrase does not open it")]
    WrongPhrase,
    /// A newer version of this app made it: update.
    #[error("a newer version of this app made it")]
    NewerThanApp,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// Somebody needed what was being copied; to be tried again.
    #[error("the copying was stopped")]
    Stopped,
    /// The recovery phrase has no key pair to seal to: a new one has to be made first.
    #[error("there is no recovery phrase to seal to")]
    NoPhrase,
    /// The disk or the drive refuses.
    #[error("the disk refuses")]
    Disk(#[source] io::Error),
    /// A database does not open.
    #[error(transparent)]
    Open(OpenError),
    /// A database cannot be read.
    #[error(transparent)]
    Store(StoreError),
    /// The `keys` file does not serve.
    #[error(transparent)]
    Keys(KeysError),
}

impl From<io::Error> for BackupError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Missing,
            io::ErrorKind::UnexpectedEof => Self::Damaged,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Disk(error),
        }
    }
}

impl From<MediaFileError> for BackupError {
    fn from(error: MediaFileError) -> Self {
        match error {
            MediaFileError::Damaged => Self::Damaged,
            MediaFileError::Missing => Self::Missing,
            MediaFileError::NewerThanApp => Self::NewerThanApp,
            MediaFileError::DiskFull => Self::DiskFull,
            MediaFileError::Disk(error) => Self::Disk(error),
        }
    }
}

impl From<OpenError> for BackupError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::DiskFull => Self::DiskFull,
            OpenError::NewerThanApp { .. } => Self::NewerThanApp,
            OpenError::WrongKey
            | OpenError::Missing
            | OpenError::AlreadyThere
            | OpenError::Migration(_)
            | OpenError::Damaged
            | OpenError::InUse
            | OpenError::CutOff
            | OpenError::Io(_)
            | OpenError::Sqlite(_) => Self::Open(error),
        }
    }
}

impl From<StoreError> for BackupError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Disk => Self::DiskFull,
            StoreError::NotFound
            | StoreError::Damaged
            | StoreError::WrongKey
            | StoreError::Sqlite(_) => Self::Store(error),
        }
    }
}

impl From<KeysError> for BackupError {
    fn from(error: KeysError) -> Self {
        match error {
            KeysError::WrongSecret => Self::WrongPhrase,
            KeysError::NewerThanApp { .. } => Self::NewerThanApp,
            KeysError::NoSlot
            | KeysError::Damaged
            | KeysError::NoRandomness(_)
            | KeysError::Io(_) => Self::Keys(error),
        }
    }
}
