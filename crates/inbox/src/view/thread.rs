//! One conversation: who, the window, the flags, the messages and the draft.

use crate::view::{
    alert::{AlertStepView, AlertWhoView},
    compose::AbilitiesView,
    list::WindowView,
    media::MediaView,
    transcribe::FromVoice,
    work::WorkView,
};
use recado_domain::{
    acknowledgement::Hours,
    alert::{AlertCategory, AlertLevel, AlertState},
    channel::{ChannelKind, Side},
    delivery::DeliveryStatus,
    id::{AlertId, ChannelId, ConversationId},
    message::{Direction, MessageKind},
    part::Part,
};
use recado_graph::error::advice::{Action, Advice};
use serde::Serialize;
use ts_rs::TS;

/// An open thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ThreadView {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Which place it belongs to.
    pub side: Side,
    /// The contact.
    pub contact: ContactView,
    /// The kind of channel.
    pub channel: ChannelKind,
    /// Which channel.
    pub channel_id: ChannelId,
    /// The number or account it comes by, as shown.
    pub channel_shown: String,
    /// Whether that channel is switched on.
    pub is_channel_on: bool,
    /// The service window.
    pub window: WindowView,
    /// What may be sent now, and why not more.
    pub sending: SendingView,
    /// What the channel takes besides words.
    pub abilities: AbilitiesView,
    /// Another app answers this conversation, since then; absent when this desk does.
    pub handled_elsewhere_since: Option<i64>,
    /// Alerts of this conversation, open ones first.
    pub alerts: Vec<AlertView>,
    /// Messages, oldest first; the newest page of them.
    pub messages: Vec<MessageView>,
    /// Whether older messages exist.
    pub has_older: bool,
    /// The first message that was unread when the thread was opened.
    pub first_unread: Option<i64>,
    /// What whoever is signed in was writing.
    pub draft: String,
    /// Who looks after it, until when it is put away, who else was writing.
    pub work: WorkView,
    /// The longest text the channel takes, in `text_unit`.
    pub text_limit: u32,
    /// What `text_limit` counts.
    pub text_unit: TextUnit,
}

/// What may be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SendingView {
    /// Anything.
    Free,
    /// Only what a person writes themselves, marked as such for Meta (Messenger, Instagram, from 24 h to 7 days).
    HumanOnly,
    /// Only approved templates (WhatsApp after 24 h).
    TemplatesOnly,
    /// One private answer to the comment.
    PrivateReply,
    /// Nothing until the contact writes again.
    Nothing,
    /// Nothing: another app answers. It can be taken over.
    HandledElsewhere,
    /// Nothing: the channel is switched off.
    ChannelOff,
}

/// What the length of a text is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TextUnit {
    /// UTF-16 code units.
    Utf16,
    /// Characters (code points).
    Characters,
    /// Bytes of UTF-8.
    Bytes,
}

/// The contact beside a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ContactView {
    /// Name, or masked number.
    pub name: String,
    /// One or two letters for the avatar.
    pub initials: String,
    /// Whether the contact is a patient (a lead otherwise).
    pub is_patient: bool,
    /// First contact.
    pub since: i64,
    /// Addresses, masked for the screen, for example `+351 ··· ··· 412`.
    pub addresses: Vec<AddressView>,
}

