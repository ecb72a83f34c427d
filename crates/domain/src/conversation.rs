//! Conversations: their state and what the list shows of the last message.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a conversation stands in the clinic's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConversationState {
    /// Waiting for somebody.
    Open,
    /// Put away until a time.
    Snoozed,
    /// Done, until the contact writes again.
    Resolved,
}

impl ConversationState {
    /// Returns the state after the contact wrote: always open, so that nothing is answered by silence.
    #[must_use]
    pub fn after_inbound(self) -> Self {
        match self {
            Self::Open | Self::Snoozed | Self::Resolved => Self::Open,
        }
    }

    /// Returns the name this state has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Snoozed => "snoozed",
            Self::Resolved => "resolved",
        }
    }

    /// Returns the state named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Open, Self::Snoozed, Self::Resolved]
            .into_iter()
            .find(|state| state.as_str() == name)
    }
}

/// Whether a conversation may be put away, resolved or snoozed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PuttingAway {
    /// Nothing speaks against it.
    Free,
    /// A flag is open: it stays where everybody sees it until a named person has acknowledged it.
    AlertOpen,
    /// Replies have not left yet, or nobody knows whether they did: somebody decides once.
    RepliesWait,
}

impl PuttingAway {
    /// Returns what speaks against it, the gravest first.
    #[must_use]
    pub fn of(has_open_alert: bool, replies_waiting: u64) -> Self {
        if has_open_alert {
            Self::AlertOpen
        } else if replies_waiting > 0 {
            Self::RepliesWait
        } else {
            Self::Free
        }
    }
}

/// The longest preview kept beside a conversation, in characters.
pub const PREVIEW_CHARS: usize = 120;

/// Returns the beginning of a message on one line, for the list.
pub fn preview(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(PREVIEW_CHARS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CASES 30: a message on a resolved conversation reopens it.
    #[test]
    fn a_message_reopens_a_conversation() {
        assert_eq!(
            ConversationState::Resolved.after_inbound(),
            ConversationState::Open
        );
    }

    #[test]
    fn an_open_flag_keeps_a_conversation_in_view_and_weighs_more_than_waiting_replies() {
        assert_eq!(PuttingAway::of(false, 0), PuttingAway::Free);
        assert_eq!(PuttingAway::of(false, 2), PuttingAway::RepliesWait);
        assert_eq!(PuttingAway::of(true, 0), PuttingAway::AlertOpen);
        assert_eq!(PuttingAway::of(true, 2), PuttingAway::AlertOpen);
    }

    #[test]
    fn previews_are_one_line() {
        assert_eq!(preview("  one\n two\tthree "), "one two three");
        assert_eq!(preview(&"é".repeat(500)).chars().count(), PREVIEW_CHARS);
    }
}
