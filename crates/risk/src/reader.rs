//! The second reader: a linear model over pieces of words, learnt from labelled lines, and beside it ([`deeply`]) the
//! network of [`crate::deep`]; what rules raise stays.
//!
//! It reads a text in windows of up to three sentences or lines and takes the highest score, so that what stands around a
//! sentence never makes it less. What it says is a category, a level and the words that weighed most. The weights
//! are data: `cargo xtask risk-train` writes them, and a file it does not know is left out and said so.

use crate::finding::{Assessment, Category, Finding, Level, Reason, Span};
use crate::legible::{self, Legibility};
use crate::normalise::Token;
use crate::pack::Pack;

mod deeply;
mod features;
mod signs;
mod sums;
mod thresholds;
mod weights;

pub(crate) use deeply::Deeply;
pub(crate) use features::Reading;
pub(crate) use signs::signs;
pub(crate) use sums::Sums;
pub use thresholds::Thresholds;
pub(crate) use weights::length;
pub use weights::{HEADS, Model, ReaderFault};

/// The categories of the heads after the first, in their order.
const CATEGORIES: [Category; 5] = [
    Category::Suicide,
    Category::SelfHarm,
    Category::HarmOthers,
    Category::Abuse,
    Category::Medical,
];

/// What the reader makes of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Impression {
    score: f32,
    /// The last head's score.
    urgency: f32,
    /// Its window's tokens.
    first: usize,
    end: usize,
}

impl Impression {
    /// The window in bytes, as rules give their words.
    fn span(&self, tokens: &[Token]) -> Span {
        Span {
            start: tokens.get(self.first).map_or(0, |word| word.span.start),
            end: tokens.get(self.end - 1).map_or(0, |word| word.span.end),
        }
    }

    /// Who can read the window.
    fn legibility(&self, packs: &[Pack], tokens: &[Token]) -> Legibility {
        let words = tokens.get(self.first..self.end);
        legible::of_words(packs, words.unwrap_or_default())
    }
}

/// So many words are shown as evidence.
const MOST_EVIDENCE: usize = 6;

/// Returns what the quick half makes of each window of a text.
fn impressions<'r>(
    model: &'r Model,
    reading: &'r Reading,
) -> impl Iterator<Item = Impression> + 'r {
    let mut sums = Sums::new(model, reading);
    reading.windows().into_iter().map(move |(first, end)| {
        let (score, urgency) = sums.scores(first, end);
        Impression {
            score,
            urgency,
            first,
            end,
        }
    })
}

/// Returns what is worth the highest level and of that what scores highest, the first of equals.
fn gravest<T>(worth: impl Iterator<Item = (Level, f32, T)>) -> Option<(Level, T)> {
    let gravest = worth.reduce(|best, next| {
        if (next.0, next.1) > (best.0, best.1) {
            next
        } else {
            best
        }
    });
    gravest.map(|(level, _, what)| (level, what))
}

/// Adds what the quick half of the reader found when it is more than the rules found.
pub(crate) fn raise(
    model: &Model,
    packs: &[Pack],
    tokens: &[Token],
    reading: &Reading,
    assessment: &mut Assessment,
) {
    if assessment.level() == Some(Level::Urgent) {
        return;
    }
    let thresholds = model.thresholds();
    let worth = impressions(model, reading).filter_map(|window| {
        let is_lowered = lowers(assessment, &window.span(tokens));
        let level = thresholds.level(window.score, window.urgency, is_lowered)?;
        let is_read = match window.legibility(packs, tokens) {
            Legibility::ByPacks => true,
            // What it makes of words that it has never seen is chance.
            Legibility::ByNetwork | Legibility::InOtherLetters => false,
        };
        is_read.then_some((level, window.score, window))
    });
    let Some((level, found)) = gravest(worth) else {
        return;
    };
    let look = model.look(reading, found.first, found.end);
    let here = found.span(tokens);
    let evidence = evidence(look.shares, tokens);
    add(
        assessment,
        level,
        likeliest(look.categories),
        here,
        evidence,
    );
}

/// Returns whether rules lowered something there: what they lowered elsewhere in the text is no reason to doubt it.
fn lowers(assessment: &Assessment, here: &Span) -> bool {
    assessment.lowered().any(|lowered| meet(lowered, here))
}

/// Adds a finding of the reader's, unless the rules found as much.
fn add(
    assessment: &mut Assessment,
    level: Level,
    category: Category,
    here: Span,
    evidence: Vec<Span>,
) {
    let known = assessment.level();
    // What rules raised as an alert stays theirs, unless it is to be looked at now.
    if known >= Some(level) || known >= Some(Level::Today) && level < Level::Urgent {
        return;
    }
    // What rules raised there, the gravest first, names the matter better than a guess does.
    let raised = assessment.findings.iter().find(|finding| {
        finding.level >= Level::Today && finding.evidence.iter().any(|words| meet(words, &here))
    });
    let category = raised.map_or(category, |finding| finding.category);
    assessment.findings.insert(
        0,
        Finding {
            category,
            level,
            evidence,
            rule: format!("reader.{}", category.name()),
            about_other: false,
            reasons: vec![Reason::SecondReader],
        },
    );
}

fn meet(one: &Span, two: &Span) -> bool {
    one.start < two.end && two.start < one.end
}

/// Returns the category whose head scores highest.
fn likeliest(scores: [f32; CATEGORIES.len()]) -> Category {
    let best = scores
        .iter()
        .zip(CATEGORIES)
        .max_by(|(one, _), (two, _)| one.total_cmp(two));
    best.map_or(Category::Suicide, |(_, category)| category)
}

/// The words that weighed most, in the order of the text.
fn evidence(mut shares: Vec<(usize, i32)>, tokens: &[Token]) -> Vec<Span> {
    shares.sort_by(|one, two| two.1.cmp(&one.1).then(one.0.cmp(&two.0)));
    let mut places: Vec<usize> = shares
        .into_iter()
        .filter(|(_, share)| *share > 0)
        .map(|(place, _)| place)
        .take(MOST_EVIDENCE)
        .collect();
    places.sort_unstable();
    let mut spans: Vec<Span> = Vec::new();
    let mut last: Option<usize> = None;
    for place in places {
        let Some(token) = tokens.get(place) else {
            continue;
        };
        match spans.last_mut() {
            Some(open) if last.is_some_and(|last| last + 1 == place) => open.end = token.span.end,
            Some(_) | None => spans.push(token.span),
        }
        last = Some(place);
    }
    spans
}
