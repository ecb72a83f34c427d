//! Files of messages in a backup: each is encrypted under a key of its own and never changes, so only what is not there
//! yet is copied, and all backups of a clinic share what is.

use super::BackupError;
use crate::key::Key32;
use crate::media_file::{self, MediaFileError, copying, reader::Reader};
use recado_domain::channel::Side;
use recado_domain::id::MediaId;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

/// Both sides, in order.
const SIDES: [Side; 2] = [Side::Clinical, Side::Leads];

/// Copies the files of a side that are not at `to` yet; both are folders that hold a folder `media`. Returns all that are
/// there, with their sizes. `goes_on` hears how many of how many bytes are looked at and says whether to go on.
///
/// # Errors
/// [`BackupError::Stopped`], [`BackupError::Damaged`] when a copy is another, [`BackupError::DiskFull`],
/// [`BackupError::Disk`].
pub fn bring(
    from: &Path,
    to: &Path,
    side: Side,
    goes_on: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<BTreeMap<MediaId, u64>, BackupError> {
    let here = sizes(&media_file::folder(from, side))?;
    let target = media_file::make_folder(to, side)?;
    let there = sizes(&target)?;
    let mut brought = BTreeMap::new();
    let all: u64 = here.values().sum();
    let mut done = 0;
    for (id, bytes) in here {
        done += bytes;
        if !goes_on(done, all) {
            return Err(BackupError::Stopped);
        }
        if there.get(&id) != Some(&bytes) {
            match copying::copy(&media_file::folder(from, side), &target, id) {
                Ok(()) => {}
                // Removed here meanwhile: nothing needs it any more.
                Err(MediaFileError::Missing) => continue,
                Err(error) => return Err(error.into()),
            }
        }
        brought.insert(id, bytes);
    }
    Ok(brought)
}

/// Copies a listed file of a side back.
///
/// # Errors
/// [`BackupError::Damaged`] when it is not there or has another size, [`BackupError::DiskFull`], [`BackupError::Disk`].
pub fn take_back(
    from: &Path,
    to: &Path,
    side: Side,
    id: MediaId,
    bytes: u64,
) -> Result<(), BackupError> {
    let (old, new) = (media_file::folder(from, side), media_file::folder(to, side));
    let found = match fs::metadata(media_file::path(&old, id)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        found => Some(found?.len()),
    };
    if found != Some(bytes) {
        return Err(BackupError::Damaged);
    }
    Ok(copying::copy(&old, &new, id)?)
}

/// Reads a file from its beginning to its end with its key.
///
/// # Errors
/// [`BackupError::Damaged`], [`BackupError::Disk`].
pub fn check(data: &Path, side: Side, id: MediaId, key: &Key32) -> Result<(), BackupError> {
    let mut reader = Reader::open(&media_file::folder(data, side), id, key)?;
    let mut at = 0;
    while at < reader.plain_bytes() {
        at += reader.read_range(at, 16 * media_file::CHUNK_BYTES)?.len() as u64;
    }
    Ok(())
}

/// Removes the files at `place` that no backup lists any more. Returns how many.
///
/// # Errors
/// [`BackupError::Disk`].
pub(super) fn prune(
    place: &Path,
    listed: &BTreeMap<Side, BTreeSet<MediaId>>,
) -> Result<usize, BackupError> {
    let mut removed = 0;
    for side in SIDES {
        let nothing = BTreeSet::new();
        let known = listed.get(&side).unwrap_or(&nothing);
        removed += media_file::sweep(&media_file::folder(place, side), known, &BTreeSet::new())?;
    }
    Ok(removed)
}

/// Returns the open list of the files that a backup needs: ids only, so that others can tell what is not needed.
pub(super) fn list_text(media: &BTreeMap<Side, BTreeMap<MediaId, u64>>) -> String {
    let mut text = String::new();
    for (side, files) in media {
        for id in files.keys() {
            text.push_str(&format!("{} {id}\n", side.as_str()));
        }
    }
    text
}

/// Reads what [`list_text`] wrote.
pub(super) fn read_list(text: &str) -> Result<Vec<(Side, MediaId)>, BackupError> {
    let line = |line: &str| {
        let (side, id) = line.split_once(' ')?;
        Some((Side::from_name(side)?, id.parse().ok()?))
    };
    text.lines()
        .map(|it| line(it).ok_or(BackupError::Damaged))
        .collect()
}

fn sizes(folder: &Path) -> Result<BTreeMap<MediaId, u64>, BackupError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        entries => entries?,
    };
    let mut sizes = BTreeMap::new();
    for entry in entries {
        let entry = entry?;
        let Ok(id) = entry.file_name().to_string_lossy().parse::<MediaId>() else {
            continue;
        };
        match entry.metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            found => {
                sizes.insert(id, found?.len());
            }
        }
    }
    Ok(sizes)
}
