//! The simulator's time: the machine's, or one that a test turns by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Marks a clock that follows the machine.
const FOLLOWS_MACHINE: i64 = i64::MIN;

/// Tells the time in Unix milliseconds; clones share it.
#[derive(Clone, Debug)]
pub struct Clock {
    turned_to: Arc<AtomicI64>,
}

impl Clock {
    /// Returns a clock that follows the machine.
    pub fn real() -> Self {
        Self {
            turned_to: Arc::new(AtomicI64::new(FOLLOWS_MACHINE)),
        }
    }

    /// Returns a clock that stands at `unix_ms` until it is turned on.
    pub fn turned(unix_ms: i64) -> Self {
        Self {
            turned_to: Arc::new(AtomicI64::new(unix_ms)),
        }
    }

    /// Makes the clock stand at `unix_ms`.
    pub fn turn_to(&self, unix_ms: i64) {
        self.turned_to.store(unix_ms, Ordering::Release);
    }

    /// Lets the clock follow the machine again.
    pub fn run(&self) {
        self.turned_to.store(FOLLOWS_MACHINE, Ordering::Release);
    }

    /// Returns whether the clock stands where somebody turned it.
    pub fn is_turned(&self) -> bool {
        self.turned_to.load(Ordering::Acquire) != FOLLOWS_MACHINE
    }

    /// Returns the time in Unix milliseconds.
    pub fn now_ms(&self) -> i64 {
        let turned_to = self.turned_to.load(Ordering::Acquire);
        if turned_to == FOLLOWS_MACHINE {
            machine_ms()
        } else {
            turned_to
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the simulator's one reading of the machine's clock"
)]
fn machine_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or(0)
}
