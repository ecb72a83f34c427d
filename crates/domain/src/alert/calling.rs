//! When people are called again about an alert that nobody has acknowledged.

use super::AlertLevel;
use crate::time::UnixMs;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
/// How often people are called about an urgent alert before the pauses grow: somebody who is in the next room hears one
/// of these.
const CLOSE_CALLS: u32 = 5;

/// What is known of the calls about one alert.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Called {
    /// How often people were called.
    pub times: u32,
    /// When they were called last; absent before the first time.
    pub last: Option<UnixMs>,
}

/// Returns how long people are left alone after they were called `times` times; nothing for a level that never calls.
pub fn pause(level: AlertLevel, times: u32) -> Option<Duration> {
    match level {
        AlertLevel::Review => None,
        AlertLevel::Today => Some(120 * MINUTE),
        AlertLevel::High => Some(10 * MINUTE),
        AlertLevel::Urgent if times < CLOSE_CALLS => Some(2 * MINUTE),
        AlertLevel::Urgent => Some(5 * MINUTE),
    }
}

/// Returns whether people are called now about an open alert. It never ends by itself: only a name ends it.
///
/// A last call that lies in the future, because the clock was set back, counts for nothing: one call too many is better
/// than an hour of silence.
pub fn is_due(level: AlertLevel, called: Called, now: UnixMs) -> bool {
    let Some(pause) = pause(level, called.times) else {
        return false;
    };
    called
        .last
        .is_none_or(|last| now < last || now.since(last) >= pause)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: UnixMs = UnixMs(1_795_176_000_000);

    fn called(times: u32, ago: Duration) -> Called {
        Called {
            times,
            last: Some(NOON.minus(ago)),
        }
    }

    #[test]
    fn a_review_never_calls() {
        let never = Called {
            times: 0,
            last: None,
        };
        assert!(!is_due(AlertLevel::Review, never, NOON));
        assert!(is_due(AlertLevel::Today, never, NOON));
    }

    #[test]
    fn an_urgent_one_calls_every_two_minutes_and_later_every_five_for_ever() {
        let urgent = |times, ago| is_due(AlertLevel::Urgent, called(times, ago), NOON);
        assert!(!urgent(1, 2 * MINUTE - Duration::from_millis(1)));
        assert!(urgent(1, 2 * MINUTE));
        assert!(!urgent(CLOSE_CALLS, 4 * MINUTE));
        assert!(urgent(CLOSE_CALLS, 5 * MINUTE));
        assert!(urgent(u32::MAX, 5 * MINUTE));
    }

    #[test]
    fn the_more_severe_the_shorter_the_pause() {
        let levels = [AlertLevel::Urgent, AlertLevel::High, AlertLevel::Today];
        for times in [0, 1, CLOSE_CALLS, 1000] {
            let pauses = levels.map(|level| pause(level, times));
            assert!(pauses.is_sorted() && pauses.iter().all(Option::is_some));
        }
    }

    #[test]
    fn a_clock_that_was_set_back_silences_nothing() {
        let ahead = Called {
            times: 3,
            last: Some(NOON.plus(60 * MINUTE)),
        };
        assert!(is_due(AlertLevel::High, ahead, NOON));
    }
}
