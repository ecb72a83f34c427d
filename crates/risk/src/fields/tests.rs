//! Words and expressions are found in their fields, and every language fills every field.

use super::*;
use crate::normalise::literal_words;
use crate::pack::embedded::{FIELDS, STARTER};
use crate::pattern::PhraseFault;
use crate::skeleton::skeletons;

const NAMES: &str = "fields = [\"give_away\", \"birds\"]";

fn found(words: &str, text: &str) -> Vec<(usize, Field)> {
    let fields = Fields::read(Language::Spanish, NAMES, words).unwrap();
    let words: Vec<Vec<String>> = text
        .split(' ')
        .map(|word| skeletons(Language::Spanish, word))
        .collect();
    let mut found = Vec::new();
    let words = words.iter().map(|word| (word.as_slice(), 1));
    fields.find(words, |place, field| found.push((place, field)));
    found.sort_unstable();
    found
}

#[test]
fn a_word_is_found_in_each_of_its_fields_as_it_sounds() {
    let words = "[fields]\ngive_away = [\"regal*|canario\"]\nbirds = [\"canario|loro\"]";
    assert_eq!(
        found(words, "regalando el canario"),
        [(0, 0), (2, 0), (2, 1)]
    );
    assert_eq!(found(words, "el kanario"), [(1, 0), (1, 1)]);
    assert_eq!(found(words, "un gato"), []);
}

#[test]
fn an_expression_is_found_where_it_begins() {
    let words = "[fields]\ngive_away = [\"no_me_lo_llevo|vendo|lo_regal*\"]";
    assert_eq!(found(words, "eso no me lo llevo"), [(1, 0)]);
    assert_eq!(found(words, "ya lo regalé"), [(1, 0)]);
    assert_eq!(found(words, "me lo llevo"), []);
    assert_eq!(found(words, "no me lo"), []);
}

#[test]
fn what_does_not_compile_is_named() {
    let read = |words: &str| Fields::read(Language::Spanish, NAMES, words).unwrap_err();
    let unknown = read("[fields]\nfish = [\"pez\"]");
    assert!(matches!(unknown, PackFault::Class { class } if class == "fish"));
    let short = read("[fields]\nbirds = [\"ch*\"]");
    assert!(
        matches!(short, PackFault::Phrase { phrase, source: PhraseFault::ShortStem, .. } if phrase == "ch*")
    );
    assert!(matches!(read("fields = 1"), PackFault::Unreadable { .. }));
}

#[test]
fn every_language_fills_every_field() {
    let names: NameFile = toml::from_str(FIELDS).unwrap();
    assert!(names.fields.len() <= MOST_FIELDS);
    for sources in STARTER {
        let words: WordFile = toml::from_str(sources.fields).unwrap();
        for name in &names.fields {
            let words = words.fields.get(name).map_or(0, Vec::len);
            assert!(words > 0, "{name} in {}", sources.language.code());
        }
        assert_eq!(words.fields.len(), names.fields.len());
    }
}

/// They are not folded again when they are read.
#[test]
fn every_word_is_written_folded() {
    for sources in STARTER {
        let words: WordFile = toml::from_str(sources.fields).unwrap();
        let phrases = words.fields.values().flatten();
        for phrase in phrases.flat_map(|phrases| phrases.split('|')) {
            let literal = phrase.strip_suffix('*').unwrap_or(phrase);
            let folded = literal_words(&literal.replace('_', " "));
            let written: Vec<&str> = literal.split('_').collect();
            assert_eq!(folded, written, "{}", sources.language.code());
        }
    }
}
