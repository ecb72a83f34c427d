//! What people do about a flag, and what helps them.

use crate::view::work::ColleagueView;
use recado_domain::{
    alert::{
        emergency::{Country, Purpose},
        step::{AlertOutcome, WrongReason},
    },
    channel::ChannelKind,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whom a flag is about, beside it in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlertWhoView {
    /// Name, or masked number.
    pub name: String,
    /// One or two letters for the avatar.
    pub initials: String,
    /// Whether they are a patient.
    pub is_patient: bool,
    /// Where they wrote.
    pub channel: ChannelKind,
}

/// A step somebody took about a flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlertStepView {
    /// Who, by their name then.
    pub by: String,
    /// When.
    pub at: i64,
    /// What.
    pub act: AlertActView,
}

/// What was done about a flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AlertActView {
    /// Passed to a colleague.
    Passed {
        /// Their name then.
        to: String,
    },
    /// A call was begun.
    Called,
    /// What came of it.
    Outcome {
        /// Which.
        outcome: AlertOutcome,
    },
    /// It was wrong.
    Wrong {
        /// Why.
        reason: WrongReason,
    },
}

/// What helps whoever deals with a flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlertHelpView {
    /// The number to call the person on, whole; absent where the clinic knows none.
    pub phone: Option<String>,
    /// The country whose numbers follow: the person's where their number tells it, else the clinic's.
    pub country: Option<Country>,
    /// Numbers to call, the most general first.
    pub lines: Vec<EmergencyLineView>,
    /// What the clinic wrote down for its own place, for example the police's long number.
    pub local_number: Option<String>,
    /// To whom it can be passed.
    pub colleagues: Vec<ColleagueView>,
    /// When somebody of the clinic wrote to the person last.
    pub last_contact: Option<LastContactView>,
}

/// A number to call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EmergencyLineView {
    /// What for.
    pub purpose: Purpose,
    /// As it is dialled inside the country.
    pub number: String,
    /// What the service calls itself; empty where it has no other name.
    pub name: String,
    /// Whether it answers day and night.
    pub is_always_open: bool,
    /// In which month it was read, and where if that was written down; absent when it has to be checked.
    pub source: Option<String>,
}

/// When somebody of the clinic wrote last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LastContactView {
    /// Who.
    pub by: String,
    /// When.
    pub at: i64,
}

/// What the clinic wrote down for flags.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlertSettingsView {
    /// A number of the clinic's own choice, shown with every flag; at most 60 characters.
    pub local_number: String,
}
