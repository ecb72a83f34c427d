//! The acknowledgement: the automatic first answer to somebody who wrote (R12). Whether it may go out, and its words.
//!
//! Content-blind: no rule here knows what was written. What is known is whether a flag was raised, and then nothing goes
//! out (A5).

pub mod wording;

use crate::{
    alert::AlertLevel,
    channel::ChannelKind,
    service_window::{Sending, ServiceWindow},
    time::UnixMs,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use ts_rs::TS;

/// How old a message may be and still be acknowledged: whoever catches up on a night answers nobody by itself.
pub const FRESH: Duration = Duration::from_secs(30 * 60);
/// How long a conversation rests after one, unless the clinic says otherwise, in hours.
pub const QUIET_HOURS: u16 = 12;
/// The shortest and the longest rest, in hours.
pub const QUIET_RANGE: (u16, u16) = (1, 7 * 24);
/// How long somebody who wrote with a person counts as talking with them.
pub const TALKING: Duration = Duration::from_secs(30 * 60);
/// How far Meta's clock may be ahead of ours before ours is not believed.
const CLOCK_DRIFT: Duration = Duration::from_secs(5 * 60);

/// When one goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Hours {
    /// The clinic is closed.
    Closed,
    /// The clinic is open.
    Open,
}

impl Hours {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Closed, Self::Open];

    /// Returns the name this has in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
        }
    }

    /// Returns what is named so in the database.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }
}

/// Why none goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Withheld {
    /// The clinic wants none at such an hour.
    NotWanted,
    /// The person has an open flag, or raised one since.
    Flagged,
    /// The message is too old, or the clocks do not agree.
    NotFresh,
    /// The clinic opened or closed between the message and now.
    HoursChanged,
    /// The conversation had one, and rests.
    Resting,
    /// Somebody of the clinic is talking with them.
    Talking,
    /// The channel takes none: switched off, or its window is closed.
    NotTaken,
    /// Another computer of the clinic answers.
    Elsewhere,
    /// It is not to leave twice: the app was put back from a copy.
    Restored,
}

impl Withheld {
    /// Every reason.
    pub const ALL: [Self; 9] = [
        Self::NotWanted,
        Self::Flagged,
        Self::NotFresh,
        Self::HoursChanged,
        Self::Resting,
        Self::Talking,
        Self::NotTaken,
        Self::Elsewhere,
        Self::Restored,
    ];

    /// Returns the name this reason has in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotWanted => "not_wanted",
            Self::Flagged => "flagged",
            Self::NotFresh => "not_fresh",
            Self::HoursChanged => "hours_changed",
            Self::Resting => "resting",
            Self::Talking => "talking",
            Self::NotTaken => "not_taken",
            Self::Elsewhere => "elsewhere",
            Self::Restored => "restored",
        }
    }

    /// Returns the reason named in the database.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }
}

/// What the clinic wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Whether one goes out while the clinic is closed.
    pub closed: bool,
    /// Whether one goes out while it is open.
    pub open: bool,
    /// How long a conversation rests after one.
    pub quiet: Duration,
}

/// What is known of a message and its conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The channel's kind.
    pub channel: ChannelKind,
    /// When the message was written, by Meta's clock: it opens the service window.
    pub written_at: UnixMs,
    /// Whether the clinic was open then.
    pub was_open: bool,
    /// Whether it is now.
    pub is_open: bool,
    /// The most severe flag of the person that is open, or was raised by this message or after it.
    pub flag: Option<AlertLevel>,
    /// When the conversation had one last, this one aside.
    pub last_at: Option<UnixMs>,
    /// When somebody of the clinic wrote there last.
    pub answered_at: Option<UnixMs>,
}

/// Returns which one goes out at `now`, asked when the message comes in and once more right before it leaves.
///
/// # Errors
/// Why none does; of several reasons the gravest.
pub fn goes_out(facts: &Facts, wanted: &Wanted, now: UnixMs) -> Result<Hours, Withheld> {
    if facts.flag.is_some() {
        return Err(Withheld::Flagged);
    }
    let is_fresh =
        now.since(facts.written_at) < FRESH && facts.written_at.since(now) <= CLOCK_DRIFT;
    if !is_fresh {
        return Err(Withheld::NotFresh);
    }
    if facts.was_open != facts.is_open {
        return Err(Withheld::HoursChanged);
    }
    let (hours, is_wanted) = match facts.is_open {
        true => (Hours::Open, wanted.open),
        false => (Hours::Closed, wanted.closed),
    };
    if !is_wanted {
        return Err(Withheld::NotWanted);
    }
    if facts.answered_at.is_some_and(|at| now.since(at) < TALKING) {
        return Err(Withheld::Talking);
    }
    if facts.last_at.is_some_and(|at| now.since(at) < wanted.quiet) {
        return Err(Withheld::Resting);
    }
    let opened_at = Some(facts.written_at);
    let may_automate = Sending::at(facts.channel, opened_at, None, now).may_automate();
    if !may_automate || !ServiceWindow::at(opened_at, now).may_send_free_text() {
        return Err(Withheld::NotTaken);
    }
    Ok(hours)
}

#[cfg(test)]
mod tests;
