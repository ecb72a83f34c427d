//! Weeks of text tone that were made with a known course.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

const LAST: Date = date(2026, 11, 26);

fn text(days_before: i64, value: f64, words: u32) -> ScoredText {
    ScoredText {
        on: LAST.saturating_sub(days_before.days()),
        value,
        words,
    }
}

/// Numbers between -1 and 1 that look drawn and are always the same.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(self.0 >> 33).unwrap()) / f64::from(1_u32 << 30) - 1.0
    }
}

/// Sixty quiet days: one text a day around `level`.
fn earlier(level: f64, noise: &mut Noise) -> Vec<ScoredText> {
    (7..67)
        .map(|days| text(days, level + 0.2 * noise.next(), 12))
        .collect()
}

#[test]
fn a_day_without_texts_is_a_gap() {
    assert_eq!(day_value(&[], 0.4), None);
    let week = week(&[text(0, 0.5, 10), text(3, 0.5, 10)], LAST);
    assert_eq!(week.days.len(), 7);
    assert_eq!(week.days[6].on, LAST);
    assert_eq!(week.days[6].tone.map(|tone| tone.texts), Some(1));
    assert_eq!(week.days[5].tone, None);
    assert_eq!(week.texts, 2);
}

#[test]
fn little_text_stays_near_the_baseline() {
    let value = |value: f64, words| day_value(&[text(0, value, words)], 0.2).unwrap();
    assert!((value(-1.0, 30) - (-3.0 + 0.6) / 6.0).abs() < 1e-12);
    assert!((value(-1.0, 1) - (-0.1 + 0.6) / 3.1).abs() < 1e-12);
    assert_eq!(value(-1.0, 30), value(-1.0, 3_000));
    assert!((value(0.2, 7) - 0.2).abs() < 1e-12);
}

#[test]
fn a_trend_needs_three_days_and_five_texts() {
    let two_days: Vec<_> = (0..6).map(|at| text(at % 2, 0.1, 10)).collect();
    assert_eq!(week(&two_days, LAST).trend, Trend::NotEnoughText);
    let four_texts: Vec<_> = (0..4).map(|at| text(at, 0.1, 10)).collect();
    assert_eq!(week(&four_texts, LAST).trend, Trend::NotEnoughText);
    let five_texts: Vec<_> = (0..5).map(|at| text(at % 3, 0.1, 10)).collect();
    assert!(matches!(week(&five_texts, LAST).trend, Trend::Slope { .. }));
}

#[test]
fn thirty_weeks_have_the_slope_they_were_made_with() {
    let mut right = 0;
    for seed in 0..30 {
        let mut noise = Noise(seed);
        let slope = if seed % 2 == 0 { 0.08 } else { -0.08 };
        let mut texts = earlier(0.0, &mut noise);
        for days in 0..7_i32 {
            // One day of each week stays silent, and the others have one to three texts.
            if i64::try_from(seed % 7).unwrap() == i64::from(days) {
                continue;
            }
            for _ in 0..=(seed + u64::try_from(days).unwrap()) % 3 {
                let value = slope * f64::from(3 - days) + 0.25 * noise.next();
                texts.push(text(i64::from(days), value.clamp(-1.0, 1.0), 8));
            }
        }
        if let Trend::Slope { per_day } = week(&texts, LAST).trend {
            right += usize::from(per_day * slope > 0.0);
        }
    }
    println!("slope sign right in {right} of 30 weeks");
    assert!(right >= 27, "{right} of 30");
}

#[test]
fn one_outlier_flips_no_badge() {
    for seed in 0..30 {
        let mut noise = Noise(seed + 100);
        let mut texts = earlier(0.1, &mut noise);
        for days in 0..5 {
            texts.push(text(days, 0.1 + 0.2 * noise.next(), 12));
        }
        assert_eq!(week(&texts, LAST).change, Change::Usual, "{seed}");
        for place in 60..texts.len() {
            for outlier in [-1.0, 1.0] {
                let mut odd = texts.clone();
                odd[place].value = outlier;
                odd[place].words = 300;
                assert_eq!(week(&odd, LAST).change, Change::Usual, "{seed}");
            }
        }
        texts.push(text(2, -1.0, 300));
        assert_eq!(week(&texts, LAST).change, Change::Usual, "{seed}");
    }
}

