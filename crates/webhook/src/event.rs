//! What one webhook request holds: events, each with its kind and its own JSON.
//!
//! Knows nothing of how they are found in a body (`payload`).

use std::fmt;

use crate::account::{AccountEvent, MetaError};
use crate::act::{Call, Handover, IdentityChange, Preference};
use crate::comment::{Comment, Mention};
use crate::message::{Message, Sender};
use crate::quiet::debug_by_name;
use crate::referral::Arrival;
use crate::sync::{ContactSync, HistoryProgress};

/// Which of Meta's products a body speaks about (`object`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Object {
    /// `whatsapp_business_account`; the asset is a WhatsApp Business Account.
    WhatsApp,
    /// `page`, Messenger; the asset is a Facebook Page.
    Page,
    /// `instagram`; the asset is an Instagram professional account.
    Instagram,
    /// Anything else, or no `object` at all.
    Unknown,
}

impl Object {
    /// Returns the product that `object` names.
    pub fn from_name(name: &str) -> Self {
        match name {
            "whatsapp_business_account" => Self::WhatsApp,
            "page" => Self::Page,
            "instagram" => Self::Instagram,
            _ => Self::Unknown,
        }
    }

    /// Returns Meta's name of it; `None` for [`Object::Unknown`].
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::WhatsApp => Some("whatsapp_business_account"),
            Self::Page => Some("page"),
            Self::Instagram => Some("instagram"),
            Self::Unknown => None,
        }
    }
}

/// One thing that happened, as one item of a webhook request tells it.
#[derive(Clone, PartialEq)]
pub struct Event {
    /// The product.
    pub object: Object,
    /// WABA id, Page id or Instagram account id, in digits; empty when the entry names none.
    pub asset_id: String,
    /// WhatsApp's `phone_number_id`; `None` elsewhere and where Meta leaves it out.
    pub number_id: Option<String>,
    /// Meta's time of the entry it stands in, Unix milliseconds, UTC; WhatsApp gives one with account news only.
    pub entry_at: Option<i64>,
    /// What it is; apart, because the largest of them are ten times the smallest.
    pub item: Box<Item>,
    /// The JSON of this item as it came; to a WhatsApp message its matched contact is added under
    /// `contact`. Not JSON only when the whole body was not.
    pub raw: String,
}

/// What an event is.
#[derive(Clone, PartialEq)]
pub enum Item {
    /// A person wrote to the clinic. WhatsApp's reactions, edits and revokes are messages too.
    Message(Message),
    /// Where a WhatsApp message that left has got to.
    Status(Status),
    /// A message the clinic's side sent, from here or from elsewhere. Opens no service window.
    Echo(Message),
    /// A Messenger or Instagram reaction.
    Reaction(Reaction),
    /// A Messenger or Instagram person got or saw what the clinic sent.
    Receipt(Receipt),
    /// A Messenger or Instagram person changed a text.
    Edit(Edit),
    /// An Instagram message was unsent.
    Deleted(Deleted),
    /// A comment under a post of the clinic.
    Comment(Comment),
    /// An old message handed over when a WhatsApp Business app number is connected. Never notifies,
    /// is never unread, opens no service window.
    History(Message),
    /// Something in a conversation that another app answers: to be observed only.
    Standby(Box<Item>),
    /// The clinic was named in somebody else's post or comment.
    Mention(Mention),
    /// A Messenger or Instagram person came by an ad, a link or a plugin, without writing.
    Referral(Arrival),
    /// A conversation went to another app.
    Handover(Handover),
    /// A call by WhatsApp.
    Call(Call),
    /// A person wants marketing, or no more of it.
    Preference(Preference),
    /// A WhatsApp person has another id.
    IdentityChange(IdentityChange),
    /// The address book of the clinic's phone changed. Never notifies, opens no service window.
    ContactSync(ContactSync),
    /// How far the handing over of old messages has got.
    HistoryProgress(HistoryProgress),
    /// The old messages do not come, and why.
    HistoryRefused(MetaError),
    /// News about an account, a number or a template.
    Account(AccountEvent),
    /// Something went wrong with an account as a whole.
    AccountError(MetaError),
    /// Anything else Meta tells, by its field or event key.
    Other {
        /// Meta's name of it, as `message_template_status_update`.
        field: String,
    },
    /// Something that could not be read; its bytes are kept in [`Event::raw`].
    Unreadable {
        /// Why.
        reason: Unreadable,
    },
}

/// Why an item could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unreadable {
    /// The body is not JSON.
    NotJson,
    /// The body is JSON but not an object.
    OddRoot,
    /// The body names no `object`.
    NoObject,
    /// The body names an `object` that this program does not know.
    UnknownObject,
    /// A list of Meta's is something else.
    NotAList,
    /// A change without its `value`.
    NoValue,
    /// An element of a list is no object, so that there is no item to count.
    NotAnItem,
    /// A message or postback that names nobody who sent it.
    NoSender,
    /// A status that does not name its message.
    NoId,
    /// A Messenger or Instagram event whose own value is not an object.
    Malformed,
}

/// Where a WhatsApp message that left has got to.
#[derive(Clone, PartialEq)]
pub struct Status {
    /// The wamid of the message it speaks about.
    pub provider_id: String,
    /// What became of it.
    pub state: StatusState,
    /// Meta's time, Unix milliseconds, UTC; `None` when unreadable.
    pub at: Option<i64>,
    /// What the sender had put into `biz_opaque_callback_data`.
    pub callback_data: Option<String>,
    /// The person it went to; in a group, the participant.
    pub recipient: Sender,
    /// The group it went to.
    pub group_id: Option<String>,
}

