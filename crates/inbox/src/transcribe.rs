//! Voice notes are heard by a machine: one at a time, after everything else, and never twice.
//!
//! A note waits from the moment its bytes are here (`store::conversations::transcripts`). It is read, decoded, handed to
//! a model on this computer or to the clinic's service, and what was heard is filed as any message is (`receive::heard`):
//! also while the desk is locked meanwhile. Receiving never waits for any of it, and what no machine has heard in a quarter
//! of an hour waits for a person.

pub(crate) mod acts;
mod audio;
mod computer;
pub(crate) mod download;
mod job;
mod service;
pub(crate) mod settings;
pub(crate) mod show;
mod turn;
mod watch;
mod worker;

use crate::desk::Desk;
use recado_domain::id::MediaId;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};
use tokio::sync::Notify;

/// What is being heard just now, and what wakes who hears.
#[derive(Default)]
pub(crate) struct Listening {
    wake: Notify,
    current: Mutex<Option<(MediaId, Arc<Stop>)>>,
    /// The model that is on its way here.
    pub(crate) download: download::Download,
}

/// Tells work that it is not wanted any more.
#[derive(Default)]
pub(crate) struct Stop {
    /// For what only looks at it.
    pub flag: Arc<AtomicBool>,
    told: Notify,
}

impl Stop {
    /// Says so; what waits for it and what looks at it both learn of it.
    pub fn stop(&self) {
        self.flag.store(true, Ordering::Release);
        self.told.notify_one();
    }

    /// Returns whether it was said.
    pub fn is_stopped(&self) -> bool {
        self.flag.load(Ordering::Acquire)
    }

    /// Waits until it is said.
    pub async fn stopped(&self) {
        while !self.is_stopped() {
            self.told.notified().await;
        }
    }
}

/// Ends the work when whoever waits for it goes away: closing the desk, or another choice in the settings.
pub(crate) struct StopOnDrop(pub Arc<Stop>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.stop();
    }
}

impl Listening {
    /// Looks for notes to hear now.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    fn begun(&self, note: MediaId, stop: &Arc<Stop>) {
        if let Ok(mut current) = self.current.lock() {
            *current = Some((note, Arc::clone(stop)));
        }
    }

    fn ended(&self) {
        if let Ok(mut current) = self.current.lock() {
            *current = None;
        }
    }

    /// Stops hearing a note, if it is being heard; every note when none is named.
    fn stop(&self, note: Option<MediaId>) {
        if let Ok(current) = self.current.lock()
            && let Some((heard, stop)) = &*current
            && note.is_none_or(|note| note == *heard)
        {
            stop.stop();
        }
    }
}

/// Starts hearing.
pub(crate) fn start(desk: &Desk) {
    let weak = Arc::downgrade(&desk.inner);
    desk.keep(&tokio::spawn(worker::run(weak.clone())));
    desk.keep(&tokio::spawn(watch::run(weak)));
}
