//! What several computers of a clinic say about one thing, and which of it holds: the same on each of them, whatever
//! reaches it first and however often.

use crate::id::DeviceId;
use crate::time::UnixMs;
use serde::{Deserialize, Serialize};
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

/// Returns when something is said here about what was said before: later than that, also where another clock was ahead.
/// Whoever has seen a word and says another one means the other one.
pub fn after(known: Option<UnixMs>, now: UnixMs) -> UnixMs {
    known.map_or(now, |known| now.max(UnixMs(known.0 + 1)))
}

/// How far back messages are counted where somebody says up to where they know a conversation.
pub const LATELY: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Up to where whoever put a conversation away knew what its contact wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Heard {
    /// When the newest of it was written, by Meta's clock; absent where nothing was.
    pub until: Option<UnixMs>,
    /// How many messages were written within [`LATELY`] before that, it included: Meta tells whole seconds, and not
    /// always in order.
    pub lately: u32,
}

impl Heard {
    /// Returns whether all that is here was known there; `here` counts back from the same instant. Where it was not, the
    /// conversation stays open: nothing is put away that nobody saw.
    pub fn knows(self, here: Self) -> bool {
        here.until <= self.until && here.lately <= self.lately
    }
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

    proptest! {
        /// Computers that act and hear in any order: an act on what was known wins over it, and all end with the same word.
        #[test]
        fn an_act_wins_over_what_it_was_done_upon(
            acts in prop::collection::vec((0..3_usize, 0..3_usize, -2..3_i64), 1..12),
        ) {
            let mut known: [Option<Said>; 3] = [None; 3];
            let mut all = Vec::new();
            for (actor, heard, clock) in acts {
                // First it hears what one of the others knows, then it acts, whatever its clock says.
                if let Some(word) = known[heard] && is_last(known[actor], word) {
                    known[actor] = Some(word);
                }
                let before = known[actor];
                let at = after(before.map(|it| it.at), UnixMs(clock));
                let said = Said { at, on: DeviceId(uuid::Uuid::from_u128(actor as u128)) };
                prop_assert!(is_last(before, said));
                known[actor] = Some(said);
                all.push(said);
            }
            let last = all.iter().max().copied();
            for mut one in known {
                for word in &all {
                    if is_last(one, *word) {
                        one = Some(*word);
                    }
                }
                prop_assert_eq!(one, last);
            }
        }
    }

    #[test]
    fn what_one_had_not_heard_is_not_put_away_by_them() {
        let heard = |at: Option<i64>, lately| Heard {
            until: at.map(|at| NOON.plus(Duration::from_secs(u64::try_from(at).unwrap()))),
            lately,
        };
        assert!(heard(Some(5), 2).knows(heard(Some(5), 2)));
        assert!(heard(None, 0).knows(heard(None, 0)));
        // Something came since.
        assert!(!heard(Some(5), 2).knows(heard(Some(6), 2)));
        assert!(!heard(None, 0).knows(heard(Some(6), 0)));
        // In the same second, or late.
        assert!(!heard(Some(5), 2).knows(heard(Some(5), 3)));
        // Less is here: it opens the conversation when it comes.
        assert!(heard(Some(5), 2).knows(heard(Some(4), 1)));
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
