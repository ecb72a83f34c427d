//! Files for messages of a Page, uploaded before they are sent.
//!
//! Shapes: REFERENCE §14;
//! <https://developers.facebook.com/docs/messenger-platform/reference/attachment-upload-api>, read
//! 2026-11-20.

use reqwest::multipart::Form;
use secrecy::SecretString;
use serde_json::json;

use super::PageProduct;
use crate::client::GraphClient;
use crate::error::GraphError;
use crate::json;
use crate::media::part;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttachmentKind {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// Sound.
    Audio,
    /// Any other file.
    File,
}

impl AttachmentKind {
    /// Returns Meta's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::File => "file",
        }
    }
}

/// A file to upload.
pub struct Attachment<'a> {
    /// What it is.
    pub kind: AttachmentKind,
    /// The name people see.
    pub file_name: &'a str,
    /// Its type, as `image/jpeg`.
    pub mime: &'a str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl GraphClient {
    /// Uploads a file for messages of a Page and returns its id, good for 90 days.
    pub async fn upload_attachment(
        &self,
        token: &SecretString,
        page_id: &str,
        product: PageProduct,
        attachment: Attachment<'_>,
    ) -> Result<String, GraphError> {
        let message = json!({
            "attachment": {
                "type": attachment.kind.as_str(),
                "payload": { "is_reusable": true },
            },
        });
        let mut form = Form::new().text("message", message.to_string());
        match product {
            PageProduct::Messenger => {}
            PageProduct::Instagram => form = form.text("platform", "instagram"),
        }
        let file = part(attachment.mime, attachment.file_name, attachment.bytes)?;
        let url = self.url(&[page_id, "message_attachments"]);
        let answer = self
            .post_form(token, url, form.part("filedata", file))
            .await?;
        json::id(&answer, "attachment_id").ok_or(GraphError::Unreadable { status: 200 })
    }
}
