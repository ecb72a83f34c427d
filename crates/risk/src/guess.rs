//! Guesses the language of a short text by its commonest words, for readings that take one language at a time.
//!
//! A vote, not an identification: callers add what their own word lists recognise before they ask for the winner.

use std::collections::HashSet;

use serde::Deserialize;

use crate::normalise::{Token, literal_words};
use crate::pack::embedded::STARTER;
use crate::skeleton::{Language, skeletons};

/// Returns every language with a pack, in the order they are read.
pub(crate) fn languages() -> impl Iterator<Item = Language> {
    STARTER.iter().map(|sources| sources.language)
}

/// The commonest words of every language.
#[derive(Debug)]
pub(crate) struct Guess {
    common: Vec<(Language, HashSet<String>)>,
}

/// Only what a vote needs of a pack's cues.
#[derive(Deserialize)]
struct CommonWords {
    common_words: Vec<String>,
}

impl Guess {
    /// Reads the common words of the packs; a pack that cannot be read gets no votes.
    pub(crate) fn starter() -> Guess {
        let common = STARTER.iter().filter_map(|sources| {
            let file: CommonWords = toml::from_str(sources.cues).ok()?;
            let words = file
                .common_words
                .iter()
                .flat_map(|word| literal_words(word));
            let forms = words.flat_map(|word| forms(sources.language, &word));
            Some((sources.language, forms.collect()))
        });
        Guess {
            common: common.collect(),
        }
    }

    /// Returns whether a word is one of a language's commonest.
    pub(crate) fn is_common(&self, language: Language, folded: &str) -> bool {
        let forms = forms(language, folded);
        self.common
            .iter()
            .filter(|(of, _)| *of == language)
            .any(|(_, common)| forms.iter().any(|form| common.contains(form)))
    }

    /// Counts each language's common words; a letter that only Greek has is worth a common word.
    pub(crate) fn votes(&self, tokens: &[Token]) -> Votes {
        let mut votes = Votes::default();
        for (language, common) in &self.common {
            let known = tokens
                .iter()
                .filter(|token| {
                    forms(*language, &token.folded)
                        .iter()
                        .any(|form| common.contains(form))
                })
                .count();
            *votes.of(*language) += known;
        }
        let greek_words = tokens
            .iter()
            .filter(|token| is_greek(&token.folded))
            .count();
        *votes.of(Language::Greek) += greek_words * GREEK_LETTERS_WEIGH;
        votes
    }
}

/// A word in Greek letters outweighs whatever else stands beside it.
const GREEK_LETTERS_WEIGH: usize = 4;

/// Latin letters sound like a Greek word by chance; twice is none. A word in Greek letters has as many votes.
const LEAST_GREEK: usize = 2;

/// How many words of a text each language knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Votes([usize; 4]);

impl Votes {
    /// Returns one language's count.
    pub(crate) fn of(&mut self, language: Language) -> &mut usize {
        let [english, spanish, portuguese, greek] = &mut self.0;
        match language {
            Language::English => english,
            Language::Spanish => spanish,
            Language::Portuguese => portuguese,
            Language::Greek => greek,
        }
    }

    /// Adds another text's counts.
    pub(crate) fn add(&mut self, other: Votes) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }

    /// Returns the most votes any language has.
    pub(crate) fn most(self) -> usize {
        self.0.into_iter().max().unwrap_or(0)
    }

    /// Returns the language with most votes, Greek only with two or more; the earlier one of [`languages`] if several have.
    pub(crate) fn winner(mut self) -> Language {
        let mut best = (0, Language::English);
        for language in languages() {
            let votes = *self.of(language);
            let is_chance = language == Language::Greek && votes < LEAST_GREEK;
            if votes > best.0 && !is_chance {
                best = (votes, language);
            }
        }
        best.1
    }
}

/// Greek is known by its sound, since it is written in two alphabets; the others by their letters.
fn forms(language: Language, folded: &str) -> Vec<String> {
    match language {
        Language::Greek => skeletons(language, folded),
        Language::English | Language::Spanish | Language::Portuguese => vec![folded.to_owned()],
    }
}

fn is_greek(folded: &str) -> bool {
    folded
        .chars()
        .any(|letter| ('\u{370}'..='\u{3ff}').contains(&letter))
}
