//! What went wrong with a call, by what its caller does next.
//!
//! Meta's codes are turned into these by one table (`table`); nothing branches on Meta's words or, but
//! for answers without a code, on the HTTP status (REFERENCE §22.1).

use std::fmt;
use std::time::Duration;

pub mod advice;
pub mod table;

pub(crate) mod answer;

use advice::{Action, Advice};
use table::{Class, Rule};

use crate::debug::debug_by_name;

/// What went wrong with a call. `Debug` and `Display` show codes only.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// Too many calls or messages: nothing was accepted, try again later.
    #[error("Meta asks to slow down ({code:?})")]
    RateLimited {
        /// How long Meta asks to wait; `None` when it does not say.
        retry_after: Option<Duration>,
        /// Meta's code; `None` for a bare HTTP 429.
        code: Option<i64>,
    },
    /// Token or permissions are not good any more: connect the channel again.
    #[error("Meta does not accept the token ({code:?}, {subcode:?})")]
    TokenRejected {
        /// Meta's code; `None` when the token cannot even be sent.
        code: Option<i64>,
        /// Meta's finer code, as 463 for an expired token.
        subcode: Option<i64>,
        /// Meta's trace id, for its support.
        trace_id: Option<String>,
    },
    /// The service window is closed: only an approved template may be sent.
    #[error("the service window is closed ({code})")]
    WindowClosed {
        /// Meta's code.
        code: i64,
        /// Meta's finer code.
        subcode: Option<i64>,
        /// Meta's trace id, for its support.
        trace_id: Option<String>,
    },
    /// Meta refuses, and would again.
    #[error("Meta refuses ({code:?}, {subcode:?})")]
    Refused {
        /// Meta's code; `None` when it gives none.
        code: Option<i64>,
        /// Meta's finer code.
        subcode: Option<i64>,
        /// Whether somebody can do something about it.
        is_fixable: bool,
        /// Meta's explanation, in English, meant for people where Meta says so.
        details: Option<String>,
        /// What Meta wrote for people, in their language, where it did.
        user_text: Option<Box<UserText>>,
        /// Meta's trace id, for its support.
        trace_id: Option<String>,
    },
    /// Meta cannot now; nothing was accepted, try again.
    #[error("Meta is busy ({code:?})")]
    Busy {
        /// How long Meta asks to wait; `None` when it does not say.
        retry_after: Option<Duration>,
        /// Meta's code; `None` for an outage without one.
        code: Option<i64>,
    },
    /// No connection, so surely nothing was sent; on calls that may be repeated also no answer.
    #[error("Meta cannot be reached")]
    Unreachable,
    /// A send may or may not have gone out: never repeat it without evidence.
    #[error("it is not certain whether Meta took it ({code:?})")]
    OutcomeUnknown {
        /// Meta's code; `None` when no readable answer came.
        code: Option<i64>,
        /// Meta's trace id, for its support.
        trace_id: Option<String>,
    },
    /// An answer to a call that may be repeated, which is not what Meta documents.
    #[error("the answer cannot be read (HTTP {status})")]
    Unreadable {
        /// The HTTP status.
        status: u16,
    },
}

/// What Meta wrote for people about a refusal (`error_user_title`, `error_user_msg`).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct UserText {
    /// A few words.
    pub title: Option<String>,
    /// One or more sentences.
    pub message: Option<String>,
}

impl GraphError {
    /// Returns what is not even asked, because Meta would refuse it.
    pub(crate) fn refused_here() -> Self {
        Self::Refused {
            code: None,
            subcode: None,
            is_fixable: false,
            details: None,
            user_text: None,
            trace_id: None,
        }
    }

    /// Returns what may be done next.
    pub fn rule(&self) -> Rule {
        match self {
            Self::RateLimited { .. } | Self::Busy { .. } | Self::Unreachable => Rule::Yes,
            Self::OutcomeUnknown { .. } => Rule::Status,
            Self::TokenRejected { .. } => Rule::Fix,
            Self::Refused { is_fixable, .. } => {
                if *is_fixable {
                    Rule::Fix
                } else {
                    Rule::Never
                }
            }
            Self::WindowClosed { .. } | Self::Unreadable { .. } => Rule::Never,
        }
    }

    /// Returns Meta's code.
    pub fn code(&self) -> Option<i64> {
        match self {
            Self::RateLimited { code, .. }
            | Self::TokenRejected { code, .. }
            | Self::Refused { code, .. }
            | Self::Busy { code, .. }
            | Self::OutcomeUnknown { code, .. } => *code,
            Self::WindowClosed { code, .. } => Some(*code),
            Self::Unreachable | Self::Unreadable { .. } => None,
        }
    }

    /// Returns Meta's finer code, where it decides something.
    pub fn subcode(&self) -> Option<i64> {
        match self {
            Self::TokenRejected { subcode, .. }
            | Self::WindowClosed { subcode, .. }
            | Self::Refused { subcode, .. } => *subcode,
            Self::RateLimited { .. }
            | Self::Busy { .. }
            | Self::OutcomeUnknown { .. }
            | Self::Unreachable
            | Self::Unreadable { .. } => None,
        }
    }

    /// Returns whether a new upload of its files may help a send: Meta does not know an id it was given. WhatsApp says so
    /// with the code of any wrong value. Source: REFERENCE §22.3 and §22.5 (read 2026-11-20).
    pub fn wants_new_upload(&self) -> bool {
        match self {
            Self::Refused { code, subcode, .. } => matches!(
                (code, subcode),
                (Some(131_009), _) | (Some(100), Some(2_018_074))
            ),
            Self::RateLimited { .. }
            | Self::TokenRejected { .. }
            | Self::WindowClosed { .. }
            | Self::Busy { .. }
            | Self::OutcomeUnknown { .. }
            | Self::Unreachable
            | Self::Unreadable { .. } => false,
        }
    }

    /// Returns which sentence tells people about it.
    pub fn advice(&self) -> Advice {
        self.verdict().0
    }

    /// Returns what people are offered to do about it.
    pub fn action(&self) -> Action {
        self.verdict().1
    }

    fn verdict(&self) -> (Advice, Action) {
        let row = self
            .code()
            .and_then(|code| table::row(code, self.subcode()));
        // What was refused for good, but is transient in Meta's own word, has the words of another case.
        let passing = row.filter(|row| matches!(row.rule, Rule::Yes | Rule::Status));
        let of_row = |row: &table::Row| (row.advice, row.action);
        match self {
            Self::RateLimited { .. } => passing
                .filter(|row| row.class == Class::Rate)
                .map_or((Advice::SlowedDown, Action::Wait), of_row),
            Self::Busy { .. } => passing.map_or((Advice::MetaTrouble, Action::Wait), of_row),
            Self::OutcomeUnknown { .. } => (Advice::CheckInAMinute, Action::Wait),
            Self::Unreachable => (Advice::NoConnection, Action::Wait),
            Self::Unreadable { .. } => (Advice::MetaTrouble, Action::ReportBug),
            Self::TokenRejected { .. } => {
                row.map_or((Advice::Reconnect, Action::Reconnect), of_row)
            }
            Self::WindowClosed { .. } | Self::Refused { .. } => {
                row.map_or((Advice::MetaSays, Action::ReportBug), of_row)
            }
        }
    }
}

impl fmt::Debug for GraphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `details` may quote what was sent.
        write!(f, "GraphError({self})")
    }
}

debug_by_name!(UserText);
