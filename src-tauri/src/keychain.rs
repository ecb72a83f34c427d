//! The system's keyring. Its calls can block on a prompt: the inbox makes them on a thread that may.

use base64::{Engine, prelude::BASE64_STANDARD};
use keyring::{Entry, Error};
use recado_inbox::keychain::{KeyEntry, Keychain, KeychainError};
use std::process::ExitCode;
use zeroize::Zeroizing;

/// The keyring's entries of one data folder.
pub(crate) struct SystemKeyring {
    service: String,
}

impl SystemKeyring {
    /// Names the entries `Recado`, or `Recado 5f0c…` for a data folder other than the person's own.
    pub(crate) fn new(data_name: Option<String>) -> Self {
        let service =
            data_name.map_or_else(|| "Recado".to_owned(), |name| format!("Recado {name}"));
        Self { service }
    }

    fn entry(&self, entry: KeyEntry) -> Result<Entry, KeychainError> {
        Entry::new(&self.service, &entry.name()).map_err(reason)
    }
}

impl Keychain for SystemKeyring {
    fn read(&self, entry: KeyEntry) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        let text = match self.entry(entry)?.get_password() {
            Ok(text) => Zeroizing::new(text),
            Err(Error::NoEntry) => return Ok(None),
            Err(error) => return Err(reason(error)),
        };
        let key = BASE64_STANDARD.decode(text.as_bytes());
        // Somebody else wrote this: not our key, and not ours to replace.
        key.map(|key| Some(Zeroizing::new(key)))
            .map_err(|_| KeychainError::Unreachable)
    }

    fn write(&self, entry: KeyEntry, key: &[u8]) -> Result<(), KeychainError> {
        // KDE Wallet takes nothing but text.
        let text = Zeroizing::new(BASE64_STANDARD.encode(key));
        self.entry(entry)?.set_password(&text).map_err(reason)
    }

    fn remove(&self, entry: KeyEntry) -> Result<(), KeychainError> {
        match self.entry(entry)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(reason(error)),
        }
    }
}

/// Says what a person can do about it. The causes carry no secret, but paths and bus names: they stay here.
fn reason(error: Error) -> KeychainError {
    match error {
        // No session bus, or nothing on it that keeps secrets.
        Error::NoDefaultStore | Error::NotSupportedByStore(_) => KeychainError::Absent,
        // Locked, dismissed, without a login collection, or of an unknown kind (the enum may grow).
        _ => KeychainError::Unreachable,
    }
}

/// Puts the machine key and the token key, a line of base64 each on standard input, into the keyring.
pub(crate) fn adopt(keyring: &SystemKeyring) -> ExitCode {
    let mut lines = std::io::stdin().lines();
    for entry in [KeyEntry::Machine, KeyEntry::Token] {
        let line = Zeroizing::new(lines.next().and_then(Result::ok).unwrap_or_default());
        let key = BASE64_STANDARD.decode(line.trim()).map(Zeroizing::new);
        let Some(key) = key.ok().filter(|key| key.len() == 32) else {
            eprintln!("--adopt-keys takes two lines of base64, 32 bytes each");
            return ExitCode::from(2);
        };
        if let Err(error) = keyring.write(entry, &key) {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_store_is_absent_and_a_locked_one_unreachable() {
        assert_eq!(reason(Error::NoDefaultStore), KeychainError::Absent);
        let locked = Error::NoStorageAccess("locked".into());
        assert_eq!(reason(locked), KeychainError::Unreachable);
    }

    #[test]
    fn two_data_folders_do_not_share_entries() {
        let own = SystemKeyring::new(None);
        let demo = SystemKeyring::new(Some("5f0c9a31d2b7e864".to_owned()));
        assert_ne!(own.service, demo.service);
    }
}
