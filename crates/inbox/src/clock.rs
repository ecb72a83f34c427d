//! The one place of the desktop that reads the clock.

use jiff::tz::TimeZone;
use recado_domain::time::UnixMs;
use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicI64, Ordering},
};

/// Marks a clock that follows the machine.
const FOLLOWS_MACHINE: i64 = i64::MIN;

/// Where `now` comes from: the machine, or a hand (the demo's week, the tests). Clones share it.
#[derive(Debug, Clone)]
pub struct Clock {
    turned_to: Arc<AtomicI64>,
    /// The zone the clinic chose.
    zone: Arc<RwLock<Option<TimeZone>>>,
}

impl Clock {
    /// Returns a clock that follows the machine.
    pub fn system() -> Self {
        Self {
            turned_to: Arc::new(AtomicI64::new(FOLLOWS_MACHINE)),
            zone: Arc::default(),
        }
    }

    /// Returns a clock that stands at `now` until it is turned.
    pub fn turned(now: UnixMs) -> Self {
        Self {
            turned_to: Arc::new(AtomicI64::new(now.0)),
            zone: Arc::default(),
        }
    }

    /// Makes the clock stand at `now`.
    pub fn turn_to(&self, now: UnixMs) {
        self.turned_to.store(now.0, Ordering::SeqCst);
    }

    /// Lets the clock follow the machine again.
    pub fn run(&self) {
        self.turned_to.store(FOLLOWS_MACHINE, Ordering::SeqCst);
    }

    /// Sets the clinic's time zone; absent for the machine's.
    pub fn set_zone(&self, zone: Option<TimeZone>) {
        *self.zone.write().unwrap_or_else(PoisonError::into_inner) = zone;
    }

    /// Returns the clinic's time zone: the one it chose, else the machine's; UTC for a clock that is turned by hand.
    pub fn zone(&self) -> TimeZone {
        let chosen = self.zone.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(chosen) = &*chosen {
            return chosen.clone();
        }
        match self.turned_to.load(Ordering::SeqCst) {
            FOLLOWS_MACHINE => TimeZone::system(),
            _turned_to => TimeZone::UTC,
        }
    }

    /// Returns the instant it is.
    pub fn now(&self) -> UnixMs {
        match self.turned_to.load(Ordering::SeqCst) {
            FOLLOWS_MACHINE => machine_now(),
            turned_to => UnixMs(turned_to),
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the edge: everything else takes `now`"
)]
fn machine_now() -> UnixMs {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    UnixMs(since_1970.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX)))
}