#[test]
fn a_week_that_differs_throughout_has_a_badge() {
    let with_week = |value| {
        let mut texts = earlier(0.2, &mut Noise(7));
        texts.extend((0..6).map(|days| text(days, value, 20)));
        week(&texts, LAST).change
    };
    assert_eq!(with_week(-0.7), Change::Lower);
    assert_eq!(with_week(0.2), Change::Usual);
    assert_eq!(with_week(0.9), Change::Higher);
}

#[test]
fn a_new_patient_has_no_badge() {
    let texts: Vec<_> = (0..7).map(|days| text(days, -0.9, 20)).collect();
    let week = week(&texts, LAST);
    assert_eq!(week.change, Change::NotEnoughText);
    assert_eq!((week.baseline, week.baseline_days), (0.0, 0));
    assert!(matches!(week.trend, Trend::Slope { .. }));
}

#[test]
fn the_week_does_not_move_its_own_baseline() {
    let mut texts = earlier(0.2, &mut Noise(3));
    let baseline = week(&texts, LAST).baseline;
    texts.extend((0..7).map(|days| text(days, -1.0, 30)));
    texts.push(text(67, -1.0, 30));
    assert_eq!(week(&texts, LAST).baseline, baseline);
}

#[test]
fn a_course_is_a_word_for_a_slope() {
    let cases = [
        (Trend::NotEnoughText, Course::NotEnoughText),
        (Trend::Slope { per_day: 0.0 }, Course::Steady),
        (Trend::Slope { per_day: 0.0249 }, Course::Steady),
        (Trend::Slope { per_day: 0.0251 }, Course::Lighter),
        (Trend::Slope { per_day: -0.0249 }, Course::Steady),
        (Trend::Slope { per_day: -0.0251 }, Course::Heavier),
    ];
    for (trend, course) in cases {
        assert_eq!(trend.course(), course, "{trend:?}");
    }
}

#[test]
fn thirty_weeks_say_their_course_and_one_outlier_never_turns_it_round() {
    for seed in 0..30 {
        let mut noise = Noise(seed + 500);
        let falls = seed % 2 == 0;
        let slope = if falls { -0.12 } else { 0.12 };
        let mut texts = earlier(0.0, &mut noise);
        for days in 0..7_i32 {
            for _ in 0..2 {
                let value = slope * f64::from(3 - days) + 0.1 * noise.next();
                texts.push(text(i64::from(days), value.clamp(-1.0, 1.0), 12));
            }
        }
        let (right, wrong) = if falls {
            (Course::Heavier, Course::Lighter)
        } else {
            (Course::Lighter, Course::Heavier)
        };
        assert_eq!(week(&texts, LAST).trend.course(), right, "{seed}");
        for place in 60..texts.len() {
            for outlier in [-1.0, 1.0] {
                let mut odd = texts.clone();
                odd[place].value = outlier;
                assert_ne!(week(&odd, LAST).trend.course(), wrong, "{seed} {place}");
            }
        }
    }
}

#[test]
fn coverage_counts_each_message_once() {
    let mut coverage = Coverage::default();
    coverage.add(Some(0.0), 3);
    coverage.add(None, 3);
    coverage.add(None, 0);
    assert_eq!(
        coverage,
        Coverage {
            messages: 3,
            scored: 1,
            unscored: 1,
            wordless: 1
        }
    );
}

proptest! {
    #[test]
    fn the_order_of_texts_changes_nothing(
        texts in proptest::collection::vec((0_i64..70, -1.0_f64..1.0, 0_u32..60), 0..60)
            .prop_map(|texts| texts.into_iter().map(|(days, value, words)| text(days, value, words)).collect::<Vec<_>>())
            .prop_flat_map(|texts| (Just(texts.clone()), Just(texts).prop_shuffle()))
    ) {
        let (one, other) = texts;
        prop_assert_eq!(week(&one, LAST), week(&other, LAST));
    }
}
