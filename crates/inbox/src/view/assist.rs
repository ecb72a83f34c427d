//! Assistants as the owner's settings show them. The key of an endpoint is never among it.

use recado_domain::assist::{
    AssistFeature,
    credit::{CreditState, Price},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// Assistants, for an owner's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AssistView {
    /// The endpoint's address, for example `https://api.example.com/v1`; empty for none.
    pub base_url: String,
    /// Host and port of it; empty for none.
    pub host: String,
    /// Where it is.
    pub address: AssistAddress,
    /// Whether a key for it is kept.
    pub has_key: bool,
    /// What it may be asked for.
    pub features: Vec<AssistFeatureView>,
    /// The hour of the day at which summaries are made, 0 to 23, by the clinic's clock.
    pub hour: u8,
    /// The month's budget.
    pub credit: CreditView,
    /// Months before, and what was spent of this one in another currency: the latest first.
    pub earlier: Vec<CreditMonthView>,
    /// What models cost, by name.
    pub prices: BTreeMap<String, Price>,
}

/// Where an endpoint is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AssistAddress {
    /// None is chosen.
    None,
    /// On this computer.
    ThisComputer,
    /// In the network around it; nobody has said that it is the clinic's.
    Network,
    /// In the network around it; the owner said that it is theirs.
    OwnNetwork,
    /// Outside the clinic.
    Cloud,
}

/// One thing that assistants may be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AssistFeatureView {
    /// Which.
    pub feature: AssistFeature,
    /// Whether it is switched on.
    pub is_on: bool,
    /// The model; empty for none.
    pub model: String,
    /// Whether it is asked, or why not.
    pub state: AssistState,
    /// When its endpoint last answered a try, as it is chosen now.
    pub proved_at: Option<i64>,
    /// How many calls of this month were answered.
    pub calls: u64,
    /// How many were not.
    pub failed: u64,
    /// Tokens of this month's calls, both ways.
    pub tokens: u64,
    /// Sound of this month's calls, in milliseconds.
    pub audio_ms: u64,
}

/// Whether an assistant is asked, or why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AssistState {
    /// It is asked about people who agreed.
    Ready,
    /// It is switched off.
    Off,
    /// No endpoint is chosen.
    NoAddress,
    /// Words would go out unencrypted.
    NotSafe,
    /// No model is chosen.
    NoModel,
    /// Nobody wrote down what the model costs.
    NoPrice,
    /// The endpoint has not answered a try yet, as it is chosen now.
    Untried,
    /// The month's budget is used up.
    NoCredit,
}

/// A month's budget. Money is in millionths of the currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CreditView {
    /// What may be spent in a month.
    pub monthly_micro: u64,
    /// What was spent, with what is on its way.
    pub used_micro: u64,
    /// How much that is.
    pub state: CreditState,
    /// The currency, for example `EUR`.
    pub currency: String,
    /// When the month began.
    pub since: i64,
}

/// What was spent in a month, of what might be. Money is in millionths of the currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CreditMonthView {
    /// When the month began.
    pub since: i64,
    /// The currency, for example `EUR`.
    pub currency: String,
    /// What might be spent.
    pub monthly_micro: u64,
    /// What was.
    pub spent_micro: u64,
}

/// What an owner chooses of assistants.
#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AssistForm {
    /// The endpoint's address; empty for none.
    pub base_url: String,
    /// A new key; empty to forget the one there is, absent to leave it.
    pub key: Option<String>,
    /// Whether a host in the clinic's network is the owner's own.
    pub is_own: bool,
    /// The model for summaries; empty for none.
    pub summary_model: String,
    /// The model for transcription; empty for none.
    pub transcription_model: String,
    /// What is switched on.
    pub on: Vec<AssistFeature>,
    /// The hour of the day at which summaries are made, 0 to 23.
    pub hour: u8,
    /// What may be spent in a month, in millionths of the currency.
    pub monthly_micro: u64,
    /// The currency, for example `EUR`.
    pub currency: String,
    /// What models cost, by name.
    pub prices: BTreeMap<String, Price>,
}

/// What came of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AssistTryView {
    /// What came of it.
    pub answer: AssistTry,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

/// What came of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AssistTry {
    /// It works.
    Works,
    /// It works, but does not keep to a form: its answers are checked more often in vain.
    WorksLoosely,
    /// Something is missing before it can be tried.
    Incomplete,
    /// Words would go out unencrypted.
    NotSafe,
    /// No connection.
    Unreachable,
    /// No answer in time.
    TimedOut,
    /// The key is missing, wrong or not enough.
    KeyRefused,
    /// Neither the path nor the model is there.
    NotThere,
    /// It does not take such a request.
    Refused,
    /// Too much at once: later.
    Busy,
    /// It points to another place; nobody goes there.
    Elsewhere,
    /// Its answer cannot be read.
    Unreadable,
    /// The month's budget is used up.
    NoCredit,
}
