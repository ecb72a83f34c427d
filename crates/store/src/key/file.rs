//! The `keys` file beside the databases: wrapped keys only, nothing that opens by itself.
//!
//! Written atomically. A newer version is refused, and a file that cannot be read is never overwritten.

use super::derive::KdfCost;
use super::recipient::{Publics, Sealings};
use super::slot::{Slot, Wrapped};
use super::{Key32, NoRandomness};
use recado_domain::id::StaffId;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

/// The file's name in the data folder.
pub const KEYS_FILE: &str = "keys";

/// 1: each passphrase wrapped the clinical key itself. 2: every member has a key pair.
const VERSION: u32 = 2;

/// Which key a slot holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyName {
    /// Opens `clinic.db`.
    Machine,
    /// Opens the tokens inside `clinic.db`.
    Token,
    /// Opens `leads.db`.
    Leads,
    /// Opens `clinical.db`.
    Clinical,
    /// A private key of 32 bytes by a name of the caller's, for example `epoch-3`.
    Private(String),
}

/// Why the `keys` file or one of its slots does not serve.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The passphrase, phrase or key does not open the slot.
    #[error("the secret does not open this slot")]
    WrongSecret,
    /// There is no such slot.
    #[error("there is no such slot")]
    NoSlot,
    /// The file is not whole; it stays as it is.
    #[error("the keys file is damaged")]
    Damaged,
    /// A newer version of this app wrote it; it stays as it is.
    #[error("the keys file has version {found}, this app knows {known}")]
    NewerThanApp {
        /// Its version.
        found: u32,
        /// The newest version this app knows.
        known: u32,
    },
    /// The system gives no random bytes.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The file system refuses.
    #[error("the file system refuses")]
    Io(#[from] std::io::Error),
}

/// The contents of the `keys` file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeysFile {
    version: u32,
    /// By the machine key itself.
    #[serde(default)]
    machine: Wrapped,
    /// By the recovery phrase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) phrase: Option<Slot>,
    /// The clinical key by a clinician's passphrase, as version 1 had it; gone with their next sign-in.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) passphrases: BTreeMap<StaffId, Slot>,
    /// Each member's private half, by their passphrase.
    #[serde(default)]
    pub(super) members: BTreeMap<StaffId, Slot>,
    /// The emergency code's private half, by the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) emergency: Option<Slot>,
    /// The public halves, vouched for by the machine key.
    #[serde(default)]
    pub(super) publics: Publics,
    /// The clinical key, sealed to those who may read.
    #[serde(default)]
    pub(super) clinical: Sealings,
    /// A new clinical key, while the database is being re-encrypted.
    #[serde(default, skip_serializing_if = "Sealings::is_empty")]
    pub(super) pending: Sealings,
    /// Private keys of device and epochs, sealed to the recovery phrase.
    #[serde(default)]
    pub(super) private: BTreeMap<String, String>,
    /// By this computer's passphrase, where there is no keyring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    device: Option<Slot>,
}

impl Default for KeysFile {
    fn default() -> Self {
        Self {
            version: VERSION,
            machine: Wrapped::default(),
            phrase: None,
            passphrases: BTreeMap::new(),
            members: BTreeMap::new(),
            emergency: None,
            publics: Publics::default(),
            clinical: Sealings::default(),
            pending: Sealings::default(),
            private: BTreeMap::new(),
            device: None,
        }
    }
}

impl KeysFile {
    /// Reads the file in `folder`; nothing when there is none.
    ///
    /// # Errors
    /// [`KeysError::Damaged`], [`KeysError::NewerThanApp`] or [`KeysError::Io`].
    pub fn load(folder: &Path) -> Result<Option<Self>, KeysError> {
        let bytes = match fs::read(folder.join(KEYS_FILE)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        /// What every version has.
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        let head: Head = serde_json::from_slice(&bytes).map_err(|_| KeysError::Damaged)?;
        if head.version > VERSION {
            return Err(KeysError::NewerThanApp {
                found: head.version,
                known: VERSION,
            });
        }
        serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|_| KeysError::Damaged)
    }

