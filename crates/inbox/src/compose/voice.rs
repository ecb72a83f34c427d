//! A recording as a file: OGG with Opus for WhatsApp, WAV for Messenger and Instagram; and its loudness for the eye.
//!
//! Works on finished mono samples. Which channel takes what: docs/meta.md, limits (REFERENCE §13–§15, read 2026-11-20).

use crate::error::InboxError;
use opus_pure::{
    Application, MAX_PACKET_BYTES, OggOpusWriter, OpusEncoder, OpusHead, RateControl, Signal,
};

/// The rate that recordings are kept at, in samples a second; the one that Opus works with.
pub(crate) const RATE: u32 = 48_000;
/// WhatsApp shows a voice note with its play button up to this size. Source: REFERENCE §13.
const PLAYABLE_BYTES: u64 = 512 * 1024;
/// What Opus spends on a voice, in bits a second; longer recordings get less, so that they stay playable.
const BITRATE: u64 = 28_000;
/// Under this a voice is hard to understand.
const LEAST_BITRATE: u64 = 10_000;
/// Twenty milliseconds: one packet.
const FRAME: usize = RATE as usize / 50;
/// How much slower the samples of a WAV file run than [`RATE`]: 16,000 a second, plenty for a voice.
const WAV_DIVISOR: u32 = 3;
/// How many bars a waveform has.
const BARS: usize = 64;

/// Returns how long some samples play, in milliseconds.
pub(crate) fn milliseconds(samples: &[i16]) -> u64 {
    samples.len() as u64 * 1000 / u64::from(RATE)
}

/// Returns a voice note as WhatsApp takes it: OGG, Opus, mono.
///
/// # Errors
/// [`InboxError::InvalidInput`] when there is nothing to encode.
pub(crate) fn opus(samples: &[i16]) -> Result<Vec<u8>, InboxError> {
    if samples.is_empty() {
        return Err(InboxError::InvalidInput);
    }
    encoded(samples).map_err(|error| {
        tracing::error!("a voice note could not be encoded: {error}");
        InboxError::InvalidInput
    })
}

fn encoded(samples: &[i16]) -> opus_pure::Result<Vec<u8>> {
    let mut encoder = OpusEncoder::new(RATE as i32, 1, Application::Voip)?;
    encoder.bitrate_bps = bitrate(samples.len());
    encoder.rate_control = RateControl::Vbr;
    encoder.signal_type = Some(Signal::Voice);
    let head = OpusHead::for_encoder(&encoder, RATE);
    let pre_skip = usize::from(head.pre_skip);
    let mut writer = OggOpusWriter::new(Vec::new(), head)?;
    let mut packet = vec![0; MAX_PACKET_BYTES];
    let mut block = [0.0_f32; FRAME];
    // The encoder runs a little behind: silence at the end flushes the last words out of it.
    let frames = (samples.len() + pre_skip).div_ceil(FRAME);
    for frame in 0..frames {
        let start = (frame * FRAME).min(samples.len());
        let end = (start + FRAME).min(samples.len());
        block.fill(0.0);
        for (to, from) in block.iter_mut().zip(&samples[start..end]) {
            *to = f32::from(*from) / 32_768.0;
        }
        let bytes = encoder.encode(&block, FRAME, &mut packet)?;
        if frame + 1 == frames {
            // The file ends where the recording did, not where its last packet does.
            let whole = (pre_skip + samples.len()) as u64;
            let written = u64::try_from(writer.granule()).unwrap_or_default();
            let left = u32::try_from(whole.saturating_sub(written)).unwrap_or(FRAME as u32);
            writer.write_packet_with_duration(&packet[..bytes], left)?;
        } else {
            writer.write_packet(&packet[..bytes])?;
        }
    }
    writer.finish()
}

/// Returns what Opus may spend, so that the file stays under [`PLAYABLE_BYTES`] where a voice allows it.
fn bitrate(samples: usize) -> i32 {
    let seconds = (samples as u64).div_ceil(u64::from(RATE)).max(1);
    // A twelfth for the container and for what a variable rate spends beyond its aim.
    let affordable = PLAYABLE_BYTES * 8 / seconds * 11 / 12;
    i32::try_from(affordable.clamp(LEAST_BITRATE, BITRATE)).unwrap_or(BITRATE as i32)
}

/// Returns a recording as Messenger and Instagram take it: WAV, 16 bits, 16,000 samples a second.
///
/// # Errors
/// [`InboxError::InvalidInput`] when there is nothing to keep, or more than the format holds.
pub(crate) fn wav(samples: &[i16]) -> Result<Vec<u8>, InboxError> {
    let slower: Vec<i16> = samples
        .chunks_exact(WAV_DIVISOR as usize)
        .map(|chunk| {
            let sum: i32 = chunk.iter().copied().map(i32::from).sum();
            i16::try_from(sum / WAV_DIVISOR as i32).unwrap_or_default()
        })
        .collect();
    let rate = RATE / WAV_DIVISOR;
    let bytes = u32::try_from(slower.len() * 2).map_err(|_| InboxError::InvalidInput)?;
    let whole = bytes.checked_add(36).ok_or(InboxError::InvalidInput)?;
    if bytes == 0 {
        return Err(InboxError::InvalidInput);
    }
    let mut file = Vec::with_capacity(slower.len() * 2 + 44);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&whole.to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16_u32.to_le_bytes());
    // Plain samples, one channel.
    file.extend_from_slice(&[1, 0, 1, 0]);
    file.extend_from_slice(&rate.to_le_bytes());
    file.extend_from_slice(&(rate * 2).to_le_bytes());
    // Two bytes a sample, sixteen bits.
    file.extend_from_slice(&[2, 0, 16, 0]);
    file.extend_from_slice(b"data");
    file.extend_from_slice(&bytes.to_le_bytes());
    file.extend(slower.iter().flat_map(|sample| sample.to_le_bytes()));
    Ok(file)
}

/// Returns the loudness over a recording, from 0 to 100.
pub(crate) fn waveform(samples: &[i16]) -> Vec<u8> {
    if samples.is_empty() {
        return Vec::new();
    }
    let bar = samples.len().div_ceil(BARS).max(1);
    samples.chunks(bar).map(level).collect()
}

/// Returns how loud some samples are, from 0 to 100, as an ear judges: 0 is 50 dB under the loudest.
pub(crate) fn level(samples: &[i16]) -> u8 {
    let energy: f64 = samples
        .iter()
        .map(|sample| f64::from(*sample).powi(2))
        .sum();
    let loudness = (energy / samples.len().max(1) as f64).sqrt() / 32_768.0;
    let percent = 100.0 + 2.0 * 20.0 * loudness.max(1e-9).log10();
    percent.clamp(0.0, 100.0) as u8
}

#[cfg(test)]
mod tests;
