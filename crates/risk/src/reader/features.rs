//! What the reader sees of a text: words, their beginnings and pieces as they sound, pairs of words, the classes, cues,
//! rules, marks and fields of meaning there, their pairs and their order.

use crate::normalise::Token;
use crate::scan::Scanned;
use crate::skeleton::sound;

use super::signs::{SIGNS, Sign, is_field};

/// A text prepared for reading.
pub(crate) struct Reading {
    words: Vec<Word>,
    /// In the order of the text: the signs that begin at a token.
    signs: Vec<(usize, Sign)>,
    /// The same without the fields of meaning, which stand at nearly every word.
    telling: Vec<(usize, Sign)>,
    units: Vec<(usize, usize)>,
}

struct Word {
    sound: Vec<u8>,
    hash: u64,
    /// Of its first letters.
    stem: u64,
    is_greek: bool,
}

/// A feature that begins and ends at certain tokens, and belongs to the windows that hold both.
pub(super) struct Sequence {
    pub(super) hash: u64,
    pub(super) first: usize,
    pub(super) last: usize,
}

/// What each kind of feature is worth before a window's are brought to one length, in twentieths.
const WORD: i32 = 20;
const STEM: i32 = 20;
const NEIGHBOURS: i32 = 16;
const NEAR: i32 = 10;
const PIECE: i32 = 5;
const SIGN: i32 = 24;
const AT_AN_END: i32 = 10;
const FIELD: i32 = 16;
/// Two signs of which one is a field at least: there are many of them in every text.
const FIELDS_TOGETHER: i32 = 5;
/// Two or three signs, whether in any order or in this one.
pub(super) const SIGNS_TOGETHER: i32 = 10;

/// A word's features look at up to so many words, its own the last.
pub(super) const REACHES: usize = 3;

/// So many first sounds of a word are its stem.
const STEM_LENGTH: usize = 5;

/// A unit of more words is cut, so that a text without full stops is not diluted.
const LONGEST_UNIT: usize = 32;

/// A window is up to so many units.
const MOST_UNITS: usize = 3;

/// So many different signs of a window count, more than any labelled line has: their pairs grow with the square.
const MOST_KINDS: usize = 96;

/// Signs up to so many words apart are taken in their order, and so many of them.
const ORDER_REACH: usize = 4;
const MOST_FOLLOWING: usize = 6;

impl Reading {
    /// `signs` are those of [`super::signs::signs`].
    pub(crate) fn new(tokens: &[Token], scanned: &Scanned, signs: Vec<(usize, Sign)>) -> Reading {
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
        let telling = signs.iter().filter(|(_, sign)| !is_field(*sign));
        Reading {
            words,
            telling: telling.copied().collect(),
            signs,
            units: units(tokens),
        }
    }

