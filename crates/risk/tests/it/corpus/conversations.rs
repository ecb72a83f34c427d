//! Timed sequences of messages: they run forward, and end in what a person expects of them.

use std::collections::BTreeMap;

use super::LANGUAGES;

const CONVERSATIONS: &str = include_str!("../../corpus/conversations.tsv");

#[test]
fn every_conversation_runs_forward_and_ends_in_an_expectation() {
    let mut conversations: BTreeMap<&str, (u32, bool)> = BTreeMap::new();
    for (index, line) in CONVERSATIONS.lines().enumerate() {
        let place = format!("conversations.tsv:{}", index + 1);
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, language, minute, who, text] = fields[..] else {
            panic!("{place} has not five fields")
        };
        assert!(
            LANGUAGES.iter().any(|known| known.code == language),
            "{place}"
        );
        let minute: u32 = minute.parse().unwrap();
        let (before, is_over) = conversations.entry(name).or_insert((0, false));
        assert!(*before <= minute, "{place} goes back in time");
        assert!(!*is_over, "{place} goes on after its expectation");
        *before = minute;
        match who {
            "person" | "clinic" => assert!(!text.is_empty(), "{place}"),
            "deletes" => assert!(
                text.parse::<u32>().is_ok_and(|deleted| deleted < minute),
                "{place}"
            ),
            "expect" => {
                *is_over = true;
                let words: Vec<&str> = text.split([' ', ':']).collect();
                assert!(
                    matches!(
                        words[..],
                        [
                            "highest",
                            "0" | "1" | "2" | "3" | "4",
                            "escalates",
                            "yes" | "no",
                            "silence",
                            "task" | "none"
                        ]
                    ),
                    "{place}"
                );
            }
            _ => panic!("{place}: nobody says this"),
        }
    }
    assert!(conversations.len() >= 20, "{}", conversations.len());
    for (name, (_, is_over)) in conversations {
        assert!(is_over, "{name} has no expectation");
    }
}
