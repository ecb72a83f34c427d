//! WhatsApp's files: uploading, the short-lived address of one, deleting; and header handles for templates.
//!
//! Sizes and types are checked by `limits`, before. The bytes behind an address: `media::download`.
//! Shapes: REFERENCE §1, §16;
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media>,
//! read 2026-11-20.

use reqwest::multipart::{Form, Part};
use secrecy::SecretString;
use serde_json::json;
use url::Url;

use crate::client::GraphClient;
use crate::debug::debug_by_name;
use crate::error::GraphError;
use crate::error::answer::Call;
use crate::json;

pub mod download;

/// Where a file can be fetched for five minutes (REFERENCE §16).
#[derive(Clone, PartialEq, Eq)]
pub struct MediaAddress {
    /// The address; fetched with the token.
    pub url: String,
    /// What the sender's program calls it; not to be trusted.
    pub mime: Option<String>,
    /// As Meta gives it: hexadecimal here, base64 in webhooks; neither is promised.
    pub sha256: Option<String>,
    /// Its size.
    pub bytes: Option<u64>,
}

impl GraphClient {
    /// Uploads a file for messages of a WhatsApp number and returns its id, good for 30 days.
    ///
    /// `mime` is sent as given; a voice note's needs its codec: `audio/ogg; codecs=opus`.
    pub async fn upload_media(
        &self,
        token: &SecretString,
        number_id: &str,
        mime: &str,
        file_name: &str,
        bytes: Vec<u8>,
    ) -> Result<String, GraphError> {
        let form = Form::new()
            .text("messaging_product", "whatsapp")
            .text("type", mime.to_owned())
            .part("file", part(mime, file_name, bytes)?);
        let url = self.url(&[number_id, "media"]);
        let answer = self.post_form(token, url, form).await?;
        json::id(&answer, "id").ok_or(GraphError::Unreadable { status: 200 })
    }

    /// Asks where a file of a message can be fetched.
    pub async fn media_address(
        &self,
        token: &SecretString,
        number_id: &str,
        media_id: &str,
    ) -> Result<MediaAddress, GraphError> {
        let answer = self.get(token, self.media_url(number_id, media_id)).await?;
        Ok(MediaAddress {
            url: json::text(&answer, "url").ok_or(GraphError::Unreadable { status: 200 })?,
            mime: json::text(&answer, "mime_type"),
            sha256: json::text(&answer, "sha256"),
            bytes: json::integer(&answer, "file_size").and_then(|size| u64::try_from(size).ok()),
        })
    }

    /// Deletes an uploaded file.
    pub async fn delete_media(
        &self,
        token: &SecretString,
        number_id: &str,
        media_id: &str,
    ) -> Result<(), GraphError> {
        self.delete(token, self.media_url(number_id, media_id))
            .await?;
        Ok(())
    }

    /// Uploads the example of a template's header and returns the handle that names it in
    /// [`GraphClient::create_template`].
    pub async fn upload_header_handle(
        &self,
        token: &SecretString,
        app_id: &str,
        mime: &str,
        file_name: &str,
        bytes: Vec<u8>,
    ) -> Result<String, GraphError> {
        let unreadable = || GraphError::Unreadable { status: 200 };
        let mut url = self.url(&[app_id, "uploads"]);
        url.query_pairs_mut()
            .append_pair("file_name", file_name)
            .append_pair("file_length", &bytes.len().to_string())
            .append_pair("file_type", mime);
        let started = self.post(Call::Repeatable, token, url, &json!({})).await?;
        let session = json::text(&started, "id").filter(|id| id.starts_with("upload:"));
        // The id is the end of an address, with a query of its own.
        let session = session.ok_or_else(unreadable)?;
        let (path, query) = match session.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (session.as_str(), None),
        };
        let mut url = self.url(&[path]);
        url.set_query(query);
        let answer = self.post_file(token, url, bytes).await?;
        json::text(&answer, "h").ok_or_else(unreadable)
    }

    fn media_url(&self, number_id: &str, media_id: &str) -> Url {
        let mut url = self.url(&[media_id]);
        url.query_pairs_mut()
            .append_pair("phone_number_id", number_id);
        url
    }
}

/// Returns the file of a form.
pub(crate) fn part(mime: &str, file_name: &str, bytes: Vec<u8>) -> Result<Part, GraphError> {
    // A line break or a quote would end the name, and forge what follows.
    let is_harmful = |letter: char| letter.is_control() || matches!(letter, '"' | '\\');
    let file_name = file_name.replace(is_harmful, "_");
    let part = Part::bytes(bytes).file_name(file_name);
    // What is no type at all, Meta would refuse.
    part.mime_str(mime).map_err(|_| GraphError::refused_here())
}

debug_by_name!(MediaAddress);
