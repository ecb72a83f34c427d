//! AAC, low complexity, as phones record it: packets from an MP4 or from an ADTS stream, decoded one by one.
//!
//! The decoder is Symphonia's, which takes packets. Its reader of MP4 is not used: it asks for as much memory as a file
//! says that it needs.

use super::{Sound, SoundFault, resample::Resampler};
use symphonia::core::{
    audio::{Channels, Position},
    codecs::audio::{
        AudioCodecParameters, AudioDecoder, AudioDecoderOptions, well_known::CODEC_ID_AAC,
    },
    packet::Packet,
    units::{Duration, Timestamp},
};

/// How many samples a packet has.
pub(super) const PACKET: u32 = 1024;
/// The rates that are named by a number. Source: ISO/IEC 14496-3, table 1.18.
const RATES: [u32; 13] = [
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350,
];
/// The number that says that the rate itself follows.
const RATE_FOLLOWS: u32 = 15;
/// Object types. Source: ISO/IEC 14496-3, table 1.17.
const LOW_COMPLEXITY: u32 = 2;
const WITH_HIGH_TONES: u32 = 5;
const WITH_HIGH_TONES_AND_STEREO: u32 = 29;

/// How packets are to be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Config {
    /// Samples a second.
    pub rate: u32,
    /// One or two.
    pub channels: u8,
}

impl Config {
    /// Reads an AudioSpecificConfig. What adds high tones to a core of low complexity is left out: transcribers hear none
    /// of them.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut bits = Bits { bytes, at: 0 };
        let mut object = object(&mut bits)?;
        let rate = rate(&mut bits)?;
        let channels = u8::try_from(bits.take(4)?).ok()?;
        if object == WITH_HIGH_TONES || object == WITH_HIGH_TONES_AND_STEREO {
            let _of_the_whole = self::rate(&mut bits)?;
            object = self::object(&mut bits)?;
        }
        let is_short = bits.take(1)? == 1;
        let is_known = object == LOW_COMPLEXITY && !is_short && matches!(channels, 1 | 2);
        is_known.then_some(Self { rate, channels })
    }
}

fn object(bits: &mut Bits<'_>) -> Option<u32> {
    match bits.take(5)? {
        31 => Some(32 + bits.take(6)?),
        object => Some(object),
    }
}

fn rate(bits: &mut Bits<'_>) -> Option<u32> {
    match bits.take(4)? {
        RATE_FOLLOWS => bits.take(24),
        number => RATES.get(number as usize).copied(),
    }
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: usize) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            let byte = self.bytes.get(self.at / 8)?;
            value = value << 1 | u32::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }
}

/// Packets of an ADTS stream, and how they are to be decoded.
pub(super) struct Stream<'a> {
    pub config: Config,
    pub packets: Vec<&'a [u8]>,
    /// Whether nothing lies between them.
    pub is_whole: bool,
}

/// Finds the packets of an ADTS stream. Source: ISO/IEC 13818-7, 6.2.
///
/// # Errors
/// [`SoundFault`].
pub(super) fn adts(file: &[u8]) -> Result<Stream<'_>, SoundFault> {
    let mut found: Option<Stream<'_>> = None;
    let mut is_whole = true;
    let mut at = 0;
    while at < file.len() {
        let Some((config, packet, length)) = frame(&file[at..]) else {
            is_whole = false;
            at += 1;
            continue;
        };
        at += length;
        match (&mut found, config) {
            // Only what the first packet says is decoded.
            (Some(stream), Some(config)) if stream.config == config => stream.packets.push(packet),
            (Some(_), _) => is_whole = false,
            (None, Some(config)) => {
                found = Some(Stream {
                    config,
                    packets: vec![packet],
                    is_whole: true,
                });
            }
            (None, None) => return Err(SoundFault::Unknown),
        }
    }
    let mut stream = found.ok_or(SoundFault::Damaged)?;
    stream.is_whole = is_whole;
    Ok(stream)
}

