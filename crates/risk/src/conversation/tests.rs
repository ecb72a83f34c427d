//! What adds up, what repeats, and what silence asks for; whatever the order in which it is told.

use super::*;
use proptest::prelude::*;

const MINUTE: i64 = HOUR / 60;

fn event(message: u8, at: i64, sign: Sign) -> Event {
    Event {
        at,
        message: [message; 16],
        calls: true,
        sign,
    }
}

fn found(message: u8, at: i64, level: Level) -> Event {
    let category = Category::Suicide;
    event(message, at, Sign::Found { category, level })
}

fn weak(message: u8, at: i64, points: u32, words: u64) -> Event {
    let sign = Sign::Weak {
        category: Category::Suicide,
        words,
        points,
        is_means: false,
    };
    event(message, at, sign)
}

fn by_day(events: &[Event]) -> Vec<(u8, Level, Why)> {
    let found = escalations(events, |_| false);
    let shown = found.iter().map(|one| (one.message[0], one.level, one.why));
    shown.collect()
}

#[test]
fn weak_signs_add_up_fade_and_count_once_in_two_hours() {
    let together = [weak(1, 0, 3, 1), weak(2, 3 * HOUR, 2, 2)];
    assert_eq!(by_day(&together), [(2, Level::High, Why::WeakSigns)]);
    let again = [weak(1, 0, 2, 1), weak(2, HOUR, 2, 1)];
    assert!(by_day(&again).is_empty());
    let later = [weak(1, 0, 2, 1), weak(2, 2 * HOUR, 2, 1)];
    assert_eq!(by_day(&later), [(2, Level::Review, Why::WeakSigns)]);
    let faded = [weak(1, 0, 3, 1), weak(2, 71 * HOUR, 2, 2)];
    assert_eq!(by_day(&faded), [(2, Level::Review, Why::WeakSigns)]);
    let gone = [weak(1, 0, 3, 1), weak(2, 72 * HOUR, 2, 2)];
    assert!(by_day(&gone).is_empty());
}

#[test]
fn one_message_alone_is_judged_by_its_own_findings() {
    assert!(by_day(&[weak(1, 0, 2, 1)]).is_empty());
    assert!(by_day(&[weak(1, 0, 2, 1), weak(1, HOUR, 2, 2)]).is_empty());
}

#[test]
fn three_reviews_in_a_day_are_looked_at_the_same_day() {
    let review = |message, hours| found(message, hours * HOUR, Level::Review);
    assert!(by_day(&[review(1, 1), review(2, 2)]).is_empty());
    let three = [review(1, 1), review(2, 2), review(3, 5)];
    assert_eq!(by_day(&three), [(3, Level::Today, Why::Reviews)]);
    assert!(by_day(&[review(1, 0), review(2, 2), review(3, 24)]).is_empty());
}

#[test]
fn a_second_alert_of_a_category_rises_one_level() {
    let (one, two) = (found(1, 0, Level::Today), found(2, HOUR, Level::Today));
    assert_eq!(by_day(&[one, two]), [(2, Level::High, Why::Repeated)]);
    let urgent = found(2, HOUR, Level::Urgent);
    assert!(by_day(&[one, urgent]).is_empty(), "nothing is above urgent");
    let other = Sign::Found {
        category: Category::Abuse,
        level: Level::Today,
    };
    assert!(by_day(&[one, event(2, HOUR, other)]).is_empty());
    assert!(by_day(&[one, found(2, DAY, Level::Today)]).is_empty());
}

#[test]
fn means_in_another_message_make_a_wish_urgent_in_either_order() {
    let means = |message, at| {
        let sign = Sign::Weak {
            category: Category::Suicide,
            words: 9,
            points: 2,
            is_means: true,
        };
        event(message, at, sign)
    };
    let wish = |message, at| found(message, at, Level::High);
    let urgent = |message| [(message, Level::Urgent, Why::MeansAfterWish)];
    assert_eq!(by_day(&[wish(1, 0), means(2, HOUR)]), urgent(2));
    assert_eq!(by_day(&[means(1, 0), wish(2, HOUR)]), urgent(2));
    assert!(by_day(&[wish(1, 0), means(2, DAY)]).is_empty());
    assert!(
        by_day(&[wish(1, 0), means(1, 0)]).is_empty(),
        "the engine's own"
    );
}

#[test]
fn what_was_taken_back_adds_a_point_only_after_an_alert() {
    let back = |message, at| event(message, at, Sign::TakenBack);
    let with = |gone| {
        [
            weak(1, MINUTE, 3, 1),
            found(2, 0, Level::Today),
            back(gone, MINUTE),
        ]
    };
    assert_eq!(by_day(&with(2)), [(2, Level::High, Why::WeakSigns)]);
    assert!(by_day(&with(3)).is_empty(), "it had raised nothing");
}

