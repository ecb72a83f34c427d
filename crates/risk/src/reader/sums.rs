//! What the words of a text weigh, added up once, so that its overlapping windows cost little.
//!
//! Whole numbers only: sums come out the same in whatever order they are made.

use super::features::{REACHES, Reading, SIGNS_TOGETHER, of_signs};
use super::signs::{SIGNS, Sign};
use super::weights::Model;

/// Features' worths times their weights for the first and the last head, then their worths squared; added up.
pub(super) type Row = [i32; 3];

const NOTHING: Row = [0; 3];

/// The sums of one text under one model.
pub(crate) struct Sums<'r> {
    model: &'r Model,
    reading: &'r Reading,
    /// By how many words before its own a feature looks at: what stands before each place.
    words: [Vec<Row>; REACHES],
    /// What signs in their order weigh, with their first and last token, by the first.
    sequences: Vec<(usize, usize, Row)>,
    /// What pairs of signs weigh, where it is known already; by their ranks among the text's signs.
    pairs: Vec<Option<Row>>,
    /// Each of the text's signs once, ascending.
    signs: Vec<Sign>,
}

impl<'r> Sums<'r> {
    pub(crate) fn new(model: &'r Model, reading: &'r Reading) -> Sums<'r> {
        let mut words = [const { Vec::new() }; REACHES];
        for before in &mut words {
            before.reserve(reading.len() + 1);
            before.push(NOTHING);
        }
        for place in 0..reading.len() {
            let mut here = words
                .each_ref()
                .map(|sums| sums.last().copied().unwrap_or(NOTHING));
            reading.of_word(place, |hash, worth, reach| {
                if let Some(sum) = here.get_mut(reach) {
                    add(sum, &model.row(hash, worth));
                }
            });
            for (before, sum) in words.iter_mut().zip(here) {
                before.push(sum);
            }
        }
        let mut sequences = Vec::new();
        reading.sequences(|sequence| {
            let row = model.row(sequence.hash, SIGNS_TOGETHER);
            sequences.push((sequence.first, sequence.last, row));
        });
        sequences.sort_unstable();
        let signs = reading.all_kinds();
        Sums {
            model,
            reading,
            words,
            sequences,
            pairs: vec![None; signs.len() * signs.len()],
            signs,
        }
    }

    /// Returns the first and the last head's scores of a window.
    pub(crate) fn scores(&mut self, first: usize, end: usize) -> (f32, f32) {
        let mut sum = NOTHING;
        for (reach, before) in self.words.iter().enumerate() {
            let from = before.get((first + reach).min(end)).unwrap_or(&NOTHING);
            let to = before.get(end).unwrap_or(&NOTHING);
            for (sum, (to, from)) in sum.iter_mut().zip(to.iter().zip(from)) {
                *sum = sum.wrapping_add(to.wrapping_sub(*from));
            }
        }
        let from = self
            .sequences
            .partition_point(|(begins, ..)| *begins < first);
        for (begins, last, row) in self.sequences.iter().skip(from) {
            if *begins >= end {
                break;
            }
            if *last < end {
                add(&mut sum, row);
            }
        }
        self.reading.of_ends(first, end, &mut |hash, worth, _| {
            add(&mut sum, &self.model.row(hash, worth));
        });
        let here = self.reading.kinds(first, end, &mut [usize::MAX; SIGNS]);
        let rank = |sign: &Sign| self.signs.partition_point(|other| other < sign);
        let ranks: Vec<usize> = here.iter().map(rank).collect();
        for (place, one) in ranks.iter().enumerate() {
            for two in ranks.iter().skip(place) {
                add(&mut sum, &self.pair(*one, *two));
            }
        }
        self.model.scores(&sum)
    }

    /// Returns what two signs together weigh, or one alone, by their ranks among the text's.
    fn pair(&mut self, one: usize, two: usize) -> Row {
        let place = one * self.signs.len() + two;
        if let Some(Some(row)) = self.pairs.get(place) {
            return *row;
        }
        let (Some(first), Some(second)) = (self.signs.get(one), self.signs.get(two)) else {
            return NOTHING;
        };
        let (hash, worth) = of_signs(*first, *second);
        let row = self.model.row(hash, worth);
        if let Some(known) = self.pairs.get_mut(place) {
            *known = Some(row);
        }
        row
    }
}

fn add(sum: &mut Row, row: &Row) {
    for (sum, weighed) in sum.iter_mut().zip(row) {
        *sum = sum.wrapping_add(*weighed);
    }
}
