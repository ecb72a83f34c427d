//! What a mark is made of, how it cools, and what ends it.

use super::*;
use proptest::prelude::*;

const HOUR: Duration = Duration::from_secs(60 * 60);
const T0: UnixMs = UnixMs(1_795_176_000_000);

fn asked(intents: &[Intent], urgency: Option<Urgency>) -> Asked {
    Asked {
        at: T0,
        intents: intents.iter().copied().collect(),
        urgency,
        is_withdrawn: false,
        is_flagged: false,
    }
}

fn facts(asked: &[Asked]) -> InterestFacts<'_> {
    InterestFacts {
        asked,
        answered_at: None,
        dismissed_at: None,
        has_open_flag: false,
        status: LeadStatus::New,
    }
}

fn heat(facts: &InterestFacts<'_>, after: Duration) -> Option<Heat> {
    facts.mark(T0.plus(after)).map(|mark| mark.heat)
}

#[test]
fn a_wish_with_a_time_is_hot_and_cools() {
    use Intent::{Appointment, Availability, Curious, Price};
    use Urgency::{Soon, ThisWeek, Today};
    let day = 24 * HOUR;
    let second = Duration::from_secs(1);
    type Case<'a> = (&'a [Intent], Option<Urgency>, Duration, Option<Heat>);
    let cases: &[Case<'_>] = &[
        (&[Appointment], Some(Today), Duration::ZERO, Some(Heat::Hot)),
        (&[Appointment], Some(Today), day - second, Some(Heat::Hot)),
        (&[Appointment], Some(Today), day, Some(Heat::Warm)),
        (
            &[Appointment],
            Some(Today),
            3 * day - second,
            Some(Heat::Warm),
        ),
        (&[Appointment], Some(Today), 3 * day, None),
        (
            &[Availability],
            Some(ThisWeek),
            3 * day - second,
            Some(Heat::Hot),
        ),
        (&[Availability], Some(Soon), 3 * day, Some(Heat::Warm)),
        (&[Availability], Some(Soon), 7 * day, None),
        (&[Appointment], None, Duration::ZERO, Some(Heat::Warm)),
        (&[Appointment], None, 7 * day, None),
        (&[Price], None, Duration::ZERO, Some(Heat::Warm)),
        (&[Price], None, 3 * day, None),
        // How soon says nothing without a wish to come.
        (&[Price], Some(Today), Duration::ZERO, Some(Heat::Warm)),
        (&[Curious], None, Duration::ZERO, None),
        (&[], Some(Today), Duration::ZERO, None),
    ];
    for (intents, urgency, after, expected) in cases {
        let asked = [asked(intents, *urgency)];
        assert_eq!(
            heat(&facts(&asked), *after),
            *expected,
            "{intents:?} {urgency:?} {after:?}"
        );
    }
}

#[test]
fn an_answer_cools_by_one_step() {
    let hot = [asked(&[Intent::Appointment], Some(Urgency::Today))];
    let answered = |at| InterestFacts {
        answered_at: Some(at),
        ..facts(&hot)
    };
    let mark = answered(T0.plus(HOUR)).mark(T0.plus(HOUR)).unwrap();
    assert_eq!((mark.heat, mark.is_answered), (Heat::Warm, true));
    assert_eq!(heat(&answered(T0.plus(HOUR)), 24 * HOUR), None);
    // What was written before they asked answers nothing.
    assert_eq!(heat(&answered(T0), HOUR), Some(Heat::Hot));

    let warm = [asked(&[Intent::Price], None)];
    let answered = InterestFacts {
        answered_at: Some(T0.plus(HOUR)),
        ..facts(&warm)
    };
    assert_eq!(heat(&answered, 2 * HOUR), None);
}

#[test]
fn a_flag_ends_everything_said_up_to_it() {
    let wish = asked(&[Intent::Appointment], Some(Urgency::Today));
    let flagged = Asked {
        at: T0.plus(HOUR),
        is_flagged: true,
        ..wish.clone()
    };
    let later = Asked {
        at: T0.plus(2 * HOUR),
        ..wish.clone()
    };
    let before = [wish, flagged];
    assert_eq!(heat(&facts(&before), HOUR), None, "also once it is closed");
    let after = [before[0].clone(), before[1].clone(), later];
    assert_eq!(heat(&facts(&after), 2 * HOUR), Some(Heat::Hot));
    let open = InterestFacts {
        has_open_flag: true,
        ..facts(&after)
    };
    assert_eq!(heat(&open, 2 * HOUR), None);
}

