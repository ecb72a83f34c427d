//! The clinic's own phrases and its word on false alarms.

use recado_risk::{
    Category, ClinicPhrase, Engine, FalseAlarm, Level, PhraseLanguage, after_feedback, exact_form,
};

fn phrase(words: &str, level: Level) -> ClinicPhrase {
    ClinicPhrase {
        id: "clinic.7".into(),
        phrase: words.into(),
        category: Category::Abuse,
        level,
        language: PhraseLanguage::Spanish,
    }
}

#[test]
fn a_clinics_phrase_adds_and_changes_nothing_else() {
    let plain = Engine::starter().with_reader(None);
    let own = Engine::starter()
        .with_clinic(&[phrase("la llave de ~1 tomas", Level::High)])
        .unwrap()
        .with_reader(None);
    let text = "otra vez tiene la llave de don Tomás";
    assert_eq!(plain.assess(text).level(), None);
    let found = own.assess(text);
    assert_eq!(found.level(), Some(Level::High));
    assert_eq!(found.findings[0].rule, "clinic.7");
    assert_ne!(plain.version(), own.version());
    for other in [
        "θέλω να πεθάνω",
        "thelo na pethano",
        "¿puedo cambiar la cita?",
        "he hits me",
    ] {
        assert_eq!(plain.assess(other), own.assess(other), "{other}");
    }
}

/// Whatever a clinic writes, no line of the development set is shown lower than without it.
#[test]
fn a_clinics_phrases_lower_nothing() {
    let plain = Engine::starter();
    let own = Engine::starter()
        .with_clinic(&[
            phrase("no", Level::Review),
            phrase("me ~3 mas*", Level::Today),
            phrase("morir", Level::Review),
        ])
        .unwrap();
    let lines = include_str!("../devset/es.tsv").lines();
    for text in lines.filter_map(|line| line.split('\t').next()) {
        let (before, after) = (plain.assess(text).level(), own.assess(text).level());
        assert!(after >= before, "{text}: {before:?} became {after:?}");
    }
}

#[test]
fn a_phrase_alone_finds_nothing_else() {
    let alone = Engine::of_phrases(&[phrase("la llave", Level::Today)]).unwrap();
    assert_eq!(alone.assess("tiene la llave").level(), Some(Level::Today));
    assert_eq!(alone.assess("quiero morir").level(), None);
    let starter = Engine::starter();
    assert_eq!(starter.level_of("es.suicide.weak.1"), None);
    assert_eq!(alone.level_of("clinic.7"), Some(Level::Today));
}

#[test]
fn a_phrase_that_does_not_compile_is_refused() {
    let engine = Engine::starter().with_clinic(&[phrase("~99", Level::High)]);
    assert!(engine.is_err());
}

#[test]
fn a_false_alarm_lowers_those_words_only_and_never_an_urgent_one() {
    let engine = Engine::starter().with_reader(None);
    let text = "me pega mi marido";
    let found = engine.assess(text);
    assert_eq!(found.level(), Some(Level::High));
    let known: Vec<FalseAlarm> = found
        .findings
        .iter()
        .map(|finding| FalseAlarm {
            rule: finding.rule.clone(),
            form: exact_form("Me pega, mi MARIDO"),
            until: 100,
        })
        .collect();
    let (level, why) = after_feedback(text, &found, &known, 99);
    assert_eq!(level, Some(Level::Review));
    assert_eq!(why, known.first());
    assert_eq!(
        after_feedback(text, &found, &known, 100).0,
        Some(Level::High)
    );
    let longer = "me pega mi marido otra vez";
    assert_eq!(
        after_feedback(longer, &engine.assess(longer), &known, 99).1,
        None
    );
    let urgent = "he choked me last night";
    let found = engine.assess(urgent);
    let known: Vec<FalseAlarm> = found
        .findings
        .iter()
        .map(|finding| FalseAlarm {
            rule: finding.rule.clone(),
            form: exact_form(urgent),
            until: 100,
        })
        .collect();
    assert_eq!(
        after_feedback(urgent, &found, &known, 0),
        (Some(Level::Urgent), None)
    );
}
