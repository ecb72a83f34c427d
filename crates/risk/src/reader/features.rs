//! What the reader sees of a text: words, their beginnings and pieces as they sound, pairs of words, classes and pairs
//! of classes.

use crate::normalise::Token;
use crate::pack::{CueKind, Owner};
use crate::scan::Scanned;
use crate::skeleton::sound;

/// A text prepared for reading.
pub(crate) struct Reading {
    words: Vec<Word>,
    /// By token: the classes and signs that begin there, by place.
    signs: Vec<(usize, u8)>,
    units: Vec<(usize, usize)>,
}

struct Word {
    sound: Vec<u8>,
    hash: u64,
    /// Of its first letters.
    stem: u64,
    is_greek: bool,
}

/// What each kind of feature is worth before a window's are brought to one length.
const WORD: f32 = 1.0;
const STEM: f32 = 1.0;
const NEIGHBOURS: f32 = 0.8;
const NEAR: f32 = 0.5;
const PIECE: f32 = 0.25;
const SIGN: f32 = 1.2;
const SIGNS_TOGETHER: f32 = 0.5;

/// So many first sounds of a word are its stem.
const STEM_LENGTH: usize = 5;

/// A unit of more words is cut, so that a text without full stops is not diluted.
const LONGEST_UNIT: usize = 32;

/// A window is up to so many units.
const MOST_UNITS: usize = 3;

/// Signs after the classes: an idiom, then the cues by kind.
const IDIOM: u8 = 128;
const FIRST_CUE: u8 = 129;
const SIGNS: usize = 160;

impl Reading {
    pub(crate) fn new(tokens: &[Token], scanned: &Scanned) -> Reading {
        let words = tokens
            .iter()
            .enumerate()
            .map(|(place, token)| {
                let is_greek = scanned.is_greek.get(place) == Some(&true);
                let sound = if token
                    .folded
                    .starts_with(|first: char| first.is_ascii_digit())
                {
                    "#".to_owned()
                } else {
                    sound(is_greek, &token.folded)
                };
                let seed = if is_greek { 0x9e37 } else { 0x51ed };
                Word {
                    hash: hash(seed, sound.as_bytes()),
                    stem: hash(seed + 1, stem(&sound)),
                    sound: sound.into_bytes(),
                    is_greek,
                }
            })
            .collect();
        let classes = scanned.classes.iter().map(|hit| (hit.first, hit.class));
        let cues = scanned.hits.iter().filter_map(|hit| match hit.owner {
            Owner::Idiom => Some((hit.first(), IDIOM)),
            Owner::Cue(kind) if hit.in_language && is_telling(kind) => {
                Some((hit.first(), FIRST_CUE + kind as u8))
            }
            Owner::Cue(_) | Owner::Rule(_) | Owner::Class(_) => None,
        });
        let mut signs: Vec<(usize, u8)> = classes.chain(cues).collect();
        signs.sort_unstable();
        signs.dedup();
        Reading {
            words,
            signs,
            units: units(tokens),
        }
    }

    /// Returns the windows as ranges of tokens.
    pub(crate) fn windows(&self) -> Vec<(usize, usize)> {
        let mut windows = Vec::new();
        for (place, (first, _)) in self.units.iter().enumerate() {
            for (_, end) in self.units.iter().skip(place).take(MOST_UNITS) {
                windows.push((*first, *end));
            }
        }
        windows
    }

    /// Calls `see` with the hash, value and token of every feature of a window.
    pub(crate) fn each(&self, first: usize, end: usize, mut see: impl FnMut(u64, f32, usize)) {
        let words = self.words.get(first..end).unwrap_or_default();
        let mut before: [Option<&Word>; 2] = [None, None];
        for (place, word) in words.iter().enumerate() {
            let place = first + place;
            see(word.hash, WORD, place);
            see(mix(word.stem, 11, 5), STEM, place);
            if let Some(last) = before[0] {
                see(mix(last.hash, word.hash, 1), NEIGHBOURS, place);
                see(mix(last.stem, word.stem, 6), NEIGHBOURS, place);
            }
            if let Some(older) = before[1] {
                see(mix(older.hash, word.hash, 2), NEAR, place);
                see(mix(older.stem, word.stem, 7), NEAR, place);
            }
            before = [Some(word), before[0]];
            pieces(word, |hash| see(hash, PIECE, place));
        }
        let from = self.signs.partition_point(|(place, _)| *place < first);
        let mut seen = [usize::MAX; SIGNS];
        let mut kinds: Vec<u8> = Vec::new();
        for (place, sign) in self
            .signs
            .iter()
            .skip(from)
            .take_while(|(place, _)| *place < end)
        {
            if let Some(slot) = seen.get_mut(usize::from(*sign))
                && *slot == usize::MAX
            {
                *slot = *place;
                kinds.push(*sign);
                see(mix(u64::from(*sign), 7, 3), SIGN, *place);
            }
        }
        kinds.sort_unstable();
        for (rank, one) in kinds.iter().enumerate() {
            for two in kinds.iter().skip(rank + 1) {
                let place = seen.get(usize::from(*two)).copied().unwrap_or(first);
                see(
                    mix(u64::from(*one), u64::from(*two), 4),
                    SIGNS_TOGETHER,
                    place,
                );
            }
        }
    }
}

fn stem(sound: &str) -> &[u8] {
    let sounds = sound.as_bytes();
    sounds.get(..STEM_LENGTH).unwrap_or(sounds)
}

/// Cues that only end a part say nothing.
fn is_telling(kind: CueKind) -> bool {
    match kind {
        CueKind::Contrast | CueKind::NoNegation => false,
        CueKind::Negation
        | CueKind::Resolved
        | CueKind::Recovered
        | CueKind::Past
        | CueKind::Recent
        | CueKind::Hypothetical
        | CueKind::Professional
        | CueKind::Quoted
        | CueKind::Joking
        | CueKind::Now => true,
    }
}

/// Calls `see` with the hash of every piece of three or four letters, the word's ends included.
fn pieces(word: &Word, mut see: impl FnMut(u64)) {
    let mut letters = Vec::with_capacity(word.sound.len() + 2);
    letters.push(b' ');
    letters.extend_from_slice(&word.sound);
    letters.push(b' ');
    let seed = if word.is_greek { 0x77 } else { 0x33 };
    for length in 3..=4 {
        for piece in letters.windows(length) {
            see(hash(seed + length as u64, piece));
        }
    }
}

/// Sentences, the long ones cut.
fn units(tokens: &[Token]) -> Vec<(usize, usize)> {
    let mut units = Vec::new();
    let mut first = 0;
    for sentence in tokens.chunk_by(|one, next| one.sentence == next.sentence) {
        let mut left = sentence.len();
        while left > 0 {
            let length = if left <= LONGEST_UNIT + LONGEST_UNIT / 2 {
                left
            } else {
                LONGEST_UNIT
            };
            units.push((first, first + length));
            first += length;
            left -= length;
        }
    }
    units
}

fn hash(seed: u64, bytes: &[u8]) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in bytes {
        state = (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    state
}

fn mix(one: u64, two: u64, kind: u64) -> u64 {
    (one.rotate_left(17) ^ two.wrapping_mul(0xff51_afd7_ed55_8ccd) ^ kind)
        .wrapping_mul(0xc4ce_b9fe_1a85_ec53)
}
