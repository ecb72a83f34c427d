//! What findings say: levels, marked words, reasons, whom they are about.

use recado_risk::{Assessment, Category, Engine, Finding, Level, Reason};

fn first(text: &str) -> Finding {
    Engine::starter()
        .assess(text)
        .findings
        .into_iter()
        .next()
        .unwrap_or_else(|| panic!("nothing found: {text}"))
}

fn marked<'t>(finding: &Finding, text: &'t str) -> Vec<&'t str> {
    finding
        .evidence
        .iter()
        .map(|span| &text[span.start..span.end])
        .collect()
}

#[test]
fn a_clear_crisis_message_raises_an_alert_with_its_words_marked() {
    for (text, words) in [
        ("Hi, I want to kill myself", "kill myself"),
        ("Hola doctora, quiero morirme", "quiero morirme"),
        ("oi, eu quero morrer", "quero morrer"),
        ("γιατρέ, θέλω να πεθάνω", "θέλω να πεθάνω"),
        ("giatre thelw na pe8anw", "thelw na pe8anw"),
    ] {
        let finding = first(text);
        assert_eq!(
            (finding.category, finding.level),
            (Category::Suicide, Level::High),
            "{text}"
        );
        assert!(
            marked(&finding, text).join(" ").contains(words),
            "{:?}",
            marked(&finding, text)
        );
    }
}

#[test]
fn every_category_is_found_in_every_language() {
    let engine = Engine::starter();
    for (category, texts) in [
        (
            Category::SelfHarm,
            [
                "I cut my arms again",
                "me corté los brazos",
                "cortei os braços",
                "έκοψα τα χέρια μου",
            ],
        ),
        (
            Category::HarmOthers,
            [
                "I'm going to stab him",
                "lo voy a apuñalar",
                "vou esfaquear ele",
                "θα τον μαχαιρώσω",
            ],
        ),
        (
            Category::Abuse,
            [
                "my husband hits me",
                "mi marido me pega",
                "meu marido me bate",
                "ο άντρας μου με χτυπάει",
            ],
        ),
        (
            Category::Medical,
            [
                "I can't breathe",
                "no puedo respirar",
                "não consigo respirar",
                "δεν μπορώ να ανασάνω",
            ],
        ),
    ] {
        for text in texts {
            let found = engine.assess(text);
            assert!(found.raises_alert(), "{text}");
            assert!(
                found
                    .findings
                    .iter()
                    .any(|finding| finding.category == category),
                "{text}: {found:?}"
            );
        }
    }
}

