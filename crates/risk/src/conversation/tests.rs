//! What adds up, what repeats, and what silence asks for.

use super::*;

fn event(hours_ago: i64, level: Level, points: u32, rule: &str) -> Event {
    Event {
        at: -hours_ago * HOUR,
        category: Category::Suicide,
        level,
        rule: rule.to_owned(),
        points,
    }
}

#[test]
fn weak_signs_add_up_fade_and_count_once_in_two_hours() {
    let goodbye = event(0, Level::Review, 2, "weak_signs.suicide");
    let before = event(3, Level::Review, 3, "weak_signs.suicide");
    assert_eq!(
        escalations(&[goodbye.clone(), before], 0),
        [Escalation::WeakSigns(Level::High)]
    );
    let again = event(1, Level::Review, 2, "weak_signs.suicide");
    assert!(
        escalations(&[again, goodbye.clone()], 0)
            .iter()
            .all(|escalation| escalation.level() < Level::High)
    );
    let old = event(71, Level::Review, 3, "weak_signs.suicide");
    assert_eq!(
        escalations(&[old, goodbye], 0),
        [Escalation::WeakSigns(Level::Review)]
    );
}

#[test]
fn three_reviews_in_a_day_are_looked_at_the_same_day() {
    let review = |hours| event(hours, Level::Review, 0, "en.suicide.1.1");
    assert_eq!(escalations(&[review(1), review(2)], 0), []);
    assert_eq!(
        escalations(&[review(1), review(2), review(5)], 0),
        [Escalation::Reviews]
    );
    assert_eq!(escalations(&[review(1), review(2), review(25)], 0), []);
}

#[test]
fn a_second_alert_of_a_category_rises_one_level_in_any_order() {
    let one = event(1, Level::High, 0, "en.suicide.3.1");
    let two = event(9, Level::Today, 0, "en.suicide.2.1");
    let expected = [Escalation::Repeated(Category::Suicide, Level::Urgent)];
    assert_eq!(escalations(&[one.clone(), two.clone()], 0), expected);
    assert_eq!(escalations(&[two, one.clone()], 0), expected);
    assert_eq!(escalations(&[one.clone(), one], 0), []);
}

#[test]
fn silence_after_urgent_words_is_remembered_until_somebody_speaks() {
    assert_eq!(
        silence_reminder(Level::Urgent, 10, 10, None),
        Some(10 + HOUR)
    );
    assert_eq!(
        silence_reminder(Level::High, 10, 10, Some(5)),
        Some(10 + 12 * HOUR)
    );
    assert_eq!(silence_reminder(Level::Urgent, 10, 11, None), None);
    assert_eq!(silence_reminder(Level::Urgent, 10, 10, Some(12)), None);
    assert_eq!(silence_reminder(Level::Today, 10, 10, None), None);
}
