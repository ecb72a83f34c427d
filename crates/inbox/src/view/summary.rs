//! One patient's day in short. Every sentence is the person's own and names its message.

use crate::view::thread::AlertView;
use recado_domain::{assist::AssistPlace, channel::Side, id::ConversationId};
use serde::Serialize;
use ts_rs::TS;

/// A day of a conversation's person, over all their conversations with the clinic.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DaySummaryView {
    /// The place of the conversation that was asked about.
    pub side: Side,
    /// Which one.
    pub conversation: ConversationId,
    /// The day, for example `2026-11-20`, by the clinic's clock.
    pub day: String,
    /// The day it is now.
    pub today: String,
    /// The hour at which summaries are made, 0 to 23.
    pub hour: u8,
    /// The summary; absent when nothing was written, or when the hour has not come and nobody wanted one.
    pub extract: Option<ExtractView>,
    /// What an assistant drafted of the day as it stands.
    pub draft: Option<DayDraftView>,
    /// How it stands with that.
    pub draft_state: DayDraftState,
    /// How many messages there are of that day.
    pub messages: u32,
    /// The day's flags as they stand now.
    pub flags: Vec<AlertView>,
}

/// What was made on this computer.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExtractView {
    /// When.
    pub made_at: i64,
    /// The version of what made it.
    pub engine: String,
    /// From how many messages.
    pub messages: u32,
    /// What was counted.
    pub counts: SummaryCountsView,
    /// What the person's words are about, the most frequent first.
    pub themes: Vec<SummaryThemeView>,
    /// The tone of their words; absent for a day without a feeling word.
    pub tone: Option<SummaryToneView>,
    /// The sentences that say most, the earliest first.
    pub key_sentences: Vec<SummaryLineView>,
    /// Questions the clinic has written nothing after, the earliest first.
    pub unanswered: Vec<SummaryLineView>,
    /// Appointments asked for, moved, cancelled or named.
    pub appointments: Vec<SummaryLineView>,
    /// Medicines, doses, and running out or stopping.
    pub medications: Vec<SummaryLineView>,
}

/// What was counted of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SummaryCountsView {
    /// Messages of the person.
    pub inbound: u32,
    /// Messages of the clinic.
    pub outbound: u32,
    /// When the first was written.
    pub first_at: Option<i64>,
    /// When the last was.
    pub last_at: Option<i64>,
    /// Voice messages whose words nobody wrote down.
    pub voices: u32,
    /// How long all voice messages are together, in milliseconds.
    pub voice_ms: u64,
    /// Pictures and films, which nothing here reads.
    pub pictures: u32,
    /// Messages in a language that is not read for flags.
    pub foreign: u32,
    /// Files and whatever else nothing here reads.
    pub others: u32,
}

/// A sentence, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SummaryLineView {
    /// The conversation.
    pub conversation: ConversationId,
    /// The message.
    pub message: i64,
    /// When it was written.
    pub at: i64,
    /// The sentence, as it was written.
    pub text: String,
    /// The words in it that name something: where they begin and end, as JavaScript counts.
    pub words: Option<(u32, u32)>,
}

/// Something the person wrote about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SummaryThemeView {
    /// What.
    pub theme: SummaryTheme,
    /// In how many messages.
    pub messages: u32,
}

/// What words are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SummaryTheme {
    /// Falling asleep, waking, tiredness.
    Sleep,
    /// Eating and hunger.
    Appetite,
    /// Worry, fear, panic.
    Anxiety,
    /// Low or high spirits.
    Mood,
    /// Parents, children, siblings.
    Family,
    /// Husband, wife, partner, separation.
    Partner,
    /// Job, school, study.
    Work,
    /// Aches of the body.
    Pain,
    /// Alcohol, tobacco, drugs.
    Substances,
    /// Medicines and how they are taken.
    Medication,
    /// Rent, debts, prices.
    Money,
    /// Death and mourning.
    Grief,
}

/// The tone of a day's words beside the person's usual one. It describes words, not a person.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SummaryToneView {
    /// The day's, -1 to 1.
    pub value: f64,
    /// How many texts it rests on.
    pub texts: u32,
    /// The usual one.
    pub baseline: f64,
    /// Whether the week differs from it.
    pub change: SummaryToneChange,
}

/// Whether a week's tone differs from the usual one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SummaryToneChange {
    /// Too little text.
    NotEnoughText,
    /// As usual.
    Usual,
    /// Heavier than usual.
    Lower,
    /// Lighter than usual.
    Higher,
}

/// How it stands with a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DayDraftState {
    /// There is one.
    Drafted,
    /// It comes by itself.
    Waits,
    /// No assistant is used for summaries.
    Off,
    /// The assistant lacks something: an owner looks after it.
    NotReady,
    /// The person did not agree.
    NotAgreed,
    /// The person agreed to the clinic's own computers only.
    OwnOnly,
    /// The month's budget is used up.
    NoCredit,
    /// The assistant was asked, and nothing came of it.
    Failed,
}

/// What an assistant drafted. It is to be checked against the messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DayDraftView {
    /// When.
    pub made_at: i64,
    /// The model.
    pub model: String,
    /// Where it was asked: host and port.
    pub host: String,
    /// Whether that is the clinic's own.
    pub place: AssistPlace,
    /// The version of what it was asked.
    pub engine: String,
    /// From how many messages.
    pub messages: u32,
    /// What it says.
    pub points: Vec<DraftLineView>,
    /// What it says the words are about.
    pub themes: Vec<DraftLineView>,
    /// Whether it reads that the person feels otherwise.
    pub mood: DraftMoodView,
    /// Messages it takes to be unanswered.
    pub unanswered: Vec<SummaryLineView>,
    /// Appointments it found, in the person's words.
    pub appointments: Vec<SummaryLineView>,
    /// Medicines it found, in the person's words.
    pub medications: Vec<SummaryLineView>,
}

/// Words of an assistant's, and the messages they come from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftLineView {
    /// What it says: plain text.
    pub text: String,
    /// The messages, at least one.
    pub evidence: Vec<DraftEvidenceView>,
}

/// A message that something comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftEvidenceView {
    /// Its conversation.
    pub conversation: ConversationId,
    /// The message.
    pub message: i64,
    /// When it was written.
    pub at: i64,
}

/// Whether somebody says that they feel otherwise, as an assistant reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DraftMoodView {
    /// Better.
    Better,
    /// The same.
    Same,
    /// Worse.
    Worse,
    /// Nothing of it, or not clearly.
    Unclear,
}

/// Exactly what would be sent about a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftPreviewView {
    /// Where to: host and port.
    pub host: String,
    /// Whether that is the clinic's own.
    pub place: AssistPlace,
    /// The model.
    pub model: String,
    /// What it is told to do.
    pub task: String,
    /// The messages, with marks in the place of names and numbers.
    pub messages: String,
}
