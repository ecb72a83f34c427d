//! AAC in MP4 and alone, and WAV: three tones of a second each, 300, 600 and 1200 Hz, and a hum of 220 Hz. Made with ffmpeg
//! from nothing but sines; its own encoder.

use proptest::prelude::*;
use recado_transcribe::sound::{self, Form, RATE, Sound, SoundFault};
use std::{f64::consts::PI, time::Duration};

const TONES: &[u8] = include_bytes!("sounds/tones.m4a");
const IN_FRAGMENTS: &[u8] = include_bytes!("sounds/tones-in-fragments.mp4");
const BESIDE_A_FILM: &[u8] = include_bytes!("sounds/tones-beside-a-film.mp4");
const STREAM: &[u8] = include_bytes!("sounds/tones.aac");
const HUM: &[u8] = include_bytes!("sounds/hum.m4a");
const HUM_IN_FRAGMENTS: &[u8] = include_bytes!("sounds/hum-in-fragments.mp4");
const LONG: Duration = Duration::from_secs(20);

/// How loud the tones are every tenth of a second, as ffmpeg decodes them (5.1), from where its encoder has begun.
const GOLDEN: [f64; 30] = [
    9560., 10632., 10271., 10003., 9995., 10262., 10884., 9533., 10742., 9661., 10172., 9854.,
    10005., 9805., 9891., 10320., 9868., 10165., 9696., 10245., 10161., 10312., 10672., 9813.,
    10337., 9885., 10059., 10248., 10083., 10251.,
];
/// What an encoder needs to begin, at 16,000 samples a second: 1,024 samples at 44,100.
const BEGUN: usize = 372;

fn decoded(file: &[u8], mime: &str) -> Result<Sound, SoundFault> {
    let form = Form::of(mime, file).ok_or(SoundFault::Unknown)?;
    sound::decode_file(form, file, LONG)
}

/// How much of a part is this tone, 0 to 1.
fn share(samples: &[i16], hertz: f64) -> f64 {
    let angle = 2.0 * PI * hertz / f64::from(RATE);
    let (mut real, mut other, mut all) = (0.0, 0.0, 0.0);
    for (place, sample) in samples.iter().enumerate() {
        let (sample, at) = (f64::from(*sample), angle * place as f64);
        real += sample * at.cos();
        other += sample * at.sin();
        all += sample * sample;
    }
    2.0 * (real * real + other * other) / (all * samples.len() as f64)
}

fn are_the_tones(sound: &Sound) {
    let seconds = sound.samples.len() as f64 / f64::from(RATE);
    assert!((2.9..3.2).contains(&seconds), "{seconds}");
    let at = |from: f64, until: f64| {
        let place = |second: f64| (second * f64::from(RATE)) as usize;
        &sound.samples[place(from)..place(until)]
    };
    for (second, hertz) in [(0.0, 300.0), (1.0, 600.0), (2.0, 1200.0)] {
        // An encoder needs up to a twentieth of a second to begin.
        let part = at(second + 0.15, second + 0.9);
        assert!(share(part, hertz) > 0.85, "{hertz}");
    }
}

/// As Messenger and Instagram send it: at every rate and from one channel or two, the same tones at the same time.
#[test]
fn aac_is_decoded_however_it_lies_in_the_file() {
    for (file, mime) in [
        (TONES, "audio/mp4"),
        (TONES, "video/mp4"),
        (IN_FRAGMENTS, "audio/mp4"),
        (BESIDE_A_FILM, "video/mp4"),
        (STREAM, "audio/aac"),
        (STREAM, "audio/mp4"),
    ] {
        let sound = decoded(file, mime).unwrap();
        assert!(sound.is_whole, "{mime}");
        are_the_tones(&sound);
    }
}

#[test]
fn aac_is_as_loud_as_it_is_elsewhere() {
    let sound = decoded(TONES, "audio/mp4").unwrap();
    let tenths = sound.samples[BEGUN..].chunks(RATE as usize / 10);
    let loudness = tenths.map(|tenth| {
        let energy: f64 = tenth.iter().map(|it| f64::from(*it).powi(2)).sum();
        (energy / tenth.len() as f64).sqrt()
    });
    for (tenth, (is, golden)) in loudness.zip(GOLDEN).enumerate() {
        assert!(
            (is / golden - 1.0).abs() < 0.03,
            "{tenth}: {is} for {golden}"
        );
    }
}

