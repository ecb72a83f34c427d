//! One figure: a JSON line at once, and a row of a table at the end.

use serde::Serialize;
use std::collections::BTreeMap;

/// What was measured in one case. What does not belong to the case is left out.
#[derive(Clone, Default, Serialize)]
pub(super) struct Figure {
    /// `relay`, so that lines of several benchmarks can be told apart.
    pub(super) bench: &'static str,
    /// The table it belongs to.
    pub(super) section: &'static str,
    pub(super) case: String,
    /// `sqlite` or `postgres`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) store: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) connections: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) body_bytes: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) per_second: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) p50_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) p99_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) p999_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mib: Option<f64>,
    /// Of so many: envelopes, polls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) count: Option<u64>,
    /// A mean, in microseconds a webhook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) micros: Option<f64>,
    /// Speed beside other cases of the same run: the median of the ratios within each turn.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) beside: BTreeMap<&'static str, f64>,
    /// What was aimed at, for a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) target: Option<&'static str>,
}

/// All figures of a run.
#[derive(Default)]
pub(super) struct Figures(Vec<Figure>);

impl Figures {
    /// Prints a figure and keeps it for the tables.
    pub(super) fn add(&mut self, mut figure: Figure) -> anyhow::Result<()> {
        figure.bench = "relay";
        println!("{}", serde_json::to_string(&figure)?);
        self.0.push(figure);
        Ok(())
    }

    /// Prints the tables as they stand in `docs/performance.md`.
    pub(super) fn print_markdown(&self) {
        let mut sections: Vec<&str> = Vec::new();
        for figure in &self.0 {
            if !sections.contains(&figure.section) {
                sections.push(figure.section);
            }
        }
        for section in sections {
            let rows: Vec<&Figure> = self.0.iter().filter(|f| f.section == section).collect();
            println!("\n### {section}\n");
            print_table(&rows);
        }
    }
}

type Column = (&'static str, fn(&Figure) -> String);

const COLUMNS: [Column; 13] = [
    ("case", |f| f.case.clone()),
    ("store", |f| f.store.unwrap_or_default().to_owned()),
    ("connections", |f| whole(f.connections.map(|n| n as f64))),
    ("body KB", |f| {
        number(f.body_bytes.map(|bytes| bytes as f64 / 1024.0))
    }),
    ("of", |f| whole(f.count.map(|n| n as f64))),
    ("per second", |f| whole(f.per_second)),
    ("p50 ms", |f| number(f.p50_ms)),
    ("p99 ms", |f| number(f.p99_ms)),
    ("p99.9 ms", |f| number(f.p999_ms)),
    ("µs a webhook", |f| number(f.micros)),
    ("MiB", |f| number(f.mib)),
    ("beside", |f| {
        let beside = f
            .beside
            .iter()
            .map(|(name, ratio)| format!("{ratio:.2} of {name}"));
        beside.collect::<Vec<_>>().join(", ")
    }),
    ("target", |f| f.target.unwrap_or_default().to_owned()),
];

/// Prints the columns that say something.
fn print_table(rows: &[&Figure]) {
    let is_said = |(_, cell): &&Column| rows.iter().any(|row| !cell(row).is_empty());
    let columns: Vec<&Column> = COLUMNS.iter().filter(is_said).collect();
    let line = |cells: Vec<String>| println!("| {} |", cells.join(" | "));
    line(columns.iter().map(|(name, _)| (*name).to_owned()).collect());
    line(columns.iter().map(|_| "---".to_owned()).collect());
    for row in rows {
        line(columns.iter().map(|(_, cell)| cell(row)).collect());
    }
}

fn number(value: Option<f64>) -> String {
    value.map_or(String::new(), |value| format!("{value:.1}"))
}

/// Writes 18049 as 18,049.
fn whole(value: Option<f64>) -> String {
    let Some(value) = value else {
        return String::new();
    };
    let digits = format!("{value:.0}");
    let mut written = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

/// Times of which some part is asked for.
#[derive(Default)]
pub(super) struct Spread(Vec<u32>);

impl Spread {
    /// Takes times in microseconds.
    pub(super) fn of(mut micros: Vec<u32>) -> Self {
        micros.sort_unstable();
        Self(micros)
    }

    /// Returns the time below which this share lies, in milliseconds.
    pub(super) fn at(&self, share: f64) -> Option<f64> {
        let place = (self.0.len() as f64 * share) as usize;
        let micros = self.0.get(place.min(self.0.len().saturating_sub(1)))?;
        Some((f64::from(*micros) / 10.0).round() / 100.0)
    }
}

/// Returns the middle one, 0 of none.
pub(super) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// Returns the median of the ratios within each turn, to two digits.
pub(super) fn ratio(rates: &[f64], others: &[f64]) -> f64 {
    let ratio = median(rates.iter().zip(others).map(|(rate, other)| rate / other));
    (ratio * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::{Spread, median, ratio, whole};

    #[test]
    fn figures_are_read_off_as_people_expect() {
        assert_eq!(whole(Some(1_234_567.4)), "1,234,567");
        assert_eq!(whole(Some(999.0)), "999");
        assert_eq!(whole(None), "");
        let spread = Spread::of((1..=1000).rev().map(|n| n * 1000).collect());
        assert_eq!(spread.at(0.5), Some(501.0));
        assert_eq!(spread.at(0.999), Some(1000.0));
        assert_eq!(Spread::default().at(0.5), None);
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), 2.0);
        assert_eq!(ratio(&[1.0, 10.0, 3.0], &[2.0, 10.0, 12.0]), 0.5);
    }
}
