//! The clinic's folder among an owner's backups: which backups it holds, what a cut-off left, and how one is destroyed.

use super::head::{self, Head, KEY_FILE};
use super::{BackupError, media};
use crate::key::file::sync_folder;
use recado_domain::channel::Side;
use recado_domain::id::MediaId;
use recado_domain::time::UnixMs;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The beginning of every clinic's folder.
const PREFIX: &str = "Recado-";
pub(super) const PART: &str = ".part";
/// A backup that is being destroyed.
const GONE: &str = ".gone";
pub(super) const MEDIA_LIST: &str = "media.list";
/// What was erased, sealed by the machine key.
const ERASURES: &str = "erasures";
const CONTEXT: &str = "recado/backup/erasures/1";

/// A backup in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The clinic's folder that holds it.
    pub place: PathBuf,
    /// Its name there, for example `20261126T020000Z`.
    pub name: String,
    /// The instant that it is of; absent when its head cannot be read.
    pub made_at: Option<UnixMs>,
    /// Its size without the files of messages.
    pub bytes: u64,
}

/// Returns the clinic's folder in the one that an owner chose; `mark` tells clinics and computers apart.
pub fn of(chosen: &Path, mark: &str) -> PathBuf {
    chosen.join(format!("{PREFIX}{mark}"))
}

/// Makes the clinic's folder where there is none. The chosen folder itself has to be there: where a drive is missing,
/// nothing is written in its stead.
///
/// # Errors
/// [`BackupError::Missing`], [`BackupError::Disk`].
pub fn make(chosen: &Path, mark: &str) -> Result<PathBuf, BackupError> {
    if !fs::metadata(chosen)?.is_dir() {
        return Err(BackupError::Missing);
    }
    let place = of(chosen, mark);
    match fs::create_dir(&place) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error.into()),
        _ => {}
    }
    Ok(place)
}

/// Returns the backups in a clinic's folder, the newest first.
///
/// # Errors
/// [`BackupError::Missing`], [`BackupError::Disk`].
pub fn list(place: &Path) -> Result<Vec<Found>, BackupError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(place)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        if name.ends_with(PART) || name.ends_with(GONE) || !path.join(KEY_FILE).is_file() {
            continue;
        }
        let head = Head::load(&path).ok();
        found.push(Found {
            place: place.to_owned(),
            name,
            made_at: head.as_ref().map(|head| head.made_at),
            bytes: head.map_or(0, |head| head.bytes),
        });
    }
    found.sort_by(|one, other| (other.made_at, &other.name).cmp(&(one.made_at, &one.name)));
    Ok(found)
}

/// Looks for backups where a person pointed: at the chosen folder, a clinic's folder or a backup itself.
///
/// # Errors
/// [`BackupError::Missing`], [`BackupError::Disk`].
pub fn look(folder: &Path) -> Result<Vec<Found>, BackupError> {
    let is_backup = folder.join(KEY_FILE).is_file();
    if let (true, Some(place), Some(name)) = (is_backup, folder.parent(), folder.file_name()) {
        let all = list(place)?;
        let name = name.to_string_lossy();
        return Ok(all.into_iter().filter(|it| it.name == name).collect());
    }
    let mut found = list(folder)?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_clinic = entry.file_name().to_string_lossy().starts_with(PREFIX);
        if is_clinic && entry.path().is_dir() {
            found.extend(list(&entry.path())?);
        }
    }
    found.sort_by_key(|it| std::cmp::Reverse(it.made_at));
    Ok(found)
}

/// Removes what a cut-off left: backups that were never whole, and those that were being destroyed.
///
/// # Errors
/// [`BackupError::Disk`].
pub fn sweep(place: &Path) -> Result<usize, BackupError> {
    let mut removed = 0;
    for entry in fs::read_dir(place)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(PART) || name.ends_with(GONE) {
            forget_key(&entry.path())?;
            fs::remove_dir_all(entry.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// Destroys a backup: its key is written over first, so that what a drive keeps of the rest opens with nothing.
///
/// # Errors
/// [`BackupError::Missing`], [`BackupError::Disk`]; the key is gone first.
pub fn destroy(place: &Path, name: &str) -> Result<(), BackupError> {
    let folder = place.join(name);
    forget_key(&folder)?;
    let gone = place.join(format!("{name}{GONE}"));
    fs::rename(&folder, &gone)?;
    sync_folder(place)?;
    fs::remove_dir_all(&gone)?;
    Ok(sync_folder(place)?)
}

fn forget_key(folder: &Path) -> Result<(), BackupError> {
    let path = folder.join(KEY_FILE);
    let Ok(length) = fs::metadata(&path).map(|file| file.len()) else {
        return Ok(());
    };
    let mut file = OpenOptions::new().write(true).open(&path)?;
    file.write_all(&vec![0; usize::try_from(length).unwrap_or(0)])?;
    file.sync_all()?;
    drop(file);
    fs::remove_file(&path)?;
    Ok(sync_folder(folder)?)
}

/// Removes files of messages that none of the backups needs any more; leaves all of them while one cannot say.
///
/// # Errors
/// [`BackupError::Damaged`] when a list cannot be read, [`BackupError::Disk`].
pub fn prune_media(place: &Path) -> Result<usize, BackupError> {
    let mut listed: BTreeMap<Side, BTreeSet<MediaId>> = BTreeMap::new();
    for backup in list(place)? {
        let text = fs::read_to_string(place.join(&backup.name).join(MEDIA_LIST))?;
        for (side, id) in media::read_list(&text)? {
            listed.entry(side).or_default().insert(id);
        }
    }
    media::prune(place, &listed)
}

/// Keeps the list of what was erased beside the backups, for those that are older than it.
///
/// # Errors
/// [`BackupError::DiskFull`], [`BackupError::Disk`].
pub fn keep_erasures(
    place: &Path,
    machine: &crate::key::Key32,
    list: &[u8],
) -> Result<(), BackupError> {
    let sealed = machine
        .seal(CONTEXT, list)
        .map_err(|_| BackupError::Stopped)?;
    let new = format!("{ERASURES}.new");
    head::write(place, &new, &sealed)?;
    fs::rename(place.join(new), place.join(ERASURES))?;
    Ok(sync_folder(place)?)
}

/// Returns the list that [`keep_erasures`] kept; nothing when there is none.
///
/// # Errors
/// [`BackupError::Damaged`] when it is not this clinic's, [`BackupError::Disk`].
pub fn erasures(place: &Path, machine: &crate::key::Key32) -> Result<Option<Vec<u8>>, BackupError> {
    let sealed = match fs::read(place.join(ERASURES)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        sealed => sealed?,
    };
    let list = machine.open(CONTEXT, &sealed);
    list.map(Some).map_err(|_| BackupError::Damaged)
}