#[test]
fn wav_is_read_as_it_is_written() {
    let tones = decoded(TONES, "audio/mp4").unwrap();
    let file = sound::wav(&tones.samples);
    let again = decoded(&file, "audio/wav").unwrap();
    assert!(again.is_whole && again.samples.len() == tones.samples.len());
    are_the_tones(&again);
    let half = decoded(&file[..file.len() / 2], "audio/wav").unwrap();
    assert!(!half.is_whole);
    // Sound in another form inside, cut off before it begins, and none.
    let mut law = file.clone();
    law[20] = 7;
    assert_eq!(decoded(&law, "audio/wav"), Err(SoundFault::Unknown));
    for broken in [&file[..44], &file[..20], &file[..4], b""] {
        assert_eq!(decoded(broken, "audio/wav"), Err(SoundFault::Damaged));
    }
}

#[test]
fn what_is_too_long_is_said_to_be() {
    for (file, mime) in [(TONES, "audio/mp4"), (STREAM, "audio/aac")] {
        let form = Form::of(mime, file).unwrap();
        let second = Duration::from_secs(2);
        assert_eq!(
            sound::decode_file(form, file, second),
            Err(SoundFault::TooLong)
        );
    }
}

/// A recording that broke off is read as far as it goes, and said to be no more than that.
#[test]
fn a_file_that_ends_early_is_not_taken_for_whole() {
    for (file, mime) in [
        (STREAM, "audio/aac"),
        (IN_FRAGMENTS, "audio/mp4"),
        (BESIDE_A_FILM, "video/mp4"),
    ] {
        let sound = decoded(&file[..file.len() * 2 / 3], mime).unwrap();
        assert!(!sound.is_whole, "{mime}");
        assert!(!sound::is_silent(&sound.samples));
    }
    // Where the packets lie stands at its end.
    assert_eq!(
        decoded(&TONES[..9_000], "audio/mp4"),
        Err(SoundFault::Damaged)
    );
}

/// Every number of four bytes set to the most there is, and to nothing: no file gets more memory than it has bytes for,
/// nor more time than there may be packets.
#[test]
fn a_file_may_say_of_itself_what_it_likes() {
    for file in [HUM, HUM_IN_FRAGMENTS] {
        assert!(decoded(file, "audio/mp4").unwrap().is_whole);
        for at in (0..file.len() - 4).step_by(4).take_while(|at| *at < 1_200) {
            for value in [u32::MAX, 0x7fff_ffff] {
                let mut lying = file.to_vec();
                lying[at..at + 4].copy_from_slice(&value.to_be_bytes());
                is_bounded(&decoded(&lying, "audio/mp4"), &format!("{at}: {value:x}"));
            }
        }
    }
}

fn is_bounded(sound: &Result<Sound, SoundFault>, case: &str) {
    if let Ok(sound) = sound {
        let most = 20 * RATE as usize + 8_192;
        assert!(sound.samples.len() <= most, "{case}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Bytes that are turned over or missing, anywhere.
    #[test]
    fn broken_bytes_end_in_a_clear_answer(
        which in 0..3_usize,
        cut in any::<prop::sample::Index>(),
        turned in prop::collection::vec((any::<prop::sample::Index>(), 0..8_u32), 0..12),
        is_cut in any::<bool>(),
    ) {
        let (file, mime) = [(HUM, "audio/mp4"), (HUM_IN_FRAGMENTS, "video/mp4"), (STREAM, "audio/aac")][which];
        let mut file = file[..file.len().min(4_000)].to_vec();
        for (at, bit) in turned {
            let at = at.index(file.len());
            file[at] ^= 1 << bit;
        }
        if is_cut {
            file.truncate(cut.index(file.len()));
        }
        is_bounded(&decoded(&file, mime), mime);
    }

    /// Bytes that are no sound at all.
    #[test]
    fn bytes_of_chance_are_no_sound(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        for form in [Form::Ogg, Form::Mp4, Form::Adts, Form::Wav] {
            is_bounded(&sound::decode_file(form, &bytes, LONG), "chance");
        }
    }
}
