//! When the keyring lost the keys or never had them: the computer's passphrase, or the 24 words.

use crate::{
    desk::{Desk, blocking},
    error::InboxError,
    keychain::{KeyEntry, KeychainError},
    session::{self, slots},
    stage::Stage,
};
use recado_store::key::phrase::RecoveryPhrase;
use secrecy::SecretString;

/// Opens the data folder with this computer's passphrase.
///
/// # Errors
/// [`InboxError::WrongPassphrase`], storage.
pub(crate) async fn unlock_device(desk: &Desk, passphrase: String) -> Result<(), InboxError> {
    refuse_open(desk)?;
    let options = desk.inner.options.clone();
    let stage = blocking(move || {
        let (machine, token) =
            slots::keys_by_device_passphrase(&options.data_dir, &SecretString::from(passphrase))?;
        Ok(session::with_keys(&options, machine, token))
    })
    .await?;
    session::enter(desk, stage)
}

/// Opens the data folder with the 24 words and puts the keys back into the keyring.
///
/// # Errors
/// [`InboxError::WrongPhrase`], storage, keyring.
pub(crate) async fn restore_with_phrase(desk: &Desk, words: &[String]) -> Result<(), InboxError> {
    refuse_open(desk)?;
    let phrase = RecoveryPhrase::parse(&words.join(" ")).map_err(|_| InboxError::WrongPhrase)?;
    let options = desk.inner.options.clone();
    let stage = blocking(move || {
        let (machine, token) = slots::keys_by_phrase(&options.data_dir, &phrase)?;
        let kept = options
            .keychain
            .write(KeyEntry::Machine, machine.expose())
            .and_then(|()| options.keychain.write(KeyEntry::Token, token.expose()));
        match kept {
            // Without a keyring the words, or the computer's passphrase, are asked again at the next start.
            Ok(()) | Err(KeychainError::Absent) => Ok(session::with_keys(&options, machine, token)),
            Err(error @ KeychainError::Unreachable) => Err(error.into()),
        }
    })
    .await?;
    session::enter(desk, stage)
}

fn refuse_open(desk: &Desk) -> Result<(), InboxError> {
    match &*desk.inner.stage.read().map_err(|_| InboxError::CutOff)? {
        Stage::KeyMissing(_) => Ok(()),
        Stage::Fresh { .. } | Stage::Ready(_) => Err(InboxError::NotFound),
    }
}
