//! Rules over notions that stand together: `end`, `life` and `me` in one breath, whatever the words between them.
//!
//! A pack gives each notion (a class) its words; the rules over classes are the same in every language. A rule's hit
//! holds the words that stood for its classes, and is judged like a phrase's: denied, past and quoted ones are
//! lowered. A class is looked for in the languages a sentence may be written in, never across two of them.

use crate::normalise::Token;
use crate::pack::{Owner, Pack};
use crate::scan::{ClassHit, Hit};

/// The classes of a rule or a sentence, a bit each.
pub(crate) type Classes = u128;

/// A rule over classes; its level, category and examples are in [`Pack::rules`].
#[derive(Debug)]
pub(crate) struct Concept {
    /// Its rule's place in the pack.
    pub(crate) rule: usize,
    /// Places of the classes that must all be there; the first is the rarest.
    pub(crate) all: Vec<u8>,
    pub(crate) mask: Classes,
    /// Classes none of which may be in the same clauses.
    pub(crate) none: Classes,
    /// From the first to the last word at most so many words.
    pub(crate) within: usize,
}

/// Returns the hits of every pack's concepts.
pub(crate) fn concept_hits(packs: &[Pack], tokens: &[Token], classes: &[ClassHit]) -> Vec<Hit> {
    let mut hits = Vec::new();
    for group in classes.chunk_by(|one, next| one.pack == next.pack) {
        let Some((place, pack)) = group
            .first()
            .and_then(|first| packs.get(first.pack).map(|pack| (first.pack, pack)))
        else {
            continue;
        };
        let sentence = |hit: &ClassHit| tokens.get(hit.first).map(|token| token.sentence);
        for here in group.chunk_by(|one, next| sentence(one) == sentence(next)) {
            let present = here.iter().fold(0, |all, hit| all | hit.bit());
            for concept in &pack.concepts {
                if concept.mask & present == concept.mask {
                    find(concept, here, tokens, &mut |tokens| {
                        hits.push(Hit {
                            pack: place,
                            owner: Owner::Rule(concept.rule),
                            tokens,
                            misspelt: None,
                            in_language: true,
                        });
                    });
                }
            }
        }
    }
    hits
}

/// Finds a concept around each hit of its first class, taking the nearest hit of every other class.
fn find(
    concept: &Concept,
    here: &[ClassHit],
    tokens: &[Token],
    found: &mut impl FnMut(Vec<usize>),
) {
    let Some((first, others)) = concept.all.split_first() else {
        return;
    };
    for anchor in here.iter().filter(|hit| hit.class == *first) {
        let mut chosen = vec![anchor];
        for class in others {
            let nearest = here
                .iter()
                .filter(|hit| hit.class == *class)
                .filter(|hit| !chosen.iter().any(|taken| taken.overlaps(hit)))
                .filter(|hit| hit.distance(anchor) <= concept.within)
                .filter(|hit| are_near(hit, anchor, tokens))
                .min_by_key(|hit| hit.distance(anchor));
            match nearest {
                Some(hit) => chosen.push(hit),
                None => break,
            }
        }
        if chosen.len() < concept.all.len() {
            continue;
        }
        let first = chosen.iter().map(|hit| hit.first).min().unwrap_or_default();
        let last = chosen.iter().map(|hit| hit.last).max().unwrap_or_default();
        let is_barred = concept.none != 0
            && here.iter().any(|hit| {
                hit.bit() & concept.none != 0
                    && hit.last + concept.within >= first
                    && hit.first <= last + concept.within
            });
        if last - first <= concept.within && !is_barred {
            let mut places: Vec<usize> = chosen
                .iter()
                .flat_map(|hit| hit.places.iter().copied())
                .collect();
            places.sort_unstable();
            places.dedup();
            found(places);
        }
    }
}

/// The same clause, or the one beside it.
fn are_near(one: &ClassHit, two: &ClassHit, tokens: &[Token]) -> bool {
    let clause = |place: usize| tokens.get(place).map_or(0, |token| token.clause);
    clause(one.first).abs_diff(clause(two.first)) <= 1
}
