//! Why a pack is left out.

use thiserror::Error;

use crate::pattern::PhraseFault;

/// What is wrong with a pack; the engine works on without it and its self-test says so.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PackFault {
    /// A file of the pack is not of the shape this version reads.
    #[error("the {language} pack cannot be read")]
    Unreadable {
        /// The pack's language code.
        language: &'static str,
        /// Where and why.
        source: toml::de::Error,
    },
    /// A phrase does not compile.
    #[error("the {language} pack has a bad phrase: {phrase}")]
    Phrase {
        /// The pack's language code.
        language: &'static str,
        /// The phrase as written.
        phrase: String,
        /// What is wrong with it.
        source: PhraseFault,
    },
    /// A rule has neither a severity of 1 to 4 nor points, or both.
    #[error("the rule {rule} needs a severity of 1 to 4, or points")]
    Weight {
        /// The rule's id.
        rule: String,
    },
    /// A class or field that is not in its list.
    #[error("there is no class or field {class}")]
    Class {
        /// The name as written.
        class: String,
    },
    /// Two rules have one id.
    #[error("the rule id {rule} is used twice")]
    DuplicateRule {
        /// The id.
        rule: String,
    },
}
