//! How many of each kind a webhook request holds; the one counting that `inspect` and `replay` share.

use serde::{Deserialize, Serialize};

use crate::event::{Item, Unreadable};
use crate::payload::{self, Reading};

mod usual;

/// Counts of one body, each item once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// `object` as the body gives it.
    pub object: Option<String>,
    /// WhatsApp: every element of `value.messages` under field `messages`, whatever its type.
    /// Messenger and Instagram: messages that are neither echo nor deleted, and postbacks.
    pub messages: u64,
    /// Elements of WhatsApp's `value.statuses`.
    pub statuses: u64,
    /// What the clinic's side sent.
    pub echoes: u64,
    /// Messenger's and Instagram's reactions.
    pub reactions: u64,
    /// Messenger's and Instagram's reads and deliveries.
    pub receipts: u64,
    /// Messenger's and Instagram's edits.
    pub edits: u64,
    /// Comments.
    pub comments: u64,
    /// Anything else: account fields, history, standby, unsent messages, unknown kinds.
    pub other: u64,
    /// What could not be read.
    pub unreadable: u64,
}

impl Counts {
    /// Returns what is neither message nor status (`other_events` of the fixtures' `INDEX.tsv`).
    pub fn other_events(&self) -> u64 {
        self.echoes
            + self.reactions
            + self.receipts
            + self.edits
            + self.comments
            + self.other
            + self.unreadable
    }

    /// Adds another body's counts; the newest `object` stays.
    pub fn add_all(&mut self, other: &Self) {
        self.object = other.object.clone().or_else(|| self.object.take());
        self.messages += other.messages;
        self.statuses += other.statuses;
        self.echoes += other.echoes;
        self.reactions += other.reactions;
        self.receipts += other.receipts;
        self.edits += other.edits;
        self.comments += other.comments;
        self.other += other.other;
        self.unreadable += other.unreadable;
    }

    /// Counts one item more. An element that is no object ([`Unreadable::NotAnItem`]) is shown to
    /// people but is no item, and counts nowhere; nor does the progress of old messages.
    pub fn add(&mut self, item: &Item) {
        match item {
            Item::Message(_) => self.messages += 1,
            Item::Status(_) => self.statuses += 1,
            Item::Echo(_) => self.echoes += 1,
            Item::Reaction(_) => self.reactions += 1,
            Item::Receipt(_) => self.receipts += 1,
            Item::Edit(_) => self.edits += 1,
            Item::Comment(_) => self.comments += 1,
            Item::History(_)
            | Item::Standby(_)
            | Item::Deleted(_)
            | Item::Mention(_)
            | Item::Referral(_)
            | Item::Handover(_)
            | Item::Call(_)
            | Item::Preference(_)
            | Item::IdentityChange(_)
            | Item::ContactSync(_)
            | Item::HistoryRefused(_)
            | Item::Account(_)
            | Item::AccountError(_)
            | Item::Other { .. } => {
                self.other += 1;
            }
            // Told beside the messages of its chunk, which are the items.
            Item::HistoryProgress(_) => {}
            Item::Unreadable {
                reason: Unreadable::NotAnItem,
            } => {}
            Item::Unreadable { .. } => self.unreadable += 1,
        }
    }
}

/// Counts what a reading holds.
pub fn count(reading: &Reading) -> Counts {
    let mut counts = Counts {
        object: reading.object_name.clone(),
        ..Counts::default()
    };
    for event in &reading.events {
        counts.add(&event.item);
    }
    counts
}

/// Counts a body's messages and statuses and nothing else of it: as [`count`] does, several times faster for the usual
/// body.
pub fn arrivals(body: &[u8]) -> Arrivals {
    let counts = usual::counts(body).unwrap_or_else(|| count(&payload::read(body)));
    Arrivals {
        messages: counts.messages,
        statuses: counts.statuses,
    }
}

/// How much of what people wait for a body holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrivals {
    /// As [`Counts::messages`].
    pub messages: u64,
    /// As [`Counts::statuses`].
    pub statuses: u64,
}
