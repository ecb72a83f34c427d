//! Sound as transcribers take it: what phones record becomes 16,000 samples a second, one channel.
//!
//! WhatsApp's phones record OGG with Opus, Messenger and Instagram MP4 with AAC; some send a stream of AAC or WAV. What is
//! neither, MP3 above all, is handed to a service as the file it is.

mod aac;
mod mp4;
mod pcm;
mod resample;

use opus_pure::{MAX_PACKET_SAMPLES, OggOpusReader, Trim};
use std::{
    io::Read,
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

/// What transcribers take, in samples a second.
pub const RATE: u32 = 16_000;
/// What Opus counts in.
const OPUS_RATE: u32 = 48_000;
/// A fiftieth of a second: over this the loudness is looked at.
const MOMENT: usize = RATE as usize / 50;
/// Under this mean a moment is silence: 55 dB below the loudest there is.
const QUIET: f64 = 58.0;
/// How far before the end of a part a pause is looked for.
const LOOK_FOR_PAUSE: usize = 30 * RATE as usize;

/// Why bytes are no sound that can be handed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SoundFault {
    /// They are not what they say, or nothing can be read of them.
    #[error("the sound is damaged")]
    Damaged,
    /// It is longer than was allowed.
    #[error("the sound is too long")]
    TooLong,
    /// It is of a kind that is not decoded here.
    #[error("the sound is of an unknown kind")]
    Unknown,
}

/// How sound lies in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// OGG with Opus.
    Ogg,
    /// MP4 with AAC, alone or beside a film.
    Mp4,
    /// A stream of AAC.
    Adts,
    /// WAV.
    Wav,
}

impl Form {
    /// Returns the form of a file of some type, for example `audio/mp4`; nothing for one that is not decoded here. MP4 and
    /// a stream of AAC go by each other's names: the bytes decide.
    pub fn of(mime: &str, file: &[u8]) -> Option<Self> {
        match mime {
            "audio/ogg" => Some(Self::Ogg),
            "audio/wav" => Some(Self::Wav),
            "audio/mp4" | "audio/aac" | "video/mp4" | "video/3gpp" => {
                let is_stream = matches!(file, [0xff, second, ..] if second & 0xf6 == 0xf0);
                Some(if is_stream { Self::Adts } else { Self::Mp4 })
            }
            _other => None,
        }
    }
}

/// Decoded sound: one channel.
#[derive(Clone, PartialEq, Eq)]
pub struct Sound {
    /// The samples.
    pub samples: Vec<i16>,
    /// Whether all of it could be read: what comes after a broken place is missing.
    pub is_whole: bool,
}

impl std::fmt::Debug for Sound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Sound({} samples, whole: {})",
            self.samples.len(),
            self.is_whole
        )
    }
}

/// Decodes a file to [`RATE`]. Memory grows with what is there, never with what the file says; a decoder that breaks off
/// says so as any broken file does.
///
/// # Errors
/// [`SoundFault`].
pub fn decode_file(form: Form, file: &[u8], longest: Duration) -> Result<Sound, SoundFault> {
    let most = most(longest, RATE);
    let decoded = catch_unwind(AssertUnwindSafe(|| match form {
        Form::Ogg => decode(file, RATE, longest),
        Form::Mp4 => {
            let track = mp4::read(file)?;
            let packets = track.packets.iter().filter_map(|at| file.get(at.clone()));
            let is_whole = track.is_whole;
            aac::decode(track.config, packets, most).map(|sound| sound.only(is_whole))
        }
        Form::Adts => {
            let stream = aac::adts(file)?;
            let packets = stream.packets.iter().copied();
            let is_whole = stream.is_whole;
            aac::decode(stream.config, packets, most).map(|sound| sound.only(is_whole))
        }
        Form::Wav => pcm::decode(file, most),
    }));
    decoded.unwrap_or(Err(SoundFault::Damaged))
}

impl Sound {
    /// Returns the sound, as whole as what it was taken out of.
    fn only(self, is_whole: bool) -> Self {
        Self {
            is_whole: self.is_whole && is_whole,
            ..self
        }
    }
}

/// Returns the most samples there may be.
fn most(longest: Duration, rate: u32) -> usize {
    let seconds = usize::try_from(longest.as_secs()).unwrap_or(usize::MAX);
    seconds.saturating_mul(rate as usize)
}

