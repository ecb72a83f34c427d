//! The network: an encoder of the transformer's kind (Devlin et al. 2019).
//!
//! Products are made in whole numbers: a weight has eight bits, what it is multiplied with twelve, and their sum fits
//! 32. Four times less is read than with f32, and a text of ten words takes as long as two of five. Everything else is
//! added up in one order, whatever registers there are, and asks no system's library: every computer says the same.

use std::f32::consts::FRAC_1_SQRT_2;

use pulp::{Arch, NullaryFnOnce};

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
            Arch::new().dispatch(Gelu(&mut inner));
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
            .for_each(|value| *value = libm::tanhf(*value));
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
    let mut attended = Rows::zeros(asked.count(), asked.width() / 3);
    Arch::new().dispatch(Attend {
        asked,
        heads,
        attended: &mut attended,
    });
    attended
}

struct Attend<'a> {
    asked: &'a Rows,
    heads: usize,
    attended: &'a mut Rows,
}

impl NullaryFnOnce for Attend<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let width = self.attended.width();
        let each = width / self.heads;
        let scale = (each as f32).sqrt().recip();
        let mut worths = vec![0.0; self.asked.count()];
        for (gathered, own) in self.attended.each_mut().zip(self.asked.each()) {
            for (head, gathered) in gathered.chunks_exact_mut(each).enumerate() {
                // A head's part of a row's queries (0), keys (1) or values (2).
                let part = |which: usize| {
                    let begin = which * width + head * each;
                    begin..begin + each
                };
                let query = &own[part(0)];
                for (worth, other) in worths.iter_mut().zip(self.asked.each()) {
                    *worth = scale * dot(query, &other[part(1)]);
                }
                shares(&mut worths);
                for (worth, other) in worths.iter().zip(self.asked.each()) {
                    for (sum, value) in gathered.iter_mut().zip(&other[part(2)]) {
                        *sum += worth * value;
                    }
                }
            }
        }
    }
}

/// Sums in lanes: one after the other each would wait for the one before.
#[inline(always)]
fn dot(one: &[f32], two: &[f32]) -> f32 {
    const LANES: usize = 16;
    let (one, rest) = one.as_chunks::<LANES>();
    let (two, other_rest) = two.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for (one, two) in one.iter().zip(two) {
        for ((sum, one), two) in sums.iter_mut().zip(one).zip(two) {
            *sum += one * two;
        }
    }
    let rest = rest.iter().zip(other_rest).map(|(one, two)| one * two);
    sums.iter().sum::<f32>() + rest.sum::<f32>()
}

/// Makes numbers shares of one: a softmax.
#[inline(always)]
fn shares(numbers: &mut [f32]) {
    let most = numbers.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    numbers
        .iter_mut()
        .for_each(|number| *number = libm::expf(*number - most));
    let whole: f32 = numbers.iter().sum();
    numbers.iter_mut().for_each(|number| *number /= whole);
}

fn add(sum: &mut [f32], row: &[f32]) {
    for (sum, value) in sum.iter_mut().zip(row) {
        *sum += value;
    }
}

/// What lies between the two products of a layer.
struct Gelu<'a>(&'a mut Rows);

impl NullaryFnOnce for Gelu<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for row in self.0.each_mut() {
            for value in row {
                *value *= 0.5 * (1.0 + erf(*value * FRAC_1_SQRT_2));
            }
        }
    }
}

/// The error function, within a millionth: a quotient of polynomials, as Eigen has it, which many numbers take at once.
#[inline(always)]
fn erf(value: f32) -> f32 {
    const OVER: [f32; 7] = [
        -2.726_142_3e-10,
        2.770_681_5e-8,
        -2.101_024e-6,
        -5.692_506_5e-5,
        -7.349_906_3e-4,
        -2.954_6e-3,
        -1.609_603_3e-2,
    ];
    const UNDER: [f32; 5] = [
        -1.456_607_2e-5,
        -2.133_740_6e-4,
        -1.682_827e-3,
        -7.373_329e-3,
        -1.426_473_9e-2,
    ];
    let value = value.clamp(-4.0, 4.0);
    let square = value * value;
    let of = |factors: &[f32]| {
        let next = |sum: f32, factor: &f32| sum * square + factor;
        factors.iter().fold(0.0, next)
    };
    value * of(&OVER) / of(&UNDER)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kinds of registers that this processor has beside the plainest.
    fn wider() -> Vec<Arch> {
        let mut kinds = vec![Arch::new()];
        #[cfg(target_arch = "x86_64")]
        kinds.extend(pulp::x86::V3::try_new().map(Arch::V3));
        kinds
    }

    #[test]
    fn every_kind_of_registers_says_the_same() {
        let numbers = (0..9 * 96).map(|at| ((at * 7919 % 2003) as f32 - 1001.0) / 97.0);
        let asked = Rows::new(96, numbers.collect());
        let by = |kind: Arch| {
            let mut attended = Rows::zeros(asked.count(), 32);
            kind.dispatch(Attend {
                asked: &asked,
                heads: 2,
                attended: &mut attended,
            });
            kind.dispatch(Gelu(&mut attended));
            let bits = attended.each().flatten().map(|value| value.to_bits());
            bits.collect::<Vec<_>>()
        };
        let plain = by(Arch::Scalar);
        for kind in wider() {
            assert_eq!(by(kind), plain, "{kind:?}");
        }
    }

    #[test]
    fn the_error_function_is_that_of_the_library() {
        for step in -6000..=6000_i16 {
            let value = f32::from(step) / 1000.0;
            let (ours, theirs) = (erf(value), libm::erff(value));
            assert!((ours - theirs).abs() < 1e-6, "{value}: {ours} {theirs}");
        }
    }
}
