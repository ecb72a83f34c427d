//! How long somebody waits after wrong passphrases: a few are free, then guessing gets slow.

use crate::time::UnixMs;
use std::time::Duration;

/// How many wrong passphrases in a row cost nothing.
const FREE: u32 = 4;
/// The first wait.
const FIRST: Duration = Duration::from_secs(15);
/// The longest wait.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Wrong attempts in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// How many.
    pub failures: u32,
    /// When the last one was.
    pub last_at: UnixMs,
}

impl Attempts {
    /// None.
    pub const NONE: Self = Self {
        failures: 0,
        last_at: UnixMs(0),
    };

    /// Returns how long to wait until the next attempt; zero when it may be made now.
    ///
    /// A clock that was set back does not make it longer than the wait itself.
    #[must_use]
    pub fn wait(self, now: UnixMs) -> Duration {
        let wait = match self.failures.checked_sub(FREE + 1) {
            None => return Duration::ZERO,
            Some(doublings) => FIRST
                .saturating_mul(2_u32.saturating_pow(doublings.min(16)))
                .min(LONGEST),
        };
        if now < self.last_at {
            return wait;
        }
        wait.saturating_sub(now.since(self.last_at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(failures: u32, seconds: i64) -> u64 {
        let attempts = Attempts {
            failures,
            last_at: UnixMs(1_000_000),
        };
        attempts.wait(UnixMs(1_000_000 + seconds * 1000)).as_secs()
    }

    #[test]
    fn four_are_free_and_then_it_doubles_up_to_a_quarter_of_an_hour() {
        let cases = [
            (0, 0),
            (4, 0),
            (5, 15),
            (6, 30),
            (7, 60),
            (8, 120),
            (11, 900),
            (99, 900),
        ];
        for (failures, seconds) in cases {
            assert_eq!(after(failures, 0), seconds, "{failures} failures");
        }
    }

    #[test]
    fn it_ends_exactly_when_it_is_over_and_a_clock_set_back_is_no_way_around() {
        assert_eq!(after(5, 14), 1);
        assert_eq!(after(5, 15), 0);
        assert_eq!(after(5, -3600), 15);
    }
}