/// Decodes OGG with Opus to `rate` samples a second: 8, 12, 16, 24 or 48 thousand. Memory grows with what is there, never
/// with what a header says.
///
/// # Errors
/// [`SoundFault`].
pub fn decode(source: impl Read, rate: u32, longest: Duration) -> Result<Sound, SoundFault> {
    let most = most(longest, rate);
    let damaged = |_| SoundFault::Damaged;
    let signed = i32::try_from(rate).map_err(|_| SoundFault::Damaged)?;
    let mut reader = OggOpusReader::new(source).map_err(damaged)?;
    let channels = usize::from(reader.head().channel_count);
    let mut decoder = reader.head().decoder(signed).map_err(damaged)?;
    let mut trim = Trim::new(reader.head(), signed, channels).map_err(damaged)?;
    let largest = MAX_PACKET_SAMPLES * rate as usize / OPUS_RATE as usize;
    let mut block = vec![0_i16; largest * channels];
    let mut sound = Sound {
        samples: Vec::new(),
        is_whole: true,
    };
    let pre_skip = i64::from(reader.head().pre_skip);
    let mut last_place = 0;
    // What is decoded counts, not what is kept: a file may say that nothing of it is to be heard.
    let mut decoded_samples = 0_usize;
    for packet in reader.packets() {
        let decoded = packet.and_then(|packet| {
            let count = decoder.decode_s16(&packet.data, largest, &mut block)?;
            Ok((packet, count))
        });
        let Ok((packet, count)) = decoded else {
            sound.is_whole = false;
            break;
        };
        last_place = packet.page_granule;
        let kept = trim.keep(&packet, &block[..count * channels]);
        sound.samples.extend(kept.chunks_exact(channels).map(mixed));
        decoded_samples += count;
        if decoded_samples > most.saturating_add(rate as usize) || sound.samples.len() > most {
            return Err(SoundFault::TooLong);
        }
    }
    if sound.samples.is_empty() {
        return Err(SoundFault::Damaged);
    }
    // A page that cannot be read is passed over: the last one says how much there should be.
    let told = last_place
        .saturating_sub(pre_skip)
        .saturating_mul(i64::from(rate))
        / i64::from(OPUS_RATE);
    let missing = told.saturating_sub(i64::try_from(sound.samples.len()).unwrap_or(i64::MAX));
    sound.is_whole &= missing <= i64::from(rate / 50);
    Ok(sound)
}

fn mixed(channels: &[i16]) -> i16 {
    let sum: i32 = channels.iter().copied().map(i32::from).sum();
    let count = i32::try_from(channels.len()).unwrap_or(1).max(1);
    i16::try_from(sum / count).unwrap_or_default()
}

/// Returns whether no moment of some samples at [`RATE`] is louder than the noise of a quiet room.
///
/// A decoder that gives silence where somebody spoke would otherwise pass for a patient who said nothing.
pub fn is_silent(samples: &[i16]) -> bool {
    samples
        .chunks(MOMENT)
        .all(|moment| loudness(moment) < QUIET)
}

fn loudness(samples: &[i16]) -> f64 {
    let energy: f64 = samples.iter().map(|it| f64::from(*it).powi(2)).sum();
    (energy / samples.len().max(1) as f64).sqrt()
}

/// Cuts samples at [`RATE`] into parts of at most `longest`, each at the quietest moment before its end.
pub fn parts(samples: &[i16], longest: Duration) -> Vec<Range<usize>> {
    let most = usize::try_from(longest.as_secs()).unwrap_or(usize::MAX);
    let most = most.saturating_mul(RATE as usize).max(2 * LOOK_FOR_PAUSE);
    let mut parts = Vec::new();
    let mut start = 0;
    while samples.len() - start > most {
        let from = start + most - LOOK_FOR_PAUSE;
        let moments = samples[from..start + most].chunks_exact(MOMENT).enumerate();
        let quietest = moments.min_by(|(_, a), (_, b)| loudness(a).total_cmp(&loudness(b)));
        let end = from + quietest.map_or(0, |(place, _)| place * MOMENT + MOMENT / 2);
        parts.push(start..end);
        start = end;
    }
    parts.push(start..samples.len());
    parts
}

/// Returns samples at [`RATE`] as a WAV file: 16 bits, one channel.
pub fn wav(samples: &[i16]) -> Vec<u8> {
    let bytes = u32::try_from(samples.len() * 2).unwrap_or(u32::MAX - 36);
    let mut file = Vec::with_capacity(samples.len() * 2 + 44);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(bytes + 36).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16_u32.to_le_bytes());
    // Plain samples, one channel.
    file.extend_from_slice(&[1, 0, 1, 0]);
    file.extend_from_slice(&RATE.to_le_bytes());
    file.extend_from_slice(&(RATE * 2).to_le_bytes());
    // Two bytes a sample, sixteen bits.
    file.extend_from_slice(&[2, 0, 16, 0]);
    file.extend_from_slice(b"data");
    file.extend_from_slice(&bytes.to_le_bytes());
    file.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    file
}

/// Returns how long samples at [`RATE`] play, in milliseconds.
pub fn milliseconds(samples: usize) -> u64 {
    samples as u64 * 1000 / u64::from(RATE)
}