    /// Writes the file in `folder` so that a crash leaves either the old or the new one.
    ///
    /// # Errors
    /// As [`KeysFile::load`]: what is there and cannot be read is not overwritten.
    pub fn save(&self, folder: &Path) -> Result<(), KeysError> {
        Self::load(folder)?;
        let mut newest = self.clone();
        newest.version = VERSION;
        let text = serde_json::to_vec_pretty(&newest).map_err(|_| KeysError::Damaged)?;
        let new = folder.join("keys.new");
        let mut file = File::create(&new)?;
        file.write_all(&text)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&new, folder.join(KEYS_FILE))?;
        sync_folder(folder)?;
        Ok(())
    }

    /// Returns whether this computer's passphrase is set.
    pub fn has_device_passphrase(&self) -> bool {
        self.device.is_some()
    }

    /// Wraps `key` by the machine key itself (the leads key), adding or replacing it.
    ///
    /// # Errors
    /// [`KeysError::NoRandomness`].
    pub fn wrap_by_machine(
        &mut self,
        machine: &Key32,
        name: &KeyName,
        key: &Key32,
    ) -> Result<(), KeysError> {
        self.machine.put(machine, "machine", name, key)
    }

    /// Returns the key that the machine key wraps.
    ///
    /// # Errors
    /// [`KeysError::NoSlot`] or [`KeysError::WrongSecret`].
    pub fn open_by_machine(&self, machine: &Key32, name: &KeyName) -> Result<Key32, KeysError> {
        self.machine.open(machine, "machine", name)
    }

    /// Returns the clinical key that a clinician's passphrase wraps in a file of version 1.
    ///
    /// # Errors
    /// [`KeysError::NoSlot`] or [`KeysError::WrongSecret`].
    pub fn open_earlier(
        &self,
        staff: StaffId,
        passphrase: &SecretString,
    ) -> Result<Key32, KeysError> {
        let slot = self.passphrases.get(&staff).ok_or(KeysError::NoSlot)?;
        let mut keys = slot.open(passphrase, &format!("staff/{staff}"))?;
        keys.remove(&KeyName::Clinical).ok_or(KeysError::NoSlot)
    }

    /// Wraps machine key and token key by this computer's passphrase, where there is no keyring.
    ///
    /// # Errors
    /// [`KeysError::NoRandomness`].
    pub fn set_device_passphrase(
        &mut self,
        passphrase: &SecretString,
        cost: KdfCost,
        machine: &Key32,
        token: &Key32,
    ) -> Result<(), KeysError> {
        let keys = [(KeyName::Machine, machine), (KeyName::Token, token)];
        self.device = Some(Slot::new(passphrase, cost, "device", &keys)?);
        Ok(())
    }

    /// Returns machine key and token key.
    ///
    /// # Errors
    /// [`KeysError::NoSlot`] or [`KeysError::WrongSecret`].
    pub fn open_by_device_passphrase(
        &self,
        passphrase: &SecretString,
    ) -> Result<(Key32, Key32), KeysError> {
        let slot = self.device.as_ref().ok_or(KeysError::NoSlot)?;
        let mut keys = slot.open(passphrase, "device")?;
        let mut take = |name| keys.remove(&name).ok_or(KeysError::NoSlot);
        Ok((take(KeyName::Machine)?, take(KeyName::Token)?))
    }

    /// Removes this computer's passphrase and returns whether there was one.
    pub fn remove_device_passphrase(&mut self) -> bool {
        self.device.take().is_some()
    }
}

/// Makes a rename in `folder` durable; a no-op where folders cannot be opened (Windows).
pub(crate) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(windows) {
        return Ok(());
    }
    File::open(folder)?.sync_all()
}
