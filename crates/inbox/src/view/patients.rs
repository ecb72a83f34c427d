//! The list of patients, also of those who never wrote, and one of them before there is a conversation.

use super::thread::AddressView;
use recado_domain::id::{ChannelId, ConversationId, IdentityId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which patients.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PatientsQuery {
    /// Beginnings of words of a name, or of the clinic's number; all for an empty one.
    pub text: String,
    /// Only those with whom nothing was ever written.
    pub only_silent: bool,
}

/// The list of patients, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PatientsView {
    /// The first of them.
    pub rows: Vec<PatientRowView>,
    /// How many there are.
    pub total: u32,
}

/// A patient in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PatientRowView {
    /// Who: the identity of the conversation, if there is one.
    pub identity: IdentityId,
    /// Their name, or their masked number.
    pub name: String,
    /// One or two letters for the avatar.
    pub initials: String,
    /// The clinic's own number.
    pub number: Option<String>,
    /// Day of birth, for example `1984-03-07`.
    pub born_on: Option<String>,
    /// Their latest conversation.
    pub conversation: Option<ConversationId>,
    /// When something was last written there, in ms; absent when nothing ever was.
    pub last_at: Option<i64>,
}

/// A patient, as they are shown before there is a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PatientView {
    /// Who.
    pub identity: IdentityId,
    /// Their name, or their masked number.
    pub name: String,
    /// One or two letters for the avatar.
    pub initials: String,
    /// Since when the clinic has them here, in ms.
    pub since: i64,
    /// The clinic's own number.
    pub number: Option<String>,
    /// Day of birth, for example `1984-03-07`.
    pub born_on: Option<String>,
    /// Preferred language, for example `pt`.
    pub language: Option<String>,
    /// Where they can be reached, masked.
    pub addresses: Vec<AddressView>,
    /// The WhatsApp numbers of the clinic's that can write to them now; none when they have no number, too.
    pub channels: Vec<PatientChannelView>,
}

/// A channel of the clinic's that can write to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PatientChannelView {
    /// Which.
    pub channel: ChannelId,
    /// Its name, as patients see it.
    pub name: String,
    /// Its number.
    pub shown: String,
    /// How many approved templates it has: nothing else opens a conversation.
    pub templates: u32,
}
