//! The word lists as written: `data/<language>/tone.toml` and `data/emoji.toml`.

use serde::Deserialize;
use thiserror::Error;

use crate::pattern::PhraseFault;
use crate::skeleton::Language;

/// What is wrong with a word list; texts of its language stay unscored.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ToneFault {
    /// The file is not of the shape this version reads.
    #[error("the {list} tone list cannot be read")]
    Unreadable {
        /// The language's code, or `emoji`.
        list: &'static str,
        /// Where and why.
        source: toml::de::Error,
    },
    /// An entry does not compile.
    #[error("the {list} tone list has a bad phrase: {phrase}")]
    Phrase {
        /// The language's code.
        list: &'static str,
        /// The phrase as written.
        phrase: String,
        /// What is wrong with it.
        source: PhraseFault,
    },
    /// A value is not between -3 and 3.
    #[error("the {list} tone list has a value beyond 3")]
    Value {
        /// The language's code, or `emoji`.
        list: &'static str,
    },
}

/// One language's list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToneFile {
    pub(super) words: Vec<Listed>,
    /// Words of politeness, separated by spaces: they count nothing in a message about an appointment or a bill.
    pub(super) courtesy: String,
    /// Words and phrases of administration.
    pub(super) administration: Vec<String>,
    /// Words that turn the next three words round.
    pub(super) negation: Vec<String>,
    /// Look like a negation and turn nothing round.
    pub(super) no_negation: Vec<String>,
    pub(super) stronger: Vec<String>,
    pub(super) weaker: Vec<String>,
    pub(super) contrast: Vec<String>,
}

/// Entries of one value.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listed {
    /// -3 to 3; 0 takes words out of the count (`no problem`).
    pub(super) value: f64,
    /// Words and stems, separated by spaces.
    #[serde(default)]
    pub(super) stems: String,
    /// Phrases of several words.
    #[serde(default)]
    pub(super) phrases: Vec<String>,
}

/// The list of emoji and emoticons.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EmojiFile {
    pub(super) signs: Vec<Signs>,
}

/// Signs of one value.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Signs {
    pub(super) value: f64,
    /// Separated by spaces; more than one character is an emoticon, found as it is written.
    pub(super) signs: String,
}

pub(super) const EMOJI: &str = include_str!("../../data/emoji.toml");

pub(super) fn source(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../../data/en/tone.toml"),
        Language::Spanish => include_str!("../../data/es/tone.toml"),
        Language::Portuguese => include_str!("../../data/pt/tone.toml"),
        Language::Greek => include_str!("../../data/el/tone.toml"),
    }
}
