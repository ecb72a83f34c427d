//! What the words around a hit say about it: denied, long ago, over, asked in general, work, quoted, in jest.
//!
//! Each reading belongs to one hit, not to the message, and can only lower it to review. It does not look across
//! sentences, and only negation minds commas.

use crate::finding::{Category, Reason, Span};
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
        let beside = |kind| self.beside(hit, kind);
        let negated = if rule.negation_inside {
            None
        } else {
            self.negation(hit)
        };
        let past = if self.is_recent(hit) {
            None
        } else {
            beside(CueKind::Past)
        };
        let recovered = match rule.category {
            Category::Medical => beside(CueKind::Recovered),
            Category::Suicide | Category::SelfHarm | Category::HarmOthers | Category::Abuse => None,
        };
        let joking = if rule.hyperbole {
            self.joking(hit)
        } else {
            None
        };
        [
            negated.map(|cue| Reason::Negated { cue }),
            past.map(|cue| Reason::Past { cue }),
            beside(CueKind::Resolved)
                .or(recovered)
                .map(|cue| Reason::Resolved { cue }),
            beside(CueKind::Hypothetical).map(|cue| Reason::Hypothetical { cue }),
            beside(CueKind::Professional).map(|cue| Reason::Professional { cue }),
            self.quotation(hit)
                .or_else(|| beside(CueKind::Quoted))
                .map(|cue| Reason::Quoted { cue }),
            joking.map(|cue| Reason::Joking { cue }),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Returns the words near a hit, or among its own, that name a time soon.
    pub(crate) fn time_named(&self, hit: &Hit) -> Option<Span> {
        self.find(CueKind::Now, |cue| self.is_same_part(cue, hit))
    }

    fn joking(&self, hit: &Hit) -> Option<Span> {
        self.find(CueKind::Joking, |cue| self.is_same_sentence(cue, hit))
    }

    fn negation(&self, hit: &Hit) -> Option<Span> {
        self.find(CueKind::Negation, |cue| {
            let before = cue.last < hit.first()
                && hit.first() - cue.last <= NEGATION_REACH
                && self.clause(cue.last) == self.clause(hit.first())
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

    /// Returns the first cue in the same part of the hit's sentence that is not made of its own words.
    fn beside(&self, hit: &Hit, kind: CueKind) -> Option<Span> {
        let is_own = |cue: &Cue| (cue.first..=cue.last).all(|place| hit.tokens.contains(&place));
        self.find(kind, |cue| self.is_same_part(cue, hit) && !is_own(cue))
    }

    /// Returns whether something says that a hit is not of the past: near it and not behind a comma.
    fn is_recent(&self, hit: &Hit) -> bool {
        let is_near = |cue: &Cue| {
            cue.last + RECENT_REACH >= hit.first() && cue.first <= hit.last() + RECENT_REACH
        };
        let clauses = [hit.first(), hit.last()].map(|place| self.clause(place));
        let recent = |cue: &Cue| is_near(cue) && clauses.contains(&self.clause(cue.first));
        self.find(CueKind::Recent, recent).is_some()
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

    fn is_same_part(&self, cue: &Cue, hit: &Hit) -> bool {
        let parts = [hit.first(), hit.last()].map(|place| self.part(place));
        self.is_same_sentence(cue, hit) && parts.contains(&self.part(cue.first))
    }

    fn clause(&self, place: usize) -> Option<usize> {
        self.tokens.get(place).map(|token| token.clause)
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
