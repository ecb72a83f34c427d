//! Where the machine key and the token key are kept, and what lets somebody in by this computer's login: the system's
//! keyring, seen from the inbox.
//!
//! The window gives the real one (it knows the system's keyring); without a keyring the `keys` file
//! holds both keys under a device passphrase, and this trait is not asked.

use recado_domain::id::StaffId;
use std::{collections::BTreeMap, sync::Mutex};
use zeroize::Zeroizing;

/// The entries of a data folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyEntry {
    /// Opens `clinic.db`, and with it the leads.
    Machine,
    /// Opens the tokens inside `clinic.db`.
    Token,
    /// Lets this member of staff in without a passphrase: an owner allowed it.
    Login(StaffId),
}

impl KeyEntry {
    /// Returns the entry's name in the keyring.
    pub fn name(self) -> String {
        match self {
            Self::Machine => "machine key".to_owned(),
            Self::Token => "token key".to_owned(),
            Self::Login(staff) => format!("login key {staff}"),
        }
    }
}

/// Why the keyring did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeychainError {
    /// There is no keyring on this system: a device passphrase is the way.
    #[error("this system has no keyring")]
    Absent,
    /// There is one, but it is locked or broken: unlock it and try again.
    #[error("the keyring does not answer")]
    Unreachable,
}

/// A keyring. Calls may block on a prompt, so they are made on a blocking thread.
pub trait Keychain: Send + Sync {
    /// Returns an entry, or nothing when it was never written.
    ///
    /// # Errors
    /// [`KeychainError`] when the keyring cannot say.
    fn read(&self, entry: KeyEntry) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError>;

    /// Writes an entry.
    ///
    /// # Errors
    /// [`KeychainError`] when it was not written.
    fn write(&self, entry: KeyEntry, key: &[u8]) -> Result<(), KeychainError>;

    /// Removes an entry; one that is not there is no fault.
    ///
    /// # Errors
    /// [`KeychainError`] when it may still be there.
    fn remove(&self, entry: KeyEntry) -> Result<(), KeychainError>;
}

/// No keyring at all: a headless machine. The device passphrase takes over.
#[derive(Debug, Default)]
pub struct NoKeychain;

impl Keychain for NoKeychain {
    fn read(&self, _: KeyEntry) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        Err(KeychainError::Absent)
    }

    fn write(&self, _: KeyEntry, _: &[u8]) -> Result<(), KeychainError> {
        Err(KeychainError::Absent)
    }

    fn remove(&self, _: KeyEntry) -> Result<(), KeychainError> {
        Ok(())
    }
}

/// A keyring that lasts as long as the process: replays and measurements, whose data lasts no longer.
#[derive(Default)]
pub struct MemoryKeychain {
    entries: Mutex<BTreeMap<KeyEntry, Zeroizing<Vec<u8>>>>,
}

impl Keychain for MemoryKeychain {
    fn read(&self, entry: KeyEntry) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        let entries = self
            .entries
            .lock()
            .map_err(|_| KeychainError::Unreachable)?;
        Ok(entries.get(&entry).cloned())
    }

    fn write(&self, entry: KeyEntry, key: &[u8]) -> Result<(), KeychainError> {
        let mut entries = self
            .entries
            .lock()
            .map_err(|_| KeychainError::Unreachable)?;
        entries.insert(entry, Zeroizing::new(key.to_vec()));
        Ok(())
    }

    fn remove(&self, entry: KeyEntry) -> Result<(), KeychainError> {
        let mut entries = self
            .entries
            .lock()
            .map_err(|_| KeychainError::Unreachable)?;
        entries.remove(&entry);
        Ok(())
    }
}
