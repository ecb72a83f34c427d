//! The clinic's own phrases: words that are to raise a flag here, and how they are found. They can only add.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The longest phrase, in characters.
pub const LONGEST: usize = 120;
/// The most words.
pub const MOST_WORDS: usize = 12;
/// Other words that may stand between two of a phrase with gaps.
const GAP: u32 = 3;
/// Shorter words are not taken for the beginning of longer ones.
const SHORTEST_BEGINNING: usize = 4;

/// How a phrase is found in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PhraseFit {
    /// These words, one after the other.
    Exact,
    /// As exact, and each may be the beginning of a longer word.
    Contains,
    /// In this order, with up to three other words between two.
    WithGap,
}

/// The language whose spelling and sound a phrase's words have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub enum PhraseTongue {
    /// English.
    #[serde(rename = "en")]
    English,
    /// Spanish.
    #[serde(rename = "es")]
    Spanish,
    /// Portuguese.
    #[serde(rename = "pt")]
    Portuguese,
    /// Greek, in Greek or Latin letters.
    #[serde(rename = "el")]
    Greek,
}

/// What is wrong with a phrase's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PhraseFault {
    /// No words.
    Empty,
    /// Too many words or characters.
    TooLong,
    /// Words that the rules cannot look for.
    Unreadable,
}

impl PhraseFit {
    /// Returns the name this way has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Contains => "contains",
            Self::WithGap => "with_gap",
        }
    }

    /// Returns the way named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Exact, Self::Contains, Self::WithGap]
            .into_iter()
            .find(|fit| fit.as_str() == name)
    }
}

impl PhraseTongue {
    /// Returns the language's two letters.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
            Self::Portuguese => "pt",
            Self::Greek => "el",
        }
    }

    /// Returns the language of two letters.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::English, Self::Spanish, Self::Portuguese, Self::Greek]
            .into_iter()
            .find(|tongue| tongue.as_str() == name)
    }
}

/// Returns words without signs, as `no puedo mas`, in the language of the rules.
///
/// # Errors
/// [`PhraseFault::Empty`], [`PhraseFault::TooLong`].
pub fn pattern(words: &str, fit: PhraseFit) -> Result<String, PhraseFault> {
    let words: Vec<&str> = words.split_whitespace().collect();
    if words.is_empty() {
        return Err(PhraseFault::Empty);
    }
    if words.len() > MOST_WORDS {
        return Err(PhraseFault::TooLong);
    }
    let one = |word: &&str| {
        let is_long =
            word.chars().filter(|sign| sign.is_alphabetic()).count() >= SHORTEST_BEGINNING;
        match fit {
            PhraseFit::Contains if is_long => format!("{word}*"),
            PhraseFit::Exact | PhraseFit::Contains | PhraseFit::WithGap => (*word).to_owned(),
        }
    };
    let between = match fit {
        PhraseFit::Exact | PhraseFit::Contains => " ".to_owned(),
        PhraseFit::WithGap => format!(" ~{GAP} "),
    };
    Ok(words.iter().map(one).collect::<Vec<_>>().join(&between))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_a_pattern() {
        let of = |fit| pattern(" no puedo mas ", fit).unwrap();
        assert_eq!(of(PhraseFit::Exact), "no puedo mas");
        assert_eq!(of(PhraseFit::Contains), "no puedo* mas");
        assert_eq!(of(PhraseFit::WithGap), "no ~3 puedo ~3 mas");
    }

    #[test]
    fn nothing_and_too_much_are_refused() {
        assert_eq!(pattern(" ", PhraseFit::Exact), Err(PhraseFault::Empty));
        let many = "one ".repeat(MOST_WORDS + 1);
        assert_eq!(pattern(&many, PhraseFit::Exact), Err(PhraseFault::TooLong));
    }

    #[test]
    fn every_name_is_read_back() {
        for fit in [PhraseFit::Exact, PhraseFit::Contains, PhraseFit::WithGap] {
            assert_eq!(PhraseFit::from_name(fit.as_str()), Some(fit));
        }
        for code in ["en", "es", "pt", "el"] {
            assert_eq!(
                PhraseTongue::from_name(code).map(PhraseTongue::as_str),
                Some(code)
            );
        }
    }
}
