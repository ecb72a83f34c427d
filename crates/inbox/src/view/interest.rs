//! Leads by how much they want to come; apart from them and first, those who need a person.

use recado_domain::{
    alert::AlertLevel,
    channel::{ChannelKind, Side},
    id::{ChannelId, ConversationId},
    interest::{Heat, Intent, Urgency},
    message::{Direction, MessageKind},
};
use serde::Serialize;
use ts_rs::TS;

/// The leads this session may see that somebody should answer, the most urgent first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InterestView {
    /// Leads with an open flag: they need a person now, and are no one's to rank.
    pub needs_person: Vec<FlaggedLeadView>,
    /// Leads with a mark, the most urgent first.
    pub ranked: Vec<HotLeadView>,
}

/// A lead as a row shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LeadLineView {
    /// Where the conversation is kept.
    pub side: Side,
    /// It.
    pub conversation: ConversationId,
    /// Name, or masked number.
    pub name: String,
    /// One or two letters for the avatar.
    pub initials: String,
    /// The kind of channel.
    pub channel: ChannelKind,
    /// Which channel.
    pub channel_id: ChannelId,
    /// The last message's beginning; empty where it is to be named by kind.
    pub preview: String,
    /// The last message's kind.
    pub kind: MessageKind,
    /// Who wrote it.
    pub direction: Direction,
    /// When.
    pub last_at: i64,
    /// Unread messages.
    pub unread: u64,
}

/// A lead who needs a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FlaggedLeadView {
    /// Who, with the conversation that has the flag.
    pub lead: LeadLineView,
    /// The most severe open flag; what raised it is not said here.
    pub alert: AlertLevel,
}

/// A lead with a mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HotLeadView {
    /// Who, with the conversation in which they asked.
    pub lead: LeadLineView,
    /// All their conversations that are not put away: the mark is theirs in each.
    pub conversations: Vec<ConversationId>,
    /// The mark, and why.
    pub mark: HeatView,
}

/// A mark and its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HeatView {
    /// The mark.
    pub heat: Heat,
    /// What they ask for.
    pub intents: Vec<Intent>,
    /// How soon they want to come.
    pub urgency: Option<Urgency>,
    /// The words that say so, in their order.
    pub words: Vec<String>,
    /// The message they stand in.
    pub message: i64,
    /// When it was written.
    pub asked_at: i64,
    /// Whether the clinic has answered it.
    pub is_answered: bool,
}
