//! What holds for any text, and what a change to a text must not do.

use std::sync::LazyLock;

use proptest::prelude::*;
use recado_risk::{Assessment, Engine, Level};
use unicode_normalization::UnicodeNormalization;

static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::starter);

/// One text per language and category that raises an alert, and texts that do not.
const TEXTS: [&str; 12] = [
    "I want to kill myself",
    "no quiero vivir más",
    "não aguento mais viver, vou me matar",
    "θέλω να πεθάνω",
    "I cut my arms again",
    "me pega mi marido",
    "tenho dor no peito",
    "θα τον μαχαιρώσω",
    "can I move my appointment?",
    "I don't want to die",
    "mañana llego tarde",
    "τα λέμε αύριο",
];

fn levels(found: &Assessment) -> Vec<(String, Level, usize)> {
    found
        .findings
        .iter()
        .map(|finding| (finding.rule.clone(), finding.level, finding.evidence.len()))
        .collect()
}

fn assert_spans_are_valid(text: &str, found: &Assessment) {
    for finding in &found.findings {
        let mut end = 0;
        for span in &finding.evidence {
            assert!(span.start < span.end && end <= span.start, "{finding:?}");
            assert!(text.get(span.start..span.end).is_some(), "{finding:?}");
            end = span.end;
        }
        assert!(finding.rule == "weak_signs.suicide" || !finding.evidence.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_read_and_every_span_is_a_piece_of_it(text in "\\PC{0,200}") {
        assert_spans_are_valid(&text, &ENGINE.assess(&text));
    }

    #[test]
    fn words_of_the_packs_among_any_signs_are_read(
        words in prop::collection::vec(
            prop_oneof![
                Just("kill".to_owned()), Just("myself".to_owned()), Just("me".to_owned()), Just("quiero".to_owned()),
                Just("matar".to_owned()), Just("não".to_owned()), Just("θέλω".to_owned()), Just("πεθάνω".to_owned()),
                Just("pe8anw".to_owned()), Just("💊".to_owned()), Just("e\u{301}".to_owned()), "[\"'“«🎵*_@$.,;:\\n\u{200d}]{1,3}",
                "\\PC{1,4}",
            ],
            0..40,
        )
    ) {
        let text = words.join(" ");
        let found = ENGINE.assess(&text);
        assert_spans_are_valid(&text, &found);
        prop_assert_eq!(ENGINE.assess(&text), found);
    }
}

#[test]
fn two_messages_together_reach_at_least_the_higher_level() {
    for one in TEXTS {
        for two in TEXTS {
            let higher = ENGINE.assess(one).level().max(ENGINE.assess(two).level());
            for joint in [". ", "\n\n"] {
                let both = format!("{one}{joint}{two}");
                assert!(ENGINE.assess(&both).level() >= higher, "{both}");
            }
        }
    }
}

#[test]
fn greetings_thanks_and_ordinary_sentences_never_lower_the_level() {
    for text in TEXTS {
        let level = ENGINE.assess(text).level();
        for (before, after) in [
            ("Hi! ", ""),
            ("Hola, ", ""),
            ("bom dia, ", ""),
            ("Καλησπέρα! ", ""),
            ("", ", thanks"),
            ("", " gracias"),
            ("", " 🙏"),
            ("", " 🙂"),
            ("The bus was late. ", " I pay by card."),
            ("", "\nobrigada"),
        ] {
            let longer = format!("{before}{text}{after}");
            assert!(ENGINE.assess(&longer).level() >= level, "{longer}");
        }
    }
}

#[test]
fn spelling_that_sounds_the_same_reads_the_same() {
    for text in TEXTS {
        let expected = levels(&ENGINE.assess(text));
        let without_accents: String = text
            .nfd()
            .filter(|mark| !('\u{300}'..='\u{36f}').contains(mark))
            .collect();
        for same in [
            text.to_uppercase(),
            text.nfd().collect(),
            without_accents,
            text.replace('\'', "’"),
            text.replace('\'', ""),
            text.replace(' ', "  "),
            text.replace(' ', "\u{200b} "),
        ] {
            assert_eq!(levels(&ENGINE.assess(&same)), expected, "{same}");
        }
    }
}

#[test]
fn line_wraps_do_not_hide_a_phrase() {
    for text in TEXTS {
        let wrapped = text.replace(' ', "\n");
        assert!(
            ENGINE.assess(&wrapped).level() >= ENGINE.assess(text).level(),
            "{wrapped}"
        );
    }
}

#[test]
fn an_inserted_negation_lowers_to_review_and_not_to_nothing() {
    for (text, negated) in [
        ("I want to kill myself", "I do not want to kill myself"),
        ("quiero morirme", "no quiero morirme"),
        ("eu quero morrer", "eu não quero morrer"),
        ("θέλω να πεθάνω", "δεν θέλω να πεθάνω"),
    ] {
        assert!(ENGINE.assess(text).raises_alert(), "{text}");
        assert_eq!(
            ENGINE.assess(negated).level(),
            Some(Level::Review),
            "{negated}"
        );
    }
}

#[test]
fn a_text_of_64_kilobytes_of_anything_is_read() {
    let repeated = |part: &str| part.repeat(65_536 / part.len());
    let awkward = [
        "\"", "(", "'a", "💊", "me ", "a*", "a*bc ", "1b4e", "\u{301}", "x", "🎵a", "\n",
    ];
    for part in [TEXTS.join(" ").as_str()].into_iter().chain(awkward) {
        let text = repeated(part);
        assert_spans_are_valid(&text, &ENGINE.assess(&text));
    }
}
