//! What a person's messages say together: weak signs that add up, signs that repeat, means after a wish, and silence.
//!
//! Pure: the caller keeps the events, passes `now`, and acts on what comes back. Times are milliseconds. The same
//! events in any order give the same answer; an event of the future counts as one of now.

use std::collections::BTreeMap;

use crate::finding::{Assessment, Category, Level, Reason};

/// What one message of a person left behind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// When it was written.
    pub at: i64,
    /// What it was about.
    pub category: Category,
    /// Its finding's level.
    pub level: Level,
    /// Its finding's rule.
    pub rule: String,
    /// The points of a weak sign; none for a finding of its own.
    pub points: u32,
}

impl Event {
    /// Returns the events of a message written at `at`.
    pub fn of(at: i64, assessment: &Assessment) -> Vec<Event> {
        let event = |finding: &crate::Finding| Event {
            at,
            category: finding.category,
            level: finding.level,
            rule: finding.rule.clone(),
            points: finding
                .reasons
                .iter()
                .find_map(|reason| match reason {
                    Reason::WeakSigns { points } => Some(*points),
                    Reason::Negated { .. }
                    | Reason::Past { .. }
                    | Reason::Resolved { .. }
                    | Reason::Hypothetical { .. }
                    | Reason::Professional { .. }
                    | Reason::Quoted { .. }
                    | Reason::Joking { .. }
                    | Reason::Misspelt { .. }
                    | Reason::TimeNamed { .. }
                    | Reason::Preparation { .. }
                    | Reason::SecondReader => None,
                })
                .unwrap_or(0),
        };
        assessment.findings.iter().map(event).collect()
    }
}

/// Why the conversation calls for more than its last message does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escalation {
    /// Weak signs of the last three days add up, the older ones counting less.
    WeakSigns(Level),
    /// Three messages for review within a day.
    Reviews,
    /// Two alerts of one category within a day.
    Repeated(Category, Level),
}

impl Escalation {
    /// Returns the level it asks for.
    pub fn level(self) -> Level {
        match self {
            Escalation::WeakSigns(level) | Escalation::Repeated(_, level) => level,
            Escalation::Reviews => Level::Today,
        }
    }
}

const HOUR: i64 = 3_600_000;

/// Older events say nothing.
pub const WINDOW: i64 = 72 * HOUR;

/// In so long a weak sign loses half its weight.
const HALF_LIFE: f64 = 12.0 * HOUR as f64;

/// The same weak sign counts once in so long.
const REPEAT: i64 = 2 * HOUR;

/// Returns what a person's events call for together, the most urgent first.
pub fn escalations(events: &[Event], now: i64) -> Vec<Escalation> {
    let mut recent: Vec<&Event> = events
        .iter()
        .filter(|event| now - event.at < WINDOW)
        .collect();
    recent.sort();
    let mut found = Vec::new();
    let weight = weak_weight(&recent, now);
    if weight >= 4.0 {
        found.push(Escalation::WeakSigns(Level::High));
    } else if weight >= 2.0 {
        found.push(Escalation::WeakSigns(Level::Review));
    }
    let today = || {
        recent
            .iter()
            .filter(|event| now - event.at < 24 * HOUR && event.points == 0)
    };
    let mut reviewed: Vec<i64> = today()
        .filter(|event| event.level == Level::Review)
        .map(|event| event.at)
        .collect();
    reviewed.dedup();
    if reviewed.len() >= 3 {
        found.push(Escalation::Reviews);
    }
    let mut alerts: BTreeMap<Category, Vec<(i64, Level)>> = BTreeMap::new();
    for event in today().filter(|event| event.level >= Level::Today) {
        let messages = alerts.entry(event.category).or_default();
        match messages.last_mut() {
            Some((at, level)) if *at == event.at => *level = (*level).max(event.level),
            Some(_) | None => messages.push((event.at, event.level)),
        }
    }
    for (category, messages) in alerts {
        let worst = messages.iter().map(|(_, level)| *level).max();
        if let (Some(worst), true) = (worst, messages.len() >= 2) {
            found.push(Escalation::Repeated(category, above(worst)));
        }
    }
    found.sort_by_key(|escalation| std::cmp::Reverse(escalation.level()));
    found
}

fn weak_weight(recent: &[&Event], now: i64) -> f64 {
    let mut counted: BTreeMap<&str, i64> = BTreeMap::new();
    let mut weight = 0.0;
    for event in recent.iter().filter(|event| event.points > 0) {
        let last = counted.get(event.rule.as_str());
        if last.is_none_or(|last| event.at - last >= REPEAT) {
            let age = (now - event.at).max(0) as f64;
            weight += f64::from(event.points) * (-age / HALF_LIFE).exp2();
            counted.insert(&event.rule, event.at);
        }
    }
    weight
}

fn above(level: Level) -> Level {
    match level {
        Level::Review => Level::Today,
        Level::Today => Level::High,
        Level::High | Level::Urgent => Level::Urgent,
    }
}

/// Returns when somebody should be reminded that a person has gone silent: an hour after words that were urgent,
/// twelve after words that were high, unless the person wrote again or somebody spoke with them.
///
/// It is a reminder to look, and says nothing of what the silence means.
pub fn silence_reminder(
    worst: Level,
    at: i64,
    last_written: i64,
    last_contact: Option<i64>,
) -> Option<i64> {
    let patience = match worst {
        Level::Urgent => HOUR,
        Level::High => 12 * HOUR,
        Level::Today | Level::Review => return None,
    };
    let was_reached = last_contact.is_some_and(|contact| contact >= at);
    (last_written <= at && !was_reached).then_some(at + patience)
}

#[cfg(test)]
mod tests;
