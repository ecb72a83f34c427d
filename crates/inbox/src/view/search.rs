//! What a search found, newest first.

use recado_domain::{
    channel::{ChannelKind, Side},
    id::{ConversationId, NoteId},
    message::{Direction, MessageKind},
};
use serde::Serialize;
use ts_rs::TS;

/// The answer to a search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchView {
    /// Contacts whose name matches.
    pub contacts: Vec<ContactHit>,
    /// Messages, newest first.
    pub messages: Vec<MessageHit>,
    /// Internal notes, newest first.
    pub notes: Vec<NoteHit>,
    /// Matching messages in all, counted up to 1,001 (shown as 1,000+).
    pub total: u32,
}

/// A contact found by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ContactHit {
    /// Their newest conversation.
    pub conversation: ConversationId,
    /// Which place it belongs to.
    pub side: Side,
    /// The kind of channel.
    pub channel: ChannelKind,
    /// Name.
    pub name: String,
    /// One or two letters for the avatar.
    pub initials: String,
}

/// A message found by its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MessageHit {
    /// Its conversation.
    pub conversation: ConversationId,
    /// Which place it belongs to.
    pub side: Side,
    /// Its number in that store.
    pub message: i64,
    /// The contact's name.
    pub name: String,
    /// One or two letters for the avatar.
    pub initials: String,
    /// The kind of channel.
    pub channel: ChannelKind,
    /// Who wrote it.
    pub direction: Direction,
    /// What it is.
    pub kind: MessageKind,
    /// The text around the match.
    pub snippet: String,
    /// The matched letters in `snippet`, as UTF-16 ranges `[start, end]`.
    pub matches: Vec<(u32, u32)>,
    /// When it was written.
    pub at: i64,
}

/// An internal note found by its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NoteHit {
    /// Which.
    pub note: NoteId,
    /// The conversation it was written in, or the person's newest.
    pub conversation: ConversationId,
    /// Which place it belongs to.
    pub side: Side,
    /// The contact's name.
    pub name: String,
    /// One or two letters for the avatar.
    pub initials: String,
    /// The kind of channel.
    pub channel: ChannelKind,
    /// Who wrote it.
    pub author: String,
    /// The text around the match.
    pub snippet: String,
    /// The matched letters in `snippet`, as UTF-16 ranges `[start, end]`.
    pub matches: Vec<(u32, u32)>,
    /// When it was written.
    pub at: i64,
}
