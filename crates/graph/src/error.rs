//! What went wrong with a call, by what its caller does next.
//!
//! Meta's codes are turned into these by one table (`table`); nothing branches on Meta's words or, but
//! for answers without a code, on the HTTP status (REFERENCE §22.1).

use std::fmt;
use std::time::Duration;

pub mod table;

pub(crate) mod answer;

use table::Rule;

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

impl GraphError {
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
}

impl fmt::Debug for GraphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `details` may quote what was sent.
        write!(f, "GraphError({self})")
    }
}
