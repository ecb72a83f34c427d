//! The second reader's deep half: a small language model that has read the web in our languages, taught by labelled lines.
//!
//! It knows words and turns that no line of ours holds. It takes a thousand times as long as everything else here, so
//! only [`crate::Engine::assess_deeply`] asks it. Its file is [`file`]'s, `deep/README.md` says how it is learnt.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::finding::Level;
use crate::reader::{ReaderFault, Thresholds};

mod encoder;
mod file;
mod linear;
mod packed;
mod pieces;

use encoder::{Encoder, SAID};
use file::Head;
use pieces::{BEGIN, END, Pieces};

/// The file as `deep/learn.py` wrote it.
static WEIGHTS: &[u8] = include_bytes!("../data/deep.weights");

/// How it is used, as `cargo xtask risk-calibrate` chose it.
const SETTINGS: &str = include_str!("../data/deep.toml");

/// What stands before every text, as the model has learnt it.
const PREFIX: &str = "query:";

/// So many pieces are read together, the prefix and both marks among them.
const WINDOW: usize = 98;

/// So many parts of a window are read; only words of hundreds of letters make more of a few sentences.
const MOST_PARTS: usize = 12;

/// The shipped network, read when it is first needed and then shared.
static SHIPPED: LazyLock<Result<Network, ReaderFault>> = LazyLock::new(Network::shipped);

/// Returns the shipped network.
pub(crate) fn shipped() -> Result<&'static Network, ReaderFault> {
    SHIPPED.as_ref().map_err(|fault| *fault)
}

/// Returns what tells this network and its use from others, without reading it whole.
pub(crate) fn identity() -> ([u8; 32], &'static str) {
    (
        Head::of(WEIGHTS).map_or([0; 32], |head| head.digest),
        SETTINGS,
    )
}

/// A network, ready to read.
#[derive(Debug)]
pub(crate) struct Network {
    pub(crate) settings: DeepSettings,
    pieces: Pieces,
    encoder: Encoder,
}

/// How the network is used, as `data/deep.toml` has it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeepSettings {
    /// What the quick half's score is worth beside the network's.
    pub quick_worth: f32,
    /// Below this score of the quick half words are ordinary ones, and the network is not asked.
    pub least_quick: f32,
    /// What both together are worth.
    pub thresholds: Thresholds,
    /// What the network is worth in a language that it reads alone.
    pub alone: Thresholds,
}

impl DeepSettings {
    /// Returns whether the network is asked about words that the quick half gives this score.
    pub fn asks(&self, quick: f32) -> bool {
        quick >= self.least_quick
    }

    /// Returns what the scores are together, or the network's where it reads alone.
    pub fn score(&self, scores: &DeepScores) -> f32 {
        if scores.is_alone {
            scores.deep
        } else {
            scores.deep + self.quick_worth * scores.quick
        }
    }

    /// Returns what words with these scores are worth.
    pub fn level(&self, scores: &DeepScores) -> Option<Level> {
        let thresholds = if scores.is_alone {
            self.alone
        } else {
            self.thresholds
        };
        thresholds.level(self.score(scores), scores.urgency(), scores.is_lowered)
    }

    /// Returns the file they are kept in.
    pub fn to_toml(&self) -> String {
        let settings = toml::to_string(self).unwrap_or_default();
        format!("# Written by `cargo xtask risk-calibrate`.\n{settings}")
    }
}

/// What both halves of the second reader make of a window of a text: logits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeepScores {
    /// The quick half: whether a person is needed.
    pub quick: f32,
    /// The quick half: whether now.
    pub quick_urgency: f32,
    /// The network: whether a person is needed.
    pub deep: f32,
    /// The network: whether now.
    pub deep_urgency: f32,
    /// Whether rules lowered something there.
    pub is_lowered: bool,
    /// Whether the network reads it alone: what the quick half says of it is chance.
    pub is_alone: bool,
}

