//! What a machine hears in voice notes: where a note stands, when it is tried again, and how far its words can be trusted.

pub mod confidence;
pub mod language;

use crate::time::UnixMs;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use ts_rs::TS;

/// The longest sound that is listened to; a longer one is said to be too long.
pub const LONGEST: Duration = Duration::from_secs(20 * 60);
/// A note that a machine has not read by then waits for a person.
pub const REVIEW_AFTER: Duration = Duration::from_secs(15 * 60);
/// What came this long before listening was switched on is still listened to; older notes on demand only.
pub const LOOKS_BACK: Duration = Duration::from_secs(24 * 60 * 60);
/// The pauses before the six further tries.
const PAUSES: [Duration; 6] = [
    Duration::from_secs(5),
    Duration::from_secs(15),
    Duration::from_secs(45),
    Duration::from_secs(2 * 60),
    Duration::from_secs(5 * 60),
    Duration::from_secs(10 * 60),
];

macro_rules! named {
    ($(#[$of:meta])* $type:ident { $($(#[$doc:meta])* $name:ident = $text:literal,)* }) => {
        $(#[$of])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        pub enum $type {
            $($(#[$doc])* $name,)*
        }

        impl $type {
            /// Every one of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Returns its name in the database.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// Returns the one named in the database.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.as_str() == name)
            }
        }
    };
}

named! {
    /// Where a voice note stands.
    TranscriptState {
        /// Waits for its turn.
        Queued = "queued",
        /// Is being made ready to be listened to.
        Decoding = "decoding",
        /// Is being listened to.
        Transcribing = "transcribing",
        /// Heard.
        Done = "done",
        /// Heard, and not to be trusted without listening.
        Uncertain = "uncertain",
        /// Not heard; the reason says why.
        Failed = "failed",
        /// Not meant to be heard; the reason says why.
        Skipped = "skipped",
    }
}

named! {
    /// Why a voice note was not heard.
    TranscriptReason {
        /// It was here before listening was switched on.
        Earlier = "earlier",
        /// Somebody stopped it.
        Cancelled = "cancelled",
        /// The person did not agree to it.
        Consent = "consent",
        /// Its language is one that no transcriber here knows.
        Language = "language",
        /// It is longer than [`LONGEST`].
        TooLong = "too_long",
        /// Its bytes cannot be read.
        Damaged = "damaged",
        /// Nothing but silence came out of it.
        Silent = "silent",
        /// A kind of sound that cannot be made ready on this computer.
        Format = "format",
        /// The service does not know the key, or does not allow it.
        Refused = "refused",
        /// The service does not understand what it was sent: the address or the model is wrong.
        NotUnderstood = "not_understood",
        /// The service takes nothing this big.
        TooBig = "too_big",
        /// The service could not be reached, or was busy, each time.
        Unreachable = "unreachable",
        /// What the service answered is no transcript.
        Unreadable = "unreadable",
        /// The clinic's budget is used up.
        Budget = "budget",
        /// The file of the speech model is missing or cannot be used.
        Model = "model",
    }
}

impl TranscriptState {
    /// Returns whether there are words.
    pub fn is_heard(self) -> bool {
        match self {
            Self::Done | Self::Uncertain => true,
            Self::Queued | Self::Decoding | Self::Transcribing | Self::Failed | Self::Skipped => {
                false
            }
        }
    }

    /// Returns whether it is still to be heard.
    pub fn is_waiting(self) -> bool {
        match self {
            Self::Queued | Self::Decoding | Self::Transcribing => true,
            Self::Done | Self::Uncertain | Self::Failed | Self::Skipped => false,
        }
    }
}

impl TranscriptReason {
    /// Returns the state that goes with it: what was not meant to be heard is skipped, all else has failed.
    pub fn state(self) -> TranscriptState {
        match self {
            Self::Earlier | Self::Cancelled | Self::Consent => TranscriptState::Skipped,
            Self::Language
            | Self::TooLong
            | Self::Damaged
            | Self::Silent
            | Self::Format
            | Self::Refused
            | Self::NotUnderstood
            | Self::TooBig
            | Self::Unreachable
            | Self::Unreadable
            | Self::Budget
            | Self::Model => TranscriptState::Failed,
        }
    }

    /// Returns whether the reason lies with the service or its settings: other notes meet it too, until somebody acts.
    pub fn is_of_the_service(self) -> bool {
        match self {
            Self::Refused
            | Self::NotUnderstood
            | Self::Unreachable
            | Self::Budget
            | Self::Model => true,
            Self::Earlier
            | Self::Cancelled
            | Self::Consent
            | Self::Language
            | Self::TooLong
            | Self::Damaged
            | Self::Silent
            | Self::Format
            | Self::TooBig
            | Self::Unreadable => false,
        }
    }
}

/// Returns when the next try may be made after `tries` that got no answer; nothing when that was the last one.
///
/// `at_least` is how long the service asked to be left alone.
pub fn next_try(tries: u32, now: UnixMs, at_least: Option<Duration>) -> Option<UnixMs> {
    let place = usize::try_from(tries).ok()?.checked_sub(1)?;
    let pause = PAUSES.get(place)?;
    Some(now.plus((*pause).max(at_least.unwrap_or_default())))
}

/// Returns whether a note that has waited since `since` is to be shown to a person: no machine has read it.
pub fn needs_a_look(state: TranscriptState, since: UnixMs, now: UnixMs) -> bool {
    let is_unheard = state.is_waiting() || state == TranscriptState::Failed;
    is_unheard && now.since(since) >= REVIEW_AFTER
}

#[cfg(test)]
mod tests;
