//! What all requests share: the store, the clinics in memory, limits, and the word that it is time to stop.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Instant;

use tokio::sync::{Semaphore, watch};

use crate::body::BUDGET_KIB;
use crate::buffer::{
    Buffer, BufferError, ClinicRow, DeviceRow, NewEnvelope, OpenBufferError, SeenAt, UnclaimedEntry,
};
use crate::clock::Clock;
use crate::config::Config;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::tally::Tally;
use crate::tenants::Tenants;

/// A cheap handle to what all requests share.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Parts>);

/// What all requests share.
pub(crate) struct Parts {
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) buffer: Buffer,
    pub(crate) limits: Limits,
    pub(crate) seen: Seen,
    pub(crate) tally: Tally,
    pub(crate) metrics: Metrics,
    /// Memory for bodies, a permit a KiB.
    pub(crate) budget: Semaphore,
    stop: watch::Sender<bool>,
    tenants: RwLock<Arc<Tenants>>,
    reloading: tokio::sync::Mutex<()>,
    has_written: AtomicBool,
}

impl Deref for Shared {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Shared {
    /// Opens the store and reads the clinics.
    pub(crate) async fn open(config: Config) -> Result<Self, OpenBufferError> {
        let clock = config.clock.clone();
        let shared = Self(Arc::new(Parts {
            buffer: Buffer::open(&config).await?,
            clock,
            limits: Limits::new(config.requests_per_minute),
            seen: Seen::default(),
            tally: Tally::default(),
            metrics: Metrics::default(),
            budget: Semaphore::new(BUDGET_KIB),
            stop: watch::channel(false).0,
            tenants: RwLock::default(),
            reloading: tokio::sync::Mutex::default(),
            has_written: AtomicBool::new(false),
            config,
        }));
        shared
            .reload()
            .await
            .map_err(|_| OpenBufferError::NotRead {
                place: shared.config.database.to_string(),
            })?;
        Ok(shared)
    }

    /// Returns the clinics as they are now.
    pub(crate) fn tenants(&self) -> Arc<Tenants> {
        let tenants = self.tenants.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&tenants)
    }

    /// Reads the clinics again, after something of theirs was written.
    pub(crate) async fn reload(&self) -> Result<(), BufferError> {
        // One at a time: an older reading must not replace a newer one.
        let _guard = self.reloading.lock().await;
        let tenants = Arc::new(Tenants::new(self.buffer.clinics().await?));
        *self.tenants.write().unwrap_or_else(PoisonError::into_inner) = tenants;
        Ok(())
    }

    /// Reads the clinics again if another relay has changed something since; returns whether it had.
    pub(crate) async fn catch_up(&self) -> Result<bool, BufferError> {
        let is_behind = self.buffer.has_newer_settings().await?;
        if is_behind {
            self.reload().await?;
        }
        Ok(is_behind)
    }

    /// As [`Self::catch_up`], for strangers: so often a minute and no more, and no error.
    pub(crate) async fn may_catch_up(&self) -> bool {
        let is_allowed = self.limits.looks.take((), self.clock.now_ms()).is_ok();
        is_allowed && self.catch_up().await.unwrap_or(false)
    }

    /// Appends durably.
    pub(crate) async fn append(
        &self,
        envelopes: Vec<NewEnvelope>,
        unclaimed: Vec<UnclaimedEntry>,
    ) -> Result<Option<i64>, BufferError> {
        let begun = Instant::now();
        let appended = self.buffer.append(envelopes, unclaimed).await?;
        self.metrics.append.took(begun.elapsed());
        self.has_written.store(true, Ordering::Relaxed);
        Ok(appended)
    }

    /// Returns whether something was appended since the last time this was asked.
    pub(crate) fn take_has_written(&self) -> bool {
        self.has_written.swap(false, Ordering::Relaxed)
    }

    /// Says that it is time to stop.
    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Returns when it is time to stop.
    pub(crate) async fn stopped(&self) {
        // The sender lives as long as `self`.
        let _ = self.stop.subscribe().wait_for(|stop| *stop).await;
    }
}

/// When clinics last received and devices last polled: in memory, written down once a minute.
#[derive(Default)]
pub(crate) struct Seen {
    webhooks: Mutex<HashMap<ClinicRow, Last>>,
    polls: Mutex<HashMap<DeviceRow, Last>>,
}

/// When something was last seen.
struct Last {
    at: i64,
    is_written: bool,
}

impl Seen {
    pub(crate) fn webhook(&self, clinic: ClinicRow, at: i64) {
        see(&self.webhooks, clinic, at);
    }

    pub(crate) fn poll(&self, device: DeviceRow, at: i64) {
        see(&self.polls, device, at);
    }

    pub(crate) fn last_webhook(&self, clinic: ClinicRow) -> Option<i64> {
        lock(&self.webhooks).get(&clinic).map(|last| last.at)
    }

    pub(crate) fn last_poll(&self, devices: &[DeviceRow]) -> Option<i64> {
        let polls = lock(&self.polls);
        let last = devices.iter().filter_map(|device| polls.get(device));
        last.map(|last| last.at).max()
    }

    /// Returns what was seen since this was last asked, to be written down: of thousands of clinics most are quiet.
    pub(crate) fn take_unwritten(&self) -> (SeenAt<ClinicRow>, SeenAt<DeviceRow>) {
        (take_unwritten(&self.webhooks), take_unwritten(&self.polls))
    }

    /// Says that it could not be written: it will be returned again.
    pub(crate) fn still_unwritten(&self, webhooks: &[ClinicRow], polls: &[DeviceRow]) {
        for (seen, rows) in [(&self.webhooks, webhooks), (&self.polls, polls)] {
            let mut seen = lock(seen);
            for row in rows {
                if let Some(last) = seen.get_mut(row) {
                    last.is_written = false;
                }
            }
        }
    }
}

fn see(seen: &Mutex<HashMap<i64, Last>>, row: i64, at: i64) {
    let is_written = false;
    lock(seen).insert(row, Last { at, is_written });
}

fn take_unwritten(seen: &Mutex<HashMap<i64, Last>>) -> SeenAt<i64> {
    let mut seen = lock(seen);
    let unwritten = seen.iter_mut().filter(|(_, last)| !last.is_written);
    unwritten
        .map(|(row, last)| {
            last.is_written = true;
            (*row, last.at)
        })
        .collect()
}

fn lock(seen: &Mutex<HashMap<i64, Last>>) -> MutexGuard<'_, HashMap<i64, Last>> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::Seen;

    #[test]
    fn what_was_seen_is_written_once_and_again_only_when_that_failed() {
        let seen = Seen::default();
        seen.webhook(1, 100);
        seen.poll(2, 200);
        assert_eq!(seen.take_unwritten(), (vec![(1, 100)], vec![(2, 200)]));
        assert_eq!(seen.take_unwritten(), (vec![], vec![]));
        seen.still_unwritten(&[1, 7], &[]);
        assert_eq!(seen.take_unwritten(), (vec![(1, 100)], vec![]));
        seen.poll(2, 300);
        assert_eq!(seen.take_unwritten(), (vec![], vec![(2, 300)]));
        assert_eq!(seen.last_webhook(1), Some(100));
        assert_eq!(seen.last_poll(&[2, 3]), Some(300));
    }
}
