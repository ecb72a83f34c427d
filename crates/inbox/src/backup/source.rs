//! The clinic as it is at one instant: a view of each open database that does not change, and the file of a closed one.
//!
//! `clinical.db` is closed while nobody is signed in who has its key; nobody writes to it then, so its bytes are copied,
//! and it is looked at afterwards whether somebody opened it meanwhile.

use crate::{error::InboxError, house::House, session::slots};
use recado_domain::time::UnixMs;
use recado_store::{
    backup::{
        BackupError,
        snapshot::{self, Snapshot},
    },
    clinic::{
        CLINIC_FILE,
        audit::head::HEAD_FILE,
        key_pairs::{self, PairName},
    },
    conversations::{Clinical, Leads, Store, StoreSide},
    key::{
        Key32,
        file::{KEYS_FILE, KeyName, KeysFile},
    },
};
use std::{
    fs,
    path::Path,
    sync::{Arc, Weak},
};

/// The clinic at one instant.
pub(super) struct Source {
    /// When.
    pub at: UnixMs,
    /// The `keys` file.
    pub keys: KeysFile,
    /// Its bytes.
    pub keys_bytes: Vec<u8>,
    /// The bytes of `audit.head`; absent when somebody took it.
    pub head: Option<Vec<u8>>,
    /// `leads.db`.
    pub leads: Open,
    /// `clinic.db`.
    pub clinic: Open,
    /// `clinical.db`.
    pub clinical: ClinicalSource,
}

/// An open database.
pub(super) struct Open {
    /// What it looked like.
    pub view: Snapshot,
    /// Its key.
    pub key: Key32,
}

/// `clinical.db`.
pub(super) enum ClinicalSource {
    /// Somebody has it open.
    Open {
        /// What it looked like.
        open: Open,
        /// Keeps it from being closed unnoticed.
        store: Arc<Store<Clinical>>,
    },
    /// Nobody has.
    Closed {
        /// Who had it open last.
        last: Weak<Store<Clinical>>,
    },
}

/// Fixes the instant. Called with `House::keys` held: nobody signs in or renews a key meanwhile.
///
/// # Errors
/// [`BackupError::Stopped`] while `clinical.db` is being closed or re-encrypted; storage.
pub(super) fn begin(house: &House, at: UnixMs) -> Result<Source, InboxError> {
    let keys = slots::load(&house.folder)?;
    let is_renewing = house.renewal.lock().map_err(|_| InboxError::CutOff)?;
    if keys.is_renewing() || is_renewing.is_some() {
        return Err(BackupError::Stopped.into());
    }
    drop(is_renewing);
    let keys_bytes = fs::read(house.folder.join(KEYS_FILE)).map_err(BackupError::from)?;
    let leads_key = keys.open_by_machine(&house.machine_key, &KeyName::Leads)?;
    let leads = connect(house, Leads::FILE, &leads_key)?;
    let clinic = connect(house, CLINIC_FILE, &house.machine_key)?;
    let clinical = clinical(house)?;
    // Nothing goes from the spool to a side, or from one side to the other, between the views. The sides come first:
    // an act is in the audit before what it is about.
    let filing = house.filing.lock().map_err(|_| InboxError::CutOff)?;
    if let ClinicalSource::Open { open, .. } = &clinical {
        open.view.begin()?;
    }
    leads.view.begin()?;
    // Before the audit itself: the file may be behind, never ahead.
    let head = fs::read(house.folder.join(HEAD_FILE)).ok();
    clinic.view.begin()?;
    drop(filing);
    Ok(Source {
        at,
        keys,
        keys_bytes,
        head,
        leads,
        clinic,
        clinical,
    })
}

fn clinical(house: &House) -> Result<ClinicalSource, InboxError> {
    let store = house.clinical_if_held();
    let key = house.clinical_key.read().map_err(|_| InboxError::CutOff)?;
    match (store, key.clone()) {
        (Some(store), Some(key)) => Ok(ClinicalSource::Open {
            open: connect(house, Clinical::FILE, &key)?,
            store,
        }),
        (None, _) => {
            let last = house.clinical_last()?;
            if last.strong_count() > 0 {
                // Somebody is finishing what they began.
                return Err(BackupError::Stopped.into());
            }
            Ok(ClinicalSource::Closed { last })
        }
        (Some(_), None) => Err(BackupError::Stopped.into()),
    }
}

fn connect(house: &House, file: &str, key: &Key32) -> Result<Open, InboxError> {
    Ok(Open {
        view: Snapshot::connect(&house.folder.join(file), key)?,
        key: key.clone(),
    })
}

/// Copies the closed `clinical.db` and proves that nobody opened it meanwhile. Returns the names of what was copied.
///
/// # Errors
/// [`BackupError::Stopped`] when somebody did; storage.
pub(super) fn copy_closed(
    house: &House,
    last: &Weak<Store<Clinical>>,
    to: &Path,
    goes_on: &mut dyn FnMut() -> bool,
) -> Result<Vec<String>, InboxError> {
    let from = house.folder.join(Clinical::FILE);
    let copied = snapshot::copy_closed(&from, &to.join(Clinical::FILE), goes_on)?;
    // Whoever opens it holds this while they do.
    let _held = house.keys.blocking_lock();
    let now = house.clinical_last()?;
    if !Weak::ptr_eq(last, &now) || now.strong_count() > 0 {
        return Err(BackupError::Stopped.into());
    }
    let names = copied.iter().filter_map(|path| path.file_name());
    Ok(names
        .map(|name| name.to_string_lossy().into_owned())
        .collect())
}

/// Returns what tells this computer's backups from others in the same folder.
///
/// # Errors
/// Storage.
pub(super) fn mark(house: &House) -> Result<String, InboxError> {
    let pair = house
        .clinic
        .read(|conn| key_pairs::get(conn, PairName::DeviceSigning))?;
    let public = pair.and_then(|pair| pair.public).unwrap_or_default();
    Ok(public
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect())
}
