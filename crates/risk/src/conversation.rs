//! What a person's messages say together: weak signs that add up, signs that repeat, means after a wish, many messages
//! in the night, and silence.
//!
//! Pure: the caller keeps the events of a conversation and acts on what comes back. Times are milliseconds. What comes
//! back belongs to a message and depends on nothing but the events, so that a message that arrives late, twice or in
//! another order changes nothing but what it adds; more events never lower anything.

mod means;
mod together;

use crate::clinic::exact_form;
use crate::finding::{Category, Finding, Level, Reason};

pub use together::escalations;

/// Which message an event is of; the caller's own, for example a hash of its id.
pub type MessageKey = [u8; 16];

/// What one message of a person left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// When it was written, changed or taken back.
    pub at: i64,
    /// Of which message.
    pub message: MessageKey,
    /// Whether it may call people; what was written before the clinic could read it adds up and calls nobody.
    pub calls: bool,
    /// What it was.
    pub sign: Sign,
}

/// What a message left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// It was written; every message leaves this.
    Written,
    /// A finding that somebody looks at by itself.
    Found {
        /// What about.
        category: Category,
        /// How soon.
        level: Level,
    },
    /// A weak sign, which counts only together with others.
    Weak {
        /// What about.
        category: Category,
        /// Its words, as a number: the same words give the same.
        words: u64,
        /// Its points.
        points: u32,
        /// Whether it names means: pills, a bridge, a weapon.
        is_means: bool,
    },
    /// Its sender took it back.
    TakenBack,
}

impl Sign {
    /// Returns what a finding in `text` leaves behind; `number` turns words into a number of the caller's choice.
    pub fn of(text: &str, finding: &Finding, number: impl Fn(&str) -> u64) -> Vec<Sign> {
        let found = Sign::Found {
            category: finding.category,
            level: finding.level,
        };
        let Some(points) = weak_points(finding) else {
            return vec![found];
        };
        let words: Vec<&str> = finding
            .evidence
            .iter()
            .filter_map(|span| text.get(span.start..span.end))
            .collect();
        let words = exact_form(&words.join(" "));
        let weak = Sign::Weak {
            category: finding.category,
            is_means: means::are_named(&words),
            words: number(&words),
            points,
        };
        // Weak signs that add up within one message are a finding of their own besides.
        if finding.level > Level::Review {
            vec![found, weak]
        } else {
            vec![weak]
        }
    }
}

/// Returns the points of a weak sign; nothing for a finding of its own.
fn weak_points(finding: &Finding) -> Option<u32> {
    finding.reasons.iter().find_map(|reason| match reason {
        Reason::WeakSigns { points } => Some(*points),
        Reason::Negated { .. }
        | Reason::Past { .. }
        | Reason::Resolved { .. }
        | Reason::Hypothetical { .. }
        | Reason::Professional { .. }
        | Reason::Quoted { .. }
        | Reason::Joking { .. }
        | Reason::Misspelt { .. }
        | Reason::TimeNamed { .. }
        | Reason::Preparation { .. }
        | Reason::SecondReader => None,
    })
}

/// Why a message calls for more than its own words do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Many messages within half an hour of the night.
    NightBurst,
    /// Three messages for review within a day.
    Reviews,
    /// Weak signs of the last three days add up, the older ones counting less.
    WeakSigns,
    /// Two alerts of one category within a day.
    Repeated,
    /// A wish to die in one message and means in another, within a day.
    MeansAfterWish,
}

/// A message that calls for more than its own words do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Escalation {
    /// Which message: the one that made it so, in the order of writing.
    pub message: MessageKey,
    /// When that was written.
    pub at: i64,
    /// What about.
    pub category: Category,
    /// How soon.
    pub level: Level,
    /// Why.
    pub why: Why,
    /// The other messages it was read together with.
    pub with: Vec<MessageKey>,
}

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// Older events say nothing.
pub const WINDOW: i64 = 72 * HOUR;

/// Returns when somebody should be reminded that a person has gone silent: an hour after words that were urgent,
/// twelve after words that were high, unless the person wrote again or somebody spoke with them.
///
/// It is a reminder to look, and says nothing of what the silence means.
pub fn silence_reminder(
    worst: Level,
    at: i64,
    last_written: i64,
    last_contact: Option<i64>,
) -> Option<i64> {
    let patience = match worst {
        Level::Urgent => HOUR,
        Level::High => 12 * HOUR,
        Level::Today | Level::Review => return None,
    };
    let was_reached = last_contact.is_some_and(|contact| contact >= at);
    (last_written <= at && !was_reached).then_some(at + patience)
}

#[cfg(test)]
mod tests;
