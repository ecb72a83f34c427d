//! An extract of one person's day, made of their own words: open questions, appointments, medication, themes and key
//! sentences.
//!
//! Nothing is paraphrased: every part is a byte range of a message. It reads no clock and knows no person; it does not
//! say what is grave, only what was written, and a day whose extract is empty has still to be read.

use serde::{Deserialize, Serialize};

use crate::finding::Span;

mod extractor;
mod file;
mod rank;
mod sentence;

pub use extractor::Extractor;
pub use file::ExtractFault;

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The person.
    Inbound,
    /// The clinic.
    Outbound,
}

/// A message of the day, as [`Extractor::extract`] reads it.
#[derive(Debug, Clone, Copy)]
pub struct DayMessage<'a> {
    /// Who wrote it.
    pub direction: Direction,
    /// Its text; spans are byte positions in it.
    pub text: &'a str,
    /// When, in Unix milliseconds; only the order matters. Of two at once the later in the slice is the later.
    pub at_ms: i64,
    /// The evidence of its flags ([`crate::Finding::evidence`]); a sentence with some is a key sentence first.
    pub flagged: &'a [Span],
}

/// A piece of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Quote {
    /// The message's place in the slice that was read.
    pub message: usize,
    /// Its bytes in that message's text, on character boundaries.
    pub span: Span,
}

/// Words that name something, and the sentence they stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mention {
    /// The sentence.
    pub sentence: Quote,
    /// The words, inside the sentence; bytes in the message's text.
    pub words: Span,
}

/// What a sentence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Falling asleep, waking, tiredness.
    Sleep,
    /// Eating and hunger.
    Appetite,
    /// Worry, fear, panic.
    Anxiety,
    /// Low or high spirits.
    Mood,
    /// Parents, children, siblings.
    Family,
    /// Husband, wife, partner, separation.
    Partner,
    /// Job, school, study.
    Work,
    /// Aches of the body.
    Pain,
    /// Alcohol, tobacco, drugs.
    Substances,
    /// Medicines and how they are taken.
    Medication,
    /// Rent, debts, prices.
    Money,
    /// Death and mourning.
    Grief,
}

/// How often a theme came up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeCount {
    /// The theme.
    pub theme: Theme,
    /// In how many of the person's messages.
    pub messages: usize,
}

/// One day in the person's own words; what the clinic wrote is never quoted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extract {
    /// Questions the clinic wrote nothing after, the earliest first.
    pub unanswered: Vec<Quote>,
    /// Appointments asked for, moved, cancelled or named, one for each sentence, the earliest first.
    pub appointments: Vec<Mention>,
    /// Medicines, doses, and running out or stopping, one for each sentence, the earliest first.
    pub medications: Vec<Mention>,
    /// Themes that came up, the most frequent first.
    pub themes: Vec<ThemeCount>,
    /// At most five sentences, the earliest first.
    pub key_sentences: Vec<Quote>,
}

#[cfg(test)]
mod tests;
