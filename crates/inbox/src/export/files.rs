//! The files of messages, decrypted a piece at a time under harmless names.

use super::{
    folder,
    shape::{FileOf, TranscriptOf},
};
use crate::{compose::lending, error::InboxError, house::House};
use recado_domain::{channel::Side, media::MediaState};
use recado_store::{
    conversations::{
        media::{self, Media},
        transcripts,
    },
    media_file::{self, MediaFileError, reader::Reader},
};
use std::{io::Write, path::Path};

/// The folder of the files.
pub(super) const FOLDER: &str = "media";
/// How much is in memory at a time, in bytes.
const PIECE_BYTES: usize = 256 * 1024;

/// How many files were written, and how many are not here.
#[derive(Default)]
pub(super) struct Files {
    /// Written.
    pub written: u64,
    /// Known, and not here.
    pub missing: u64,
}

impl Files {
    /// Writes a file and returns how it stands in the export.
    ///
    /// A damaged or a missing file is told as not here: the rest is worth having.
    ///
    /// # Errors
    /// Storage.
    pub fn write(
        &mut self,
        house: &House,
        side: Side,
        file: &Media,
        folder: &Path,
    ) -> Result<FileOf, InboxError> {
        let path = match file.state {
            MediaState::Here => self.copy(house, side, file, folder)?,
            MediaState::Waiting
            | MediaState::Fetching
            | MediaState::TooBig
            | MediaState::ForeignHost
            | MediaState::Damaged
            | MediaState::Gone
            | MediaState::Failed => None,
        };
        match path {
            Some(_) => self.written += 1,
            None => self.missing += 1,
        }
        Ok(FileOf {
            path,
            name: file.name.clone(),
            mime: file.mime.clone(),
            bytes: file.bytes,
            transcript: transcript(house, side, file)?,
        })
    }

    fn copy(
        &self,
        house: &House,
        side: Side,
        file: &Media,
        folder: &Path,
    ) -> Result<Option<String>, InboxError> {
        let key = house.read(side, |conn| media::key(conn, file.id))?;
        let from = media_file::folder(&house.folder, side);
        let mut reader = match Reader::open(&from, file.id, &key) {
            Ok(reader) => reader,
            Err(MediaFileError::Missing | MediaFileError::Damaged) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let ending = lending::ending(file).unwrap_or("bin");
        let number = self.written + 1;
        let name = format!("{FOLDER}/{number:04}.{ending}");
        let path = folder.join(&name);
        let mut to = folder::private_file(&path).map_err(folder::disk)?;
        let mut at = 0;
        while at < reader.plain_bytes() {
            let piece = match reader.read_range(at, PIECE_BYTES) {
                Ok(piece) if !piece.is_empty() => piece,
                Ok(_) | Err(MediaFileError::Damaged) => {
                    drop(to);
                    std::fs::remove_file(&path).map_err(folder::disk)?;
                    return Ok(None);
                }
                Err(error) => return Err(error.into()),
            };
            at += piece.len() as u64;
            to.write_all(&piece).map_err(folder::disk)?;
        }
        to.sync_all().map_err(folder::disk)?;
        Ok(Some(name))
    }
}

/// Returns what a machine heard in a voice note.
fn transcript(house: &House, side: Side, file: &Media) -> Result<Option<TranscriptOf>, InboxError> {
    match house.read(side, |conn| transcripts::get(conn, file.id)) {
        Ok(note) if note.text.is_empty() => Ok(None),
        Ok(note) => Ok(Some(TranscriptOf {
            text: note.text,
            language: note.language,
            made_by: note.made_by,
        })),
        Err(InboxError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
