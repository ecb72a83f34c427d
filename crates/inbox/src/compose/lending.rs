//! Files lent to the system's programs: a plain copy in a private folder, under a harmless name, for as long as it is
//! needed and not longer.
//!
//! What runs, what is a page, and what lies about its type is not lent. Starting the program is the window's.

use crate::{
    audit,
    desk::{Desk, blocking},
    error::InboxError,
    receive::content::clean,
    staff::roles,
};
use recado_domain::{audit::ActName, channel::Side, id::MediaId, media::MediaState};
use recado_store::{
    conversations::media::{self, Media},
    media_file::{self, reader},
};
use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    time::Duration,
};

/// Where they are, below the data folder.
const FOLDER: &str = "lent";
/// How long one stays.
const STAYS_FOR: Duration = Duration::from_secs(15 * 60);

/// Types that programs open without running what is in them, and the ending each is known by.
const ENDINGS: [(&str, &str); 32] = [
    ("application/pdf", "pdf"),
    ("application/msword", "doc"),
    ("application/vnd.ms-excel", "xls"),
    ("application/vnd.ms-powerpoint", "ppt"),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "pptx",
    ),
    ("application/vnd.oasis.opendocument.text", "odt"),
    ("application/vnd.oasis.opendocument.spreadsheet", "ods"),
    ("application/vnd.oasis.opendocument.presentation", "odp"),
    ("application/rtf", "rtf"),
    ("text/rtf", "rtf"),
    ("text/plain", "txt"),
    ("text/csv", "csv"),
    ("text/calendar", "ics"),
    ("text/vcard", "vcf"),
    ("image/jpeg", "jpg"),
    ("image/png", "png"),
    ("image/gif", "gif"),
    ("image/webp", "webp"),
    ("image/heif", "heif"),
    ("image/tiff", "tiff"),
    ("image/bmp", "bmp"),
    ("audio/aac", "aac"),
    ("audio/amr", "amr"),
    ("audio/mpeg", "mp3"),
    ("audio/mp4", "m4a"),
    ("audio/ogg", "ogg"),
    ("audio/wav", "wav"),
    ("video/mp4", "mp4"),
    ("video/3gpp", "3gp"),
    ("video/webm", "webm"),
];

/// Lends a file and returns where it is. It is taken back after a quarter of an hour, at the lock and at the end.
///
/// # Errors
/// [`InboxError::NoProgram`] for what is not safe to open, [`InboxError::NotFound`] for what is not here,
/// [`InboxError::Locked`], storage.
pub(crate) async fn lend(desk: &Desk, side: Side, file: MediaId) -> Result<PathBuf, InboxError> {
    let data_dir = desk.inner.options.data_dir.clone();
    let now = desk.inner.options.clock.now();
    let lent = desk
        .with_house(move |house| {
            let (found, key) = house.read(side, |conn| {
                Ok((media::get(conn, file)?, media::key(conn, file)?))
            })?;
            let name = safe_name(&found)?;
            let folder = media_file::folder(&house.folder, side);
            let bytes = reader::read_whole(&folder, file, &key)?;
            // Before it stands there: no file leaves without its act.
            let detail = format!("{{\"media\":\"{file}\"}}");
            audit::note(house, now, ActName::FileOpened, found.conversation, &detail)?;
            put(&data_dir.join(FOLDER), &file.to_string(), &name, &bytes).map_err(|error| {
                tracing::warn!("a file could not be lent: {error}");
                InboxError::MediaFile(error.into())
            })
        })
        .await?;
    let taken_back = lent.clone();
    desk.keep(&tokio::spawn(async move {
        tokio::time::sleep(STAYS_FOR).await;
        let done = blocking(move || {
            remove(taken_back.parent().unwrap_or(&taken_back));
            Ok(())
        });
        let _ = done.await;
    }));
    // Locked meanwhile: what the lock took back must not stand there again.
    if roles::reads(desk, side).is_err() {
        take_back(desk);
        return Err(InboxError::Locked);
    }
    Ok(lent)
}

/// Takes everything back: at the lock, at the end, and what a kill left behind at the start.
pub(crate) fn take_back(desk: &Desk) {
    remove(&desk.inner.options.data_dir.join(FOLDER));
}

/// Returns whether a file would be lent.
pub(crate) fn may_lend(file: &Media) -> bool {
    file.state == MediaState::Here && ending(file).is_some()
}

/// Returns the ending a file's bytes deserve, if it may be lent.
pub(crate) fn ending(file: &Media) -> Option<&'static str> {
    let mime = file.mime.as_deref().unwrap_or_default();
    let (_, ending) = ENDINGS.iter().find(|(known, _)| *known == mime)?;
    (!file.is_disguised).then_some(*ending)
}

/// Returns the name a file is lent under: its own, with the ending its bytes deserve.
fn safe_name(file: &Media) -> Result<String, InboxError> {
    if file.state != MediaState::Here {
        return Err(InboxError::NotFound);
    }
    let ending = ending(file).ok_or(InboxError::NoProgram)?;
    let name = file.name.as_deref().and_then(clean::file_name);
    let name = name.unwrap_or_default();
    let stem = name
        .rsplit_once('.')
        .map_or(name.as_str(), |(stem, _)| stem);
    // No dot is left that a program could take for another ending, and no dash that it could take for an option.
    let stem: String = stem
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == ' ' {
                c
            } else {
                '_'
            }
        })
        .take(80)
        .collect();
    let stem = Some(stem.trim()).filter(|stem| !stem.is_empty());
    Ok(format!("{}.{ending}", stem.unwrap_or("file")))
}

fn put(folder: &Path, id: &str, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let folder = folder.join(id);
    private_folder().create(&folder)?;
    let path = folder.join(name);
    let _ = fs::remove_file(&path);
    let mut file = private_file().open(&path)?;
    file.write_all(bytes)?;
    Ok(path)
}

fn remove(path: &Path) {
    match fs::remove_dir_all(path) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => tracing::warn!("a lent file was not taken back: {error}"),
    }
}

#[cfg(unix)]
fn private_folder() -> DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    let mut folder = DirBuilder::new();
    folder.recursive(true).mode(0o700);
    folder
}

#[cfg(unix)]
fn private_file() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = OpenOptions::new();
    file.write(true).create_new(true).mode(0o600);
    file
}

// Elsewhere the data folder is the person's own, and what is in it inherits that.
#[cfg(not(unix))]
fn private_folder() -> DirBuilder {
    let mut folder = DirBuilder::new();
    folder.recursive(true);
    folder
}

#[cfg(not(unix))]
fn private_file() -> OpenOptions {
    let mut file = OpenOptions::new();
    file.write(true).create_new(true);
    file
}

#[cfg(test)]
mod tests;
