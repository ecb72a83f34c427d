//! A message's way in: poll the relay, open, sort, file through the spool, acknowledge, drain.
//!
//! Polling lives here and not in the window, so a hidden window receives as a visible one does.

pub(crate) mod account;
pub(crate) mod content;
pub(crate) mod drain;
pub(crate) mod filing;
pub(crate) mod heard;
pub(crate) mod meaning;
pub(crate) mod mention;
pub(crate) mod peer;
pub(crate) mod people;
pub(crate) mod poll;
pub(crate) mod profile;
pub(crate) mod spool;
pub(crate) mod take;
pub(crate) mod upkeep;

use crate::{desk::Desk, media, retention};
use recado_domain::time::UnixMs;
use recado_protocol::status::UnclaimedAsset;
use std::sync::Mutex;
use tokio::sync::Notify;

/// How the relay answered lately.
#[derive(Debug, Default)]
pub(crate) struct Pulse {
    beat: Mutex<Beat>,
    /// Wakes a poll loop that waits to be paired, or between two attempts.
    pub wake: Notify,
}

/// What is known about the relay.
#[derive(Debug, Clone, Default)]
pub(crate) struct Beat {
    /// Whether the last request was answered.
    pub is_reachable: bool,
    /// Whether any has ended since the start, answered or not.
    pub has_asked: bool,
    /// When it last was.
    pub last_contact_at: Option<UnixMs>,
    /// Envelopes that waited there then.
    pub waiting: u64,
    /// Accounts whose webhooks arrive there and that nobody has connected.
    pub unclaimed: Vec<UnclaimedAsset>,
    /// Whether the relay does not know this computer any more.
    pub is_removed: bool,
}

impl Pulse {
    /// Returns what is known.
    pub fn beat(&self) -> Beat {
        self.beat
            .lock()
            .map(|beat| beat.clone())
            .unwrap_or_default()
    }

    /// Notes something and returns whether reachability changed.
    pub fn note(&self, change: impl FnOnce(&mut Beat)) -> bool {
        let Ok(mut beat) = self.beat.lock() else {
            return false;
        };
        let before = beat.is_reachable;
        change(&mut beat);
        before != beat.is_reachable
    }
}

/// Starts receiving.
pub(crate) fn start(desk: &Desk) {
    // Known before anything is sent: a removed computer stays one over a restart.
    if poll::was_removed(desk) {
        desk.inner.pulse.note(|beat| beat.is_removed = true);
    }
    let weak = std::sync::Arc::downgrade(&desk.inner);
    desk.keep(&tokio::spawn(poll::run(weak.clone())));
    desk.keep(&tokio::spawn(profile::run(weak.clone())));
    desk.keep(&tokio::spawn(mention::run(weak.clone())));
    desk.keep(&tokio::spawn(media::worker::run(weak.clone())));
    desk.keep(&tokio::spawn(upkeep::run(weak.clone())));
    desk.keep(&tokio::spawn(retention::run(weak)));
}
