//! A patient's text tone over days: the day's value, the person's own baseline, the week's line, trend and badge.
//!
//! It describes what was written, not how somebody is; it raises no flag. The value of a text comes from elsewhere,
//! and which date a text falls on is decided by whoever knows the clinic's time zone. What clinic staff write never
//! enters. The order of texts within a day changes nothing, to the last bit.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

mod statistics;

use statistics::{mean, median, median_deviation, theil_sen};

/// How many days before the shown week make the baseline.
const BASELINE_DAYS: i64 = 60;
/// How many days the line shows.
const WEEK_DAYS: i64 = 7;
/// How many days back texts can matter: the week and the baseline before it.
pub const DAYS_BACK: i64 = WEEK_DAYS + BASELINE_DAYS;
/// How much the baseline weighs in a day's value; as much as a day of 30 words in it.
const BASELINE_WEIGHT: f64 = 3.0;
/// From so many words on, a longer text weighs no more.
const MOST_WORDS: u32 = 30;
/// So many words of a text weigh 1.
const WORDS_PER_WEIGHT: f64 = 10.0;
/// A trend or a change needs so many days with scored texts.
const LEAST_DAYS: usize = 3;
/// And so many scored texts.
const LEAST_TEXTS: u32 = 5;
/// A normal distribution's standard deviation in median absolute deviations.
const DEVIATIONS_PER_MAD: f64 = 1.4826;
/// How many deviations from the baseline are a change.
const DEVIATIONS: f64 = 2.0;
/// What a change has at least, however steady the person writes; a line that moves less in its week is steady.
const LEAST_CHANGE: f64 = 0.15;

/// One inbound text that has a tone; an unscored text is not one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoredText {
    /// The date it was written on, in the clinic's time zone.
    pub on: Date,
    /// Its tone, -1 to 1.
    pub value: f64,
    /// How many words it has.
    pub words: u32,
}

/// A day of the line that has scored texts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DayTone {
    /// -1 to 1, drawn towards the baseline the less text there is.
    pub value: f64,
    /// How many scored texts it rests on; at least 1.
    pub texts: u32,
}

/// A place in the line: a date, and a gap or a value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DayOfLine {
    /// The date.
    pub on: Date,
    /// `None` is a gap: nothing scored that day. A gap is not a value of 0.
    pub tone: Option<DayTone>,
}

/// Where the week's line goes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Trend {
    /// Fewer than three days or five scored texts.
    NotEnoughText,
    /// The Theil–Sen slope.
    Slope {
        /// Change of the value a day; below 0 it goes down.
        per_day: f64,
    },
}

impl Trend {
    /// Returns the word for where the line goes.
    #[must_use]
    pub fn course(self) -> Course {
        match self {
            Self::NotEnoughText => Course::NotEnoughText,
            Self::Slope { per_day } => {
                let over_the_week = per_day * (WEEK_DAYS - 1) as f64;
                if over_the_week.abs() < LEAST_CHANGE {
                    Course::Steady
                } else if over_the_week < 0.0 {
                    Course::Heavier
                } else {
                    Course::Lighter
                }
            }
        }
    }
}

/// Where the week's line goes, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ToneCourse")]
pub enum Course {
    /// Fewer than three days or five scored texts.
    NotEnoughText,
    /// The words become heavier.
    Heavier,
    /// Less than 0.15 from the first day to the last.
    Steady,
    /// The words become lighter.
    Lighter,
}

/// What a week's line rests on; always shown beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "ToneCoverage")]
pub struct Coverage {
    /// What the person wrote in the seven days, of every kind.
    pub messages: u32,
    /// With words that have a tone.
    pub scored: u32,
    /// With words that have none.
    pub unscored: u32,
    /// Without words: pictures, voice notes without a transcript and the like.
    pub wordless: u32,
}

impl Coverage {
    /// Counts one message: its tone if it has one, and how many words were read.
    pub fn add(&mut self, value: Option<f64>, words: u32) {
        self.messages += 1;
        match value {
            Some(_) => self.scored += 1,
            None if words > 0 => self.unscored += 1,
            None => self.wordless += 1,
        }
    }
}

/// Whether the week differs from the person's baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ToneChange")]
pub enum Change {
    /// Too little text in the week, or fewer than three earlier days to compare it with.
    NotEnoughText,
    /// As usual for this person.
    Usual,
    /// Lower than usual.
    Lower,
    /// Higher than usual.
    Higher,
}

