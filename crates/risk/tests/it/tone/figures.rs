//! Macro-F1 and Spearman's rank correlation.

/// Returns the mean of the classes' F1.
pub(super) fn macro_f1(labelled: &[&str], read: &[&str]) -> f64 {
    let classes = ["negative", "neutral", "positive"];
    let f1 = |class: &str| {
        let both = labelled
            .iter()
            .zip(read)
            .filter(|(label, read)| **label == class && **read == class);
        let labels = labelled.iter().filter(|label| **label == class).count();
        let reads = read.iter().filter(|read| **read == class).count();
        2.0 * both.count() as f64 / (labels + reads).max(1) as f64
    };
    classes.iter().map(|class| f1(class)).sum::<f64>() / classes.len() as f64
}

/// Returns Pearson's correlation of the ranks, ties at their mean rank.
pub(super) fn spearman(one: &[f64], other: &[f64]) -> f64 {
    let (one, other) = (ranks(one), ranks(other));
    let mean = (one.len() as f64 + 1.0) / 2.0;
    let product = |left: &[f64], right: &[f64]| -> f64 {
        left.iter()
            .zip(right)
            .map(|(left, right)| (left - mean) * (right - mean))
            .sum()
    };
    product(&one, &other) / (product(&one, &one) * product(&other, &other)).sqrt()
}

fn ranks(values: &[f64]) -> Vec<f64> {
    values
        .iter()
        .map(|value| {
            let below = values.iter().filter(|other| *other < value).count() as f64;
            let same = values.iter().filter(|other| *other == value).count() as f64;
            below + (same + 1.0) / 2.0
        })
        .collect()
}

#[test]
fn the_measures_know_simple_cases() {
    let classes = ["negative", "neutral", "positive", "positive"];
    assert_eq!(macro_f1(&classes, &classes), 1.0);
    let all_neutral = ["neutral"; 4];
    assert!((macro_f1(&classes, &all_neutral) - 0.4 / 3.0).abs() < 1e-9);
    assert!((spearman(&[1.0, 2.0, 3.0], &[10.0, 20.0, 90.0]) - 1.0).abs() < 1e-9);
    assert!((spearman(&[1.0, 2.0, 3.0], &[9.0, 5.0, 1.0]) + 1.0).abs() < 1e-9);
}
