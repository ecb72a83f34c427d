//! The tone of a text: a number between -1 and 1 from the feeling words in it, and how it came about.
//!
//! Word lists of our own in `data/<language>/tone.toml`; the method and its constants are those of VADER (C. J.
//! Hutto and E. Gilbert, 2014, MIT licence, <https://github.com/cjhutto/vaderSentiment>, `vaderSentiment.py`, read
//! November 2026). It describes words, not a person: it diagnoses nothing and raises no flag.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::finding::Span;
use crate::guess::{Guess, languages};
use crate::normalise::tokens;

mod file;
mod marks;
mod score;

pub use file::ToneFault;
use marks::{Emoji, Words};

/// The tone of one text that has at least one feeling word or emoji.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tone {
    /// From -1, very bad, to 1, very good; 0 is between.
    pub value: f64,
    /// Words and emoji of the text: how much text the value rests on.
    pub scored_words: usize,
    /// What was counted, in the order of the text. `value` is `s / sqrt(s² + 15)` of the sum `s` of their values and
    /// [`Tone::exclamations`].
    pub hits: Vec<ToneHit>,
    /// What exclamation marks added, in the direction of the rest; 0 without any.
    pub exclamations: f64,
}

/// One word, phrase, emoji or emoticon that was counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToneHit {
    /// Its bytes in the text.
    pub span: Span,
    /// What the list gives it, -3 to 3.
    pub listed: f64,
    /// What it counts for here, after everything in [`ToneHit::changes`].
    pub value: f64,
    /// What around it changed its value.
    pub changes: Vec<ToneChange>,
}

/// What changed the value of a [`ToneHit`].
///
/// Shape in JSON: `{ "kind": "negated", "cue": { "start": 0, "end": 3 } }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ToneChange {
    /// A negation at most three words before turned it round.
    Negated {
        /// The negation.
        cue: Span,
    },
    /// A word such as "very" made it stronger.
    Strengthened {
        /// That word.
        cue: Span,
    },
    /// Words such as "a bit" made it weaker.
    Weakened {
        /// These words.
        cue: Span,
    },
    /// It is in capitals and the text is not.
    Capitals,
    /// It stands before a "but": counted half.
    BeforeContrast {
        /// The "but".
        cue: Span,
    },
    /// It stands after a "but": counted one and a half times.
    AfterContrast {
        /// The "but".
        cue: Span,
    },
}

/// Raised whenever the steps from words to a value change, so that what was read before is read anew.
const METHOD: u32 = 1;

/// Reads the tone of texts; build it once and share it.
#[derive(Debug)]
pub struct ToneReader {
    languages: Vec<Words>,
    emoji: Emoji,
    guess: Guess,
    faults: Vec<ToneFault>,
}

impl ToneReader {
    /// Compiles the word lists: English, Spanish, Portuguese and Greek.
    ///
    /// A list that does not compile is left out; [`ToneReader::faults`] says so.
    pub fn starter() -> ToneReader {
        let mut faults = Vec::new();
        let mut compiled = Vec::new();
        for language in languages() {
            match Words::compile(language) {
                Ok(words) => compiled.push(words),
                Err(fault) => faults.push(fault),
            }
        }
        let emoji = Emoji::compile().unwrap_or_else(|fault| {
            faults.push(fault);
            Emoji::default()
        });
        ToneReader {
            languages: compiled,
            emoji,
            guess: Guess::starter(),
            faults,
        }
    }

    /// Returns the word lists that could not be read; empty in a sound build.
    pub fn faults(&self) -> &[ToneFault] {
        &self.faults
    }

    /// Returns a number that is another one whenever a text may get another tone: lists and method; never 0.
    pub fn version() -> u32 {
        let mut hash = Sha256::new();
        hash.update(METHOD.to_be_bytes());
        for list in languages().map(file::source).chain([file::EMOJI]) {
            hash.update((list.len() as u64).to_be_bytes());
            hash.update(list);
        }
        let full = hash.finalize();
        let mut short = [0; 4];
        short.copy_from_slice(&full[..4]);
        u32::from_be_bytes(short).max(1)
    }

    /// Returns the tone of a text, or `None` if it is unscored: no feeling word, or courtesy around an appointment.
    ///
    /// Unscored is not neutral. The text is read in the one language it most seems to be in; emoji in any.
    pub fn read(&self, text: &str) -> Option<Tone> {
        let tokens = tokens(text);
        let mut readings: Vec<score::Reading> = self
            .languages
            .iter()
            .map(|words| score::Reading::new(words, &tokens))
            .collect();
        let mut votes = self.guess.votes(&tokens);
        for reading in &readings {
            *votes.of(reading.language) += reading.known_words();
        }
        let winner = votes.winner();
        let place = readings
            .iter()
            .position(|reading| reading.language == winner)?;
        score::tone(text, &tokens, readings.swap_remove(place), &self.emoji)
    }
}

#[cfg(test)]
mod tests;
