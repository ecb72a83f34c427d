//! A folder that is whole or not there: filled under a hidden name, then renamed.
//!
//! That it is being filled is noted first, so that the next start removes what a cut-off left.

use crate::{error::InboxError, house::House, view::retention::ExportView};
use jiff::tz::TimeZone;
use recado_domain::time::UnixMs;
use recado_store::{clinic::settings, error::StoreError, media_file::MediaFileError};
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

/// Where it is noted what is being filled.
const NAME: &str = "exports.unfinished";
const BEGINNING: &str = ".recado-export-";
const ENDING: &str = ".part";
/// The most folders of one day.
const MOST: u32 = 1000;

/// Fills a new folder below `parent` and returns what `fill` says of it, with its name.
///
/// # Errors
/// What `fill` gives, storage: then nothing is left there.
pub(super) fn whole(
    house: &House,
    parent: &Path,
    now: UnixMs,
    fill: impl FnOnce(&Path) -> Result<ExportView, InboxError>,
) -> Result<ExportView, InboxError> {
    let part = parent.join(format!("{BEGINNING}{}{ENDING}", uuid::Uuid::now_v7()));
    note(house, |all| all.push(part.clone()))?;
    let done = private_folder(&part)
        .map_err(disk)
        .and_then(|()| fill(&part))
        .and_then(|view| {
            Ok((
                rename(&part, parent, now, &house.clock.zone()).map_err(disk)?,
                view,
            ))
        });
    if done.is_err() {
        remove(&part);
    }
    note(house, |all| all.retain(|one| *one != part))?;
    let (folder, view) = done?;
    Ok(ExportView { folder, ..view })
}

/// At the start: removes what a cut-off left.
pub(crate) fn sweep(house: &House) {
    let unfinished = house.clinic.read(|conn| settings::get(conn, NAME));
    let unfinished: Option<Vec<PathBuf>> = unfinished.unwrap_or_default();
    let Some(unfinished) = unfinished.filter(|all| !all.is_empty()) else {
        return;
    };
    for part in &unfinished {
        let name = part.file_name().map(|name| name.to_string_lossy());
        if name.is_some_and(|name| name.starts_with(BEGINNING) && name.ends_with(ENDING)) {
            remove(part);
        }
    }
    if let Err(error) = note(house, |all| all.retain(|part| part.exists())) {
        tracing::warn!("what is left of an export is looked at again: {error}");
    }
}

fn note(house: &House, change: impl FnOnce(&mut Vec<PathBuf>)) -> Result<(), InboxError> {
    house.clinic.write(|tx| {
        let mut all: Vec<PathBuf> = settings::get(tx, NAME)?.unwrap_or_default();
        change(&mut all);
        settings::set(tx, NAME, &all)
    })?;
    Ok(())
}

/// Gives it its name, over nothing that is there; nobody's name is in it.
fn rename(part: &Path, parent: &Path, now: UnixMs, zone: &TimeZone) -> io::Result<String> {
    let day = jiff::Timestamp::from_millisecond(now.0)
        .map(|at| at.to_zoned(zone.clone()).strftime("%Y-%m-%d").to_string())
        .unwrap_or_default();
    for number in 1..=MOST {
        let name = format!("recado-export-{day}-{number}");
        let place = parent.join(&name);
        if !place.exists() {
            fs::rename(part, &place)?;
            sync_folder(parent)?;
            return Ok(name);
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn remove(part: &Path) {
    match fs::remove_dir_all(part) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!("what is left of an export could not be removed: {error}");
        }
        Ok(()) | Err(_) => {}
    }
}

/// Returns what a command says about a disk that refuses.
pub(super) fn disk(error: io::Error) -> InboxError {
    match error.kind() {
        // "Not found" would speak of the person.
        io::ErrorKind::NotFound => InboxError::Store(StoreError::Disk),
        _ => InboxError::MediaFile(MediaFileError::from(error)),
    }
}

/// Makes a folder for its owner alone.
pub(super) fn private_folder(path: &Path) -> io::Result<()> {
    let mut folder = DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        folder.mode(0o700);
    }
    folder.create(path)
}

/// Makes a file for its owner alone.
pub(super) fn private_file(path: &Path) -> io::Result<File> {
    let mut file = OpenOptions::new();
    file.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        file.mode(0o600);
    }
    file.open(path)
}

/// Makes durable which names are in a folder.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}
