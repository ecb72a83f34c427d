//! The `keys` file beside the databases: wrapped keys only, nothing that opens by itself.
//!
//! Written atomically. A newer version is refused, and a file that cannot be read is never overwritten.

use super::derive::KdfCost;
use super::phrase::RecoveryPhrase;
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

const VERSION: u32 = 1;

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
    phrase: Option<Slot>,
    /// By each clinician's passphrase.
    #[serde(default)]
    passphrases: BTreeMap<StaffId, Slot>,
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
        let text = serde_json::to_vec_pretty(self).map_err(|_| KeysError::Damaged)?;
        let new = folder.join("keys.new");
        let mut file = File::create(&new)?;
        file.write_all(&text)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&new, folder.join(KEYS_FILE))?;
        sync_folder(folder)?;
        Ok(())
    }

    /// Returns whether a recovery phrase was made.
    pub fn has_phrase(&self) -> bool {
        self.phrase.is_some()
    }

    /// Returns whether this computer's passphrase is set.
    pub fn has_device_passphrase(&self) -> bool {
        self.device.is_some()
    }

    /// Returns who has a passphrase that opens the clinical key.
    pub fn staff(&self) -> Vec<StaffId> {
        self.passphrases.keys().copied().collect()
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

    /// Makes the recovery phrase's slot anew with these keys; an earlier phrase opens nothing any more.
    ///
    /// # Errors
    /// [`KeysError::NoRandomness`].
    pub fn set_phrase(
        &mut self,
        phrase: &RecoveryPhrase,
        cost: KdfCost,
        keys: &[(KeyName, &Key32)],
    ) -> Result<(), KeysError> {
        self.phrase = Some(Slot::new(phrase.as_secret(), cost, "phrase", keys)?);
        Ok(())
    }

    /// Adds or replaces a key in the recovery phrase's slot.
    ///
    /// # Errors
    /// [`KeysError::NoSlot`], or [`KeysError::WrongSecret`] when it is another phrase.
    pub fn add_to_phrase(
        &mut self,
        phrase: &RecoveryPhrase,
        name: &KeyName,
        key: &Key32,
    ) -> Result<(), KeysError> {
        let slot = self.phrase.as_mut().ok_or(KeysError::NoSlot)?;
        slot.open(phrase.as_secret(), "phrase")?;
        let wrapping = slot.wrapping(phrase.as_secret())?;
        slot.keys.put(&wrapping, "phrase", name, key)
    }

    /// Returns every key that the recovery phrase wraps.
    ///
    /// # Errors
    /// [`KeysError::NoSlot`] or [`KeysError::WrongSecret`].
    pub fn open_by_phrase(
        &self,
        phrase: &RecoveryPhrase,
    ) -> Result<BTreeMap<KeyName, Key32>, KeysError> {
        let slot = self.phrase.as_ref().ok_or(KeysError::NoSlot)?;
        slot.open(phrase.as_secret(), "phrase")
    }

    /// Wraps the clinical key by a clinician's passphrase, adding or replacing theirs.
    ///
    /// # Errors
    /// [`KeysError::NoRandomness`].
    pub fn set_passphrase(
        &mut self,
        staff: StaffId,
        passphrase: &SecretString,
        cost: KdfCost,
        clinical: &Key32,
    ) -> Result<(), KeysError> {
        let slot = Slot::new(
            passphrase,
            cost,
            &staff_context(staff),
            &[(KeyName::Clinical, clinical)],
        )?;
        self.passphrases.insert(staff, slot);
        Ok(())
    }

    /// Returns the clinical key that a clinician's passphrase wraps.
    ///
    /// # Errors
    /// [`KeysError::NoSlot`] or [`KeysError::WrongSecret`].
    pub fn open_by_passphrase(
        &self,
        staff: StaffId,
        passphrase: &SecretString,
    ) -> Result<Key32, KeysError> {
        let slot = self.passphrases.get(&staff).ok_or(KeysError::NoSlot)?;
        let mut keys = slot.open(passphrase, &staff_context(staff))?;
        keys.remove(&KeyName::Clinical).ok_or(KeysError::NoSlot)
    }

    /// Removes a clinician's passphrase and returns whether there was one.
    pub fn remove_passphrase(&mut self, staff: StaffId) -> bool {
        self.passphrases.remove(&staff).is_some()
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

fn staff_context(staff: StaffId) -> String {
    format!("staff/{staff}")
}

/// Makes a rename in `folder` durable; a no-op where folders cannot be opened (Windows).
pub(crate) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(windows) {
        return Ok(());
    }
    File::open(folder)?.sync_all()
}
