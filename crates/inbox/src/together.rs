//! What the clinic's computers tell each other: notes, sealed to the clinic, signed by the computer, carried by the relay
//! beside Meta's webhooks and in one order with them.
//!
//! What is told is queued in the transaction that does it (`store::clinic::together` for flags, `store::conversations::
//! together` for messages) and leaves the queue once the relay has it: cut off between the two, it is told again under the
//! same id, and the others drop the repetition. What comes takes the way of a message: filed into the spool, sealed there
//! if it is a patient's, drained when the key is held. An assistant's computer reads no more by it than by what Meta sends.
//!
//! People, conversations and staff have ids of their own on each computer. A note names a channel by Meta's ids, a contact
//! by their addresses, a flag by its message (`names`), and staff by id and name.

pub(crate) mod flags;
pub(crate) mod heard;
pub(crate) mod message;
pub(crate) mod names;
pub(crate) mod post;
pub(crate) mod records;
pub(crate) mod settings;
pub(crate) mod verify;
pub(crate) mod words;
pub(crate) mod work;

use crate::desk::Desk;
use tokio::sync::Notify;

/// Wakes whoever tells the others.
#[derive(Default)]
pub(crate) struct Together {
    wake: Notify,
}

impl Together {
    /// Says that there may be something to tell.
    pub fn wake(&self) {
        self.wake.notify_one();
    }
}

/// Starts telling the others.
pub(crate) fn start(desk: &Desk) {
    let weak = std::sync::Arc::downgrade(&desk.inner);
    desk.keep(&tokio::spawn(post::run(weak)));
}
