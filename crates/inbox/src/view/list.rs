//! The conversation list: one place at a time, rows that carry all they show.

use crate::view::work::RowWorkView;
use recado_domain::{
    alert::AlertLevel,
    channel::{ChannelKind, Side},
    delivery::DeliveryStatus,
    id::{ChannelId, ConversationId},
    message::{Direction, MessageKind},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListQuery {
    /// The place: clinical or leads.
    pub side: Side,
    /// Which tab.
    pub filter: ListFilter,
    /// Only this channel.
    pub channel: Option<ChannelId>,
}

/// The tabs over the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ListFilter {
    /// Every conversation that is not put away.
    All,
    /// Those that whoever is signed in looks after.
    Mine,
    /// Those that nobody looks after.
    Unassigned,
    /// With unread messages.
    Unread,
    /// The service window ends within four hours.
    EndingSoon,
    /// With an alert nobody has acknowledged.
    Risk,
    /// Put away until a time, the soonest first.
    Snoozed,
    /// Done until the contact writes again.
    Resolved,
}

/// The list, newest first, with the counts of its tabs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListView {
    /// Rows, newest first.
    pub rows: Vec<RowView>,
    /// Whether older rows exist beyond these.
    pub has_more: bool,
    /// Conversations that are not put away.
    pub all: u64,
    /// Those that whoever is signed in looks after.
    pub mine: u64,
    /// Those that nobody looks after.
    pub unassigned: u64,
    /// Conversations with unread messages.
    pub unread: u64,
    /// Conversations whose window ends within four hours.
    pub ending_soon: u64,
    /// Conversations with an open alert.
    pub risk: u64,
    /// Conversations put away until a time.
    pub snoozed: u64,
}

/// One conversation in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RowView {
    /// Which conversation.
    pub conversation: ConversationId,
    /// The contact's name, or their masked number.
    pub name: String,
    /// One or two letters for the avatar.
    pub initials: String,
    /// Whether the contact is a patient (a lead otherwise).
    pub is_patient: bool,
    /// The kind of channel.
    pub channel: ChannelKind,
    /// Which channel.
    pub channel_id: ChannelId,
    /// Whether another app answers this conversation.
    pub is_handled_elsewhere: bool,
    /// The last message's beginning; how long it plays (`0:14`) where it has no words; else empty, to be named by kind.
    pub preview: String,
    /// The last message's kind.
    pub kind: MessageKind,
    /// Who wrote the last message.
    pub direction: Direction,
    /// The last message's delivery status when it is ours.
    pub status: Option<DeliveryStatus>,
    /// When the last message was written.
    pub last_at: i64,
    /// Unread messages.
    pub unread: u64,
    /// The service window.
    pub window: WindowView,
    /// The most severe open alert.
    pub alert: Option<AlertLevel>,
    /// Whether whoever is signed in was writing here.
    pub has_draft: bool,
    /// Who looks after it, until when it is put away, who else was writing.
    pub work: RowWorkView,
}

/// The service window as a chip shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WindowView {
    /// How it stands now.
    pub state: WindowState,
    /// When it closes or closed; absent when no message ever opened it.
    pub closes_at: Option<i64>,
    /// Until when a person may still answer after it closed (Messenger, Instagram); absent where nobody may.
    pub human_until: Option<i64>,
}

/// How a service window stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WindowState {
    /// Free text may go out.
    Open,
    /// Less than four hours left.
    Soon,
    /// Less than one hour left.
    Last,
    /// Only approved templates.
    Closed,
}
