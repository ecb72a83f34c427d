//! What the window may ask about files of messages: their bytes, and to fetch one again.

use crate::{desk::Desk, error::InboxError, media, staff::roles};
use recado_domain::{
    channel::Side,
    id::{ConversationId, MediaId},
};
use std::ops::Range;

/// Which bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaVariant {
    /// The file as it was sent.
    File,
    /// A small picture of it, JPEG.
    Thumbnail,
    /// A voice note as WAV, which any player plays; every other file as it is.
    Sound,
}

/// Bytes of a file.
#[derive(Clone, PartialEq, Eq)]
pub struct MediaBytes {
    /// The type that the bytes themselves prove, for example `image/jpeg`.
    pub mime: String,
    /// How many there are in all.
    pub total: u64,
    /// Which of them these are.
    pub range: Range<u64>,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for MediaBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MediaBytes({} of {})", self.bytes.len(), self.total)
    }
}

impl Desk {
    /// Returns bytes of a file: all of them, or a range, of which a part may come.
    ///
    /// # Errors
    /// [`InboxError::Locked`] when it may be in the clinical store and nobody is signed in, [`InboxError::NotFound`] when
    /// it is not here (yet), storage.
    pub async fn read_media(
        &self,
        media: MediaId,
        variant: MediaVariant,
        range: Option<Range<u64>>,
    ) -> Result<MediaBytes, InboxError> {
        roles::at_work(self)?;
        media::read::read(self, media, variant, range).await
    }

    /// Asks for a file again that could not be fetched.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotFound`] when there is nothing to fetch again, storage.
    pub async fn fetch_media(
        &self,
        side: Side,
        conversation: ConversationId,
        media: MediaId,
    ) -> Result<(), InboxError> {
        roles::reads(self, side)?;
        media::read::fetch_again(self, side, conversation, media).await
    }
}
