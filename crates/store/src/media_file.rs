//! Encrypted files of messages: a key per file, sealed in chunks, so that a player can seek. Knows no database and no
//! network; key and id arrive as arguments.
//!
//! Shape: magic `RcMF`, version 1, 7 random bytes; then chunks of 64 KiB of plain bytes, each sealed with AES-256-GCM by
//! the STREAM construction (a chunk's place and whether it is the last are in its nonce), with header and file id as
//! associated data. The last chunk may be shorter, or empty in an empty file. So a chunk that was changed, moved, cut
//! off or taken from another file does not open.

pub mod copying;
pub mod reader;
pub mod writer;

use crate::key::Key32;
use aead_stream::{NewStream, StreamBE32};
use aes_gcm::{Aes256Gcm, KeyInit};
use recado_domain::channel::Side;
use recado_domain::id::MediaId;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Plain bytes of every chunk but the last.
pub const CHUNK_BYTES: usize = 64 * 1024;

const MAGIC: &[u8; 4] = b"RcMF";
const VERSION: u8 = 1;
const PREFIX_BYTES: usize = 7;
const HEADER_BYTES: usize = MAGIC.len() + 1 + PREFIX_BYTES;
const TAG_BYTES: usize = 16;
const SEALED_CHUNK_BYTES: usize = CHUNK_BYTES + TAG_BYTES;
const PART_ENDING: &str = ".part";

/// Why a file cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum MediaFileError {
    /// It is not whole, or not this file, or not sealed by this key: it has to be fetched again.
    #[error("the file is damaged")]
    Damaged,
    /// It is not here.
    #[error("there is no such file")]
    Missing,
    /// A newer version of this app wrote it: update.
    #[error("the file has a version this app does not know")]
    NewerThanApp,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// The disk or the file system refuses.
    #[error("the disk refuses")]
    Disk(#[source] io::Error),
}

impl From<io::Error> for MediaFileError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::UnexpectedEof => Self::Damaged,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Disk(error),
        }
    }
}

/// Returns the folder for the files of a side, under the data folder.
pub fn folder(data: &Path, side: Side) -> PathBuf {
    data.join("media").join(side.as_str())
}

/// Makes the folder for the files of a side where there is none, and returns it.
///
/// # Errors
/// [`MediaFileError::DiskFull`] or [`MediaFileError::Disk`].
pub fn make_folder(data: &Path, side: Side) -> Result<PathBuf, MediaFileError> {
    let folder = folder(data, side);
    fs::create_dir_all(&folder)?;
    let parent = data.join("media");
    crate::key::file::sync_folder(&parent)?;
    crate::key::file::sync_folder(data)?;
    Ok(folder)
}

/// Returns where a file is.
pub fn path(folder: &Path, id: MediaId) -> PathBuf {
    folder.join(id.to_string())
}

/// Removes a file; one that is not there is no error.
///
/// # Errors
/// [`MediaFileError::Disk`].
pub fn remove(folder: &Path, id: MediaId) -> Result<(), MediaFileError> {
    match fs::remove_file(path(folder, id)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Removes what belongs to nothing: files that are not in `known`, and parts that a stop left behind, except of what is
/// `being_written`. Returns how many.
///
/// # Errors
/// [`MediaFileError::Disk`]; a folder that is not there holds nothing.
pub fn sweep(
    folder: &Path,
    known: &BTreeSet<MediaId>,
    being_written: &BTreeSet<MediaId>,
) -> Result<usize, MediaFileError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        entries => entries?,
    };
    let mut removed = 0;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_leftover = match name.strip_suffix(PART_ENDING) {
            Some(id) => id
                .parse::<MediaId>()
                .is_ok_and(|id| !being_written.contains(&id)),
            // A name that is no id of ours is not ours to remove.
            None => name
                .parse::<MediaId>()
                .is_ok_and(|id| !known.contains(&id) && !being_written.contains(&id)),
        };
        if is_leftover {
            fs::remove_file(entry.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// What seals and opens the chunks of one file.
struct Sealing {
    stream: StreamBE32<Aes256Gcm>,
    associated: Vec<u8>,
}

impl Sealing {
    fn new(key: &Key32, id: MediaId, header: &[u8; HEADER_BYTES]) -> Self {
        let mut prefix = [0; PREFIX_BYTES];
        prefix.copy_from_slice(&header[HEADER_BYTES - PREFIX_BYTES..]);
        let cipher = Aes256Gcm::new(key.expose().into());
        Self {
            stream: StreamBE32::from_aead(cipher, &prefix.into()),
            associated: [header.as_slice(), id.0.as_bytes()].concat(),
        }
    }
}
