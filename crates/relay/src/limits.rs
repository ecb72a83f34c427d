//! How often something may be asked: counters by address, token or code, in windows of a minute, bounded in number.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use recado_protocol::id::DeviceId;

const WINDOW_MS: i64 = 60_000;
const MOST_KEYS: usize = 10_000;
/// Several desktops of a clinic often share one address.
const TOKENS_PER_ADDRESS: u32 = 4;
const PAIRING_MISSES_PER_MINUTE: u32 = 5;
const LOOKS_PER_MINUTE: u32 = 600;

/// All of the relay's limits on how often.
pub(crate) struct Limits {
    /// Requests of one address, whoever it is.
    pub(crate) addresses: PerMinute<IpAddr>,
    /// Requests with one token.
    pub(crate) tokens: PerMinute<DeviceId>,
    /// Wrong pairing codes.
    pub(crate) pairing_misses: PerMinute<Guess>,
    /// Looks whether another relay knows a token or secret that this one does not.
    pub(crate) looks: PerMinute<()>,
}

/// Whom a wrong pairing code is counted against.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Guess {
    /// The one who tried.
    Address(IpAddr),
    /// What was tried, hashed.
    Code([u8; 32]),
}

impl Limits {
    /// Returns the limits for so many requests of one token in a minute.
    pub(crate) fn new(requests_per_minute: u32) -> Self {
        Self {
            addresses: PerMinute::new(requests_per_minute.saturating_mul(TOKENS_PER_ADDRESS)),
            tokens: PerMinute::new(requests_per_minute),
            pairing_misses: PerMinute::new(PAIRING_MISSES_PER_MINUTE),
            looks: PerMinute::new(LOOKS_PER_MINUTE),
        }
    }
}

/// Over the limit; how many seconds are left of the minute.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Over(pub(crate) u32);

/// A counter for each key, for a minute from its first use.
pub(crate) struct PerMinute<K> {
    most: u32,
    counts: Mutex<HashMap<K, (i64, u32)>>,
}

impl<K: Hash + Eq> PerMinute<K> {
    fn new(most: u32) -> Self {
        Self {
            most,
            counts: Mutex::default(),
        }
    }

    /// Returns whether the key has used up its minute, without counting.
    pub(crate) fn check(&self, key: &K, now_ms: i64) -> Result<(), Over> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        match counts.get(key) {
            Some(&(since, count)) if is_live(since, now_ms) && count >= self.most => {
                let left_ms = since + WINDOW_MS - now_ms;
                Err(Over(u32::try_from(left_ms / 1000 + 1).unwrap_or(1)))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Counts one more.
    pub(crate) fn count(&self, key: K, now_ms: i64) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST_KEYS {
            counts.retain(|_, (since, _)| is_live(*since, now_ms));
            if counts.len() >= MOST_KEYS {
                // Forgetting is better than refusing strangers because others are many.
                counts.clear();
            }
        }
        let (since, count) = counts.entry(key).or_insert((now_ms, 0));
        if !is_live(*since, now_ms) {
            (*since, *count) = (now_ms, 0);
        }
        *count = count.saturating_add(1);
    }

    /// Counts one more unless the minute is used up.
    pub(crate) fn take(&self, key: K, now_ms: i64) -> Result<(), Over> {
        self.check(&key, now_ms)?;
        self.count(key, now_ms);
        Ok(())
    }
}

fn is_live(since: i64, now_ms: i64) -> bool {
    (0..WINDOW_MS).contains(&(now_ms - since))
}

#[cfg(test)]
mod tests {
    use super::{MOST_KEYS, Over, PerMinute};

    #[test]
    fn a_minute_holds_so_many_and_then_a_new_one_begins() {
        let limit = PerMinute::new(2);
        assert_eq!(limit.take("a", 0), Ok(()));
        assert_eq!(limit.take("a", 30_000), Ok(()));
        assert_eq!(limit.take("a", 59_999), Err(Over(1)));
        assert_eq!(limit.take("b", 59_999), Ok(()));
        assert_eq!(limit.take("a", 60_000), Ok(()));
    }

    #[test]
    fn the_number_of_keys_is_bounded() {
        let limit = PerMinute::new(1);
        for key in 0..3 * MOST_KEYS {
            limit.count(key, 0);
        }
        assert!(limit.counts.lock().unwrap().len() <= MOST_KEYS);
    }
}
