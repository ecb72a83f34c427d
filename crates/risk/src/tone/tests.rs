//! What a tone is made of, word by word.

use std::sync::LazyLock;

use super::*;

static READER: LazyLock<ToneReader> = LazyLock::new(ToneReader::starter);

fn read(text: &str) -> Option<Tone> {
    READER.read(text)
}

fn value(text: &str) -> f64 {
    read(text).map_or(0.0, |tone| tone.value)
}

#[test]
fn every_list_compiles_and_is_long_enough() {
    let reader = &*READER;
    assert_eq!(reader.faults(), []);
    assert_eq!(reader.languages.len(), 4);
    for words in &reader.languages {
        assert!(
            words.book.len() >= 600,
            "{}: {}",
            words.language.code(),
            words.book.len()
        );
    }
    assert!(
        reader.emoji.emoji.len() >= 120,
        "{}",
        reader.emoji.emoji.len()
    );
}

#[test]
fn a_text_without_feeling_words_is_unscored() {
    for text in [
        "",
        "36.8",
        "the letter is on page two",
        "la página dos",
        "tem vizinho novo",
        "οδήγησα δυο ώρες",
        "💊",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn courtesy_around_an_appointment_is_unscored() {
    for text in [
        "Great, thanks! See you at the appointment on Monday",
        "Perfecto, gracias, ¿a qué hora es la cita?",
        "Obrigada! Posso remarcar a consulta?",
        "Ευχαριστώ πολύ, το ραντεβού είναι στις δέκα",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
    assert!(value("thank you so much, you were wonderful at my appointment") > 0.4);
}

#[test]
fn what_stands_before_a_word_changes_it() {
    assert!(value("I am very happy today") > value("I am happy today"));
    assert!(value("I am a bit happy today") < value("I am happy today"));
    assert!(value("I am not happy today") < 0.0);
    assert!(value("no estoy triste") > 0.0);
    assert!(value("não tô triste") > 0.0);
    assert!(value("δεν είμαι λυπημένη") > 0.0);
    assert!(
        value("happy, not that he came") > 0.0,
        "a negation stays in its clause"
    );
    assert!(value("I am HAPPY today") > value("I am happy today"));
    assert_eq!(value("I AM HAPPY TODAY"), value("I am happy today"));
    assert!(value("I am happy!!!") > value("I am happy!"));
    assert_eq!(value("I am happy!!!!"), value("I am happy!!!!!!!!"));
}

#[test]
fn what_comes_after_a_contrast_counts_more() {
    assert!(value("the day was sad but happy") > 0.0);
    assert!(value("the day was happy but sad") < 0.0);
    assert!(value("fue un día feliz pero triste") < 0.0);
    assert_eq!(value("But I am happy"), value("I am happy"));
}

#[test]
fn phrases_are_read_before_their_words() {
    let text = "no puedo más";
    let tone = read(text).unwrap();
    assert_eq!(tone.hits.len(), 1);
    assert_eq!(
        tone.hits[0].span,
        Span {
            start: 0,
            end: text.len()
        }
    );
    assert!(tone.value < -0.5);
    assert!(value("can't stop crying") < -0.5);
    assert!(value("not bad at all") > 0.2);
}

#[test]
fn a_hit_says_what_was_read_and_what_changed_it() {
    let text = "I am not very happy 🙂";
    let tone = read(text).unwrap();
    let at = |start, end| Span { start, end };
    assert_eq!(tone.scored_words, 6);
    assert_eq!(tone.exclamations, 0.0);
    assert_eq!(
        tone.hits[0].changes,
        [
            ToneChange::Strengthened { cue: at(9, 13) },
            ToneChange::Negated { cue: at(5, 8) },
        ]
    );
    assert_eq!(tone.hits[0].listed, 2.0);
    assert!((tone.hits[0].value - (2.0 + 0.293) * -0.74).abs() < 1e-9);
    assert_eq!(tone.hits[1].span, at(20, 24));
    let json = serde_json::to_value(&tone.hits[0].changes[1]).unwrap();
    assert_eq!(json["kind"], "negated");
}

#[test]
fn spelling_and_alphabet_make_no_difference() {
    assert_eq!(value("είμαι χάλια"), value("eimai xalia"));
    assert_eq!(value("estoy féliiiiz"), value("estoy feliz"));
    assert!(value("❤️") > 0.3 && value("💔") < -0.3 && value("👍🏽") > 0.0);
    assert!(value(":(") < 0.0 && value("ok :)") > 0.0);
}

#[test]
fn a_language_is_read_by_its_own_words() {
    for (text, direction) in [
        ("me siento tan sola sin mi hijo", -1.0),
        ("sozinha em casa de novo", -1.0),
        ("the pain is gone", 1.0),
        ("είμαι ευτυχισμένη", 1.0),
    ] {
        assert!(value(text) * direction > 0.0, "{text}: {:?}", read(text));
    }
}