/// Seven days of text tone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeekTone {
    /// Seven days, the earliest first; the last is the one asked for.
    pub days: Vec<DayOfLine>,
    /// How many scored texts the seven days have.
    pub texts: u32,
    /// The median of the daily means of the 60 days before; 0 without any.
    pub baseline: f64,
    /// How many of these 60 days had scored texts.
    pub baseline_days: u32,
    /// Where the line goes.
    pub trend: Trend,
    /// Whether to show the change badge.
    pub change: Change,
}

/// Returns the value of one day's texts, or `None` without any: a gap.
///
/// `(Σ w·value + 3·baseline) / (Σ w + 3)` with `w` = words, at most 30, by 10.
#[must_use]
pub fn day_value(texts: &[ScoredText], baseline: f64) -> Option<f64> {
    if texts.is_empty() {
        return None;
    }
    let mut weighed: Vec<(f64, f64)> = texts
        .iter()
        .map(|text| {
            let weight = f64::from(text.words.min(MOST_WORDS)) / WORDS_PER_WEIGHT;
            (weight, weight * text.value)
        })
        .collect();
    // Sums of fractions depend on their order.
    weighed.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
    let weights: f64 = weighed.iter().map(|(weight, _)| weight).sum();
    let values: f64 = weighed.iter().map(|(_, value)| value).sum();
    Some((values + BASELINE_WEIGHT * baseline) / (weights + BASELINE_WEIGHT))
}

/// Returns the week that ends with `last`; texts outside it and the 60 days before are ignored.
#[must_use]
pub fn week(texts: &[ScoredText], last: Date) -> WeekTone {
    let first = last.saturating_sub((WEEK_DAYS - 1).days());
    let mut by_day: BTreeMap<Date, Vec<ScoredText>> = BTreeMap::new();
    for text in texts {
        by_day.entry(text.on).or_default().push(*text);
    }
    let earlier: Vec<&Vec<ScoredText>> = (1..=BASELINE_DAYS)
        .map(|days| first.saturating_sub(days.days()))
        .filter_map(|on| by_day.get(&on))
        .collect();
    let means = earlier
        .iter()
        .map(|day| mean(day.iter().map(|text| text.value)));
    let baseline = median(means.collect()).unwrap_or(0.0);
    let days: Vec<DayOfLine> = (0..WEEK_DAYS)
        .map(|days| first.saturating_add(days.days()))
        .map(|on| {
            let texts = by_day.get(&on).map_or(&[][..], Vec::as_slice);
            let tone = day_value(texts, baseline).map(|value| DayTone {
                value,
                texts: u32::try_from(texts.len()).unwrap_or(u32::MAX),
            });
            DayOfLine { on, tone }
        })
        .collect();
    let texts = days
        .iter()
        .filter_map(|day| day.tone)
        .map(|tone| tone.texts)
        .sum();
    let points: Vec<(f64, f64)> = days
        .iter()
        .zip(0_u32..)
        .filter_map(|(day, place)| Some((f64::from(place), day.tone?.value)))
        .collect();
    let is_enough = points.len() >= LEAST_DAYS && texts >= LEAST_TEXTS;
    let usual: Vec<f64> = earlier
        .iter()
        .filter_map(|day| day_value(day, baseline))
        .collect();
    WeekTone {
        texts,
        baseline,
        baseline_days: u32::try_from(earlier.len()).unwrap_or(u32::MAX),
        trend: match theil_sen(&points) {
            Some(per_day) if is_enough => Trend::Slope { per_day },
            Some(_) | None => Trend::NotEnoughText,
        },
        change: if is_enough && usual.len() >= LEAST_DAYS {
            change(
                points.iter().map(|(_, value)| *value).collect(),
                &usual,
                baseline,
            )
        } else {
            Change::NotEnoughText
        },
        days,
    }
}

/// Compares the week's median with the baseline, in deviations of the earlier days' values.
fn change(week: Vec<f64>, usual: &[f64], baseline: f64) -> Change {
    let difference = median(week).unwrap_or(baseline) - baseline;
    let deviation = DEVIATIONS_PER_MAD * median_deviation(usual, baseline);
    if difference.abs() < (DEVIATIONS * deviation).max(LEAST_CHANGE) {
        Change::Usual
    } else if difference < 0.0 {
        Change::Lower
    } else {
        Change::Higher
    }
}

#[cfg(test)]
mod tests;
