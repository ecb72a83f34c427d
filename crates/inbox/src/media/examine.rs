//! What a file is, once its bytes are here: type, size of a picture or film, length and loudness of a voice.

use super::{film, kind::Sniffed, picture, sound};
use recado_domain::id::MediaId;
use recado_store::{
    conversations::media::{THUMBNAIL_MAX_BYTES, fetching::Arrived},
    key::Key32,
    media_file::reader::{self, Reader},
};
use std::{
    io::{BufReader, Cursor},
    path::Path,
};

/// Larger files are not looked into: they are shown by name.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// Returns what is known of a file that is durable. What cannot be looked into is kept as it is.
pub(super) fn examine(
    folder: &Path,
    id: MediaId,
    key: &Key32,
    sniffed: Sniffed,
    bytes: u64,
) -> Arrived {
    let mut arrived = Arrived {
        mime: sniffed.mime,
        bytes,
        is_disguised: sniffed.is_disguised,
        ..Arrived::default()
    };
    let is_picture = matches!(
        arrived.mime.as_str(),
        "image/jpeg" | "image/png" | "image/webp" | "image/gif"
    );
    let is_voice = arrived.mime == "audio/ogg";
    if film::is_film(&arrived.mime) {
        let mut reader = Reader::open(folder, id, key);
        let looked = film::look(bytes, |at, len| {
            reader.as_mut().ok()?.read_range(at, len).ok()
        });
        arrived.width = looked.width;
        arrived.height = looked.height;
        arrived.duration_ms = looked.duration_ms;
    }
    if bytes > MOST_BYTES || !(is_picture || is_voice) {
        return arrived;
    }
    let whole = match reader::read_whole(folder, id, key) {
        Ok(whole) => whole,
        Err(error) => {
            tracing::warn!("a file could not be looked into: {error}");
            return arrived;
        }
    };
    if is_picture {
        let looked = picture::look(
            || Some(BufReader::new(Cursor::new(whole.as_slice()))),
            THUMBNAIL_MAX_BYTES,
        );
        arrived.width = looked.width;
        arrived.height = looked.height;
        arrived.thumbnail = looked.thumbnail;
    }
    if is_voice {
        let heard = sound::look(whole.as_slice());
        arrived.duration_ms = heard.duration_ms;
        arrived.waveform = heard.waveform;
    }
    arrived
}
