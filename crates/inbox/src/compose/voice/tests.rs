//! What is encoded can be read back, lasts as long as what was said, and stays small enough to be played in place.

use super::*;
use opus_pure::{MAX_PACKET_SAMPLES, OggOpusReader, Trim};

/// A voice-like sound: a low tone with overtones that swells and fades three times a second.
fn spoken(seconds: f64) -> Vec<i16> {
    let count = (seconds * f64::from(RATE)) as usize;
    (0..count)
        .map(|at| {
            let time = at as f64 / f64::from(RATE);
            let tone: f64 = (1..=8)
                .map(|overtone| {
                    (time * 130.0 * f64::from(overtone) * std::f64::consts::TAU).sin()
                        / f64::from(overtone)
                })
                .sum();
            (tone * 6_000.0 * (0.55 + 0.45 * (time * 18.85).sin())) as i16
        })
        .collect()
}

fn decoded(file: &[u8]) -> (u8, Vec<f32>) {
    let mut reader = OggOpusReader::new(file).unwrap();
    let channels = reader.head().channel_count;
    let mut decoder = reader.head().decoder(RATE as i32).unwrap();
    let mut trim = Trim::new(reader.head(), RATE as i32, 1).unwrap();
    let mut block = vec![0.0; MAX_PACKET_SAMPLES];
    let mut samples = Vec::new();
    for packet in reader.packets() {
        let packet = packet.unwrap();
        let count = decoder
            .decode(&packet.data, MAX_PACKET_SAMPLES, &mut block)
            .unwrap();
        samples.extend_from_slice(trim.keep(&packet, &block[..count]));
    }
    (channels, samples)
}

/// CASES 23: a recorded voice note is OGG with Opus, mono, and holds every word of it.
#[test]
fn a_voice_note_is_ogg_opus_mono_and_ends_where_the_voice_did() {
    let said = spoken(2.345);
    let file = opus(&said).unwrap();
    assert_eq!(&file[..4], b"OggS");
    assert_eq!(&file[28..36], b"OpusHead");
    let (channels, heard) = decoded(&file);
    assert_eq!((channels, heard.len()), (1, said.len()));
    let energy = |samples: &mut dyn Iterator<Item = f64>| samples.map(|s| s * s).sum::<f64>();
    let before = energy(&mut said.iter().map(|s| f64::from(*s) / 32_768.0));
    let after = energy(&mut heard.iter().map(|s| f64::from(*s)));
    assert!((0.5..1.5).contains(&(after / before)), "{}", after / before);
}

#[test]
fn the_longest_recording_still_keeps_its_play_button() {
    assert_eq!(bitrate(RATE as usize * 20), 28_000);
    let five_minutes = RATE as usize * 300;
    assert!((12_000..14_000).contains(&bitrate(five_minutes)));
    // What a minute at that rate takes, times five.
    let mut encoder_fed = spoken(10.0);
    encoder_fed.truncate(RATE as usize * 10);
    let file = opus(&encoder_fed).unwrap();
    assert!(file.len() < 28_000 / 8 * 10 * 13 / 12, "{}", file.len());
}

#[test]
fn a_wav_file_says_what_it_holds() {
    let file = wav(&spoken(1.0)).unwrap();
    assert_eq!(file.len(), 44 + 32_000);
    assert_eq!(u32::from_le_bytes(file[24..28].try_into().unwrap()), 16_000);
    assert_eq!(u32::from_le_bytes(file[40..44].try_into().unwrap()), 32_000);
}

#[test]
fn nothing_is_no_voice_note() {
    assert!(matches!(opus(&[]), Err(InboxError::InvalidInput)));
    assert!(matches!(wav(&[]), Err(InboxError::InvalidInput)));
    assert!(waveform(&[]).is_empty());
}

#[test]
fn loud_and_quiet_differ_to_the_eye() {
    assert_eq!(level(&[0; 960]), 0);
    assert_eq!(level(&[i16::MAX; 960]), 99);
    let mut samples = vec![0; RATE as usize];
    samples.extend(spoken(1.0));
    let bars = waveform(&samples);
    assert_eq!(bars.len(), 64);
    assert!(bars[..30].iter().all(|bar| *bar == 0));
    assert!(bars[34..].iter().any(|bar| *bar > 50));
}
