//! Files of messages: fetched soon after they are told of, kept encrypted, handed to the window piece by piece.

pub(crate) mod bytes;
pub(crate) mod digest;
mod examine;
mod fetch;
pub(crate) mod film;
pub(crate) mod kind;
pub(crate) mod locked;
pub(crate) mod picture;
pub(crate) mod read;
pub(crate) mod sound;
pub(crate) mod worker;

use crate::house::House;
use recado_domain::{channel::Side, id::MediaId};
use recado_store::media_file;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};
use tokio::sync::Notify;

/// What is on its way here just now.
#[derive(Default)]
pub(crate) struct Fetches {
    wake: Notify,
    /// How much of each file has come.
    received: Mutex<BTreeMap<MediaId, u64>>,
    /// Files that are being fetched, and so perhaps written.
    on_their_way: Mutex<BTreeSet<MediaId>>,
    /// Sides whose leftovers of an earlier run were put in order.
    ready: Mutex<BTreeSet<Side>>,
}

impl Fetches {
    /// Looks for files to fetch now.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Notes that a file is being fetched; returns whether it was not already.
    fn begun(&self, id: MediaId) -> bool {
        self.on_their_way.lock().is_ok_and(|mut ids| ids.insert(id))
    }

    /// Notes that a fetch has ended.
    fn ended(&self, id: MediaId) {
        if let Ok(mut ids) = self.on_their_way.lock() {
            ids.remove(&id);
        }
    }

    /// Returns the files that are being fetched.
    fn on_their_way(&self) -> BTreeSet<MediaId> {
        self.on_their_way
            .lock()
            .map_or_else(|_| BTreeSet::new(), |ids| ids.clone())
    }

    /// Returns how much of a file has come, while it is on its way.
    pub fn received(&self, id: MediaId) -> Option<u64> {
        self.received.lock().ok()?.get(&id).copied()
    }

    fn note(&self, id: MediaId, received_bytes: u64) {
        if let Ok(mut received) = self.received.lock() {
            received.insert(id, received_bytes);
        }
    }

    fn done(&self, id: MediaId) {
        if let Ok(mut received) = self.received.lock() {
            received.remove(&id);
        }
    }
}

/// Removes the encrypted file of what is not kept any more. What a cut-off leaves behind is swept at the next start.
pub(crate) fn forget(house: &House, side: Side, id: MediaId) {
    let folder = media_file::folder(&house.folder, side);
    if let Err(error) = media_file::remove(&folder, id) {
        tracing::warn!("a file that is not kept any more could not be removed: {error}");
    }
}
