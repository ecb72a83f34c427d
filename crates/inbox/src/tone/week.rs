//! From tones of messages to a person's week.

use crate::{house::House, view::tone::ToneDayView};
use jiff::{ToSpan, civil::Date};
use recado_domain::tone::{self, Coverage, ScoredText, WeekTone};
use recado_store::conversations::tones::ToneRow;

/// A person's week.
pub(super) struct Week {
    /// Line, baseline, trend and badge.
    pub tone: WeekTone,
    /// What it rests on.
    pub coverage: Coverage,
    /// The seven days as the window shows them, without words.
    pub days: Vec<ToneDayView>,
}

/// Returns the week that ends `today`.
pub(super) fn week(house: &House, rows: &[&ToneRow], today: Date) -> Week {
    let first = today.saturating_sub(6.days());
    let mut texts = Vec::with_capacity(rows.len());
    let mut coverage = Coverage::default();
    let mut messages = [0_u32; 7];
    for row in rows {
        let on = super::date(house, row.at);
        let read = row.read;
        if let Some(value) = read.value {
            texts.push(ScoredText {
                on,
                value,
                words: read.words,
            });
        }
        let place = usize::try_from((on - first).get_days()).ok();
        if let Some(count) = place.and_then(|place| messages.get_mut(place)) {
            *count += 1;
            coverage.add(read.value, read.words);
        }
    }
    let tone = tone::week(&texts, today);
    let days = tone
        .days
        .iter()
        .zip(messages)
        .map(|(day, messages)| ToneDayView {
            on: day.on.to_string(),
            messages,
            texts: day.tone.map_or(0, |tone| tone.texts),
            value: day.tone.map(|tone| tone.value),
            words: Vec::new(),
        });
    Week {
        days: days.collect(),
        tone,
        coverage,
    }
}
