//! The clock on the clinic's wall, in the zones our clinics are in, on the days it is turned.

use super::*;

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

/// Returns the instant a clock in UTC shows, for example `2026-03-29T00:30`.
fn utc(text: &str) -> UnixMs {
    let civil: jiff::civil::DateTime = text.parse().unwrap();
    let at = civil.to_zoned(TimeZone::UTC).unwrap();
    UnixMs(at.timestamp().as_millisecond())
}

fn every_day(parts: &[(u16, u16)]) -> OpeningHours {
    let day: Vec<_> = parts
        .iter()
        .map(|(opens, closes)| Interval {
            opens: *opens,
            closes: *closes,
        })
        .collect();
    OpeningHours {
        week: vec![day; 7],
        closed_on: Vec::new(),
    }
}

/// The first minute is open, the last one is not; the pause at midday is closed.
#[test]
fn a_day_of_two_parts_opens_and_closes_to_the_minute() {
    let hours = every_day(&[(9 * 60, 13 * 60), (15 * 60, 18 * 60)]);
    let kigali = zone("Africa/Kigali");
    for (at, is_open) in [
        ("2026-11-20T06:59", false),
        ("2026-11-20T07:00", true),
        ("2026-11-20T10:59", true),
        ("2026-11-20T11:00", false),
        ("2026-11-20T12:59", false),
        ("2026-11-20T13:00", true),
        ("2026-11-20T16:00", false),
    ] {
        assert_eq!(hours.is_open(utc(at), &kigali), is_open, "{at}");
    }
    assert_eq!(
        hours.opens_next(utc("2026-11-20T11:30"), &kigali),
        Some(utc("2026-11-20T13:00"))
    );
    assert_eq!(
        hours.closes_next(utc("2026-11-20T08:00"), &kigali),
        Some(utc("2026-11-20T11:00"))
    );
}

/// The same instant is Friday evening in Madrid and Friday afternoon in São Paulo.
#[test]
fn hours_are_of_the_clinics_place() {
    let hours = OpeningHours::default();
    let at = utc("2026-11-20T17:30");
    assert!(!hours.is_open(at, &zone("Europe/Madrid")));
    assert!(hours.is_open(at, &zone("America/Sao_Paulo")));
    assert_eq!(
        hours.opens_next(at, &zone("Europe/Madrid")),
        Some(utc("2026-11-23T08:00")),
        "Monday at nine"
    );
}

#[test]
fn a_closed_date_is_closed_and_the_next_day_is_not() {
    let hours = OpeningHours {
        closed_on: vec!["2026-12-25".parse().unwrap(), "2026-12-24".parse().unwrap()],
        ..OpeningHours::default()
    };
    let hours = hours.checked().unwrap();
    let madrid = zone("Europe/Madrid");
    assert!(hours.is_open(utc("2026-12-23T10:00"), &madrid));
    assert!(!hours.is_open(utc("2026-12-24T10:00"), &madrid));
    assert!(!hours.is_open(utc("2026-12-25T10:00"), &madrid));
    assert_eq!(
        hours.opens_next(utc("2026-12-23T18:00"), &madrid),
        Some(utc("2026-12-28T08:00"))
    );
}

/// Madrid, 29 March 2026: 02:00 to 03:00 is skipped.
#[test]
fn an_hour_that_is_skipped_opens_where_the_clock_goes_on() {
    let hours = every_day(&[(2 * 60 + 30, 5 * 60)]);
    let madrid = zone("Europe/Madrid");
    let jump = utc("2026-03-29T01:00");
    assert!(!hours.is_open(UnixMs(jump.0 - 1), &madrid));
    assert!(hours.is_open(jump, &madrid), "the wall says three");
    let next = hours.opens_next(utc("2026-03-29T00:00"), &madrid).unwrap();
    assert!(hours.is_open(next, &madrid), "an opening is open");
    assert_eq!(
        hours.closes_next(jump, &madrid),
        Some(utc("2026-03-29T03:00"))
    );
}

/// Madrid, 25 October 2026: 02:00 to 03:00 comes twice.
#[test]
fn an_hour_that_comes_twice_counts_both_times() {
    let hours = every_day(&[(2 * 60, 3 * 60)]);
    let madrid = zone("Europe/Madrid");
    for at in ["2026-10-25T00:30", "2026-10-25T01:30"] {
        assert!(hours.is_open(utc(at), &madrid), "{at}");
    }
    assert!(!hours.is_open(utc("2026-10-24T23:59"), &madrid));
    assert!(!hours.is_open(utc("2026-10-25T02:00"), &madrid));
    assert_eq!(
        hours.opens_next(utc("2026-10-24T22:00"), &madrid),
        Some(utc("2026-10-25T00:00"))
    );
}

/// Santiago, 6 September 2026: the day begins at one, its midnight is skipped.
#[test]
fn a_day_without_a_midnight_opens_when_it_begins() {
    let hours = every_day(&[(0, 8 * 60)]);
    let santiago = zone("America/Santiago");
    let begins = utc("2026-09-06T04:00");
    assert!(!hours.is_open(UnixMs(begins.0 - 1), &santiago));
    assert!(hours.is_open(begins, &santiago));
    assert_eq!(
        hours.opens_next(utc("2026-09-06T03:00"), &santiago),
        Some(begins)
    );
}

/// Over midnight is two parts that touch; the clinic does not close between them.
#[test]
fn parts_that_touch_at_midnight_are_one() {
    let hours = every_day(&[(0, 2 * 60), (20 * 60, MIDNIGHT)]);
    let sao_paulo = zone("America/Sao_Paulo");
    let evening = utc("2026-11-20T23:30");
    assert!(hours.is_open(evening, &sao_paulo));
    assert_eq!(
        hours.closes_next(evening, &sao_paulo),
        Some(utc("2026-11-21T05:00"))
    );
}

#[test]
fn a_clinic_that_never_opens_has_no_next_opening() {
    let hours = every_day(&[]);
    assert!(!hours.is_open(utc("2026-11-20T10:00"), &TimeZone::UTC));
    assert_eq!(
        hours.opens_next(utc("2026-11-20T10:00"), &TimeZone::UTC),
        None
    );
}

#[test]
fn what_makes_no_sense_is_not_kept() {
    let refused = |parts: &[(u16, u16)]| every_day(parts).checked().unwrap_err();
    assert_eq!(refused(&[(600, 600)]), HoursError::Backwards);
    assert_eq!(refused(&[(600, 540)]), HoursError::Backwards);
    assert_eq!(refused(&[(600, MIDNIGHT + 1)]), HoursError::Backwards);
    assert_eq!(refused(&[(900, 1000), (600, 901)]), HoursError::Overlap);
    let mut short = OpeningHours::default();
    short.week.pop();
    assert_eq!(short.checked().unwrap_err(), HoursError::Shape);
    let touching = every_day(&[(900, 1000), (600, 900)]).checked().unwrap();
    assert_eq!(touching.week[0][0].opens, 600, "in order");
}
