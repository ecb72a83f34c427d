//! Cases of whose turn it is.

use super::*;
use crate::opening_hours::MIDNIGHT;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use uuid::Uuid;

/// Friday, 2026-11-20 12:00 UTC.
const NOON: UnixMs = UnixMs(1_795_176_000_000);
const MINUTE: Duration = Duration::from_secs(60);

fn staff(number: u128) -> StaffId {
    StaffId(Uuid::from_u128(number))
}

fn always(number: u128) -> OnCall {
    OnCall {
        staff: staff(number),
        shifts: Vec::new(),
    }
}

fn at(number: u128, days: &[u8], from: u16, to: u16) -> OnCall {
    let shift = Shift {
        days: days.to_vec(),
        from: from * 60,
        to: to * 60,
    };
    OnCall {
        staff: staff(number),
        shifts: vec![shift],
    }
}

fn wall(day: u8, hour: u16) -> Wall {
    Wall {
        day,
        minute: hour * 60,
    }
}

fn itself(number: u128, level: AlertLevel, minute: u32) -> Asked {
    Asked {
        staff: staff(number),
        at: NOON.plus(minute * MINUTE),
        by: AskedBy::Itself(level),
    }
}

fn person(number: u128, minute: u32) -> Asked {
    Asked {
        by: AskedBy::Person,
        ..itself(number, AlertLevel::High, minute)
    }
}

fn urgent(asked: &[Asked]) -> Turn {
    let order = [staff(1), staff(2), staff(3)];
    turn(&order, asked, AlertLevel::Urgent, Some(10 * MINUTE))
}

#[test]
fn the_first_is_asked_at_once_and_each_next_after_the_wait() {
    let level = AlertLevel::Urgent;
    assert_eq!(urgent(&[]).is_due(NOON), Some(staff(1)));
    let first = urgent(&[itself(1, level, 0)]);
    assert_eq!(first.now.map(|it| it.staff), Some(staff(1)));
    assert_eq!(first.next(), Some(staff(2)));
    let due = NOON.plus(10 * MINUTE);
    assert_eq!(first.passes_on_at, Some(due));
    assert_eq!(first.is_due(UnixMs(due.0 - 1)), None);
    assert_eq!(first.is_due(due), Some(staff(2)));
}

#[test]
fn after_the_last_it_stays_with_them() {
    let all = [1, 2, 3].map(|it| itself(it, AlertLevel::Urgent, u32::try_from(it).unwrap()));
    let turn = urgent(&all);
    assert_eq!(turn.now.map(|it| it.staff), Some(staff(3)));
    assert_eq!((turn.next(), turn.passes_on_at), (None, None));
    assert_eq!(turn.is_due(NOON.plus(600 * MINUTE)), None);
}

#[test]
fn what_a_person_passed_on_counts_and_goes_on_down_the_list() {
    let turn = urgent(&[itself(1, AlertLevel::Urgent, 0), person(3, 4)]);
    assert_eq!(turn.now.map(|it| it.staff), Some(staff(3)));
    assert_eq!(turn.next(), Some(staff(2)));
    assert_eq!(turn.passes_on_at, Some(NOON.plus(14 * MINUTE)));
    // To somebody who is in no list.
    let turn = urgent(&[person(9, 1)]);
    assert_eq!(turn.now.map(|it| it.staff), Some(staff(9)));
    assert_eq!(turn.next(), Some(staff(1)));
}

#[test]
fn a_flag_that_rose_asks_anew() {
    let risen = urgent(&[
        itself(1, AlertLevel::High, 0),
        itself(2, AlertLevel::High, 30),
    ]);
    assert_eq!(risen.now, None);
    assert_eq!(risen.is_due(NOON.plus(31 * MINUTE)), Some(staff(1)));
}

#[test]
fn one_that_waits_for_nobody_passes_on_by_a_person_only() {
    let order = [staff(1), staff(2)];
    let turn = turn(&order, &[person(1, 0)], AlertLevel::Today, None);
    assert_eq!(turn.next(), Some(staff(2)));
    assert_eq!(turn.is_due(NOON.plus(10_000 * MINUTE)), None);
    assert_eq!(OnCallOrder::default().wait(AlertLevel::Today), None);
}

#[test]
fn a_clock_that_was_set_back_delays_nobody() {
    let ahead = urgent(&[itself(1, AlertLevel::Urgent, 120)]);
    assert_eq!(ahead.is_due(NOON), Some(staff(2)));
}

#[test]
fn while_the_clinic_is_closed_whose_hours_it_is_come_first() {
    let order = [always(1), at(2, &[4, 5, 6], 20, 8), at(3, &[0], 9, 13)];
    let ids = |numbers: [u128; 3]| numbers.map(staff).to_vec();
    // Friday at noon: the shift of nobody.
    assert_eq!(at_hour(&order, wall(4, 12), true), ids([1, 2, 3]));
    // Monday morning, open: both are there, in the order given.
    assert_eq!(at_hour(&order, wall(0, 10), true), ids([1, 3, 2]));
    // Friday night, and Saturday before eight.
    assert_eq!(at_hour(&order, wall(4, 23), false), ids([2, 1, 3]));
    assert_eq!(at_hour(&order, wall(5, 7), false), ids([2, 1, 3]));
    // Monday night: nobody's hours; who has none comes before who has others.
    assert_eq!(at_hour(&order, wall(0, 23), false), ids([1, 2, 3]));
}

