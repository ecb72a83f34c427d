//! Whom of the patients to look at first.

use crate::alert::AlertLevel;
use crate::time::UnixMs;
use crate::tone::Change;
use std::cmp::{Ordering, Reverse};

/// What may need somebody at a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// The most severe of their open flags.
    pub flag: Option<AlertLevel>,
    /// Since when the oldest of their messages waits for an answer.
    pub unanswered_since: Option<UnixMs>,
    /// Whether their week's text tone differs from their usual.
    pub change: Change,
    /// When they wrote last.
    pub wrote_at: UnixMs,
}

impl Need {
    /// Orders by need: open flags, the most severe first; then who has waited longest for an answer; then a changed
    /// tone, a heavier one first; then who wrote last.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }

    fn key(&self) -> impl Ord + use<> {
        let change = match self.change {
            Change::Lower => 0,
            Change::Higher => 1,
            Change::Usual | Change::NotEnoughText => 2,
        };
        (
            Reverse(self.flag),
            // Nothing waiting stands behind the longest wait.
            self.unanswered_since.is_none(),
            self.unanswered_since,
            change,
            Reverse(self.wrote_at),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Need = Need {
        flag: None,
        unanswered_since: None,
        change: Change::Usual,
        wrote_at: UnixMs(1_000),
    };

    #[test]
    fn flags_stand_before_waiting_waiting_before_a_change_and_a_change_before_the_rest() {
        let by_need = [
            Need {
                flag: Some(AlertLevel::Urgent),
                ..QUIET
            },
            Need {
                flag: Some(AlertLevel::Review),
                unanswered_since: Some(UnixMs(1)),
                change: Change::Lower,
                ..QUIET
            },
            Need {
                unanswered_since: Some(UnixMs(10)),
                ..QUIET
            },
            Need {
                unanswered_since: Some(UnixMs(20)),
                change: Change::Lower,
                ..QUIET
            },
            Need {
                change: Change::Lower,
                ..QUIET
            },
            Need {
                change: Change::Higher,
                wrote_at: UnixMs(9_000),
                ..QUIET
            },
            Need {
                change: Change::NotEnoughText,
                wrote_at: UnixMs(2_000),
                ..QUIET
            },
            QUIET,
        ];
        for (place, one) in by_need.iter().enumerate() {
            for (other_place, other) in by_need.iter().enumerate() {
                assert_eq!(
                    one.compare(other),
                    place.cmp(&other_place),
                    "{place} {other_place}"
                );
            }
        }
    }
}
