//! Fields of meaning: the corner of life a word belongs to, such as `give_away` or `bird_insect_wild`.
//!
//! No rule uses them. They let the second reader understand a word that no labelled line holds, and let a line in one
//! language teach it the others: the fields have the same names in every pack.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::pack::PackFault;
use crate::pattern::{Atom, Lexicon};
use crate::quick_hash::QuickMap;
use crate::skeleton::Language;

/// A field's place in the list of names.
pub(crate) type Field = u16;

/// There may be so many.
pub(crate) const MOST_FIELDS: usize = 384;

/// The words of one language by the fields they belong to.
#[derive(Debug)]
pub(crate) struct Fields {
    lexicon: Lexicon,
    /// By atom: the fields that it belongs to as a word of its own.
    by_atom: Vec<Vec<Field>>,
    /// By the first two words.
    expressions: QuickMap<(Atom, Atom), Vec<Expression>>,
}

/// Several words in a row.
#[derive(Debug)]
struct Expression {
    /// From the third word on: for each the atoms that are that word.
    rest: Vec<Vec<Atom>>,
    field: Field,
}

/// `data/fields.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameFile {
    fields: Vec<String>,
}

/// A language's `fields.toml`: by field, texts of `word`, `stem*` and `two_words`, with `|` between them, folded as
/// [`crate::normalise`] folds a text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordFile {
    fields: BTreeMap<String, Vec<String>>,
}

impl Fields {
    /// No fields at all, as a clinic's own pack has.
    pub(crate) fn none(language: Language) -> Fields {
        Fields {
            lexicon: Lexicon::new(language),
            by_atom: Vec::new(),
            expressions: QuickMap::default(),
        }
    }

    /// Reads a language's words.
    ///
    /// # Errors
    ///
    /// The first fault found.
    pub(crate) fn read(language: Language, names: &str, words: &str) -> Result<Fields, PackFault> {
        let code = language.code();
        let unreadable = |source| PackFault::Unreadable {
            language: code,
            source,
        };
        let names: NameFile = toml::from_str(names).map_err(unreadable)?;
        let words: WordFile = toml::from_str(words).map_err(unreadable)?;
        let mut fields = Fields::none(language);
        for (name, phrases) in &words.fields {
            let place = names.fields.iter().position(|known| known == name);
            let field = place
                .filter(|place| *place < MOST_FIELDS)
                .and_then(|place| Field::try_from(place).ok())
                .ok_or_else(|| PackFault::Class {
                    class: name.clone(),
                })?;
            for phrase in phrases.iter().flat_map(|phrases| phrases.split('|')) {
                let (literal, is_stem) = match phrase.strip_suffix('*') {
                    Some(stem) => (stem, true),
                    None => (phrase, false),
                };
                // They are written folded: to fold them again would cost more than all the rest of a start.
                let words = fields
                    .lexicon
                    .intern_folded(literal.split('_'), is_stem)
                    .map_err(|source| PackFault::Phrase {
                        language: code,
                        phrase: phrase.to_owned(),
                        source,
                    })?;
                fields.add(&words, field);
            }
        }
        Ok(fields)
    }

    /// Adds a word, or several in a row.
    fn add(&mut self, words: &[Vec<Atom>], field: Field) {
        match words {
            [] => {}
            [word] => {
                self.by_atom.resize(self.lexicon.len(), Vec::new());
                for atom in word {
                    if let Some(known) = self.by_atom.get_mut(atom.index())
                        && !known.contains(&field)
                    {
                        known.push(field);
                    }
                }
            }
            [first, second, rest @ ..] => {
                for pair in first
                    .iter()
                    .flat_map(|one| second.iter().map(move |two| (*one, *two)))
                {
                    self.expressions.entry(pair).or_default().push(Expression {
                        rest: rest.to_vec(),
                        field,
                    });
                }
            }
        }
    }

    /// Returns whether a word by its skeletons is in any field, alone or in an expression.
    pub(crate) fn knows(&self, skeletons: &[String], shortest: usize) -> bool {
        !self.lexicon.atoms(skeletons, shortest).is_empty()
    }

    /// Calls `see` with the place and field of every word and expression of a sentence, some perhaps twice. Each word is
    /// its skeletons and how many letters they need to be looked for.
    pub(crate) fn find<'w>(
        &self,
        words: impl Iterator<Item = (&'w [String], usize)>,
        mut see: impl FnMut(usize, Field),
    ) {
        let mut sentence = Sentence::default();
        for (skeletons, shortest) in words {
            self.lexicon
                .add_atoms(skeletons, shortest, &mut sentence.atoms);
            sentence.ends.push(sentence.atoms.len());
        }
        for place in 0..sentence.ends.len() {
            let next = sentence.at(place + 1);
            for atom in sentence.at(place) {
                for field in self.by_atom.get(atom.index()).into_iter().flatten() {
                    see(place, *field);
                }
                let expressions = next
                    .iter()
                    .filter_map(|next| self.expressions.get(&(*atom, *next)));
                for expression in expressions.flatten() {
                    if sentence.goes_on(place + 2, &expression.rest) {
                        see(place, expression.field);
                    }
                }
            }
        }
    }
}

/// The atoms of a sentence's words, one after the other.
#[derive(Default)]
struct Sentence {
    atoms: Vec<Atom>,
    /// Where each word's end.
    ends: Vec<usize>,
}

impl Sentence {
    fn at(&self, place: usize) -> &[Atom] {
        let end_of = |place: usize| self.ends.get(place).copied();
        let first = place.checked_sub(1).and_then(end_of).unwrap_or_default();
        end_of(place)
            .and_then(|end| self.atoms.get(first..end))
            .unwrap_or_default()
    }

    fn goes_on(&self, place: usize, words: &[Vec<Atom>]) -> bool {
        words.iter().enumerate().all(|(behind, word)| {
            let here = self.at(place + behind);
            here.iter().any(|atom| word.contains(atom))
        })
    }
}

#[cfg(test)]
mod tests;
