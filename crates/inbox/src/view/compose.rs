//! What a person sends besides words and templates.

use recado_domain::{
    id::MediaId,
    part::{Card, Place},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Something to send.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "send",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
pub enum ContentToSend {
    /// Files that wait beside the composer, one message each; the caption goes with the first.
    Media {
        /// Which.
        media: Vec<MediaId>,
        /// Words under the first; empty for none.
        caption: String,
    },
    /// A place.
    Place(Place),
    /// A contact card.
    Card(Card),
    /// Words with choices under them.
    Options(OptionsToSend),
    /// Asks a WhatsApp contact for their number.
    ContactRequest {
        /// The words above the button.
        body: String,
    },
}

/// Words with choices under them: buttons, or a list when there is an opener.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OptionsToSend {
    /// A line above; WhatsApp only.
    pub header: String,
    /// The words.
    pub body: String,
    /// A line below; WhatsApp only.
    pub footer: String,
    /// The label that opens a list; empty for buttons. WhatsApp only.
    pub opener: String,
    /// The choices.
    pub choices: Vec<ChoiceToSend>,
}

/// One choice.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChoiceToSend {
    /// Its label.
    pub title: String,
    /// Its second line, in a list; empty for none.
    pub description: String,
}

/// What a channel takes, so that the composer offers nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AbilitiesView {
    /// Places.
    pub places: bool,
    /// Contact cards.
    pub cards: bool,
    /// The most buttons or quick replies; 0 for none.
    pub buttons: u32,
    /// The longest label of one.
    pub button_title_limit: u32,
    /// The most rows of a list; 0 for none.
    pub list_rows: u32,
    /// Reactions to what the contact wrote.
    pub reactions: bool,
    /// Answers that quote a message.
    pub replies: bool,
    /// Voice notes.
    pub voice: bool,
    /// Words under a picture, in UTF-16 code units; 0 for none.
    pub caption_limit: u32,
    /// Whether the contact can be asked for their number.
    pub contact_request: bool,
}

impl std::fmt::Debug for ContentToSend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Media { .. } => "media",
            Self::Place(_) => "place",
            Self::Card(_) => "card",
            Self::Options(_) => "options",
            Self::ContactRequest { .. } => "contact_request",
        })
    }
}
