//! The words of one pack as numbers: a text's word and a phrase's word are the same when they share an atom.

use std::collections::BTreeSet;
use std::iter;

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

/// A word by its letters.
type Spelled = (Vec<char>, Atom);

/// Every word and stem of one pack.
#[derive(Debug)]
pub(crate) struct Lexicon {
    language: Language,
    words: QuickMap<String, Atom>,
    stems: QuickMap<String, Atom>,
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
            severe: QuickMap::default(),
            len: 0,
        }
    }

    /// Returns how many atoms there are.
    pub(crate) fn len(&self) -> usize {
        self.len as usize
    }

    /// Returns, for each word of the literal, the atoms that stand for it; a literal may end in `*`.
    pub(crate) fn intern(&mut self, literal: &str) -> Result<Vec<Vec<Atom>>, PhraseFault> {
        let (literal, is_stem) = match literal.strip_suffix('*') {
            Some(stem) => (stem, true),
            None => (literal, false),
        };
        let words = literal_words(literal);
        let last = words.len().checked_sub(1).ok_or(PhraseFault::Empty)?;
        words
            .iter()
            .enumerate()
            .map(|(place, word)| {
                let forms = skeletons(self.language, word).into_iter();
                if is_stem && place == last {
                    forms.map(|form| self.stem(form)).collect()
                } else {
                    Ok(forms.map(|form| self.word(form)).collect())
                }
            })
            .collect()
    }

    /// Returns the atoms of a token by its skeletons, sorted; skeletons below `shortest` letters have none.
    pub(crate) fn atoms(&self, forms: &[String], shortest: usize) -> Vec<Atom> {
        let mut atoms = Vec::new();
        self.add_atoms(forms, shortest, &mut atoms);
        atoms.sort_unstable();
        atoms.dedup();
        atoms
    }

    /// Adds what [`Lexicon::atoms`] returns, in any order, some perhaps twice.
    pub(crate) fn add_atoms(&self, forms: &[String], shortest: usize, atoms: &mut Vec<Atom>) {
        for form in forms
            .iter()
            .filter(|form| shortest == 1 || form.chars().count() >= shortest)
        {
            atoms.extend(self.words.get(form));
            let beginnings = form.char_indices().skip(SHORTEST_STEM);
            let beginnings = beginnings.filter_map(|(end, _)| form.get(..end));
            let beginnings = beginnings.chain(iter::once(form.as_str()));
            atoms.extend(beginnings.filter_map(|beginning| self.stems.get(beginning)));
            if form.contains('*') {
                atoms.extend(
                    self.words
                        .iter()
                        .filter(|(word, _)| is_masked(form, word))
                        .map(|(_, atom)| atom),
                );
            }
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

    fn word(&mut self, form: String) -> Atom {
        let next = Atom(self.len);
        let atom = *self.words.entry(form).or_insert(next);
        self.len += u32::from(atom == next);
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
        let next = Atom(self.len);
        let atom = *self.stems.entry(form).or_insert(next);
        self.len += u32::from(atom == next);
        Ok(atom)
    }
}

/// Returns whether `masked` is `word` with single letters hidden behind `*`.
fn is_masked(masked: &str, word: &str) -> bool {
    let hidden = masked.chars().filter(|letter| *letter == '*').count();
    let length = word.chars().count();
    length >= SHORTEST_MASKED
        && hidden * 2 < length
        && masked.chars().count() == length
        && masked
            .chars()
            .zip(word.chars())
            .all(|(one, two)| one == '*' || one == two)
}
