//! Packs that must be refused, and the shipped ones as they must be.

use super::*;
use crate::pattern::PhraseFault;
use embedded::STARTER;

const CUES: &str = "common_words = ['the']\nnegation = []\nno_negation = []\nresolved = []\nrecovered = []\npast = []\nrecent = []\n\
    hypothetical = []\nprofessional = []\nquoted = []\njoking = []\nnow = []\ncontrast = []";

fn compile(rules: &'static str) -> Result<Pack, PackFault> {
    let none = "rule = []";
    Pack::compile(&Sources {
        language: Language::English,
        cues: CUES,
        idioms: "phrases = []",
        rules: [
            (Category::Suicide, rules),
            (Category::SelfHarm, none),
            (Category::HarmOthers, none),
            (Category::Abuse, none),
            (Category::Medical, none),
        ],
        classes: ["[classes]", "[classes]", "[classes]"],
        fields: "[fields]",
    })
}

#[test]
fn a_faulty_pack_says_what_is_wrong() {
    let fault = compile("[[rule]]\nid = 'a'\nseverity = 3\nphrases = ['one ~99 two']").unwrap_err();
    assert!(
        matches!(
            fault,
            PackFault::Phrase {
                source: PhraseFault::Gap,
                ..
            }
        ),
        "{fault:?}"
    );
    let fault = compile("[[rule]]\nid = 'a'\nseverity = 5\nphrases = ['one']").unwrap_err();
    assert_eq!(fault, PackFault::Weight { rule: "a".into() });
    let fault =
        compile("[[rule]]\nid = 'a'\nseverity = 3\npoints = 2\nphrases = ['one']").unwrap_err();
    assert_eq!(fault, PackFault::Weight { rule: "a".into() });
    let twice = "[[rule]]\nid = 'a'\nseverity = 3\nphrases = ['b']\n[[rule]]\nid = 'a'\npoints = 1\nphrases = ['c']";
    assert_eq!(
        compile(twice).unwrap_err(),
        PackFault::DuplicateRule { rule: "a".into() }
    );
    let fault = compile("[[rule]]\nid = 'a'\nseverty = 3\nphrases = ['one']").unwrap_err();
    assert!(
        matches!(fault, PackFault::Unreadable { language: "en", .. }),
        "{fault:?}"
    );
}

#[test]
fn a_shipped_rules_id_says_language_category_and_weight() {
    for sources in &STARTER {
        for rule in Pack::compile(sources).unwrap().rules {
            let category = serde_json::to_value(rule.category).unwrap();
            let weight = match rule.weight {
                Weight::Level(level) => (level as u8 + 1).to_string(),
                Weight::Points(_) => "weak".to_owned(),
            };
            let beginning = format!(
                "{}.{}.{weight}.",
                sources.language.code(),
                category.as_str().unwrap()
            );
            assert!(
                rule.id.starts_with(&beginning),
                "{} should start with {beginning}",
                rule.id
            );
        }
    }
}

#[test]
fn every_shipped_rule_has_an_example_it_must_and_one_it_must_not_raise() {
    for sources in &STARTER {
        for rule in Pack::compile(sources).unwrap().rules {
            // Rules over classes are the same in every language: labelled lines stand for their examples.
            let is_concept = rule
                .id
                .rsplit('.')
                .next()
                .is_some_and(|last| last.starts_with('c'));
            let has_both = !rule.ok.is_empty() && !rule.not.is_empty();
            assert!(is_concept || has_both, "{}", rule.id);
        }
    }
}
