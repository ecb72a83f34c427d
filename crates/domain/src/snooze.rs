//! Putting a conversation away until a time: which times are offered, and when it is back.
//!
//! Times of day are the clinic's; a day whose clock is turned has them all the same.

use crate::time::UnixMs;
use jiff::{
    SignedDuration, Timestamp, ToSpan, Zoned,
    civil::{Date, Time, Weekday, time},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use ts_rs::TS;

/// When a day's work begins.
const MORNING: Time = time(9, 0, 0, 0);
/// After this hour nothing is put off to later the same day.
const EVENING: Time = time(20, 0, 0, 0);
/// How much later "later today" is, before it is rounded up to a half hour.
const LATER: SignedDuration = SignedDuration::from_hours(3);
/// The longest snooze.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);
/// How far a clock may go back, as when it is set by the network, before a snooze no longer trusts it.
const CLOCK_DRIFT: Duration = Duration::from_secs(5 * 60);

/// A time that is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SnoozePreset {
    /// In three hours or a little more, while the day lasts.
    LaterToday,
    /// Tomorrow at nine.
    TomorrowMorning,
    /// Next Monday at nine.
    NextWeek,
}

/// Returns the times to offer, the soonest first, each with its instant.
pub fn choices(now: UnixMs, zone: &TimeZone) -> Vec<(SnoozePreset, UnixMs)> {
    let Some(here) = zoned(now, zone) else {
        return Vec::new();
    };
    let all = [
        (SnoozePreset::LaterToday, later_today(&here)),
        (
            SnoozePreset::TomorrowMorning,
            morning(here.date().tomorrow().ok(), zone),
        ),
        (
            SnoozePreset::NextWeek,
            morning(here.date().nth_weekday(1, Weekday::Monday).ok(), zone),
        ),
    ];
    let offered = all
        .into_iter()
        .filter_map(|(preset, at)| Some((preset, at?)));
    let mut offered: Vec<(SnoozePreset, UnixMs)> = offered.collect();
    // On a Sunday next week begins tomorrow: one choice, not two of the same.
    offered.dedup_by_key(|(_, at)| *at);
    offered
}

/// Returns whether a conversation may be put away until then.
#[must_use]
pub fn may_snooze(until: UnixMs, now: UnixMs) -> bool {
    now < until && until <= now.plus(LONGEST)
}

/// Returns whether a snooze is over.
///
/// `since` is when it began. A clock that now stands before that was set: nobody knows how long to wait, so it is over.
#[must_use]
pub fn is_over(since: UnixMs, until: UnixMs, now: UnixMs) -> bool {
    until <= now || now < since.minus(CLOCK_DRIFT)
}

fn later_today(here: &Zoned) -> Option<UnixMs> {
    let half_hours = jiff::ZonedRound::new()
        .smallest(jiff::Unit::Minute)
        .increment(30)
        .mode(jiff::RoundMode::Ceil);
    let later = here.checked_add(LATER).ok()?.round(half_hours).ok()?;
    let is_today = later.date() == here.date() && later.time() <= EVENING;
    is_today.then(|| instant(&later))
}

fn morning(day: Option<Date>, zone: &TimeZone) -> Option<UnixMs> {
    let morning = day?.to_datetime(MORNING).to_zoned(zone.clone()).ok()?;
    Some(instant(&morning))
}

fn zoned(at: UnixMs, zone: &TimeZone) -> Option<Zoned> {
    let at = Timestamp::from_millisecond(at.0).ok()?;
    Some(at.to_zoned(zone.clone()))
}

fn instant(at: &Zoned) -> UnixMs {
    UnixMs(at.timestamp().as_millisecond())
}

/// Returns the date at a place, and the day after, for texts that name them.
pub(crate) fn today_and_tomorrow(now: UnixMs, zone: &TimeZone) -> Option<(Date, Date)> {
    let today = zoned(now, zone)?.date();
    Some((today, today.checked_add(1.day()).ok()?))
}

#[cfg(test)]
mod tests;
