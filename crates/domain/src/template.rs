//! Approved templates: their parts and variables, and filling them so that no `{{…}}` can leave.
//!
//! Kept as JSON and read back by later versions: fields are added with a default, never renamed.

pub mod check;
pub mod draft;
pub mod fill;

#[cfg(test)]
mod tests;
pub mod variables;

use crate::media::MediaKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use variables::variables_of;

/// A template as synced from Meta.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Template {
    /// Name at Meta, for example `appointment_reminder`.
    pub name: String,
    /// Language at Meta, for example `pt_BR`.
    pub language: String,
    /// `UTILITY`, `MARKETING` or `AUTHENTICATION`.
    pub category: String,
    /// Whether it can be sent now.
    pub is_approved: bool,
    /// Text header.
    pub header: Option<TemplateText>,
    /// The file its header wants.
    #[serde(default)]
    pub header_media: Option<MediaKind>,
    /// Whether its header wants a place.
    #[serde(default)]
    pub wants_place: bool,
    /// Body.
    pub body: TemplateText,
    /// Footer; has no variables.
    pub footer: Option<String>,
    /// Buttons in order.
    pub buttons: Vec<TemplateButton>,
    /// Cards of a carousel.
    #[serde(default)]
    pub cards: Vec<TemplateCard>,
    /// A component this app cannot fill (a flow, a catalogue, …): shown, not offered.
    pub needs_more: bool,
    /// Meta's names of those components.
    #[serde(default)]
    pub unknown_parts: Vec<String>,
}

/// A text with `{{…}}` variables and the examples given to Meta.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TemplateText {
    /// The text, variables in place.
    pub text: String,
    /// Examples by variable key (`1`, `2`, or a name).
    pub examples: BTreeMap<String, String>,
}

/// A button under a template.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TemplateButton {
    /// Its label.
    pub label: String,
    /// The link, with a variable at its end or not; absent for other buttons.
    pub url: Option<String>,
    /// What it does.
    #[serde(default)]
    pub kind: ButtonKind,
}

/// What a button does.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ButtonKind {
    /// Sends its label back, or opens a link where the button has one.
    #[default]
    Plain,
    /// Calls this number.
    Phone(String),
    /// Copies a code that is given when it is sent; this is the example.
    CopyCode(String),
    /// Something else, by Meta's name.
    Other(String),
}

/// One card of a carousel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateCard {
    /// The file above it: a picture or a film.
    pub media: MediaKind,
    /// Its words.
    pub body: TemplateText,
    /// Its buttons.
    pub buttons: Vec<TemplateButton>,
}

/// Why a template cannot leave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// It is not approved, or has parts this app cannot fill.
    #[error("the template is not offered")]
    NotOffered,
    /// A variable has no value.
    #[error("variable {0} has no value")]
    MissingValue(String),
    /// A value holds a line break, a tab, more than four spaces in a row or `{{`, which Meta refuses.
    #[error("variable {0} has a value Meta refuses")]
    RefusedValue(String),
    /// A header or card wants a file that was not given, or one of another kind.
    #[error("a file is missing or of another kind")]
    WrongMedia,
    /// Its header wants a place.
    #[error("a place is missing")]
    MissingPlace,
}

impl Template {
    /// Returns whether it may be offered for sending.
    pub fn is_offered(&self) -> bool {
        self.is_approved && !self.needs_more
    }

    /// Returns the keys to be filled, in order, with their examples: `header.1`, `1`, `name`, `button0.1`,
    /// `button0.code`, `card0.1`, `card0.button0.1`.
    pub fn variables(&self) -> Vec<(String, Option<String>)> {
        let mut keys = Vec::new();
        if let Some(header) = &self.header {
            push_text(&mut keys, "header.", header);
        }
        push_text(&mut keys, "", &self.body);
        push_buttons(&mut keys, "", &self.buttons);
        for (index, card) in self.cards.iter().enumerate() {
            let prefix = format!("card{index}.");
            push_text(&mut keys, &prefix, &card.body);
            push_buttons(&mut keys, &prefix, &card.buttons);
        }
        keys
    }

    /// Returns the files it wants, in order: the header's, then the cards'.
    pub fn wanted_media(&self) -> Vec<MediaKind> {
        let cards = self.cards.iter().map(|card| card.media);
        self.header_media.into_iter().chain(cards).collect()
    }
}

type Keys = Vec<(String, Option<String>)>;

fn push_text(keys: &mut Keys, prefix: &str, text: &TemplateText) {
    for key in variables_of(&text.text) {
        keys.push((format!("{prefix}{key}"), text.examples.get(key).cloned()));
    }
}

fn push_buttons(keys: &mut Keys, prefix: &str, buttons: &[TemplateButton]) {
    for (index, button) in buttons.iter().enumerate() {
        if let ButtonKind::CopyCode(example) = &button.kind {
            keys.push((format!("{prefix}button{index}.code"), Some(example.clone())));
        }
        for key in variables_of(button.url.as_deref().unwrap_or("")) {
            keys.push((format!("{prefix}button{index}.{key}"), None));
        }
    }
}
