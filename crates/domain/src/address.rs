//! Where a contact is on a channel. Addresses of different kinds are never compared with each other.

use crate::{channel::ChannelKind, id::ChannelId, phone::Phone};
use serde::{Deserialize, Serialize};

/// An address, of one of the kinds Meta gives out.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Address {
    /// A phone number; the same person on every WhatsApp number of the clinic.
    Phone(Phone),
    /// WhatsApp's business-scoped user id, for example `US.13491208655302741918`.
    UserId(String),
    /// A Messenger or Instagram id, which means something on one channel only.
    PageScoped {
        /// The channel it belongs to.
        channel: ChannelId,
        /// The id.
        id: String,
    },
}

impl Address {
    /// Returns the text that a keyed hash is made of: kind, scope and value.
    pub fn index_text(&self) -> String {
        match self {
            Self::Phone(phone) => format!("phone:{}", phone.as_e164()),
            Self::UserId(id) => format!("user:{id}"),
            Self::PageScoped { channel, id } => format!("page:{channel}:{id}"),
        }
    }

    /// Returns the address as a screen may show it.
    pub fn shown(&self) -> String {
        match self {
            Self::Phone(phone) => phone.masked(),
            Self::UserId(id) | Self::PageScoped { id, .. } => {
                let tail: String = id
                    .chars()
                    .rev()
                    .take(4)
                    .collect::<Vec<_>>()
                    .into_iter()
                    .rev()
                    .collect();
                format!("···{tail}")
            }
        }
    }

    /// Returns the kind of channel on which it is shown.
    pub fn channel_kind(&self, of_channel: ChannelKind) -> ChannelKind {
        match self {
            Self::Phone(_) | Self::UserId(_) => ChannelKind::WhatsApp,
            Self::PageScoped { .. } => of_channel,
        }
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Phone(_) => "Address::Phone(…)",
            Self::UserId(_) => "Address::UserId(…)",
            Self::PageScoped { .. } => "Address::PageScoped(…)",
        })
    }
}
