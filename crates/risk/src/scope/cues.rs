//! The cues of a text in order, so that those around a place are found without reading them all.

use std::collections::BTreeMap;

use super::is_laughter;
use crate::normalise::Token;
use crate::pack::{CueKind, Owner};
use crate::scan::Hit;

/// Words around a hit that say something about it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cue {
    /// Place of its first token.
    pub(super) first: usize,
    /// Place of its last token.
    pub(super) last: usize,
}

impl Cue {
    pub(super) fn places(self) -> std::ops::RangeInclusive<usize> {
        self.first..=self.last
    }
}

/// By kind, in the order of the text.
pub(super) struct Cues(BTreeMap<CueKind, Vec<Cue>>);

impl Cues {
    /// Gathers the cues among the hits, from the packs the sentence may be written in, and laughter.
    pub(super) fn gather(tokens: &[Token], hits: &[Hit]) -> Cues {
        let mut by_kind: BTreeMap<CueKind, Vec<Cue>> = BTreeMap::new();
        for hit in hits.iter().filter(|hit| hit.in_language) {
            match hit.owner {
                Owner::Cue(kind) => {
                    by_kind.entry(kind).or_default().push(Cue {
                        first: hit.first(),
                        last: hit.last(),
                    });
                }
                Owner::Rule(_) | Owner::Idiom | Owner::Class(_) => {}
            }
        }
        let laughs = tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| is_laughter(&token.folded));
        let laughs = laughs.map(|(place, _)| Cue {
            first: place,
            last: place,
        });
        by_kind.entry(CueKind::Joking).or_default().extend(laughs);
        by_kind.values_mut().for_each(|cues| cues.sort_unstable());
        let mut cues = Cues(by_kind);
        cues.drop_false_negations(tokens.len());
        cues
    }

    /// Returns the cues of a kind that begin at `place` or after it.
    pub(super) fn from(&self, kind: CueKind, place: usize) -> impl Iterator<Item = Cue> {
        let cues = self.0.get(&kind).map(Vec::as_slice).unwrap_or_default();
        let first = cues.partition_point(|cue| cue.first < place);
        cues.iter().skip(first).copied()
    }

    /// A negation inside `I don't know` and the like negates nothing.
    fn drop_false_negations(&mut self, tokens: usize) {
        let mut is_false = vec![false; tokens];
        for place in self.from(CueKind::NoNegation, 0).flat_map(Cue::places) {
            if let Some(mark) = is_false.get_mut(place) {
                *mark = true;
            }
        }
        if let Some(negations) = self.0.get_mut(&CueKind::Negation) {
            negations.retain(|cue| !cue.places().all(|place| is_false.get(place) == Some(&true)));
        }
    }
}
