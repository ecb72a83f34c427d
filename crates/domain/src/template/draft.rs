//! A template as it is written here: a new one, one being edited, and what Meta has, shown the same way.

use crate::id::MediaId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// A template as it is written: for a new one, for editing, and for showing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplateDraft {
    /// `[a-z0-9_]`, at most 512.
    pub name: String,
    /// Language at Meta.
    pub language: String,
    /// What it is for.
    pub category: TemplateCategory,
    /// What stands above.
    pub header: HeaderDraft,
    /// The words, with `{{1}}` or `{{name}}` where variables go.
    pub body: String,
    /// A line below; empty for none.
    pub footer: String,
    /// Examples by variable: `1`, `name`, `header.1`, `button0.1`, `card0.1`.
    pub examples: BTreeMap<String, String>,
    /// Buttons in order.
    pub buttons: Vec<ButtonDraft>,
    /// Cards of a carousel; none for a plain template.
    pub cards: Vec<CardDraft>,
}

/// What stands above a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "header",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
pub enum HeaderDraft {
    /// Nothing.
    None,
    /// A line, with one variable at most.
    Text {
        /// The line.
        text: String,
    },
    /// A picture.
    Image {
        /// The example for Meta's review, a staged file; absent on what came from Meta.
        example: Option<MediaId>,
    },
    /// A film.
    Video {
        /// As above.
        example: Option<MediaId>,
    },
    /// A file.
    Document {
        /// As above.
        example: Option<MediaId>,
    },
    /// A place, given when it is sent.
    Location,
}

/// A button of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "button",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
pub enum ButtonDraft {
    /// Sends its label back.
    QuickReply {
        /// Its label.
        label: String,
    },
    /// Opens a page; a variable may end the address.
    Url {
        /// Its label.
        label: String,
        /// The address.
        url: String,
    },
    /// Calls a number.
    Phone {
        /// Its label.
        label: String,
        /// The number, in E.164.
        number: String,
    },
    /// Copies a code, given when it is sent.
    CopyCode {
        /// An example of the code.
        example: String,
    },
    /// Another kind, made at Meta: kept, shown, not edited here.
    Other {
        /// Its label.
        label: String,
        /// Meta's name of it.
        kind: String,
    },
}

/// One card of a carousel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardDraft {
    /// The picture or film above it.
    pub header: HeaderDraft,
    /// Its words.
    pub body: String,
    /// Its buttons.
    pub buttons: Vec<ButtonDraft>,
}

/// What a template is for. Meta charges by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TemplateCategory {
    /// Reminders, confirmations.
    Utility,
    /// Anything promotional; dearer, and patients can refuse it.
    Marketing,
    /// One-time codes.
    Authentication,
}

/// What is wrong with a draft, as Meta would say it, told before asking Meta.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplateProblem {
    /// Where: `name`, `body`, `footer`, `header`, `button0`, `card1`, `example.1`.
    pub field: String,
    /// What.
    pub problem: TemplateFault,
    /// The limit that belongs to it, if one does.
    pub limit: Option<u32>,
}

/// The faults a draft can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TemplateFault {
    /// It is empty.
    Missing,
    /// It is longer than the limit.
    TooLong,
    /// It holds what is not allowed there.
    Form,
    /// It begins or ends with a variable.
    VariableAtEdge,
    /// Numbered variables do not run 1, 2, 3.
    VariableOrder,
    /// Numbered and named variables are mixed.
    VariableMix,
    /// There are more variables than its length allows.
    TooManyVariables,
    /// A variable has no example.
    ExampleMissing,
    /// There are too many of it.
    TooMany,
    /// Quick replies do not stand together.
    QuickRepliesApart,
    /// There is one of that name and language.
    NameTaken,
}
