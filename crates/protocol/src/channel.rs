//! Which of Meta's assets belong to the clinic, and which of them are switched on.

use serde::{Deserialize, Serialize};

use crate::version::Version;

/// `GET` and `PUT /v1/channels`: the clinic's channels; a `PUT` replaces the list before. Where the clinic has several
/// desktops it adds and changes only: none of them may know what another has connected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Channels {
    /// The version of this body.
    pub version: Version,
    /// Every channel of the clinic.
    pub channels: Vec<Channel>,
}

/// One channel as Meta's webhooks name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Channel {
    /// Meta's `object` of the webhooks.
    pub object: MetaObject,
    /// Meta's `entry[].id`: the WABA, the Page, or the Instagram account.
    pub asset_id: String,
    /// WhatsApp: the `phone_number_id` this channel is. Absent: the whole asset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_id: Option<String>,
    /// Whether its webhooks are kept.
    pub state: ChannelState,
}

/// The root `object` of a webhook, in Meta's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MetaObject {
    /// WhatsApp.
    #[serde(rename = "whatsapp_business_account")]
    WhatsApp,
    /// Messenger.
    #[serde(rename = "page")]
    Page,
    /// Instagram.
    #[serde(rename = "instagram")]
    Instagram,
}

impl MetaObject {
    /// Returns Meta's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WhatsApp => "whatsapp_business_account",
            Self::Page => "page",
            Self::Instagram => "instagram",
        }
    }

    /// Returns the object for Meta's word, or nothing for one that is not ours.
    pub fn from_meta(object: &str) -> Option<Self> {
        [Self::WhatsApp, Self::Page, Self::Instagram]
            .into_iter()
            .find(|known| known.as_str() == object)
    }
}

/// Whether a channel's webhooks are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChannelState {
    /// Sealed and kept.
    On,
    /// Dropped and counted.
    Off,
}
