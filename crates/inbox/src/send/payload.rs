//! What waits in the outbox, as JSON: enough to send it after a restart, whatever happened to the draft.
//!
//! Read back by later versions: variants and fields are added with a default, never renamed. The bytes of files stay
//! in their encrypted files until they are uploaded. As Graph takes it: [`super::wire`].

use recado_domain::{
    id::MediaId,
    marketing::{self, MarketingWord},
    media::MediaKind,
    part::{Card, Options, Place},
    service_window::Sending,
    template::fill::FilledTemplate,
};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// A message, or a reaction, on its way out.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "send", rename_all = "snake_case")]
pub(crate) enum Payload {
    /// Free text.
    Text {
        /// The text.
        body: String,
        /// The provider id of the message it answers.
        reply_to: Option<String>,
    },
    /// An approved template, filled.
    #[serde(deserialize_with = "filled_template")]
    Template(FilledTemplate),
    /// A file.
    Media {
        /// Which.
        media: MediaId,
        /// As what it is sent.
        kind: MediaKind,
        /// The words under it; empty for none.
        caption: String,
        /// The provider id of the message it answers.
        reply_to: Option<String>,
    },
    /// A place.
    Place {
        /// Where.
        place: Place,
        /// The provider id of the message it answers.
        reply_to: Option<String>,
    },
    /// Contact cards.
    Cards {
        /// In order.
        cards: Vec<Card>,
        /// The provider id of the message it answers.
        reply_to: Option<String>,
    },
    /// Words with choices under them.
    Options {
        /// The words.
        body: String,
        /// The choices, and what stands around them.
        options: Options,
        /// The provider id of the message it answers.
        reply_to: Option<String>,
    },
    /// Asks for the contact's number.
    ContactRequest {
        /// The words above the button.
        body: String,
    },
    /// The one private reply to a comment.
    PrivateReply {
        /// The text.
        body: String,
        /// Meta's id of the comment.
        comment_id: String,
    },
    /// A reaction to a message.
    Reaction {
        /// The provider id of the message.
        target: String,
        /// The emoji; absent to take it back.
        emoji: Option<String>,
    },
}

/// Reads a filled template. Its numbered buttons are keys of JSON objects, which a tagged enum would take for words.
fn filled_template<'de, D: Deserializer<'de>>(from: D) -> Result<FilledTemplate, D::Error> {
    let json = serde_json::Value::deserialize(from)?;
    serde_json::from_value(json).map_err(D::Error::custom)
}

/// Returns a template's files: the header's, then the cards' in order.
pub(crate) fn template_files(template: &FilledTemplate) -> Vec<MediaId> {
    let cards = template.cards.iter().map(|card| &card.media);
    let files = template.header_media.iter().chain(cards);
    files.map(|file| file.id).collect()
}

/// Whether a message may leave, and with what mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leave {
    /// As it is.
    Plainly,
    /// Marked as written by a person (`HUMAN_AGENT`).
    ByHand,
    /// Not: the service window is closed for it.
    Not,
}

impl Payload {
    /// Returns whether it carries what was written in the composer: the draft goes with it, and with nothing else.
    pub fn carries_draft(&self) -> bool {
        match self {
            Self::Text { .. } | Self::PrivateReply { .. } => true,
            Self::Media { caption, .. } => !caption.is_empty(),
            Self::Template(_)
            | Self::Place { .. }
            | Self::Cards { .. }
            | Self::Options { .. }
            | Self::ContactRequest { .. }
            | Self::Reaction { .. } => false,
        }
    }

    /// Returns whether it may leave under what may be sent now. `is_automatic` is whether no person wrote it: what
    /// only a person may send, nothing else does (CASES 21).
    pub fn leave(&self, sending: &Sending, is_automatic: bool) -> Leave {
        match (sending, self) {
            (Sending::Free, _) => Leave::Plainly,
            (Sending::TemplatesOnly, Self::Template(_)) => Leave::Plainly,
            (Sending::HumanOnly { .. }, Self::Template(_) | Self::Reaction { .. }) => Leave::Not,
            (Sending::HumanOnly { .. }, Self::PrivateReply { .. }) => Leave::Plainly,
            (Sending::HumanOnly { .. }, _) if !is_automatic => Leave::ByHand,
            // A comment has a window of its own; that it is still open is seen where the comment is.
            (
                Sending::PrivateReply { .. } | Sending::Nothing | Sending::TemplatesOnly,
                Self::PrivateReply { .. },
            ) => Leave::Plainly,
            (
                Sending::HumanOnly { .. }
                | Sending::TemplatesOnly
                | Sending::PrivateReply { .. }
                | Sending::Nothing,
                _,
            ) => Leave::Not,
        }
    }

    /// Returns whether it may go to somebody who said this last about marketing.
    pub fn may_go_to(&self, said: Option<MarketingWord>) -> bool {
        match self {
            Self::Template(template) => marketing::may_go(&template.category, said),
            Self::Text { .. }
            | Self::Media { .. }
            | Self::Place { .. }
            | Self::Cards { .. }
            | Self::Options { .. }
            | Self::ContactRequest { .. }
            | Self::PrivateReply { .. }
            | Self::Reaction { .. } => true,
        }
    }

    /// Returns the files it needs at Meta before it can leave, in order.
    pub fn files(&self) -> Vec<MediaId> {
        match self {
            Self::Media { media, .. } => vec![*media],
            Self::Template(template) => template_files(template),
            Self::Text { .. }
            | Self::Place { .. }
            | Self::Cards { .. }
            | Self::Options { .. }
            | Self::ContactRequest { .. }
            | Self::PrivateReply { .. }
            | Self::Reaction { .. } => Vec::new(),
        }
    }

    /// Returns the provider id of the message it answers.
    pub fn reply_to(&self) -> Option<&str> {
        match self {
            Self::Text { reply_to, .. }
            | Self::Media { reply_to, .. }
            | Self::Place { reply_to, .. }
            | Self::Cards { reply_to, .. }
            | Self::Options { reply_to, .. } => reply_to.as_deref(),
            Self::Template(_)
            | Self::ContactRequest { .. }
            | Self::PrivateReply { .. }
            | Self::Reaction { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests;
