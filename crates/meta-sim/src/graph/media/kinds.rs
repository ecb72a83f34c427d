//! Which files WhatsApp takes as which kind, how big they may be, and what their bytes say they are.
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media>,
//! read 2026-11-20 (REFERENCE section 15).

const MEGABYTE: usize = 1024 * 1024;
const KILOBYTE: usize = 1024;
/// Static and animated stickers, in bytes.
const STICKER: (usize, usize) = (100 * KILOBYTE, 500 * KILOBYTE);

/// A kind, its largest size in bytes, its MIME types.
type Row = (&'static str, usize, &'static [&'static str]);

const KINDS: &[Row] = &[
    (
        "audio",
        16 * MEGABYTE,
        &[
            "audio/aac",
            "audio/amr",
            "audio/mpeg",
            "audio/mp4",
            "audio/ogg",
        ],
    ),
    (
        "document",
        100 * MEGABYTE,
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
    ),
    ("image", 5 * MEGABYTE, &["image/jpeg", "image/png"]),
    ("sticker", STICKER.1, &["image/webp"]),
    ("video", 16 * MEGABYTE, &["video/mp4", "video/3gpp"]),
];

/// Returns the kind whose files have this MIME type, if WhatsApp takes it at all.
pub(crate) fn kind_of(essence: &str) -> Option<&'static str> {
    let row = KINDS.iter().find(|(_, _, types)| types.contains(&essence));
    row.map(|(kind, _, _)| *kind)
}

/// Returns every MIME type WhatsApp takes, as its refusal lists them.
pub(crate) fn all_types() -> String {
    let types: Vec<&str> = KINDS
        .iter()
        .flat_map(|(_, _, types)| types.iter().copied())
        .collect();
    types.join(", ")
}

/// Says why a file is not one of this kind: its type, its size, its bytes.
pub(crate) fn problem(kind: &str, essence: &str, bytes: &[u8]) -> Option<String> {
    let (_, most, types) = KINDS.iter().find(|(name, _, _)| *name == kind)?;
    if !types.contains(&essence) {
        return Some(format!(
            "Media file of type {essence} cannot be sent as {kind}"
        ));
    }
    let most = match kind {
        "sticker" if !is_animated_webp(bytes) => STICKER.0,
        _ => *most,
    };
    if bytes.len() > most {
        return Some(format!(
            "Media file size too big. Max file size we currently support: {most} bytes. Please communicate with your \
             businesses to send a different media file."
        ));
    }
    if bytes.is_empty() {
        return Some("Media file is empty".to_owned());
    }
    is_mismatch(essence, bytes).then(|| {
        format!(
            "Media upload error: the file is sent as {essence}, but on processing it is of another type. Please \
             check the file and try again."
        )
    })
}

/// Returns whether a file is OGG with one channel of Opus, as voice messages must be.
pub(crate) fn is_voice(essence: &str, bytes: &[u8]) -> bool {
    let head = find(bytes, b"OpusHead");
    // The byte after the version is the number of channels.
    let channels = head.and_then(|at| bytes.get(at + 9));
    essence == "audio/ogg" && bytes.starts_with(b"OggS") && channels == Some(&1)
}

fn is_animated_webp(bytes: &[u8]) -> bool {
    find(bytes, b"ANIM").is_some_and(|at| at < 64)
}

/// Returns whether the bytes begin like something else than the type says.
fn is_mismatch(essence: &str, bytes: &[u8]) -> bool {
    let starts = |mark: &[u8]| bytes.starts_with(mark);
    let is_mp4 = bytes.get(4..8) == Some(b"ftyp".as_slice());
    let is_right = match essence {
        "image/jpeg" => starts(&[0xff, 0xd8, 0xff]),
        "image/png" => starts(b"\x89PNG\r\n\x1a\n"),
        "image/webp" => starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP".as_slice()),
        "audio/ogg" => starts(b"OggS") && find(bytes, b"OpusHead").is_some(),
        "audio/mpeg" => {
            starts(b"ID3") || matches!(bytes, [0xff, second, ..] if second & 0xe0 == 0xe0)
        }
        "audio/aac" => matches!(bytes, [0xff, second, ..] if second & 0xf6 == 0xf0),
        "audio/amr" => starts(b"#!AMR"),
        "audio/mp4" | "video/mp4" | "video/3gpp" => is_mp4,
        "application/pdf" => starts(b"%PDF"),
        "text/plain" => !bytes.contains(&0),
        "application/msword" | "application/vnd.ms-excel" | "application/vnd.ms-powerpoint" => {
            starts(&[0xd0, 0xcf, 0x11, 0xe0])
        }
        office if office.starts_with("application/vnd.openxmlformats") => starts(b"PK"),
        _ => true,
    };
    !is_right
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    let head = bytes.get(..bytes.len().min(4096))?;
    head.windows(mark.len()).position(|window| window == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_samples_are_what_they_say() {
        let voice: &[u8] = include_bytes!("../../media/voice.ogg");
        assert!(is_voice("audio/ogg", voice));
        for (kind, essence, bytes) in [
            ("audio", "audio/ogg", voice),
            ("image", "image/png", include_bytes!("../../media/scan.png")),
            (
                "image",
                "image/jpeg",
                include_bytes!("../../media/photo.jpg"),
            ),
            ("video", "video/mp4", include_bytes!("../../media/clip.mp4")),
            (
                "sticker",
                "image/webp",
                include_bytes!("../../media/sticker.webp"),
            ),
            (
                "document",
                "application/pdf",
                include_bytes!("../../media/document.pdf"),
            ),
        ] {
            assert_eq!(problem(kind, essence, bytes), None, "{essence}");
        }
    }

    #[test]
    fn a_lie_about_type_or_kind_and_a_giant_are_found() {
        assert!(problem("image", "image/jpeg", b"<html>").is_some());
        assert!(problem("image", "application/pdf", b"%PDF").is_some());
        assert!(problem("document", "application/pdf", b"").is_some());
        let mut giant = vec![0xff, 0xd8, 0xff];
        giant.resize(5 * MEGABYTE + 1, 0);
        assert!(problem("image", "image/jpeg", &giant).is_some());
        giant.truncate(5 * MEGABYTE);
        assert_eq!(problem("image", "image/jpeg", &giant), None);
        assert_eq!(kind_of("image/gif"), None);
    }
}
