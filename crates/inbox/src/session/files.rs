//! The data folder: looking at it, creating it whole or not at all, and opening it.

use crate::{
    clock::Clock,
    devices::joining,
    erasure,
    error::InboxError,
    export,
    house::House,
    people::{catch_up, finish},
    receive::spool::{self, SpoolSeal},
    session::slots,
};
use recado_domain::{id::StaffId, staff::Role, time::UnixMs};
use recado_protocol::keys::{EpochKeyPair, EpochKeys};
use recado_store::{
    clinic::{
        self, Clinic,
        audit::Act,
        key_pairs, settings,
        staff::{self, StaffMember},
    },
    conversations::{Clinical, Leads, Store, private_keys, sending},
    error::{OpenError, StoreError},
    key::{
        Key32,
        file::{KeyName, KeysError, KeysFile},
    },
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, RwLock},
    time::Duration,
};
use zeroize::Zeroizing;

/// How long the newest copy that a migration left stays.
const COPIES_STAY: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// Where the clinical key waits, inside `clinic.db`, until the owner's passphrase holds it.
pub(crate) const SET_UP_KEY: &str = "set_up.clinical_key";
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
pub(crate) fn folder(data_dir: &Path) -> PathBuf {
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
    let pair = spool::new_pair(0);
    let store = Store::<Clinical>::create(folder, &clinical)?;
    store.write(|tx| {
        private_keys::put(
            tx,
            &spool::key_name(pair.epoch()),
            &Key32::from_bytes(*pair.private_bytes()),
        )
    })?;
    drop(store);
    let clinic = Clinic::create(folder, machine)?;
    clinic.write(|tx| {
        let seal = SpoolSeal {
            key: pair.public_key(),
            number: pair.epoch(),
        };
        spool::keep_current(tx, seal)?;
        settings::set(tx, SET_UP_KEY, clinical.expose())
    })?;
    Ok(())
}

/// Lets nobody else into a folder.
///
/// # Errors
/// The file system's.
#[cfg(unix)]
pub(crate) fn restrict(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

/// Folders of the system's own choice are nobody else's.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub(crate) fn restrict(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Opens the data folder with its keys.
///
/// # Errors
/// [`OpenError`]; nothing is created.
pub(crate) fn open(
    data_dir: &Path,
    clock: &Clock,
    machine_key: Key32,
    token_key: Key32,
) -> Result<House, InboxError> {
    let folder = folder(data_dir);
    let keys = slots::load(&folder)?;
    let clinic = Clinic::open(&folder, &machine_key)?;
    let leads_key = keys.open_by_machine(&machine_key, &KeyName::Leads)?;
    let leads = Arc::new(Store::<Leads>::open(&folder, &leads_key)?);
    leads.write(|tx| sending::recover(tx).map(|_| ()))?;
    let (spool_key, epochs) = clinic
        .read(|conn| Ok::<_, StoreError>((spool::current(conn)?, key_pairs::epochs(conn)?)))?;
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
        clinical_last: Mutex::default(),
        clinical_key: RwLock::new(None),
        signed_in: RwLock::new(None),
        machine_key,
        token_key,
        epochs: RwLock::new(epochs),
        closing: tokio::sync::Mutex::new(()),
        filing: Mutex::new(()),
        keys: tokio::sync::Mutex::new(()),
        renewal: Mutex::new(None),
        spool_key: RwLock::new(spool_key),
        clock: clock.clone(),
    };
    if let Err(error) = Store::<Leads>::keep_newest_copy(&house.folder, oldest_copy(clock)) {
        tracing::warn!("a copy that a migration left could not be removed: {error}");
    }
    // Before anything is shown: what a cut-off move left of a patient on the leads side.
    finish::leftovers(&house);
    catch_up::at_start(&house);
    erasure::at_start(&house);
    export::sweep(&house);
    Ok(house)
}

/// Returns when the oldest copy may have been made that a migration left: long enough for somebody to notice that it went
/// wrong.
pub(crate) fn oldest_copy(clock: &Clock) -> UnixMs {
    clock.now().minus(COPIES_STAY)
}

/// Returns how far the first run has got, as far as the files say.
///
/// # Errors
/// Storage.
pub(crate) fn set_up_state(house: &House) -> Result<SetUpState, InboxError> {
    let keys = slots::load(&house.folder)?;
    house.clinic.read(|conn| {
        Ok(SetUpState {
            is_paired: clinic::relay_link::url(conn)?.is_some(),
            is_joining: joining::pending(conn)?.is_some(),
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
    /// Another computer has to let this one in first.
    pub is_joining: bool,
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
