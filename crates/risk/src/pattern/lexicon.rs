//! The words of one pack as numbers: a text's word and a phrase's word are the same when they share an atom.

use std::collections::BTreeSet;

use super::PhraseFault;
use super::slip::{SHORTEST_SWAPPED, is_slip};
use crate::normalise::literal_words;
use crate::quick_hash::QuickMap;
use crate::skeleton::{Language, skeletons};

/// A skeleton, or a stem of skeletons, that some phrase of the pack asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Atom(u32);

impl Atom {
    /// Returns its place in lists that run over a lexicon's atoms.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Which texts a lexicon may hold, so that the beginnings of a word that it does not hold cost next to nothing: for each a
/// bit at its hash, which grows letter by letter.
#[derive(Debug)]
struct Known(Vec<u64>);

/// Of the hash: 32 KB of bits a lexicon.
const KNOWN_BITS: u32 = 18;

impl Default for Known {
    fn default() -> Self {
        Known(vec![0; 1 << (KNOWN_BITS - 6)])
    }
}

impl Known {
    const START: u64 = 0xcbf2_9ce4_8422_2325;

    fn grown(hash: u64, byte: u8) -> u64 {
        (hash ^ u64::from(byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    /// Returns the place of a hash's bit: of a word, and in it.
    fn bit(hash: u64) -> (usize, u64) {
        let place = hash >> (64 - KNOWN_BITS);
        ((place >> 6) as usize, 1 << (place & 63))
    }

    fn add(&mut self, text: &str) {
        let (word, bit) = Known::bit(text.bytes().fold(Known::START, Known::grown));
        if let Some(bits) = self.0.get_mut(word) {
            *bits |= bit;
        }
    }

    /// Calls `see` with the end of every beginning of a text up to so many bytes, the whole included, that may be held.
    fn beginnings(&self, text: &str, longest: usize, mut see: impl FnMut(usize)) {
        let mut hash = Known::START;
        for (place, byte) in text.bytes().take(longest).enumerate() {
            hash = Known::grown(hash, byte);
            let (word, bit) = Known::bit(hash);
            if self.0.get(word).is_some_and(|bits| bits & bit != 0) {
                see(place + 1);
            }
        }
    }
}

/// A word by its letters.
type Spelled = (Vec<char>, Atom);

/// Every word and stem of one pack.
#[derive(Debug)]
pub(crate) struct Lexicon {
    language: Language,
    words: QuickMap<String, Atom>,
    stems: QuickMap<String, Atom>,
    known: Known,
    /// Of the longest word or stem, in bytes: what goes on longer than that is looked at no further.
    longest: usize,
    /// The words by their length in letters, for masked ones.
    by_length: QuickMap<usize, Vec<(String, Atom)>>,
    /// Words worth reading through a slip of the finger, by first letter and length.
    severe: QuickMap<(char, u32), Vec<Spelled>>,
    len: u32,
}

/// A masked word (`c*tting`) is compared only with words at least this long.
const SHORTEST_MASKED: usize = 4;

/// In figures; in letters one more.
const SHORTEST_STEM: usize = 2;

impl Lexicon {
    pub(crate) fn new(language: Language) -> Self {
        Lexicon {
            language,
            words: QuickMap::default(),
            stems: QuickMap::default(),
            known: Known::default(),
            longest: 0,
            by_length: QuickMap::default(),
            severe: QuickMap::default(),
            len: 0,
        }
    }

    /// Returns how many atoms there are.
    pub(crate) fn len(&self) -> usize {
        self.len as usize
    }

    /// Returns, for each word of the literal, the atoms that stand for it; a literal may end in `*`.
    pub(super) fn intern(&mut self, literal: &str) -> Result<Vec<Vec<Atom>>, PhraseFault> {
        let (literal, is_stem) = match literal.strip_suffix('*') {
            Some(stem) => (stem, true),
            None => (literal, false),
        };
        let words = literal_words(literal);
        self.intern_folded(words.iter().map(String::as_str), is_stem)
    }

    /// As [`Lexicon::intern`], of words that are folded already.
    pub(crate) fn intern_folded<'w>(
        &mut self,
        words: impl Iterator<Item = &'w str>,
        is_stem: bool,
    ) -> Result<Vec<Vec<Atom>>, PhraseFault> {
        let mut words = words.peekable();
        let mut interned = Vec::new();
        while let Some(word) = words.next() {
            let is_last = words.peek().is_none();
            let forms = skeletons(self.language, word).into_iter();
            interned.push(if is_stem && is_last {
                forms
                    .map(|form| self.stem(form))
                    .collect::<Result<_, _>>()?
            } else {
                forms.map(|form| self.word(form)).collect()
            });
        }
        if interned.is_empty() {
            return Err(PhraseFault::Empty);
        }
        Ok(interned)
    }

    /// Returns the atoms of a token by its skeletons, sorted; skeletons below `shortest` letters have none.
    pub(crate) fn atoms(&self, forms: &[String], shortest: usize) -> Vec<Atom> {
        let mut atoms = Vec::new();
        self.add_atoms(forms, shortest, &mut atoms);
        for form in forms.iter().filter(|form| form.contains('*')) {
            if shortest == 1 || form.chars().count() >= shortest {
                atoms.extend(self.masked(form));
            }
        }
        atoms.sort_unstable();
        atoms.dedup();
        atoms
    }

    /// Returns the words that this one may be, with single letters hidden behind `*`.
    fn masked(&self, form: &str) -> impl Iterator<Item = Atom> {
        let length = form.chars().count();
        let hidden = form.chars().filter(|letter| *letter == '*').count();
        let is_telling = length >= SHORTEST_MASKED && hidden * 2 < length;
        let as_long = self.by_length.get(&length).filter(|_| is_telling);
        let words = as_long.into_iter().flatten();
        words
            .filter(move |(word, _)| {
                let letters = form.chars().zip(word.chars());
                let mut letters = letters.map(|(masked, letter)| masked == '*' || masked == letter);
                letters.all(|fits| fits)
            })
            .map(|(_, atom)| *atom)
    }

    /// Adds the atoms of a token by its skeletons as they stand, in any order, some perhaps twice.
    pub(crate) fn add_atoms(&self, forms: &[String], shortest: usize, atoms: &mut Vec<Atom>) {
        for form in forms
            .iter()
            .filter(|form| shortest == 1 || form.chars().count() >= shortest)
        {
            self.known.beginnings(form, self.longest, |end| {
                atoms.extend(form.get(..end).and_then(|stem| self.stems.get(stem)));
                if end == form.len() {
                    atoms.extend(self.words.get(form));
                }
            });
        }
    }

    /// Has the words among these atoms read through slips of the finger from now on.
    pub(crate) fn read_through_slips(&mut self, atoms: &BTreeSet<Atom>) {
        let mut words: Vec<(Vec<char>, Atom)> = self
            .words
            .iter()
            .filter(|(_, atom)| atoms.contains(atom))
            .map(|(word, atom)| (word.chars().collect(), *atom))
            .filter(|(letters, _): &(Vec<char>, Atom)| letters.len() >= SHORTEST_SWAPPED)
            .collect();
        words.sort_unstable();
        for (letters, atom) in words {
            if let Some(first) = letters.first().copied() {
                let words = self.severe.entry((first, letters.len() as u32));
                words.or_default().push((letters, atom));
            }
        }
    }

    /// Returns the atoms a token would have without a slip of the finger, sorted.
    pub(crate) fn atoms_through_slips(&self, forms: &[String]) -> Vec<Atom> {
        let mut atoms = Vec::new();
        for form in forms
            .iter()
            .filter(|form| form.len() >= SHORTEST_SWAPPED - 1)
        {
            let written: Vec<char> = form.chars().collect();
            let Some(first) = written.first() else {
                continue;
            };
            let length = written.len() as u32;
            for length in length - 1..=length + 1 {
                let words = self.severe.get(&(*first, length)).into_iter().flatten();
                let meant = words.filter(|(meant, _)| is_slip(&written, meant));
                atoms.extend(meant.map(|(_, atom)| *atom));
            }
        }
        atoms.sort_unstable();
        atoms.dedup();
        atoms
    }

    fn hold(&mut self, form: &str) {
        self.known.add(form);
        self.longest = self.longest.max(form.len());
    }

    fn word(&mut self, form: String) -> Atom {
        self.hold(&form);
        let next = Atom(self.len);
        let letters = form.chars().count();
        let atom = *self.words.entry(form.clone()).or_insert(next);
        if atom == next {
            self.len += 1;
            self.by_length
                .entry(letters)
                .or_default()
                .push((form, atom));
        }
        atom
    }

    fn stem(&mut self, form: String) -> Result<Atom, PhraseFault> {
        let first = form.chars().next().ok_or(PhraseFault::Empty)?;
        let shortest = if first.is_ascii_digit() {
            SHORTEST_STEM
        } else {
            SHORTEST_STEM + 1
        };
        if form.chars().count() < shortest {
            return Err(PhraseFault::ShortStem);
        }
        self.hold(&form);
        let next = Atom(self.len);
        let atom = *self.stems.entry(form).or_insert(next);
        self.len += u32::from(atom == next);
        Ok(atom)
    }
}
