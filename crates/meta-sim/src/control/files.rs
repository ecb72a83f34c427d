//! Files: those a patient will send, those the desk uploaded, and who fetched what.

use super::{Control, ControlError};
use crate::world::media::{Fetch, Media, Origin, Upload};

impl Control {
    /// Holds a file that a patient will send, under the type it claims to have; returns the media id.
    ///
    /// Name it in the message: `{"type":"image","image":{"id":"…"}}` on WhatsApp,
    /// `{"type":"image","payload":{"media":"…"}}` in an attachment of Messenger or Instagram. Type and bytes are
    /// not compared, so that a file can lie.
    pub async fn hold_media(
        &self,
        mime_type: &str,
        bytes: Vec<u8>,
        file_name: Option<&str>,
    ) -> String {
        let media = Media {
            file_name: file_name.map(str::to_owned),
            ..Media::from_patient(mime_type, bytes, self.meta.clock.now_ms())
        };
        self.meta.world().keep_media(media)
    }

    /// Serves a file from a host that is not Meta's from now on, to see whether a token goes there.
    ///
    /// # Errors
    /// When no file has this id.
    pub async fn move_media_elsewhere(&self, id: &str) -> Result<(), ControlError> {
        let mut world = self.meta.world();
        let media = world.media.get_mut(id).ok_or(ControlError::NoSuchFile)?;
        media.is_elsewhere = true;
        Ok(())
    }

    /// Forgets every file the desk uploaded: their ids mean nothing any more.
    pub async fn forget_uploads(&self) {
        let mut world = self.meta.world();
        world
            .media
            .retain(|_, media| media.origin == Origin::Patient);
    }

    /// Returns the files the desk uploaded, oldest first.
    pub async fn uploads(&self) -> Vec<Upload> {
        let world = self.meta.world();
        let mut uploads: Vec<Upload> = world
            .media
            .iter()
            .filter_map(|(id, media)| match media.origin {
                Origin::Patient => None,
                Origin::Desk(product) => Some(Upload {
                    id: id.clone(),
                    product,
                    mime_type: media.mime_type.clone(),
                    file_name: media.file_name.clone(),
                    bytes: media.bytes.clone(),
                    at: media.at_ms,
                }),
            })
            .collect();
        uploads.sort_by_key(|upload| upload.at);
        uploads
    }

    /// Returns every request for the bytes of a file, oldest first.
    pub async fn fetches(&self) -> Vec<Fetch> {
        self.meta.world().fetches.clone()
    }
}
