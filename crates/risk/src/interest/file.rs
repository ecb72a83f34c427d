//! The lists as written and compiled: `data/<language>/interest.toml`.

use serde::Deserialize;
use thiserror::Error;

use super::{Intent, Urgency};
use crate::pattern::PhraseFault;
use crate::phrase_book::PhraseBook;
use crate::skeleton::Language;

/// What is wrong with a list; texts of its language say nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InterestFault {
    /// The file is not of the shape this version reads.
    #[error("the {language} interest list cannot be read")]
    Unreadable {
        /// The language's code.
        language: &'static str,
        /// Where and why.
        source: toml::de::Error,
    },
    /// An entry does not compile.
    #[error("the {language} interest list has a bad phrase: {phrase}")]
    Phrase {
        /// The language's code.
        language: &'static str,
        /// The phrase as written.
        phrase: String,
        /// What is wrong with it.
        source: PhraseFault,
    },
}

/// What a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// By its place in [`Phrases::intents`].
    Intent(usize),
    /// By its place in [`Phrases::urgencies`].
    Urgency(usize),
    Withdrawn,
    /// Looks like a wish and is none: an appointment that was, or is another's.
    Nothing,
    Negation,
    /// Words of time do not reach over it: `because`.
    Break,
}

/// A rule that finds an intent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IntentRule {
    pub(super) id: String,
    pub(super) intent: Intent,
    pub(super) phrases: Vec<String>,
    /// Whether a negation before its words takes them back.
    #[serde(default)]
    pub(super) negatable: bool,
}

/// How far from the wish to come words of time count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reach {
    /// In its clause: the bare name of a day says anything.
    #[default]
    Clause,
    /// In its sentence and those beside it.
    Beside,
}

/// A rule that finds how soon.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UrgencyRule {
    pub(super) id: String,
    pub(super) urgency: Urgency,
    pub(super) phrases: Vec<String>,
    #[serde(default)]
    pub(super) reaches: Reach,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WithdrawnRule {
    id: String,
    phrases: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NothingFile {
    phrases: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CueFile {
    negation: Vec<String>,
    #[serde(rename = "break")]
    breaks: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InterestFile {
    intent: Vec<IntentRule>,
    urgency: Vec<UrgencyRule>,
    withdrawn: WithdrawnRule,
    nothing: NothingFile,
    cues: CueFile,
}

/// One language's list.
#[derive(Debug)]
pub(super) struct Phrases {
    pub(super) language: Language,
    pub(super) book: PhraseBook<Mark>,
    pub(super) intents: Vec<IntentRule>,
    pub(super) urgencies: Vec<UrgencyRule>,
    /// The id of the rule that finds a wish taken back.
    pub(super) withdrawn: String,
}

impl Phrases {
    pub(super) fn compile(language: Language) -> Result<Phrases, InterestFault> {
        let code = language.code();
        let file: InterestFile =
            toml::from_str(source(language)).map_err(|source| InterestFault::Unreadable {
                language: code,
                source,
            })?;
        let mut book = PhraseBook::new(language);
        let mut add = |phrases: &[String], mark: Mark| {
            phrases.iter().try_for_each(|phrase| {
                book.add(phrase, mark)
                    .map_err(|source| InterestFault::Phrase {
                        language: code,
                        phrase: phrase.clone(),
                        source,
                    })
            })
        };
        for (place, rule) in file.intent.iter().enumerate() {
            add(&rule.phrases, Mark::Intent(place))?;
        }
        for (place, rule) in file.urgency.iter().enumerate() {
            add(&rule.phrases, Mark::Urgency(place))?;
        }
        add(&file.withdrawn.phrases, Mark::Withdrawn)?;
        add(&file.nothing.phrases, Mark::Nothing)?;
        add(&file.cues.negation, Mark::Negation)?;
        add(&file.cues.breaks, Mark::Break)?;
        book.close();
        Ok(Phrases {
            language,
            book,
            intents: file.intent,
            urgencies: file.urgency,
            withdrawn: file.withdrawn.id,
        })
    }
}

fn source(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../../data/en/interest.toml"),
        Language::Spanish => include_str!("../../data/es/interest.toml"),
        Language::Portuguese => include_str!("../../data/pt/interest.toml"),
        Language::Greek => include_str!("../../data/el/interest.toml"),
    }
}
