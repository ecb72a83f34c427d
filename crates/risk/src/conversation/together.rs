//! Which messages call for more than their own words do, because of those written before them.
//!
//! Every rule is monotone: it asks whether enough of something is there, so that one more event never takes away what
//! the others gave.

use super::{DAY, Escalation, Event, HOUR, MessageKey, Sign, WINDOW, Why};
use crate::finding::{Category, Level};
use std::collections::{BTreeMap, BTreeSet};

/// In so long a weak sign loses half its weight.
const HALF_LIFE: f64 = 12.0 * HOUR as f64;
/// The same weak sign counts once in so long.
const REPEAT: i64 = 2 * HOUR;
/// From so much weight weak signs raise an alert, and from so much a review.
const ALERT_WEIGHT: f64 = 4.0;
const REVIEW_WEIGHT: f64 = 2.0;
/// What a message adds that was taken back after it raised an alert.
const TAKEN_BACK_POINTS: u32 = 1;
/// So many messages in so long are a burst.
const BURST: usize = 5;
const BURST_LENGTH: i64 = HOUR / 2;
/// So many reviews in a day are looked at the same day.
const REVIEWS: usize = 3;

/// Returns the messages that call for more than their own words do, by time; each of a category once, with the most
/// severe reason. `is_night` says whether a time is between midnight and six where the clinic is.
pub fn escalations(events: &[Event], is_night: impl Fn(i64) -> bool) -> Vec<Escalation> {
    let read = Read::of(events);
    let mut found = Vec::new();
    read.weak_signs(&mut found);
    read.reviews(&mut found);
    read.repeated(&mut found);
    read.means(&mut found);
    read.bursts(&is_night, &mut found);
    read.settled(found)
}

/// A message with a place in the order of writing.
type Place = (i64, MessageKey);

/// What weighs in the window.
#[derive(Clone, Copy)]
struct Weighing {
    at: i64,
    message: MessageKey,
    category: Category,
    /// What repeats: words, or a message that was taken back.
    same: (u64, Option<MessageKey>),
    points: u32,
}

/// The events of a conversation, sorted by what they say.
#[derive(Default)]
struct Read {
    /// What was written when.
    written: BTreeSet<Place>,
    calling: BTreeSet<MessageKey>,
    /// Each message's own level in each category.
    own: BTreeMap<(MessageKey, Category), Level>,
    /// What was found, and when.
    found: BTreeSet<(i64, MessageKey, Category, Level)>,
    weighing: Vec<Weighing>,
    means: BTreeSet<Place>,
}

impl Read {
    fn of(events: &[Event]) -> Read {
        let mut read = Read::default();
        let events: BTreeSet<&Event> = events.iter().collect();
        for event in &events {
            if event.calls {
                read.calling.insert(event.message);
            }
            match event.sign {
                Sign::Written => {
                    read.written.insert((event.at, event.message));
                }
                Sign::TakenBack => {}
                Sign::Found { category, level } => {
                    let own = read.own.entry((event.message, category)).or_insert(level);
                    *own = level.max(*own);
                    read.found
                        .insert((event.at, event.message, category, level));
                }
                Sign::Weak {
                    category,
                    words,
                    points,
                    is_means,
                } => {
                    if is_means {
                        read.means.insert((event.at, event.message));
                    }
                    read.weighing.push(Weighing {
                        at: event.at,
                        message: event.message,
                        category,
                        same: (words, None),
                        points,
                    });
                }
            }
        }
        for event in events {
            if event.sign != Sign::TakenBack {
                continue;
            }
            // In each category that alerted, and counted once: a further one takes nothing from the others.
            let taken_back = read.alerted(event.message).map(|category| Weighing {
                at: event.at,
                message: event.message,
                category,
                same: (0, Some(event.message)),
                points: TAKEN_BACK_POINTS,
            });
            let taken_back: Vec<Weighing> = taken_back.collect();
            read.weighing.extend(taken_back);
        }
        read.weighing
            .sort_by_key(|one| (one.at, one.message, one.same, one.category));
        read
    }

    /// Returns the categories in which a message alerts by itself.
    fn alerted(&self, message: MessageKey) -> impl Iterator<Item = Category> {
        let own = self.of_message(message);
        own.filter(|(_, level)| *level >= Level::Today)
            .map(|(category, _)| category)
    }

    fn of_message(&self, message: MessageKey) -> impl Iterator<Item = (Category, Level)> {
        let range = (message, Category::Suicide)..=(message, Category::Medical);
        self.own
            .range(range)
            .map(|((_, category), level)| (*category, *level))
    }

    /// Weak signs up to each that weighs: the same words once in two hours, counted from the newest.
    fn weak_signs(&self, found: &mut Vec<Escalation>) {
        for (place, newest) in self.weighing.iter().enumerate() {
            let mut counted: BTreeMap<(u64, Option<MessageKey>), i64> = BTreeMap::new();
            let mut weight = 0.0;
            let mut messages = BTreeSet::new();
            let before = self.weighing.get(..=place).unwrap_or_default();
            for one in before.iter().rev() {
                let age = newest.at - one.at;
                if age >= WINDOW {
                    continue;
                }
                // Whoever only says the newest again adds nothing to it.
                let says_it_again = one.same == newest.same && age < REPEAT;
                if one.message != newest.message && !says_it_again {
                    messages.insert(one.message);
                }
                let is_repeat = counted
                    .get(&one.same)
                    .is_some_and(|at| at - one.at < REPEAT);
                if is_repeat {
                    continue;
                }
                counted.insert(one.same, one.at);
                weight += f64::from(one.points) * (-(age as f64) / HALF_LIFE).exp2();
            }
            // One message alone is judged by its own findings.
            if messages.is_empty() || weight < REVIEW_WEIGHT {
                continue;
            }
            let level = if weight >= ALERT_WEIGHT {
                Level::High
            } else {
                Level::Review
            };
            found.push(Escalation {
                message: newest.message,
                at: newest.at,
                category: newest.category,
                level,
                why: Why::WeakSigns,
                with: messages.into_iter().collect(),
            });
        }
    }

