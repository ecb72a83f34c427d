//! Restoring: everything is built beside the place of the data, opened, counted and compared with what the backup says it
//! holds, and moved there in one step at the end. Until then nothing is changed, and nothing is ever put over a clinic.
//!
//! What waited to be sent may have left since from the computer that is no more: it is shown as uncertain, and a person
//! decides. The relay is asked from where the backup had got; what comes again is known by its id.

use super::{show_end, show_step};
use crate::{
    audit,
    backup::plan,
    desk::{Desk, DeskOptions, blocking},
    error::InboxError,
    keychain::{KeyEntry, KeychainError},
    session::{self, files, first_run, slots},
    stage::Stage,
    view::backup::{BackupStep, FoundBackup, RestoreForm},
};
use recado_domain::{audit::ActName, channel::Side};
use recado_store::{
    backup::{BackupError, archive::Opened, contents, media, place, snapshot},
    clinic::{CLINIC_FILE, Clinic, acknowledgements, audit as acts, staff},
    conversations::{Clinical, Leads, Store, StoreSide, media as rows, sending},
    error::OpenError,
    key::{
        Key32,
        file::{KeyName, KeysFile},
        phrase::RecoveryPhrase,
        recipient::Recipient,
    },
    media_file,
};
use secrecy::SecretString;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::{Path, PathBuf},
};

/// Where it is built, beside the data folder's own place.
const BUILT: &str = "clinic.restored";

/// The keys that a phrase opened.
struct Keys {
    file: KeysFile,
    machine: Key32,
    token: Key32,
    leads: Key32,
    clinical: Key32,
}

/// Looks for backups where somebody pointed.
///
/// # Errors
/// [`InboxError::ClinicHere`]; [`InboxError::Backup`] when the folder is not there.
pub(crate) async fn look(desk: &Desk, folder: String) -> Result<Vec<FoundBackup>, InboxError> {
    has_keyring(desk)?;
    blocking(move || {
        let found = place::look(Path::new(&folder))?;
        let view = |it: place::Found| FoundBackup {
            place: it.place.to_string_lossy().into_owned(),
            name: it.name,
            made_at: it.made_at.map(|at| at.0),
            bytes: it.bytes,
        };
        Ok(found.into_iter().map(view).collect())
    })
    .await
}

/// Restores a backup and opens it; the desk is then locked, for people to sign in as before.
///
/// # Errors
/// [`InboxError::WrongPhrase`], [`InboxError::Backup`], [`InboxError::WeakPassphrase`] where there is no keyring,
/// [`InboxError::ClinicHere`], keyring, storage. Nothing is changed then.
pub(crate) async fn restore(desk: &Desk, form: RestoreForm) -> Result<(), InboxError> {
    let passphrase = match (has_keyring(desk)?, form.device_passphrase) {
        (true, _) => None,
        (false, given) => Some(first_run::long_enough(given.unwrap_or_default())?),
    };
    let words = form.words.join(" ");
    let phrase = RecoveryPhrase::parse(&words).map_err(|_| InboxError::WrongPhrase)?;
    let Ok(_one) = desk.inner.backup.one.try_lock() else {
        return Err(InboxError::Busy);
    };
    let place = PathBuf::from(form.place);
    let worker = desk.clone();
    let restored = blocking(move || {
        let options = worker.inner.options.clone();
        let built = options.data_dir.join(BUILT);
        let done = build(
            &worker,
            &options,
            &place,
            &form.name,
            &phrase,
            passphrase.as_ref(),
        )
        .and_then(|keys| move_in(&worker, &options, keys));
        if done.is_err() {
            // What cannot be removed now is removed before the next try.
            let _ = fs::remove_dir_all(&built);
        }
        done
    })
    .await;
    show_end(desk);
    session::enter(desk, restored?)
}

