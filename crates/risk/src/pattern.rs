//! The phrase language of the packs, and matching a phrase at a place in a text.
//!
//! A phrase is words in a row: `word`, `a|b` (either), `stem*`, `word?` (may be missing), `two_words` (one
//! alternative of several words) and `~N` (up to N words of any kind). `a|b c` is (a or b) then c. A phrase never
//! reaches over the end of a sentence. Words are compared by what [`Lexicon`] made of them, never as text.

use thiserror::Error;

mod lexicon;
mod slip;

pub(crate) use lexicon::{Atom, Lexicon};

/// What is wrong with a phrase of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PhraseFault {
    /// Nothing is left that must be there.
    #[error("the phrase has no word that must be there")]
    Empty,
    /// `~N` without a number from 1 to 12.
    #[error("a gap is ~1 to ~12")]
    Gap,
    /// `stem*` that would match words by the hundred.
    #[error("a stem needs three letters or two figures")]
    ShortStem,
}

const LONGEST_GAP: usize = 12;

/// A compiled phrase.
#[derive(Debug)]
pub(crate) struct Pattern {
    elements: Vec<Element>,
    /// For each word after the first that must be there: the atoms one of which must be in the sentence.
    needs: Vec<Vec<Atom>>,
}

#[derive(Debug)]
enum Element {
    Gap(usize),
    Word {
        options: Vec<Alternative>,
        optional: bool,
    },
}

/// One alternative: for each word in a row, the atoms that are that word.
type Alternative = Vec<Vec<Atom>>;

impl Pattern {
    /// Compiles a phrase, adding its words to the lexicon.
    pub(crate) fn parse(phrase: &str, lexicon: &mut Lexicon) -> Result<Pattern, PhraseFault> {
        let mut elements = phrase
            .split_whitespace()
            .map(|element| Element::parse(element, lexicon))
            .collect::<Result<Vec<_>, _>>()?;
        while elements
            .last()
            .is_some_and(|last| matches!(last, Element::Gap(_)))
        {
            elements.pop();
        }
        let leading = elements
            .iter()
            .take_while(|element| !element.is_required())
            .count();
        elements.drain(..leading);
        if elements.is_empty() {
            Err(PhraseFault::Empty)
        } else {
            let needs = elements
                .iter()
                .skip(1)
                .filter(|element| element.is_required())
                .map(Element::first_atoms)
                .collect();
            Ok(Pattern { elements, needs })
        }
    }

    /// Returns the atoms a match can begin with, each once.
    pub(crate) fn first_atoms(&self) -> Vec<Atom> {
        self.elements
            .first()
            .map(Element::first_atoms)
            .unwrap_or_default()
    }

    /// Returns whether every word that must be there has an atom for which `is_present` holds.
    pub(crate) fn may_match(&self, is_present: impl Fn(Atom) -> bool) -> bool {
        self.needs
            .iter()
            .all(|atoms| atoms.iter().any(|atom| is_present(*atom)))
    }

    /// Returns every atom the phrase asks for.
    pub(crate) fn atoms(&self) -> impl Iterator<Item = Atom> {
        let options = self.elements.iter().filter_map(|element| match element {
            Element::Word { options, .. } => Some(options),
            Element::Gap(_) => None,
        });
        options.flatten().flatten().flatten().copied()
    }

    /// Returns the matched tokens of the match that begins with the first token of `sentence`, gaps left out.
    ///
    /// `sentence` holds each token's sorted atoms to the end of the sentence; the shortest gaps are preferred.
    pub(crate) fn match_start(&self, sentence: &[Vec<Atom>]) -> Option<Vec<usize>> {
        let mut matched = Vec::with_capacity(self.elements.len());
        match_elements(&self.elements, sentence, 0, &mut matched).then_some(matched)
    }
}

impl Element {
    fn parse(element: &str, lexicon: &mut Lexicon) -> Result<Element, PhraseFault> {
        if let Some(length) = element.strip_prefix('~') {
            let length = length.parse().map_err(|_| PhraseFault::Gap)?;
            return if (1..=LONGEST_GAP).contains(&length) {
                Ok(Element::Gap(length))
            } else {
                Err(PhraseFault::Gap)
            };
        }
        let (alternatives, optional) = match element.strip_suffix('?') {
            Some(alternatives) => (alternatives, true),
            None => (element, false),
        };
        let options = alternatives
            .split('|')
            .map(|alternative| lexicon.intern(&alternative.replace('_', " ")))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Element::Word { options, optional })
    }

    /// Returns the atoms a match of it can begin with, each once.
    fn first_atoms(&self) -> Vec<Atom> {
        let mut atoms: Vec<Atom> = match self {
            Element::Word { options, .. } => options
                .iter()
                .filter_map(|option| option.first())
                .flatten()
                .copied()
                .collect(),
            Element::Gap(_) => Vec::new(),
        };
        atoms.sort_unstable();
        atoms.dedup();
        atoms
    }

    fn is_required(&self) -> bool {
        match self {
            Element::Gap(_) => false,
            Element::Word { optional, .. } => !optional,
        }
    }
}

fn match_elements(
    elements: &[Element],
    sentence: &[Vec<Atom>],
    place: usize,
    matched: &mut Vec<usize>,
) -> bool {
    let Some((element, rest)) = elements.split_first() else {
        return true;
    };
    match element {
        Element::Gap(longest) => {
            let last = sentence.len().saturating_sub(place).min(*longest);
            (0..=last).any(|skipped| match_elements(rest, sentence, place + skipped, matched))
        }
        Element::Word { options, optional } => {
            for option in options {
                if is_at(option, sentence, place) {
                    let kept = matched.len();
                    matched.extend(place..place + option.len());
                    if match_elements(rest, sentence, place + option.len(), matched) {
                        return true;
                    }
                    matched.truncate(kept);
                }
            }
            *optional && match_elements(rest, sentence, place, matched)
        }
    }
}

fn is_at(option: &Alternative, sentence: &[Vec<Atom>], place: usize) -> bool {
    sentence
        .get(place..place + option.len())
        .is_some_and(|tokens| {
            option
                .iter()
                .zip(tokens)
                .all(|(word, token)| word.iter().any(|atom| token.binary_search(atom).is_ok()))
        })
}

#[cfg(test)]
mod tests;
