//! A language pack: its rules, idioms and cues, compiled for [`crate::scan`].

use std::collections::{BTreeSet, HashSet};

use thiserror::Error;

use crate::finding::{Category, Level};
use crate::normalise::literal_words;
use crate::pattern::{Atom, Lexicon, Pattern, PhraseFault};
use crate::skeleton::{Language, skeletons, unstretched};

pub(crate) mod embedded;
mod file;

use embedded::Sources;
use file::{CueFile, IdiomFile, RuleEntry, RuleFile};

/// What is wrong with a pack; the engine works on without it and its self-test says so.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PackFault {
    /// A file of the pack is not of the shape this version reads.
    #[error("the {language} pack cannot be read")]
    Unreadable {
        /// The pack's language code.
        language: &'static str,
        /// Where and why.
        source: toml::de::Error,
    },
    /// A phrase does not compile.
    #[error("the {language} pack has a bad phrase: {phrase}")]
    Phrase {
        /// The pack's language code.
        language: &'static str,
        /// The phrase as written.
        phrase: String,
        /// What is wrong with it.
        source: PhraseFault,
    },
    /// A rule has neither a severity of 1 to 4 nor points, or both.
    #[error("the rule {rule} needs a severity of 1 to 4, or points")]
    Weight {
        /// The rule's id.
        rule: String,
    },
    /// Two rules have one id.
    #[error("the rule id {rule} is used twice")]
    DuplicateRule {
        /// The id.
        rule: String,
    },
}

/// What a rule's hit is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Level(Level),
    /// A weak sign: counts only together with others.
    Points(u32),
}

/// A rule without its phrases.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) category: Category,
    pub(crate) weight: Weight,
    /// Laughter lowers it.
    pub(crate) hyperbole: bool,
    /// Its phrases hold their own negation, so one beside them says nothing.
    pub(crate) negation_inside: bool,
    pub(crate) about_other: bool,
    /// Texts it must match unlowered.
    pub(crate) ok: Vec<String>,
    /// Texts it must not.
    pub(crate) not: Vec<String>,
}

/// What words around a hit can say about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CueKind {
    Negation,
    /// Looks like a negation and is none: `I don't know`.
    NoNegation,
    Resolved,
    /// Over, said of an illness; says nothing about anything else.
    Recovered,
    Past,
    /// Takes back a past cue.
    Recent,
    Hypothetical,
    Professional,
    Quoted,
    Joking,
    /// A time soon.
    Now,
    /// Begins a part of the sentence that other cues do not reach into: `but`.
    Contrast,
}

/// Whom a phrase belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// By its place in [`Pack::rules`].
    Rule(usize),
    Idiom,
    Cue(CueKind),
}

/// One language's compiled pack.
#[derive(Debug)]
pub(crate) struct Pack {
    pub(crate) language: Language,
    pub(crate) lexicon: Lexicon,
    pub(crate) rules: Vec<Rule>,
    pub(crate) phrases: Vec<(Pattern, Owner)>,
    /// By atom: the phrases a match of which can begin with it.
    pub(crate) by_first_atom: Vec<Vec<usize>>,
    /// As [`common_forms`].
    common_words: HashSet<String>,
}

impl Pack {
    /// Compiles a pack.
    ///
    /// # Errors
    ///
    /// The first fault found.
    pub(crate) fn compile(sources: &Sources) -> Result<Pack, PackFault> {
        let unreadable = |source| PackFault::Unreadable {
            language: sources.language.code(),
            source,
        };
        let cues: CueFile = toml::from_str(sources.cues).map_err(unreadable)?;
        let idioms: IdiomFile = toml::from_str(sources.idioms).map_err(unreadable)?;
        let mut pack = Pack {
            language: sources.language,
            lexicon: Lexicon::new(sources.language),
            rules: Vec::new(),
            phrases: Vec::new(),
            by_first_atom: Vec::new(),
            common_words: cues
                .common_words
                .iter()
                .flat_map(|word| literal_words(word))
                .flat_map(|word| common_forms(sources.language, word))
                .collect(),
        };
        for (category, text) in sources.rules {
            let file: RuleFile = toml::from_str(text).map_err(unreadable)?;
            for entry in file.rule {
                pack.add_rule(category, entry)?;
            }
        }
        pack.add_phrases(&idioms.phrases, Owner::Idiom)?;
        for (kind, phrases) in cues.by_kind() {
            pack.add_phrases(phrases, Owner::Cue(kind))?;
        }
        pack.refuse_duplicates()?;
        let severe = pack
            .phrases
            .iter()
            .filter(|(_, owner)| pack.is_severe(*owner));
        let severe = severe.flat_map(|(pattern, _)| pattern.atoms()).collect();
        pack.lexicon.read_through_slips(&severe);
        pack.by_first_atom = vec![Vec::new(); pack.lexicon.len()];
        for (place, (pattern, _)) in pack.phrases.iter().enumerate() {
            for atom in pattern.first_atoms() {
                if let Some(phrases) = pack.by_first_atom.get_mut(atom.index()) {
                    phrases.push(place);
                }
            }
        }
        Ok(pack)
    }

