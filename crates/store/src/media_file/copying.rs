//! Copying a file to the other side's folder: sealed as it is, with its key in the row that moves along.

use super::{MediaFileError, PART_ENDING, path};
use crate::key::file::sync_folder;
use crate::sqlite::beside;
use recado_domain::id::MediaId;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Copies a file, byte for byte; durable under its name and compared with the old one when this returns. One that is
/// there already, the same, is left alone.
///
/// # Errors
/// [`MediaFileError::Missing`] when there is none to copy; [`MediaFileError::Damaged`] when the copy is another;
/// [`MediaFileError::DiskFull`], [`MediaFileError::Disk`].
pub fn copy(from: &Path, to: &Path, id: MediaId) -> Result<(), MediaFileError> {
    let (old, new) = (path(from, id), path(to, id));
    let wanted = digest(&old)?;
    match digest(&new) {
        Ok(there) if there == wanted => return Ok(()),
        Ok(_) | Err(MediaFileError::Missing) => {}
        Err(error) => return Err(error),
    }
    let part = beside(&new, PART_ENDING);
    fs::copy(&old, &part)?;
    File::open(&part)?.sync_all()?;
    if digest(&part)? != wanted {
        return Err(MediaFileError::Damaged);
    }
    fs::rename(&part, &new)?;
    sync_folder(to)?;
    Ok(())
}

pub(crate) fn digest(path: &Path) -> Result<[u8; 32], MediaFileError> {
    let mut digest = Sha256::new();
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match io::Read::read(&mut file, &mut buffer)? {
            0 => return Ok(digest.finalize().into()),
            read => digest.update(&buffer[..read]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_the_same_and_repeats() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("leads"), folder.path().join("clinical"));
        fs::create_dir_all(&from).unwrap();
        fs::create_dir_all(&to).unwrap();
        let id = MediaId::generate();
        assert!(matches!(copy(&from, &to, id), Err(MediaFileError::Missing)));
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
        fs::write(path(&from, id), &bytes).unwrap();
        // What an attempt left that was cut off.
        fs::write(path(&to, id), &bytes[..1000]).unwrap();
        for _ in 0..2 {
            copy(&from, &to, id).unwrap();
            assert_eq!(fs::read(path(&to, id)).unwrap(), bytes);
        }
        assert_eq!(fs::read_dir(&to).unwrap().count(), 1);
    }
}
