//! The weights file: a header, then one signed byte for each feature and head.
//!
//! Layout, little-endian: `RDR3`; bits of the hash (u32); heads (u32); for each head its scale and bias (f32 each);
//! thresholds for review, for an alert, for an alert where rules lowered something, and of the last head for an urgent
//! one (f32 each); the bytes.

use thiserror::Error;

use super::features::Reading;
use super::sums::Row;
use super::thresholds::Thresholds;
use crate::bytes::Bytes;

/// Whether a person is needed; what about, by category; whether now.
pub const HEADS: usize = 7;

/// The last head.
const URGENT: usize = HEADS - 1;

/// The heads between the first and the last.
pub(super) const CATEGORIES: usize = HEADS - 2;

/// A window looked at closely.
pub(super) struct CloseLook {
    /// Each token's share in the first head's score.
    pub(super) shares: Vec<(usize, i32)>,
    /// The scores of the heads between the first and the last.
    pub(super) categories: [f32; CATEGORIES],
}

const MAGIC: &[u8; 4] = b"RDR3";

/// Why a weights file is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReaderFault {
    /// Not a file of this version, or not whole.
    #[error("the second reader's weights cannot be read")]
    Unreadable,
}

/// Learnt weights.
#[derive(Debug, Clone)]
pub struct Model {
    bits: u32,
    scales: [f32; HEADS],
    biases: [f32; HEADS],
    thresholds: Thresholds,
    /// A row has a byte more than heads, so that it never lies in two lines of the cache.
    table: Vec<[i8; HEADS + 1]>,
    /// The first and the last head's once more, close to each other: they are read for every text, and from far is slow.
    deciding: Vec<[i8; 2]>,
}

impl Model {
    /// Reads a weights file.
    ///
    /// # Errors
    ///
    /// [`ReaderFault::Unreadable`] for anything that [`Model::to_bytes`] does not write.
    pub fn from_bytes(bytes: &[u8]) -> Result<Model, ReaderFault> {
        let mut fields = Bytes(bytes);
        if fields.take::<4>()? != *MAGIC {
            return Err(ReaderFault::Unreadable);
        }
        let bits = u32::from_le_bytes(fields.take()?);
        let heads = u32::from_le_bytes(fields.take()?);
        if !(8..=24).contains(&bits) || usize::try_from(heads) != Ok(HEADS) {
            return Err(ReaderFault::Unreadable);
        }
        let (mut scales, mut biases) = ([0.0; HEADS], [0.0; HEADS]);
        for (scale, bias) in scales.iter_mut().zip(&mut biases) {
            *scale = fields.number()?;
            *bias = fields.number()?;
        }
        let thresholds = Thresholds {
            review: fields.number()?,
            alert: fields.number()?,
            alert_if_lowered: fields.number()?,
            urgent: fields.number()?,
        };
        let table: Vec<[i8; HEADS + 1]> = fields
            .0
            .chunks_exact(HEADS)
            .map(|row| {
                let mut weights = [0; HEADS + 1];
                for (weight, byte) in weights.iter_mut().zip(row) {
                    *weight = i8::from_le_bytes([*byte]);
                }
                weights
            })
            .collect();
        if table.len() != 1 << bits || fields.0.len() != table.len() * HEADS {
            return Err(ReaderFault::Unreadable);
        }
        Ok(Model {
            bits,
            scales,
            biases,
            thresholds,
            deciding: deciding(&table),
            table,
        })
    }

    /// Quantises learnt weights, a row a feature: 2 to the power of `bits` rows.
    pub fn quantised(bits: u32, rows: &[[f32; HEADS]], biases: [f32; HEADS]) -> Model {
        let mut scales = [0.0_f32; HEADS];
        for row in rows {
            for (scale, weight) in scales.iter_mut().zip(row) {
                *scale = scale.max(weight.abs() / 127.0);
            }
        }
        let quantise = |row: &[f32; HEADS]| {
            let mut bytes = [0; HEADS + 1];
            for ((byte, weight), scale) in bytes.iter_mut().zip(row).zip(scales) {
                if scale > 0.0 {
                    *byte = (weight / scale).round() as i8;
                }
            }
            bytes
        };
        let table: Vec<[i8; HEADS + 1]> = rows.iter().map(quantise).collect();
        Model {
            bits,
            scales,
            biases,
            thresholds: Thresholds::UNKNOWN,
            deciding: deciding(&table),
            table,
        }
    }

