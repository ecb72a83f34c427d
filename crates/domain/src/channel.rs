//! Channels: the ways a patient can reach the clinic, and which side of the house their words go to.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a channel is at Meta.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ChannelKind {
    /// A WhatsApp Business number.
    WhatsApp,
    /// A Facebook Page.
    Messenger,
    /// An Instagram professional account.
    Instagram,
}

impl ChannelKind {
    /// Returns the side a new channel of this kind starts on; the owner may change it.
    pub fn default_side(self) -> Side {
        match self {
            Self::WhatsApp => Side::Clinical,
            Self::Messenger | Self::Instagram => Side::Leads,
        }
    }

    /// Returns the name this kind has in the database, for example `whatsapp`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WhatsApp => "whatsapp",
            Self::Messenger => "messenger",
            Self::Instagram => "instagram",
        }
    }

    /// Returns the kind named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::WhatsApp, Self::Messenger, Self::Instagram]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}

/// Which of the two stores a conversation lives in, and so which key opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Patients: needs the clinical key.
    Clinical,
    /// Leads: open to everyone on this machine.
    Leads,
}

impl Side {
    /// Returns the name this side has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clinical => "clinical",
            Self::Leads => "leads",
        }
    }

    /// Returns the side named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Clinical, Self::Leads]
            .into_iter()
            .find(|side| side.as_str() == name)
    }
}