    /// Returns how many words there are.
    pub(super) fn len(&self) -> usize {
        self.words.len()
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

    /// Calls `see` with the hash, worth and token of every feature of a window.
    pub(crate) fn each(&self, first: usize, end: usize, mut see: impl FnMut(u64, i32, usize)) {
        self.each_of_words(first, end, &mut see);
        self.sequences(|sequence| {
            if first <= sequence.first && sequence.last < end {
                see(sequence.hash, SIGNS_TOGETHER, sequence.last);
            }
        });
        self.of_ends(first, end, &mut see);
        let mut places = [usize::MAX; SIGNS];
        let kinds = self.kinds(first, end, &mut places);
        let at = |sign: Sign| places.get(usize::from(sign)).copied().unwrap_or(first);
        for (rank, one) in kinds.iter().enumerate() {
            see(of_sign(*one), sign_worth(*one), at(*one));
            for two in kinds.iter().skip(rank + 1) {
                see(of_pair(*one, *two), pair_worth(*one, *two), at(*two));
            }
        }
    }

    /// Calls `see` with the hash, worth and token of what a window's words and single signs are: a third of its features,
    /// which say nearly all of what it is about.
    pub(super) fn each_plain(
        &self,
        first: usize,
        end: usize,
        see: &mut impl FnMut(u64, i32, usize),
    ) {
        self.each_of_words(first, end, see);
        let mut places = [usize::MAX; SIGNS];
        for sign in self.kinds(first, end, &mut places) {
            let place = places.get(usize::from(sign)).copied().unwrap_or(first);
            see(of_sign(sign), sign_worth(sign), place);
        }
    }

    fn each_of_words(&self, first: usize, end: usize, see: &mut impl FnMut(u64, i32, usize)) {
        for place in first..end.min(self.words.len()) {
            self.of_word(place, |hash, worth, reach| {
                if first + reach <= place {
                    see(hash, worth, place);
                }
            });
        }
    }

    /// Calls `see` with the hash, worth and reach of a word's features: 1 needs the word before it in the window, 2 the
    /// two before.
    pub(super) fn of_word(&self, place: usize, mut see: impl FnMut(u64, i32, usize)) {
        let Some(word) = self.words.get(place) else {
            return;
        };
        see(word.hash, WORD, 0);
        see(mix(word.stem, 11, 5), STEM, 0);
        let before = |words: usize| place.checked_sub(words).and_then(|at| self.words.get(at));
        if let Some(last) = before(1) {
            see(mix(last.hash, word.hash, 1), NEIGHBOURS, 1);
            see(mix(last.stem, word.stem, 6), NEIGHBOURS, 1);
        }
        if let Some(older) = before(2) {
            see(mix(older.hash, word.hash, 2), NEAR, 2);
            see(mix(older.stem, word.stem, 7), NEAR, 2);
        }
        pieces(word, |hash| see(hash, PIECE, 0));
    }

    /// Calls `see` with two signs that stand near each other, and three in a row, in their order.
    pub(super) fn sequences(&self, mut see: impl FnMut(Sequence)) {
        for (rank, (first, one)) in self.signs.iter().enumerate() {
            let following = self.signs.iter().skip(rank + 1).take(MOST_FOLLOWING);
            for (last, two) in
                following.filter(|(last, _)| (1..=ORDER_REACH).contains(&(last - first)))
            {
                see(Sequence {
                    hash: mix(u64::from(*one), u64::from(*two), 93),
                    first: *first,
                    last: *last,
                });
            }
        }
        for three in self.telling.windows(3) {
            if let [(first, one), (_, two), (last, three)] = three {
                let two = mix(u64::from(*one), u64::from(*two), 94);
                see(Sequence {
                    hash: mix(two, u64::from(*three), 95),
                    first: *first,
                    last: *last,
                });
            }
        }
    }

    /// Calls `see` with a window's first and last word as such, and with how long it is.
    pub(super) fn of_ends(&self, first: usize, end: usize, see: &mut impl FnMut(u64, i32, usize)) {
        let words = self.words.get(first..end).unwrap_or_default();
        if let [opening, ..] = words {
            see(mix(opening.stem, 3, 41), AT_AN_END, first);
        }
        if let [.., closing] = words {
            see(mix(closing.stem, 4, 42), AT_AN_END, end - 1);
        }
        let doublings = usize::BITS - words.len().leading_zeros();
        see(mix(u64::from(doublings), 98, 98), SIGN, first);
    }

    /// Returns each sign of the text once, in ascending order.
    pub(super) fn all_kinds(&self) -> Vec<Sign> {
        let mut kinds: Vec<Sign> = self.signs.iter().map(|(_, sign)| *sign).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Returns a window's first signs once each, in ascending order; `places` gets where each stands first.
    pub(super) fn kinds(&self, first: usize, end: usize, places: &mut [usize; SIGNS]) -> Vec<Sign> {
        let from = self.signs.partition_point(|(place, _)| *place < first);
        let mut kinds: Vec<Sign> = Vec::new();
        let here = self.signs.iter().skip(from);
        for (place, sign) in here.take_while(|(place, _)| *place < end) {
            if let Some(slot) = places.get_mut(usize::from(*sign))
                && *slot == usize::MAX
                && kinds.len() < MOST_KINDS
            {
                *slot = *place;
                kinds.push(*sign);
            }
        }
        kinds.sort_unstable();
        kinds
    }
}

/// Returns the hash and worth of two signs together, or of one alone if they are the same.
pub(super) fn of_signs(one: Sign, two: Sign) -> (u64, i32) {
    if one == two {
        (of_sign(one), sign_worth(one))
    } else {
        (of_pair(one, two), pair_worth(one, two))
    }
}

fn sign_worth(sign: Sign) -> i32 {
    if is_field(sign) { FIELD } else { SIGN }
}

fn pair_worth(one: Sign, two: Sign) -> i32 {
    if is_field(one) || is_field(two) {
        FIELDS_TOGETHER
    } else {
        SIGNS_TOGETHER
    }
}

fn of_sign(sign: Sign) -> u64 {
    mix(u64::from(sign), 7, 3)
}

fn of_pair(one: Sign, two: Sign) -> u64 {
    mix(u64::from(one), u64::from(two), 4)
}

fn stem(sound: &str) -> &[u8] {
    let sounds = sound.as_bytes();
    sounds.get(..STEM_LENGTH).unwrap_or(sounds)
}

/// Calls `see` with the hash of every piece of three to five letters, the word's ends included.
fn pieces(word: &Word, mut see: impl FnMut(u64)) {
    let mut letters = Vec::with_capacity(word.sound.len() + 2);
    letters.push(b' ');
    letters.extend_from_slice(&word.sound);
    letters.push(b' ');
    let seed = if word.is_greek { 0x77 } else { 0x33 };
    for length in 3..=5 {
        for piece in letters.windows(length) {
            see(hash(seed + length as u64, piece));
        }
    }
}

/// Sentences and lines, the long ones cut.
fn units(tokens: &[Token]) -> Vec<(usize, usize)> {
    let mut units = Vec::new();
    let mut first = 0;
    for line in tokens.chunk_by(|one, next| one.line == next.line) {
        let mut left = line.len();
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