/// What became of a WhatsApp message.
#[derive(Clone, PartialEq, Eq)]
pub enum StatusState {
    /// WhatsApp has it.
    Sent,
    /// It is on the person's device.
    Delivered,
    /// It was displayed.
    Read,
    /// A voice message was played.
    Played,
    /// It was not delivered.
    Failed {
        /// Meta's error code.
        code: Option<i64>,
        /// Meta's short text.
        title: Option<String>,
        /// Meta's longer text.
        details: Option<String>,
    },
    /// A state this program does not know, by Meta's name (`deleted`, `warning`, …).
    Other(String),
}

/// A Messenger or Instagram reaction.
#[derive(Clone, PartialEq)]
pub struct Reaction {
    /// The mid of the message reacted to; empty when Meta gives none.
    pub target: String,
    /// The emoji; `None` when the reaction was taken back, or came by name only.
    pub emoji: Option<String>,
    /// Meta's name of it (`love`, `other`, …).
    pub name: Option<String>,
    /// Whether the reaction was taken back.
    pub is_removed: bool,
    /// Who reacted.
    pub sender: Sender,
    /// Unix milliseconds, UTC.
    pub at: Option<i64>,
}

/// A Messenger or Instagram person got or saw what the clinic sent.
#[derive(Clone, PartialEq)]
pub struct Receipt {
    /// Which of the two.
    pub kind: ReceiptKind,
    /// The mids it names; often none.
    pub provider_ids: Vec<String>,
    /// Everything sent until then is meant, Unix milliseconds, UTC.
    pub until: Option<i64>,
    /// Who got or saw it.
    pub sender: Sender,
    /// Unix milliseconds, UTC.
    pub at: Option<i64>,
}

/// What a receipt says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptKind {
    /// It is on the person's device.
    Delivered,
    /// The person saw it.
    Read,
}

/// A Messenger or Instagram person changed a text.
#[derive(Clone, PartialEq)]
pub struct Edit {
    /// The mid of the message changed; empty when Meta gives none.
    pub target: String,
    /// The new text; `None` when Meta leaves it out.
    pub text: Option<String>,
    /// Which change of this message it is; 0 was seen for an untouched one.
    pub number: Option<u64>,
    /// Who changed it; empty when Meta leaves it out.
    pub sender: Sender,
    /// Unix milliseconds, UTC.
    pub at: Option<i64>,
}

/// An Instagram message was unsent.
#[derive(Clone, PartialEq)]
pub struct Deleted {
    /// The mid of the message.
    pub target: String,
    /// Whether the clinic's side took its own message back.
    pub is_from_business: bool,
    /// The person in this conversation.
    pub peer: Sender,
    /// Unix milliseconds, UTC.
    pub at: Option<i64>,
}

impl Item {
    /// Returns the name of its kind, safe for logs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Message(_) => "message",
            Self::Status(_) => "status",
            Self::Echo(_) => "echo",
            Self::Reaction(_) => "reaction",
            Self::Receipt(_) => "receipt",
            Self::Edit(_) => "edit",
            Self::Deleted(_) => "deleted",
            Self::Comment(_) => "comment",
            Self::History(_) => "history",
            Self::Standby(_) => "standby",
            Self::Mention(_) => "mention",
            Self::Referral(_) => "referral",
            Self::Handover(_) => "handover",
            Self::Call(_) => "call",
            Self::Preference(_) => "preference",
            Self::IdentityChange(_) => "identity_change",
            Self::ContactSync(_) => "contact_sync",
            Self::HistoryProgress(_) => "history_progress",
            Self::HistoryRefused(_) => "history_refused",
            Self::Account(news) => news.kind(),
            Self::AccountError(_) => "account_error",
            Self::Other { .. } => "other",
            Self::Unreadable { .. } => "unreadable",
        }
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("object", &self.object)
            .field("item", &self.item)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(message) | Self::Echo(message) | Self::History(message) => {
                write!(f, "{}({message:?})", self.kind())
            }
            Self::Status(status) => write!(f, "{status:?}"),
            Self::Standby(item) => write!(f, "standby({item:?})"),
            Self::Handover(handover) => write!(f, "handover({:?})", handover.kind),
            Self::Call(call) => write!(f, "call({:?})", call.kind),
            Self::HistoryRefused(error) | Self::AccountError(error) => {
                write!(f, "{}({error:?})", self.kind())
            }
            Self::Unreadable { reason } => write!(f, "unreadable({reason:?})"),
            Self::Reaction(_)
            | Self::Receipt(_)
            | Self::Edit(_)
            | Self::Deleted(_)
            | Self::Comment(_)
            | Self::Mention(_)
            | Self::Referral(_)
            | Self::Preference(_)
            | Self::IdentityChange(_)
            | Self::ContactSync(_)
            | Self::HistoryProgress(_)
            | Self::Account(_)
            | Self::Other { .. } => f.write_str(self.kind()),
        }
    }
}

impl fmt::Debug for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status({:?})", self.state)
    }
}

impl fmt::Debug for StatusState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sent => f.write_str("sent"),
            Self::Delivered => f.write_str("delivered"),
            Self::Read => f.write_str("read"),
            Self::Played => f.write_str("played"),
            Self::Failed { code, .. } => write!(f, "failed {code:?}"),
            Self::Other(_) => f.write_str("other"),
        }
    }
}

debug_by_name!(Reaction, Receipt, Edit, Deleted);
