//! Medians and slopes that one odd value does not move far.

/// Returns the mean, summed in an order of its own; 0 of nothing.
pub(super) fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let count = u32::try_from(values.len()).unwrap_or(u32::MAX);
    if count == 0 {
        0.0
    } else {
        values.iter().sum::<f64>() / f64::from(count)
    }
}

/// Returns the median: of an even number the mean of the middle two.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *values.get(middle.checked_sub(1)?)?;
    Some(f64::midpoint(lower, upper))
}

/// Returns the median distance from a centre; 0 of nothing.
pub(super) fn median_deviation(values: &[f64], centre: f64) -> f64 {
    let distances = values.iter().map(|value| (value - centre).abs());
    median(distances.collect()).unwrap_or(0.0)
}

/// Returns the median of the slopes between every two points; `None` with fewer than two.
pub(super) fn theil_sen(points: &[(f64, f64)]) -> Option<f64> {
    let slopes = points.iter().enumerate().flat_map(|(place, (x, y))| {
        let later = points.iter().skip(place + 1);
        later.map(move |(later_x, later_y)| (later_y - y) / (later_x - x))
    });
    median(slopes.collect())
}
