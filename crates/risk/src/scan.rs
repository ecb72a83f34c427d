//! Finds every phrase of every pack in a text's tokens.
//!
//! All packs read all texts: a short message says too little of its language, and people mix them. Guessing, a
//! sentence at a time, only decides whose cues count and whether Latin letters may be Greek.

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

/// Latin letters outside a Greeklish sentence are read as Greek only in words of so many sounds.
const LONG_WORD: usize = 7;

/// Returns the hits, pack by pack within each sentence.
pub(crate) fn scan(packs: &[Pack], tokens: &[Token]) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut offset = 0;
    for sentence in tokens.chunk_by(|one, next| one.sentence == next.sentence) {
        let votes = Votes::count(packs, sentence);
        for (place, pack) in packs.iter().enumerate() {
            let in_language = votes.may_be(place);
            let shortest_latin = match pack.language {
                Language::Greek if votes.is_likeliest(place) => 1,
                Language::Greek => LONG_WORD,
                Language::English | Language::Spanish | Language::Portuguese => 1,
            };
            let (atoms, is_misspelt): (Vec<Vec<Atom>>, Vec<bool>) = sentence
                .iter()
                .map(|token| atoms(pack, token, shortest_latin, in_language))
                .unzip();
            for start in 0..sentence.len() {
                let Some((first, rest)) = atoms.get(start).zip(atoms.get(start..)) else {
                    continue;
                };
                for phrase in pack.phrases_beginning(first) {
                    let Some((pattern, owner)) = pack.phrases.get(phrase) else {
                        continue;
                    };
                    let Some(mut tokens) = pattern.match_start(rest) else {
                        continue;
                    };
                    let slip = |token: &&usize| is_misspelt.get(start + **token) == Some(&true);
                    let misspelt = tokens.iter().find(slip).map(|token| offset + start + token);
                    tokens.iter_mut().for_each(|token| *token += offset + start);
                    hits.push(Hit {
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
    hits
}

/// Returns a token's atoms, and whether they were read through a slip of the finger.
fn atoms(
    pack: &Pack,
    token: &Token,
    shortest_latin: usize,
    in_language: bool,
) -> (Vec<Atom>, bool) {
    let is_greek_script = token
        .folded
        .chars()
        .any(|letter| ('\u{370}'..='\u{3ff}').contains(&letter));
    let shortest = match (token.is_emoji, is_greek_script, pack.language) {
        (true, _, _) | (_, true, Language::Greek) => 1,
        (_, true, Language::English | Language::Spanish | Language::Portuguese) => {
            return (Vec::new(), false);
        }
        (_, false, _) => shortest_latin,
    };
    if token.folded.len() < shortest {
        return (Vec::new(), false);
    }
    let forms = skeletons(pack.language, &token.folded);
    let atoms = pack.lexicon.atoms(&forms, shortest);
    if atoms.is_empty() && in_language && shortest == 1 && !pack.is_common(&token.folded) {
        let atoms = pack.lexicon.atoms_through_slips(&forms);
        let is_misspelt = !atoms.is_empty();
        return (atoms, is_misspelt);
    }
    (atoms, false)
}

/// How many of a sentence's words are among each language's commonest.
struct Votes(Vec<usize>);

impl Votes {
    fn count(packs: &[Pack], sentence: &[Token]) -> Votes {
        let common = |pack: &Pack| {
            sentence
                .iter()
                .filter(|token| pack.is_common(&token.folded))
                .count()
        };
        Votes(packs.iter().map(common).collect())
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

    fn is_likeliest(&self, pack: usize) -> bool {
        self.of(pack) > 0 && self.of(pack) == self.most()
    }
}
