//! What stands behind flags: the clinic's own phrases, false alarms, how right the rules are, reminders, and whether
//! flags are on at all.

use crate::view::alert::AlertWhoView;
use recado_domain::{
    alert::{
        AlertCategory, AlertLevel, reminder::ReminderKind, step::WrongReason, together::Together,
    },
    channel::Side,
    id::{AlertId, ConversationId, PhraseId, ShieldId},
    phrase::{PhraseFault, PhraseFit, PhraseTongue},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What stands behind flags here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FlagRulesView {
    /// The clinic's own phrases, the newest first.
    pub phrases: Vec<PhraseView>,
    /// False alarms that count now, the newest first.
    pub shields: Vec<ShieldView>,
    /// Rules of which somebody said whether they were right, the most often wrong first.
    pub rules: Vec<FlagRuleView>,
    /// Whether whoever is signed in may lower a rule for the clinic.
    pub may_lower: bool,
    /// Which version of the rules reads now.
    pub version: String,
}

/// A phrase of the clinic's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhraseView {
    /// Which.
    pub id: PhraseId,
    /// Its words, as they were written.
    pub words: String,
    /// How they are spelt and sound.
    pub language: PhraseTongue,
    /// How they are found.
    pub fit: PhraseFit,
    /// What it is about.
    pub category: AlertCategory,
    /// How soon.
    pub level: AlertLevel,
    /// Who wrote or changed it last, by their name then.
    pub changed_by: String,
    /// When.
    pub changed_at: i64,
    /// Why it is not looked for, if it is not.
    pub fault: Option<PhraseFault>,
}

/// A phrase as it was filled in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhraseForm {
    /// Which one is changed; absent for a new one.
    pub id: Option<PhraseId>,
    /// Its words.
    pub words: String,
    /// How they are spelt and sound.
    pub language: PhraseTongue,
    /// How they are found.
    pub fit: PhraseFit,
    /// What it is about.
    pub category: AlertCategory,
    /// How soon.
    pub level: AlertLevel,
}

/// What is wrong with a phrase that was to be kept; nothing when it is kept.
pub type PhraseRefusal = Option<PhraseFault>;

/// What a phrase would have found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhrasePreviewView {
    /// What is wrong with its words; then nothing was looked for.
    pub fault: Option<PhraseFault>,
    /// Whether it is a single word, which is found often.
    pub is_one_word: bool,
    /// In how many messages it was found.
    pub found: u32,
    /// How many were read: those of contacts, of the last `days`, that whoever is signed in may read.
    pub read: u32,
    /// How many days were looked at.
    pub days: u32,
}

/// Words of a person that go to review for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShieldView {
    /// Which.
    pub id: ShieldId,
    /// Whose; absent for those that whoever is signed in may not read.
    pub who: Option<AlertWhoView>,
    /// The words that were marked then; empty likewise, and when their message is gone.
    pub words: Vec<String>,
    /// Why it was wrong.
    pub reason: WrongReason,
    /// Who said so, by their name then.
    pub by: String,
    /// When.
    pub at: i64,
    /// From then on it counts no more.
    pub until: i64,
}

/// How right a rule is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FlagRuleView {
    /// Its name, for example `es.suicide.2.4`.
    pub rule: String,
    /// What it is about; absent for a rule of an earlier version.
    pub category: Option<AlertCategory>,
    /// Words that it finds: one of its examples, or the clinic's own phrase.
    pub example: Option<String>,
    /// How often somebody acted on its flag.
    pub right: u32,
    /// How often somebody said that its flag was wrong.
    pub wrong: u32,
    /// Whether it raises no more than a review here.
    pub is_lowered: bool,
    /// Whether it may be lowered: it is one of the same day, and was wrong often enough.
    pub may_be_lowered: bool,
}

/// A reminder that is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReminderView {
    /// Of what.
    pub kind: ReminderKind,
    /// Of which flag.
    pub alert: AlertId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// Where that is kept.
    pub side: Side,
    /// Whom it is about.
    pub who: Option<AlertWhoView>,
    /// How soon the flag was.
    pub level: AlertLevel,
    /// What about.
    pub category: AlertCategory,
    /// Since when nobody has heard of them, or when the flag was done with.
    pub since: i64,
    /// Whether it is late to ask again.
    pub is_late: bool,
}

/// Why a flag stands on a message whose own words do not call for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlertReasonsView {
    /// Why; absent where its own words do.
    pub why: Option<Together>,
    /// The other messages, the oldest first.
    pub with: Vec<AlertPartView>,
}

/// Another message that a flag stands on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlertPartView {
    /// Its number.
    pub message: i64,
    /// When it was written.
    pub at: i64,
    /// Its words that weighed.
    pub words: Vec<String>,
}

/// Whether flags are on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FlagsHealthView {
    /// Whether a shipped rule fails its own examples: flags are not to be trusted.
    pub rules_fail: bool,
    /// How many of the clinic's phrases are not looked for.
    pub broken_phrases: u32,
    /// Since when what comes in cannot be read, if that is long.
    pub stalled_since: Option<i64>,
}
