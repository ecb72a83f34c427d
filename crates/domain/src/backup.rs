//! When a backup is due, when a clinic has gone too long without one, and which old ones go.

use crate::time::UnixMs;
use jiff::{Timestamp, civil::time, tz::TimeZone};
use std::time::Duration;

/// How long after one that failed it is tried again.
pub const RETRY_AFTER: Duration = Duration::from_secs(10 * 60);
/// How long a clinic goes without a good backup before it is warned.
pub const WARN_AFTER: Duration = Duration::from_secs(3 * 24 * 60 * 60);
/// How far a clock may have gone back before a backup "of the future" is not believed.
const CLOCK_DRIFT: Duration = Duration::from_secs(5 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What is known of a clinic's backups.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct History {
    /// Since when backups are to be made.
    pub since: UnixMs,
    /// The instant that the last good one is of.
    pub made_at: Option<UnixMs>,
    /// When one was last tried and failed, after the last good one.
    pub failed_at: Option<UnixMs>,
}

/// Returns whether a backup is to be made now: the daily hour (0 to 23, by the clinic's clock) passed since the last good
/// one, however long ago, and one that failed is not tried again at once.
pub fn is_due(history: &History, hour: u8, now: UnixMs, zone: &TimeZone) -> bool {
    let has_rested = history.failed_at.is_none_or(|failed_at| {
        now >= failed_at.plus(RETRY_AFTER) || failed_at > now.plus(CLOCK_DRIFT)
    });
    let is_behind = match history.made_at {
        None => true,
        Some(made_at) => {
            made_at > now.plus(CLOCK_DRIFT)
                || last_hour(hour, now, zone).is_some_and(|due| made_at < due)
        }
    };
    has_rested && is_behind
}

/// Returns the latest instant, not after `now`, at which the daily hour began.
fn last_hour(hour: u8, now: UnixMs, zone: &TimeZone) -> Option<UnixMs> {
    let here = Timestamp::from_millisecond(now.0)
        .ok()?
        .to_zoned(zone.clone());
    let hour = time(i8::try_from(hour.min(23)).ok()?, 0, 0, 0);
    let today = here.date().to_datetime(hour).to_zoned(zone.clone()).ok()?;
    let began = if today.timestamp() <= here.timestamp() {
        today
    } else {
        let yesterday = here.date().yesterday().ok()?;
        yesterday.to_datetime(hour).to_zoned(zone.clone()).ok()?
    };
    Some(UnixMs(began.timestamp().as_millisecond()))
}

/// Returns for how many whole days a clinic has been without a good backup, once that is too long.
pub fn days_without(history: &History, now: UnixMs) -> Option<u32> {
    let without = now.since(history.made_at.unwrap_or(history.since));
    if without < WARN_AFTER {
        return None;
    }
    u32::try_from(without.as_secs() / DAY.as_secs()).ok()
}

/// Returns which of these backups go when so many are kept: the oldest, and never the last one.
pub fn surplus(mut made: Vec<UnixMs>, kept: u8) -> Vec<UnixMs> {
    made.sort_unstable();
    let stay = usize::from(kept.max(1)).min(made.len());
    made.truncate(made.len() - stay);
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Friday, 2026-11-20, 09:00 UTC.
    const MORNING: UnixMs = UnixMs(1_795_165_200_000);
    const HOUR: Duration = Duration::from_secs(60 * 60);

    fn made(at: UnixMs) -> History {
        History {
            since: UnixMs(0),
            made_at: Some(at),
            failed_at: None,
        }
    }

    #[test]
    fn a_backup_is_due_once_a_day_and_after_a_night_off() {
        let cases = [
            // The daily hour, how long ago the last one was, whether one is due at nine.
            (2, HOUR * 6, false),
            (2, HOUR * 7, false),
            (2, HOUR * 7 + Duration::from_millis(1), true),
            (2, HOUR * 31, true),
            (9, HOUR * 24, true),
            (9, Duration::ZERO, false),
            (10, HOUR * 23, false),
            (10, HOUR * 23 + Duration::from_millis(1), true),
            (2, HOUR * 24 * 30, true),
        ];
        for (hour, ago, is) in cases {
            let history = made(MORNING.minus(ago));
            assert_eq!(
                is_due(&history, hour, MORNING, &TimeZone::UTC),
                is,
                "{hour} {ago:?}"
            );
        }
        assert!(
            is_due(&History::default(), 2, MORNING, &TimeZone::UTC),
            "never"
        );
        let future = made(MORNING.plus(HOUR));
        assert!(
            is_due(&future, 2, MORNING, &TimeZone::UTC),
            "the clock went back"
        );
    }

    #[test]
    fn the_hour_is_the_clinics_own_and_exists_on_every_day() {
        let lisbon = TimeZone::get("Europe/Lisbon").unwrap();
        // 2026-03-29: the clock jumps from 1:00 to 2:00.
        let noon = UnixMs(1_774_782_000_000);
        let history = made(noon.minus(HOUR * 24));
        for hour in 0..24 {
            assert!(is_due(&history, hour, noon, &lisbon), "{hour}");
        }
    }

    #[test]
    fn what_failed_is_tried_again_after_a_while() {
        let failed = |ago| History {
            failed_at: Some(MORNING.minus(ago)),
            ..made(MORNING.minus(HOUR * 48))
        };
        assert!(!is_due(
            &failed(RETRY_AFTER / 2),
            2,
            MORNING,
            &TimeZone::UTC
        ));
        assert!(is_due(&failed(RETRY_AFTER), 2, MORNING, &TimeZone::UTC));
    }

    #[test]
    fn too_long_without_a_good_one_is_said_in_days() {
        let cases = [
            (HOUR * 71, None),
            (HOUR * 72, Some(3)),
            (HOUR * 100, Some(4)),
        ];
        for (ago, days) in cases {
            assert_eq!(days_without(&made(MORNING.minus(ago)), MORNING), days);
            let never = History {
                since: MORNING.minus(ago),
                ..History::default()
            };
            assert_eq!(days_without(&never, MORNING), days);
        }
    }

    #[test]
    fn the_oldest_go_and_the_last_one_stays() {
        let all = vec![UnixMs(3), UnixMs(1), UnixMs(2)];
        assert_eq!(surplus(all.clone(), 2), [UnixMs(1)]);
        assert_eq!(surplus(all.clone(), 0), [UnixMs(1), UnixMs(2)]);
        assert!(surplus(all, 7).is_empty());
        assert!(surplus(Vec::new(), 1).is_empty());
    }
}
