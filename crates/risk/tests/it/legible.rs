//! What the packs cannot read is known as such, and what they read is not taken for it.

use recado_risk::Engine;

/// `text<TAB>language`: invented messages in languages and alphabets that no pack reads.
const FOREIGN: &str = include_str!("../corpus/foreign/lines.tsv");

macro_rules! ours {
    ($($code:literal)*) => {
        [$(
            include_str!(concat!("../corpus/", $code, "/tune.tsv")),
            include_str!(concat!("../corpus/routine/", $code, ".tsv")),
        )*]
    };
}

/// Labelled messages in French, which nobody has learnt from.
pub(crate) const FRENCH: &str = include_str!("../corpus/foreign/fr.tsv");

/// What people write in the four languages.
const OURS: [&str; 8] = ours!("en" "es" "pt" "el");

fn texts(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter_map(|line| line.split('\t').next())
}

#[test]
fn other_languages_are_known_as_not_read() {
    let engine = Engine::starter();
    let long: Vec<&str> = texts(FOREIGN)
        .filter(|text| text.split_whitespace().count() >= 4)
        .collect();
    let read = long.iter().filter(|text| engine.can_read(text)).count();
    assert!(long.len() > 50);
    assert!(
        read * 100 <= long.len() * 8,
        "{read} of {} pass",
        long.len()
    );
}

#[test]
fn what_people_write_in_our_languages_is_read() {
    let engine = Engine::starter();
    let all: Vec<&str> = OURS.into_iter().flat_map(texts).collect();
    let unread = all.iter().filter(|text| !engine.can_read(text)).count();
    assert!(all.len() > 2000);
    assert!(unread * 1000 <= all.len() * 5, "{unread} of {}", all.len());
}

#[test]
fn french_is_read_by_the_network() {
    let engine = Engine::starter();
    let unread: Vec<&str> = texts(FRENCH)
        .filter(|text| !engine.can_read(text))
        .collect();
    assert!(unread.len() <= 4, "{unread:?}");
}

#[test]
fn what_is_in_no_language_is_not_in_a_foreign_one() {
    let engine = Engine::starter();
    for text in [
        "",
        "ok merci",
        "Merci beaucoup",
        "👍👍👍 😂",
        "123456789 12/03 15:30",
        "https://maps.example/place/qwrt/zxcv?k=plmk-wsdf",
        "Ana Kowalczyk ana@correo.example www.zahnwelt.example",
        "jajajajaja",
    ] {
        assert!(engine.can_read(text), "{text}");
    }
}

#[test]
fn one_sentence_in_another_language_is_enough() {
    let engine = Engine::starter();
    let greeting =
        "Hola doctora, buenas tardes, ¿cómo está usted hoy con tanta gente en la consulta?";
    assert!(engine.can_read(greeting));
    let with = |sentence: &str| format!("{greeting} {sentence}");
    assert!(!engine.can_read(&with("Umugabo wanjye arankubita buri munsi.")));
    assert!(engine.can_read(&with("Je ne veux plus vivre avec cette douleur.")));
    assert!(!engine.can_read("Спасибо"));
    assert!(!engine.can_read("hola, صباح الخير"));
}
