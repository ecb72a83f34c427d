//! The slots of the `keys` file: the recovery phrase, the owner, and what each secret opens.

use crate::{
    desk::Desk,
    error::InboxError,
    house::House,
    session::files::{self, CLINIC_NAME, SET_UP_KEY},
};
use recado_domain::staff::Role;
use recado_store::{
    clinic::{
        audit,
        key_pairs::{self, PairName},
        settings,
        staff::{self, StaffMember},
    },
    error::StoreError,
    key::{
        Key32,
        derive::KdfCost,
        file::{KeyName, KeysError, KeysFile},
        members::{ClinicalKeys, Standing},
        phrase::RecoveryPhrase,
        recipient::Recipient,
    },
};
use secrecy::SecretString;
use std::path::Path;

/// Reads the `keys` file of an open data folder.
///
/// # Errors
/// Storage.
pub(crate) fn load(folder: &Path) -> Result<KeysFile, InboxError> {
    Ok(KeysFile::load(folder)?.ok_or(KeysError::NoSlot)?)
}

/// Gives every key to a recovery phrase; an earlier phrase opens nothing any more. Called with `House::keys` held.
///
/// # Errors
/// Storage.
pub(crate) fn set_phrase(
    house: &House,
    phrase: &RecoveryPhrase,
    kdf: KdfCost,
    clinical: &Key32,
) -> Result<(), InboxError> {
    let mut keys = load(&house.folder)?;
    let leads = keys.open_by_machine(&house.machine_key, &KeyName::Leads)?;
    let private = private_keys(house)?;
    let mut all = vec![
        (KeyName::Machine, &house.machine_key),
        (KeyName::Token, &house.token_key),
        (KeyName::Leads, &leads),
        (KeyName::Clinical, clinical),
    ];
    all.extend(
        private
            .iter()
            .map(|(name, key)| (KeyName::Private(name.clone()), key)),
    );
    keys.set_phrase(&house.machine_key, phrase, kdf, &all)?;
    keys.save(&house.folder)?;
    Ok(())
}

/// Lets the recovery phrase open the private keys that were made since.
///
/// # Errors
/// Storage.
pub(crate) async fn keep_for_phrase(desk: &Desk) -> Result<(), InboxError> {
    let house = desk.house()?;
    let _held = house.keys.lock().await;
    desk.with_house(|house| {
        let mut keys = load(&house.folder)?;
        if !keys.phrase_has_pair() {
            return Ok(());
        }
        let mut private = private_keys(house)?;
        private.retain(|(name, _)| !keys.phrase_holds(name));
        if private.is_empty() {
            return Ok(());
        }
        for (name, key) in private {
            keys.add_to_phrase(&house.machine_key, &KeyName::Private(name), &key)?;
        }
        keys.save(&house.folder)?;
        Ok(())
    })
    .await
}

/// Returns the private keys of this device and of the clinic's epochs, by the names the phrase knows them by.
fn private_keys(house: &House) -> Result<Vec<(String, Key32)>, InboxError> {
    let pairs = [
        (PairName::DeviceHpke, "device"),
        (PairName::DeviceSigning, "device-signing"),
        (PairName::DeviceNotes, "device-notes"),
        (PairName::ClinicIdentity, "clinic-identity"),
    ];
    let found = house.clinic.read(|conn| {
        let mut found = Vec::new();
        for (pair, name) in pairs {
            let private = key_pairs::get(conn, pair)?.and_then(|pair| pair.private);
            found.extend(private.map(|key| (name.to_owned(), key)));
        }
        for epoch in key_pairs::epochs(conn)? {
            found.push((format!("epoch-{}", epoch.number), epoch.private));
        }
        Ok::<_, StoreError>(found)
    })?;
    Ok(found)
}

/// Creates the owner: their passphrase takes the clinical key over. Called with `House::keys` held.
///
/// # Errors
/// [`InboxError::NotFound`] before the phrase or when there is an owner already; storage.
pub(crate) fn add_owner(
    house: &House,
    owner: &StaffMember,
    clinic: &str,
    passphrase: &SecretString,
    kdf: KdfCost,
) -> Result<(), InboxError> {
    let clinical = set_up_key(house)?;
    let mut keys = load(&house.folder)?;
    if !keys.has_phrase() {
        return Err(InboxError::NotFound);
    }
    keys.put_member(&house.machine_key, owner.id, passphrase, kdf)?;
    keys.seal_clinical(&house.machine_key, Recipient::Staff(owner.id), &clinical)?;
    // The slot first: were the key dropped before it, a cut-off would lose it.
    keys.save(&house.folder)?;
    house.clinic.write(|tx| {
        staff::put(tx, owner)?;
        settings::set(tx, CLINIC_NAME, &clinic)?;
        settings::remove(tx, SET_UP_KEY)?;
        let by = Some((owner.id, owner.name.as_str()));
        audit::append(
            tx,
            &files::act(owner.created_at, by, "staff.owner_created", "{}"),
        )
    })?;
    house.clinic.empty_log()?;
    Ok(())
}