#[test]
fn a_wish_taken_back_is_none_until_the_next() {
    let wish = asked(&[Intent::Appointment], Some(Urgency::Today));
    let withdrawn = Asked {
        at: T0.plus(HOUR),
        intents: BTreeSet::new(),
        urgency: None,
        is_withdrawn: true,
        is_flagged: false,
    };
    let again = Asked {
        at: T0.plus(2 * HOUR),
        ..wish.clone()
    };
    assert_eq!(heat(&facts(&[wish.clone(), withdrawn.clone()]), HOUR), None);
    assert_eq!(
        heat(&facts(&[wish, withdrawn, again]), 2 * HOUR),
        Some(Heat::Hot)
    );
}

#[test]
fn a_dismissal_lasts_until_they_write_again() {
    let wish = asked(&[Intent::Appointment], Some(Urgency::Today));
    let again = Asked {
        at: T0.plus(2 * HOUR),
        ..wish.clone()
    };
    let both = [wish, again];
    let dismissed = |asked, at| InterestFacts {
        dismissed_at: Some(at),
        ..facts(asked)
    };
    let ms = Duration::from_millis(999);
    assert_eq!(heat(&dismissed(&both[..1], T0.plus(HOUR)), HOUR), None);
    assert_eq!(
        heat(&dismissed(&both, T0.plus(HOUR)), 2 * HOUR),
        Some(Heat::Hot)
    );
    // Of a message in the second of the dismissal nobody knew.
    assert_eq!(
        heat(&dismissed(&both[..1], T0.plus(ms)), HOUR),
        Some(Heat::Hot)
    );
}

#[test]
fn patients_and_lost_leads_have_no_mark() {
    let wish = [asked(&[Intent::Appointment], Some(Urgency::Today))];
    for status in LeadStatus::ALL {
        let ranked = !matches!(status, LeadStatus::Converted | LeadStatus::Lost);
        let facts = InterestFacts {
            status,
            ..facts(&wish)
        };
        assert_eq!(facts.mark(T0).is_some(), ranked, "{status:?}");
    }
}

#[test]
fn the_ranking_puts_the_most_urgent_first_and_then_who_waits_longest() {
    let mark = |heat, urgency, is_answered, hours: u32| HeatMark {
        heat,
        place: 0,
        urgency,
        asked_at: T0.plus(hours * HOUR),
        is_answered,
    };
    let ranked = [
        mark(Heat::Hot, Some(Urgency::Today), false, 0),
        mark(Heat::Hot, Some(Urgency::Today), false, 1),
        mark(Heat::Hot, Some(Urgency::ThisWeek), false, 0),
        mark(Heat::Hot, Some(Urgency::Soon), false, 0),
        mark(Heat::Warm, Some(Urgency::Today), false, 0),
        mark(Heat::Warm, Some(Urgency::Today), true, 0),
        mark(Heat::Warm, None, false, 0),
    ];
    assert!(ranked.is_sorted_by_key(HeatMark::rank));
}

fn any_asked() -> impl Strategy<Value = Asked> {
    let intents = prop::collection::btree_set(
        prop::sample::select(vec![
            Intent::Appointment,
            Intent::Availability,
            Intent::Price,
            Intent::Curious,
        ]),
        0..3,
    );
    let urgency = prop::option::of(prop::sample::select(vec![
        Urgency::Today,
        Urgency::ThisWeek,
        Urgency::Soon,
    ]));
    (0..200_u32, intents, urgency, 0..20_u8).prop_map(|(hours, intents, urgency, odd)| Asked {
        at: T0.plus(hours * HOUR),
        intents,
        urgency,
        is_withdrawn: odd == 0,
        is_flagged: odd == 1,
    })
}

proptest! {
    #[test]
    fn the_order_of_messages_does_not_matter(
        (asked, shuffled) in prop::collection::vec(any_asked(), 0..8)
            .prop_flat_map(|asked| (Just(asked.clone()), Just(asked).prop_shuffle())),
        now in 0..400_u32,
        answered in prop::option::of(0..300_u32),
    ) {
        let now = T0.plus(now * HOUR);
        let answered_at = answered.map(|hours| T0.plus(hours * HOUR));
        let said = |asked: &[Asked]| {
            let facts = InterestFacts { answered_at, ..facts(asked) };
            facts.mark(now).map(|mark| (mark.heat, asked[mark.place].clone(), mark.is_answered))
        };
        prop_assert_eq!(said(&asked), said(&shuffled));
    }

    #[test]
    fn nobody_becomes_hotter_by_waiting(
        asked in prop::collection::vec(any_asked(), 0..6), now in 200..400_u32, later in 0..200_u32,
    ) {
        let mark = |hours: u32| facts(&asked).mark(T0.plus(hours * HOUR)).map(|mark| mark.heat);
        prop_assert!(mark(now + later) <= mark(now));
    }
}
