//! What a file is, by its first bytes: a name and a type said by the sender are not to be trusted.
//!
//! Only what this app draws or plays is ever shown; everything else is a file with a name.

use recado_domain::media::MediaKind;

/// How many first bytes tell what a file is.
pub(crate) const HEAD_BYTES: usize = 8 * 1024;

/// A type nothing is known of.
const UNKNOWN: &str = "application/octet-stream";

/// What the first bytes say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sniffed {
    /// The type, for example `image/jpeg`.
    pub mime: String,
    /// Whether it is of another type than the sender said.
    pub is_disguised: bool,
}

/// Returns what a file is. `declared` is what the sender's program called it, `kind` what the message called it.
pub(crate) fn sniff(head: &[u8], declared: Option<&str>, kind: MediaKind) -> Sniffed {
    let declared = declared.map(plain).filter(|mime| !mime.is_empty());
    let found = by_bytes(head);
    let mime = match (found, declared.as_deref()) {
        (Some(found), _) => found.to_owned(),
        // Words have no signature: what says it is text and looks like text is text, of any harmless kind.
        (None, Some(text)) if is_harmless_text(text) && looks_like_text(head) => text.to_owned(),
        (None, _) if looks_like_text(head) => "text/plain".to_owned(),
        (None, Some(_) | None) => UNKNOWN.to_owned(),
    };
    let is_disguised = match &declared {
        Some(declared) => !are_alike(declared, &mime),
        None => !fits(kind, &mime),
    };
    Sniffed { mime, is_disguised }
}

/// Returns whether this app draws or plays files of a type.
pub(crate) fn is_shown(mime: &str) -> bool {
    matches!(
        mime,
        "image/jpeg"
            | "image/png"
            | "image/webp"
            | "image/gif"
            | "video/mp4"
            | "video/3gpp"
            | "video/webm"
            | "audio/ogg"
            | "audio/mpeg"
            | "audio/mp4"
            | "audio/aac"
            | "audio/amr"
            | "audio/wav"
    )
}

/// Returns the type that a signature proves.
fn by_bytes(head: &[u8]) -> Option<&'static str> {
    // Only what opens with markup is markup: a letter may well speak of it further down.
    if is_markup(head) {
        return Some("text/html");
    }
    let mime = infer::get(head)?.mime_type();
    Some(match mime {
        "audio/x-wav" | "audio/vnd.wave" => "audio/wav",
        "audio/m4a" | "audio/x-m4a" => "audio/mp4",
        "audio/opus" | "application/ogg" | "video/ogg" => "audio/ogg",
        "video/x-m4v" | "video/quicktime" => "video/mp4",
        other => other,
    })
}

fn is_markup(head: &[u8]) -> bool {
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let first = start.iter().position(|byte| !byte.is_ascii_whitespace());
    let Some(start) = first.map(|first| &start[first..]) else {
        return false;
    };
    let begins = |tag: &[u8]| {
        start
            .get(..tag.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(tag))
    };
    [
        b"<!doctype".as_slice(),
        b"<html",
        b"<head",
        b"<body",
        b"<script",
        b"<iframe",
        b"<svg",
        b"<?xml",
        b"<!--",
    ]
    .into_iter()
    .any(begins)
}

fn looks_like_text(head: &[u8]) -> bool {
    let whole = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The last character may have been cut.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !whole.is_empty()
        && whole
            .chars()
            .all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'))
}

fn is_harmless_text(mime: &str) -> bool {
    matches!(
        mime,
        "text/plain" | "text/csv" | "text/calendar" | "text/vcard"
    )
}

/// Returns a type without its parameters, in small letters.
fn plain(mime: &str) -> String {
    let mime = mime.split(';').next().unwrap_or_default();
    let mime = mime.trim().to_ascii_lowercase();
    match mime.as_str() {
        "image/jpg" | "image/pjpeg" => "image/jpeg".to_owned(),
        "audio/x-wav" | "audio/wave" | "audio/vnd.wave" => "audio/wav".to_owned(),
        "audio/m4a" | "audio/x-m4a" => "audio/mp4".to_owned(),
        "audio/opus" | "application/ogg" => "audio/ogg".to_owned(),
        "audio/mp3" => "audio/mpeg".to_owned(),
        "audio/aacp" => "audio/aac".to_owned(),
        "video/quicktime" | "video/x-m4v" => "video/mp4".to_owned(),
        _ => mime,
    }
}

