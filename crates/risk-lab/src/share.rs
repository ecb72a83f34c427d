//! A part of a whole, with the interval it may lie in.

use serde::{Serialize, Serializer, ser::SerializeStruct};

/// Counted cases among counted cases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) part: usize,
    pub(crate) whole: usize,
}

impl Share {
    /// Counts those of `cases` that `is_part` holds for.
    pub(crate) fn of<T>(cases: impl Iterator<Item = T>, is_part: impl Fn(&T) -> bool) -> Share {
        let mut share = Share::default();
        for case in cases {
            share.whole += 1;
            share.part += usize::from(is_part(&case));
        }
        share
    }

    /// The part as a fraction; none of nothing.
    pub(crate) fn value(self) -> Option<f64> {
        (self.whole > 0).then(|| self.part as f64 / self.whole as f64)
    }

    /// The 95 % interval by Wilson's score.
    pub(crate) fn interval(self) -> Option<[f64; 2]> {
        const Z: f64 = 1.959_963_984_540_054;
        let p = self.value()?;
        let n = self.whole as f64;
        let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
        let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        Some([(middle - half).max(0.0), (middle + half).min(1.0)])
    }
}

/// Shape in JSON: `{ "value": 0.95, "of": 100, "interval_95": [0.89, 0.98] }`; `value` is null of nothing.
impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut share = serializer.serialize_struct("Share", 3)?;
        share.serialize_field("value", &self.value().map(rounded))?;
        share.serialize_field("of", &self.whole)?;
        share.serialize_field(
            "interval_95",
            &self.interval().map(|ends| ends.map(rounded)),
        )?;
        share.end()
    }
}

/// Rounds to four places.
pub(crate) fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

/// The score that so small a share of the harmless reaches.
pub(crate) fn threshold(mut harmless: Vec<f32>, share: f64) -> f32 {
    harmless.sort_by(|one, two| two.total_cmp(one));
    let allowed = (harmless.len() as f64 * share).floor() as usize;
    harmless.get(allowed).map_or(0.0, |score| score + 1e-4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_wilsons() {
        let [low, high] = Share {
            part: 95,
            whole: 100,
        }
        .interval()
        .unwrap();
        assert!((low - 0.8883).abs() < 0.0005 && (high - 0.9785).abs() < 0.0005);
        let [low, high] = Share { part: 0, whole: 10 }.interval().unwrap();
        assert!(low == 0.0 && (high - 0.2775).abs() < 0.0005);
        assert_eq!(Share::default().interval(), None);
    }
}
