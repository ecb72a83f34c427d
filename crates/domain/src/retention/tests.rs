//! Who goes when, and what keeps them.

use super::*;
use proptest::prelude::*;

/// 2026-01-31 10:00 UTC.
const LAST: UnixMs = UnixMs(1_769_853_600_000);
const DAY: i64 = 24 * 60 * 60 * 1000;

fn rule(months: u16, set_at: i64) -> Option<Rule> {
    Some(Rule {
        months,
        set_at: UnixMs(set_at),
    })
}

fn standing() -> Standing {
    Standing {
        last_contact_at: LAST,
        is_held: false,
        has_open_alert: false,
        is_moving: false,
    }
}

#[test]
fn months_are_the_calendars() {
    // 2026-02-28, 2027-01-31 and 2031-01-31, each at 10:00.
    let cases = [
        (1, 1_772_272_800_000),
        (12, 1_801_389_600_000),
        (60, 1_927_620_000_000),
    ];
    for (months, goes) in cases {
        let found = verdict(&[rule(months, 0)], &standing(), &TimeZone::UTC);
        assert_eq!(found, Verdict::Goes(UnixMs(goes)), "{months} months");
        assert!(!is_due(found, UnixMs(goes - 1)));
        assert!(is_due(found, UnixMs(goes)));
    }
}

#[test]
fn a_rule_freshly_set_erases_nobody_for_a_day() {
    let set_at = LAST.0 + 400 * DAY;
    let found = verdict(&[rule(1, set_at)], &standing(), &TimeZone::UTC);
    assert_eq!(found, Verdict::Goes(UnixMs(set_at + DAY)));
    assert!(!is_due(found, UnixMs(set_at + DAY - 1)));
}

#[test]
fn without_a_rule_on_each_of_their_sides_people_stay() {
    assert_eq!(
        verdict(&[None], &standing(), &TimeZone::UTC),
        Verdict::Stays
    );
    assert_eq!(
        verdict(&[rule(1, 0), None], &standing(), &TimeZone::UTC),
        Verdict::Stays
    );
    assert_eq!(verdict(&[], &standing(), &TimeZone::UTC), Verdict::Stays);
    let both = verdict(&[rule(1, 0), rule(12, 0)], &standing(), &TimeZone::UTC);
    assert_eq!(both, Verdict::Goes(UnixMs(1_801_389_600_000)));
}

#[test]
fn a_hold_a_flag_and_a_move_keep_people() {
    let cases = [
        ((true, false, false), Keeps::LegalHold),
        ((false, true, false), Keeps::OpenAlert),
        ((false, false, true), Keeps::Moving),
        ((true, true, true), Keeps::LegalHold),
    ];
    for ((is_held, has_open_alert, is_moving), why) in cases {
        let standing = Standing {
            is_held,
            has_open_alert,
            is_moving,
            ..standing()
        };
        let found = verdict(&[rule(1, 0)], &standing, &TimeZone::UTC);
        assert_eq!(found, Verdict::Kept(UnixMs(1_772_272_800_000), why));
        assert!(!is_due(found, UnixMs(i64::MAX)));
    }
}

#[test]
fn a_clock_that_jumped_is_looked_at_for_a_day_first() {
    let start = LAST.0 + 100 * DAY;
    // After looks on these days, the last one erases or does not.
    let cases: [(&[i64], bool); 7] = [
        (&[0], false),
        (&[0, 0], false),
        (&[0, DAY - 1], false),
        (&[0, DAY], true),
        (&[0, DAY, 15 * DAY], true),
        (&[0, DAY, 15 * DAY + 1], false),
        (&[0, DAY, 2000 * DAY, 2001 * DAY], true),
    ];
    for (looks, trusted) in cases {
        let after = looks.iter().fold(None, |before, at| {
            Some(Looks::with(before, UnixMs(start + at)))
        });
        assert_eq!(after.unwrap().trust_the_clock(), trusted, "{looks:?}");
    }
    let day = Looks::with(Some(Looks::with(None, UnixMs(start))), UnixMs(start + DAY));
    let set_a_little = Looks::with(Some(day), UnixMs(start + DAY - 60_000));
    assert!(set_a_little.trust_the_clock());
    let set_back = Looks::with(Some(day), UnixMs(start));
    assert!(!set_back.trust_the_clock());
}

#[test]
fn lengths_and_reasons_are_read_back() {
    let allowed = [0, 1, 12, 600, 601].map(is_allowed);
    assert_eq!(allowed, [false, true, true, true, false]);
    for reason in ErasureReason::ALL {
        assert_eq!(ErasureReason::from_name(reason.as_str()), Some(reason));
        assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
    }
}

proptest! {
    /// Whatever the numbers: never before the time the rule names, and never within a day of its being set.
    #[test]
    fn nobody_goes_early(last in 0_i64..4_000_000_000_000, months in 1_u16..=600, set_at in 0_i64..4_000_000_000_000) {
        let standing = Standing { last_contact_at: UnixMs(last), ..standing() };
        if let Verdict::Goes(at) = verdict(&[rule(months, set_at)], &standing, &TimeZone::UTC) {
            prop_assert!(at.0 >= last + i64::from(months) * 28 * DAY);
            prop_assert!(at.0 >= set_at + DAY);
        }
    }
}

/// Written at half past eleven at night on the 30th in Lisbon, which in Kigali is the 31st: a month later February ends
/// there a day sooner.
#[test]
fn months_are_the_clinics() {
    let zone = |name| TimeZone::get(name).unwrap();
    let last_contact_at = UnixMs(LAST.0 - DAY + 27 * 30 * 60 * 1000);
    let standing = Standing {
        last_contact_at,
        ..standing()
    };
    let days = |zone: &TimeZone| match verdict(&[rule(1, 0)], &standing, zone) {
        Verdict::Goes(at) => (at.0 - last_contact_at.0) / DAY,
        Verdict::Stays | Verdict::Kept(..) => panic!("they go"),
    };
    assert_eq!(days(&zone("Europe/Lisbon")), 29);
    assert_eq!(days(&zone("Africa/Kigali")), 28);
}
