//! Meta's error codes: what each class of refusal is, and whether a call may be made again.
//!
//! One row each, with its source; `docs/meta.md` lists the same codes, and a test compares the two.
//! Subcodes whose meaning is not confirmed (U23) have no row of their own: no logic hangs on them.

use std::time::Duration;

/// Whether a call may be made again (REFERENCE §22.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// By itself, after a wait.
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
    /// How long to wait when Meta does not say so in its answer.
    pub wait: Option<Duration>,
    /// Where it was read.
    pub source: Source,
}

/// Returns the row of a code; `None` for one this program does not know.
///
/// Also good for the code of a `failed` status, which is the same list.
pub fn row(code: i64, subcode: Option<i64>) -> Option<&'static Row> {
    ROWS.iter().find(|row| {
        let is_subcode = match (row.subcode, subcode) {
            (Subcode::Any, _) | (Subcode::Absent, None) => true,
            (Subcode::Absent, Some(_)) | (Subcode::From(..), None) => false,
            (Subcode::From(first, last), Some(subcode)) => (first..=last).contains(&subcode),
        };
        is_subcode && (row.first..=row.last).contains(&code)
    })
}

const fn any(code: i64, rule: Rule, class: Class, source: Source) -> Row {
    span(code, code, rule, class, source)
}

const fn span(first: i64, last: i64, rule: Rule, class: Class, source: Source) -> Row {
    Row {
        first,
        last,
        subcode: Subcode::Any,
        rule,
        class,
        wait: None,
        source,
    }
}

const fn sub(code: i64, subcode: i64, rule: Rule, class: Class, source: Source) -> Row {
    Row {
        subcode: Subcode::From(subcode, subcode),
        ..any(code, rule, class, source)
    }
}

use Class::{Outage, Rate, Refusal, Token, Window};
use Rule::{Fix, Never, Status, Yes};
use Source::{Graph, Instagram, Messenger, WhatsApp};

