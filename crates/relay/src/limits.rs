//! How often something may be asked: counters by address, token or code, in windows of time, bounded in number.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use recado_protocol::id::DeviceId;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;
const MOST_KEYS: usize = 10_000;
/// Several desktops of a clinic often share one address.
const TOKENS_PER_ADDRESS: u32 = 4;
const PAIRING_MISSES_PER_MINUTE: u32 = 5;
const LOOKS_PER_MINUTE: u32 = 600;
/// What one desktop tells the others: far more than people do in a minute, and little beside what Meta sends.
const NOTES_PER_MINUTE: u32 = 600;
const FORGERIES_PER_MINUTE: u32 = 60;

/// All of the relay's limits on how often.
pub(crate) struct Limits {
    /// Requests of one address, whoever it is.
    pub(crate) addresses: Counter<IpAddr>,
    /// Requests with one token.
    pub(crate) tokens: Counter<DeviceId>,
    /// Notes of one desktop.
    pub(crate) notes: Counter<DeviceId>,
    /// Wrong pairing codes.
    pub(crate) pairing_misses: Counter<Guess>,
    /// Looks whether another relay knows a token or secret that this one does not.
    pub(crate) looks: Counter<()>,
    /// Webhooks that nobody here signed, and subscription checks with a token that nobody here set.
    forgeries: Counter<IpAddr>,
    /// Addresses from which Meta has posted.
    genuine: Counter<IpAddr>,
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
            addresses: Counter::per_minute(requests_per_minute.saturating_mul(TOKENS_PER_ADDRESS)),
            tokens: Counter::per_minute(requests_per_minute),
            notes: Counter::per_minute(NOTES_PER_MINUTE),
            pairing_misses: Counter::per_minute(PAIRING_MISSES_PER_MINUTE),
            looks: Counter::per_minute(LOOKS_PER_MINUTE),
            forgeries: Counter::per_minute(FORGERIES_PER_MINUTE),
            genuine: Counter {
                window_ms: DAY_MS,
                ..Counter::per_minute(1)
            },
        }
    }

    /// Returns whether an address may post a webhook now, before anything of it is read.
    ///
    /// Only who forges is held up. An address from which Meta has posted within a day is not, whatever else comes from it:
    /// it may be that of a proxy which all share, and a webhook that is sent away late is a message that comes late.
    pub(crate) fn may_post(&self, address: IpAddr, now_ms: i64) -> Result<(), Over> {
        if self.genuine.check(&address, now_ms).is_err() {
            return Ok(());
        }
        self.forgeries.check(&address, now_ms)
    }

    /// Notes that an address posted what Meta signed.
    pub(crate) fn was_genuine(&self, address: IpAddr, now_ms: i64) {
        if self.genuine.check(&address, now_ms).is_ok() {
            self.genuine.count(address, now_ms);
        }
    }

    /// Notes that an address posted what nobody here signed.
    pub(crate) fn was_forged(&self, address: IpAddr, now_ms: i64) {
        self.forgeries.count(address, now_ms);
    }
}

/// Over the limit; how many seconds are left of its time.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Over(pub(crate) u32);

/// A counter for each key, for a while from its first use.
pub(crate) struct Counter<K> {
    most: u32,
    window_ms: i64,
    counts: Mutex<HashMap<K, (i64, u32)>>,
}

impl<K: Hash + Eq> Counter<K> {
    fn per_minute(most: u32) -> Self {
        Self {
            most,
            window_ms: MINUTE_MS,
            counts: Mutex::default(),
        }
    }

    /// Returns whether the key has used up its time, without counting.
    pub(crate) fn check(&self, key: &K, now_ms: i64) -> Result<(), Over> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        match counts.get(key) {
            Some(&(since, count)) if self.is_live(since, now_ms) && count >= self.most => {
                let left_ms = since + self.window_ms - now_ms;
                Err(Over(u32::try_from(left_ms / 1000 + 1).unwrap_or(1)))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Counts one more.
    pub(crate) fn count(&self, key: K, now_ms: i64) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST_KEYS {
            counts.retain(|_, (since, _)| self.is_live(*since, now_ms));
            if counts.len() >= MOST_KEYS {
                // Forgetting is better than refusing strangers because others are many.
                counts.clear();
            }
        }
        let (since, count) = counts.entry(key).or_insert((now_ms, 0));
        if !self.is_live(*since, now_ms) {
            (*since, *count) = (now_ms, 0);
        }
        *count = count.saturating_add(1);
    }

    /// Counts one more unless its time is used up.
    pub(crate) fn take(&self, key: K, now_ms: i64) -> Result<(), Over> {
        self.check(&key, now_ms)?;
        self.count(key, now_ms);
        Ok(())
    }

    fn is_live(&self, since: i64, now_ms: i64) -> bool {
        (0..self.window_ms).contains(&(now_ms - since))
    }
}

#[cfg(test)]
mod tests {
    use super::{Counter, MOST_KEYS, Over};

    #[test]
    fn a_minute_holds_so_many_and_then_a_new_one_begins() {
        let limit = Counter::per_minute(2);
        assert_eq!(limit.take("a", 0), Ok(()));
        assert_eq!(limit.take("a", 30_000), Ok(()));
        assert_eq!(limit.take("a", 59_999), Err(Over(1)));
        assert_eq!(limit.take("b", 59_999), Ok(()));
        assert_eq!(limit.take("a", 60_000), Ok(()));
    }

    #[test]
    fn the_number_of_keys_is_bounded() {
        let limit = Counter::per_minute(1);
        for key in 0..3 * MOST_KEYS {
            limit.count(key, 0);
        }
        assert!(limit.counts.lock().unwrap().len() <= MOST_KEYS);
    }
}
