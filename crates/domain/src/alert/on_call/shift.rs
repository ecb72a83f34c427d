//! The hours in which somebody is on call, read off the clock on the clinic's wall.

use crate::{
    opening_hours::{self, MIDNIGHT},
    time::UnixMs,
};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

const WEEK: u8 = 7;

/// A shift: on these days from an hour to an hour. One that does not end after it begins goes on into the next day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Shift {
    /// The days on which it begins, from 0 (Monday) to 6.
    pub days: Vec<u8>,
    /// Its first minute after midnight, below 1440.
    pub from: u16,
    /// The minute after its last, at most 1440.
    pub to: u16,
}

/// What the clock on the clinic's wall says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wall {
    /// The day of the week, from 0 (Monday).
    pub day: u8,
    /// Minutes after midnight.
    pub minute: u16,
}

impl Wall {
    /// Returns what the clock says at an instant; midnight of a Monday at one that no calendar has.
    pub fn at(now: UnixMs, zone: &TimeZone) -> Self {
        let Some(here) = opening_hours::zoned(now, zone) else {
            return Self { day: 0, minute: 0 };
        };
        Self {
            day: here.weekday().to_monday_zero_offset().unsigned_abs(),
            minute: opening_hours::minute_of(here.time()),
        }
    }
}

impl Shift {
    /// Returns whether it is one: at least a day of the week, and hours that there are.
    pub fn is_some(&self) -> bool {
        let is_day = |day: &u8| *day < WEEK;
        !self.days.is_empty()
            && self.days.iter().all(is_day)
            && self.from < MIDNIGHT
            && self.to <= MIDNIGHT
    }

    /// Returns whether an hour belongs to it.
    pub fn covers(&self, wall: Wall) -> bool {
        let begins_on = |day: u8| self.days.contains(&day);
        if self.from < self.to {
            return begins_on(wall.day) && (self.from..self.to).contains(&wall.minute);
        }
        let day_before = (wall.day + WEEK - 1) % WEEK;
        (begins_on(wall.day) && wall.minute >= self.from)
            || (begins_on(day_before) && wall.minute < self.to)
    }
}
