//! Meta's error codes: what each class of refusal is, and whether a call may be made again.
//!
//! One row each, with its source; `docs/meta.md` lists the same codes, and a test compares the two. Another
//! test holds them against REFERENCE §22, copied by hand.

use std::time::Duration;

use super::advice::{Action, Advice};

mod common;
mod pages;
mod templates;
mod whatsapp;

/// Whether a call may be made again (REFERENCE §22.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// By itself, after a wait; a row of [`Class::Refusal`] only after a change to the call, as a new
    /// upload.
    Yes,
    /// Not by itself: it may have gone out, look for its status first.
    Status,
    /// After somebody has put something right.
    Fix,
    /// Never.
    Never,
}

/// What kind of answer a code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Too many calls or messages.
    Rate,
    /// Token or permission.
    Token,
    /// The service window.
    Window,
    /// Anything else about this request, person, account or number.
    Refusal,
    /// Trouble on Meta's side.
    Outage,
}

/// Which subcodes a row is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subcode {
    /// Any, or none.
    Any,
    /// None at all.
    Absent,
    /// From the first to the last.
    From(i64, i64),
}

/// Where a row was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// WhatsApp Cloud API error codes, November 2025, with the additions of 2026.
    WhatsApp,
    /// Messenger Platform error codes, 2026.
    Messenger,
    /// Instagram Platform error codes, 2026.
    Instagram,
    /// Graph API error handling and access tokens, 2026.
    Graph,
}

impl Source {
    /// Returns the address of the page, as read for REFERENCE (compiled 2026-11-20).
    pub fn url(self) -> &'static str {
        match self {
            Self::WhatsApp => {
                "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes"
            }
            Self::Messenger => {
                "https://developers.facebook.com/docs/messenger-platform/error-codes"
            }
            Self::Instagram => {
                "https://developers.facebook.com/docs/instagram-platform/error-codes"
            }
            Self::Graph => "https://developers.facebook.com/docs/graph-api/guides/error-handling",
        }
    }
}

/// One row: codes from `first` to `last` with such a subcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The lowest code.
    pub first: i64,
    /// The highest code, often the same.
    pub last: i64,
    /// The subcodes.
    pub subcode: Subcode,
    /// Whether the call may be made again.
    pub rule: Rule,
    /// What kind of answer it is.
    pub class: Class,
    /// Which sentence tells people.
    pub advice: Advice,
    /// What they are offered to do.
    pub action: Action,
    /// How long to wait when Meta does not say so in its answer.
    pub wait: Option<Duration>,
    /// Where it was read.
    pub source: Source,
}

/// Returns all rows; the first that fits counts.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    // Subcodes first, the codes they refine after them.
    [pages::ROWS, templates::ROWS, common::ROWS, whatsapp::ROWS]
        .into_iter()
        .flatten()
}

/// Returns the row of a code; `None` for one this program does not know.
///
/// Also good for the code of a `failed` status, which is the same list.
pub fn row(code: i64, subcode: Option<i64>) -> Option<&'static Row> {
    rows().find(|row| {
        let is_subcode = match (row.subcode, subcode) {
            (Subcode::Any, _) | (Subcode::Absent, None) => true,
            (Subcode::Absent, Some(_)) | (Subcode::From(..), None) => false,
            (Subcode::From(first, last), Some(subcode)) => (first..=last).contains(&subcode),
        };
        is_subcode && (row.first..=row.last).contains(&code)
    })
}

const fn any(
    code: i64,
    rule: Rule,
    class: Class,
    source: Source,
    advice: Advice,
    action: Action,
) -> Row {
    span(code, code, rule, class, source, advice, action)
}

const fn span(
    first: i64,
    last: i64,
    rule: Rule,
    class: Class,
    source: Source,
    advice: Advice,
    action: Action,
) -> Row {
    Row {
        first,
        last,
        subcode: Subcode::Any,
        rule,
        class,
        advice,
        action,
        wait: None,
        source,
    }
}

const fn sub(
    code: i64,
    subcode: i64,
    rule: Rule,
    class: Class,
    source: Source,
    advice: Advice,
    action: Action,
) -> Row {
    Row {
        subcode: Subcode::From(subcode, subcode),
        ..any(code, rule, class, source, advice, action)
    }
}
