//! When people are reminded of a flag that somebody has taken: nobody has heard of the person since, or it is time to
//! ask again how they are.
//!
//! A reminder says that nobody has heard, never what that means. Nothing ends it but the person's own words, a contact
//! that was written down, or somebody's name.

use super::{AlertLevel, calling::Called};
use crate::time::UnixMs;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use ts_rs::TS;

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// So long after its first call a reminder is no longer called out; it stays on the list.
const CALLED_OUT: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What people are reminded of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReminderKind {
    /// The person has not written since, and no contact was written down.
    Silence,
    /// The flag was true and is done with: ask again how they are.
    FollowUp,
}

impl ReminderKind {
    /// Returns the name this kind has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Silence => "silence",
            Self::FollowUp => "follow_up",
        }
    }

    /// Returns the kind named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Silence, Self::FollowUp]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}

/// Returns how long nobody is reminded of a silence; nothing for levels whose silence says nothing.
pub fn patience(level: AlertLevel) -> Option<Duration> {
    match level {
        AlertLevel::Urgent => Some(HOUR),
        AlertLevel::High => Some(12 * HOUR),
        AlertLevel::Today | AlertLevel::Review => None,
    }
}

/// Returns from when a silence is listed: `first` or, when somebody tried to reach them in vain since, as long after.
pub fn silence_due(level: AlertLevel, first: UnixMs, tried: Option<UnixMs>) -> UnixMs {
    let again = tried.zip(patience(level)).map(|(at, pause)| at.plus(pause));
    again.map_or(first, |again| again.max(first))
}

/// Returns from when it is time to ask again about a flag that was done with at `ended`.
pub fn follow_up_due(ended: UnixMs) -> UnixMs {
    ended.plus(DAY)
}

/// Returns whether it is late to ask again: more than 72 hours after a flag was done with.
pub fn is_follow_up_late(ended: UnixMs, now: UnixMs) -> bool {
    now >= ended && now.since(ended) > 3 * DAY
}

/// Returns whether people are called about a reminder now that has been due since `due`.
///
/// A last call that lies in the future, because the clock was set back, counts for nothing.
pub fn is_called(
    kind: ReminderKind,
    level: AlertLevel,
    due: UnixMs,
    called: Called,
    now: UnixMs,
) -> bool {
    if now < due {
        return false;
    }
    let Some(last) = called.last.filter(|last| *last <= now) else {
        return true;
    };
    let (pause, ends) = match kind {
        ReminderKind::Silence => (patience(level).unwrap_or(DAY), CALLED_OUT),
        ReminderKind::FollowUp => (DAY, 2 * DAY),
    };
    // Due anew since the last call: the first call of a new silence.
    last < due || now.since(last) >= pause && now.since(due) <= ends
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: UnixMs = UnixMs(1_795_176_000_000);

    fn after(time: Duration) -> UnixMs {
        NOON.plus(time)
    }

    fn called(last: UnixMs) -> Called {
        Called {
            times: 1,
            last: Some(last),
        }
    }

    #[test]
    fn a_silence_calls_when_due_and_again_after_its_patience() {
        let calls = |level, last: Option<UnixMs>, now| {
            let called = last.map_or(Called::default(), called);
            is_called(ReminderKind::Silence, level, NOON, called, now)
        };
        assert!(!calls(AlertLevel::Urgent, None, UnixMs(NOON.0 - 1)));
        assert!(calls(AlertLevel::Urgent, None, NOON));
        assert!(!calls(AlertLevel::Urgent, Some(NOON), after(HOUR / 2)));
        assert!(calls(AlertLevel::Urgent, Some(NOON), after(HOUR)));
        assert!(!calls(AlertLevel::High, Some(NOON), after(11 * HOUR)));
        assert!(calls(AlertLevel::High, Some(NOON), after(12 * HOUR)));
        // A computer that slept for a month still says it once.
        assert!(calls(AlertLevel::High, None, after(30 * DAY)));
        assert!(!calls(
            AlertLevel::High,
            Some(after(7 * DAY)),
            after(8 * DAY)
        ));
        // The clock was set back.
        assert!(calls(AlertLevel::High, Some(after(DAY)), NOON));
    }

    #[test]
    fn in_vain_is_tried_again_as_much_later() {
        let first = after(HOUR);
        assert_eq!(silence_due(AlertLevel::Urgent, first, None), first);
        let tried = Some(after(2 * HOUR));
        assert_eq!(
            silence_due(AlertLevel::Urgent, first, tried),
            after(3 * HOUR)
        );
        assert_eq!(
            silence_due(AlertLevel::Urgent, after(9 * HOUR), tried),
            after(9 * HOUR)
        );
    }

    #[test]
    fn a_follow_up_calls_three_times_and_is_late_after_three_days() {
        let due = follow_up_due(NOON);
        assert_eq!(due, after(DAY));
        let calls = |last: Duration, now: Duration| {
            let (last, now) = (called(after(last)), after(now));
            is_called(ReminderKind::FollowUp, AlertLevel::High, due, last, now)
        };
        assert!(calls(DAY, 2 * DAY) && calls(2 * DAY, 3 * DAY));
        assert!(!calls(3 * DAY, 4 * DAY));
        assert!(!is_follow_up_late(NOON, after(3 * DAY)));
        assert!(is_follow_up_late(NOON, after(3 * DAY + HOUR)));
    }
}
