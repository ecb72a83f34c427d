//! A language pack: its rules, idioms and cues, compiled for [`crate::scan`].

use std::collections::{BTreeMap, BTreeSet};

use crate::clinic::ClinicPhrase;
use crate::concept::{Classes, Concept};
use crate::fields::Fields;
use crate::finding::{Category, Level};
use crate::normalise::literal_words;
use crate::pattern::{Atom, Lexicon, Pattern};
use crate::quick_hash::QuickSet;
use crate::skeleton::{Language, skeletons, unstretched};

pub(crate) mod embedded;
mod fault;
mod file;

pub use fault::PackFault;

use embedded::{CONCEPTS, FIELDS, Sources};
use file::{ClassFile, ConceptFile, CueFile, IdiomFile, RuleEntry, RuleFile};

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
    /// By its place in the list of classes.
    Class(u8),
}

/// One language's compiled pack.
#[derive(Debug)]
pub(crate) struct Pack {
    pub(crate) language: Language,
    /// Whether a clinic wrote it.
    pub(crate) is_of_clinic: bool,
    pub(crate) lexicon: Lexicon,
    pub(crate) rules: Vec<Rule>,
    pub(crate) concepts: Vec<Concept>,
    pub(crate) phrases: Vec<(Pattern, Owner)>,
    /// By atom: the phrases a match of which can begin with it.
    pub(crate) by_first_atom: Vec<Vec<usize>>,
    pub(crate) fields: Fields,
    /// As [`common_forms`].
    common_words: QuickSet<String>,
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
        let mut pack = Pack::empty(sources.language);
        pack.common_words = cues
            .common_words
            .iter()
            .flat_map(|word| literal_words(word))
            .flat_map(|word| common_forms(sources.language, word))
            .collect();
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
        pack.add_concepts(sources)?;
        pack.fields = Fields::read(sources.language, FIELDS, sources.fields)?;
        pack.refuse_duplicates()?;
        pack.index();
        Ok(pack)
    }

    /// Compiles a clinic's own phrases of one language; it has no cues, and takes part in no vote.
    ///
    /// # Errors
    ///
    /// The first phrase that does not compile.
    pub(crate) fn of_clinic<'p>(
        language: Language,
        phrases: impl Iterator<Item = &'p ClinicPhrase>,
    ) -> Result<Pack, PackFault> {
        let mut pack = Pack::empty(language);
        pack.is_of_clinic = true;
        for phrase in phrases {
            let words = [phrase.phrase.clone()];
            pack.add_phrases(&words, Owner::Rule(pack.rules.len()))?;
            pack.rules.push(Rule {
                id: phrase.id.clone(),
                category: phrase.category,
                weight: Weight::Level(phrase.level),
                hyperbole: false,
                negation_inside: false,
                about_other: false,
                ok: Vec::new(),
                not: Vec::new(),
            });
        }
        pack.index();
        Ok(pack)
    }

    fn empty(language: Language) -> Pack {
        Pack {
            language,
            is_of_clinic: false,
            lexicon: Lexicon::new(language),
            rules: Vec::new(),
            concepts: Vec::new(),
            phrases: Vec::new(),
            by_first_atom: Vec::new(),
            fields: Fields::none(language),
            common_words: QuickSet::default(),
        }
    }

    /// Makes the lists that matching goes by, once every phrase is there.
    fn index(&mut self) {
        let severe = self
            .phrases
            .iter()
            .filter(|(_, owner)| self.is_severe(*owner));
        let severe = severe.flat_map(|(pattern, _)| pattern.atoms()).collect();
        self.lexicon.read_through_slips(&severe);
        self.by_first_atom = vec![Vec::new(); self.lexicon.len()];
        for (place, (pattern, _)) in self.phrases.iter().enumerate() {
            for atom in pattern.first_atoms() {
                if let Some(phrases) = self.by_first_atom.get_mut(atom.index()) {
                    phrases.push(place);
                }
            }
        }
    }

    /// Returns whether a word is one of the language's commonest.
    pub(crate) fn is_common(&self, folded: &str, skeletons: &[String]) -> bool {
        match self.language {
            Language::Greek => skeletons
                .iter()
                .any(|form| self.common_words.contains(form)),
            Language::English | Language::Spanish | Language::Portuguese => {
                self.common_words.contains(unstretched(folded).as_ref())
            }
        }
    }

    /// Returns the phrases a match of which can begin with one of a token's atoms, each once.
    pub(crate) fn phrases_beginning(&self, atoms: &[Atom]) -> Vec<usize> {
        let lists = atoms
            .iter()
            .filter_map(|atom| self.by_first_atom.get(atom.index()));
        let mut phrases: Vec<usize> = lists.flatten().copied().collect();
        if atoms.len() > 1 {
            phrases.sort_unstable();
            phrases.dedup();
        }
        phrases
    }

    fn is_severe(&self, owner: Owner) -> bool {
        match owner {
            Owner::Rule(place) => self.rules.get(place).is_some_and(|rule| match rule.weight {
                Weight::Level(level) => level >= Level::High,
                Weight::Points(_) => false,
            }),
            Owner::Idiom | Owner::Cue(_) | Owner::Class(_) => false,
        }
    }

    fn add_rule(&mut self, category: Category, entry: RuleEntry) -> Result<(), PackFault> {
        let weight = match (entry.severity, entry.points) {
            (Some(severity), None) => level(severity).map(Weight::Level),
            (None, Some(points)) => Some(Weight::Points(points)),
            (Some(_), Some(_)) | (None, None) => None,
        };
        let Some(weight) = weight else {
            return Err(PackFault::Weight { rule: entry.id });
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

    /// Adds the classes' words and the rules over them whose classes all have words in this language.
    fn add_concepts(&mut self, sources: &Sources) -> Result<(), PackFault> {
        let unreadable = |source| PackFault::Unreadable {
            language: sources.language.code(),
            source,
        };
        let ConceptFile { classes, concept } = toml::from_str(CONCEPTS).map_err(unreadable)?;
        let place = |name: &String| {
            let place = classes.iter().position(|class| class == name);
            place
                .filter(|place| *place < 128)
                .and_then(|place| u8::try_from(place).ok())
                .ok_or_else(|| PackFault::Class {
                    class: name.clone(),
                })
        };
        let mut filled: Classes = 0;
        for text in sources.classes {
            let file: ClassFile = toml::from_str(text).map_err(unreadable)?;
            for (name, words) in &file.classes {
                let class = place(name)?;
                filled |= 1 << class;
                self.add_phrases(words, Owner::Class(class))?;
            }
        }
        let code = self.language.code();
        for entry in concept {
            let places = |names: &[String]| names.iter().map(place).collect::<Result<Vec<u8>, _>>();
            let bits = |places: &[u8]| places.iter().fold(0, |bits, place| bits | (1 << *place));
            let id = format!("{code}.{}", entry.id);
            let all = places(&entry.all)?;
            let (mask, none): (Classes, Classes) = (bits(&all), bits(&places(&entry.none)?));
            let Some(level) = level(entry.severity) else {
                return Err(PackFault::Weight { rule: id });
            };
            if mask & filled != mask {
                continue;
            }
            self.concepts.push(Concept {
                rule: self.rules.len(),
                all,
                mask,
                none,
                within: entry.within,
            });
            let examples = |by_language: &BTreeMap<String, Vec<String>>| {
                by_language.get(code).cloned().unwrap_or_default()
            };
            self.rules.push(Rule {
                id,
                category: entry.category,
                weight: Weight::Level(level),
                hyperbole: entry.hyperbole,
                negation_inside: entry.negation_inside,
                about_other: entry.about.is_some(),
                ok: examples(&entry.ok),
                not: examples(&entry.not),
            });
        }
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
        let mut rules = self.rules.iter();
        match rules.find(|rule| !seen.insert(rule.id.as_str())) {
            Some(rule) => Err(PackFault::DuplicateRule {
                rule: rule.id.clone(),
            }),
            None => Ok(()),
        }
    }
}

/// Returns the level of a severity as the packs write it.
fn level(severity: u8) -> Option<Level> {
    match severity {
        1 => Some(Level::Review),
        2 => Some(Level::Today),
        3 => Some(Level::High),
        4 => Some(Level::Urgent),
        _ => None,
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
