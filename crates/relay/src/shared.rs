//! What all requests share: the store, the clinics in memory, limits, and the word that it is time to stop.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
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
    webhooks: Mutex<HashMap<ClinicRow, i64>>,
    polls: Mutex<HashMap<DeviceRow, i64>>,
}

impl Seen {
    pub(crate) fn webhook(&self, clinic: ClinicRow, at: i64) {
        let mut webhooks = self.webhooks.lock().unwrap_or_else(PoisonError::into_inner);
        webhooks.insert(clinic, at);
    }

    pub(crate) fn poll(&self, device: DeviceRow, at: i64) {
        let mut polls = self.polls.lock().unwrap_or_else(PoisonError::into_inner);
        polls.insert(device, at);
    }

    pub(crate) fn last_webhook(&self, clinic: ClinicRow) -> Option<i64> {
        let webhooks = self.webhooks.lock().unwrap_or_else(PoisonError::into_inner);
        webhooks.get(&clinic).copied()
    }

    pub(crate) fn last_poll(&self, devices: &[DeviceRow]) -> Option<i64> {
        let polls = self.polls.lock().unwrap_or_else(PoisonError::into_inner);
        devices
            .iter()
            .filter_map(|device| polls.get(device))
            .max()
            .copied()
    }

    /// Returns all that was seen, to be written down.
    pub(crate) fn all(&self) -> (SeenAt<ClinicRow>, SeenAt<DeviceRow>) {
        let webhooks = self.webhooks.lock().unwrap_or_else(PoisonError::into_inner);
        let polls = self.polls.lock().unwrap_or_else(PoisonError::into_inner);
        let copy = |seen: &HashMap<i64, i64>| seen.iter().map(|(row, at)| (*row, *at)).collect();
        (copy(&webhooks), copy(&polls))
    }
}
