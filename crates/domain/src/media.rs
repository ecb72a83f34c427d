//! Files of messages: what they are and how far they have got on their way here.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a file is to the person who sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A sound file.
    Audio,
    /// A voice note.
    Voice,
    /// A file.
    Document,
    /// A sticker.
    Sticker,
}

/// Where a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MediaState {
    /// Not fetched yet; it will be by itself.
    Waiting,
    /// On its way.
    Fetching,
    /// Here, checked and encrypted.
    Here,
    /// Larger than this app keeps.
    TooBig,
    /// Its address is not Meta's: not fetched.
    ForeignHost,
    /// Its bytes are not the ones Meta named; can be fetched again.
    Damaged,
    /// Meta has it no longer.
    Gone,
    /// It could not be fetched; can be fetched again by hand.
    Failed,
}

const KINDS: [(MediaKind, &str); 6] = [
    (MediaKind::Image, "image"),
    (MediaKind::Video, "video"),
    (MediaKind::Audio, "audio"),
    (MediaKind::Voice, "voice"),
    (MediaKind::Document, "document"),
    (MediaKind::Sticker, "sticker"),
];

const STATES: [(MediaState, &str); 8] = [
    (MediaState::Waiting, "waiting"),
    (MediaState::Fetching, "fetching"),
    (MediaState::Here, "here"),
    (MediaState::TooBig, "too_big"),
    (MediaState::ForeignHost, "foreign_host"),
    (MediaState::Damaged, "damaged"),
    (MediaState::Gone, "gone"),
    (MediaState::Failed, "failed"),
];

impl MediaKind {
    /// Returns the name this kind has in the database.
    pub fn as_str(self) -> &'static str {
        KINDS
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("document", |(_, name)| name)
    }

    /// Returns the kind named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        KINDS
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(kind, _)| *kind)
    }
}

impl MediaState {
    /// Returns the name this state has in the database.
    pub fn as_str(self) -> &'static str {
        STATES
            .iter()
            .find(|(state, _)| *state == self)
            .map_or("failed", |(_, name)| name)
    }

    /// Returns the state named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        STATES
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(state, _)| *state)
    }

    /// Returns whether a person may ask for it again.
    pub fn may_fetch_again(self) -> bool {
        match self {
            Self::Damaged | Self::Gone | Self::Failed => true,
            Self::Waiting | Self::Fetching | Self::Here | Self::TooBig | Self::ForeignHost => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_and_state_has_a_name_of_its_own() {
        for (kind, name) in KINDS {
            assert_eq!(
                (kind.as_str(), MediaKind::from_name(name)),
                (name, Some(kind))
            );
        }
        for (state, name) in STATES {
            assert_eq!(
                (state.as_str(), MediaState::from_name(name)),
                (name, Some(state))
            );
        }
    }
}
