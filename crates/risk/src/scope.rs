//! What the words around a hit say about it: denied, long ago, over, asked in general, work, quoted, in jest.
//!
//! Each reading belongs to one hit, not to the message, and can only lower it to review. It does not look across
//! sentences, and only negation minds commas.

use crate::finding::{Category, Reason, Span};
use crate::normalise::Token;
use crate::pack::{CueKind, Rule};
use crate::scan::Hit;

mod cues;

use cues::{Cue, Cues};

/// The cues of a text and the parts they hold in.
pub(crate) struct Scope<'t> {
    tokens: &'t [Token],
    cues: Cues,
    /// By token: which part of its sentence it stands in, counted at contrast words over the whole text.
    parts: Vec<usize>,
}

/// A negation reaches over so many words to the first word of a hit.
const NEGATION_REACH: usize = 4;

/// A recent cue takes back a past one up to so many words from the hit.
const RECENT_REACH: usize = 8;

/// No cue is longer, in words with its gaps.
const LONGEST_CUE: usize = 24;

impl<'t> Scope<'t> {
    pub(crate) fn new(tokens: &'t [Token], hits: &[Hit]) -> Self {
        let cues = Cues::gather(tokens, hits);
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
        self.in_parts(hit, CueKind::Now)
            .next()
            .and_then(|cue| self.span(cue))
    }

    fn joking(&self, hit: &Hit) -> Option<Span> {
        let sentence = self.tokens.get(hit.first())?.sentence;
        let start = self
            .tokens
            .partition_point(|token| token.sentence < sentence);
        let cue = self.cues.from(CueKind::Joking, start).next()?;
        let is_same_sentence = self.tokens.get(cue.first)?.sentence == sentence;
        is_same_sentence.then(|| self.span(cue)).flatten()
    }

    fn negation(&self, hit: &Hit) -> Option<Span> {
        let negates = |cue: &Cue| {
            let before = cue.last < hit.first()
                && hit.first() - cue.last <= NEGATION_REACH
                && self.clause(cue.last) == self.clause(hit.first())
                && self.part(cue.last) == self.part(hit.first());
            let in_gap = hit.first() < cue.first
                && cue.last < hit.last()
                && !hit.tokens.contains(&cue.first);
            before || in_gap
        };
        self.around(hit, CueKind::Negation, NEGATION_REACH)
            .find(negates)
            .and_then(|cue| self.span(cue))
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
        let is_own = |cue: &Cue| cue.places().all(|place| hit.tokens.contains(&place));
        self.in_parts(hit, kind)
            .find(|cue| !is_own(cue))
            .and_then(|cue| self.span(cue))
    }

    /// Returns whether something says that a hit is not of the past: near it and not behind a comma.
    fn is_recent(&self, hit: &Hit) -> bool {
        let clauses = [hit.first(), hit.last()].map(|place| self.clause(place));
        self.around(hit, CueKind::Recent, RECENT_REACH)
            .any(|cue| clauses.contains(&self.clause(cue.first)))
    }

    /// Returns the cues no further than `reach` from a hit's first and last word.
    fn around(&self, hit: &Hit, kind: CueKind, reach: usize) -> impl Iterator<Item = Cue> {
        let (first, last) = (hit.first(), hit.last());
        self.cues
            .from(kind, first.saturating_sub(reach + LONGEST_CUE))
            .take_while(move |cue| cue.first <= last + reach)
            .filter(move |cue| cue.last + reach >= first)
    }

    /// Returns the cues in the parts of the sentence that a hit begins and ends in.
    fn in_parts(&self, hit: &Hit, kind: CueKind) -> impl Iterator<Item = Cue> {
        let parts = [hit.first(), hit.last()].map(|place| self.part(place).unwrap_or_default());
        let [first, last] = parts;
        self.cues
            .from(kind, self.parts.partition_point(|part| *part < first))
            .take_while(move |cue| self.part(cue.first) <= Some(last))
            .filter(move |cue| {
                self.part(cue.first)
                    .is_some_and(|part| parts.contains(&part))
            })
    }

    fn span(&self, cue: Cue) -> Option<Span> {
        let (first, last) = (self.tokens.get(cue.first)?, self.tokens.get(cue.last)?);
        Some(Span {
            start: first.span.start,
            end: last.span.end,
        })
    }

    fn clause(&self, place: usize) -> Option<usize> {
        self.tokens.get(place).map(|token| token.clause)
    }

    fn part(&self, place: usize) -> Option<usize> {
        self.parts.get(place).copied()
    }
}

fn parts(tokens: &[Token], cues: &Cues) -> Vec<usize> {
    let mut contrasts = cues
        .from(CueKind::Contrast, 0)
        .map(|cue| cue.first)
        .peekable();
    let mut parts = Vec::with_capacity(tokens.len());
    let (mut part, mut sentence) = (0, 0);
    for (place, token) in tokens.iter().enumerate() {
        let is_contrast = contrasts.next_if(|contrast| *contrast <= place).is_some();
        while contrasts.next_if(|contrast| *contrast <= place).is_some() {}
        part += usize::from(is_contrast || token.sentence != sentence);
        sentence = token.sentence;
        parts.push(part);
    }
    parts
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
