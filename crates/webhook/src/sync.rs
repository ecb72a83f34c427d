//! What the WhatsApp Business app tells when it shares its number with us (coexistence).
//!
//! Knows nothing of JSON. Nothing here notifies, is unread, or opens a window. Facts: REFERENCE §8.

use crate::message::Sender;
use crate::quiet::debug_by_name;

/// The clinic's phone changed its address book.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactSync {
    /// The person, with the name the clinic gave them there.
    pub sender: Sender,
    /// Whether they were taken out of it.
    pub is_removed: bool,
    /// Unix milliseconds, UTC.
    pub at: Option<i64>,
}

/// How far the handing over of old messages has got; told once for each chunk, after its messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryProgress {
    /// 0: the last day, 1: until 90 days, 2: until 180 days.
    pub phase: Option<u64>,
    /// The chunk's number; chunks come in any order.
    pub chunk: Option<u64>,
    /// Percent of the whole.
    pub progress: Option<u64>,
}

debug_by_name!(ContactSync);