fn has_keyring(desk: &Desk) -> Result<bool, InboxError> {
    match &*desk.inner.stage.read().map_err(|_| InboxError::CutOff)? {
        Stage::Fresh { has_keyring } => Ok(*has_keyring),
        Stage::KeyMissing(_) | Stage::Ready(_) => Err(InboxError::ClinicHere),
    }
}

fn build(
    desk: &Desk,
    options: &DeskOptions,
    place: &Path,
    name: &str,
    phrase: &RecoveryPhrase,
    passphrase: Option<&SecretString>,
) -> Result<Keys, InboxError> {
    let steps = &desk.inner.backup.steps;
    if files::folder(&options.data_dir).exists() {
        return Err(InboxError::ClinicHere);
    }
    let opened = Opened::by_phrase(&place.join(name), phrase)?;
    steps.done("opened");
    let built = options.data_dir.join(BUILT);
    snapshot::clear(&built)?;
    files::restrict(&options.data_dir)
        .and_then(|()| files::restrict(&built))
        .map_err(BackupError::from)?;
    take_out(desk, &opened, &built)?;
    steps.done("unpacked");
    let mut keys = open_keys(&built, phrase)?;
    check(desk, &opened, &built, &keys)?;
    steps.done("counted");
    take_media(desk, &opened, place, &built, &keys)?;
    steps.done("filed");
    show_step(desk, BackupStep::Finishing, 0, 0);
    settle(options, &opened, place, &built, &mut keys, passphrase)?;
    steps.done("settled");
    Ok(keys)
}

fn take_out(desk: &Desk, opened: &Opened, built: &Path) -> Result<(), InboxError> {
    let all: u64 = opened.manifest.files.values().map(|it| it.bytes).sum();
    let mut done = 0;
    for (name, entry) in &opened.manifest.files {
        // Written by somebody who had the words; all the same a name is no path.
        if Path::new(name)
            .file_name()
            .is_none_or(|only| only != name.as_str())
        {
            return Err(BackupError::Damaged.into());
        }
        show_step(desk, BackupStep::Records, done, all);
        opened.take_out(name, &built.join(name), &mut || {
            !desk.inner.backup.is_closing()
        })?;
        done += entry.bytes;
    }
    Ok(())
}

fn open_keys(built: &Path, phrase: &RecoveryPhrase) -> Result<Keys, InboxError> {
    let file = slots::load(built)?;
    let mut all = file.open_by_phrase(phrase).map_err(slots::wrong_phrase)?;
    let mut take = |name| all.remove(&name).ok_or(BackupError::Damaged);
    Ok(Keys {
        machine: take(KeyName::Machine)?,
        token: take(KeyName::Token)?,
        leads: take(KeyName::Leads)?,
        clinical: take(KeyName::Clinical)?,
        file,
    })
}

/// Opens every database and compares what it holds with what it held.
fn check(desk: &Desk, opened: &Opened, built: &Path, keys: &Keys) -> Result<(), InboxError> {
    let all = [
        (CLINIC_FILE, &keys.machine),
        (Leads::FILE, &keys.leads),
        (Clinical::FILE, &keys.clinical),
    ];
    for (done, (name, key)) in (0..).zip(all) {
        show_step(desk, BackupStep::Checking, done, all.len() as u64);
        let entry = opened.manifest.files.get(name);
        let entry = entry.ok_or(BackupError::Damaged)?;
        let held = contents::check(&built.join(name), key).map_err(|error| match error {
            OpenError::WrongKey => BackupError::Damaged,
            other => other.into(),
        })?;
        // Absent where nobody had the key when it was copied: its bytes were compared.
        if entry.contents.as_ref().is_some_and(|was| *was != held) {
            return Err(BackupError::Damaged.into());
        }
    }
    Ok(())
}

