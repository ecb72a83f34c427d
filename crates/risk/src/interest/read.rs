//! From what was found to what a text says: what looks like a wish and is none goes first, then what is taken back or
//! denied, then how soon.

use super::file::{Mark, Phrases, Reach};
use super::{Intent, Interest, Sign, Urgency};
use crate::normalise::{Token, span_of};
use crate::phrase_book::Found;

/// A negation reaches over so many words to the first word of a wish.
const NEGATION_REACH: usize = 3;

/// What an intent's or a time's rule found, with everything that may take it back seen to.
struct Hit<What> {
    what: What,
    rule: String,
    tokens: Vec<usize>,
}

pub(super) fn interest(phrases: &Phrases, tokens: &[Token], found: Vec<Found<Mark>>) -> Interest {
    let nothing = claimed(&found, Mark::Nothing, tokens.len());
    // What begins it decides: "I don't want to cancel" takes nothing back, "cancel Friday's appointment" does.
    let takes_back = |found: &Found<Mark>| is_free(&[found.first()], &nothing);
    let withdrawn = found
        .iter()
        .filter(|found| found.mark == Mark::Withdrawn && takes_back(found))
        .min_by_key(|found| found.first());
    let text = Text {
        tokens,
        negations: places(&found, Mark::Negation),
        breaks: places(&found, Mark::Break),
    };
    let taken_back: Vec<usize> = found
        .iter()
        .filter(|found| found.mark == Mark::Withdrawn && takes_back(found))
        .filter_map(|found| text.sentence(found.first()))
        .collect();
    let mut intents: Vec<Hit<Intent>> = Vec::new();
    for found in &found {
        let Mark::Intent(place) = found.mark else {
            continue;
        };
        let Some(rule) = phrases.intents.get(place) else {
            continue;
        };
        let is_denied = rule.negatable && text.is_negated(found.first());
        let is_over = is_wish(rule.intent)
            && text
                .sentence(found.first())
                .is_some_and(|sentence| taken_back.contains(&sentence));
        if is_denied || is_over || !is_free(&found.tokens, &nothing) {
            continue;
        }
        intents.push(Hit {
            what: rule.intent,
            rule: rule.id.clone(),
            tokens: found.tokens.clone(),
        });
    }
    let urgency = soonest(phrases, &text, &found, &intents, &nothing);
    Interest {
        intents: each_once(intents, tokens),
        urgency,
        withdrawn: withdrawn.map(|found| Sign {
            what: (),
            span: span_of(tokens, &found.tokens),
            rule: phrases.withdrawn.clone(),
        }),
    }
}

/// Returns the soonest time that is named near a wish to come; the first of the longest words for it.
fn soonest(
    phrases: &Phrases,
    text: &Text<'_>,
    found: &[Found<Mark>],
    intents: &[Hit<Intent>],
    nothing: &[bool],
) -> Option<Sign<Urgency>> {
    let wishes: Vec<&Hit<Intent>> = intents.iter().filter(|hit| is_wish(hit.what)).collect();
    found
        .iter()
        .filter_map(|found| {
            let Mark::Urgency(place) = found.mark else {
                return None;
            };
            let rule = phrases.urgencies.get(place)?;
            let is_near = wishes.iter().any(|wish| match rule.reaches {
                Reach::Clause => text.shares_clause(wish, found),
                Reach::Beside => text.stands_beside(wish, found),
            });
            (is_near && is_free(&found.tokens, nothing)).then_some((rule, found))
        })
        .max_by_key(|(rule, found)| {
            let first = std::cmp::Reverse(found.first());
            (rule.urgency, found.tokens.len(), first)
        })
        .map(|(rule, found)| Sign {
            what: rule.urgency,
            span: span_of(text.tokens, &found.tokens),
            rule: rule.id.clone(),
        })
}

/// Returns whether an intent is a wish to come.
pub(super) fn is_wish(intent: Intent) -> bool {
    match intent {
        Intent::Appointment | Intent::Availability => true,
        Intent::Price | Intent::Insurance | Intent::Place | Intent::Service | Intent::Curious => {
            false
        }
    }
}

/// Returns each intent once, by the first of its longest words.
fn each_once(mut intents: Vec<Hit<Intent>>, tokens: &[Token]) -> Vec<Sign<Intent>> {
    intents.sort_by_key(|hit| {
        let length = std::cmp::Reverse(hit.tokens.len());
        (hit.what, length, hit.tokens.first().copied())
    });
    intents.dedup_by_key(|hit| hit.what);
    intents
        .into_iter()
        .map(|hit| Sign {
            what: hit.what,
            span: span_of(tokens, &hit.tokens),
            rule: hit.rule,
        })
        .collect()
}

/// A text with the words that say something about others.
struct Text<'t> {
    tokens: &'t [Token],
    /// Places, ascending.
    negations: Vec<usize>,
    breaks: Vec<usize>,
}

impl Text<'_> {
    fn is_negated(&self, first: usize) -> bool {
        self.negations.iter().any(|negation| {
            *negation < first
                && first - negation <= NEGATION_REACH
                && self.clause(*negation) == self.clause(first)
        })
    }

    /// Returns whether a time stands in the clause of a wish, with nothing between that begins another thought.
    fn shares_clause(&self, wish: &Hit<Intent>, time: &Found<Mark>) -> bool {
        let wish_first = wish.tokens.first().copied().unwrap_or_default();
        let wish_last = wish.tokens.last().copied().unwrap_or_default();
        let clauses = [self.clause(wish_first), self.clause(wish_last)];
        let between = if time.first() > wish_last {
            wish_last + 1..time.first()
        } else {
            time.last() + 1..wish_first
        };
        clauses.contains(&self.clause(time.first()))
            && !self.breaks.iter().any(|place| between.contains(place))
    }

    fn stands_beside(&self, wish: &Hit<Intent>, time: &Found<Mark>) -> bool {
        let wish = wish.tokens.first().and_then(|first| self.sentence(*first));
        let time = self.sentence(time.first());
        wish.zip(time)
            .is_some_and(|(wish, time)| wish.abs_diff(time) <= 1)
    }

    fn sentence(&self, place: usize) -> Option<usize> {
        self.tokens.get(place).map(|token| token.sentence)
    }

    fn clause(&self, place: usize) -> Option<usize> {
        self.tokens.get(place).map(|token| token.clause)
    }
}

fn places(found: &[Found<Mark>], mark: Mark) -> Vec<usize> {
    let of_mark = found.iter().filter(|found| found.mark == mark);
    of_mark.map(Found::first).collect()
}

/// Returns by token whether a phrase of a mark took it.
fn claimed(found: &[Found<Mark>], mark: Mark, len: usize) -> Vec<bool> {
    let mut claimed = vec![false; len];
    for found in found.iter().filter(|found| found.mark == mark) {
        for token in &found.tokens {
            if let Some(token) = claimed.get_mut(*token) {
                *token = true;
            }
        }
    }
    claimed
}

fn is_free(tokens: &[usize], claimed: &[bool]) -> bool {
    tokens
        .iter()
        .all(|token| claimed.get(*token) != Some(&true))
}
