//! Copying a database while others write to it: one unchanging view, copied page by page, and nobody waits.
//!
//! A database that nobody has open is copied as a file: its key is not needed for that.

use super::BackupError;
use super::contents::{self, Contents, kind_of};
use crate::error::StoreError;
use crate::key::file::sync_folder;
use crate::key::{Key32, hex};
use crate::sqlite::{Protection, beside, connect, remove_if_there};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroize;

/// Pages between two looks whether to go on: 4 MiB.
const STEP_PAGES: i32 = 1024;

/// A view of a database that does not change, on a connection of its own.
pub struct Snapshot {
    connection: Connection,
    key: Key32,
}

impl Snapshot {
    /// Connects to a database that this app has open already.
    ///
    /// # Errors
    /// [`crate::error::OpenError`] as [`BackupError::Open`].
    pub fn connect(path: &Path, key: &Key32) -> Result<Self, BackupError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
        let connection = connect(path, Protection::Key(key), kind_of(path), flags)?;
        connection
            .execute_batch("pragma query_only = on")
            .map_err(StoreError::from)?;
        Ok(Self {
            connection,
            key: key.clone(),
        })
    }

    /// Fixes the view: what is written from now on is not in it.
    ///
    /// # Errors
    /// [`BackupError::Store`].
    pub fn begin(&self) -> Result<(), BackupError> {
        // A transaction has its view only from the first read on.
        let begun = self.connection.execute_batch("begin").and_then(|()| {
            self.connection
                .query_row("select count(*) from sqlite_master", [], |_| Ok(()))
        });
        Ok(begun.map_err(StoreError::from)?)
    }

    /// Copies the view to a new file under the same key, and returns what it holds.
    ///
    /// `goes_on` hears how many of how many pages are copied (of none, while what was copied is counted) and says whether
    /// to go on.
    ///
    /// # Errors
    /// [`BackupError::Stopped`], [`BackupError::DiskFull`], [`BackupError::Store`]; what was copied is removed then.
    pub fn copy(
        &self,
        to: &Path,
        goes_on: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<Contents, BackupError> {
        remove_copy(to)?;
        let copied = self.copied(to, goes_on);
        if copied.is_err() {
            remove_copy(to)?;
        }
        copied
    }

    fn copied(
        &self,
        to: &Path,
        goes_on: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<Contents, BackupError> {
        let mut copy = Connection::open(to).map_err(StoreError::from)?;
        let mut pragma = format!(
            "pragma cipher_log_level = none; pragma key = \"x'{}'\"",
            hex(self.key.expose())
        );
        let set = copy.execute_batch(&pragma);
        pragma.zeroize();
        set.map_err(StoreError::from)?;
        {
            let backup = Backup::new(&self.connection, &mut copy).map_err(StoreError::from)?;
            loop {
                match backup.step(STEP_PAGES).map_err(StoreError::from)? {
                    StepResult::Done => break,
                    // Every other answer means that there is more to do, now or in a moment.
                    _ => {
                        let progress = backup.progress();
                        let all = u64::try_from(progress.pagecount).unwrap_or(0);
                        let left = u64::try_from(progress.remaining).unwrap_or(0);
                        if !goes_on(all.saturating_sub(left), all) {
                            return Err(BackupError::Stopped);
                        }
                    }
                }
            }
        }
        copy.close().map_err(|(_, error)| StoreError::from(error))?;
        let held = contents::of(&self.connection, &mut || goes_on(0, 0))?;
        File::open(to)?.sync_all()?;
        Ok(held)
    }
}

/// Copies a database that nobody has open, with its log if a kill left one, byte for byte.
///
/// Whether nobody opened it meanwhile is for the caller to know.
///
/// # Errors
/// [`BackupError::Stopped`], [`BackupError::DiskFull`], [`BackupError::Disk`].
pub fn copy_closed(
    from: &Path,
    to: &Path,
    goes_on: &mut dyn FnMut() -> bool,
) -> Result<Vec<PathBuf>, BackupError> {
    remove_copy(to)?;
    let mut copied = Vec::new();
    // The log goes with the file: it holds what was committed and not written back.
    for ending in ["", "-wal"] {
        let (old, new) = (beside(from, ending), beside(to, ending));
        if !old.exists() {
            continue;
        }
        let (mut read, mut write) = (File::open(&old)?, File::create(&new)?);
        let mut buffer = vec![0; 1024 * 1024];
        loop {
            if !goes_on() {
                drop((read, write));
                remove_copy(to)?;
                return Err(BackupError::Stopped);
            }
            match read.read(&mut buffer)? {
                0 => break,
                count => write.write_all(&buffer[..count])?,
            }
        }
        write.sync_all()?;
        copied.push(new);
    }
    if let Some(folder) = to.parent() {
        sync_folder(folder)?;
    }
    Ok(copied)
}

/// Removes a copy with everything SQLite may have left beside it.
///
/// # Errors
/// [`BackupError::Disk`].
pub fn remove_copy(copy: &Path) -> Result<(), BackupError> {
    for ending in ["", "-wal", "-shm", "-journal"] {
        remove_if_there(&beside(copy, ending))?;
    }
    Ok(())
}

/// Empties a folder for copies, and makes it where there is none; what a cut-off left in it goes.
///
/// # Errors
/// [`BackupError::DiskFull`], [`BackupError::Disk`].
pub fn clear(folder: &Path) -> Result<(), BackupError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    Ok(fs::create_dir_all(folder)?)
}
