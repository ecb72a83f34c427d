//! What several computers of a clinic say about one thing, and which of it holds: the same on each of them, whatever
//! reaches it first and however often.

use crate::id::DeviceId;
use crate::time::UnixMs;
use std::time::Duration;

/// How old a note between computers may be: longer than a relay keeps one. What is older was kept aside by somebody.
pub const LONGEST: Duration = Duration::from_secs(60 * 24 * 60 * 60);
/// How far the clocks of two computers may differ before a note seems to come from tomorrow.
const CLOCKS_DIFFER: Duration = Duration::from_secs(24 * 60 * 60);

/// When something was said, and on which computer. Ordered: of two at the same instant the computers' ids decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Said {
    /// When, by that computer's clock.
    pub at: UnixMs,
    /// Where.
    pub on: DeviceId,
}

/// Returns whether a word takes the place of the one that is known, where the first counts: whoever took a flag.
pub fn was_first(known: Option<Said>, new: Said) -> bool {
    known.is_none_or(|known| new < known)
}

/// Returns whether a word takes the place of the one that is known, where the last counts: who looks after a
/// conversation.
pub fn is_last(known: Option<Said>, new: Said) -> bool {
    known.is_none_or(|known| new > known)
}

/// Returns whether a note written at `at` may still be used.
pub fn is_timely(at: UnixMs, now: UnixMs) -> bool {
    (now.minus(LONGEST)..=now.plus(CLOCKS_DIFFER)).contains(&at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOON: UnixMs = UnixMs(1_795_176_000_000);

    fn said() -> impl Strategy<Value = Said> {
        (0..4_i64, 0..3_u128).prop_map(|(at, on)| Said {
            at: UnixMs(at),
            on: DeviceId(uuid::Uuid::from_u128(on)),
        })
    }

    fn settled(words: &[Said], holds: impl Fn(Option<Said>, Said) -> bool) -> Option<Said> {
        words.iter().fold(None, |known, new| {
            if holds(known, *new) {
                Some(*new)
            } else {
                known
            }
        })
    }

    proptest! {
        /// Any order, any repetition: one end.
        #[test]
        fn the_order_of_words_does_not_matter(
            words in prop::collection::vec(said(), 1..12),
            again in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
            shuffled in any::<u64>(),
        ) {
            let mut other = words.clone();
            other.extend(again.iter().map(|at| *at.get(&words)));
            let place = |at: usize| (at as u64 + 1).wrapping_mul(shuffled | 1);
            let mut order: Vec<usize> = (0..other.len()).collect();
            order.sort_by_key(|at| place(*at));
            let other: Vec<Said> = order.into_iter().map(|at| other[at]).collect();
            prop_assert_eq!(settled(&words, was_first), settled(&other, was_first));
            prop_assert_eq!(settled(&words, was_first), words.iter().min().copied());
            prop_assert_eq!(settled(&words, is_last), settled(&other, is_last));
            prop_assert_eq!(settled(&words, is_last), words.iter().max().copied());
        }
    }

    #[test]
    fn a_note_is_used_for_as_long_as_a_relay_may_have_kept_it_and_not_from_the_future() {
        assert!(is_timely(NOON, NOON));
        assert!(is_timely(NOON.minus(LONGEST), NOON));
        assert!(!is_timely(UnixMs(NOON.minus(LONGEST).0 - 1), NOON));
        assert!(is_timely(NOON.plus(CLOCKS_DIFFER), NOON));
        assert!(!is_timely(UnixMs(NOON.plus(CLOCKS_DIFFER).0 + 1), NOON));
    }
}
