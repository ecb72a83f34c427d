//! The data folder: looking at it, creating it whole or not at all, opening it, and the slots of the `keys` file.

use crate::{
    error::InboxError,
    house::House,
    people::{catch_up, finish},
    receive::spool,
};
use recado_domain::{id::StaffId, staff::Role, time::UnixMs};
use recado_protocol::{
    bytes::SealingKey,
    keys::{EpochKeyPair, EpochKeys},
};
use recado_store::{
    clinic::{
        self, Clinic,
        audit::{self, Act},
        key_pairs::{self, KeyPair, PairName},
        settings,
        staff::{self, StaffMember},
    },
    conversations::{Clinical, Leads, Store, private_keys, sending},
    error::{OpenError, StoreError},
    key::{
        Key32,
        derive::KdfCost,
        file::{KeyName, KeysError, KeysFile},
        phrase::RecoveryPhrase,
    },
};
use secrecy::SecretString;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, RwLock},
};
use zeroize::Zeroizing;

/// The name of the clinical spool key inside `clinical.db`.
pub(crate) const SPOOL_KEY: &str = "clinical spool";
/// Where the clinical key waits, inside `clinic.db`, until the owner's passphrase holds it.
const SET_UP_KEY: &str = "set_up.clinical_key";
/// Whether the first run has ended.
pub(crate) const SET_UP_DONE: &str = "set_up.done";
/// The clinic's name.
pub(crate) const CLINIC_NAME: &str = "clinic.name";

/// What lies in the data folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing yet.
    Nothing,
    /// Data.
    Data {
        /// Whether this computer's passphrase opens it.
        has_device_passphrase: bool,
    },
    /// Data of a newer version of this app.
    Newer,
    /// Something is there and cannot be read; it stays as it is.
    Unreadable,
}

/// Returns the folder that holds the databases. It appears whole, by one rename.
fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("clinic")
}

/// Looks at the data folder without opening anything.
pub(crate) fn look(data_dir: &Path) -> Found {
    let folder = folder(data_dir);
    match KeysFile::load(&folder) {
        Ok(Some(keys)) if Clinic::exists(&folder) => Found::Data {
            has_device_passphrase: keys.has_device_passphrase(),
        },
        Ok(None) if !folder.exists() => Found::Nothing,
        Err(KeysError::NewerThanApp { .. }) => Found::Newer,
        Ok(_) | Err(_) => Found::Unreadable,
    }
}

/// Creates databases and `keys`: beside the final place first, then moved there in one step.
///
/// # Errors
/// [`OpenError::AlreadyThere`] when there is data: nothing is created over it.
pub(crate) fn create(data_dir: &Path, machine: &Key32, keys: KeysFile) -> Result<(), InboxError> {
    let place = folder(data_dir);
    if place.exists() {
        return Err(OpenError::AlreadyThere.into());
    }
    let new = data_dir.join("clinic.new");
    // Left by a start that was cut off; nothing was ever received into it.
    let _ = fs::remove_dir_all(&new);
    fs::create_dir_all(&new).map_err(OpenError::from)?;
    restrict(data_dir)
        .and_then(|()| restrict(&new))
        .map_err(OpenError::from)?;
    fill(&new, machine, keys)?;
    fs::rename(&new, &place).map_err(OpenError::from)?;
    fs::File::open(data_dir)
        .and_then(|dir| dir.sync_all())
        .map_err(OpenError::from)?;
    Ok(())
}

