//! The card of a person: record, lead status, labels, notes, consents, conversations on other channels.

use crate::view::thread::AddressView;
use recado_domain::{
    channel::{ChannelKind, Side},
    id::{ConversationId, LabelId, NoteId},
    lead_status::{LeadStatus, LostReason},
    record::{
        LabelColour,
        consent::{ConsentAct, ConsentHow, ConsentPurpose},
    },
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A person as the panel beside their thread shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PersonView {
    /// Where their conversation is kept.
    pub side: Side,
    /// The conversation that was asked about.
    pub conversation: ConversationId,
    /// Name, or masked number.
    pub name: String,
    /// What they are called at Meta, where the clinic calls them otherwise.
    pub told_name: Option<String>,
    /// One or two letters for the avatar.
    pub initials: String,
    /// Whether they are a patient (a lead otherwise).
    pub is_patient: bool,
    /// First contact.
    pub since: i64,
    /// Addresses, masked for the screen.
    pub addresses: Vec<AddressView>,
    /// What can be typed.
    pub record: RecordForm,
    /// Where they stand as a lead; absent for a patient who never was one here.
    pub lead: Option<LeadView>,
    /// Their labels, by name.
    pub labels: Vec<LabelView>,
    /// Notes: pinned ones first, then the newest.
    pub notes: Vec<NoteView>,
    /// What they agreed to: one entry a purpose, in the order of the card.
    pub consents: Vec<ConsentView>,
    /// The same person on other channels, as far as this session may see them.
    pub others: Vec<OtherConversationView>,
}

/// What the clinic writes about a person. Empty texts are kept as nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordForm {
    /// The name by hand; empty to show the told one.
    pub given_name: String,
    /// Day of birth in ISO 8601, for example `1984-03-07`.
    pub born_on: String,
    /// The clinic's own number.
    pub number: String,
    /// Preferred language, ISO 639, for example `pt`.
    pub language: String,
}

/// Where a lead stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LeadView {
    /// The status.
    pub status: LeadStatus,
    /// The statuses a person may set now.
    pub steps: Vec<LeadStatus>,
    /// Why they were lost, also when they wrote again since.
    pub lost_reason: Option<LostReason>,
    /// When they wrote again after they were lost, while nobody decided since.
    pub reopened_at: Option<i64>,
    /// Who set the status last.
    pub chosen_by: Option<String>,
    /// When.
    pub chosen_at: Option<i64>,
}

/// A label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LabelView {
    /// Which.
    pub id: LabelId,
    /// Its name.
    pub name: String,
    /// The colour beside the name.
    pub colour: LabelColour,
}

/// A label to be kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LabelForm {
    /// Which; absent for a new one.
    pub id: Option<LabelId>,
    /// Its name.
    pub name: String,
    /// The colour beside the name.
    pub colour: LabelColour,
}

/// A label where labels are looked after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LabelRowView {
    /// The label.
    pub label: LabelView,
    /// How many people have it.
    pub people: u64,
}

/// An internal note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NoteView {
    /// Which.
    pub id: NoteId,
    /// The conversation in which it was written, while there is one.
    pub conversation: Option<ConversationId>,
    /// What it says.
    pub text: String,
    /// Who wrote it.
    pub author: String,
    /// When.
    pub at: i64,
    /// When it was changed last.
    pub edited_at: Option<i64>,
    /// Whether it stands above the others.
    pub is_pinned: bool,
    /// Whether whoever is signed in may change or remove it.
    pub may_change: bool,
}

/// What a person agreed to, for one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConsentView {
    /// What for.
    pub purpose: ConsentPurpose,
    /// Everything that was said, the latest first; empty when nothing was.
    pub history: Vec<ConsentEntryView>,
}

/// What was said once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConsentEntryView {
    /// Given or taken back.
    pub act: ConsentAct,
    /// How.
    pub how: ConsentHow,
    /// When it was said.
    pub at: i64,
    /// When it was written down.
    pub recorded_at: i64,
    /// Who wrote it down.
    pub recorded_by: String,
}

/// What is written down about a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConsentForm {
    /// What for.
    pub purpose: ConsentPurpose,
    /// Given or taken back.
    pub act: ConsentAct,
    /// How.
    pub how: ConsentHow,
    /// When it was said; not in the future.
    pub at: i64,
}

/// The same person on another channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OtherConversationView {
    /// Where it is kept.
    pub side: Side,
    /// Which.
    pub conversation: ConversationId,
    /// The kind of channel.
    pub channel: ChannelKind,
    /// When something was last written there.
    pub last_at: i64,
    /// Unread messages.
    pub unread: u64,
}