    /// Returns whether a word is one of the language's commonest.
    pub(crate) fn is_common(&self, folded: &str, skeletons: &[String]) -> bool {
        match self.language {
            Language::Greek => skeletons
                .iter()
                .any(|form| self.common_words.contains(form)),
            Language::English | Language::Spanish | Language::Portuguese => {
                self.common_words.contains(&unstretched(folded))
            }
        }
    }

    /// Returns the phrases a match of which can begin with one of a token's atoms, each once.
    pub(crate) fn phrases_beginning(&self, atoms: &[Atom]) -> BTreeSet<usize> {
        atoms
            .iter()
            .filter_map(|atom| self.by_first_atom.get(atom.index()))
            .flatten()
            .copied()
            .collect()
    }

    fn is_severe(&self, owner: Owner) -> bool {
        match owner {
            Owner::Rule(place) => self.rules.get(place).is_some_and(|rule| match rule.weight {
                Weight::Level(level) => level >= Level::High,
                Weight::Points(_) => false,
            }),
            Owner::Idiom | Owner::Cue(_) => false,
        }
    }

    fn add_rule(&mut self, category: Category, entry: RuleEntry) -> Result<(), PackFault> {
        let weight = match (entry.severity, entry.points) {
            (Some(1), None) => Weight::Level(Level::Review),
            (Some(2), None) => Weight::Level(Level::Today),
            (Some(3), None) => Weight::Level(Level::High),
            (Some(4), None) => Weight::Level(Level::Urgent),
            (None, Some(points)) => Weight::Points(points),
            (Some(_), _) | (None, None) => return Err(PackFault::Weight { rule: entry.id }),
        };
        self.add_phrases(&entry.phrases, Owner::Rule(self.rules.len()))?;
        self.rules.push(Rule {
            id: entry.id,
            category,
            weight,
            hyperbole: entry.hyperbole,
            negation_inside: entry.negation_inside,
            about_other: entry.about.is_some(),
            ok: entry.ok,
            not: entry.not,
        });
        Ok(())
    }

    fn add_phrases(&mut self, phrases: &[String], owner: Owner) -> Result<(), PackFault> {
        for phrase in phrases {
            let pattern =
                Pattern::parse(phrase, &mut self.lexicon).map_err(|source| PackFault::Phrase {
                    language: self.language.code(),
                    phrase: phrase.clone(),
                    source,
                })?;
            self.phrases.push((pattern, owner));
        }
        Ok(())
    }

    fn refuse_duplicates(&self) -> Result<(), PackFault> {
        let mut seen = BTreeSet::new();
        match self
            .rules
            .iter()
            .find(|rule| !seen.insert(rule.id.as_str()))
        {
            Some(rule) => Err(PackFault::DuplicateRule {
                rule: rule.id.clone(),
            }),
            None => Ok(()),
        }
    }
}

/// Greek is written in two alphabets, so its common words are known by their sound; others by their letters, which
/// tell Spanish from Portuguese better.
fn common_forms(language: Language, folded: String) -> Vec<String> {
    match language {
        Language::Greek => skeletons(language, &folded),
        Language::English | Language::Spanish | Language::Portuguese => vec![folded],
    }
}

#[cfg(test)]
mod tests;