/// Returns the clinical key while the first run has no owner yet.
///
/// # Errors
/// [`InboxError::NotFound`] once there is one.
pub(crate) fn set_up_key(house: &House) -> Result<Key32, InboxError> {
    let bytes: Option<[u8; 32]> = house.clinic.read(|conn| settings::get(conn, SET_UP_KEY))?;
    bytes.map(Key32::from_bytes).ok_or(InboxError::NotFound)
}

/// Returns what a member's passphrase opens; what an earlier version wrote for them is brought up to date.
///
/// # Errors
/// [`InboxError::WrongPassphrase`], storage.
pub(crate) fn keys_of_member(
    house: &House,
    member: &StaffMember,
    passphrase: &SecretString,
    kdf: KdfCost,
) -> Result<ClinicalKeys, InboxError> {
    let mut keys = load(&house.folder)?;
    let recipient = Recipient::Staff(member.id);
    match keys.standing(member.id) {
        Standing::KeyPair => {
            let private = private_of(house, &keys, member, passphrase)?;
            Ok(keys.clinical_keys(recipient, &private)?)
        }
        Standing::Earlier => {
            let clinical = keys
                .open_earlier(member.id, passphrase)
                .map_err(wrong_passphrase)?;
            keys.put_member(&house.machine_key, member.id, passphrase, kdf)?;
            keys.seal_clinical(&house.machine_key, recipient, &clinical)?;
            keys.save(&house.folder)?;
            Ok(ClinicalKeys {
                current: Some(clinical),
                pending: None,
            })
        }
        Standing::NoPassphrase if member.role == Role::Assistant => {
            Err(InboxError::WrongPassphrase)
        }
        Standing::NoPassphrase => Err(InboxError::NoClinicalKey),
    }
}

/// Returns the private half of a member.
///
/// # Errors
/// [`InboxError::WrongPassphrase`], storage.
pub(crate) fn private_of(
    house: &House,
    keys: &KeysFile,
    member: &StaffMember,
    passphrase: &SecretString,
) -> Result<Key32, InboxError> {
    keys.open_member(&house.machine_key, member.id, passphrase)
        .map_err(wrong_passphrase)
}

fn wrong_passphrase(error: KeysError) -> InboxError {
    match error {
        KeysError::WrongSecret | KeysError::NoSlot => InboxError::WrongPassphrase,
        KeysError::Damaged
        | KeysError::NewerThanApp { .. }
        | KeysError::NoRandomness(_)
        | KeysError::Io(_) => error.into(),
    }
}

/// Opens machine key and token key with this computer's passphrase.
///
/// # Errors
/// [`InboxError::WrongPassphrase`], storage.
pub(crate) fn keys_by_device_passphrase(
    data_dir: &Path,
    passphrase: &SecretString,
) -> Result<(Key32, Key32), InboxError> {
    match load(&files::folder(data_dir))?.open_by_device_passphrase(passphrase) {
        Ok(keys) => Ok(keys),
        Err(KeysError::WrongSecret) => Err(InboxError::WrongPassphrase),
        Err(error) => Err(error.into()),
    }
}

/// Opens machine key and token key with the recovery phrase.
///
/// # Errors
/// [`InboxError::WrongPhrase`], storage.
pub(crate) fn keys_by_phrase(
    data_dir: &Path,
    phrase: &RecoveryPhrase,
) -> Result<(Key32, Key32), InboxError> {
    let mut keys = load(&files::folder(data_dir))?
        .open_by_phrase(phrase)
        .map_err(wrong_phrase)?;
    let mut take = |name| {
        keys.remove(&name)
            .ok_or(InboxError::Keys(KeysError::NoSlot))
    };
    Ok((take(KeyName::Machine)?, take(KeyName::Token)?))
}

/// Says that these are not the words, when that is why.
pub(crate) fn wrong_phrase(error: KeysError) -> InboxError {
    match error {
        KeysError::WrongSecret => InboxError::WrongPhrase,
        KeysError::NoSlot
        | KeysError::Damaged
        | KeysError::NewerThanApp { .. }
        | KeysError::NoRandomness(_)
        | KeysError::Io(_) => error.into(),
    }
}
