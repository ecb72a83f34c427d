//! Files Meta holds: what patients send, what the desk uploads, and who fetched them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::product::Product;
use crate::webhooks::signature::hex;

/// How long an uploaded id lives, in milliseconds.
/// Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media>,
/// read 2026-11-20 (REFERENCE section 16).
pub(crate) const UPLOAD_LIVES_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// How long the id of a patient's file lives, in milliseconds. Source as above.
pub(crate) const INBOUND_LIVES_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// Where a file came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Patient,
    /// Uploaded by the desk, for sends on this product.
    Desk(Product),
}

/// A file Meta holds for the clinic.
#[derive(Clone, Debug)]
pub(crate) struct Media {
    pub(crate) mime_type: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) file_name: Option<String>,
    pub(crate) origin: Origin,
    /// Unix milliseconds.
    pub(crate) at_ms: i64,
    /// Its addresses name a host that is not Meta's.
    pub(crate) is_elsewhere: bool,
    /// Addresses made before this one no longer work.
    pub(crate) address_number: u32,
    /// It came with an upload to be used more than once.
    pub(crate) is_reusable: bool,
}

/// A file the desk uploaded.
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    /// The media id, or the attachment id.
    pub id: String,
    /// For which product.
    pub product: Product,
    /// As the upload declared it.
    pub mime_type: String,
    /// The name in the form, if any.
    pub file_name: Option<String>,
    /// The bytes as they came.
    pub bytes: Vec<u8>,
    /// Unix milliseconds.
    pub at: i64,
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upload")
            .field("id", &self.id)
            .field("product", &self.product)
            .field("mime_type", &self.mime_type)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// One request for the bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fetch {
    /// The media id.
    pub id: String,
    /// The `Host` header: which of the simulator's addresses was asked.
    pub host: String,
    /// It came with an `Authorization` header or an access token in the query.
    pub carried_token: bool,
    /// The answer's HTTP status.
    pub status: u16,
    /// Unix milliseconds.
    pub at: i64,
}

impl Media {
    /// Returns a patient's file.
    pub(crate) fn from_patient(mime_type: &str, bytes: Vec<u8>, at_ms: i64) -> Self {
        Self {
            mime_type: mime_type.to_owned(),
            bytes,
            file_name: None,
            origin: Origin::Patient,
            at_ms,
            is_elsewhere: false,
            address_number: 0,
            is_reusable: false,
        }
    }

    /// Returns the sample for a message type, if it is one that carries a file.
    pub(crate) fn sample(kind: &str, at_ms: i64) -> Option<Self> {
        let (mime_type, bytes): (&str, &[u8]) = match kind {
            "image" => ("image/jpeg", include_bytes!("../media/photo.jpg")),
            "png" => ("image/png", include_bytes!("../media/scan.png")),
            "video" => ("video/mp4", include_bytes!("../media/clip.mp4")),
            "audio" => (
                "audio/ogg; codecs=opus",
                include_bytes!("../media/voice.ogg"),
            ),
            "document" | "file" => ("application/pdf", include_bytes!("../media/document.pdf")),
            "sticker" => ("image/webp", include_bytes!("../media/sticker.webp")),
            _ => return None,
        };
        Some(Self::from_patient(mime_type, bytes.to_vec(), at_ms))
    }

    /// Returns whether its id still works.
    pub(crate) fn is_alive(&self, now_ms: i64) -> bool {
        let lives = match self.origin {
            Origin::Patient => INBOUND_LIVES_MS,
            Origin::Desk(_) => UPLOAD_LIVES_MS,
        };
        now_ms - self.at_ms < lives
    }

    /// Returns the MIME type without its parameters, in lower case.
    pub(crate) fn essence(&self) -> String {
        essence(&self.mime_type)
    }

    /// Returns the SHA-256 in base64, as webhooks carry it.
    pub(crate) fn sha256_base64(&self) -> String {
        STANDARD.encode(Sha256::digest(&self.bytes))
    }

    /// Returns the answer of `GET /{media-id}`.
    pub(crate) fn answer(&self, id: &str, url: &str) -> Value {
        json!({
            "messaging_product": "whatsapp",
            "url": url,
            "mime_type": self.mime_type,
            "sha256": hex(&Sha256::digest(&self.bytes)),
            "file_size": self.bytes.len(),
            "id": id,
        })
    }
}

/// Returns a MIME type without its parameters, in lower case.
pub(crate) fn essence(mime_type: &str) -> String {
    let essence = mime_type.split(';').next().unwrap_or("");
    essence.trim().to_ascii_lowercase()
}

/// Fills in what Meta adds to the media object of a patient's message.
pub(crate) fn describe(object: &mut Value, id: &str, kind: &str, media: &Media) {
    object["id"] = json!(id);
    if object.get("sha256").is_none() {
        object["sha256"] = json!(media.sha256_base64());
    }
    if object.get("mime_type").is_none() {
        object["mime_type"] = json!(media.mime_type);
    }
    if let (None, Some(name), "document") = (object.get("filename"), &media.file_name, kind) {
        object["filename"] = json!(name);
    }
    match kind {
        "audio" if object.get("voice").is_none() => object["voice"] = json!(true),
        "sticker" if object.get("animated").is_none() => object["animated"] = json!(false),
        _ => {}
    }
}