    fn reviews(&self, found: &mut Vec<Escalation>) {
        let reviews: BTreeSet<(i64, MessageKey, Category)> = self
            .found
            .iter()
            .filter(|(_, _, _, level)| *level == Level::Review)
            .map(|(at, message, category, _)| (*at, *message, *category))
            .collect();
        for (at, message, category) in &reviews {
            let with: BTreeSet<MessageKey> = reviews
                .iter()
                .filter(|other| (other.0, other.1) < (*at, *message) && at - other.0 < DAY)
                .filter(|other| other.1 != *message)
                .map(|other| other.1)
                .collect();
            if with.len() + 1 >= REVIEWS {
                found.push(Escalation {
                    message: *message,
                    at: *at,
                    category: *category,
                    level: Level::Today,
                    why: Why::Reviews,
                    with: with.into_iter().collect(),
                });
            }
        }
    }

    fn repeated(&self, found: &mut Vec<Escalation>) {
        let alerts: Vec<_> = self
            .found
            .iter()
            .filter(|(_, _, _, level)| *level >= Level::Today)
            .collect();
        for (at, message, category, level) in alerts.iter().copied() {
            let before = || {
                alerts.iter().filter(|other| {
                    other.2 == *category
                        && other.1 != *message
                        && (other.0, other.1) < (*at, *message)
                        && at - other.0 < DAY
                })
            };
            let Some(worst) = before().map(|other| other.3).max() else {
                continue;
            };
            found.push(Escalation {
                message: *message,
                at: *at,
                category: *category,
                level: above(worst.max(*level)),
                why: Why::Repeated,
                with: before().map(|other| other.1).collect(),
            });
        }
    }

    fn means(&self, found: &mut Vec<Escalation>) {
        let wishes: BTreeSet<Place> = self
            .found
            .iter()
            .filter(|(_, _, category, level)| {
                *category == Category::Suicide && *level >= Level::High
            })
            .map(|(at, message, _, _)| (*at, *message))
            .collect();
        let mut ask = |later: &BTreeSet<Place>, earlier: &BTreeSet<Place>| {
            for (at, message) in later {
                let with: Vec<MessageKey> = earlier
                    .iter()
                    .filter(|other| **other < (*at, *message) && at - other.0 < DAY)
                    .map(|other| other.1)
                    .filter(|other| other != message)
                    .collect();
                if !with.is_empty() {
                    found.push(Escalation {
                        message: *message,
                        at: *at,
                        category: Category::Suicide,
                        level: Level::Urgent,
                        why: Why::MeansAfterWish,
                        with,
                    });
                }
            }
        };
        ask(&self.means, &wishes);
        ask(&wishes, &self.means);
    }

    /// A message of the night with anything in it, among many written close together.
    fn bursts(&self, is_night: &impl Fn(i64) -> bool, found: &mut Vec<Escalation>) {
        let found_ones = self
            .found
            .iter()
            .map(|(at, message, category, _)| (*at, *message, *category));
        let weak_ones = self
            .weighing
            .iter()
            .map(|one| (one.at, one.message, one.category));
        let signs: BTreeSet<(i64, MessageKey, Category)> = found_ones.chain(weak_ones).collect();
        if !signs.iter().any(|(at, _, _)| is_night(*at)) {
            return;
        }
        let nights: Vec<Place> = self
            .written
            .iter()
            .filter(|(at, _)| is_night(*at))
            .copied()
            .collect();
        for (at, message, category) in signs {
            let is_burst = nights.windows(BURST).any(|some| {
                let length = some
                    .last()
                    .zip(some.first())
                    .map(|(last, first)| last.0 - first.0);
                length.is_some_and(|length| length <= BURST_LENGTH)
                    && some.iter().any(|one| one.1 == message)
            });
            if is_burst && is_night(at) {
                found.push(Escalation {
                    message,
                    at,
                    category,
                    level: Level::Today,
                    why: Why::NightBurst,
                    with: Vec::new(),
                });
            }
        }
    }

    /// Keeps, of each message and category, the most severe that says more than the message itself.
    fn settled(&self, mut found: Vec<Escalation>) -> Vec<Escalation> {
        found.retain(|one| {
            let own = self.own.get(&(one.message, one.category));
            self.calling.contains(&one.message) && own.is_none_or(|own| one.level > *own)
        });
        found.sort_by_key(|one| {
            let worst_first = std::cmp::Reverse((one.level, one.why));
            (one.message, one.category, worst_first, one.at)
        });
        found.dedup_by(|next, kept| {
            let is_same = next.message == kept.message && next.category == kept.category;
            if is_same && next.why == kept.why && next.level == kept.level {
                let more: BTreeSet<_> = kept.with.drain(..).chain(next.with.drain(..)).collect();
                kept.with = more.into_iter().collect();
            }
            is_same
        });
        for one in &mut found {
            one.with.sort_unstable();
            one.with.dedup();
        }
        found.sort_by_key(|one| (one.at, one.message, one.category));
        found
    }
}

fn above(level: Level) -> Level {
    match level {
        Level::Review => Level::Today,
        Level::Today => Level::High,
        Level::High | Level::Urgent => Level::Urgent,
    }
}
