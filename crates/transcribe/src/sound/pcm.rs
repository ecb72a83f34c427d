//! WAV: plain samples of eight or sixteen bits.

use super::{Sound, SoundFault, resample::Resampler};

/// Plain samples, and the kind whose real one stands further behind.
const PLAIN: u16 = 1;
const EXTENDED: u16 = 0xfffe;
/// How many channels are mixed into one.
const MOST_CHANNELS: u16 = 8;

/// Decodes a WAV file.
///
/// # Errors
/// [`SoundFault`].
pub(super) fn decode(file: &[u8], most: usize) -> Result<Sound, SoundFault> {
    if file.get(..4) != Some(b"RIFF") || file.get(8..12) != Some(b"WAVE") {
        return Err(SoundFault::Damaged);
    }
    let mut at = 12;
    let mut form = None;
    while let Some(head) = file.get(at..at + 8) {
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let body = &file[at + 8..];
        let part = &body[..length.min(body.len())];
        match &head[..4] {
            b"fmt " if part.len() < 16 => return Err(SoundFault::Damaged),
            b"fmt " => form = Some(Form::read(part).ok_or(SoundFault::Unknown)?),
            b"data" => {
                let form = form.ok_or(SoundFault::Damaged)?;
                // Who writes while recording does not know how much it will be.
                let is_whole = length <= body.len() || length >= u32::MAX as usize - 64;
                return form.sound(part, is_whole, most);
            }
            _other => {}
        }
        // Parts begin at even places.
        at = (at + 8).saturating_add(length).saturating_add(length % 2);
    }
    Err(SoundFault::Damaged)
}

#[derive(Clone, Copy)]
struct Form {
    channels: u16,
    rate: u32,
    bits: u16,
}

impl Form {
    fn read(part: &[u8]) -> Option<Self> {
        let two = |at: usize| Some(u16::from_le_bytes(part.get(at..at + 2)?.try_into().ok()?));
        let rate = u32::from_le_bytes(part.get(4..8)?.try_into().ok()?);
        let kind = match two(0)? {
            EXTENDED => two(24)?,
            kind => kind,
        };
        let (channels, bits) = (two(2)?, two(14)?);
        let is_known =
            kind == PLAIN && matches!(bits, 8 | 16) && (1..=MOST_CHANNELS).contains(&channels);
        is_known.then_some(Self {
            channels,
            rate,
            bits,
        })
    }

    fn sound(self, part: &[u8], is_whole: bool, most: usize) -> Result<Sound, SoundFault> {
        let width = usize::from(self.bits / 8);
        let together = width * usize::from(self.channels);
        let mut resampler = Resampler::new(self.rate).ok_or(SoundFault::Unknown)?;
        for block in part.chunks(together * 4096) {
            let mixed = block.chunks_exact(together).map(|all| {
                let sum: f32 = all.chunks_exact(width).map(sample).sum();
                sum / f32::from(self.channels)
            });
            resampler.push(mixed);
            if resampler.len() > most {
                return Err(SoundFault::TooLong);
            }
        }
        let samples = resampler.end();
        if samples.is_empty() {
            return Err(SoundFault::Damaged);
        }
        Ok(Sound { samples, is_whole })
    }
}

fn sample(bytes: &[u8]) -> f32 {
    match bytes {
        [low, high] => f32::from(i16::from_le_bytes([*low, *high])) / 32_768.0,
        [byte] => (f32::from(*byte) - 128.0) / 128.0,
        _other => 0.0,
    }
}