impl DeepScores {
    /// Returns what is said together of whether now, or by the network where it reads alone.
    pub fn urgency(&self) -> f32 {
        if self.is_alone {
            self.deep_urgency
        } else {
            self.quick_urgency + self.deep_urgency
        }
    }
}

impl Network {
    fn shipped() -> Result<Network, ReaderFault> {
        let settings = toml::from_str(SETTINGS).map_err(|_| ReaderFault::Unreadable)?;
        let (pieces, encoder) = file::read(WEIGHTS)?;
        Ok(Network {
            settings,
            pieces,
            encoder,
        })
    }

    /// Returns what is said about words; of those that are not read at once, about the most alarming part.
    pub(crate) fn said(&self, words: &str) -> Option<[f32; SAID]> {
        let prefix = self.pieces.of(PREFIX);
        let parts = self.parts(&self.pieces.of(words), prefix.len());
        let said = parts.into_iter().map(|part| {
            let marked = [&[BEGIN], prefix.as_slice(), &part, &[END]].concat();
            self.encoder.read(&marked)
        });
        said.max_by(|[one, ..], [two, ..]| one.total_cmp(two))
    }

    /// Returns what is read at once, one after the other; at most [`MOST_PARTS`].
    fn parts(&self, mut rest: &[u32], prefix: usize) -> Vec<Vec<u32>> {
        let mut parts = Vec::new();
        while !rest.is_empty() && parts.len() < MOST_PARTS {
            let (part, after) = rest.split_at(self.cut(rest, WINDOW - prefix - 2));
            parts.push(part.to_vec());
            rest = after;
        }
        parts
    }

    /// Returns how many pieces make the next part: all, or up to the last end of a sentence in its second half.
    fn cut(&self, rest: &[u32], most: usize) -> usize {
        if rest.len() <= most {
            return rest.len();
        }
        let ends = (most / 2..most)
            .rev()
            .find(|at| self.pieces.ends_sentence(rest[*at]));
        ends.map_or(most, |at| at + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOLDEN: &[(&str, &[u32], [f32; SAID])] = &[
        (
            "I've put the rest of the tablets where nobody will count them",
            &[
                79, 25, 224, 2097, 64, 4765, 100, 64, 29676, 3571, 99, 13073, 815, 17421, 1629,
            ],
            [5.41, 2.20, 3.50, -0.65, -0.65, -2.84, -1.84],
        ),
        (
            "Μπορώ να περάσω αύριο για την απόδειξη;",
            &[
                39981, 11447, 306, 38070, 1592, 37212, 450, 386, 489, 15645, 9571, 68,
            ],
            [-6.27, -1.59, 0.23, 0.75, 0.10, 1.22, -0.23],
        ),
    ];

    const BITS: [[u32; SAID]; 2] = [
        [
            0x40ad_04df,
            0x400d_9ea9,
            0x405f_a0e0,
            0xbf26_badd,
            0xbf2a_0078,
            0xc035_5871,
            0xbfe9_5299,
        ],
        [
            0xc0c9_0109,
            0xbfce_2878,
            0x3e80_6bad,
            0x3f47_dd42,
            0x3dab_f092,
            0x3f95_a57e,
            0xbe5e_194d,
        ],
    ];

    /// What `learn.py` reads out of the same weights, in f32.
    #[test]
    fn it_says_what_was_learnt() {
        let network = shipped().unwrap();
        for (text, pieces, said) in GOLDEN {
            assert_eq!(network.pieces.of(text), *pieces, "{text}");
            let read = network.said(text).unwrap();
            for (read, said) in read.iter().zip(said) {
                assert!((read - said).abs() < 0.35, "{text}: {read} {said}");
            }
        }
    }

    /// To the last bit: a processor with other registers, or another system's library, must not say otherwise.
    #[test]
    fn every_computer_says_the_same() {
        let network = shipped().unwrap();
        let said = GOLDEN
            .iter()
            .map(|(text, ..)| network.said(text).unwrap().map(f32::to_bits));
        assert_eq!(said.collect::<Vec<_>>(), BITS);
    }
}