    /// Sets from which scores on a text is looked at.
    #[must_use]
    pub fn with_thresholds(mut self, thresholds: Thresholds) -> Model {
        self.thresholds = thresholds;
        self
    }

    /// Returns from which scores on a text is looked at.
    pub fn thresholds(&self) -> Thresholds {
        self.thresholds
    }

    /// Returns the weights file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(self.bits.to_le_bytes());
        bytes.extend((HEADS as u32).to_le_bytes());
        for (scale, bias) in self.scales.iter().zip(&self.biases) {
            bytes.extend(scale.to_le_bytes());
            bytes.extend(bias.to_le_bytes());
        }
        let thresholds = self.thresholds;
        for threshold in [
            thresholds.review,
            thresholds.alert,
            thresholds.alert_if_lowered,
            thresholds.urgent,
        ] {
            bytes.extend(threshold.to_le_bytes());
        }
        for row in &self.table {
            bytes.extend(row.iter().take(HEADS).map(|weight| weight.to_le_bytes()[0]));
        }
        bytes
    }

    /// Returns of how many bits of a feature's hash its place in the table is made.
    #[cfg(test)]
    pub(crate) fn bits(&self) -> u32 {
        self.bits
    }

    /// Returns the place in the table of a feature's hash.
    pub(crate) fn place(bits: u32, hash: u64) -> usize {
        (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - bits)) as usize
    }

    /// Returns the first and the last head's scores of a window's features as [`crate::Engine::windows`] gives them.
    pub fn score(&self, features: &[(u32, f32)]) -> (f32, f32) {
        let mut sums = (0.0_f32, 0.0_f32);
        for (place, value) in features {
            if let Some([first, last]) = self.deciding.get(*place as usize) {
                sums.0 += f32::from(*first) * value;
                sums.1 += f32::from(*last) * value;
            }
        }
        let of = |head: usize, sum: f32| sum * self.scales[head] + self.biases[head];
        (of(0, sums.0), of(URGENT, sums.1))
    }

    /// Returns a feature's worth times its weights, and its worth squared.
    pub(super) fn row(&self, hash: u64, worth: i32) -> Row {
        let place = Model::place(self.bits, hash);
        let [first, last] = self.deciding.get(place).copied().unwrap_or_default();
        [
            worth * i32::from(first),
            worth * i32::from(last),
            worth * worth,
        ]
    }

    /// Returns the first and the last head's scores of a window's sums.
    pub(super) fn scores(&self, [first, last, squares]: &Row) -> (f32, f32) {
        let norm = length(*squares);
        let of = |head: usize, sum: i32| sum as f32 * self.scales[head] / norm + self.biases[head];
        (of(0, *first), of(URGENT, *last))
    }

    /// Returns which words a window's score comes from, and what it is about, by its words and single signs.
    pub(super) fn look(&self, reading: &Reading, first: usize, end: usize) -> CloseLook {
        let mut shares: Vec<(usize, i32)> = (first..end).map(|place| (place, 0)).collect();
        let (mut sums, mut squares) = ([0; CATEGORIES], 0);
        reading.each_plain(first, end, &mut |hash, worth, place| {
            squares += worth * worth;
            let Some(row) = self.table.get(Model::place(self.bits, hash)) else {
                return;
            };
            let [deciding, between @ ..] = row;
            if let Some((_, share)) = shares.get_mut(place.saturating_sub(first)) {
                *share += worth * i32::from(*deciding);
            }
            for (sum, weight) in sums.iter_mut().zip(between) {
                *sum += worth * i32::from(*weight);
            }
        });
        let norm = length(squares);
        let mut categories = [0.0; CATEGORIES];
        let heads = self.scales.iter().zip(&self.biases).skip(1);
        for ((score, sum), (scale, bias)) in categories.iter_mut().zip(sums).zip(heads) {
            *score = sum as f32 * scale / norm + bias;
        }
        CloseLook { shares, categories }
    }
}

fn deciding(table: &[[i8; HEADS + 1]]) -> Vec<[i8; 2]> {
    table.iter().map(|row| [row[0], row[URGENT]]).collect()
}

/// Returns the length that a window's features are brought to one from, of their worths' squares added up.
pub(crate) fn length(squares: i32) -> f32 {
    (squares as f32).sqrt().max(1.0)
}
