//! What the words around a hit say about it: denied, long ago, over, asked in general, work, quoted, in jest.
//!
//! Each reading belongs to one hit, not to the message, and can only lower it to review. It does not look across
//! sentences, and only negation minds commas.

use crate::finding::{Reason, Span};
use crate::normalise::Token;
use crate::pack::{CueKind, Owner, Rule};
use crate::scan::Hit;

/// The cues of a text.
pub(crate) struct Scope<'t> {
    tokens: &'t [Token],
    cues: Vec<Cue>,
    /// By token: which part of its sentence it stands in, counted at contrast words over the whole text.
    parts: Vec<usize>,
}

#[derive(Clone, Copy)]
struct Cue {
    kind: CueKind,
    first: usize,
    last: usize,
}

/// A negation reaches over so many words to the first word of a hit.
const NEGATION_REACH: usize = 4;

/// A recent cue takes back a past one up to so many words from the hit.
const RECENT_REACH: usize = 8;

impl<'t> Scope<'t> {
    /// Gathers the cues among the hits, from the packs the sentence may be written in.
    pub(crate) fn new(tokens: &'t [Token], hits: &[Hit]) -> Self {
        let mut cues: Vec<Cue> = Vec::new();
        for hit in hits.iter().filter(|hit| hit.in_language) {
            match hit.owner {
                Owner::Cue(kind) => cues.push(Cue {
                    kind,
                    first: hit.first(),
                    last: hit.last(),
                }),
                Owner::Rule(_) | Owner::Idiom => {}
            }
        }
        let laughs = tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| is_laughter(&token.folded));
        cues.extend(laughs.map(|(place, _)| Cue {
            kind: CueKind::Joking,
            first: place,
            last: place,
        }));
        cues.sort_unstable_by_key(|cue| (cue.first, cue.last, cue.kind));
        let no_negations: Vec<Cue> = cues
            .iter()
            .filter(|cue| cue.kind == CueKind::NoNegation)
            .copied()
            .collect();
        cues.retain(|cue| {
            let is_none = |none: &Cue| none.first <= cue.first && cue.last <= none.last;
            cue.kind != CueKind::Negation || !no_negations.iter().any(is_none)
        });
        let parts = parts(tokens, &cues);
        Scope {
            tokens,
            cues,
            parts,
        }
    }

    /// Returns every reason to lower a rule's hit to review.
    pub(crate) fn lowering(&self, hit: &Hit, rule: &Rule) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if !rule.negation_inside {
            reasons.extend(self.negation(hit).map(|cue| Reason::Negated { cue }));
        }
        if self.near(hit, CueKind::Recent, RECENT_REACH).is_none() {
            reasons.extend(
                self.beside(hit, CueKind::Past)
                    .map(|cue| Reason::Past { cue }),
            );
        }
        reasons.extend(
            self.beside(hit, CueKind::Resolved)
                .map(|cue| Reason::Resolved { cue }),
        );
        reasons.extend(
            self.beside(hit, CueKind::Hypothetical)
                .map(|cue| Reason::Hypothetical { cue }),
        );
        reasons.extend(
            self.beside(hit, CueKind::Professional)
                .map(|cue| Reason::Professional { cue }),
        );
        let quoted = self
            .quotation(hit)
            .or_else(|| self.beside(hit, CueKind::Quoted));
        reasons.extend(quoted.map(|cue| Reason::Quoted { cue }));
        if rule.hyperbole {
            let joking = self.find(CueKind::Joking, |cue| self.is_same_sentence(cue, hit));
            reasons.extend(joking.map(|cue| Reason::Joking { cue }));
        }
        reasons
    }

    /// Returns the words near a hit that name a time soon.
    pub(crate) fn time_named(&self, hit: &Hit) -> Option<Span> {
        self.beside(hit, CueKind::Now)
    }

    fn negation(&self, hit: &Hit) -> Option<Span> {
        let clause = |place: usize| self.tokens.get(place).map(|token| token.clause);
        self.find(CueKind::Negation, |cue| {
            let before = cue.last < hit.first()
                && hit.first() - cue.last <= NEGATION_REACH
                && clause(cue.last) == clause(hit.first())
                && self.part(cue.last) == self.part(hit.first());
            let in_gap = hit.first() < cue.first
                && cue.last < hit.last()
                && !hit.tokens.contains(&cue.first);
            before || in_gap
        })
    }

    /// Returns the quotation that every word of a hit stands in.
    fn quotation(&self, hit: &Hit) -> Option<Span> {
        let quotation = self.tokens.get(hit.first())?.quotation?;
        let is_inside = |place: &usize| {
            self.tokens
                .get(*place)
                .is_some_and(|token| quotation.covers(token.span))
        };
        hit.tokens.iter().all(is_inside).then_some(quotation)
    }

    /// Returns the first cue in the same part of the hit's sentence.
    fn beside(&self, hit: &Hit, kind: CueKind) -> Option<Span> {
        self.find(kind, |cue| {
            self.is_same_sentence(cue, hit)
                && [hit.first(), hit.last()]
                    .into_iter()
                    .any(|place| self.part(place) == self.part(cue.first))
        })
    }

    fn near(&self, hit: &Hit, kind: CueKind, reach: usize) -> Option<Span> {
        self.find(kind, |cue| {
            self.is_same_sentence(cue, hit)
                && cue.last + reach >= hit.first()
                && cue.first <= hit.last() + reach
        })
    }

    fn find(&self, kind: CueKind, is_meant: impl Fn(&Cue) -> bool) -> Option<Span> {
        let cue = self
            .cues
            .iter()
            .find(|cue| cue.kind == kind && is_meant(cue))?;
        let (first, last) = (self.tokens.get(cue.first)?, self.tokens.get(cue.last)?);
        Some(Span {
            start: first.span.start,
            end: last.span.end,
        })
    }

    fn is_same_sentence(&self, cue: &Cue, hit: &Hit) -> bool {
        let sentence = |place: usize| self.tokens.get(place).map(|token| token.sentence);
        sentence(cue.first) == sentence(hit.first())
    }

    fn part(&self, place: usize) -> Option<usize> {
        self.parts.get(place).copied()
    }
}

fn parts(tokens: &[Token], cues: &[Cue]) -> Vec<usize> {
    let begins_part = |place: usize, token: &Token| {
        let begins_sentence = place > 0
            && tokens
                .get(place - 1)
                .is_some_and(|last| last.sentence != token.sentence);
        begins_sentence
            || cues
                .iter()
                .any(|cue| cue.kind == CueKind::Contrast && cue.first == place)
    };
    let mut part = 0;
    let count = |(place, token): (usize, &Token)| {
        part += usize::from(begins_part(place, token));
        part
    };
    tokens.iter().enumerate().map(count).collect()
}

/// Returns whether a folded word is written laughter of any length: `jajaja`, `kkk`, `haha`, `χαχα`.
fn is_laughter(folded: &str) -> bool {
    let only = |letters: [char; 2]| {
        folded.chars().all(|letter| letters.contains(&letter))
            && letters.iter().all(|letter| folded.contains(*letter))
    };
    let length = folded.chars().count();
    let doubled = [
        ['h', 'a'],
        ['h', 'e'],
        ['j', 'a'],
        ['j', 'e'],
        ['r', 's'],
        ['x', 'a'],
        ['χ', 'α'],
    ];
    (length >= 4 && doubled.into_iter().any(only))
        || (length >= 3 && folded.chars().all(|letter| letter == 'k'))
}

#[cfg(test)]
mod tests;
