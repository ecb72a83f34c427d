//! The clinic's saved texts, to be changed and to be inserted.

use recado_domain::{channel::Side, id::QuickReplyId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everybody's quick replies and one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuickRepliesView {
    /// By shortcut.
    pub replies: Vec<QuickReplyView>,
    /// The names of the variables, as between the braces: `first_name`.
    pub variables: Vec<String>,
    /// Whether whoever is signed in may change everybody's.
    pub may_share: bool,
}

/// A quick reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuickReplyView {
    /// Which.
    pub id: QuickReplyId,
    /// Whether it is one's own; everybody's otherwise.
    pub is_mine: bool,
    /// One word, without its slash.
    pub shortcut: String,
    /// Its words, with variables as `{{first_name}}`.
    pub text: String,
    /// The language it is in, for example `pt`; any when absent.
    pub language: Option<String>,
    /// Where it is offered; on both sides when absent.
    pub side: Option<Side>,
    /// Whether whoever is signed in may change it.
    pub may_change: bool,
}

/// A quick reply to be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuickReplyDraft {
    /// Which one it changes; absent for a new one.
    pub id: Option<QuickReplyId>,
    /// Whether it is one's own; everybody's otherwise.
    pub is_mine: bool,
    /// One word; a slash before it is dropped.
    pub shortcut: String,
    /// Its words.
    pub text: String,
    /// The language it is in; any when absent.
    pub language: Option<String>,
    /// Where it is offered; on both sides when absent.
    pub side: Option<Side>,
}

/// What is wrong with a quick reply that was to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum QuickReplyProblem {
    /// The shortcut is not one word.
    Shortcut,
    /// Another quick reply has this shortcut.
    ShortcutTaken,
    /// It has no words.
    TextEmpty,
    /// It is longer than every channel takes.
    TextTooLong,
    /// It names a variable that there is not.
    UnknownVariable,
    /// The language is none.
    Language,
}

/// A quick reply filled in for a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuickReplyChoice {
    /// Which.
    pub id: QuickReplyId,
    /// Its shortcut, without its slash.
    pub shortcut: String,
    /// Its words; what could not be filled stands there as `{{first_name}}`.
    pub text: String,
    /// The names of what could not be filled.
    pub unfilled: Vec<String>,
    /// The language it is in.
    pub language: Option<String>,
    /// Whether it is one's own.
    pub is_mine: bool,
}
