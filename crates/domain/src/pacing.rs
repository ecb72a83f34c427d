//! How fast and how often we ask Meta: backoff, allowances and the circuit breaker.

use crate::time::UnixMs;
use std::time::Duration;

/// The longest pause between two attempts.
pub const LONGEST_BACKOFF: Duration = Duration::from_secs(15 * 60);

/// Returns the pause before attempt number `attempt` (1 is the first retry), with `jitter` in 0..=1.
///
/// Doubles from two seconds; half of each pause is random, so that desks do not retry together.
pub fn backoff(attempt: u32, jitter: f64) -> Duration {
    let doubled = Duration::from_secs(2)
        .saturating_mul(1u32 << attempt.saturating_sub(1).min(16))
        .min(LONGEST_BACKOFF);
    doubled.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
}

/// How many may leave at once and how soon the next may; a value, so that any run of events can be replayed.
///
/// A burst is borrowed from the future: after `burst` at once, one more is allowed every `every`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    burst: u32,
    every: Duration,
    /// When all that was borrowed is paid back.
    paid_back_at: UnixMs,
}

impl Allowance {
    /// Returns one of which nothing is used.
    pub fn new(burst: u32, every: Duration) -> Self {
        Self {
            burst,
            every,
            paid_back_at: UnixMs(0),
        }
    }

    /// Returns when the next may leave; not after `now` when it may at once.
    pub fn next_at(&self, now: UnixMs) -> UnixMs {
        let credit = self.every.saturating_mul(self.burst.saturating_sub(1));
        let credit = i64::try_from(credit.as_millis()).unwrap_or(i64::MAX);
        UnixMs(self.paid_back_at.0.saturating_sub(credit)).max(now)
    }

    /// Returns whether everything that was borrowed is paid back.
    pub fn is_unused(&self, now: UnixMs) -> bool {
        self.paid_back_at <= now
    }

    /// Notes that one leaves.
    pub fn note(&mut self, now: UnixMs) {
        self.paid_back_at = self.paid_back_at.max(now).plus(self.every);
    }
}

/// Failures in a row that open the breaker.
const FAILURES_TO_OPEN: u32 = 5;
/// How long it stays open before one attempt is let through.
const OPEN_FOR: Duration = Duration::from_secs(30);
/// Openings within this time that call for a person.
const ALARM_WITHIN: Duration = Duration::from_secs(5 * 60);

/// A circuit breaker for one channel; a value, so that any run of events can be replayed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Breaker {
    failures: u32,
    open_until: Option<UnixMs>,
    openings: Vec<UnixMs>,
}

impl Breaker {
    /// Returns whether an attempt may be made at `now`.
    pub fn may_try(&self, now: UnixMs) -> bool {
        self.open_until.is_none_or(|until| now >= until)
    }

    /// Returns when the next attempt may be made, if it has to wait.
    pub fn opens_until(&self) -> Option<UnixMs> {
        self.open_until
    }

    /// Notes an answer, good or refused: the other side is there.
    pub fn note_answer(&mut self) {
        self.failures = 0;
        self.open_until = None;
    }

    /// Notes an attempt that got no answer.
    pub fn note_failure(&mut self, now: UnixMs) {
        self.failures += 1;
        if self.failures >= FAILURES_TO_OPEN {
            // Half-open: the next failure opens it again at once.
            self.failures = FAILURES_TO_OPEN - 1;
            self.open_until = Some(now.plus(OPEN_FOR));
            self.openings
                .retain(|opened| now.since(*opened) <= ALARM_WITHIN);
            self.openings.push(now);
        }
    }

    /// Returns whether it opened more than twice within five minutes, so that a person should know (T5).
    pub fn is_alarming(&self, now: UnixMs) -> bool {
        self.openings
            .iter()
            .filter(|opened| now.since(**opened) <= ALARM_WITHIN)
            .count()
            > 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backoff_doubles_stays_bounded_and_is_spread() {
        assert_eq!(backoff(1, 1.0), Duration::from_secs(2));
        assert_eq!(backoff(1, 0.0), Duration::from_secs(1));
        assert_eq!(backoff(4, 1.0), Duration::from_secs(16));
        assert_eq!(backoff(40, 1.0), LONGEST_BACKOFF);
    }

    /// CASES 25: 45 at once to one person, then one every six seconds.
    #[test]
    fn a_burst_is_borrowed_from_the_future() {
        let mut pair = Allowance::new(45, Duration::from_secs(6));
        let now = UnixMs(1_795_176_000_000);
        for _ in 0..45 {
            assert_eq!(pair.next_at(now), now);
            pair.note(now);
        }
        let next = now.plus(Duration::from_secs(6));
        assert_eq!(pair.next_at(now), next);
        pair.note(next);
        assert_eq!(pair.next_at(next), now.plus(Duration::from_secs(12)));
        // All is paid back when as much time has passed as was borrowed.
        let rested = now.plus(Duration::from_secs(46 * 6));
        for _ in 0..45 {
            assert_eq!(pair.next_at(rested), rested);
            pair.note(rested);
        }
        assert!(pair.next_at(rested) > rested);
    }

    #[test]
    fn the_breaker_opens_lets_one_through_and_alarms_on_the_third_opening() {
        let mut breaker = Breaker::default();
        let mut now = UnixMs(0);
        for _ in 0..5 {
            assert!(breaker.may_try(now));
            breaker.note_failure(now);
        }
        assert!(!breaker.may_try(now));
        for _ in 0..2 {
            assert!(!breaker.is_alarming(now));
            now = now.plus(OPEN_FOR);
            assert!(breaker.may_try(now));
            breaker.note_failure(now);
            assert!(!breaker.may_try(now));
        }
        assert!(breaker.is_alarming(now));
        breaker.note_answer();
        assert!(breaker.may_try(now));
    }
}
