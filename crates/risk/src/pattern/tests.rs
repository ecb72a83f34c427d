//! The phrase language.

use super::*;
use crate::normalise::tokens;
use crate::skeleton::{Language, skeletons};

fn matched(phrase: &str, text: &str) -> Option<Vec<String>> {
    let mut lexicon = Lexicon::new(Language::English);
    let pattern = Pattern::parse(phrase, &mut lexicon).unwrap();
    let tokens = tokens(text);
    let atoms: Vec<Vec<Atom>> = tokens
        .iter()
        .map(|token| lexicon.atoms(&skeletons(Language::English, &token.folded), 1))
        .collect();
    (0..tokens.len()).find_map(|start| {
        let found = pattern.match_start(&atoms[start..])?;
        Some(
            found
                .into_iter()
                .map(|place| tokens[start + place].folded.clone())
                .collect(),
        )
    })
}

#[test]
fn phrases_match_as_written() {
    for (phrase, text, expected) in [
        (
            "end my life",
            "I will end my life",
            Some(vec!["end", "my", "life"]),
        ),
        (
            "end|take my own? life",
            "taking, take my own life",
            Some(vec!["take", "my", "own", "life"]),
        ),
        (
            "end|take my own? life",
            "end my life",
            Some(vec!["end", "my", "life"]),
        ),
        ("end my life", "end life", None),
        (
            "strangl* him",
            "strangling him",
            Some(vec!["strangling", "him"]),
        ),
        ("want ~2 die", "want to just die", Some(vec!["want", "die"])),
        ("want ~2 die", "want to not really die", None),
        ("want ~2 die ~4", "want die", Some(vec!["want", "die"])),
        (
            "too_many|all pills",
            "took too many pills",
            Some(vec!["too", "many", "pills"]),
        ),
        ("really? want die", "want die", Some(vec!["want", "die"])),
        (
            "cutting myself",
            "c*tting mys3lf",
            Some(vec!["c*tting", "mys3lf"]),
        ),
        ("cutting myself", "c***i*g myself", None),
    ] {
        let expected =
            expected.map(|words| words.into_iter().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(matched(phrase, text), expected, "{phrase} / {text}");
    }
}

#[test]
fn phrases_that_cannot_be_meant_are_refused() {
    for (phrase, fault) in [
        ("", PhraseFault::Empty),
        ("~3", PhraseFault::Empty),
        ("maybe?", PhraseFault::Empty),
        ("a ~x b", PhraseFault::Gap),
        ("a ~13 b", PhraseFault::Gap),
        ("kk*", PhraseFault::ShortStem),
        ("a||b", PhraseFault::Empty),
    ] {
        assert_eq!(
            Pattern::parse(phrase, &mut Lexicon::new(Language::English)).unwrap_err(),
            fault,
            "{phrase}"
        );
    }
}