/// Where a contact can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AddressView {
    /// The kind of channel.
    pub channel: ChannelKind,
    /// The address as shown.
    pub shown: String,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MessageView {
    /// Its number in this store; larger is later.
    pub id: i64,
    /// Who wrote it.
    pub direction: Direction,
    /// What it is.
    pub kind: MessageKind,
    /// Its words: body, caption, title of a choice; empty if it has none.
    pub text: String,
    /// More about a kind that has no words: file name, place, type name at Meta.
    pub detail: Option<String>,
    /// Its files, in order.
    pub media: Vec<MediaView>,
    /// Files of its carousel, one a card in order; empty for a template that came from elsewhere.
    pub card_media: Vec<MediaView>,
    /// What it holds besides words and files, in order.
    pub parts: Vec<Part>,
    /// Where it came from.
    pub origin: MessageOrigin,
    /// Whether it was forwarded.
    pub is_forwarded: bool,
    /// When it was written, by Meta's clock.
    pub at: i64,
    /// Delivery status when it is ours.
    pub status: Option<DeliveryStatus>,
    /// Why it was not delivered, when it failed.
    pub failure: Option<FailureView>,
    /// Who at the desk sent it, or what.
    pub sent_by: Option<String>,
    /// Why it left by itself; absent for what a person sent.
    pub automatic: Option<AutomaticView>,
    /// The message it answers.
    pub reply_to: Option<QuoteView>,
    /// Reactions to it.
    pub reactions: Vec<ReactionView>,
    /// Whether its text was changed by its author.
    pub is_edited: bool,
    /// Whether its author took it back.
    pub is_deleted: bool,
    /// The words that raised a flag, as UTF-16 ranges of `text`.
    pub marks: Vec<MarkView>,
    /// Whether a contact's words are in a language that is not read for flags.
    pub is_foreign: bool,
    /// The most severe flag it raised.
    pub level: Option<AlertLevel>,
}

/// Where a message came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MessageOrigin {
    /// The contact wrote it.
    Contact,
    /// Somebody at this desk wrote it.
    Desk,
    /// Somebody of the clinic wrote it elsewhere: in the phone app, or at Meta.
    Elsewhere,
    /// It was handed over when the channel was connected.
    History,
    /// A playbook or acknowledgement wrote it.
    Automatic,
}

/// Why a message left by itself, and what was known then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AutomaticView {
    /// By which of the clinic's hours.
    pub hours: Hours,
    /// The most severe flag that was open then; absent where there was none.
    pub known_level: Option<AlertLevel>,
}

/// Why a message failed, and what can be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FailureView {
    /// Meta's code, for example 131047; 0 when there is none.
    pub code: u32,
    /// Which sentence the window shows.
    pub advice: Advice,
    /// What it offers to do.
    pub action: Action,
}

/// A quoted message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuoteView {
    /// The quoted message if it is in this store.
    pub id: Option<i64>,
    /// Who wrote it.
    pub direction: Option<Direction>,
    /// What it is.
    pub kind: Option<MessageKind>,
    /// Its beginning.
    pub text: String,
}

/// A reaction under a bubble.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReactionView {
    /// The emoji.
    pub emoji: String,
    /// Who reacted.
    pub direction: Direction,
}

/// Marked words, as a range of UTF-16 code units (what JavaScript counts).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MarkView {
    /// First code unit.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// How severe.
    pub level: AlertLevel,
}

/// A flag on a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlertView {
    /// Which alert.
    pub id: AlertId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// Where that is kept.
    pub side: Side,
    /// Whom it is about; absent in their own thread, and while they may not be read.
    pub who: Option<AlertWhoView>,
    /// How soon.
    pub level: AlertLevel,
    /// What about.
    pub category: AlertCategory,
    /// Whether it is about another person than the writer.
    pub about_other: bool,
    /// The words that raised it, quoted; empty while locked.
    pub words: Vec<String>,
    /// How far those words can be trusted, when they were heard in a voice note.
    pub from_voice: Option<FromVoice>,
    /// The message that raised it.
    pub message: Option<i64>,
    /// When that message was written.
    pub raised_at: i64,
    /// Where it stands.
    pub state: AlertState,
    /// Who acknowledged it.
    pub acknowledged_by: Option<String>,
    /// When.
    pub acknowledged_at: Option<i64>,
    /// To whom it was passed last.
    pub passed_to: Option<String>,
    /// What people did about it, the first first.
    pub steps: Vec<AlertStepView>,
    /// Whether it is done with: an outcome was written down, or it was wrong.
    pub is_done: bool,
}

/// An older page of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OlderMessagesView {
    /// Messages, oldest first.
    pub messages: Vec<MessageView>,
    /// Whether still older ones exist.
    pub has_older: bool,
}
