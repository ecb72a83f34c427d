//! Media the patients send: four small invented files under ids of their own.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::webhooks::signature::hex;

/// A file Meta holds for the number.
#[derive(Clone, Debug)]
pub(crate) struct Media {
    pub(crate) mime_type: String,
    pub(crate) bytes: Vec<u8>,
}

impl Media {
    /// Returns the sample for a message type, if it is one that carries a file.
    pub(crate) fn sample(kind: &str) -> Option<Self> {
        let (mime_type, bytes): (&str, &[u8]) = match kind {
            "image" => ("image/jpeg", include_bytes!("../media/photo.jpg")),
            "audio" => (
                "audio/ogg; codecs=opus",
                include_bytes!("../media/voice.ogg"),
            ),
            "document" => ("application/pdf", include_bytes!("../media/document.pdf")),
            "sticker" => ("image/webp", include_bytes!("../media/sticker.webp")),
            _ => return None,
        };
        Some(Self {
            mime_type: mime_type.to_owned(),
            bytes: bytes.to_vec(),
        })
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

/// Fills in what Meta adds to the media object of a patient's message.
pub(crate) fn describe(object: &mut Value, id: &str, kind: &str, media: &Media) {
    object["id"] = json!(id);
    object["sha256"] = json!(media.sha256_base64());
    if object.get("mime_type").is_none() {
        object["mime_type"] = json!(media.mime_type);
    }
    match kind {
        "audio" if object.get("voice").is_none() => object["voice"] = json!(true),
        "sticker" if object.get("animated").is_none() => object["animated"] = json!(false),
        _ => {}
    }
}
