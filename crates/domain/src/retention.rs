//! How long people stay after the last contact with them, and why somebody stays longer.
//!
//! A rule belongs to a side. Whoever has something on both sides goes when both rules say so.

use crate::time::UnixMs;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use ts_rs::TS;

/// The shortest time a rule may keep people, in months.
pub const SHORTEST_MONTHS: u16 = 1;
/// The longest time a rule may keep people, in months.
pub const LONGEST_MONTHS: u16 = 600;
/// How long a rule that was just set erases nobody.
pub const GRACE: Duration = Duration::from_secs(24 * 60 * 60);
/// How far ahead is looked when it is said who is going to go.
pub const AHEAD: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// The longest pause between two looks after which the clock is believed at once.
const LONGEST_PAUSE: Duration = Duration::from_secs(14 * 24 * 60 * 60);
/// How far a clock may go back, as when it is set by the network.
const CLOCK_DRIFT: Duration = Duration::from_secs(5 * 60);

/// How long the people of a side stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// How many calendar months after the last contact.
    pub months: u16,
    /// When it was set.
    pub set_at: UnixMs,
}

/// What a rule needs to know of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// When they or the clinic last wrote; when they were entered, if nobody ever did.
    pub last_contact_at: UnixMs,
    /// Whether a legal hold keeps them.
    pub is_held: bool,
    /// Whether a flag about them is open.
    pub has_open_alert: bool,
    /// Whether they are on their way from one side to the other.
    pub is_moving: bool,
}

/// What becomes of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// They stay: a side of theirs has no rule.
    Stays,
    /// They would go at this time, and something keeps them.
    Kept(UnixMs, Keeps),
    /// They go at this time or soon after.
    Goes(UnixMs),
}

/// What keeps somebody whom nobody may erase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Keeps {
    /// A legal hold.
    LegalHold,
    /// An open flag.
    OpenAlert,
    /// They are on their way from one side to the other.
    Moving,
}

impl Standing {
    /// Returns what keeps them, whoever wants to erase them.
    #[must_use]
    pub fn keeps(&self) -> Option<Keeps> {
        if self.is_held {
            Some(Keeps::LegalHold)
        } else if self.has_open_alert {
            Some(Keeps::OpenAlert)
        } else if self.is_moving {
            Some(Keeps::Moving)
        } else {
            None
        }
    }
}

/// Returns what becomes of somebody under the rules of the sides where there is something of theirs. Months are counted in
/// the clinic's `zone`.
#[must_use]
pub fn verdict(rules: &[Option<Rule>], standing: &Standing, zone: &TimeZone) -> Verdict {
    let times: Option<Vec<UnixMs>> = rules
        .iter()
        .map(|rule| rule.and_then(|rule| goes_at(rule, standing.last_contact_at, zone)))
        .collect();
    let Some(at) = times.and_then(|times| times.into_iter().max()) else {
        return Verdict::Stays;
    };
    match standing.keeps() {
        Some(keeps) => Verdict::Kept(at, keeps),
        None => Verdict::Goes(at),
    }
}

/// Returns whether somebody may be erased by a rule at `now`.
#[must_use]
pub fn is_due(verdict: Verdict, now: UnixMs) -> bool {
    match verdict {
        Verdict::Goes(at) => at <= now,
        Verdict::Stays | Verdict::Kept(..) => false,
    }
}

/// Returns whether a rule may keep people for so long.
#[must_use]
pub fn is_allowed(months: u16) -> bool {
    (SHORTEST_MONTHS..=LONGEST_MONTHS).contains(&months)
}

/// Looks at who is due that followed each other without a long pause.
///
/// A clock that jumped, as after a dead battery, would make everybody due at once. So what is due goes only when it has
/// been looked for a day: whoever sees a wrong date has that long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looks {
    /// The first of them.
    pub since: UnixMs,
    /// The latest.
    pub last: UnixMs,
}

impl Looks {
    /// Returns the looks with one more at `now`; a long pause, or a clock that went back, begins anew.
    #[must_use]
    pub fn with(before: Option<Self>, now: UnixMs) -> Self {
        let goes_on = before.filter(|before| {
            before.last.minus(CLOCK_DRIFT) <= now && now.since(before.last) <= LONGEST_PAUSE
        });
        Self {
            since: goes_on.map_or(now, |before| before.since),
            last: goes_on.map_or(now, |before| before.last.max(now)),
        }
    }

    /// Returns whether what is due may go.
    #[must_use]
    pub fn trust_the_clock(self) -> bool {
        self.last.since(self.since) >= GRACE
    }
}

/// Never before the rule has stood for [`GRACE`]; nothing for a time that no calendar has.
fn goes_at(rule: Rule, last_contact_at: UnixMs, zone: &TimeZone) -> Option<UnixMs> {
    let last = Timestamp::from_millisecond(last_contact_at.0).ok()?;
    let goes = last
        .to_zoned(zone.clone())
        .checked_add(i32::from(rule.months).months())
        .ok()?;
    let goes = UnixMs(goes.timestamp().as_millisecond());
    Some(goes.max(rule.set_at.plus(GRACE)))
}

/// Why somebody was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErasureReason {
    /// They asked for it.
    Asked,
    /// What is kept of them is not needed any more.
    NotNeeded,
    /// They were never meant to be here: a wrong number, a trial.
    Mistake,
    /// Something else, or nobody said.
    Other,
    /// A rule of retention.
    Retention,
}

impl ErasureReason {
    /// Every reason.
    pub const ALL: [Self; 5] = [
        Self::Asked,
        Self::NotNeeded,
        Self::Mistake,
        Self::Other,
        Self::Retention,
    ];

    /// Returns the name this reason has in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::NotNeeded => "not_needed",
            Self::Mistake => "mistake",
            Self::Other => "other",
            Self::Retention => "retention",
        }
    }

    /// Returns the reason named in the database.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

#[cfg(test)]
mod tests;
