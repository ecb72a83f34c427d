//! One backup: written under a temporary name and renamed when it is whole, and read again by who has its key.

use super::head::{self, Head};
use super::manifest::{Entry, Manifest};
use super::place::{MEDIA_LIST, PART};
use super::{BackupError, contents::Contents, media};
use crate::key::file::{KeysFile, sync_folder};
use crate::key::phrase::RecoveryPhrase;
use crate::key::recovery::PhraseLock;
use crate::key::{Key32, hex};
use crate::media_file::{self, reader::Reader, writer::Writer};
use crate::sqlite::beside;
use recado_domain::channel::Side;
use recado_domain::id::MediaId;
use recado_domain::time::UnixMs;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroize;

/// Bytes that are held in memory at once.
const PIECE: usize = 1024 * 1024;

/// A backup being made.
pub struct Making {
    key: Key32,
    lock: PhraseLock,
    place: PathBuf,
    folder: PathBuf,
    part: PathBuf,
    bytes: u64,
    manifest: Manifest,
}

impl Making {
    /// Begins a backup of this name in the clinic's folder.
    ///
    /// # Errors
    /// [`BackupError::NoPhrase`], [`BackupError::Missing`] when the folder is not there, [`BackupError::DiskFull`],
    /// [`BackupError::Disk`].
    pub fn begin(
        place: &Path,
        name: &str,
        made_at: UnixMs,
        keys: &KeysFile,
        machine: &Key32,
    ) -> Result<Self, BackupError> {
        let key = Key32::generate().map_err(|_| BackupError::Stopped)?;
        let folder = place.join(name);
        let part = beside(&folder, PART);
        fs::create_dir(&part)?;
        let lock = head::seal_key(&part, keys, machine, &key)?;
        Ok(Self {
            key,
            lock,
            place: place.to_owned(),
            folder,
            part,
            bytes: 0,
            manifest: Manifest {
                made_at,
                files: BTreeMap::new(),
                media: BTreeMap::new(),
            },
        })
    }

    /// Adds a file, encrypted, then reads it again from where it lies and compares.
    ///
    /// # Errors
    /// [`BackupError::Damaged`] when another was read than was written; [`BackupError::Stopped`],
    /// [`BackupError::DiskFull`], [`BackupError::Disk`].
    pub fn add(
        &mut self,
        name: &str,
        from: &Path,
        contents: Option<Contents>,
        goes_on: &mut dyn FnMut() -> bool,
    ) -> Result<(), BackupError> {
        self.add_all(name, &mut File::open(from)?, contents, goes_on)
    }

    /// Adds bytes as a file, as [`Making::add`].
    ///
    /// # Errors
    /// As [`Making::add`].
    pub fn add_bytes(&mut self, name: &str, bytes: &[u8]) -> Result<(), BackupError> {
        self.add_all(name, &mut &*bytes, None, &mut || true)
    }

    fn add_all(
        &mut self,
        name: &str,
        from: &mut dyn Read,
        contents: Option<Contents>,
        goes_on: &mut dyn FnMut() -> bool,
    ) -> Result<(), BackupError> {
        let id = MediaId::generate();
        let mut written = Sha256::new();
        let mut writer = Writer::create(&self.part, id, &self.key)?;
        let mut buffer = vec![0; PIECE];
        let bytes = loop {
            if !goes_on() {
                return Err(BackupError::Stopped);
            }
            match from.read(&mut buffer)? {
                0 => break writer.finish()?,
                count => {
                    written.update(&buffer[..count]);
                    writer.write(&buffer[..count])?;
                }
            }
        };
        let written = hex(&written.finalize());
        if read_through(&self.part, id, &self.key, &mut |_| Ok(()), goes_on)? != written {
            return Err(BackupError::Damaged);
        }
        self.bytes += bytes;
        let entry = Entry {
            id,
            bytes,
            sha256: written,
            contents,
        };
        self.manifest.files.insert(name.to_owned(), entry);
        Ok(())
    }

    /// Says which files of messages it needs.
    pub fn list_media(&mut self, side: Side, files: BTreeMap<MediaId, u64>) {
        self.manifest.media.entry(side).or_default().extend(files);
    }

