//! What happened in a conversation, as the inbox tells it: the input of [`super::apply`], and the body of a spool row.
//!
//! Read back from the spool by later versions: fields are added with a default, never renamed.

use recado_domain::address::Address;
use recado_domain::alert::AlertLevel;
use recado_domain::channel::ChannelKind;
use recado_domain::delivery::DeliveryStatus;
use recado_domain::id::{AlertId, ChannelId, ConversationId, IdentityId, MediaId};
use recado_domain::marketing::MarketingWord;
use recado_domain::media::MediaKind;
use recado_domain::message::{Direction, MessageKind, MessageText};
use recado_domain::part::Part;
use recado_domain::time::UnixMs;
use recado_domain::transcript::TranscriptState;
use recado_domain::transcript::confidence::Segment;
use serde::{Deserialize, Serialize};

/// Something that happened.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A message, whoever wrote it.
    Message(Box<NewMessage>),
    /// Where an outgoing message has got to.
    Status(StatusEvent),
    /// Everything sent until a time was delivered or read (Messenger, Instagram).
    Receipt(ReceiptEvent),
    /// A reaction, given or taken back.
    Reaction(ReactionEvent),
    /// An author changed a text.
    Edit(EditEvent),
    /// An author took a message back.
    Revoke(RevokeEvent),
    /// Something without words that opens the service window, such as a call or a referral.
    Opening(OpeningEvent),
    /// Another app answers now, or this desk does again.
    Handled(HandledEvent),
    /// A contact stopped marketing, or takes it again.
    Marketing(MarketingEvent),
    /// The words of a message that came without them were learned.
    Learned(LearnedEvent),
    /// A machine heard a voice note.
    Heard(Box<HeardEvent>),
}

/// Whose conversation it is, and on which channel.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Who.
    pub identity: IdentityId,
    /// Their conversation on the channel.
    pub conversation: ConversationId,
    /// The channel.
    pub channel: ChannelId,
    /// What the channel is at Meta.
    pub channel_kind: ChannelKind,
    /// The name they gave themselves, if this event told it.
    pub name: Option<String>,
    /// Addresses this event told.
    pub addresses: Vec<Address>,
    /// Whether they are a patient, where they are not known yet.
    pub is_patient: bool,
}

/// Where a message came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The contact wrote it.
    Contact,
    /// Somebody at this desk wrote it.
    Desk,
    /// The clinic wrote it elsewhere: phone app, another tool, another desk.
    Echo,
    /// It was handed over when the channel was connected.
    History,
    /// A playbook or acknowledgement wrote it.
    Automatic,
}

/// A message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMessage {
    /// Whose conversation.
    pub contact: Contact,
    /// Meta's id; unique on its channel.
    pub provider_id: String,
    /// Who wrote it.
    pub direction: Direction,
    /// Where it came from.
    pub origin: Origin,
    /// What it is.
    pub kind: MessageKind,
    /// Its words; empty if it has none.
    pub text: MessageText,
    /// More about a kind without words: file name, place, Meta's name of the type.
    pub detail: Option<String>,
    /// What Meta sent.
    pub raw: String,
    /// When it was written, by Meta's clock.
    pub at: UnixMs,
    /// What is known of its delivery; outbound only.
    pub status: Option<DeliveryStatus>,
    /// Provider id of the message it answers.
    pub reply_to: Option<String>,
    /// Whether it was forwarded.
    pub is_forwarded: bool,
    /// Whether somebody has yet to read it; also reopens the conversation.
    pub is_unread: bool,
    /// Whether it opens the service window.
    pub opens_window: bool,
    /// JSON of what the risk rules marked.
    pub findings: Option<String>,
    /// The most severe of it.
    pub level: Option<AlertLevel>,
    /// Alerts it raised; their rows are in `clinic.db`.
    pub alerts: Vec<AlertId>,
    /// What it holds beyond words and files.
    #[serde(default)]
    pub parts: Vec<Part>,
    /// Its files, in order.
    #[serde(default)]
    pub media: Vec<NewMedia>,
}

/// A file of a message, to be fetched.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMedia {
    /// Its id, made when the event was read, so that the same event again is the same file.
    pub id: MediaId,
    /// What it is.
    pub kind: MediaKind,
    /// Meta's id of it.
    #[serde(default)]
    pub provider_media_id: Option<String>,
    /// Where Meta has it.
    #[serde(default)]
    pub url: Option<String>,
    /// Its type as the sender said.
    #[serde(default)]
    pub mime: Option<String>,
    /// The digest of its bytes as Meta said.
    #[serde(default)]
    pub sha256: Option<String>,
    /// Its name, made safe.
    #[serde(default)]
    pub name: Option<String>,
    /// Its size as Meta said.
    #[serde(default)]
    pub bytes: Option<u64>,
}

/// Where an outgoing message has got to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusEvent {
    /// The message's channel.
    pub channel: ChannelId,
    /// The message's provider id.
    pub provider_id: String,
    /// What became of it.
    pub status: DeliveryStatus,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
}