/// Reads a frame: how it is decoded if it can be here, its packet, and how long it is in all.
fn frame(bytes: &[u8]) -> Option<(Option<Config>, &[u8], usize)> {
    let head = bytes.get(..7)?;
    if head[0] != 0xff || head[1] & 0xf6 != 0xf0 {
        return None;
    }
    let length =
        usize::from(head[3] & 3) << 11 | usize::from(head[4]) << 3 | usize::from(head[5] >> 5);
    let is_checked = head[1] & 1 == 0;
    let packet = bytes.get(if is_checked { 9 } else { 7 }..length)?;
    let blocks = head[6] & 3;
    let channels = (head[2] & 1) << 2 | head[3] >> 6;
    let is_known = u32::from(head[2] >> 6) + 1 == LOW_COMPLEXITY && matches!(channels, 1 | 2);
    let rate = RATES.get(usize::from(head[2] >> 2 & 15)).copied();
    let config = rate.filter(|_| is_known && blocks == 0);
    let config = config.map(|rate| Config { rate, channels });
    Some((config, packet, length))
}

/// Decodes packets. One that cannot be decoded is as long as the others, and silent.
///
/// # Errors
/// [`SoundFault`].
pub(super) fn decode<'a>(
    config: Config,
    packets: impl Iterator<Item = &'a [u8]>,
    most: usize,
) -> Result<Sound, SoundFault> {
    let mut decoder = decoder(config).ok_or(SoundFault::Unknown)?;
    let mut resampler = Resampler::new(config.rate).ok_or(SoundFault::Unknown)?;
    let channels = usize::from(config.channels);
    let mut block = Vec::new();
    let (mut has_any, mut is_whole) = (false, true);
    for packet in packets {
        let packet = Packet::new(
            0,
            Timestamp::ZERO,
            Duration::from(u64::from(PACKET)),
            packet,
        );
        match decoder.decode(&packet) {
            Ok(decoded) if decoded.spec().channels().count() == channels => {
                block.resize(decoded.samples_interleaved(), 0.0_f32);
                decoded.copy_to_slice_interleaved(&mut block);
                let mixed = block.chunks_exact(channels).map(|all| {
                    let sum: f32 = all.iter().sum();
                    sum / channels as f32
                });
                resampler.push(mixed);
                has_any = true;
            }
            Ok(_) | Err(_) => {
                resampler.push(std::iter::repeat_n(0.0, PACKET as usize));
                is_whole = false;
            }
        }
        if resampler.len() > most {
            return Err(SoundFault::TooLong);
        }
    }
    if !has_any {
        return Err(SoundFault::Damaged);
    }
    Ok(Sound {
        samples: resampler.end(),
        is_whole,
    })
}

fn decoder(config: Config) -> Option<Box<dyn AudioDecoder>> {
    let channels = match config.channels {
        1 => Position::FRONT_LEFT,
        _ => Position::FRONT_LEFT | Position::FRONT_RIGHT,
    };
    let mut how = AudioCodecParameters::new();
    how.for_codec(CODEC_ID_AAC)
        .with_sample_rate(config.rate)
        .with_channels(Channels::Positioned(channels));
    symphonia::default::get_codecs()
        .make_audio_decoder(&how, &AudioDecoderOptions::default())
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_it_is_decoded_is_read_from_what_the_file_says() {
        let config = |rate, channels| Some(Config { rate, channels });
        for (bytes, is) in [
            // Low complexity: 44.1 kHz mono, 48 kHz stereo.
            (&[0x12, 0x08][..], config(44_100, 1)),
            (&[0x11, 0x90], config(48_000, 2)),
            // High tones are added to a core of 22,050.
            (&[0x2b, 0x8a, 0x08, 0x00], config(22_050, 1)),
            // Six channels; main profile; nothing.
            (&[0x11, 0xb0], None),
            (&[0x0a, 0x08], None),
            (&[0x12], None),
            (&[], None),
        ] {
            assert_eq!(Config::read(bytes), is, "{bytes:02x?}");
        }
    }
}