/// The rows; the first that fits counts, so subcodes stand before their code.
pub const ROWS: &[Row] = &[
    // Common and authorization (REFERENCE §22.2) with Messenger's and Instagram's subcodes (§22.5).
    any(0, Fix, Token, Graph),
    any(1, Status, Outage, Graph),
    any(2, Status, Outage, Graph),
    any(3, Fix, Refusal, Graph),
    any(4, Yes, Rate, Graph),
    sub(10, 2_018_278, Never, Window, Messenger),
    sub(10, 2_534_022, Never, Window, Instagram),
    sub(10, 2_018_065, Never, Window, Messenger),
    sub(10, 2_018_300, Fix, Refusal, Messenger),
    sub(10, 1_893_063, Fix, Refusal, Messenger),
    // With a subcode nobody knows, it may be about one person: the channel is not to be stopped.
    Row {
        subcode: Subcode::Absent,
        ..any(10, Fix, Token, Graph)
    },
    any(10, Fix, Refusal, Graph),
    any(33, Never, Refusal, Graph),
    sub(100, 2_018_001, Never, Refusal, Messenger),
    sub(100, 2_018_008, Fix, Refusal, Messenger),
    sub(100, 2_018_109, Never, Refusal, Messenger),
    Row {
        subcode: Subcode::From(2_388_000, 2_388_999),
        ..any(100, Fix, Refusal, WhatsApp)
    },
    any(100, Never, Refusal, Graph),
    any(102, Fix, Token, Graph),
    any(104, Fix, Token, Graph),
    any(190, Fix, Token, Graph),
    any(192, Fix, Refusal, WhatsApp),
    sub(200, 2_534_041, Fix, Refusal, Instagram),
    sub(200, 2_018_028, Fix, Refusal, Messenger),
    sub(200, 1_545_041, Never, Refusal, Messenger),
    any(230, Never, Refusal, Instagram),
    Row {
        subcode: Subcode::Absent,
        ..span(200, 299, Fix, Token, Graph)
    },
    span(200, 299, Fix, Refusal, Graph),
    any(368, Fix, Refusal, WhatsApp),
    any(506, Never, Refusal, Graph),
    any(551, Never, Refusal, Messenger),
    any(613, Yes, Rate, Graph),
    any(10_900, Never, Refusal, Graph),
    any(80_007, Yes, Rate, WhatsApp),
    any(80_008, Yes, Rate, WhatsApp),
    // WhatsApp messaging (REFERENCE §22.3).
    any(130_403, Fix, Refusal, WhatsApp),
    any(130_429, Yes, Rate, WhatsApp),
    any(130_472, Never, Refusal, WhatsApp),
    any(130_497, Never, Refusal, WhatsApp),
    any(131_000, Status, Outage, WhatsApp),
    any(131_005, Fix, Token, WhatsApp),
    any(131_008, Never, Refusal, WhatsApp),
    any(131_009, Never, Refusal, WhatsApp),
    any(131_016, Status, Outage, WhatsApp),
    any(131_021, Never, Refusal, WhatsApp),
    any(131_026, Never, Refusal, WhatsApp),
    any(131_030, Fix, Refusal, WhatsApp),
    any(131_031, Fix, Refusal, WhatsApp),
    any(131_037, Fix, Refusal, WhatsApp),
    any(131_042, Fix, Refusal, WhatsApp),
    any(131_044, Fix, Refusal, WhatsApp),
    any(131_045, Fix, Refusal, WhatsApp),
    any(131_047, Never, Window, WhatsApp),
    any(131_048, Never, Rate, WhatsApp),
    any(131_049, Never, Refusal, WhatsApp),
    any(131_050, Never, Refusal, WhatsApp),
    any(131_051, Never, Refusal, WhatsApp),
    any(131_052, Never, Refusal, WhatsApp),
    any(131_053, Never, Refusal, WhatsApp),
    any(131_055, Never, Refusal, WhatsApp),
    any(131_056, Yes, Rate, WhatsApp),
    any(131_057, Yes, Outage, WhatsApp),
    any(131_059, Yes, Refusal, WhatsApp),
    any(131_060, Never, Refusal, WhatsApp),
    any(131_062, Fix, Refusal, WhatsApp),
    span(131_063, 131_064, Fix, Refusal, WhatsApp),
    any(132_000, Never, Refusal, WhatsApp),
    any(132_001, Fix, Refusal, WhatsApp),
    any(132_005, Never, Refusal, WhatsApp),
    any(132_007, Never, Refusal, WhatsApp),
    any(132_008, Never, Refusal, WhatsApp),
    any(132_012, Never, Refusal, WhatsApp),
    span(132_015, 132_016, Fix, Refusal, WhatsApp),
    any(132_018, Never, Refusal, WhatsApp),
    any(132_068, Fix, Refusal, WhatsApp),
    any(132_069, Yes, Rate, WhatsApp),
    // Numbers and registration.
    any(133_000, Yes, Outage, WhatsApp),
    any(133_004, Yes, Outage, WhatsApp),
    span(133_005, 133_006, Fix, Refusal, WhatsApp),
    span(133_008, 133_009, Fix, Refusal, WhatsApp),
    any(133_010, Fix, Refusal, WhatsApp),
    Row {
        wait: Some(Duration::from_secs(300)),
        ..any(133_015, Yes, Outage, WhatsApp)
    },
    any(133_016, Never, Refusal, WhatsApp),
    any(134_011, Fix, Refusal, WhatsApp),
    span(134_100, 134_102, Fix, Refusal, WhatsApp),
    any(135_000, Never, Refusal, WhatsApp),
    span(136_024, 136_025, Fix, Refusal, WhatsApp),
    any(137_000, Fix, Refusal, WhatsApp),
    span(139_100, 139_103, Never, Refusal, WhatsApp),
    span(147_001, 147_005, Fix, Refusal, WhatsApp),
    any(2_494_100, Yes, Outage, WhatsApp),
    span(2_388_000, 2_388_999, Fix, Refusal, WhatsApp),
    span(2_593_107, 2_593_109, Never, Refusal, WhatsApp),
    any(9_000_001, Never, Refusal, Graph),
    // Messenger's subcodes that also come as codes.
    any(2_018_300, Fix, Refusal, Messenger),
    any(2_018_321, Fix, Refusal, Messenger),
];
