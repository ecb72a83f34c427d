//! Messages: direction, kind and text, as the clinic sees them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who a message came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the contact.
    Inbound,
    /// From the clinic.
    Outbound,
}

/// What a message is; a kind we cannot show yet is still named, and its raw JSON kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Words.
    Text,
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A sound file.
    Audio,
    /// A voice note recorded in the app.
    Voice,
    /// A file.
    Document,
    /// A sticker.
    Sticker,
    /// A place.
    Location,
    /// One or more contact cards.
    Contacts,
    /// The choice of a button, a list row or a quick reply.
    Choice,
    /// A form or flow that was filled in.
    Form,
    /// A shop order.
    Order,
    /// An approved template.
    Template,
    /// Buttons or a list the clinic offered.
    Options,
    /// A post, a reel, a story or a link, shared or answered.
    Shared,
    /// A comment under a post of the clinic, or a mention of it.
    Comment,
    /// A line about the conversation itself, such as a changed number.
    System,
    /// Something Meta does not hand to businesses, or a kind newer than this app.
    Unsupported,
    /// An item whose JSON could not be read; kept as it came.
    Unreadable,
}

const ALL: [MessageKind; 19] = [
    MessageKind::Text,
    MessageKind::Image,
    MessageKind::Video,
    MessageKind::Audio,
    MessageKind::Voice,
    MessageKind::Document,
    MessageKind::Sticker,
    MessageKind::Location,
    MessageKind::Contacts,
    MessageKind::Choice,
    MessageKind::Form,
    MessageKind::Order,
    MessageKind::Template,
    MessageKind::Options,
    MessageKind::Shared,
    MessageKind::Comment,
    MessageKind::System,
    MessageKind::Unsupported,
    MessageKind::Unreadable,
];

impl MessageKind {
    /// Returns the name this kind has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Voice => "voice",
            Self::Document => "document",
            Self::Sticker => "sticker",
            Self::Location => "location",
            Self::Contacts => "contacts",
            Self::Choice => "choice",
            Self::Form => "form",
            Self::Order => "order",
            Self::Template => "template",
            Self::Options => "options",
            Self::Shared => "shared",
            Self::Comment => "comment",
            Self::System => "system",
            Self::Unsupported => "unsupported",
            Self::Unreadable => "unreadable",
        }
    }

    /// Returns the kind named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// What somebody wrote. Printing it for debugging shows only its length.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageText(pub String);

impl std::fmt::Debug for MessageText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MessageText({} bytes)", self.0.len())
    }
}
