//! The sound of a note, ready to be handed on: decoded here where that can be done, else as the file it came as.

use recado_domain::transcript::{LONGEST, TranscriptReason};
use recado_transcribe::sound::{self, Form, SoundFault};
use std::time::Duration;

/// The longest piece that is handed on at once: a small computer needs minutes for it, and 25 MB hold more.
const LONGEST_PART: Duration = Duration::from_secs(5 * 60);
/// The most that services take in one file.
const MOST_BYTES: usize = 25 * 1000 * 1000;

/// A note's sound.
pub(super) enum Audio {
    /// Samples at 16,000 a second, one channel.
    Samples {
        /// The samples.
        samples: Vec<i16>,
        /// Whether all of the note could be read.
        is_whole: bool,
    },
    /// A file that only a service can read.
    File {
        /// Its bytes.
        bytes: Vec<u8>,
        /// A name that says what it is.
        name: &'static str,
        /// Its type.
        mime: &'static str,
        /// How long it says it plays.
        duration_ms: u64,
    },
}

/// A piece of sound as a file.
pub(super) struct Piece {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// A name that says what it is.
    pub name: &'static str,
    /// Its type.
    pub mime: &'static str,
    /// Where it begins, in ms.
    pub from_ms: u64,
    /// How long it plays, in ms; of a file that is not decoded here, how long it says.
    pub duration_ms: u64,
    /// How long it may play, in ms: what a call is reserved for.
    pub most_ms: u64,
}

/// Makes a note ready. `mime` is what its bytes say they are.
///
/// # Errors
/// Why it cannot be heard.
pub(super) fn ready(
    bytes: Vec<u8>,
    mime: &str,
    duration_ms: Option<u64>,
) -> Result<Audio, TranscriptReason> {
    let longest = u64::try_from(LONGEST.as_millis()).unwrap_or(u64::MAX);
    if duration_ms.is_some_and(|it| it > longest) {
        return Err(TranscriptReason::TooLong);
    }
    let decoded = Form::of(mime, &bytes).map(|form| sound::decode_file(form, &bytes, LONGEST));
    match decoded {
        Some(Ok(sound)) if sound::is_silent(&sound.samples) => {
            return Err(TranscriptReason::Silent);
        }
        Some(Ok(sound)) => {
            return Ok(Audio::Samples {
                samples: sound.samples,
                is_whole: sound.is_whole,
            });
        }
        Some(Err(SoundFault::Damaged)) => return Err(TranscriptReason::Damaged),
        Some(Err(SoundFault::TooLong)) => return Err(TranscriptReason::TooLong),
        // A service may know it.
        Some(Err(SoundFault::Unknown)) | None => {}
    }
    let (name, mime) = match mime {
        "audio/mp4" | "audio/aac" | "video/mp4" | "video/3gpp" => ("voice.m4a", "audio/mp4"),
        "audio/mpeg" => ("voice.mp3", "audio/mpeg"),
        "audio/wav" => ("voice.wav", "audio/wav"),
        "video/webm" => ("voice.webm", "audio/webm"),
        _ => return Err(TranscriptReason::Format),
    };
    if bytes.len() > MOST_BYTES {
        return Err(TranscriptReason::TooBig);
    }
    Ok(Audio::File {
        bytes,
        name,
        mime,
        duration_ms: duration_ms.unwrap_or(longest),
    })
}

impl Audio {
    /// Returns the pieces, in order.
    pub fn pieces(self) -> Vec<Piece> {
        match self {
            Self::Samples { samples, .. } => sound::parts(&samples, LONGEST_PART)
                .into_iter()
                .map(|part| Piece {
                    bytes: sound::wav(&samples[part.clone()]),
                    name: "voice.wav",
                    mime: "audio/wav",
                    from_ms: sound::milliseconds(part.start),
                    duration_ms: sound::milliseconds(part.len()),
                    most_ms: sound::milliseconds(part.len()),
                })
                .collect(),
            Self::File {
                bytes,
                name,
                mime,
                duration_ms,
            } => vec![Piece {
                bytes,
                name,
                mime,
                from_ms: 0,
                duration_ms,
                // It may say less than it is.
                most_ms: u64::try_from(LONGEST.as_millis()).unwrap_or(u64::MAX),
            }],
        }
    }

    /// Returns whether all of the note could be read.
    pub fn is_whole(&self) -> bool {
        match self {
            Self::Samples { is_whole, .. } => *is_whole,
            Self::File { .. } => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is not decoded here may be known to a service; what nothing takes is said to be so.
    #[test]
    fn what_cannot_be_decoded_goes_as_the_file_it_is() {
        for (mime, name) in [("video/webm", "voice.webm"), ("audio/mpeg", "voice.mp3")] {
            let ready = ready(vec![1; 8], mime, Some(9_000)).unwrap();
            let pieces = ready.pieces();
            assert_eq!((pieces[0].name, pieces[0].bytes.len()), (name, 8));
            assert_eq!(pieces[0].duration_ms, 9_000);
        }
        let amr = ready(vec![1; 8], "audio/amr", None);
        assert!(matches!(amr, Err(TranscriptReason::Format)));
        let big = ready(vec![0; MOST_BYTES + 1], "audio/mpeg", None);
        assert!(matches!(big, Err(TranscriptReason::TooBig)));
        let long = ready(vec![1; 8], "audio/mpeg", Some(1_200_001));
        assert!(matches!(long, Err(TranscriptReason::TooLong)));
    }

    #[test]
    fn bytes_that_are_no_sound_are_damaged() {
        for mime in ["audio/ogg", "audio/mp4", "audio/aac", "audio/wav"] {
            let broken = ready(b"OggS broken".to_vec(), mime, Some(3_000));
            assert!(matches!(broken, Err(TranscriptReason::Damaged)), "{mime}");
        }
    }
}
