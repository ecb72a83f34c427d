//! Searching as people expect: accents, case and vowel marks do not matter, Chinese is found inside a run.
//!
//! Pure text: the index itself is `conversations::words`. Text and question go through the same folding, so whatever
//! the folding does, they meet.

mod fold;
pub mod query;
pub mod snippet;

use std::ops::Range;

/// Returns a text's words, folded, with their bytes in the text.
pub fn words(text: &str) -> Vec<(String, Range<usize>)> {
    let tokens = fold::tokens(text).into_iter();
    tokens
        .map(|token| (token.folded, token.start..token.end))
        .collect()
}

/// Returns a text's words as the index keeps them, separated by spaces.
pub(crate) fn index_words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for token in fold::tokens(text) {
        for word in token.index_words() {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(word.as_ref());
        }
    }
    words
}

/// Returns a name's folded words, each after a space, for example ` ana lopez`.
pub(crate) fn folded_words(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 1);
    for token in fold::tokens(name) {
        words.push(' ');
        words.push_str(&token.folded);
    }
    words
}
