//! The first run: each step can be left and resumed, and none can be done over existing data.

use crate::{
    desk::{Desk, DeskOptions, blocking},
    error::InboxError,
    keychain::{KeyEntry, KeychainError},
    session::{self, files, slots},
    stage::Stage,
    view::change::Change,
};
use recado_domain::id::StaffId;
use recado_store::{
    clinic::settings,
    key::{Key32, file::KeysFile, phrase::RecoveryPhrase},
};
use secrecy::SecretString;

/// The shortest passphrase, in characters.
const SHORTEST_PASSPHRASE: usize = 12;

/// Creates the data folder under the system's keyring, if there is none yet.
///
/// # Errors
/// [`KeychainError`], storage; [`InboxError::NotFound`] when there is data that cannot be opened.
pub(crate) async fn ensure_data(desk: &Desk) -> Result<(), InboxError> {
    match &*desk.inner.stage.read().map_err(|_| InboxError::CutOff)? {
        Stage::Fresh { has_keyring: true } => {}
        Stage::Fresh { has_keyring: false } => return Err(KeychainError::Absent.into()),
        Stage::KeyMissing(_) => return Err(InboxError::NotFound),
        Stage::Ready(_) => return Ok(()),
    }
    let options = desk.inner.options.clone();
    let stage = blocking(move || {
        let machine = kept_or_new(&options, KeyEntry::Machine)?;
        let token = kept_or_new(&options, KeyEntry::Token)?;
        files::create(&options.data_dir, &machine, KeysFile::default())?;
        Ok(session::with_keys(&options, machine, token))
    })
    .await?;
    session::enter(desk, stage)
}

/// Returns the keyring's key, or a new one once the keyring holds it.
///
/// A key without data stays in use: the data may be on a disk that is not there today.
fn kept_or_new(options: &DeskOptions, entry: KeyEntry) -> Result<Key32, InboxError> {
    if let Some(key) = options
        .keychain
        .read(entry)?
        .and_then(|bytes| Key32::from_slice(&bytes))
    {
        return Ok(key);
    }
    let key = Key32::generate().map_err(|_| InboxError::CutOff)?;
    options.keychain.write(entry, key.expose())?;
    Ok(key)
}

/// Creates the data folder under a passphrase for this computer.
///
/// # Errors
/// [`InboxError::WeakPassphrase`], [`InboxError::NotFound`] when there is data already, storage.
pub(crate) async fn choose_device_passphrase(
    desk: &Desk,
    passphrase: String,
) -> Result<(), InboxError> {
    let passphrase = long_enough(passphrase)?;
    match &*desk.inner.stage.read().map_err(|_| InboxError::CutOff)? {
        Stage::Fresh { .. } => {}
        Stage::KeyMissing(_) | Stage::Ready(_) => return Err(InboxError::NotFound),
    }
    let options = desk.inner.options.clone();
    let stage = blocking(move || {
        let machine = Key32::generate().map_err(|_| InboxError::CutOff)?;
        let token = Key32::generate().map_err(|_| InboxError::CutOff)?;
        let mut keys = KeysFile::default();
        keys.set_device_passphrase(&passphrase, options.kdf, &machine, &token)?;
        files::create(&options.data_dir, &machine, keys)?;
        Ok(session::with_keys(&options, machine, token))
    })
    .await?;
    session::enter(desk, stage)
}

/// Returns the words to be written down; they stay the same until they are confirmed.
///
/// # Errors
/// [`InboxError::NotFound`] before the data folder exists.
pub(crate) fn recovery_phrase(desk: &Desk) -> Result<Vec<String>, InboxError> {
    // Later an owner makes a new one.
    slots::set_up_key(&*desk.house()?)?;
    let mut setup = desk.inner.setup.lock().map_err(|_| InboxError::CutOff)?;
    if setup.phrase.is_none() {
        setup.phrase = Some(RecoveryPhrase::generate().map_err(|_| InboxError::CutOff)?);
    }
    setup
        .phrase
        .as_ref()
        .map(RecoveryPhrase::words)
        .ok_or(InboxError::NotFound)
}

/// Writes the phrase's slot once some of its words were typed again.
///
/// # Errors
/// [`InboxError::WrongPhrase`], storage.
pub(crate) async fn confirm_recovery_phrase(
    desk: &Desk,
    positions: &[u32],
    words: &[String],
) -> Result<(), InboxError> {
    let phrase = typed_again(&recovery_phrase(desk)?, positions, words)?;
    let kdf = desk.inner.options.kdf;
    let house = desk.house()?;
    let held = house.keys.lock().await;
    desk.with_house(move |house| {
        let clinical = slots::set_up_key(house)?;
        slots::set_phrase(house, &phrase, kdf, &clinical)
    })
    .await?;
    drop(held);
    desk.inner
        .setup
        .lock()
        .map_err(|_| InboxError::CutOff)?
        .phrase = None;
    desk.tell(Change::App);
    Ok(())
}

/// Returns the phrase of these words once some of them were typed again.
///
/// # Errors
/// [`InboxError::WrongPhrase`].
pub(crate) fn typed_again(
    all: &[String],
    positions: &[u32],
    words: &[String],
) -> Result<RecoveryPhrase, InboxError> {
    let are_right = positions.len() == words.len()
        && !positions.is_empty()
        && positions.iter().zip(words).all(|(position, word)| {
            let expected = usize::try_from(*position)
                .ok()
                .and_then(|position| all.get(position));
            expected.is_some_and(|expected| *expected == word.trim().to_lowercase())
        });
    if !are_right {
        return Err(InboxError::WrongPhrase);
    }
    RecoveryPhrase::parse(&all.join(" ")).map_err(|_| InboxError::WrongPhrase)
}

/// Creates the owner with a passphrase that opens the clinical key, and signs them in.
///
/// # Errors
/// [`InboxError::WeakPassphrase`], [`InboxError::InvalidInput`], storage.
pub(crate) async fn create_owner(
    desk: &Desk,
    clinic: String,
    name: String,
    passphrase: String,
) -> Result<(), InboxError> {
    let passphrase = long_enough(passphrase)?;
    let (clinic, name) = (clinic.trim().to_owned(), name.trim().to_owned());
    if clinic.is_empty() || name.is_empty() {
        return Err(InboxError::InvalidInput);
    }
    let (kdf, now) = (desk.inner.options.kdf, desk.inner.options.clock.now());
    let for_slot = passphrase.clone();
    let staff = StaffId::generate();
    let house = desk.house()?;
    let held = house.keys.lock().await;
    desk.with_house(move |house| {
        let owner = files::owner(staff, name, now);
        slots::add_owner(house, &owner, &clinic, &for_slot, kdf)
    })
    .await?;
    drop(held);
    session::unlock::unlock(desk, staff, passphrase).await
}

/// Ends the first run.
///
/// # Errors
/// [`InboxError::Locked`] before the owner exists.
pub(crate) async fn finish(desk: &Desk) -> Result<(), InboxError> {
    desk.with_house(|house| {
        house.signed_in()?;
        house
            .clinic
            .write(|tx| settings::set(tx, files::SET_UP_DONE, &true))
            .map_err(InboxError::Store)
    })
    .await?;
    desk.tell(Change::App);
    Ok(())
}

/// Returns a passphrase that is worth its name.
///
/// # Errors
/// [`InboxError::WeakPassphrase`].
pub(crate) fn long_enough(passphrase: String) -> Result<SecretString, InboxError> {
    if passphrase.chars().count() < SHORTEST_PASSPHRASE {
        return Err(InboxError::WeakPassphrase);
    }
    Ok(SecretString::from(passphrase))
}
