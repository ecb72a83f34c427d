//! Finds every phrase of every pack in a text's tokens.
//!
//! All packs read all texts: a short message says too little of its language, and people mix them. Guessing, a
//! sentence at a time, only decides whose cues count and whether Latin letters may be Greek.

use crate::concept::Classes;
use crate::fields::Field;
use crate::normalise::Token;
use crate::pack::{Owner, Pack};
use crate::pattern::Atom;
use crate::skeleton::{Language, skeletons};

/// A phrase found.
#[derive(Debug)]
pub(crate) struct Hit {
    /// Its pack's place in the engine.
    pub(crate) pack: usize,
    pub(crate) owner: Owner,
    /// Places of the matched tokens in ascending order, gaps left out; never empty.
    pub(crate) tokens: Vec<usize>,
    /// The first token that was read through a slip of the finger.
    pub(crate) misspelt: Option<usize>,
    /// Whether the sentence seems to be in the pack's language.
    pub(crate) in_language: bool,
}

impl Hit {
    pub(crate) fn first(&self) -> usize {
        self.tokens.first().copied().unwrap_or_default()
    }

    pub(crate) fn last(&self) -> usize {
        self.tokens.last().copied().unwrap_or_default()
    }
}

/// A word or phrase that stands for a notion.
#[derive(Debug)]
pub(crate) struct ClassHit {
    /// Its pack's place in the engine.
    pub(crate) pack: usize,
    /// The class's place in the list of classes.
    pub(crate) class: u8,
    pub(crate) first: usize,
    pub(crate) last: usize,
    /// The matched tokens in ascending order, gaps left out.
    pub(crate) places: Vec<usize>,
}

impl ClassHit {
    pub(crate) fn bit(&self) -> Classes {
        1 << self.class
    }

    pub(crate) fn overlaps(&self, other: &ClassHit) -> bool {
        self.places.iter().any(|place| other.places.contains(place))
    }

    /// Words from one to the other, none if they touch or overlap.
    pub(crate) fn distance(&self, other: &ClassHit) -> usize {
        (self.first.saturating_sub(other.last)).max(other.first.saturating_sub(self.last))
    }
}

/// What a text's tokens hold.
#[derive(Debug, Default)]
pub(crate) struct Scanned {
    /// Pack by pack within each sentence.
    pub(crate) hits: Vec<Hit>,
    /// By pack, then in the order of the text; only in languages a sentence may be written in.
    pub(crate) classes: Vec<ClassHit>,
    /// The fields of meaning and the tokens that belong to them, some perhaps twice; only in the language a sentence is most
    /// likely written in, and where several are, in each.
    pub(crate) fields: Vec<(usize, Field)>,
    /// By token: whether it is read as Greek, in whatever letters.
    pub(crate) is_greek: Vec<bool>,
}

/// Latin letters outside a Greeklish sentence are read as Greek only in words of so many sounds.
const LONG_WORD: usize = 7;

