//! From what was found to a value: VADER's steps in VADER's order.

use std::cmp::Reverse;

use super::marks::{Emoji, Mark, Words};
use super::{Tone, ToneChange, ToneHit};
use crate::finding::Span;
use crate::normalise::{Token, span_of};
use crate::phrase_book::Found;
use crate::skeleton::Language;

/// VADER's `N_SCALAR`: a negation turns round and takes a quarter away.
const NEGATION: f64 = -0.74;
/// VADER's `B_INCR`; its `B_DECR` is the same with a minus.
const BOOST: f64 = 0.293;
/// How much of a booster reaches over no, one, or two words between.
const BOOST_REACHES: [f64; 3] = [1.0, 0.95, 0.9];
/// VADER's `C_INCR`.
const CAPITALS: f64 = 0.733;
/// VADER's worth of one exclamation mark, of which it counts four.
const EXCLAMATION: f64 = 0.292;
const MOST_EXCLAMATIONS: usize = 4;
const BEFORE_CONTRAST: f64 = 0.5;
const AFTER_CONTRAST: f64 = 1.5;
/// VADER's `alpha`.
const ALPHA: f64 = 15.0;
/// What a word of politeness counts where it counts.
const COURTESY: f64 = 1.0;

/// What one language's list found in a text.
pub(super) struct Reading {
    pub(super) language: Language,
    found: Vec<Found<Mark>>,
}

impl Reading {
    pub(super) fn new(words: &Words, tokens: &[Token]) -> Reading {
        Reading {
            language: words.language,
            found: words.book.find(tokens),
        }
    }

    /// Returns how many tokens the list knows, each counted once.
    pub(super) fn known_words(&self) -> usize {
        let mut known: Vec<usize> = self
            .found
            .iter()
            .flat_map(|found| found.tokens.clone())
            .collect();
        known.sort_unstable();
        known.dedup();
        known.len()
    }
}

/// A value where it stands, before anything around it is looked at.
struct Feeling {
    first: usize,
    value: f64,
    is_courtesy: bool,
    span: Span,
}

/// Returns the tone, or `None` if nothing counts.
pub(super) fn tone(text: &str, tokens: &[Token], reading: Reading, emoji: &Emoji) -> Option<Tone> {
    let mut claimed = vec![false; tokens.len()];
    let (feelings, cues): (Vec<_>, Vec<_>) = reading
        .found
        .into_iter()
        .partition(|found| matches!(found.mark, Mark::Feeling(_) | Mark::Courtesy));
    let mut feelings = chosen(feelings, tokens, &mut claimed);
    let is_administration = cues.iter().any(|cue| cue.mark == Mark::Administration);
    if is_administration {
        feelings.retain(|feeling| !feeling.is_courtesy);
    }
    feelings.retain(|feeling| feeling.value != 0.0);
    let cues = Cues::new(cues, &claimed);
    let mut hits: Vec<ToneHit> = feelings
        .iter()
        .map(|feeling| hit(text, tokens, feeling, &cues))
        .collect();
    hits.extend(signs(text, tokens, emoji));
    hits.sort_by_key(|hit| hit.span);
    if hits.is_empty() {
        return None;
    }
    let sum: f64 = hits.iter().map(|hit| hit.value).sum();
    let marks = text.matches('!').count().min(MOST_EXCLAMATIONS);
    let exclamations = if sum == 0.0 {
        0.0
    } else {
        (marks as f64 * EXCLAMATION).copysign(sum)
    };
    let sum = sum + exclamations;
    Some(Tone {
        value: sum / (sum * sum + ALPHA).sqrt(),
        scored_words: tokens.len(),
        hits,
        exclamations: if marks == 0 { 0.0 } else { exclamations },
    })
}

/// Returns what counts when every word counts once: phrases before words, whole words before stems.
///
/// A word that is both courtesy and feeling has the feeling's value and is courtesy.
fn chosen(mut found: Vec<Found<Mark>>, tokens: &[Token], claimed: &mut [bool]) -> Vec<Feeling> {
    let courteous: Vec<usize> = found
        .iter()
        .filter(|found| found.mark == Mark::Courtesy)
        .flat_map(|found| found.tokens.clone())
        .collect();
    found.sort_by_key(|found| {
        let is_courtesy = found.mark == Mark::Courtesy;
        let length = found.tokens.len();
        (
            Reverse(length),
            is_courtesy,
            Reverse(found.precision),
            found.first(),
        )
    });
    let mut feelings = Vec::new();
    for found in found {
        if found
            .tokens
            .iter()
            .any(|token| claimed.get(*token) == Some(&true))
        {
            continue;
        }
        let value = match found.mark {
            Mark::Feeling(value) => value,
            Mark::Courtesy => COURTESY,
            Mark::Administration
            | Mark::Negation
            | Mark::NoNegation
            | Mark::Stronger
            | Mark::Weaker
            | Mark::Contrast => continue,
        };
        for token in &found.tokens {
            if let Some(claimed) = claimed.get_mut(*token) {
                *claimed = true;
            }
        }
        feelings.push(Feeling {
            first: found.first(),
            value,
            is_courtesy: found.tokens.iter().all(|token| courteous.contains(token)),
            span: span_of(tokens, &found.tokens),
        });
    }
    feelings
}

