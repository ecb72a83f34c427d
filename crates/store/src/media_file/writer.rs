//! Writing: into a `.part` file that takes the file's name when it is whole and durable.

use super::{
    CHUNK_BYTES, HEADER_BYTES, MAGIC, MediaFileError, PART_ENDING, PREFIX_BYTES,
    SEALED_CHUNK_BYTES, Sealing, VERSION,
};
use crate::key::{Key32, file::sync_folder, random};
use crate::sqlite::beside;
use aead_stream::StreamPrimitive;
use recado_domain::id::MediaId;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroize;

/// A file being written. Dropped unfinished, it leaves nothing behind.
pub struct Writer {
    file: Option<File>,
    folder: PathBuf,
    path: PathBuf,
    part: PathBuf,
    sealing: Sealing,
    /// Plain bytes of the chunk that is not full yet.
    chunk: Vec<u8>,
    position: u32,
    plain_bytes: u64,
}

impl Writer {
    /// Begins a file; what a stop left of an earlier attempt is overwritten.
    ///
    /// # Errors
    /// [`MediaFileError::DiskFull`], [`MediaFileError::Disk`].
    pub fn create(folder: &Path, id: MediaId, key: &Key32) -> Result<Self, MediaFileError> {
        let prefix: [u8; PREFIX_BYTES] = random().map_err(io::Error::other)?;
        let mut header = [VERSION; HEADER_BYTES];
        header[..MAGIC.len()].copy_from_slice(MAGIC);
        header[HEADER_BYTES - PREFIX_BYTES..].copy_from_slice(&prefix);
        let path = super::path(folder, id);
        let part = beside(&path, PART_ENDING);
        let file = File::create(&part)?;
        let mut writer = Self {
            file: Some(file),
            folder: folder.to_owned(),
            path,
            part,
            sealing: Sealing::new(key, id, &header),
            chunk: Vec::with_capacity(SEALED_CHUNK_BYTES),
            position: 0,
            plain_bytes: 0,
        };
        writer.put(&header)?;
        Ok(writer)
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// [`MediaFileError::DiskFull`], [`MediaFileError::Disk`]; the file is then to be given up.
    pub fn write(&mut self, mut bytes: &[u8]) -> Result<(), MediaFileError> {
        while !bytes.is_empty() {
            // A full chunk is sealed only when more follows: the last one is sealed as such.
            if self.chunk.len() == CHUNK_BYTES {
                self.seal_chunk(false)?;
            }
            let fits = bytes.len().min(CHUNK_BYTES - self.chunk.len());
            let (now, later) = bytes.split_at(fits);
            self.chunk.extend_from_slice(now);
            self.plain_bytes += now.len() as u64;
            bytes = later;
        }
        Ok(())
    }

    /// Returns how many bytes were added so far.
    pub fn plain_bytes(&self) -> u64 {
        self.plain_bytes
    }

    /// Ends the file: durable under its name when this returns. Returns its size.
    ///
    /// # Errors
    /// [`MediaFileError::DiskFull`], [`MediaFileError::Disk`]; nothing is left behind then.
    pub fn finish(mut self) -> Result<u64, MediaFileError> {
        self.seal_chunk(true)?;
        if let Some(file) = self.file.take() {
            // Given up until the rename: `drop` removes the part.
            let whole = file.sync_all();
            drop(file);
            if let Err(error) = whole.and_then(|()| fs::rename(&self.part, &self.path)) {
                remove_quietly(&self.part);
                return Err(error.into());
            }
        }
        sync_folder(&self.folder)?;
        Ok(self.plain_bytes)
    }

    fn seal_chunk(&mut self, is_last: bool) -> Result<(), MediaFileError> {
        // 2^32 chunks are 256 TiB: no file gets there.
        let next = self
            .position
            .checked_add(1)
            .ok_or(MediaFileError::DiskFull)?;
        let mut sealed = std::mem::take(&mut self.chunk);
        self.sealing
            .stream
            .encrypt_in_place(
                self.position,
                is_last,
                &self.sealing.associated,
                &mut sealed,
            )
            .map_err(io::Error::other)?;
        self.put(&sealed)?;
        self.position = next;
        sealed.clear();
        self.chunk = sealed;
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), MediaFileError> {
        match &mut self.file {
            Some(file) => Ok(file.write_all(bytes)?),
            None => Err(MediaFileError::Missing),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.chunk.zeroize();
        if self.file.take().is_some() {
            remove_quietly(&self.part);
        }
    }
}

/// Writes a whole file at once; returns its size.
///
/// # Errors
/// As [`Writer::finish`].
pub fn write_whole(
    folder: &Path,
    id: MediaId,
    key: &Key32,
    bytes: &[u8],
) -> Result<u64, MediaFileError> {
    let mut writer = Writer::create(folder, id, key)?;
    writer.write(bytes)?;
    writer.finish()
}

/// A part that cannot be removed now is swept at the next start.
fn remove_quietly(part: &Path) {
    let _ = fs::remove_file(part);
}
