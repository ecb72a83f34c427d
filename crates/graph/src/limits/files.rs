//! Which files a product takes as what, and how large they may be.
//!
//! By the type that is declared: whether the bytes are of it is the caller's to find out. Numbers and types:
//! REFERENCE §15, read 2026-11-20.

use super::{LimitError, Part, Product};

/// As what a file is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// Sound.
    Audio,
    /// A voice note.
    Voice,
    /// Any other file.
    Document,
    /// A sticker; on WhatsApp only. Held to the limit of those that move.
    Sticker,
}

/// The largest voice note that keeps its play button on WhatsApp; larger ones are sound to download.
pub const VOICE_WITH_PLAY_BUTTON_BYTES: u64 = 512 * 1024;

/// The type of a voice note on WhatsApp: OGG with Opus, mono.
pub const VOICE_MIME: &str = "audio/ogg; codecs=opus";

/// The largest sticker that stands still; one that moves may be five times as large.
pub const STILL_STICKER_BYTES: u64 = 100 * 1024;

const MB: u64 = 1024 * 1024;

/// Types and size of one kind on one product; no types means any.
type Rule = (&'static [&'static str], u64);

const WHATSAPP_IMAGE: Rule = (&["image/jpeg", "image/png"], 5 * MB);
const WHATSAPP_VIDEO: Rule = (&["video/mp4", "video/3gpp"], 16 * MB);
const WHATSAPP_AUDIO: Rule = (
    &[
        "audio/aac",
        "audio/amr",
        "audio/mpeg",
        "audio/mp4",
        "audio/ogg",
    ],
    16 * MB,
);
const WHATSAPP_VOICE: Rule = (&["audio/ogg"], 16 * MB);
const WHATSAPP_DOCUMENT: Rule = (
    &[
        "text/plain",
        "application/pdf",
        "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.ms-powerpoint",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ],
    100 * MB,
);
const WHATSAPP_STICKER: Rule = (&["image/webp"], 500 * 1024);

const MESSENGER_IMAGE: Rule = (&["image/jpeg", "image/png", "image/gif"], 25 * MB);
const MESSENGER_VIDEO: Rule = (&["video/*"], 25 * MB);
const MESSENGER_AUDIO: Rule = (&["audio/*"], 25 * MB);
const MESSENGER_FILE: Rule = (&[], 25 * MB);

const INSTAGRAM_IMAGE: Rule = (&["image/png", "image/jpeg", "image/gif"], 8 * MB);
const INSTAGRAM_VIDEO: Rule = (
    &[
        "video/mp4",
        "video/ogg",
        "video/x-msvideo",
        "video/quicktime",
        "video/webm",
    ],
    25 * MB,
);
const INSTAGRAM_AUDIO: Rule = (
    &[
        "audio/aac",
        "audio/mp4",
        "audio/x-m4a",
        "audio/wav",
        "audio/x-wav",
        "video/mp4",
    ],
    25 * MB,
);
const INSTAGRAM_FILE: Rule = (&["application/pdf"], 25 * MB);

/// Checks whether a product takes a file as this kind.
pub fn accepts(product: Product, kind: FileKind, mime: &str, bytes: u64) -> Result<(), LimitError> {
    let (types, limit_bytes) = rule(product, kind).ok_or(LimitError::Type)?;
    let (essence, parameters) = split(mime);
    let is_taken = types.is_empty() || types.iter().any(|known| matches(known, &essence));
    // OGG is taken with Opus alone, and only when the type says so.
    let is_whatsapp_ogg = product == Product::WhatsApp && essence == "audio/ogg";
    if !is_taken || (is_whatsapp_ogg && !names_opus(&parameters)) {
        return Err(LimitError::Type);
    }
    if bytes == 0 {
        return Err(LimitError::Empty { part: Part::File });
    }
    if bytes > limit_bytes {
        return Err(LimitError::TooBig { bytes, limit_bytes });
    }
    Ok(())
}

/// Returns how large a file of this kind may be; `None` for a kind the product has not.
pub fn largest_bytes(product: Product, kind: FileKind) -> Option<u64> {
    rule(product, kind).map(|(_, limit_bytes)| limit_bytes)
}

fn rule(product: Product, kind: FileKind) -> Option<Rule> {
    use FileKind::{Audio, Document, Image, Sticker, Video, Voice};
    use Product::{Instagram, Messenger, WhatsApp};
    match (product, kind) {
        (WhatsApp, Image) => Some(WHATSAPP_IMAGE),
        (WhatsApp, Video) => Some(WHATSAPP_VIDEO),
        (WhatsApp, Audio) => Some(WHATSAPP_AUDIO),
        (WhatsApp, Voice) => Some(WHATSAPP_VOICE),
        (WhatsApp, Document) => Some(WHATSAPP_DOCUMENT),
        (WhatsApp, Sticker) => Some(WHATSAPP_STICKER),
        (Messenger, Image) => Some(MESSENGER_IMAGE),
        (Messenger, Video) => Some(MESSENGER_VIDEO),
        (Messenger, Audio | Voice) => Some(MESSENGER_AUDIO),
        (Messenger, Document) => Some(MESSENGER_FILE),
        (Instagram, Image) => Some(INSTAGRAM_IMAGE),
        (Instagram, Video) => Some(INSTAGRAM_VIDEO),
        (Instagram, Audio | Voice) => Some(INSTAGRAM_AUDIO),
        (Instagram, Document) => Some(INSTAGRAM_FILE),
        (Messenger | Instagram, Sticker) => None,
    }
}

/// Returns a type without its parameters, and these, in lower case.
fn split(mime: &str) -> (String, String) {
    let (essence, parameters) = mime.split_once(';').unwrap_or((mime, ""));
    let lower = |text: &str| text.trim().to_ascii_lowercase();
    (lower(essence), lower(parameters))
}

fn matches(known: &str, essence: &str) -> bool {
    match known.strip_suffix('*') {
        Some(start) => essence.starts_with(start),
        None => essence == known,
    }
}

fn names_opus(parameters: &str) -> bool {
    parameters.split(';').any(|parameter| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        name.trim() == "codecs" && value.trim().trim_matches('"') == "opus"
    })
}