/// Copies the files of messages back and reads each through with its key.
fn take_media(
    desk: &Desk,
    opened: &Opened,
    place: &Path,
    built: &Path,
    keys: &Keys,
) -> Result<(), InboxError> {
    let listed = &opened.manifest.media;
    let all: u64 = listed.values().flat_map(BTreeMap::values).sum();
    let leads = Store::<Leads>::open(built, &keys.leads)?;
    let clinical = Store::<Clinical>::open(built, &keys.clinical)?;
    let mut done = 0;
    for (side, files) in listed {
        media_file::make_folder(built, *side)?;
        for (id, bytes) in files {
            if desk.inner.backup.is_closing() {
                return Err(BackupError::Stopped.into());
            }
            media::take_back(place, built, *side, *id, *bytes)?;
            let key = match side {
                Side::Leads => leads.read(|conn| rows::key(conn, *id)),
                Side::Clinical => clinical.read(|conn| rows::key(conn, *id)),
            };
            // A file without a row has no key yet, or belongs to nothing: nobody can look into it.
            if let Ok(key) = key {
                media::check(built, *side, *id, &key)?;
            }
            done += bytes;
            show_step(desk, BackupStep::Files, done, all);
        }
    }
    Ok(())
}

/// What is different on another computer and at a later time.
fn settle(
    options: &DeskOptions,
    opened: &Opened,
    place: &Path,
    built: &Path,
    keys: &mut Keys,
    passphrase: Option<&SecretString>,
) -> Result<(), InboxError> {
    let now = options.clock.now();
    // What waited to leave may have left.
    Store::<Leads>::open(built, &keys.leads)?.write(|tx| sending::doubt_all(tx).map(|_| ()))?;
    Store::<Clinical>::open(built, &keys.clinical)?
        .write(|tx| sending::doubt_all(tx).map(|_| ()))?;
    let clinic = Clinic::open(built, &keys.machine)?;
    let erased = place::erasures(place, &keys.machine)?;
    let members = clinic.read(staff::all)?;
    clinic.write(|tx| {
        acknowledgements::doubt_all(tx)?;
        if let Some(list) = &erased {
            // Whoever is in it is erased again when this is opened, before anybody signs in and anything is received.
            plan::keep_ledger(tx, list)?;
        }
        if let (Some(mut plan), Some(chosen)) = (plan::plan(tx)?, place.parent()) {
            plan.chosen.folder = chosen.to_string_lossy().into_owned();
            plan::keep_plan(tx, &plan)?;
        }
        let detail = format!("{{\"of\":{}}}", opened.manifest.made_at.0);
        acts::append(tx, &audit::by(None, now, ActName::BackupRestored, &detail))
    })?;
    drop(clinic);
    // The keyring of the other computer let people in there, and not here.
    for member in members {
        keys.file.remove_recipient(Recipient::Login(member.id));
    }
    keys.file.remove_device_passphrase();
    if let Some(passphrase) = passphrase {
        let (machine, token) = (&keys.machine, &keys.token);
        keys.file
            .set_device_passphrase(passphrase, options.kdf, machine, token)?;
    }
    keys.file.save(built)?;
    Ok(())
}

/// The keys first: a key without data opens nothing, data without its key cannot be opened.
fn move_in(desk: &Desk, options: &DeskOptions, keys: Keys) -> Result<Stage, InboxError> {
    let steps = &desk.inner.backup.steps;
    let kept = options
        .keychain
        .write(KeyEntry::Machine, keys.machine.expose())
        .and_then(|()| options.keychain.write(KeyEntry::Token, keys.token.expose()));
    match kept {
        Ok(()) | Err(KeychainError::Absent) => {}
        Err(error @ KeychainError::Unreachable) => return Err(error.into()),
    }
    steps.done("keyed");
    let place = files::folder(&options.data_dir);
    if place.exists() {
        return Err(InboxError::ClinicHere);
    }
    let moved = fs::rename(options.data_dir.join(BUILT), &place)
        .and_then(|()| File::open(&options.data_dir)?.sync_all());
    moved.map_err(BackupError::from)?;
    steps.done("moved");
    Ok(session::with_keys(options, keys.machine, keys.token))
}
