//! The speech engine itself: a model is read, a real voice note goes through all of it, and it can be stopped.
//!
//! No published model is small enough to be here. This one is made up: as small as the engine takes one, with weights that
//! make it hear one word over and over. So everything runs but the knowledge: file, spectrum, encoder, decoder, words.

#![expect(clippy::unwrap_used, reason = "a test stops where it finds a fault")]

mod tiny;

use recado_domain::transcript::confidence;
use recado_transcribe::{
    sound::{self, RATE},
    whisper::{self, WhisperFault},
};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

const VOICE: &[u8] = include_bytes!("../../../meta-sim/src/media/voice.ogg");

fn voice() -> Vec<i16> {
    let decoded = sound::decode(VOICE, RATE, Duration::from_secs(60));
    decoded.unwrap().samples
}

#[test]
fn a_note_goes_through_the_whole_engine() {
    assert!(whisper::is_possible());
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("ggml-tiny.bin");
    std::fs::write(&model, tiny::model()).unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    for language in [Some("pt"), None] {
        let answer = whisper::hear(&model, &voice(), language, &stop).unwrap();
        let heard = confidence::heard(&answer.segments);
        assert!(heard.text.contains(tiny::WORD.trim()), "{:?}", heard.text);
        let words = answer.segments.iter().flat_map(|it| &it.words);
        for word in words {
            assert!(word.probability.is_some_and(|it| (0.0..=1.0).contains(&it)));
        }
        assert!(
            answer
                .segments
                .iter()
                .all(|it| it.log_probability.is_some())
        );
        // One word in circles is what an engine hears in silence: it is not believed.
        assert!(heard.is_uncertain());
        if language.is_some() {
            assert_eq!(answer.language.as_deref(), Some("pt"));
        }
    }
}

#[test]
fn what_is_no_model_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let hear = |file: &Path| whisper::hear(file, &voice(), None, &stop);
    let file = folder.path().join("none.bin");
    assert_eq!(hear(&file), Err(WhisperFault::Model));
    let whole = tiny::model();
    // The engine itself would end the whole program over most of these.
    let mut longer = whole.clone();
    longer.extend_from_slice(&[0; 100]);
    let mut lying = whole.clone();
    lying[4..8].copy_from_slice(&i32::MAX.to_le_bytes());
    let cuts = [40, 60, 100_000, whole.len() / 2, whole.len() - 1];
    let cut = cuts.iter().map(|place| whole[..*place].to_vec());
    for broken in cut.chain([b"lmgg and nothing".to_vec(), longer, lying]) {
        std::fs::write(&file, broken).unwrap();
        assert_eq!(hear(&file), Err(WhisperFault::Model));
    }
}

/// A note of twenty minutes is stopped long before it is through.
#[test]
fn listening_is_stopped_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("ggml-tiny.bin");
    std::fs::write(&model, tiny::model()).unwrap();
    let long: Vec<i16> = voice()
        .into_iter()
        .cycle()
        .take(20 * 60 * RATE as usize)
        .collect();
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    let listening = std::thread::spawn(move || whisper::hear(&model, &long, Some("pt"), &told));
    stop.store(true, Ordering::Release);
    assert_eq!(listening.join().unwrap(), Err(WhisperFault::Stopped));
}
