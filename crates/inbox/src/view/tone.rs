//! Monitoring: patients with their week of text tone, and what nobody has answered.

use recado_domain::{
    alert::AlertLevel,
    channel::ChannelKind,
    id::ConversationId,
    message::MessageKind,
    tone::{Change, Course, Coverage},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The patients of Monitoring.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MonitoringView {
    /// Whether the clinic wants text tone; without it every line is a gap.
    pub is_on: bool,
    /// Whether older messages are still being read: lines may change by themselves.
    pub is_reading: bool,
    /// The last day of every line, in the clinic's time zone: `2026-11-26`.
    pub today: String,
    /// Whoever needs somebody first.
    pub patients: Vec<WatchedPatientView>,
    /// How many there are in all.
    pub total: u32,
    /// Whether there are more than these.
    pub has_more: bool,
}

/// A patient of Monitoring.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WatchedPatientView {
    /// The conversation they wrote in last.
    pub conversation: ConversationId,
    /// Name, or masked number.
    pub name: String,
    /// One or two letters for the avatar.
    pub initials: String,
    /// Where they wrote last.
    pub channel: ChannelKind,
    /// When.
    pub wrote_at: i64,
    /// What the line rests on.
    pub coverage: Coverage,
    /// Seven days, the earliest first.
    pub days: Vec<ToneDayView>,
    /// Where the line goes.
    pub course: Course,
    /// Whether the week differs from their usual.
    pub change: Change,
    /// Flags nobody has acknowledged.
    pub open_flags: u32,
    /// The most severe of these.
    pub flag: Option<AlertLevel>,
    /// Messages nobody answered.
    pub unanswered: u32,
    /// When the oldest of these was written.
    pub unanswered_since: Option<i64>,
}

/// A day of the line.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ToneDayView {
    /// The date: `2026-11-26`.
    pub on: String,
    /// How many messages they wrote.
    pub messages: u32,
    /// How many of these have words with a tone.
    pub texts: u32,
    /// From -1, heavier, to 1, lighter; absent for a gap.
    pub value: Option<f64>,
    /// The words that weighed most; empty in the list.
    pub words: Vec<WeighedWordView>,
}

/// A word that counted.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WeighedWordView {
    /// As it was written, in small letters.
    pub text: String,
    /// What it counted for: below 0 heavier, above lighter.
    pub value: f64,
}

/// One patient's week.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PatientToneView {
    /// Whether the clinic wants text tone.
    pub is_on: bool,
    /// As the list shows them, with the words of each day.
    pub patient: WatchedPatientView,
    /// Their usual over the 60 days before; absent without any.
    pub baseline: Option<f64>,
    /// How many of these 60 days had words with a tone.
    pub baseline_days: u32,
    /// What nobody answered, the earliest first.
    pub unanswered: Vec<UnansweredMessageView>,
}

/// A message nobody answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnansweredMessageView {
    /// Its conversation.
    pub conversation: ConversationId,
    /// Its number.
    pub message: i64,
    /// When it was written.
    pub at: i64,
    /// What it is.
    pub kind: MessageKind,
    /// How it begins; empty for kinds that are named instead.
    pub text: String,
    /// The questions in it, in its own words.
    pub questions: Vec<String>,
}

/// Conversations in which something waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnansweredListView {
    /// Whoever has waited longest first.
    pub conversations: Vec<UnansweredView>,
    /// How many there are in all.
    pub total: u32,
    /// Whether there are more than these.
    pub has_more: bool,
}

/// A conversation in which something waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnansweredView {
    /// Which.
    pub conversation: ConversationId,
    /// Name, or masked number.
    pub name: String,
    /// One or two letters for the avatar.
    pub initials: String,
    /// Where it goes on.
    pub channel: ChannelKind,
    /// Since when.
    pub since: i64,
    /// How many messages.
    pub count: u32,
    /// The earliest of them, at most 20.
    pub messages: Vec<UnansweredMessageView>,
}

/// The tone of one message.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MessageToneView {
    /// From -1, heavier, to 1, lighter.
    pub value: f64,
    /// How many words it has.
    pub scored_words: u32,
    /// The words that weighed most.
    pub words: Vec<WeighedWordView>,
}

/// What the clinic chose about text tone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ToneSettingsView {
    /// Whether the words of patients are read for their tone.
    pub is_on: bool,
}
