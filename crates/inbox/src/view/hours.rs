//! The clinic's hours, and what goes out by them.

use recado_domain::{acknowledgement::Hours, language::Language, opening_hours::Interval};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Hours, closed dates and replies as they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HoursView {
    /// The IANA name that was chosen; empty for the machine's zone.
    pub zone: String,
    /// The IANA name of the zone that counts; empty where the machine's has none.
    pub used_zone: String,
    /// Whether the clinic is open now.
    pub is_open: bool,
    /// When that changes; absent when no change is in sight.
    pub changes_at: Option<i64>,
    /// Seven days from Monday.
    pub week: Vec<Vec<Interval>>,
    /// Closed dates in order, for example `2026-12-25`.
    pub closed_on: Vec<String>,
    /// Whether a reply goes out while the clinic is closed.
    pub closed: bool,
    /// Whether one goes out while it is open.
    pub open: bool,
    /// How long a conversation rests after one, in hours.
    pub quiet_hours: u16,
    /// The language for whom none was written down.
    pub language: Language,
    /// The emergency number the clinic wrote down; empty for the country's.
    pub number: String,
    /// The country's; absent where it is not known.
    pub country_number: Option<String>,
    /// The clinic's country, two letters.
    pub country: String,
    /// The longest whole reply, in bytes of UTF-8.
    pub longest_bytes: u32,
    /// The words, for each language and hour.
    pub texts: Vec<ReplyTextView>,
}

/// The words of a reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReplyTextView {
    /// When they are said.
    pub hours: Hours,
    /// In which language.
    pub language: Language,
    /// The clinic's own, above what is always said.
    pub text: String,
    /// What stands there until the clinic writes its own.
    pub suggested: String,
    /// What is always said under it, with `{number}` where the emergency number goes.
    pub always: String,
}

/// Hours, closed dates and replies as the owner wants them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HoursForm {
    /// An IANA name; empty for the machine's zone.
    pub zone: String,
    /// Seven days from Monday.
    pub week: Vec<Vec<Interval>>,
    /// Closed dates, for example `2026-12-25`.
    pub closed_on: Vec<String>,
    /// Whether a reply goes out while the clinic is closed.
    pub closed: bool,
    /// Whether one goes out while it is open.
    pub open: bool,
    /// How long a conversation rests after one, in hours: 1 to 168.
    pub quiet_hours: u16,
    /// The language for whom none was written down.
    pub language: Language,
    /// An emergency number instead of the country's; empty for the country's.
    pub number: String,
    /// The words; what is not here is as suggested.
    pub texts: Vec<ReplyTextForm>,
}

/// Words the clinic wants to be said.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReplyTextForm {
    /// When.
    pub hours: Hours,
    /// In which language.
    pub language: Language,
    /// The words.
    pub text: String,
}
