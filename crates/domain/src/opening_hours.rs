//! When the clinic is open: its week, its closed dates, in its own time zone.
//!
//! Hours are read off the clock on the clinic's wall, so a day whose clock is turned needs no rule of its own: an hour
//! that is skipped does not come, one that comes twice counts both times.

use crate::time::UnixMs;
use jiff::{
    Timestamp, ToSpan, Zoned,
    civil::{Date, Time},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Minutes in a day: the end of an interval that lasts until midnight.
pub const MIDNIGHT: u16 = 24 * 60;
/// The most intervals a day may have.
pub const MOST_INTERVALS: usize = 6;
/// The most closed dates that are kept.
pub const MOST_CLOSED: usize = 366;
/// How far the next opening is looked for, in days: past any closure a clinic plans.
const LOOKED_AHEAD: usize = 120;

/// A part of a day, in minutes after midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
pub struct Interval {
    /// The first minute, from 0.
    pub opens: u16,
    /// The minute after the last, at most [`MIDNIGHT`].
    pub closes: u16,
}

/// The opening hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningHours {
    /// Seven days from Monday, each with its intervals; none means closed.
    pub week: Vec<Vec<Interval>>,
    /// Dates on which the clinic is closed whatever the weekday.
    pub closed_on: Vec<Date>,
}

/// Why hours cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// Not seven days, or too many of something.
    #[error("the hours are of the wrong shape")]
    Shape,
    /// An interval ends before it begins, or after midnight.
    #[error("an interval ends before it begins")]
    Backwards,
    /// Two intervals of a day cover the same minute.
    #[error("two intervals overlap")]
    Overlap,
}

impl Default for OpeningHours {
    /// Monday to Friday, nine to six.
    fn default() -> Self {
        let day = vec![Interval {
            opens: 9 * 60,
            closes: 18 * 60,
        }];
        let week = (0..7).map(|weekday| match weekday {
            0..5 => day.clone(),
            _ => Vec::new(),
        });
        Self {
            week: week.collect(),
            closed_on: Vec::new(),
        }
    }
}

impl OpeningHours {
    /// Returns the hours in order, each date once, or why they cannot be kept.
    ///
    /// # Errors
    /// [`HoursError`].
    pub fn checked(mut self) -> Result<Self, HoursError> {
        if self.week.len() != 7 || self.closed_on.len() > MOST_CLOSED {
            return Err(HoursError::Shape);
        }
        self.closed_on.sort_unstable();
        self.closed_on.dedup();
        for day in &mut self.week {
            if day.len() > MOST_INTERVALS {
                return Err(HoursError::Shape);
            }
            day.sort_unstable();
            if day
                .iter()
                .any(|part| part.opens >= part.closes || part.closes > MIDNIGHT)
            {
                return Err(HoursError::Backwards);
            }
            if day.windows(2).any(|two| two[1].opens < two[0].closes) {
                return Err(HoursError::Overlap);
            }
        }
        Ok(self)
    }

    /// Returns whether the clinic is open at an instant; never at one that no calendar has.
    #[must_use]
    pub fn is_open(&self, at: UnixMs, zone: &TimeZone) -> bool {
        let Some(here) = zoned(at, zone) else {
            return false;
        };
        let minute = minute_of(here.time());
        self.of(here.date())
            .iter()
            .any(|part| part.opens <= minute && minute < part.closes)
    }

    /// Returns when the clinic opens next after an instant at which it is closed; nothing when no opening is in sight.
    #[must_use]
    pub fn opens_next(&self, after: UnixMs, zone: &TimeZone) -> Option<UnixMs> {
        let today = zoned(after, zone)?.date();
        let days = today.series(1.day()).take(LOOKED_AHEAD);
        let openings = days.flat_map(|day| {
            self.of(day)
                .iter()
                .filter_map(move |part| instant(day, part.opens, zone))
        });
        openings
            .into_iter()
            .find(|at| *at > after && self.is_open(*at, zone))
    }

    /// Returns when the clinic closes next after an instant at which it is open; parts that touch are one.
    #[must_use]
    pub fn closes_next(&self, after: UnixMs, zone: &TimeZone) -> Option<UnixMs> {
        let today = zoned(after, zone)?.date();
        let days = today.series(1.day()).take(LOOKED_AHEAD);
        let closings = days.flat_map(|day| {
            self.of(day)
                .iter()
                .filter_map(move |part| instant(day, part.closes, zone))
        });
        closings
            .into_iter()
            .find(|at| *at > after && !self.is_open(*at, zone))
    }

    fn of(&self, day: Date) -> &[Interval] {
        if self.closed_on.binary_search(&day).is_ok() {
            return &[];
        }
        let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
        self.week.get(weekday).map_or(&[], Vec::as_slice)
    }
}

/// Returns the minutes after midnight.
pub(crate) fn minute_of(time: Time) -> u16 {
    u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs())
}

/// Returns the instant of a minute of a day; of one that is skipped, one as much later as the clock jumps, and of one that
/// comes twice, the first.
fn instant(day: Date, minute: u16, zone: &TimeZone) -> Option<UnixMs> {
    let at = day
        .at(0, 0, 0, 0)
        .checked_add(i64::from(minute).minutes())
        .ok()?;
    let at = at.to_zoned(zone.clone()).ok()?;
    Some(UnixMs(at.timestamp().as_millisecond()))
}

/// Returns what the clinic's clock says at an instant; nothing at one that no calendar has.
pub(crate) fn zoned(at: UnixMs, zone: &TimeZone) -> Option<Zoned> {
    let at = Timestamp::from_millisecond(at.0).ok()?;
    Some(at.to_zoned(zone.clone()))
}

#[cfg(test)]
mod tests;
