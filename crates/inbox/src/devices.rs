//! The clinic's computers: how a further one is let in by one that is in, and how one is taken out.
//!
//! The relay carries what they say to each other and is believed in nothing: what counts is signed by the clinic's
//! identity key, and whose key that is two people compare by a short code on both screens.

pub(crate) mod code;
pub(crate) mod joining;
pub(crate) mod letter;
pub(crate) mod letting_in;
pub(crate) mod removed;
pub(crate) mod removing;
pub(crate) mod roster;
pub(crate) mod show;

use crate::desk::Desk;

/// Starts asking to be let in, where this computer still has to be.
pub(crate) fn start(desk: &Desk) {
    let weak = std::sync::Arc::downgrade(&desk.inner);
    desk.keep(&tokio::spawn(joining::run(weak)));
}
