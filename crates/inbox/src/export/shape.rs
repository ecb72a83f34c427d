//! The shape of `person.json`, version 1. Fields are added, never renamed; a reader ignores what it does not know.
//!
//! `{ "format": "recado.person", "version": 1, "exportedAt", "side", "person": Person, "conversations": [ { "channel":
//! Channel, "messages": [ Message ] } ] }`. Instants are RFC 3339 in UTC; days are dates. Absent values are `null`.

use recado_domain::{
    channel::{ChannelKind, Side},
    delivery::DeliveryStatus,
    message::{Direction, MessageKind},
    part::Part,
    record::consent::{ConsentAct, ConsentHow, ConsentPurpose},
    time::UnixMs,
};
use serde::Serialize;

/// The format's name.
pub(super) const FORMAT: &str = "recado.person";
/// The format's version.
pub(super) const VERSION: u32 = 1;

/// Who it is.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Person {
    /// The contacts that are this person.
    pub identities: Vec<Identity>,
    /// What the clinic noted about them, and has not removed.
    pub notes: Vec<Note>,
    /// What they agreed to, or took back.
    pub consents: Vec<Consent>,
    /// Their days in short.
    pub summaries: Vec<Summary>,
}

/// A contact that is this person.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Identity {
    /// Our id: random.
    pub id: String,
    /// As the clinic calls them.
    pub name: String,
    /// As they or Meta last told it.
    pub told_name: String,
    /// `patient` or `lead`.
    pub is_patient: bool,
    /// Where a lead stands.
    pub lead_status: Option<String>,
    /// The first contact.
    pub since: Option<String>,
    /// Day of birth.
    pub born_on: Option<String>,
    /// The clinic's own number for them.
    pub number: Option<String>,
    /// ISO 639.
    pub language: Option<String>,
    /// Where they can be reached.
    pub addresses: Vec<Address>,
    /// The clinic's labels.
    pub labels: Vec<String>,
    /// Whom to call about them in an emergency.
    pub emergency_contact: Option<EmergencyContact>,
}

/// Whom to call about a person in an emergency.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EmergencyContact {
    /// Their name.
    pub name: String,
    /// Who they are to the person.
    pub relation: String,
    /// Their number.
    pub number: String,
    /// When it was written down.
    pub written_at: Option<String>,
    /// By whom.
    pub written_by: String,
}

/// Where somebody can be reached.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Address {
    /// The kind of channel.
    pub channel: ChannelKind,
    /// As one dials it, or Meta's id.
    pub value: String,
    /// Every spelling WhatsApp knows the line by, the dialled one first; digits only. Empty for Meta's ids.
    pub spellings: Vec<String>,
}

/// A note of the clinic.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Note {
    /// When it was written.
    pub at: Option<String>,
    /// By whom.
    pub by: String,
    /// What it says.
    pub text: String,
    /// When it was changed.
    pub edited_at: Option<String>,
}

/// What a person agreed to, or took back.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Consent {
    /// When it was said.
    pub at: Option<String>,
    /// To what.
    pub purpose: ConsentPurpose,
    /// Given or withdrawn.
    pub act: ConsentAct,
    /// How it was said.
    pub how: ConsentHow,
    /// When it was written down.
    pub recorded_at: Option<String>,
    /// By whom.
    pub recorded_by: String,
}

/// A person's day in short.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Summary {
    /// The day.
    pub day: String,
    /// `extract` was made on the clinic's computer, `draft` by an assistant.
    pub maker: &'static str,
    /// When it was made.
    pub made_at: Option<String>,
    /// The assistant's model.
    pub model: Option<String>,
    /// Where that was asked.
    pub host: Option<String>,
    /// What it says.
    pub lines: Vec<SummaryLine>,
}

/// A line of a summary.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SummaryLine {
    /// `key_sentence`, `unanswered`, `appointment`, `medication`, `point` or `theme`.
    pub part: &'static str,
    /// When its message was written.
    pub at: Option<String>,
    /// Its words.
    pub text: String,
}

/// The clinic's channel of a conversation.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Channel {
    /// WhatsApp, Messenger or Instagram.
    pub kind: ChannelKind,
    /// As the person sees it; empty when unknown.
    pub name: String,
}

/// A message.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Message {
    /// When it was written.
    pub at: Option<String>,
    /// `inbound` is from the person, `outbound` from the clinic.
    pub direction: Direction,
    /// What it is.
    pub kind: MessageKind,
    /// Its words.
    pub text: String,
    /// More about a kind without words.
    pub detail: Option<String>,
    /// Who at the clinic sent it.
    pub sent_by: Option<String>,
    /// How far it got; the clinic's only.
    pub status: Option<DeliveryStatus>,
    /// The words of the message it answers.
    pub answers: Option<String>,
    /// Whether it was forwarded.
    pub is_forwarded: bool,
    /// Whether its author changed it.
    pub is_edited: bool,
    /// Whether its author took it back.
    pub is_taken_back: bool,
    /// Reactions to it.
    pub reactions: Vec<Reaction>,
    /// Its files.
    pub files: Vec<FileOf>,
    /// A place, cards, a choice and whatever else it holds.
    pub parts: Vec<Part>,
    /// Meta's id of it.
    pub provider_id: Option<String>,
}

/// A reaction.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reaction {
    /// Whose.
    pub direction: Direction,
    /// The emoji.
    pub emoji: String,
}

/// A file of a message.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileOf {
    /// Where it lies in this folder; absent when it is not here.
    pub path: Option<String>,
    /// Its own name, as its sender said.
    pub name: Option<String>,
    /// Its type, as its bytes say.
    pub mime: Option<String>,
    /// Its size.
    pub bytes: Option<u64>,
    /// What a machine heard in it, if it is a voice note.
    pub transcript: Option<TranscriptOf>,
}

/// What a machine heard in a voice note: it may be wrong.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TranscriptOf {
    /// The words.
    pub text: String,
    /// The language as it was heard, as ISO 639.
    pub language: Option<String>,
    /// By which model, and where.
    pub made_by: Option<String>,
}

/// What stands at the head of `person.json`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Head<'a> {
    /// [`FORMAT`].
    pub format: &'static str,
    /// [`VERSION`].
    pub version: u32,
    /// When it was written.
    pub exported_at: Option<String>,
    /// Which side's data it is.
    pub side: Side,
    /// Who it is.
    pub person: &'a Person,
}

/// Returns an instant as it stands there, for example `2026-11-20T09:00:00Z`.
pub(super) fn instant(at: UnixMs) -> Option<String> {
    let at = jiff::Timestamp::from_millisecond(at.0).ok()?;
    Some(at.to_string())
}
