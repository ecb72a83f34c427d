//! The lead board: a bounded column a status, and apart from them those who need a person.

use crate::view::record::{LabelView, LeadView};
use recado_domain::{
    alert::AlertLevel,
    channel::{ChannelKind, Side},
    id::{ChannelId, ConversationId},
    lead_status::LeadStatus,
    message::{Direction, MessageKind},
};
use serde::Serialize;
use ts_rs::TS;

/// The leads this session may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BoardView {
    /// One a status, in the order of the way.
    pub columns: Vec<BoardColumnView>,
    /// Leads with an open flag: they need a person now and are no one's to rank.
    pub apart: Vec<BoardCardView>,
    /// All leads that are not patients yet.
    pub total: u64,
    /// How many of all came first within the last seven days.
    pub came_this_week: u64,
}

/// The leads of one status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BoardColumnView {
    /// Which.
    pub status: LeadStatus,
    /// How many there are, without those that stand apart.
    pub count: u64,
    /// The latest heard of, newest first.
    pub cards: Vec<BoardCardView>,
}

/// A lead on the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BoardCardView {
    /// Where their newest conversation is kept.
    pub side: Side,
    /// It.
    pub conversation: ConversationId,
    /// Name, or masked number.
    pub name: String,
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
    /// The first contact.
    pub since: i64,
    /// Unread messages.
    pub unread: u64,
    /// Where they stand, and where they may go.
    pub lead: LeadView,
    /// Their labels, by name.
    pub labels: Vec<LabelView>,
    /// The most severe open alert.
    pub alert: Option<AlertLevel>,
}
