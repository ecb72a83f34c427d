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
    /// Returns the text that a keyed hash is made of: kind, scope and value. All spellings of a line give one text.
    pub fn index_text(&self) -> String {
        match self {
            Self::Phone(phone) => format!("phone:{}", phone.line()),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn index_text(phone: Phone) -> String {
        Address::Phone(phone).index_text()
    }

    /// CASES 9: however a number is typed or told, the index finds the same person.
    #[test]
    fn typed_and_told_numbers_of_one_line_are_one_in_the_index() {
        let lines = [
            ("BR", "+55 11 98765-4321", "551187654321"),
            ("BR", "(11) 8765-4321", "5511987654321"),
            ("BR", "(11) 3265-4321", "551132654321"),
            ("MX", "+52 1 55 1234 5678", "525512345678"),
            ("MX", "55 1234 5678", "5215512345678"),
            ("AR", "+54 11 2345-6789", "5491123456789"),
            ("AR", "+54 9 11 2345-6789", "541123456789"),
            ("PT", "912 000 412", "351912000412"),
        ];
        for (country, typed, told) in lines {
            let typed = Phone::parse(typed, country).unwrap();
            assert_eq!(
                index_text(typed),
                index_text(Phone::from_wa_id(told).unwrap()),
                "{told}"
            );
        }
    }

    #[test]
    fn a_brazilian_landline_is_nobodys_mobile() {
        let landline = Phone::from_wa_id("551132654321").unwrap();
        let mobile = Phone::from_wa_id("5511932654321").unwrap();
        assert_ne!(index_text(landline), index_text(mobile));
    }
}