#[test]
fn surroundings_lower_to_review_and_say_why() {
    let kind = |reason: &Reason| {
        serde_json::to_value(reason).unwrap()["kind"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    for (text, reason, cue) in [
        ("I don't want to die", "negated", "don't"),
        ("hace años quería morirme", "past", "hace años"),
        ("the urge to cut is gone", "resolved", "urge to cut is gone"),
        (
            "if someone is suicidal, whom do they call",
            "hypothetical",
            "if someone",
        ),
        (
            "for my thesis on suicide I need a room",
            "professional",
            "thesis",
        ),
        (
            "my son shouts 'I will kill you' all day",
            "quoted",
            "'I will kill you'",
        ),
        ("quiero morirme jajaja", "joking", "jajaja"),
    ] {
        let finding = first(text);
        assert_eq!(finding.level, Level::Review, "{text}");
        let reasons: Vec<String> = finding.reasons.iter().map(kind).collect();
        assert!(reasons.contains(&reason.to_owned()), "{text}: {reasons:?}");
        let span = finding
            .reasons
            .iter()
            .find(|found| kind(found) == reason)
            .unwrap();
        let span = &serde_json::to_value(span).unwrap()["cue"];
        let [start, end] =
            ["start", "end"].map(|side| usize::try_from(span[side].as_u64().unwrap()).unwrap());
        assert_eq!(&text[start..end], cue);
    }
}

#[test]
fn a_denial_in_one_clause_does_not_reach_the_next() {
    for text in [
        "I never say this out loud, but I want to kill myself",
        "nunca falei isso pra ninguém: eu quero morrer",
        "no se lo cuento a nadie, quiero morirme",
        "I don't know what to do I want to kill myself",
        "it was a good film. I want to kill myself",
        "I can't promise I won't kill myself",
    ] {
        assert!(first(text).level >= Level::High, "{text}");
    }
}

#[test]
fn an_idiom_is_no_finding_unless_more_is_said() {
    let engine = Engine::starter();
    for idiom in [
        "me muero de hambre",
        "this heat is killing me",
        "morri de rir",
        "πέθανα στα γέλια",
    ] {
        assert_eq!(engine.assess(idiom), Assessment::default(), "{idiom}");
    }
    assert!(engine.assess("me muero de ganas de matarme").raises_alert());
}

#[test]
fn a_time_soon_and_preparations_make_it_urgent() {
    let tonight = first("I want to die tonight");
    assert_eq!(tonight.level, Level::Urgent);
    assert!(
        tonight
            .reasons
            .iter()
            .any(|reason| matches!(reason, Reason::TimeNamed { .. }))
    );
    let farewell = first("Quiero morirme. Gracias por todo");
    assert_eq!(farewell.level, Level::Urgent);
    assert!(
        farewell
            .reasons
            .iter()
            .any(|reason| matches!(reason, Reason::Preparation { .. }))
    );
}

/// What the second reader makes more urgent keeps the name that the rules gave it, the first of equals.
#[test]
fn what_rules_raised_keeps_its_category() {
    let engine = Engine::starter();
    for text in [
        "le voy a matar, me lo ha quitado todo",
        "vou te matar, sei onde moras",
        "my chest hurts and my arm is numb since an hour",
    ] {
        let rules = Engine::starter().with_reader(None).assess(text);
        let read = engine.assess(text);
        assert!(rules.raises_alert(), "{text}");
        assert_eq!(
            read.findings[0].category, rules.findings[0].category,
            "{text}"
        );
    }
}

#[test]
fn weak_signs_alert_only_together() {
    let whole = Engine::starter();
    assert_eq!(whole.assess("goodbye").level(), Some(Level::Review));
    assert!(
        whole
            .assess("goodbye, it was not your fault")
            .raises_alert()
    );
    let engine = Engine::starter().with_reader(None);
    assert_eq!(engine.assess("goodbye").level(), Some(Level::Review));
    let together = engine.assess("goodbye, it was not your fault");
    assert_eq!(together.level(), Some(Level::High));
    assert_eq!(
        together.findings[0].reasons,
        [Reason::WeakSigns { points: 4 }]
    );
}

#[test]
fn someone_elses_risk_says_so() {
    let other = first("mi hija dice que se quiere morir");
    assert!(other.about_other && other.level >= Level::High);
    assert!(!first("quiero morirme").about_other);
}

#[test]
fn a_slip_of_the_finger_is_read_and_shown() {
    let finding = first("I want to kill myslef");
    assert_eq!(finding.level, Level::High);
    assert!(
        finding
            .reasons
            .iter()
            .any(|reason| matches!(reason, Reason::Misspelt { .. }))
    );
}

#[test]
fn the_most_urgent_comes_first_and_no_match_is_empty() {
    let engine = Engine::starter();
    let found = engine.assess("my husband hits me. I took an overdose. I feel hopeless");
    assert_eq!(found.findings[0].category, Category::Suicide);
    assert!(
        found
            .findings
            .is_sorted_by(|one, next| one.level >= next.level)
    );
    let nothing = engine.assess("Could I move my appointment to Wednesday at 4?");
    assert_eq!((nothing.level(), nothing.raises_alert()), (None, false));
}

#[test]
fn an_assessment_keeps_its_shape_as_json() {
    let found = Engine::starter().assess("I want to die tonight");
    let json = serde_json::json!({
        "findings": [{
            "category": "suicide",
            "level": "urgent",
            "evidence": [{ "start": 2, "end": 13 }],
            "rule": "en.suicide.3.1",
            "about_other": false,
            "reasons": [{ "kind": "time_named", "cue": { "start": 14, "end": 21 } }],
        }]
    });
    assert_eq!(serde_json::to_value(&found).unwrap(), json);
    assert_eq!(serde_json::from_value::<Assessment>(json).unwrap(), found);
}

#[test]
fn the_version_names_the_crate_and_the_packs() {
    let engine = Engine::starter();
    let (version, packs) = engine.version().split_once('+').unwrap();
    assert_eq!(version, env!("CARGO_PKG_VERSION"));
    assert!(
        packs.len() == 16 && packs.chars().all(|letter| letter.is_ascii_hexdigit()),
        "{packs}"
    );
    assert_eq!(Engine::starter().version(), engine.version());
    assert_eq!(engine.self_test(), Ok(()));
}

/// A threat is not read into words about oneself, and means beside the wish make it urgent.
#[test]
fn a_plan_with_means_is_urgent_and_threatens_nobody_else() {
    let text = "No quiero seguir viviendo. Tengo todas las pastillas en la mesa y me voy a matar";
    let assessment = Engine::starter().assess(text);
    assert_eq!(assessment.level(), Some(Level::Urgent));
    let categories: Vec<_> = assessment
        .findings
        .iter()
        .map(|finding| finding.category)
        .collect();
    assert!(
        !categories.contains(&Category::HarmOthers),
        "{categories:?}"
    );
    let threat = Engine::starter().assess("le voy a matar, me lo ha quitado todo");
    assert_eq!(threat.findings[0].category, Category::HarmOthers);
}

/// Nor does it lower one: English `these` sounds as Portuguese `tese`, a thesis.
#[test]
fn everyday_words_of_one_language_lower_nothing_in_another() {
    let engine = Engine::starter().with_reader(None);
    for text in [
        "these pills, cant breathe",
        "Ive taken these pills hours ago, cant breathe",
    ] {
        assert_eq!(engine.assess(text).level(), Some(Level::Urgent), "{text}");
    }
}

/// What one language says every day is no flag in another: `posso` is no `pozo`, and `moleste` is only a bother.
#[test]
fn everyday_words_of_one_language_flag_nothing_in_another() {
    for text in [
        "Posso mandar uma mensagem de voz? Escrevo devagar",
        "Perdone que le moleste, no quiero molestar",
        "Siento haberle molestado ayer",
    ] {
        let packs = Engine::starter().with_reader(None);
        assert_eq!(packs.assess(text).findings, [], "{text}");
        assert!(!Engine::starter().assess(text).raises_alert(), "{text}");
    }
}