/// Finds the phrases and the words of classes.
pub(crate) fn scan(packs: &[Pack], tokens: &[Token]) -> Scanned {
    let mut scanned = Scanned::default();
    let mut offset = 0;
    for sentence in tokens.chunk_by(|one, next| one.sentence == next.sentence) {
        let words: Vec<Vec<Word>> = packs
            .iter()
            .map(|pack| Word::read(pack, sentence))
            .collect();
        let votes = Votes::count(&words);
        for (place, (pack, words)) in packs.iter().zip(&words).enumerate() {
            let is_greek = pack.language == Language::Greek;
            let in_language = votes.may_be(place)
                && (!is_greek || votes.wins(place) || !words.iter().all(|word| word.is_latin));
            let shortest_latin = if is_greek && !votes.wins(place) {
                LONG_WORD
            } else {
                1
            };
            if is_greek && scanned.is_greek.len() == offset {
                let wins = votes.wins(place);
                let reads = |word: &Word| !word.is_latin || wins;
                scanned.is_greek.extend(words.iter().map(reads));
            }
            let (atoms, is_misspelt): (Vec<Vec<Atom>>, Vec<bool>) = words
                .iter()
                .map(|word| word.atoms(pack, shortest_latin, in_language))
                .unzip();
            if in_language && votes.is_best(place) {
                let words = words.iter();
                let words =
                    words.map(|word| (word.skeletons.as_slice(), word.shortest(shortest_latin)));
                let found = |at: usize, field| scanned.fields.push((offset + at, field));
                pack.fields.find(words, found);
            }
            let mut present = vec![false; pack.lexicon.len()];
            for atom in atoms.iter().flatten() {
                if let Some(mark) = present.get_mut(atom.index()) {
                    *mark = true;
                }
            }
            let is_present = |atom: Atom| present.get(atom.index()) == Some(&true);
            for start in 0..sentence.len() {
                let Some((first, rest)) = atoms.get(start).zip(atoms.get(start..)) else {
                    continue;
                };
                for phrase in pack.phrases_beginning(first) {
                    let Some((pattern, owner)) = pack.phrases.get(phrase) else {
                        continue;
                    };
                    if !pattern.may_match(is_present) {
                        continue;
                    }
                    let Some(mut tokens) = pattern.match_start(rest) else {
                        continue;
                    };
                    if let Owner::Class(class) = owner {
                        if in_language {
                            tokens.iter_mut().for_each(|token| *token += offset + start);
                            scanned.classes.push(ClassHit {
                                pack: place,
                                class: *class,
                                first: tokens.first().copied().unwrap_or_default(),
                                last: tokens.last().copied().unwrap_or_default(),
                                places: tokens,
                            });
                        }
                        continue;
                    }
                    let slip = |token: &&usize| is_misspelt.get(start + **token) == Some(&true);
                    let misspelt = tokens.iter().find(slip).map(|token| offset + start + token);
                    tokens.iter_mut().for_each(|token| *token += offset + start);
                    scanned.hits.push(Hit {
                        pack: place,
                        owner: *owner,
                        tokens,
                        misspelt,
                        in_language,
                    });
                }
            }
        }
        offset += sentence.len();
    }
    scanned.is_greek.resize(tokens.len(), false);
    scanned
        .classes
        .sort_by_key(|hit| (hit.pack, hit.first, hit.class));
    scanned
}

/// A token as one pack reads it.
struct Word {
    /// Empty when the pack's language is not written in the token's letters.
    skeletons: Vec<String>,
    is_common: bool,
    /// Latin letters, or figures: a guess for the Greek pack.
    is_latin: bool,
}

impl Word {
    fn read(pack: &Pack, sentence: &[Token]) -> Vec<Word> {
        let read = |token: &Token| {
            let is_greek_letter = |letter: char| ('\u{370}'..='\u{3ff}').contains(&letter);
            let is_greek = token.folded.chars().any(is_greek_letter);
            let skeletons = if is_greek && pack.language != Language::Greek {
                Vec::new()
            } else {
                skeletons(pack.language, &token.folded)
            };
            let is_common = pack.is_common(&token.folded, &skeletons);
            Word {
                skeletons,
                is_common,
                is_latin: !is_greek && !token.is_emoji,
            }
        };
        sentence.iter().map(read).collect()
    }

    /// Returns how many letters its skeletons need to be looked for.
    fn shortest(&self, shortest_latin: usize) -> usize {
        if self.is_latin { shortest_latin } else { 1 }
    }

    /// Returns the word's atoms, and whether they were read through a slip of the finger.
    fn atoms(&self, pack: &Pack, shortest_latin: usize, in_language: bool) -> (Vec<Atom>, bool) {
        let shortest = self.shortest(shortest_latin);
        let atoms = pack.lexicon.atoms(&self.skeletons, shortest);
        if atoms.is_empty() && in_language && shortest == 1 && !self.is_common {
            let atoms = pack.lexicon.atoms_through_slips(&self.skeletons);
            let is_misspelt = !atoms.is_empty();
            return (atoms, is_misspelt);
        }
        (atoms, false)
    }
}

/// How many of a sentence's words are among each language's commonest.
struct Votes(Vec<usize>);

impl Votes {
    fn count(words: &[Vec<Word>]) -> Votes {
        let common = |words: &Vec<Word>| words.iter().filter(|word| word.is_common).count();
        Votes(words.iter().map(common).collect())
    }

    fn of(&self, pack: usize) -> usize {
        self.0.get(pack).copied().unwrap_or_default()
    }

    fn most(&self) -> usize {
        self.0.iter().copied().max().unwrap_or_default()
    }

    /// Three quarters of the winner's votes are enough; a single vote decides nothing.
    fn may_be(&self, pack: usize) -> bool {
        self.most() <= 1 || self.of(pack) * 4 >= self.most() * 3
    }

    /// No other has more votes.
    fn is_best(&self, pack: usize) -> bool {
        self.of(pack) == self.most()
    }

    /// More votes than any other.
    fn wins(&self, pack: usize) -> bool {
        let others = self
            .0
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != pack);
        others
            .map(|(_, votes)| votes)
            .all(|votes| *votes < self.of(pack))
    }
}
