//! The network: an encoder of the transformer's kind (Devlin et al. 2019).
//!
//! Products are made in whole numbers: a weight has eight bits, what it is multiplied with twelve, and their sum fits
//! 32. Four times less is read than with f32, and a text of ten words takes as long as two of five.

use super::linear::{Linear, Rows};
use super::packed::Packed;

/// What is said about a text: whether a person is needed, whether now, and about what.
pub(super) const SAID: usize = 7;

/// Brings a row to mean 0 and variance 1, then scales it.
#[derive(Debug)]
pub(super) struct Norm {
    pub(super) scale: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

#[derive(Debug)]
pub(super) struct Layer {
    /// Queries, keys and values, one below the other.
    pub(super) asked: Linear,
    pub(super) gathered: Linear,
    pub(super) norm: Norm,
    pub(super) inner: Linear,
    pub(super) outer: Linear,
    pub(super) last_norm: Norm,
}

#[derive(Debug)]
pub(super) struct Encoder {
    pub(super) heads: usize,
    pub(super) pieces: Packed,
    pub(super) places: Rows,
    pub(super) norm: Norm,
    pub(super) layers: Vec<Layer>,
    pub(super) pooled: Linear,
    pub(super) said: Linear,
}

impl Norm {
    fn apply(&self, rows: &mut Rows) {
        for row in rows.each_mut() {
            let count = row.len() as f32;
            let mean = row.iter().sum::<f32>() / count;
            let variance = row.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / count;
            let scale = (variance + 1e-12).sqrt().recip();
            for ((value, by), bias) in row.iter_mut().zip(&self.scale).zip(&self.bias) {
                *value = (*value - mean) * scale * by + bias;
            }
        }
    }
}

impl Encoder {
    /// Returns what is said about pieces, at most as many as there are places.
    pub(super) fn read(&self, ids: &[u32]) -> [f32; SAID] {
        let mut rows = Rows::zeros(ids.len(), self.places.width());
        for ((row, id), place) in rows.each_mut().zip(ids).zip(self.places.each()) {
            self.pieces.write_row(*id as usize, row);
            add(row, place);
        }
        self.norm.apply(&mut rows);
        for layer in &self.layers {
            let attended = attend(&layer.asked.of(&rows), self.heads);
            rows.add(&layer.gathered.of(&attended));
            layer.norm.apply(&mut rows);
            let mut inner = layer.inner.of(&rows);
            inner
                .each_mut()
                .flatten()
                .for_each(|value| *value = gelu(*value));
            rows.add(&layer.outer.of(&inner));
            layer.last_norm.apply(&mut rows);
        }
        let mut mean = Rows::zeros(1, rows.width());
        for sum in mean.each_mut() {
            rows.each().for_each(|row| add(sum, row));
            sum.iter_mut().for_each(|value| *value /= ids.len() as f32);
        }
        let mut pooled = self.pooled.of(&mean);
        pooled
            .each_mut()
            .flatten()
            .for_each(|value| *value = value.tanh());
        let mut scores = [0.0; SAID];
        for (score, said) in scores
            .iter_mut()
            .zip(self.said.of(&pooled).each().flatten())
        {
            *score = *said;
        }
        scores
    }
}

/// Returns what each place gathers from all, of rows that hold its query, its key and its value.
fn attend(asked: &Rows, heads: usize) -> Rows {
    let width = asked.width() / 3;
    let each = width / heads;
    let scale = (each as f32).sqrt().recip();
    let mut attended = Rows::zeros(asked.count(), width);
    let mut worths = vec![0.0; asked.count()];
    for (gathered, own) in attended.each_mut().zip(asked.each()) {
        for (head, gathered) in gathered.chunks_exact_mut(each).enumerate() {
            // A head's part of a row's queries (0), keys (1) or values (2).
            let part = |which: usize| {
                let begin = which * width + head * each;
                begin..begin + each
            };
            let query = &own[part(0)];
            for (worth, other) in worths.iter_mut().zip(asked.each()) {
                *worth = scale * dot(query, &other[part(1)]);
            }
            shares(&mut worths);
            for (worth, other) in worths.iter().zip(asked.each()) {
                for (sum, value) in gathered.iter_mut().zip(&other[part(2)]) {
                    *sum += worth * value;
                }
            }
        }
    }
    attended
}

fn dot(one: &[f32], two: &[f32]) -> f32 {
    one.iter().zip(two).map(|(one, two)| one * two).sum()
}

/// Makes numbers shares of one: a softmax.
fn shares(numbers: &mut [f32]) {
    let most = numbers.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    numbers
        .iter_mut()
        .for_each(|number| *number = (*number - most).exp());
    let whole: f32 = numbers.iter().sum();
    numbers.iter_mut().for_each(|number| *number /= whole);
}

fn add(sum: &mut [f32], row: &[f32]) {
    for (sum, value) in sum.iter_mut().zip(row) {
        *sum += value;
    }
}

fn gelu(value: f32) -> f32 {
    0.5 * value * (1.0 + libm::erff(value * std::f32::consts::FRAC_1_SQRT_2))
}