/// The words that change others, by the last of their tokens.
struct Cues {
    cues: Vec<Found<Mark>>,
}

impl Cues {
    /// Keeps the cues that stand outside every counted phrase, and negations that are none out.
    fn new(found: Vec<Found<Mark>>, claimed: &[bool]) -> Cues {
        let harmless: Vec<usize> = found
            .iter()
            .filter(|found| found.mark == Mark::NoNegation)
            .flat_map(|found| found.tokens.clone())
            .collect();
        let is_free = |found: &Found<Mark>| {
            found.tokens.iter().all(|token| {
                claimed.get(*token) != Some(&true)
                    && (found.mark != Mark::Negation || !harmless.contains(token))
            })
        };
        Cues {
            cues: found.into_iter().filter(is_free).collect(),
        }
    }

    /// Returns the longest cue of a kind that ends with a token.
    fn ending_at(&self, token: usize, mark: Mark) -> Option<&Found<Mark>> {
        self.cues
            .iter()
            .filter(|cue| cue.mark == mark && cue.last() == token)
            .max_by_key(|cue| cue.tokens.len())
    }
}

fn hit(text: &str, tokens: &[Token], feeling: &Feeling, cues: &Cues) -> ToneHit {
    let mut value = feeling.value;
    let mut changes = Vec::new();
    let direction = feeling.value.signum();
    let written = text
        .get(feeling.span.start..feeling.span.end)
        .unwrap_or_default();
    if is_capitals(written) && !is_capitals(text) {
        value += CAPITALS * direction;
        changes.push(ToneChange::Capitals);
    }
    let mut negation = None;
    for (distance, reach) in BOOST_REACHES.iter().enumerate() {
        let Some(at) = feeling.first.checked_sub(distance + 1) else {
            break;
        };
        let clause = |at: usize| tokens.get(at).map(|token| token.clause);
        if clause(at) != clause(feeling.first) {
            break;
        }
        if let Some(cue) = cues.ending_at(at, Mark::Stronger) {
            value += BOOST * reach * direction;
            changes.push(ToneChange::Strengthened {
                cue: span_of(tokens, &cue.tokens),
            });
        } else if let Some(cue) = cues.ending_at(at, Mark::Weaker) {
            value -= BOOST * reach * direction;
            changes.push(ToneChange::Weakened {
                cue: span_of(tokens, &cue.tokens),
            });
        }
        if negation.is_none() {
            negation = cues.ending_at(at, Mark::Negation);
        }
    }
    if let Some(cue) = negation {
        value *= NEGATION;
        changes.push(ToneChange::Negated {
            cue: span_of(tokens, &cue.tokens),
        });
    }
    if let Some((change, factor)) = contrast(tokens, feeling, cues) {
        value *= factor;
        changes.push(change);
    }
    ToneHit {
        span: feeling.span,
        listed: feeling.value,
        value,
        changes,
    }
}

/// Returns what the last "but" of the sentence makes of a feeling before or after it.
fn contrast(tokens: &[Token], feeling: &Feeling, cues: &Cues) -> Option<(ToneChange, f64)> {
    let sentence = |at: usize| tokens.get(at).map(|token| token.sentence);
    let contrast = cues
        .cues
        .iter()
        .filter(|cue| {
            cue.mark == Mark::Contrast && sentence(cue.first()) == sentence(feeling.first)
        })
        .max_by_key(|cue| cue.first())?;
    let cue = span_of(tokens, &contrast.tokens);
    if contrast.first() == first_of_sentence(tokens, contrast.first()) {
        None
    } else if feeling.first < contrast.first() {
        Some((ToneChange::BeforeContrast { cue }, BEFORE_CONTRAST))
    } else {
        Some((ToneChange::AfterContrast { cue }, AFTER_CONTRAST))
    }
}

fn first_of_sentence(tokens: &[Token], at: usize) -> usize {
    let sentence = tokens.get(at).map(|token| token.sentence);
    tokens
        .iter()
        .position(|token| Some(token.sentence) == sentence)
        .unwrap_or(at)
}

/// Returns the emoji and emoticons of a text.
fn signs(text: &str, tokens: &[Token], emoji: &Emoji) -> Vec<ToneHit> {
    let listed = |span: Span, value: f64| ToneHit {
        span,
        listed: value,
        value,
        changes: Vec::new(),
    };
    let mut hits: Vec<ToneHit> = tokens
        .iter()
        .filter(|token| token.is_emoji)
        .filter_map(|token| Some(listed(token.span, *emoji.emoji.get(&token.folded)?)))
        .collect();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let follows_space = text.get(..at).is_some_and(|before| {
            before.is_empty()
                || before.ends_with(char::is_whitespace)
                || !before.ends_with(char::is_alphanumeric)
        });
        let found = emoji
            .emoticons
            .iter()
            .find(|(sign, _)| follows_space && rest.starts_with(sign.as_str()));
        if let Some((sign, value)) = found {
            let end = at + sign.len();
            hits.push(listed(Span { start: at, end }, *value));
            at = end;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    hits
}

fn is_capitals(text: &str) -> bool {
    text.chars().filter(|letter| letter.is_alphabetic()).count() >= 2
        && !text.chars().any(char::is_lowercase)
}
