//! Hearing with a real model: what is said in a voice note comes out as words, in each language of the clinics.
//!
//! The model is `base`, as whisper.cpp publishes it; `cargo xtask test` fetches it, and nothing here passes without it. The notes are spoken by
//! espeak-ng 1.51 (voices en-gb, es, pt and el) and encoded by opusenc 0.2 (`--speech --bitrate 16`), as phones do it. A
//! machine speaks worse than a patient: so some words of each are asked for, not all.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops where it finds a fault"
)]

use recado_domain::transcript::confidence::{self, Heard};
use recado_transcribe::{
    model::{self, Checked, Published},
    sound::{self, Form},
    whisper,
};
use std::{
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

/// "Good morning, doctor. I would like to move my appointment from Monday to Thursday at five in the afternoon, please."
const ENGLISH: &[u8] = include_bytes!("notes/english.ogg");
/// "Buenos días, doctora. Quiero cambiar mi cita del lunes por el jueves a las cinco de la tarde, por favor."
const SPANISH: &[u8] = include_bytes!("notes/spanish.ogg");
/// "Bom dia. Eu quero mudar a minha consulta de segunda-feira para quinta-feira. Muito obrigado."
const PORTUGUESE: &[u8] = include_bytes!("notes/portuguese.ogg");
/// "Καλημέρα. Θέλω να έρθω στο γιατρό την Πέμπτη το πρωί. Ευχαριστώ πολύ."
const GREEK: &[u8] = include_bytes!("notes/greek.ogg");

fn model() -> PathBuf {
    let named = std::env::var_os("RECADO_SPEECH_MODEL");
    let why = "RECADO_SPEECH_MODEL names a model: `cargo xtask speech-model` prints one";
    PathBuf::from(named.expect(why))
}

/// Hears a note; where no language is expected, it is found out. Some words have to be among what is heard.
fn hears(note: &[u8], expected: Option<&str>, language: &str, words: &[&str]) -> Heard {
    let decoded = sound::decode_file(Form::Ogg, note, Duration::from_secs(60)).unwrap();
    assert!(decoded.is_whole);
    let stop = Arc::new(AtomicBool::new(false));
    let answer = whisper::hear(&model(), &decoded.samples, expected, &stop).unwrap();
    assert_eq!(answer.language.as_deref(), Some(language));
    let length = sound::milliseconds(decoded.samples.len());
    for segment in &answer.segments {
        assert!(segment.start_ms < segment.end_ms && segment.start_ms < length);
        assert!(segment.log_probability.is_some_and(|it| it < 0.0));
        let all = &segment.words;
        assert!(all.iter().all(|word| word.probability.is_some()));
    }
    let heard = confidence::heard(&answer.segments);
    let text = heard.text.to_lowercase();
    for word in words {
        assert!(text.contains(word), "{word}: {text}");
    }
    heard
}

/// Nobody says which language it is.
#[test]
fn english_is_found_out_and_heard() {
    let words = [
        "good morning",
        "move my appointment",
        "monday",
        "thursday",
        "in the afternoon",
    ];
    let heard = hears(ENGLISH, None, "en", &words);
    assert!(!heard.is_uncertain());
    assert!(heard.confidence.is_some_and(|it| it > 0.7), "{heard:?}");
}

#[test]
fn spanish_is_heard() {
    let words = [
        "buenos días",
        "quiero cambiar mi cita",
        "lunes",
        "jueves a las cinco",
    ];
    let heard = hears(SPANISH, Some("es"), "es", &words);
    assert!(!heard.is_uncertain(), "{heard:?}");
}

#[test]
fn portuguese_is_heard() {
    let words = [
        "bom dia",
        "eu quero mudar a minha",
        "segunda",
        "quinta",
        "obrigado",
    ];
    let heard = hears(PORTUGUESE, Some("pt"), "pt", &words);
    assert!(!heard.is_uncertain(), "{heard:?}");
}

/// Of Greek the model has learnt the least: how sure it is of it is not asked for.
#[test]
fn greek_is_heard() {
    hears(
        GREEK,
        Some("el"),
        "el",
        &["θέλω", "το πρωί", "ευχαριστώ πολύ"],
    );
}

/// What came by another way, in another form, is to the last byte what whisper.cpp publishes.
#[test]
fn the_model_is_the_one_that_is_published() {
    let expected = Checked {
        published: Some("base"),
        bytes: 147_951_465,
    };
    assert_eq!(model::check(&model()), Ok(expected));
    let base = Published::named("base").unwrap();
    assert_eq!(base.prove(&model()), Ok(()));
    assert!(147_951_465 <= base.most_bytes());
}
