//! Templates as a place in the app: the list, and what Meta said to a draft.

use recado_domain::{
    id::ChannelId,
    template::draft::{TemplateCategory, TemplateDraft, TemplateProblem},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Every template of every WhatsApp number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplatesView {
    /// The accounts templates belong to.
    pub accounts: Vec<TemplateAccountView>,
    /// Templates, by name and language.
    pub templates: Vec<TemplateRowView>,
}

/// An account templates belong to, told by its first number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplateAccountView {
    /// The number to name in commands.
    pub channel: ChannelId,
    /// As shown, for example `+34 ··· ··· 640`.
    pub shown: String,
    /// When its templates were last read from Meta.
    pub synced_at: Option<i64>,
}

/// One template in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplateRowView {
    /// Its account's number.
    pub channel: ChannelId,
    /// Meta's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its language, for example `pt_BR`.
    pub language: String,
    /// What it is for, and so what it costs.
    pub category: TemplateCategory,
    /// Where it stands at Meta.
    pub status: TemplateStatus,
    /// How patients take it.
    pub quality: TemplateQuality,
    /// Why Meta rejected, paused or disabled it, in Meta's words.
    pub reason: Option<String>,
    /// What it says.
    pub draft: TemplateDraft,
    /// Whether this app can send it.
    pub is_sendable: bool,
    /// Whether Meta lets it be edited now.
    pub may_edit: bool,
    /// Parts this app shows by name only.
    pub unknown_parts: Vec<String>,
}

/// Where a template stands at Meta.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TemplateStatus {
    /// Can be sent.
    Approved,
    /// Being looked at.
    Pending,
    /// Refused.
    Rejected,
    /// Held back for a while because patients complained.
    Paused,
    /// Switched off by Meta.
    Disabled,
    /// The clinic asked Meta to look again.
    InAppeal,
    /// Being deleted, or deleted.
    Deleted,
    /// Put away, locked, or over a limit: not sendable.
    Unavailable,
}

/// How patients take a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TemplateQuality {
    /// Well.
    High,
    /// With complaints.
    Medium,
    /// With many: it will be paused.
    Low,
    /// Not known yet.
    Unknown,
}

/// What Meta said to a created or edited template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplateAnswer {
    /// Whether Meta took it for review.
    pub is_taken: bool,
    /// Where it stands now.
    pub status: Option<TemplateStatus>,
    /// The category Meta gave it.
    pub category: Option<TemplateCategory>,
    /// Meta's code when it refused.
    pub code: Option<i64>,
    /// Meta's own title for people.
    pub title: Option<String>,
    /// Meta's own sentence for people.
    pub message: Option<String>,
}

/// What is wrong with a draft; nothing when Meta may be asked.
pub type TemplateProblems = Vec<TemplateProblem>;
