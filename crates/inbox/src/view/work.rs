//! The work on a conversation: who looks after it, until when it is put away, and who was writing.

use recado_domain::{conversation::ConversationState, id::StaffId, snooze::SnoozePreset};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A member of staff, as shown beside a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ColleagueView {
    /// Who.
    pub id: StaffId,
    /// Their name at the desk.
    pub name: String,
    /// One or two letters for the avatar.
    pub initials: String,
    /// Whether that is who is signed in.
    pub is_me: bool,
}

/// The work on an open thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WorkView {
    /// Where it stands.
    pub state: ConversationState,
    /// Since when it is put away.
    pub state_at: Option<i64>,
    /// Who put it away.
    pub state_by: Option<String>,
    /// Until when it is snoozed.
    pub snoozed_until: Option<i64>,
    /// Who looks after it.
    pub assignee: Option<ColleagueView>,
    /// Who said so last.
    pub assigned_by: Option<String>,
    /// When.
    pub assigned_at: Option<i64>,
    /// What others were writing here, the latest first.
    pub drafts: Vec<DraftView>,
}

/// What somebody else was writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftView {
    /// Who, to take it over from.
    pub author: StaffId,
    /// Their name then; absent where nobody knows.
    pub name: Option<String>,
    /// Their words.
    pub text: String,
    /// When they last wrote.
    pub at: i64,
}

/// The work on a conversation, as far as its row shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RowWorkView {
    /// Where it stands.
    pub state: ConversationState,
    /// Until when it is snoozed.
    pub snoozed_until: Option<i64>,
    /// When its snooze ended by itself, while nothing was written since.
    pub back_at: Option<i64>,
    /// Who looks after it.
    pub assignee: Option<ColleagueView>,
    /// Who else was writing here; the latest.
    pub draft: Option<RowDraftView>,
}

/// Who was writing, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RowDraftView {
    /// Their name then; absent where nobody knows.
    pub name: Option<String>,
    /// When they last wrote.
    pub at: i64,
}

/// A time that is offered for a snooze.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SnoozeChoiceView {
    /// What it is called.
    pub preset: SnoozePreset,
    /// When that is.
    pub until: i64,
}

/// What is to happen with replies that have not left when a conversation is resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Replies {
    /// Refuse, so that a person is asked.
    Ask,
    /// They leave by themselves: a person was asked.
    Leave,
}
