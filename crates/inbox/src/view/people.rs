//! Who is who: the parts of a person, who may be the same, and what a change would move.

use recado_domain::{
    channel::{ChannelKind, Side},
    id::{ConversationId, IdentityId, PersonActId},
    identity::suggesting::Likeness,
    staff::Role,
};
use serde::Serialize;
use ts_rs::TS;

/// Who somebody is, and what can be said about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IdentityCardView {
    /// The identity of the open conversation.
    pub identity: IdentityId,
    /// Whether they are a patient.
    pub is_patient: bool,
    /// Whether whoever is signed in may make them a patient.
    pub can_convert: bool,
    /// Whether whoever is signed in may move them to the leads: they wrote to a clinical channel and are no patient.
    pub can_move_to_leads: bool,
    /// The identities that are this person, the one of the open conversation first.
    pub parts: Vec<PersonPartView>,
    /// Who may be the same person; nothing is ever done about it by itself.
    pub suggestions: Vec<SuggestionView>,
    /// What was said last about this person, if it can be taken back.
    pub undo: Option<UndoView>,
}

/// An identity as a part of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PersonPartView {
    /// Which.
    pub identity: IdentityId,
    /// Its own name, or its masked address.
    pub name: String,
    /// One or two letters for the avatar.
    pub initials: String,
    /// The kind of channel it was seen on first.
    pub channel: ChannelKind,
    /// Its address, masked; empty when none is known.
    pub shown: String,
    /// Whether it is a patient.
    pub is_patient: bool,
    /// Its latest conversation on this side, if it has one.
    pub conversation: Option<ConversationId>,
}

/// Somebody who may be the same person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SuggestionView {
    /// Who.
    pub part: PersonPartView,
    /// Why.
    pub why: Likeness,
}

/// What was said about somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SaidKind {
    /// Two are the same person.
    SamePerson,
    /// One is not the person they were taken for.
    TakenOut,
    /// Two are not the same person.
    KeptApart,
    /// An address is not this person's.
    AddressOut,
}

/// What was said last, and can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UndoView {
    /// Which.
    pub act: PersonActId,
    /// What.
    pub kind: SaidKind,
    /// Who said it.
    pub by: String,
    /// When.
    pub at: i64,
}

/// What making somebody a patient, or moving them to the leads, would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MovePreviewView {
    /// To where.
    pub to: Side,
    /// The person's name, or a masked address.
    pub name: String,
    /// The channels of the conversations that move.
    pub conversations: Vec<ChannelKind>,
    /// Messages.
    pub messages: u64,
    /// Files.
    pub files: u64,
    /// Notes, labels and other records.
    pub records: u64,
    /// Texts that were begun.
    pub drafts: u64,
    /// Replies that have yet to leave: they leave from there.
    pub replies: u64,
    /// Flags that nobody has acknowledged.
    pub open_alerts: u64,
    /// Who will be able to read it.
    pub readers: Vec<ReaderView>,
}

/// Somebody who will be able to read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReaderView {
    /// Their name.
    pub name: String,
    /// What their keys open.
    pub role: Role,
}

/// Where a conversation is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MovedView {
    /// Its place.
    pub side: Side,
    /// Which.
    pub conversation: ConversationId,
}

/// Somebody found by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PeopleFoundView {
    /// People, the latest heard of first.
    pub people: Vec<PersonPartView>,
}

/// An address of somebody, as one may take it out of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OwnAddressView {
    /// Its name, which says nothing of it.
    pub id: String,
    /// The kind of channel it is shown on.
    pub channel: ChannelKind,
    /// It, masked.
    pub shown: String,
    /// Whether something of the person would be left without it.
    pub can_go: bool,
}

/// What taking an address out of somebody would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DivisionPreviewView {
    /// Whether who is made for it is a patient, as the person is; a lead otherwise.
    pub is_patient: bool,
    /// Other addresses of the same account, masked: they go along.
    pub along: Vec<String>,
    /// The channels of the conversations that go along.
    pub conversations: Vec<ChannelKind>,
    /// Messages in them.
    pub messages: u64,
    /// Files in them.
    pub files: u64,
    /// Texts that were begun in them.
    pub drafts: u64,
    /// Replies that have yet to leave: to the same address as before.
    pub replies: u64,
    /// Flags in them that nobody has acknowledged.
    pub open_alerts: u64,
    /// Whether a conversation stays that the address may have a part in.
    pub leaves_shared: bool,
}

/// An address was taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DividedView {
    /// What takes it back.
    pub act: PersonActId,
    /// The conversation of who was made, if one went along.
    pub conversation: Option<ConversationId>,
}
