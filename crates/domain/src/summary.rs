//! Which days of the clinic's want a summary, and from when until when they last.

use crate::time::UnixMs;
use jiff::{Timestamp, ToSpan, civil::Date, civil::time, tz::TimeZone};

/// The hour at which summaries are made when nobody chose another, by the clinic's clock.
pub const USUAL_HOUR: u8 = 19;
/// How many days back what was missed is made up for: after nights off, holidays, a late message.
pub const CATCH_UP_DAYS: u8 = 14;

/// A day of the clinic's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// Its date.
    pub on: Date,
    /// Its first instant.
    pub from: UnixMs,
    /// The first instant after it.
    pub until: UnixMs,
}

impl Day {
    /// Returns the day of a date; nothing at the ends of time.
    pub fn on(on: Date, zone: &TimeZone) -> Option<Self> {
        let begins = |date: Date| {
            let begins = date.to_zoned(zone.clone()).ok()?;
            Some(UnixMs(begins.timestamp().as_millisecond()))
        };
        Some(Self {
            on,
            from: begins(on)?,
            until: begins(on.tomorrow().ok()?)?,
        })
    }

    /// Returns the day an instant is in.
    pub fn of(at: UnixMs, zone: &TimeZone) -> Option<Self> {
        Self::on(date(at, zone)?, zone)
    }

    /// Returns whether an instant is in it.
    pub fn holds(&self, at: UnixMs) -> bool {
        self.from <= at && at < self.until
    }
}

/// Returns the date of an instant by the clinic's clock.
pub fn date(at: UnixMs, zone: &TimeZone) -> Option<Date> {
    let at = Timestamp::from_millisecond(at.0).ok()?;
    Some(at.to_zoned(zone.clone()).date())
}

/// Returns the days whose hour (0 to 23) has come, the oldest first: the last [`CATCH_UP_DAYS`], with today once it is
/// that late.
pub fn due(now: UnixMs, hour: u8, zone: &TimeZone) -> Vec<Day> {
    let days = (0..i64::from(CATCH_UP_DAYS)).rev();
    let Some(today) = date(now, zone) else {
        return Vec::new();
    };
    let found = days.filter_map(|back| Day::on(today.saturating_sub(back.days()), zone));
    found
        .filter(|day| hour_of(day, hour, zone).is_some_and(|hour| hour <= now))
        .collect()
}

/// Returns the instant at which an hour of a day begins; the next that exists where the clock jumps over it.
fn hour_of(day: &Day, hour: u8, zone: &TimeZone) -> Option<UnixMs> {
    let hour = time(i8::try_from(hour.min(23)).ok()?, 0, 0, 0);
    let at = day.on.to_datetime(hour).to_zoned(zone.clone()).ok()?;
    Some(UnixMs(at.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Friday, 2026-11-20, 09:00 UTC.
    const MORNING: UnixMs = UnixMs(1_795_165_200_000);
    const HOUR_MS: i64 = 60 * 60 * 1000;

    fn dates(now: UnixMs, hour: u8, zone: &TimeZone) -> Vec<String> {
        let due = due(now, hour, zone);
        due.iter().map(|day| day.on.to_string()).collect()
    }

    #[test]
    fn today_is_due_from_its_hour_on() {
        for (hour, last) in [(9, "2026-11-20"), (10, "2026-11-19"), (0, "2026-11-20")] {
            let due = dates(MORNING, hour, &TimeZone::UTC);
            assert_eq!(due.last().map(String::as_str), Some(last), "{hour}");
            let oldest = due.first().map(String::as_str);
            assert_eq!(oldest, Some("2026-11-07"), "{hour}");
        }
    }

    #[test]
    fn days_are_the_clinics_own() {
        let athens = TimeZone::get("Europe/Athens").unwrap();
        let day = Day::of(MORNING, &athens).unwrap();
        assert_eq!(day.from.0, MORNING.0 - 11 * HOUR_MS);
        assert!(day.holds(day.from) && !day.holds(day.until));
        // 19:00 in Athens is 17:00 UTC.
        let evening = UnixMs(MORNING.0 + 8 * HOUR_MS);
        let last = dates(evening, 19, &athens).pop();
        assert_eq!(last.as_deref(), Some("2026-11-20"));
        let before = UnixMs(evening.0 - 1);
        assert_eq!(
            dates(before, 19, &athens).pop().as_deref(),
            Some("2026-11-19")
        );
    }

    #[test]
    fn a_day_of_23_or_25_hours_is_one_day() {
        let lisbon = TimeZone::get("Europe/Lisbon").unwrap();
        for (date, hours) in [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)] {
            let day = Day::on(date.parse().unwrap(), &lisbon).unwrap();
            assert_eq!((day.until.0 - day.from.0) / HOUR_MS, hours, "{date}");
        }
    }
}
