//! Keeping and erasing: the rules, who goes next, what goes with a person, and holds.

use recado_domain::{
    channel::{ChannelKind, Side},
    retention::Keeps,
};
use serde::Serialize;
use ts_rs::TS;

/// How long people are kept, and who goes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RetentionView {
    /// The rule of each side, leads first.
    pub rules: Vec<RuleView>,
    /// People who were erased and of whom something is still to be removed: at the next sign-in or start.
    pub unfinished: u64,
    /// People who were erased so far, by hand or by a rule.
    pub erased: u64,
    /// When it was last looked who is due; absent before the first time.
    pub looked_at: Option<i64>,
}

/// The rule of a side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RuleView {
    /// The side.
    pub side: Side,
    /// Calendar months after the last contact; absent for ever.
    pub months: Option<u16>,
    /// When it was set; absent while nobody chose.
    pub set_at: Option<i64>,
    /// Until when it erases nobody, because it was just set; absent when that is over.
    pub sleeps_until: Option<i64>,
    /// Who goes next.
    pub due: DueView,
}

/// Who goes next by the rule of a side. Whoever has something on both sides is counted with the patients.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DueView {
    /// People who go at the next look.
    pub now: u64,
    /// People who go within 30 days, those of the next look included.
    pub soon: u64,
    /// When the first of them goes.
    pub first_at: Option<i64>,
    /// People whom something keeps, although they would go within 30 days.
    pub kept: Vec<KeptView>,
}

/// People whom something keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeptView {
    /// What.
    pub keeps: Keeps,
    /// How many.
    pub people: u64,
}

/// What goes with a person who is erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ErasureView {
    /// Their name, or their masked address.
    pub name: String,
    /// Whether they are a patient.
    pub is_patient: bool,
    /// Contacts that are this person.
    pub identities: u64,
    /// The channels of their conversations, on both sides.
    pub conversations: Vec<ChannelKind>,
    /// Messages, also those that were taken back.
    pub messages: u64,
    /// Files.
    pub files: u64,
    /// Notes and consents.
    pub records: u64,
    /// Texts that were begun.
    pub drafts: u64,
    /// Replies that have not left, or may not have: they never will.
    pub replies: u64,
    /// What keeps them; nothing can be erased while it does.
    pub keeps: Option<Keeps>,
}

/// A legal hold on a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HoldView {
    /// Who set it.
    pub by: String,
    /// When.
    pub at: i64,
    /// Why; absent for whoever may not read patients.
    pub reason: Option<String>,
}

/// What keeps a person here, and what whoever is signed in may do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeepingView {
    /// The hold, if there is one.
    pub hold: Option<HoldView>,
    /// Whether they may export, erase and hold.
    pub can_decide: bool,
}

/// What was written of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportView {
    /// The name of the folder.
    pub folder: String,
    /// Messages.
    pub messages: u64,
    /// Files.
    pub files: u64,
    /// Files that are known and not here: too big, damaged, or gone at Meta.
    pub missing: u64,
}