    /// Ends the backup: everything is durable under its name when this returns. Returns its key and its size.
    ///
    /// # Errors
    /// [`BackupError::DiskFull`], [`BackupError::Disk`].
    pub fn finish(self) -> Result<(Key32, u64), BackupError> {
        let json = serde_json::to_vec(&self.manifest).map_err(|_| BackupError::Damaged)?;
        let id = MediaId::generate();
        media_file::writer::write_whole(&self.part, id, &self.key, &json)?;
        let list = media::list_text(&self.manifest.media);
        head::write(&self.part, MEDIA_LIST, list.as_bytes())?;
        Head::new(self.manifest.made_at, self.bytes, id, self.lock).save(&self.part)?;
        fs::rename(&self.part, &self.folder)?;
        sync_folder(&self.place)?;
        Ok((self.key, self.bytes))
    }
}

/// A backup whose key is at hand.
pub struct Opened {
    folder: PathBuf,
    key: Key32,
    /// Everything in it.
    pub manifest: Manifest,
}

impl Opened {
    /// Opens a backup with the recovery phrase.
    ///
    /// # Errors
    /// [`BackupError::WrongPhrase`], [`BackupError::Missing`], [`BackupError::Damaged`], [`BackupError::NewerThanApp`].
    pub fn by_phrase(folder: &Path, phrase: &RecoveryPhrase) -> Result<Self, BackupError> {
        let key = Head::load(folder)?.open(folder, phrase)?;
        Self::by_key(folder, key)
    }

    /// Opens a backup with its key.
    ///
    /// # Errors
    /// As [`Opened::by_phrase`].
    pub fn by_key(folder: &Path, key: Key32) -> Result<Self, BackupError> {
        let head = Head::load(folder)?;
        let mut json = media_file::reader::read_whole(folder, head.manifest, &key)?;
        let manifest: Result<Manifest, _> = serde_json::from_slice(&json);
        json.zeroize();
        let manifest = manifest.map_err(|_| BackupError::Damaged)?;
        if manifest.made_at != head.made_at {
            return Err(BackupError::Damaged);
        }
        Ok(Self {
            folder: folder.to_owned(),
            key,
            manifest,
        })
    }

    /// Writes a file of it to where it belongs, and compares it with what it was.
    ///
    /// # Errors
    /// [`BackupError::Missing`] when there is none of this name, [`BackupError::Damaged`], [`BackupError::Stopped`],
    /// [`BackupError::DiskFull`], [`BackupError::Disk`].
    pub fn take_out(
        &self,
        name: &str,
        to: &Path,
        goes_on: &mut dyn FnMut() -> bool,
    ) -> Result<(), BackupError> {
        let entry = self.manifest.files.get(name).ok_or(BackupError::Missing)?;
        let mut file = File::create(to)?;
        let mut write = |bytes: &[u8]| Ok(file.write_all(bytes)?);
        let found = read_through(&self.folder, entry.id, &self.key, &mut write, goes_on)?;
        file.sync_all()?;
        if found != entry.sha256 || file.metadata()?.len() != entry.bytes {
            return Err(BackupError::Damaged);
        }
        Ok(())
    }
}

/// Reads an encrypted file piece by piece and returns the SHA-256 of what it holds.
fn read_through(
    folder: &Path,
    id: MediaId,
    key: &Key32,
    take: &mut dyn FnMut(&[u8]) -> Result<(), BackupError>,
    goes_on: &mut dyn FnMut() -> bool,
) -> Result<String, BackupError> {
    let mut reader = Reader::open(folder, id, key).map_err(|error| match error {
        // A part that is gone is a backup that is not whole.
        media_file::MediaFileError::Missing => BackupError::Damaged,
        other => other.into(),
    })?;
    let mut digest = Sha256::new();
    let mut at = 0;
    while at < reader.plain_bytes() {
        if !goes_on() {
            return Err(BackupError::Stopped);
        }
        let mut piece = reader.read_range(at, PIECE)?;
        digest.update(&piece);
        at += piece.len() as u64;
        let taken = take(&piece);
        piece.zeroize();
        taken?;
    }
    Ok(hex(&digest.finalize()))
}
