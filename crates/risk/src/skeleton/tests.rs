//! Spellings that must meet, and words that must not.

use super::*;

fn alike(language: Language, one: &str, two: &str) -> bool {
    let others = skeletons(language, two);
    skeletons(language, one)
        .iter()
        .any(|form| others.contains(form))
}

#[test]
fn spellings_of_one_word_meet() {
    for (language, one, two) in [
        (Language::English, "dieeeee", "die"),
        (Language::English, "killlll", "kill"),
        (Language::English, "k1ll", "kill"),
        (Language::English, "mys3lf", "myself"),
        (Language::Spanish, "kiero", "quiero"),
        (Language::Spanish, "bida", "vida"),
        (Language::Spanish, "boy", "voy"),
        (Language::Spanish, "aser", "hacer"),
        (Language::Spanish, "moriiiir", "morir"),
        (Language::Spanish, "m4tar", "matar"),
        (Language::Portuguese, "keria", "queria"),
        (Language::Portuguese, "ves", "vez"),
        (Language::Greek, "pethanw", "πεθανω"),
        (Language::Greek, "pe8ano", "πεθανω"),
        (Language::Greek, "autoktonisw", "αυτοκτονησω"),
        (Language::Greek, "aut0kt0nisw", "αυτοκτονησω"),
        (Language::Greek, "aftoktonhsw", "αυτοκτονησω"),
        (Language::Greek, "aytoktonisw", "αυτοκτονησω"),
        (Language::Greek, "moy", "μου"),
        (Language::Greek, "eyxaristw", "ευχαριστω"),
        (Language::Greek, "xtypaei", "χτυπαει"),
        (Language::Greek, "htupaei", "χτυπαει"),
        (Language::Greek, "thn", "την"),
        (Language::Greek, "zwh", "ζωη"),
        (Language::Greek, "ksurafi", "ξυραφι"),
        (Language::Greek, "xirafi", "ξυραφι"),
    ] {
        assert!(alike(language, one, two), "{one} {two}");
    }
}

#[test]
fn different_words_stay_apart() {
    for (language, one, two) in [
        (Language::English, "off", "of"),
        (Language::English, "hell", "hel"),
        (Language::Spanish, "matar", "meter"),
        (Language::Spanish, "16", "1b"),
        (Language::Greek, "φοβαμαι", "κοβομαι"),
    ] {
        assert!(!alike(language, one, two), "{one} {two}");
    }
}

#[test]
fn a_word_has_few_skeletons_however_it_is_spelt() {
    for language in Language::ALL {
        for word in [
            "xhuxhuxhuxhu",
            "1111111111a",
            "h",
            "aaaaabbbbbcccccddddd",
            "*****a",
        ] {
            let forms = skeletons(language, word);
            assert!((1..=MOST_FORMS).contains(&forms.len()), "{word}: {forms:?}");
            assert!(forms.iter().all(|form| !form.is_empty()));
        }
    }
}
