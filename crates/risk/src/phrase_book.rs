//! Phrases of one language, each with what it stands for, and finding them all in a text.
//!
//! The plain reading for tone and extracts: the same phrase language and skeletons as the rules, without slips of the
//! finger, shields and scopes.

use crate::normalise::Token;
use crate::pattern::{Atom, Lexicon, Pattern, PhraseFault};
use crate::skeleton::{Language, skeletons};

/// Phrases with a mark each; it is searched only after [`PhraseBook::close`].
#[derive(Debug)]
pub(crate) struct PhraseBook<Mark> {
    language: Language,
    lexicon: Lexicon,
    phrases: Vec<Phrase<Mark>>,
    by_first_atom: Vec<Vec<usize>>,
}

#[derive(Debug)]
struct Phrase<Mark> {
    pattern: Pattern,
    mark: Mark,
    /// A whole word says more than a stem, a long stem more than a short one.
    precision: usize,
}

/// A phrase found in a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found<Mark> {
    pub(crate) mark: Mark,
    /// Places of the matched tokens in ascending order, gaps left out; never empty.
    pub(crate) tokens: Vec<usize>,
    pub(crate) precision: usize,
}

impl<Mark> Found<Mark> {
    pub(crate) fn first(&self) -> usize {
        self.tokens.first().copied().unwrap_or_default()
    }

    pub(crate) fn last(&self) -> usize {
        self.tokens.last().copied().unwrap_or_default()
    }
}

impl<Mark: Copy> PhraseBook<Mark> {
    pub(crate) fn new(language: Language) -> Self {
        PhraseBook {
            language,
            lexicon: Lexicon::new(language),
            phrases: Vec::new(),
            by_first_atom: Vec::new(),
        }
    }

    /// Returns how many phrases there are.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.phrases.len()
    }

    /// Adds a phrase of the phrase language.
    pub(crate) fn add(&mut self, phrase: &str, mark: Mark) -> Result<(), PhraseFault> {
        let pattern = Pattern::parse(phrase, &mut self.lexicon)?;
        let precision = phrase.chars().count() * 2 + usize::from(!phrase.contains('*'));
        self.phrases.push(Phrase {
            pattern,
            mark,
            precision,
        });
        Ok(())
    }

    /// Makes the phrases findable; to be called after the last one is added.
    pub(crate) fn close(&mut self) {
        self.by_first_atom = vec![Vec::new(); self.lexicon.len()];
        for (place, phrase) in self.phrases.iter().enumerate() {
            for atom in phrase.pattern.first_atoms() {
                if let Some(phrases) = self.by_first_atom.get_mut(atom.index()) {
                    phrases.push(place);
                }
            }
        }
    }

    /// Returns every phrase found, in the order of their first tokens.
    pub(crate) fn find(&self, tokens: &[Token]) -> Vec<Found<Mark>> {
        let mut found = Vec::new();
        let mut offset = 0;
        for sentence in tokens.chunk_by(|one, next| one.sentence == next.sentence) {
            let atoms: Vec<Vec<Atom>> = sentence.iter().map(|token| self.atoms(token)).collect();
            for (start, first) in atoms.iter().enumerate() {
                let mut phrases: Vec<usize> = first
                    .iter()
                    .filter_map(|atom| self.by_first_atom.get(atom.index()))
                    .flatten()
                    .copied()
                    .collect();
                phrases.sort_unstable();
                phrases.dedup();
                for phrase in phrases.iter().filter_map(|place| self.phrases.get(*place)) {
                    let rest = atoms.get(start..).unwrap_or_default();
                    let Some(matched) = phrase.pattern.match_start(rest) else {
                        continue;
                    };
                    found.push(Found {
                        mark: phrase.mark,
                        tokens: matched.iter().map(|at| offset + start + at).collect(),
                        precision: phrase.precision,
                    });
                }
            }
            offset += sentence.len();
        }
        found
    }

    fn atoms(&self, token: &Token) -> Vec<Atom> {
        if token.is_emoji {
            Vec::new()
        } else {
            let forms = skeletons(self.language, &token.folded);
            self.lexicon.atoms(&forms, 1)
        }
    }
}
