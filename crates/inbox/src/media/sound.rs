//! Voice notes: how long and how loud, and as plain samples that any player plays.

use crate::compose::voice;
use opus_pure::{MAX_PACKET_SAMPLES, OggOpusReader, Trim};
use std::io::Read;

/// The longest voice note that is decoded. WhatsApp's are at most 16 MB, which is more than an hour.
const LONGEST_SECONDS: usize = 2 * 60 * 60;

/// What was found out about a voice note.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Voice {
    /// How long it plays.
    pub duration_ms: Option<u64>,
    /// Loudness from 0 to 100, evenly over its length.
    pub waveform: Vec<u8>,
}

/// Returns how long and how loud OGG/Opus bytes are; nothing where they are broken.
pub(crate) fn look(source: impl Read) -> Voice {
    match samples(source) {
        Some(samples) if !samples.is_empty() => Voice {
            duration_ms: Some(voice::milliseconds(&samples)),
            waveform: voice::waveform(&samples),
        },
        Some(_) | None => Voice::default(),
    }
}

/// Returns OGG/Opus bytes as a WAV file; nothing where they are broken.
pub(crate) fn wav(source: impl Read) -> Option<Vec<u8>> {
    voice::wav(&samples(source)?).ok()
}

/// Returns the samples of a voice, one channel at [`voice::RATE`]; what comes after a broken packet is left out.
fn samples(source: impl Read) -> Option<Vec<i16>> {
    let rate = i32::try_from(voice::RATE).ok()?;
    let mut reader = OggOpusReader::new(source).ok()?;
    let channels = usize::from(reader.head().channel_count);
    let mut decoder = reader.head().decoder(rate).ok()?;
    let mut trim = Trim::new(reader.head(), rate, channels).ok()?;
    let mut block = vec![0_i16; MAX_PACKET_SAMPLES * channels];
    let mut samples = Vec::new();
    // What is decoded counts, not what is kept: a file may say that nothing of it is to be heard.
    let mut decoded = 0_usize;
    for packet in reader.packets() {
        let Ok(packet) = packet else { break };
        let Ok(count) = decoder.decode_s16(&packet.data, MAX_PACKET_SAMPLES, &mut block) else {
            break;
        };
        let kept = trim.keep(&packet, &block[..count * channels]);
        samples.extend(kept.chunks_exact(channels).map(mixed));
        decoded += count;
        if decoded > (LONGEST_SECONDS + 1) * voice::RATE as usize {
            return None;
        }
    }
    Some(samples)
}

fn mixed(channels: &[i16]) -> i16 {
    let sum: i32 = channels.iter().copied().map(i32::from).sum();
    let count = i32::try_from(channels.len()).unwrap_or(1).max(1);
    i16::try_from(sum / count).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_note_is_measured_and_played() {
        let spoken: Vec<i16> = (0..voice::RATE)
            .map(|n| {
                let loud = if n > voice::RATE / 2 { 12_000.0 } else { 200.0 };
                let phase = f64::from(n) * 440.0 * std::f64::consts::TAU / f64::from(voice::RATE);
                (phase.sin() * loud) as i16
            })
            .collect();
        let note = voice::opus(&spoken).unwrap();
        let found = look(note.as_slice());
        assert_eq!(found.duration_ms, Some(1_000));
        assert!(found.waveform.first() < found.waveform.last());
        let played = wav(note.as_slice()).unwrap();
        assert!(played.starts_with(b"RIFF") && played.len() > 30_000);
    }

    #[test]
    fn broken_bytes_are_silence() {
        assert_eq!(look(b"OggS broken".as_slice()), Voice::default());
        assert_eq!(wav(b"".as_slice()), None);
        let note = voice::opus(&[900; 48_000]).unwrap();
        assert!(look(&note[..note.len() / 2]).duration_ms < Some(1_000));
    }
}
