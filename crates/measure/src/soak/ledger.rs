//! What was sent, what was answered 200, what was delivered.

use serde::Serialize;
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The most problems that are kept; there may be more.
const MOST_PROBLEMS: usize = 20;

/// Everybody's book.
#[derive(Default)]
pub(super) struct Ledger(Mutex<Book>);

#[derive(Default)]
struct Book {
    webhooks: HashMap<u64, Webhook>,
    next: u64,
    foreign: u64,
    again: u64,
    counts: BTreeMap<&'static str, u64>,
    problems: Vec<String>,
}

/// One body.
struct Webhook {
    /// The place of its clinic.
    clinic: usize,
    /// How often it was sent.
    attempts: u32,
    is_accepted: bool,
    /// Under which cursors it came.
    cursors: Vec<i64>,
}

/// The book, summed up.
#[derive(Serialize)]
pub(super) struct Sums {
    /// Answered 200.
    pub(super) accepted: u64,
    /// Of those, how many reached their desktop.
    pub(super) delivered: u64,
    /// Of those, how many did not.
    pub(super) lost: u64,
    /// Under more cursors than they were sent times.
    pub(super) twice: u64,
    /// Delivered, and never sent to that clinic.
    pub(super) foreign: u64,
    /// Fetched again by a desktop that had not acknowledged them.
    pub(super) again: u64,
    /// Kept once more after a repeat, because the first was fetched already: a desktop knows it by Meta's id.
    pub(super) repeats: u64,
    /// Everything else that was counted.
    pub(super) counts: BTreeMap<&'static str, u64>,
}

impl Ledger {
    /// Writes down a new body before it is sent; returns its number.
    pub(super) fn begin(&self, clinic: usize) -> u64 {
        let mut book = self.lock();
        let number = book.fresh();
        let webhook = Webhook {
            clinic,
            attempts: 0,
            is_accepted: false,
            cursors: Vec::new(),
        };
        book.webhooks.insert(number, webhook);
        number
    }

    /// Returns a number that is never accepted.
    pub(super) fn number_of_nothing(&self) -> u64 {
        self.lock().fresh()
    }

    /// Counts an attempt, before it is made.
    pub(super) fn attempt(&self, number: u64) {
        if let Some(webhook) = self.lock().webhooks.get_mut(&number) {
            webhook.attempts += 1;
        }
    }

    /// It was answered 200.
    pub(super) fn accepted(&self, number: u64) {
        if let Some(webhook) = self.lock().webhooks.get_mut(&number) {
            webhook.is_accepted = true;
        }
    }

    /// Returns an accepted body near this number and its clinic.
    pub(super) fn accepted_near(&self, number: u64) -> Option<(u64, usize)> {
        let book = self.lock();
        let last = book.next;
        let near = (0..200).map(|step| number.checked_rem(last).unwrap_or(0) + step);
        near.filter_map(|number| Some((number, book.webhooks.get(&number)?)))
            .find(|(_, webhook)| webhook.is_accepted)
            .map(|(number, webhook)| (number, webhook.clinic))
    }

    /// A clinic's desktop holds it.
    pub(super) fn delivered(&self, clinic: usize, number: Option<u64>, cursor: i64) {
        let mut book = self.lock();
        let found = number.and_then(|number| book.webhooks.get_mut(&number));
        match found.filter(|webhook| webhook.clinic == clinic) {
            Some(webhook) if webhook.cursors.contains(&cursor) => book.again += 1,
            Some(webhook) => webhook.cursors.push(cursor),
            None => book.foreign += 1,
        }
    }

    /// Counts one of something.
    pub(super) fn count(&self, what: &'static str) {
        *self.lock().counts.entry(what).or_default() += 1;
    }

    /// Keeps the largest of something.
    pub(super) fn most(&self, what: &'static str, value: u64) {
        let mut book = self.lock();
        let most = book.counts.entry(what).or_default();
        *most = value.max(*most);
    }

    /// Writes down what must not be. It names no bodies.
    pub(super) fn problem(&self, problem: String) {
        let mut book = self.lock();
        if book.problems.len() < MOST_PROBLEMS {
            book.problems.push(problem);
        }
    }

    pub(super) fn problems(&self) -> Vec<String> {
        self.lock().problems.clone()
    }

    pub(super) fn sums(&self) -> Sums {
        let book = self.lock();
        let mut sums = Sums {
            accepted: 0,
            delivered: 0,
            lost: 0,
            twice: 0,
            foreign: book.foreign,
            again: book.again,
            repeats: 0,
            counts: book.counts.clone(),
        };
        for webhook in book.webhooks.values() {
            let came = u32::try_from(webhook.cursors.len()).unwrap_or(u32::MAX);
            sums.twice += u64::from(came > webhook.attempts);
            sums.repeats += u64::from(came.saturating_sub(1));
            if webhook.is_accepted {
                sums.accepted += 1;
                sums.delivered += u64::from(came > 0);
                sums.lost += u64::from(came == 0);
            }
        }
        sums
    }

    fn lock(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    fn fresh(&mut self) -> u64 {
        self.next += 1;
        self.next
    }
}

#[cfg(test)]
mod tests {
    use super::Ledger;

    #[test]
    fn what_is_lost_doubled_and_strange_is_told_apart() {
        let ledger = Ledger::default();
        let [fine, lost, twice, repeated] = [0, 0, 0, 1].map(|clinic| ledger.begin(clinic));
        for number in [fine, lost, twice, repeated, repeated] {
            ledger.attempt(number);
            ledger.accepted(number);
        }
        ledger.delivered(0, Some(fine), 1);
        ledger.delivered(0, Some(fine), 1);
        ledger.delivered(0, Some(twice), 2);
        ledger.delivered(0, Some(twice), 3);
        ledger.delivered(1, Some(repeated), 4);
        ledger.delivered(1, Some(repeated), 5);
        ledger.delivered(1, Some(fine), 6);
        ledger.delivered(0, Some(ledger.number_of_nothing()), 7);
        ledger.delivered(0, None, 8);
        let sums = ledger.sums();
        assert_eq!((sums.accepted, sums.delivered, sums.lost), (4, 3, 1));
        assert_eq!((sums.twice, sums.repeats), (1, 2));
        assert_eq!((sums.foreign, sums.again), (3, 1));
        assert_eq!(ledger.accepted_near(fine), Some((fine, 0)));
    }
}
