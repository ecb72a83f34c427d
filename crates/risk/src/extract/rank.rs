//! Ranks sentences: TextRank over TF-IDF of skeletons, then a choice that avoids repetition.
//!
//! TextRank: R. Mihalcea and P. Tarau, "TextRank: Bringing Order into Texts", 2004. The choice: J. Carbonell and
//! J. Goldstein, maximal marginal relevance, 1998.

use std::collections::{BTreeMap, BTreeSet};

const DAMPING: f64 = 0.85;
const ROUNDS: usize = 40;
/// How much the score counts against likeness to what is already chosen.
const RELEVANCE: f64 = 0.7;
/// Sentences as alike as this are the same said twice.
const SAME: f64 = 0.95;

/// Returns how alike every two sentences are, 0 to 1; a sentence is its words.
pub(super) fn likeness(sentences: &[&[String]]) -> Vec<Vec<f64>> {
    let count = sentences.len() as f64;
    let mut found_in: BTreeMap<&str, f64> = BTreeMap::new();
    for sentence in sentences {
        for word in sentence.iter().map(String::as_str).collect::<BTreeSet<_>>() {
            *found_in.entry(word).or_default() += 1.0;
        }
    }
    let vectors: Vec<BTreeMap<&str, f64>> = sentences
        .iter()
        .map(|sentence| {
            let mut vector: BTreeMap<&str, f64> = BTreeMap::new();
            for word in *sentence {
                let rarity = (1.0 + count / found_in.get(word.as_str()).unwrap_or(&1.0)).ln();
                *vector.entry(word).or_default() += rarity;
            }
            vector
        })
        .collect();
    let product = |one: &BTreeMap<&str, f64>, other: &BTreeMap<&str, f64>| -> f64 {
        let weights = one
            .iter()
            .filter_map(|(word, weight)| Some(weight * other.get(word)?));
        weights.sum()
    };
    let measured: Vec<(&BTreeMap<&str, f64>, f64)> = vectors
        .iter()
        .map(|vector| (vector, product(vector, vector)))
        .collect();
    measured
        .iter()
        .map(|(one, square)| {
            let alike = |(other, other_square): &(&BTreeMap<&str, f64>, f64)| {
                let length = (square * other_square).sqrt();
                if length > 0.0 {
                    product(one, other) / length
                } else {
                    0.0
                }
            };
            measured.iter().map(alike).collect()
        })
        .collect()
}

/// Returns how central each sentence is; the mean is about 1.
pub(super) fn centrality(likeness: &[Vec<f64>]) -> Vec<f64> {
    let links = |from: usize, to: usize| {
        if from == to {
            0.0
        } else {
            likeness
                .get(from)
                .and_then(|row| row.get(to))
                .copied()
                .unwrap_or(0.0)
        }
    };
    let all = 0..likeness.len();
    let outgoing: Vec<f64> = all
        .clone()
        .map(|from| all.clone().map(|to| links(from, to)).sum())
        .collect();
    let mut ranks = vec![1.0; likeness.len()];
    for _ in 0..ROUNDS {
        let received = |to: usize| -> f64 {
            let shares = ranks.iter().zip(&outgoing).enumerate();
            shares
                .filter(|(_, (_, outgoing))| **outgoing > 0.0)
                .map(|(from, (rank, outgoing))| rank * links(from, to) / outgoing)
                .sum()
        };
        ranks = all
            .clone()
            .map(|to| 1.0 - DAMPING + DAMPING * received(to))
            .collect();
    }
    ranks
}

/// Returns at most `most` places of the highest scores that do not repeat each other; scores of 0 are never chosen.
pub(super) fn chosen(scores: &[f64], likeness: &[Vec<f64>], most: usize) -> Vec<usize> {
    let highest = scores.iter().copied().fold(0.0, f64::max);
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < most {
        let repeats = |place: usize| {
            let row = likeness.get(place);
            let alike = chosen.iter().filter_map(|other| row?.get(*other).copied());
            alike.fold(0.0, f64::max)
        };
        let candidates = scores.iter().enumerate().filter(|(place, score)| {
            **score > 0.0 && !chosen.contains(place) && repeats(*place) < SAME
        });
        let value = |place: usize, score: f64| {
            RELEVANCE * score / highest - (1.0 - RELEVANCE) * repeats(place)
        };
        // Of two alike the earlier one.
        let best = candidates
            .map(|(place, score)| (value(place, *score), place))
            .max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)));
        match best {
            Some((_, place)) => chosen.push(place),
            None => break,
        }
    }
    chosen
}
