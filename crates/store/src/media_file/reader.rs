//! Reading: any range, opening only the chunks it touches.

use super::{
    CHUNK_BYTES, HEADER_BYTES, MAGIC, MediaFileError, SEALED_CHUNK_BYTES, Sealing, TAG_BYTES,
    VERSION,
};
use crate::key::Key32;
use aead_stream::StreamPrimitive;
use recado_domain::id::MediaId;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// An open file. Its length is proved: a file that was cut off does not open.
pub struct Reader {
    file: File,
    sealing: Sealing,
    sealed_bytes: u64,
    chunks: u32,
}

impl Reader {
    /// Opens a file and proves that its end is there.
    ///
    /// # Errors
    /// [`MediaFileError::Missing`], [`MediaFileError::Damaged`], [`MediaFileError::NewerThanApp`],
    /// [`MediaFileError::Disk`].
    pub fn open(folder: &Path, id: MediaId, key: &Key32) -> Result<Self, MediaFileError> {
        let mut file = File::open(super::path(folder, id))?;
        let mut header = [0; HEADER_BYTES];
        file.read_exact(&mut header)?;
        let (magic, rest) = header.split_at(MAGIC.len());
        if magic != MAGIC {
            return Err(MediaFileError::Damaged);
        }
        if rest[0] != VERSION {
            return Err(MediaFileError::NewerThanApp);
        }
        let whole = file.metadata()?.len();
        let sealed_bytes = whole
            .checked_sub(HEADER_BYTES as u64)
            .ok_or(MediaFileError::Damaged)?;
        let chunks = u32::try_from(sealed_bytes.div_ceil(SEALED_CHUNK_BYTES as u64))
            .map_err(|_| MediaFileError::Damaged)?;
        let mut reader = Self {
            file,
            sealing: Sealing::new(key, id, &header),
            sealed_bytes,
            chunks,
        };
        let last = chunks.checked_sub(1).ok_or(MediaFileError::Damaged)?;
        reader.chunk(last)?;
        Ok(reader)
    }

    /// Returns the number of plain bytes.
    pub fn plain_bytes(&self) -> u64 {
        self.sealed_bytes - u64::from(self.chunks) * TAG_BYTES as u64
    }

    /// Returns the bytes from `offset`, at most `len`; fewer where the file ends.
    ///
    /// # Errors
    /// [`MediaFileError::Damaged`], [`MediaFileError::Disk`].
    pub fn read_range(&mut self, offset: u64, len: usize) -> Result<Vec<u8>, MediaFileError> {
        let end = offset.saturating_add(len as u64).min(self.plain_bytes());
        let mut bytes = Vec::new();
        let mut at = offset;
        while at < end {
            let number =
                u32::try_from(at / CHUNK_BYTES as u64).map_err(|_| MediaFileError::Damaged)?;
            let chunk = self.chunk(number)?;
            let chunk_at = u64::from(number) * CHUNK_BYTES as u64;
            let first = usize::try_from(at - chunk_at).map_err(|_| MediaFileError::Damaged)?;
            let wanted =
                usize::try_from(end - chunk_at).map_or(chunk.len(), |to| to.min(chunk.len()));
            bytes.extend_from_slice(chunk.get(first..wanted).ok_or(MediaFileError::Damaged)?);
            at = chunk_at + wanted as u64;
        }
        Ok(bytes)
    }

    /// Returns all bytes.
    ///
    /// # Errors
    /// [`MediaFileError::Damaged`], [`MediaFileError::Disk`].
    pub fn read_whole(&mut self) -> Result<Vec<u8>, MediaFileError> {
        let len = usize::try_from(self.plain_bytes()).map_err(|_| MediaFileError::Damaged)?;
        self.read_range(0, len)
    }

    fn chunk(&mut self, number: u32) -> Result<Vec<u8>, MediaFileError> {
        let start = u64::from(number) * SEALED_CHUNK_BYTES as u64;
        let len = (self.sealed_bytes - start).min(SEALED_CHUNK_BYTES as u64);
        let mut sealed = Vec::new();
        self.file
            .seek(SeekFrom::Start(HEADER_BYTES as u64 + start))?;
        (&mut self.file).take(len).read_to_end(&mut sealed)?;
        let is_last = number + 1 == self.chunks;
        self.sealing
            .stream
            .decrypt_in_place(number, is_last, &self.sealing.associated, &mut sealed)
            .map_err(|_| MediaFileError::Damaged)?;
        Ok(sealed)
    }
}

/// Returns a whole file's bytes.
///
/// # Errors
/// As [`Reader::open`].
pub fn read_whole(folder: &Path, id: MediaId, key: &Key32) -> Result<Vec<u8>, MediaFileError> {
    Reader::open(folder, id, key)?.read_whole()
}
