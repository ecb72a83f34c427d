//! How much a lead wants to come, and how soon: a mark that helps to answer the right one first. A pure rule over what
//! they asked for, so that the same events in any order give the same mark.
//!
//! Only words about scheduling count. Distress is not a sales signal: what raised a flag never counts, nor what was
//! written before it, and somebody with an open flag has no mark at all: they need a person.

use crate::lead_status::LeadStatus;
use crate::time::UnixMs;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::time::Duration;
use ts_rs::TS;

/// What a lead asks for; the order is the order of how much it says about coming.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
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

/// How soon a lead wants to come; the order is the order of urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// As soon as there is time, or the week after this one.
    Soon,
    /// Within days.
    ThisWeek,
    /// Today.
    Today,
}

/// The mark of a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Heat {
    /// They asked for something.
    Warm,
    /// They want to come, said how soon, and wait for an answer.
    Hot,
}

/// What one message of a lead says about coming.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// When it was written, by Meta's clock.
    pub at: UnixMs,
    /// What it asks for.
    pub intents: BTreeSet<Intent>,
    /// How soon they want to come.
    pub urgency: Option<Urgency>,
    /// Whether it says that they do not want to come any more.
    pub is_withdrawn: bool,
    /// Whether it raised a flag.
    pub is_flagged: bool,
}

/// What is known of a lead; each part only ever grows, so that the order of events does not matter.
#[derive(Debug, Clone, Copy)]
pub struct InterestFacts<'a> {
    /// What their messages say, in any order.
    pub asked: &'a [Asked],
    /// When Meta accepted the last thing that a person of the clinic wrote.
    pub answered_at: Option<UnixMs>,
    /// When somebody last said that it is not urgent.
    pub dismissed_at: Option<UnixMs>,
    /// Whether a flag of theirs is open.
    pub has_open_flag: bool,
    /// Where they stand.
    pub status: LeadStatus,
}

/// A lead's mark, and the message that gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeatMark {
    /// The mark.
    pub heat: Heat,
    /// The place of the message in [`InterestFacts::asked`].
    pub place: usize,
    /// How soon, as that message says.
    pub urgency: Option<Urgency>,
    /// When it was written.
    pub asked_at: UnixMs,
    /// Whether the clinic has answered it.
    pub is_answered: bool,
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// No message says anything for longer.
pub const LONGEST_INTEREST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

impl Asked {
    /// Returns whether it asks for an appointment or for when there is time.
    pub fn wants_to_come(&self) -> bool {
        self.intents.contains(&Intent::Appointment) || self.intents.contains(&Intent::Availability)
    }

    /// Returns what the message makes of a lead at `now`: an answer makes it one step cooler, time two.
    fn heat(&self, is_answered: bool, now: UnixMs) -> Option<Heat> {
        let (hot_for, warm_for) = self.lasts()?;
        let age = now.since(self.at);
        let unanswered = if age < hot_for {
            Heat::Hot
        } else if age < warm_for {
            Heat::Warm
        } else {
            return None;
        };
        match (unanswered, is_answered) {
            (heat, false) => Some(heat),
            (Heat::Hot, true) => Some(Heat::Warm),
            (Heat::Warm, true) => None,
        }
    }

    /// Returns for how long it is hot, and for how long warm, from when it was written; nothing if it never is.
    fn lasts(&self) -> Option<(Duration, Duration)> {
        if self.wants_to_come() {
            return Some(match self.urgency {
                Some(Urgency::Today) => (DAY, 3 * DAY),
                Some(Urgency::ThisWeek | Urgency::Soon) => (3 * DAY, LONGEST_INTEREST),
                None => (Duration::ZERO, LONGEST_INTEREST),
            });
        }
        let asks = self.intents.iter().any(|intent| match intent {
            Intent::Appointment
            | Intent::Availability
            | Intent::Price
            | Intent::Insurance
            | Intent::Place
            | Intent::Service => true,
            Intent::Curious => false,
        });
        asks.then_some((Duration::ZERO, 3 * DAY))
    }
}

impl InterestFacts<'_> {
    /// Returns the mark at `now`: that of the message that says most, the oldest of several.
    pub fn mark(&self, now: UnixMs) -> Option<HeatMark> {
        let ranks = match self.status {
            LeadStatus::New | LeadStatus::Contacted | LeadStatus::Qualified => !self.has_open_flag,
            LeadStatus::Converted | LeadStatus::Lost => false,
        };
        if !ranks {
            return None;
        }
        let closed_at = self.closed_at();
        self.asked
            .iter()
            .enumerate()
            .filter(|(_, asked)| {
                Some(asked.at) > closed_at && self.dismissed_at.is_none_or(|at| is_after(asked, at))
            })
            .filter_map(|(place, asked)| {
                let is_answered = self.answered_at > Some(asked.at);
                Some(HeatMark {
                    heat: asked.heat(is_answered, now)?,
                    place,
                    urgency: asked.urgency,
                    asked_at: asked.at,
                    is_answered,
                })
            })
            .min_by_key(|mark| {
                let asked = self.asked.get(mark.place);
                let intents = asked.map(|asked| asked.intents.iter().collect::<Vec<_>>());
                (mark.rank(), intents)
            })
    }

    /// Returns when the last message was written that ends what was said up to it: a flag, or a wish taken back.
    fn closed_at(&self) -> Option<UnixMs> {
        self.asked
            .iter()
            .filter(|asked| asked.is_flagged || asked.is_withdrawn)
            .map(|asked| asked.at)
            .max()
    }
}

impl HeatMark {
    /// Returns the place among marks, the lowest first: the hotter, then the more urgent, then the unanswered, then who has
    /// waited longest.
    pub fn rank(&self) -> impl Ord + use<> {
        (
            std::cmp::Reverse(self.heat),
            std::cmp::Reverse(self.urgency),
            self.is_answered,
            self.asked_at,
        )
    }
}

/// Meta tells whole seconds: a message in the second of a dismissal was not seen by who dismissed.
fn is_after(asked: &Asked, dismissed_at: UnixMs) -> bool {
    asked.at.0.div_euclid(1000) >= dismissed_at.0.div_euclid(1000)
}

#[cfg(test)]
mod tests;
