//! The second reader: a linear model over pieces of words, learnt from labelled lines; it may only raise.
//!
//! It reads a text in windows of up to three sentences and takes the highest score, so that what stands around a
//! sentence never makes it less. What it says is a category, a level and the words that weighed most. The weights
//! are data: `cargo xtask risk-train` writes them, and a file it does not know is left out and said so.

use crate::finding::{Assessment, Category, Finding, Level, Reason, Span};
use crate::normalise::Token;
use crate::scan::Scanned;

mod features;
mod weights;

pub(crate) use features::Reading;
pub use weights::{HEADS, Model, ReaderFault};

/// The categories of the heads after the first, in their order.
pub(crate) const CATEGORIES: [Category; 5] = [
    Category::Suicide,
    Category::SelfHarm,
    Category::HarmOthers,
    Category::Abuse,
    Category::Medical,
];

/// What the reader makes of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Impression {
    pub(crate) score: f32,
    /// The last head's score.
    pub(crate) urgency: f32,
    /// Its window's tokens.
    pub(crate) first: usize,
    pub(crate) end: usize,
}

/// So many words are shown as evidence.
const MOST_EVIDENCE: usize = 6;

/// Returns the window with the highest score.
pub(crate) fn impression(model: &Model, tokens: &[Token], scanned: &Scanned) -> Option<Impression> {
    let reading = Reading::new(tokens, scanned);
    let windows = reading.windows();
    let scored = windows.into_iter().map(|(first, end)| {
        let [score, .., urgency] = model.scores(&reading, first, end);
        Impression {
            score,
            urgency,
            first,
            end,
        }
    });
    scored.max_by(|one, two| {
        one.score
            .total_cmp(&two.score)
            .then(two.first.cmp(&one.first))
    })
}

/// Adds what the reader found when it is more than the rules found.
pub(crate) fn raise(
    model: &Model,
    tokens: &[Token],
    scanned: &Scanned,
    assessment: &mut Assessment,
) {
    let known = assessment.level();
    if known == Some(Level::Urgent) {
        return;
    }
    let Some(found) = impression(model, tokens, scanned) else {
        return;
    };
    let Some(level) = model.level(found.score, found.urgency, assessment.lowers()) else {
        return;
    };
    // What rules raised as an alert stays theirs, unless it is to be looked at now.
    if known >= Some(level) || known >= Some(Level::Today) && level < Level::Urgent {
        return;
    }
    let reading = Reading::new(tokens, scanned);
    let category = model.category(&reading, found.first, found.end);
    assessment.findings.insert(
        0,
        Finding {
            category,
            level,
            evidence: evidence(model, &reading, found, tokens),
            rule: format!("reader.{}", category.name()),
            about_other: false,
            reasons: vec![Reason::SecondReader],
        },
    );
}

/// The words that weighed most, in the order of the text.
fn evidence(model: &Model, reading: &Reading, found: Impression, tokens: &[Token]) -> Vec<Span> {
    let mut shares = model.shares(reading, found.first, found.end);
    shares.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.cmp(&two.0)));
    let mut places: Vec<usize> = shares
        .into_iter()
        .filter(|(_, share)| *share > 0.0)
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
