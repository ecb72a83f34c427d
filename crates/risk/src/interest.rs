//! What a lead asks for and how soon they want to come, with the words that say so.
//!
//! Phrases of our own in `data/<language>/interest.toml`. It reads about *scheduling* alone: no word of illness, pain or
//! distress is in the lists, and how soon counts only beside a wish to come. It knows neither who wrote nor when, and
//! raises no flag; what flags say about a text is the engine's, and comes first.

use serde::{Deserialize, Serialize};

use crate::finding::Span;
use crate::guess::{Guess, languages};
use crate::normalise::tokens;

mod file;
mod read;

pub use file::InterestFault;
use file::{Mark, Phrases};

/// What somebody asks for; the order is the order of how much it says about coming.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// An appointment.
    Appointment,
    /// When there is time for them.
    Availability,
    /// What it costs.
    Price,
    /// Whether an insurance pays.
    Insurance,
    /// Where the clinic is.
    Place,
    /// Whether the clinic offers something.
    Service,
    /// To know more, and no more than that.
    Curious,
}

/// How soon somebody wants to come; the order is the order of urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// As soon as there is time, or the week after this one.
    Soon,
    /// Within days.
    ThisWeek,
    /// Today.
    Today,
}

/// What a text says, and by which words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sign<What> {
    /// What.
    pub what: What,
    /// The words, as bytes of the text.
    pub span: Span,
    /// The rule that found them, for example `es.appointment.1`.
    pub rule: String,
}

/// What one text says about coming.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interest {
    /// Each intent once, in the order of [`Intent`].
    pub intents: Vec<Sign<Intent>>,
    /// How soon, where they ask for an appointment or for when there is time; the soonest that is named.
    pub urgency: Option<Sign<Urgency>>,
    /// That they do not want to come any more.
    pub withdrawn: Option<Sign<()>>,
}

impl Interest {
    /// Returns whether the text asks for an appointment or for when there is time.
    pub fn wants_to_come(&self) -> bool {
        self.intents.iter().any(|sign| read::is_wish(sign.what))
    }

    /// Returns whether the text says nothing about coming.
    pub fn is_empty(&self) -> bool {
        self.intents.is_empty() && self.urgency.is_none() && self.withdrawn.is_none()
    }
}

/// Reads what texts say about coming; build it once and share it. The same text gives the same reading.
#[derive(Debug)]
pub struct InterestReader {
    languages: Vec<Phrases>,
    guess: Guess,
    faults: Vec<InterestFault>,
}

impl InterestReader {
    /// Compiles the lists: English, Spanish, Portuguese and Greek.
    ///
    /// A list that does not compile is left out; [`InterestReader::faults`] says so.
    pub fn starter() -> InterestReader {
        let mut faults = Vec::new();
        let mut compiled = Vec::new();
        for language in languages() {
            match Phrases::compile(language) {
                Ok(phrases) => compiled.push(phrases),
                Err(fault) => faults.push(fault),
            }
        }
        InterestReader {
            languages: compiled,
            guess: Guess::starter(),
            faults,
        }
    }

    /// Returns the lists that could not be read; empty in a sound build.
    pub fn faults(&self) -> &[InterestFault] {
        &self.faults
    }

    /// Returns what a text says about coming, read in the one language it most seems to be in.
    pub fn read(&self, text: &str) -> Interest {
        let tokens = tokens(text);
        let mut votes = self.guess.votes(&tokens);
        let mut readings = Vec::new();
        for phrases in &self.languages {
            let found = phrases.book.find(&tokens);
            *votes.of(phrases.language) += known_words(&found, tokens.len());
            readings.push((phrases, found));
        }
        let winner = votes.winner();
        readings
            .into_iter()
            .find(|(phrases, _)| phrases.language == winner)
            .map(|(phrases, found)| read::interest(phrases, &tokens, found))
            .unwrap_or_default()
    }
}

/// Returns how many tokens a list knows, each counted once; cues are in the common words already.
fn known_words(found: &[crate::phrase_book::Found<Mark>], len: usize) -> usize {
    let mut is_known = vec![false; len];
    for found in found {
        match found.mark {
            Mark::Intent(_) | Mark::Urgency(_) | Mark::Withdrawn | Mark::Nothing => {}
            Mark::Negation | Mark::Break => continue,
        }
        for token in &found.tokens {
            if let Some(known) = is_known.get_mut(*token) {
                *known = true;
            }
        }
    }
    is_known.into_iter().filter(|known| *known).count()
}

#[cfg(test)]
mod tests;