fn fill(folder: &Path, machine: &Key32, mut keys: KeysFile) -> Result<(), InboxError> {
    let leads = Key32::generate().map_err(|_| InboxError::CutOff)?;
    let clinical = Key32::generate().map_err(|_| InboxError::CutOff)?;
    keys.wrap_by_machine(machine, &KeyName::Leads, &leads)?;
    keys.save(folder)?;
    drop(Store::<Leads>::create(folder, &leads)?);
    let pair = spool::new_pair();
    let store = Store::<Clinical>::create(folder, &clinical)?;
    store
        .write(|tx| private_keys::put(tx, SPOOL_KEY, &Key32::from_bytes(*pair.private_bytes())))?;
    drop(store);
    let clinic = Clinic::create(folder, machine)?;
    clinic.write(|tx| {
        let public = KeyPair {
            public: Some(pair.public_key().0.to_vec()),
            private: None,
        };
        key_pairs::put(tx, PairName::ClinicalSpool, &public)?;
        settings::set(tx, SET_UP_KEY, clinical.expose())
    })?;
    Ok(())
}

#[cfg(unix)]
fn restrict(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn restrict(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Opens the data folder with its keys.
///
/// # Errors
/// [`OpenError`]; nothing is created.
pub(crate) fn open(
    data_dir: &Path,
    machine_key: Key32,
    token_key: Key32,
) -> Result<House, InboxError> {
    let folder = folder(data_dir);
    let keys = load(&folder)?;
    let clinic = Clinic::open(&folder, &machine_key)?;
    let leads_key = keys.open_by_machine(&machine_key, &KeyName::Leads)?;
    let leads = Arc::new(Store::<Leads>::open(&folder, &leads_key)?);
    leads.write(|tx| sending::recover(tx).map(|_| ()))?;
    let (spool_key, epochs) = clinic.read(|conn| {
        let pair = key_pairs::get(conn, PairName::ClinicalSpool)?.ok_or(StoreError::Damaged)?;
        Ok::<_, StoreError>((
            pair.public.ok_or(StoreError::Damaged)?,
            key_pairs::epochs(conn)?,
        ))
    })?;
    let spool_key = <[u8; 32]>::try_from(spool_key.as_slice()).map_err(|_| StoreError::Damaged)?;
    let epochs: EpochKeys = epochs
        .iter()
        .filter_map(|epoch| {
            let number = u32::try_from(epoch.number).ok()?;
            Some(EpochKeyPair::from_bytes(
                number,
                Zeroizing::new(*epoch.private.expose()),
            ))
        })
        .collect();
    let house = House {
        folder,
        clinic,
        leads,
        clinical: RwLock::new(None),
        signed_in: RwLock::new(None),
        machine_key,
        token_key,
        epochs: RwLock::new(epochs),
        filing: Mutex::new(()),
        spool_key: SealingKey(spool_key),
    };
    // Before anything is shown: what a cut-off move left of a patient on the leads side.
    finish::leftovers(&house);
    catch_up::at_start(&house);
    Ok(house)
}

fn load(folder: &Path) -> Result<KeysFile, InboxError> {
    Ok(KeysFile::load(folder)?.ok_or(KeysError::NoSlot)?)
}

/// Wraps every key by the recovery phrase.
///
/// # Errors
/// [`InboxError::NotFound`] once the owner's passphrase has taken the clinical key over; storage.
pub(crate) fn set_phrase(
    house: &House,
    phrase: &RecoveryPhrase,
    kdf: KdfCost,
) -> Result<(), InboxError> {
    // One at a time: the `keys` file is read, changed and written.
    let _filing = house.filing.lock().map_err(|_| InboxError::CutOff)?;
    let clinical = set_up_key(house)?;
    let mut keys = load(&house.folder)?;
    let leads = keys.open_by_machine(&house.machine_key, &KeyName::Leads)?;
    let all = [
        (KeyName::Machine, &house.machine_key),
        (KeyName::Token, &house.token_key),
        (KeyName::Leads, &leads),
        (KeyName::Clinical, &clinical),
    ];
    keys.set_phrase(phrase, kdf, &all)?;
    keys.save(&house.folder)?;
    Ok(())
}

/// Creates the owner: their passphrase takes the clinical key over.
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
    // One at a time: the `keys` file is read, changed and written.
    let _filing = house.filing.lock().map_err(|_| InboxError::CutOff)?;
    let clinical = set_up_key(house)?;
    let mut keys = load(&house.folder)?;
    if !keys.has_phrase() {
        return Err(InboxError::NotFound);
    }
    keys.set_passphrase(owner.id, passphrase, kdf, &clinical)?;
    // The slot first: were the key dropped before it, a cut-off would lose it.
    keys.save(&house.folder)?;
    house.clinic.write(|tx| {
        staff::put(tx, owner)?;
        settings::set(tx, CLINIC_NAME, &clinic)?;
        settings::remove(tx, SET_UP_KEY)?;
        audit::append(
            tx,
            &act(
                owner.created_at,
                Some((owner.id, &owner.name)),
                "staff.owner_created",
                "{}",
            ),
        )
    })?;
    house.clinic.empty_log()?;
    Ok(())
}

fn set_up_key(house: &House) -> Result<Key32, InboxError> {
    let bytes: Option<[u8; 32]> = house.clinic.read(|conn| settings::get(conn, SET_UP_KEY))?;
    bytes.map(Key32::from_bytes).ok_or(InboxError::NotFound)
}

/// Opens the clinical key with a passphrase.
///
/// # Errors
/// [`InboxError::WrongPassphrase`], storage.
pub(crate) fn clinical_key(
    house: &House,
    staff: StaffId,
    passphrase: &SecretString,
) -> Result<Key32, InboxError> {
    match load(&house.folder)?.open_by_passphrase(staff, passphrase) {
        Ok(key) => Ok(key),
        Err(KeysError::WrongSecret | KeysError::NoSlot) => Err(InboxError::WrongPassphrase),
        Err(error) => Err(error.into()),
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
    match load(&folder(data_dir))?.open_by_device_passphrase(passphrase) {
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
    let mut keys = match load(&folder(data_dir))?.open_by_phrase(phrase) {
        Ok(keys) => keys,
        Err(KeysError::WrongSecret) => return Err(InboxError::WrongPhrase),
        Err(error) => return Err(error.into()),
    };
    let mut take = |name| {
        keys.remove(&name)
            .ok_or(InboxError::Keys(KeysError::NoSlot))
    };
    Ok((take(KeyName::Machine)?, take(KeyName::Token)?))
}

/// Returns how far the first run has got, as far as the files say.
///
/// # Errors
/// Storage.
pub(crate) fn set_up_state(house: &House) -> Result<SetUpState, InboxError> {
    let keys = load(&house.folder)?;
    house.clinic.read(|conn| {
        Ok(SetUpState {
            is_paired: clinic::relay_link::url(conn)?.is_some(),
            has_phrase: keys.has_phrase(),
            has_device_passphrase: keys.has_device_passphrase(),
            has_owner: !staff::all(conn)?.is_empty(),
            is_done: settings::get(conn, SET_UP_DONE)?.unwrap_or(false),
        })
    })
}

/// How far the first run has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SetUpState {
    /// A relay is paired.
    pub is_paired: bool,
    /// The recovery phrase was confirmed.
    pub has_phrase: bool,
    /// This computer's passphrase stands in for a keyring.
    pub has_device_passphrase: bool,
    /// The owner exists.
    pub has_owner: bool,
    /// The owner ended it.
    pub is_done: bool,
}

/// Returns an act for the audit.
pub(crate) fn act(at: UnixMs, staff: Option<(StaffId, &str)>, name: &str, detail: &str) -> Act {
    Act {
        at,
        staff: staff.map(|(id, _)| id),
        staff_name: staff.map_or_else(String::new, |(_, name)| name.to_owned()),
        act: name.to_owned(),
        subject: None,
        result: String::new(),
        detail: detail.to_owned(),
    }
}

/// Returns the owner to be.
pub(crate) fn owner(id: StaffId, name: String, created_at: UnixMs) -> StaffMember {
    StaffMember {
        id,
        name,
        role: Role::Owner,
        created_at,
    }
}