#[test]
fn many_messages_of_the_night_with_a_review_are_looked_at_the_same_day() {
    let burst: Vec<Event> = (0..5)
        .map(|place| event(place, i64::from(place) * 7 * MINUTE, Sign::Written))
        .chain([found(2, 14 * MINUTE, Level::Review)])
        .collect();
    let night = escalations(&burst, |_| true);
    assert_eq!(night.len(), 1);
    assert_eq!((night[0].message[0], night[0].why), (2, Why::NightBurst));
    assert!(escalations(&burst, |_| false).is_empty());
    assert!(escalations(&burst[1..], |_| true).is_empty());
}

#[test]
fn history_adds_up_and_calls_nobody() {
    let old = Event {
        calls: false,
        ..weak(1, 0, 3, 1)
    };
    let older = Event {
        calls: false,
        ..weak(2, HOUR, 3, 2)
    };
    assert!(by_day(&[old, older]).is_empty());
    let live = weak(3, 2 * HOUR, 2, 3);
    assert_eq!(
        by_day(&[old, older, live]),
        [(3, Level::High, Why::WeakSigns)]
    );
}

#[test]
fn silence_after_urgent_words_is_remembered_until_somebody_speaks() {
    let reminder = silence_reminder;
    assert_eq!(reminder(Level::Urgent, 10, 10, None), Some(10 + HOUR));
    assert_eq!(reminder(Level::High, 10, 10, Some(5)), Some(10 + 12 * HOUR));
    assert_eq!(reminder(Level::Urgent, 10, 11, None), None);
    assert_eq!(reminder(Level::Urgent, 10, 10, Some(12)), None);
    assert_eq!(reminder(Level::Today, 10, 10, None), None);
}

fn any_sign() -> impl Strategy<Value = Sign> {
    let level = prop::sample::select(vec![
        Level::Review,
        Level::Today,
        Level::High,
        Level::Urgent,
    ]);
    let category = prop::sample::select(vec![Category::Suicide, Category::Abuse]);
    prop_oneof![
        Just(Sign::Written),
        Just(Sign::TakenBack),
        (category, level).prop_map(|(category, level)| Sign::Found { category, level }),
        (0..4_u64, any::<bool>()).prop_map(|(words, is_means)| Sign::Weak {
            category: Category::Suicide,
            words,
            // The same words always have the same points.
            points: 2 + u32::from(words == 0),
            is_means,
        }),
    ]
}

fn any_events() -> impl Strategy<Value = Vec<Event>> {
    let one = (0..8_u8, 0..100_i64, any::<bool>(), any_sign());
    let event = one.prop_map(|(message, hours, calls, sign)| Event {
        at: hours * HOUR,
        message: [message; 16],
        calls,
        sign,
    });
    prop::collection::vec(event, 0..20)
}

fn night(at: i64) -> bool {
    at.rem_euclid(DAY) < 6 * HOUR
}

/// The level each message and category stands at, its own and what it is read together with.
fn standing(events: &[Event]) -> std::collections::BTreeMap<(MessageKey, Category), Level> {
    let mut levels = std::collections::BTreeMap::new();
    let own = events.iter().filter_map(|event| match event.sign {
        Sign::Found { category, level } => Some(((event.message, category), level)),
        Sign::Written | Sign::Weak { .. } | Sign::TakenBack => None,
    });
    let more = escalations(events, night);
    let more = more
        .iter()
        .map(|one| ((one.message, one.category), one.level));
    for (key, level) in own.chain(more) {
        let known = levels.entry(key).or_insert(level);
        *known = level.max(*known);
    }
    levels
}

proptest! {
    #[test]
    fn any_order_and_any_repetition_give_the_same(
        events in any_events(),
        seed in any::<prop::sample::Index>(),
    ) {
        let expected = escalations(&events, night);
        let mut turned: Vec<Event> = events.iter().rev().copied().collect();
        if !turned.is_empty() {
            let half = seed.index(turned.len());
            turned.rotate_left(half);
            let again = turned[half];
            turned.push(again);
        }
        prop_assert_eq!(escalations(&turned, night), expected);
    }

    #[test]
    fn more_events_lower_nothing(events in any_events(), more in any_events()) {
        let before = standing(&events);
        let all: Vec<Event> = events.iter().chain(&more).copied().collect();
        let after = standing(&all);
        for (key, level) in before {
            prop_assert!(after.get(&key).is_some_and(|now| *now >= level));
        }
    }
}
