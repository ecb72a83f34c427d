//! Who waits for what arrives: a place for each clinic where its polls are woken.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::ClinicRow;

/// The clinics that somebody has waited for, with the last cursor that arrived.
#[derive(Clone, Default)]
pub(crate) struct Arrivals(Arc<Mutex<HashMap<ClinicRow, watch::Sender<i64>>>>);

impl Arrivals {
    /// Returns what tells of new envelopes of a clinic: their last cursor.
    pub(crate) fn subscribe(&self, clinic: ClinicRow) -> watch::Receiver<i64> {
        let mut clinics = self.lock();
        let sender = clinics.entry(clinic).or_insert_with(|| watch::channel(0).0);
        sender.subscribe()
    }

    /// Tells what was appended; what is known already wakes nobody again.
    pub(crate) fn tell(&self, appended: &[(ClinicRow, i64)]) {
        let clinics = self.lock();
        for (clinic, cursor) in appended {
            if let Some(sender) = clinics.get(clinic) {
                sender.send_if_modified(|last| {
                    let is_new = *cursor > *last;
                    *last = (*last).max(*cursor);
                    is_new
                });
            }
        }
    }

    /// Wakes a clinic's polls though nothing arrived.
    pub(crate) fn wake(&self, clinic: ClinicRow) {
        if let Some(sender) = self.lock().get(&clinic) {
            sender.send_modify(|_| {});
        }
    }

    /// Wakes everybody: something may have been missed.
    pub(crate) fn wake_all(&self) {
        for sender in self.lock().values() {
            sender.send_modify(|_| {});
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ClinicRow, watch::Sender<i64>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