#[test]
fn a_shift_over_midnight_belongs_to_the_day_it_begins_on() {
    let sunday = Shift {
        days: vec![6],
        from: 20 * 60,
        to: 8 * 60,
    };
    assert!(sunday.covers(wall(6, 20)) && sunday.covers(wall(0, 7)));
    assert!(
        !sunday.covers(wall(6, 19)) && !sunday.covers(wall(0, 8)) && !sunday.covers(wall(6, 7))
    );
    let day = Shift {
        days: vec![2],
        from: 0,
        to: MIDNIGHT,
    };
    assert!(day.covers(wall(2, 0)) && day.covers(wall(2, 23)) && !day.covers(wall(3, 0)));
}

#[test]
fn the_wall_is_the_clinics() {
    assert_eq!(Wall::at(NOON, &TimeZone::UTC), wall(4, 12));
    let athens = TimeZone::get("Europe/Athens").unwrap();
    assert_eq!(Wall::at(NOON, &athens), wall(4, 14));
}

#[test]
fn an_order_that_makes_no_sense_is_refused() {
    let with = |clinical: Vec<OnCall>| {
        OnCallOrder {
            clinical,
            ..OnCallOrder::default()
        }
        .checked()
        .is_ok()
    };
    assert!(with(vec![always(1), at(2, &[0, 6], 22, 6)]));
    assert!(!with(vec![always(1), always(1)]));
    assert!(!with(vec![at(1, &[], 9, 10)]));
    assert!(!with(vec![at(1, &[7], 9, 10)]));
    assert!(!with(vec![at(1, &[1], 24, 10)]));
    let never = OnCallOrder {
        urgent_minutes: 0,
        ..OnCallOrder::default()
    };
    assert!(never.checked().is_err());
}

fn asked() -> impl Strategy<Value = Asked> {
    (1..5_u128, 0..4_u32, 0..3_u8).prop_map(|(who, minute, by)| match by {
        0 => person(who, minute),
        1 => itself(who, AlertLevel::High, minute),
        _ => itself(who, AlertLevel::Urgent, minute),
    })
}

proptest! {
    /// Whatever becomes known first, and however often: one turn.
    #[test]
    fn the_order_in_which_it_becomes_known_does_not_matter(
        facts in prop::collection::vec(asked(), 0..8),
        shuffled in any::<u64>(),
        later in 0..60_u32,
    ) {
        let again = facts.iter().chain(facts.iter().take(2)).copied().enumerate();
        let mut other: Vec<(usize, Asked)> = again.collect();
        other.sort_by_key(|(at, _)| (*at as u64 + 1).wrapping_mul(shuffled | 1));
        let other: Vec<Asked> = other.into_iter().map(|(_, it)| it).collect();
        let now = NOON.plus(later * MINUTE);
        prop_assert_eq!(urgent(&facts), urgent(&other));
        prop_assert_eq!(urgent(&facts).is_due(now), urgent(&other).is_due(now));
    }

    /// Nobody is asked twice by itself, and everybody of the order is asked in the end.
    #[test]
    fn time_alone_asks_everybody_once(first in prop::collection::vec(asked(), 0..4)) {
        let mut facts = first;
        let mut now = NOON;
        for _ in 0..200 {
            if let Some(next) = urgent(&facts).is_due(now) {
                prop_assert!(facts.iter().all(|it| it.staff != next || it.by == AskedBy::Itself(AlertLevel::High)));
                facts.push(Asked { staff: next, at: now, by: AskedBy::Itself(AlertLevel::Urgent) });
            }
            now = now.plus(MINUTE);
        }
        prop_assert!(urgent(&facts).to_come.is_empty());
    }
}

#[test]
fn a_clock_that_is_a_little_ahead_elsewhere_asks_nobody_early() {
    let ahead = Asked {
        at: NOON.plus(Duration::from_secs(30)),
        ..person(3, 0)
    };
    let mut asked = vec![ahead];
    for second in (0..=600).step_by(2) {
        let now = NOON.plus(Duration::from_secs(second));
        if let Some(next) = urgent(&asked).is_due(now) {
            asked.push(Asked {
                staff: next,
                at: now,
                by: AskedBy::Itself(AlertLevel::Urgent),
            });
        }
    }
    assert_eq!(asked.len(), 1);
    let after = NOON.plus(Duration::from_secs(630));
    assert_eq!(urgent(&asked).is_due(after), Some(staff(1)));
}

#[test]
fn the_first_is_asked_at_once_however_slow_this_clock_is() {
    let before = UnixMs(NOON.0 - 20 * 60_000);
    assert_eq!(urgent(&[]).is_due(before), Some(staff(1)));
}
