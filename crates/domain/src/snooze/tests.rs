//! Snoozing in Lisbon, over midnight, weekends and turned clocks.

use super::*;

fn lisbon() -> TimeZone {
    TimeZone::get("Europe/Lisbon").unwrap()
}

/// Returns an instant of Lisbon's clock, for example `2026-11-20T09:00`.
fn at(civil: &str) -> UnixMs {
    let civil: jiff::civil::DateTime = civil.parse().unwrap();
    instant(&civil.to_zoned(lisbon()).unwrap())
}

fn offered(now: &str) -> Vec<(SnoozePreset, UnixMs)> {
    choices(at(now), &lisbon())
}

#[test]
fn a_morning_offers_the_afternoon_tomorrow_and_monday() {
    // A Friday.
    assert_eq!(
        offered("2026-11-20T09:10"),
        [
            (SnoozePreset::LaterToday, at("2026-11-20T12:30")),
            (SnoozePreset::TomorrowMorning, at("2026-11-21T09:00")),
            (SnoozePreset::NextWeek, at("2026-11-23T09:00")),
        ]
    );
}

#[test]
fn an_evening_offers_nothing_later_today() {
    let presets = |now| {
        let all = offered(now).into_iter();
        all.map(|(preset, _)| preset).collect::<Vec<_>>()
    };
    assert_eq!(presets("2026-11-20T17:00")[0], SnoozePreset::LaterToday);
    assert_eq!(
        presets("2026-11-20T17:01")[0],
        SnoozePreset::TomorrowMorning
    );
    assert_eq!(
        presets("2026-11-20T23:59")[0],
        SnoozePreset::TomorrowMorning
    );
}

#[test]
fn a_monday_offers_the_next_one_and_a_sunday_offers_monday_once() {
    assert_eq!(
        offered("2026-11-23T08:00").last(),
        Some(&(SnoozePreset::NextWeek, at("2026-11-30T09:00")))
    );
    assert_eq!(
        offered("2026-11-22T19:00"),
        [(SnoozePreset::TomorrowMorning, at("2026-11-23T09:00"))]
    );
}

#[test]
fn nine_is_nine_also_after_the_night_in_which_the_clock_is_turned() {
    let offered = offered("2026-10-24T18:00");
    assert_eq!(offered[0].1, at("2026-10-25T09:00"));
    assert_eq!(
        offered[0].1.since(at("2026-10-24T18:00")),
        Duration::from_secs(16 * 60 * 60)
    );
}

#[test]
fn a_snooze_ends_in_the_future_and_within_a_year() {
    let now = at("2026-11-20T09:00");
    assert!(!may_snooze(now, now));
    assert!(may_snooze(UnixMs(now.0 + 1), now));
    assert!(may_snooze(now.plus(LONGEST), now));
    assert!(!may_snooze(UnixMs(now.plus(LONGEST).0 + 1), now));
}

#[test]
fn it_is_over_exactly_at_its_time_or_when_the_clock_was_set_back_before_it_began() {
    let (since, until) = (at("2026-11-20T09:00"), at("2026-11-21T09:00"));
    assert!(!is_over(since, until, since));
    assert!(!is_over(since, until, UnixMs(until.0 - 1)));
    assert!(is_over(since, until, until));
    // The network set the clock right by a minute.
    assert!(!is_over(since, until, at("2026-11-20T08:59")));
    assert!(is_over(since, until, at("2025-11-20T09:00")));
}