/// Returns whether one type may stand for another without anybody being misled.
fn are_alike(declared: &str, found: &str) -> bool {
    if declared == found || declared == UNKNOWN {
        return !is_program(found);
    }
    let office = |mime: &str| {
        mime.starts_with("application/vnd.openxmlformats")
            || mime.starts_with("application/vnd.oasis")
            || matches!(
                mime,
                "application/zip" | "application/x-ole-storage" | "application/msword"
            )
            || mime.starts_with("application/vnd.ms-")
    };
    // The same containers under several names, and pictures told apart by nobody.
    let is_film =
        |mime: &str| matches!(mime, "video/mp4" | "video/3gpp" | "audio/mp4" | "audio/aac");
    let is_picture = |mime: &str| {
        matches!(
            mime,
            "image/jpeg" | "image/png" | "image/webp" | "image/gif"
        )
    };
    (office(declared) && office(found))
        || (is_film(declared) && is_film(found))
        || (is_picture(declared) && is_picture(found))
        || (is_harmless_text(declared) && is_harmless_text(found))
}

/// Returns whether a type is one that a message of this kind may hold, where the sender named none.
fn fits(kind: MediaKind, mime: &str) -> bool {
    match kind {
        MediaKind::Image | MediaKind::Sticker => mime.starts_with("image/"),
        // Messenger calls voices films, and films voices.
        MediaKind::Video | MediaKind::Audio | MediaKind::Voice => {
            mime.starts_with("video/") || mime.starts_with("audio/")
        }
        MediaKind::Document => !is_program(mime),
    }
}

/// Returns whether a type runs, or may make a browser run something.
fn is_program(mime: &str) -> bool {
    matches!(
        mime,
        "text/html"
            | "application/vnd.microsoft.portable-executable"
            | "application/x-executable"
            | "application/x-elf"
            | "application/x-mach-binary"
            | "application/x-msi"
            | "application/x-ms-shortcut"
            | "application/java"
            | "application/java-archive"
            | "application/vnd.android.package-archive"
            | "application/x-debian-package"
            | "application/wasm"
            | "application/llvm"
            | "text/x-shellscript"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const PDF: &[u8] = b"%PDF-1.7\n";
    const EXE: &[u8] = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0";

    fn sniffed(head: &[u8], declared: &str, kind: MediaKind) -> (String, bool) {
        let found = sniff(head, Some(declared).filter(|mime| !mime.is_empty()), kind);
        (found.mime, found.is_disguised)
    }

    /// R14: a file that lies about its type is marked, whatever it calls itself.
    #[test]
    fn a_file_is_what_its_bytes_say() {
        use MediaKind::{Audio, Document, Image};
        for (head, declared, kind, mime, is_disguised) in [
            (PNG, "image/png", Image, "image/png", false),
            (PNG, "image/jpeg", Image, "image/png", false),
            (PNG, "", Image, "image/png", false),
            (
                EXE,
                "image/jpeg",
                Image,
                "application/vnd.microsoft.portable-executable",
                true,
            ),
            (
                EXE,
                "application/octet-stream",
                Document,
                "application/vnd.microsoft.portable-executable",
                true,
            ),
            (PDF, "application/pdf", Document, "application/pdf", false),
            (PDF, "image/png", Image, "application/pdf", true),
            (PDF, "", Image, "application/pdf", true),
            (
                b"<!DOCTYPE html><script>1</script>",
                "application/pdf",
                Document,
                "text/html",
                true,
            ),
            (
                b" \n<svg onload='x'>",
                "image/png",
                Image,
                "text/html",
                true,
            ),
            (
                b"nome;hora\nAna;10:00\n",
                "text/csv",
                Document,
                "text/csv",
                false,
            ),
            (b"Bom dia", "application/pdf", Document, "text/plain", true),
            (
                b"\x00\x01\x02",
                "",
                Document,
                "application/octet-stream",
                false,
            ),
            (
                b"OggS\0\x02",
                "audio/ogg; codecs=opus",
                Audio,
                "audio/ogg",
                false,
            ),
        ] {
            let expected = (mime.to_owned(), is_disguised);
            assert_eq!(sniffed(head, declared, kind), expected, "{declared} {mime}");
        }
    }

    #[test]
    fn nothing_that_runs_is_shown() {
        for mime in [
            "text/html",
            "image/svg+xml",
            "application/x-executable",
            "application/zip",
            UNKNOWN,
        ] {
            assert!(!is_shown(mime), "{mime}");
        }
        assert!(is_shown("image/webp") && is_shown("audio/ogg"));
    }
}
