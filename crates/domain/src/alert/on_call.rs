//! Whom a flag asks first, and whom next while nobody takes it.
//!
//! Being asked takes nothing from anybody: the flag stays in everybody's view, and everybody is called about it. It says
//! whose turn it is. Who was asked is a set of facts; whose turn it is follows from them and from the clock, whatever
//! order they became known in.

mod shift;

use super::AlertLevel;
use crate::{channel::Side, id::StaffId, time::UnixMs};
use serde::{Deserialize, Serialize};
pub use shift::{Shift, Wall};
use std::{collections::BTreeSet, time::Duration};
use ts_rs::TS;

/// The longest a flag may wait for somebody before it passes on, in minutes.
pub const LONGEST_WAIT: u16 = 240;
/// The most people an order may have.
pub const MOST_PEOPLE: usize = 30;
/// The most shifts of one person.
pub const MOST_SHIFTS: usize = 14;

/// Somebody who may be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OnCall {
    /// Who.
    pub staff: StaffId,
    /// When they are on call; at every hour when there is none.
    #[serde(default)]
    pub shifts: Vec<Shift>,
}

/// In which order the clinic wants people asked, and how long it waits for each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnCallOrder {
    /// About patients; only who reads them is asked.
    #[serde(default)]
    pub clinical: Vec<OnCall>,
    /// About leads.
    #[serde(default)]
    pub leads: Vec<OnCall>,
    /// How many minutes an urgent flag waits for somebody.
    pub urgent_minutes: u16,
    /// How many minutes a high one waits.
    pub high_minutes: u16,
}

/// Why an order cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the order cannot be kept")]
pub struct InvalidOrder;

impl Default for OnCallOrder {
    /// Nobody in particular; ten minutes for an urgent flag, thirty for a high one.
    fn default() -> Self {
        Self {
            clinical: Vec::new(),
            leads: Vec::new(),
            urgent_minutes: 10,
            high_minutes: 30,
        }
    }
}

impl OnCallOrder {
    /// Returns the order if it can be kept: everybody once a side, shifts that are some, waits of a minute and more.
    ///
    /// # Errors
    /// [`InvalidOrder`].
    pub fn checked(self) -> Result<Self, InvalidOrder> {
        let waits = 1..=LONGEST_WAIT;
        let is_right = |people: &[OnCall]| {
            let once: BTreeSet<_> = people.iter().map(|it| it.staff).collect();
            people.len() <= MOST_PEOPLE
                && once.len() == people.len()
                && people.iter().all(|it| {
                    it.shifts.len() <= MOST_SHIFTS && it.shifts.iter().all(Shift::is_some)
                })
        };
        let is_kept = waits.contains(&self.urgent_minutes)
            && waits.contains(&self.high_minutes)
            && is_right(&self.clinical)
            && is_right(&self.leads);
        if is_kept { Ok(self) } else { Err(InvalidOrder) }
    }

    /// Returns who is asked about a side.
    pub fn of(&self, side: Side) -> &[OnCall] {
        match side {
            Side::Clinical => &self.clinical,
            Side::Leads => &self.leads,
        }
    }

    /// Returns how long a flag of a level waits for somebody before it passes on; nothing for one that passes on to
    /// nobody by itself.
    pub fn wait(&self, level: AlertLevel) -> Option<Duration> {
        let minutes = match level {
            AlertLevel::Review | AlertLevel::Today => return None,
            AlertLevel::High => self.high_minutes,
            AlertLevel::Urgent => self.urgent_minutes,
        };
        Some(Duration::from_secs(u64::from(minutes) * 60))
    }
}

/// Returns everybody of an order, whoever is to be asked first at an hour first.
///
/// While the clinic is closed, those whose own hours it is come before those who have none: these are at home. Nobody is
/// left out for their hours, they only come last: better somebody off duty than nobody.
pub fn at_hour(order: &[OnCall], wall: Wall, is_open: bool) -> Vec<StaffId> {
    let rank = |it: &OnCall| {
        let has_none = it.shifts.is_empty();
        let is_theirs = it.shifts.iter().any(|shift| shift.covers(wall));
        if is_theirs || (has_none && is_open) {
            0
        } else if has_none {
            1
        } else {
            2
        }
    };
    let mut people: Vec<&OnCall> = order.iter().collect();
    people.sort_by_key(|it| rank(it));
    people.into_iter().map(|it| it.staff).collect()
}

/// Somebody was asked to take a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// When.
    pub at: UnixMs,
    /// By whom.
    pub by: AskedBy,
    /// Who.
    pub staff: StaffId,
}

/// Who asked. Of two at the same instant the person's word counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AskedBy {
    /// The flag, by itself, when it had this level.
    Itself(AlertLevel),
    /// A person who passed it on.
    Person,
}

/// Whose turn it is with an open flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Who is asked now; nobody before the first.
    pub now: Option<Asked>,
    /// Everybody of the order who was not asked yet, whoever is next first.
    pub to_come: Vec<StaffId>,
    /// When it passes on by itself; absent when it does not, before the first, and when there is nobody left.
    pub passes_on_at: Option<UnixMs>,
    /// How long it waits for each.
    wait: Option<Duration>,
    /// When everybody was asked who counts, the earliest first.
    times: Vec<UnixMs>,
}

impl Turn {
    /// Returns who is next.
    pub fn next(&self) -> Option<StaffId> {
        self.to_come.first().copied()
    }

    /// Returns whom the flag asks now by itself, if it is time.
    ///
    /// The first is asked at once, whatever another clock says of when the flag was raised. An asking a little ahead, by
    /// another computer's clock, is waited for; one further ahead than the wait, because the clock was set back, delays
    /// nobody: then what was asked by this clock counts.
    pub fn is_due(&self, now: UnixMs) -> Option<StaffId> {
        let (wait, next) = (self.wait?, self.next()?);
        let newest = self.now.map(|asked| asked.at);
        let at = if newest.is_some_and(|at| at > now.plus(wait)) {
            self.times.iter().copied().filter(|at| *at <= now).max()
        } else {
            newest
        };
        at.is_none_or(|at| at.plus(wait) <= now).then_some(next)
    }
}

/// Returns whose turn it is, from everybody who was asked so far in any order.
///
/// `order` is as [`at_hour`] gives it. A flag that rose asks anew: what it asked by itself at another level counts no
/// more, what a person passed on does. `wait` is how long it waits for each; absent when it passes on to nobody by itself.
pub fn turn(order: &[StaffId], asked: &[Asked], level: AlertLevel, wait: Option<Duration>) -> Turn {
    let counts = |it: &&Asked| match it.by {
        AskedBy::Itself(then) => then == level,
        AskedBy::Person => true,
    };
    let counted: Vec<&Asked> = asked.iter().filter(counts).collect();
    let now = counted.iter().max().map(|it| **it);
    let is_left = |staff: &&StaffId| counted.iter().all(|it| it.staff != **staff);
    let to_come: Vec<StaffId> = order.iter().filter(is_left).copied().collect();
    let passes_on_at = wait
        .zip(now)
        .filter(|_| !to_come.is_empty())
        .map(|(wait, asked)| asked.at.plus(wait));
    let mut times: Vec<UnixMs> = counted.iter().map(|it| it.at).collect();
    times.sort_unstable();
    times.dedup();
    Turn {
        now,
        to_come,
        passes_on_at,
        wait,
        times,
    }
}

#[cfg(test)]
mod tests;
