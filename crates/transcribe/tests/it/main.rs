//! Sound as it really comes: a voice note of a phone, and what is broken about files.

mod files;

use recado_transcribe::sound::{self, RATE, SoundFault};
use std::time::Duration;

/// A voice note as the simulator's phone records it.
const VOICE: &[u8] = include_bytes!("../../../meta-sim/src/media/voice.ogg");
const LONG: Duration = Duration::from_secs(60);
const TENTH: usize = RATE as usize / 10;

/// How loud it is every tenth of a second, as libopus decodes it (opusdec 0.2, 48 kHz).
const GOLDEN: [f64; 70] = [
    3669., 5891., 6600., 9731., 4526., 4738., 1738., 6383., 8590., 6360., 12178., 3585., 6654.,
    7393., 10015., 15079., 5928., 7766., 1283., 11071., 7155., 5700., 6343., 1726., 3478., 4426.,
    8617., 9942., 4440., 4026., 2252., 7325., 13972., 7559., 13881., 5395., 5246., 5987., 11848.,
    14311., 7522., 10662., 2478., 14468., 10086., 14698., 11748., 4690., 4682., 7348., 10585.,
    10453., 6458., 10903., 2318., 6547., 9018., 6260., 11088., 3811., 2848., 6030., 14322., 9059.,
    12357., 10941., 4276., 12510., 6507., 15782.,
];

fn loudness(samples: &[i16]) -> f64 {
    let energy: f64 = samples.iter().map(|it| f64::from(*it).powi(2)).sum();
    (energy / samples.len() as f64).sqrt()
}

#[test]
fn a_voice_note_is_decoded_as_libopus_does() {
    let decoded = sound::decode(VOICE, RATE, LONG).unwrap();
    assert!(decoded.is_whole);
    assert_eq!(decoded.samples.len(), 112_000, "seven seconds");
    assert!(!sound::is_silent(&decoded.samples));
    let full = sound::decode(VOICE, 48_000, LONG).unwrap();
    let tenths = full.samples.chunks(4_800).map(loudness);
    let off = tenths
        .zip(GOLDEN)
        .map(|(is, golden)| (is / golden - 1.0).abs());
    let worst = off.fold(0.0, f64::max);
    assert!(worst < 0.02, "{worst}");
    // At a third of the rate the highest tones are gone, and the rest is as loud at the same time.
    let tenths = decoded.samples.chunks(TENTH).map(loudness);
    let share = tenths.zip(GOLDEN).map(|(is, golden)| is / golden);
    assert!(share.clone().all(|it| (0.5..1.1).contains(&it)));
    assert!(share.sum::<f64>() / 70.0 > 0.8);
}

#[test]
fn silence_is_known_to_be_silence() {
    assert!(sound::is_silent(&[]));
    assert!(sound::is_silent(&[0; 16_000]));
    assert!(sound::is_silent(&[20; 16_000]));
    // One word in a minute of nothing.
    let mut word = vec![0_i16; 60 * 16_000];
    for (place, sample) in word[800_000..808_000].iter_mut().enumerate() {
        *sample = if place % 2 == 0 { 400 } else { -400 };
    }
    assert!(!sound::is_silent(&word));
}

/// Cut off, turned over, or lying: a clear answer, no panic, and no more memory than there is sound.
#[test]
fn broken_files_are_said_to_be() {
    for broken in [
        &b""[..],
        b"OggS",
        b"RIFF....WAVE",
        &VOICE[..40],
        &VOICE[..100],
    ] {
        let decoded = sound::decode(broken, RATE, LONG);
        assert_eq!(decoded, Err(SoundFault::Damaged));
    }
    let half = sound::decode(&VOICE[..VOICE.len() / 2], RATE, LONG).unwrap();
    assert!(half.samples.len() < 100_000);
    assert!(!half.is_whole, "what is missing is said to be");
    // The headers byte by byte, the rest here and there.
    let places = (0..140).chain((140..VOICE.len()).step_by(997));
    for place in places {
        let mut turned = VOICE.to_vec();
        turned[place] ^= 0xff;
        // Every page has its checksum: whatever comes out, it is not taken for the whole note.
        match sound::decode(turned.as_slice(), RATE, LONG) {
            Ok(decoded) => assert!(!decoded.is_whole, "byte {place}"),
            Err(SoundFault::Damaged) => {}
            Err(SoundFault::TooLong | SoundFault::Unknown) => unreachable!("byte {place}"),
        }
    }
}

#[test]
fn what_is_too_long_is_not_read_to_its_end() {
    let second = Duration::from_secs(1);
    assert_eq!(sound::decode(VOICE, RATE, second), Err(SoundFault::TooLong));
    let exact = Duration::from_secs(7);
    assert!(sound::decode(VOICE, RATE, exact).is_ok());
    // A header that promises anything is read as far as there is something.
    let endless = VOICE.iter().copied().cycle().take(VOICE.len() * 40);
    let endless: Vec<u8> = endless.collect();
    let decoded = sound::decode(endless.as_slice(), RATE, LONG);
    assert!(decoded.is_ok_and(|it| it.samples.len() <= 60 * 16_000));
}

#[test]
fn a_file_for_a_transcriber_is_wav_of_sixteen_kilohertz() {
    let file = sound::wav(&[1, -2, 3]);
    assert_eq!(file.len(), 44 + 6);
    assert_eq!(&file[..4], b"RIFF");
    assert_eq!(&file[8..16], b"WAVEfmt ");
    assert_eq!(file[22..24], [1, 0], "one channel");
    assert_eq!(file[24..28], 16_000_u32.to_le_bytes());
    assert_eq!(file[34..36], [16, 0], "sixteen bits");
    assert_eq!(file[40..44], 6_u32.to_le_bytes());
    assert_eq!(file[44..], [1, 0, 0xfe, 0xff, 3, 0]);
}

/// A long note is cut where nobody speaks, and nothing is lost between the parts.
#[test]
fn long_sound_is_cut_in_a_pause() {
    let minute = 60 * RATE as usize;
    let mut samples = vec![5_000_i16; 5 * minute];
    let pause = 2 * minute - 10 * RATE as usize;
    samples[pause..pause + 1_600].fill(3);
    let parts = sound::parts(&samples, Duration::from_secs(120));
    assert_eq!(parts.first().map(|it| it.start), Some(0));
    assert!((pause..pause + 1_600).contains(&parts[0].end));
    assert!(parts.windows(2).all(|pair| pair[0].end == pair[1].start));
    assert_eq!(parts.last().map(|it| it.end), Some(samples.len()));
    assert!(parts.iter().all(|it| it.len() <= 2 * minute));
    let short = sound::parts(&samples[..minute], Duration::from_secs(120));
    assert_eq!((short.len(), short[0].len()), (1, minute));
    assert_eq!(sound::milliseconds(minute), 60_000);
}