/// Why a message failed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Failure {
    /// Meta's code; 0 when there is none.
    pub code: u32,
    /// The caller's name of the reason, for example `window_closed`.
    pub reason: String,
}

/// Everything sent until a time was delivered or read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptEvent {
    /// Whose conversation.
    pub contact: Contact,
    /// [`DeliveryStatus::Delivered`] or [`DeliveryStatus::Read`]; others say nothing.
    pub status: DeliveryStatus,
    /// Until when.
    pub until: UnixMs,
}

/// A reaction, given or taken back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReactionEvent {
    /// Whose conversation.
    pub contact: Contact,
    /// Provider id of the message it is about.
    pub target: String,
    /// Who reacted.
    pub direction: Direction,
    /// The emoji; absent when taken back.
    pub emoji: Option<String>,
    /// When.
    pub at: UnixMs,
    /// Whether it opens the service window.
    pub opens_window: bool,
}

/// An author changed a text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditEvent {
    /// The message's channel.
    pub channel: ChannelId,
    /// The message's provider id.
    pub target: String,
    /// What it says now.
    pub text: MessageText,
    /// When it was changed.
    pub at: UnixMs,
    /// JSON of what the risk rules marked in the new text.
    pub findings: Option<String>,
    /// The most severe of it.
    pub level: Option<AlertLevel>,
    /// Alerts the new text raised.
    pub alerts: Vec<AlertId>,
    /// What it holds now beyond words and files; absent when that did not change.
    #[serde(default)]
    pub parts: Option<Vec<Part>>,
}

/// An author took a message back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeEvent {
    /// The message's channel.
    pub channel: ChannelId,
    /// The message's provider id.
    pub target: String,
    /// When.
    pub at: UnixMs,
}

/// Something without words that opens the service window.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningEvent {
    /// Whose conversation.
    pub contact: Contact,
    /// When.
    pub at: UnixMs,
}

/// Who answers a conversation changed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandledEvent {
    /// Whose conversation.
    pub contact: Contact,
    /// Whether another app answers from now on; this desk otherwise.
    pub is_elsewhere: bool,
    /// When, by Meta's clock.
    pub at: UnixMs,
}

/// A contact said whether they take marketing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarketingEvent {
    /// Whose conversation.
    pub contact: Contact,
    /// What they said.
    pub word: MarketingWord,
}

/// The words of a message that came without them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearnedEvent {
    /// The message's channel.
    pub channel: ChannelId,
    /// The message's provider id.
    pub target: String,
    /// Its words.
    pub text: MessageText,
    /// What it holds beyond them.
    pub parts: Vec<Part>,
    /// JSON of what the risk rules marked.
    pub findings: Option<String>,
    /// The most severe of it.
    pub level: Option<AlertLevel>,
    /// Alerts the words raised.
    pub alerts: Vec<AlertId>,
}

/// A machine heard a voice note.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct HeardEvent {
    /// Which note.
    pub media: MediaId,
    /// SHA-256 of the sound.
    pub sha256: Vec<u8>,
    /// [`TranscriptState::Done`] or [`TranscriptState::Uncertain`].
    pub state: TranscriptState,
    /// What was heard.
    pub text: MessageText,
    /// The language as it was heard.
    pub language: Option<String>,
    /// By which model, and where.
    pub made_by: String,
    /// The pieces, with times and how certain they are.
    pub segments: Vec<Segment>,
    /// Mean probability of the words, from 0 to 1.
    pub confidence: Option<f32>,
    /// When it was heard.
    pub at: UnixMs,
    /// JSON of what the risk rules marked.
    pub findings: Option<String>,
    /// The most severe of it.
    pub level: Option<AlertLevel>,
    /// Alerts the words raised.
    pub alerts: Vec<AlertId>,
    /// Whether the clinic's other computers are told of it.
    #[serde(default)]
    pub is_told: bool,
}

/// Every number in it is one that JSON can carry: it equals itself.
impl Eq for HeardEvent {}

impl Origin {
    /// Returns the name this origin has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Desk => "desk",
            Self::Echo => "echo",
            Self::History => "history",
            Self::Automatic => "automatic",
        }
    }

    /// Returns the origin named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::Contact,
            Self::Desk,
            Self::Echo,
            Self::History,
            Self::Automatic,
        ]
        .into_iter()
        .find(|origin| origin.as_str() == name)
    }
}

impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Message(_) => "Event::Message(..)",
            Self::Status(_) => "Event::Status(..)",
            Self::Receipt(_) => "Event::Receipt(..)",
            Self::Reaction(_) => "Event::Reaction(..)",
            Self::Edit(_) => "Event::Edit(..)",
            Self::Revoke(_) => "Event::Revoke(..)",
            Self::Opening(_) => "Event::Opening(..)",
            Self::Handled(_) => "Event::Handled(..)",
            Self::Marketing(_) => "Event::Marketing(..)",
            Self::Learned(_) => "Event::Learned(..)",
            Self::Heard(_) => "Event::Heard(..)",
        })
    }
}
