//! The open part of a backup: when it was made, and what the recovery phrase needs to open the rest.

use super::BackupError;
use crate::key::Key32;
use crate::key::file::{KeysError, KeysFile, sync_folder};
use crate::key::pair;
use crate::key::phrase::RecoveryPhrase;
use crate::key::recovery::PhraseLock;
use recado_domain::id::MediaId;
use recado_domain::time::UnixMs;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use zeroize::Zeroize;

const HEAD_FILE: &str = "head";
pub(super) const KEY_FILE: &str = "key";
const VERSION: u32 = 1;
const CONTEXT: &str = "recado/backup/key/1";

/// The open part of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    version: u32,
    /// The instant that it is of.
    pub made_at: UnixMs,
    /// Its size without the files of messages, which backups share.
    pub bytes: u64,
    /// The encrypted list of everything in it.
    pub manifest: MediaId,
    /// Opened by the recovery phrase.
    pub lock: PhraseLock,
}

impl Head {
    /// Returns the head of a backup.
    pub fn new(made_at: UnixMs, bytes: u64, manifest: MediaId, lock: PhraseLock) -> Self {
        Self {
            version: VERSION,
            made_at,
            bytes,
            manifest,
            lock,
        }
    }

    /// Reads the head of the backup in a folder.
    ///
    /// # Errors
    /// [`BackupError::Missing`] when it is none, [`BackupError::Damaged`], [`BackupError::NewerThanApp`].
    pub fn load(folder: &Path) -> Result<Self, BackupError> {
        /// What every version has.
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        let bytes = fs::read(folder.join(HEAD_FILE))?;
        let found: Version = serde_json::from_slice(&bytes).map_err(|_| BackupError::Damaged)?;
        if found.version > VERSION {
            return Err(BackupError::NewerThanApp);
        }
        serde_json::from_slice(&bytes).map_err(|_| BackupError::Damaged)
    }

    pub(super) fn save(&self, folder: &Path) -> Result<(), BackupError> {
        let json = serde_json::to_vec_pretty(self).map_err(|_| BackupError::Damaged)?;
        write(folder, HEAD_FILE, &json)
    }

    /// Opens the backup's own key.
    ///
    /// # Errors
    /// [`BackupError::WrongPhrase`]; [`BackupError::Missing`] when the key was destroyed; [`BackupError::Damaged`].
    pub fn open(&self, folder: &Path, phrase: &RecoveryPhrase) -> Result<Key32, BackupError> {
        let private = self.lock.open(phrase)?;
        let sealed = fs::read(folder.join(KEY_FILE))?;
        let mut plain = pair::open(&private, CONTEXT, &sealed).map_err(|_| BackupError::Damaged)?;
        let key = Key32::from_slice(&plain).ok_or(BackupError::Damaged);
        plain.zeroize();
        key
    }
}

/// Seals a backup's key to the recovery phrase, and returns what opens it.
pub(super) fn seal_key(
    folder: &Path,
    keys: &KeysFile,
    machine: &Key32,
    key: &Key32,
) -> Result<PhraseLock, BackupError> {
    let lock = keys.phrase_lock().ok_or(BackupError::NoPhrase)?;
    let sealed = keys
        .seal_to_phrase(machine, CONTEXT, key.expose())
        .map_err(|error| match error {
            KeysError::NoSlot => BackupError::NoPhrase,
            other => other.into(),
        })?;
    write(folder, KEY_FILE, &sealed)?;
    Ok(lock)
}

pub(super) fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), BackupError> {
    let mut file = File::create(folder.join(name))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(sync_folder(folder)?)
}
