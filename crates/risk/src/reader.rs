//! The second reader: a linear model over pieces of words, learnt from labelled lines; it may only raise.
//!
//! It reads a text in windows of up to three sentences and takes the highest score, so that what stands around a
//! sentence never makes it less. What it says is a category, a level and the words that weighed most. The weights
//! are data: `cargo xtask risk-train` writes them, and a file it does not know is left out and said so.

use crate::finding::{Assessment, Category, Finding, Level, Reason, Span};
use crate::normalise::Token;

mod features;
mod signs;
mod sums;
mod weights;

pub(crate) use features::Reading;
pub(crate) use signs::signs;
pub(crate) use sums::Sums;
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

/// So many words are shown as evidence.
const MOST_EVIDENCE: usize = 6;

/// Returns the window that is worth the highest level, and of those the one that scores highest.
fn impression(
    sums: &mut Sums,
    reading: &Reading,
    level: impl Fn(&Impression) -> Option<Level>,
) -> Option<(Level, Impression)> {
    let scored = reading.windows().into_iter().filter_map(|(first, end)| {
        let (score, urgency) = sums.scores(first, end);
        let window = Impression {
            score,
            urgency,
            first,
            end,
        };
        level(&window).map(|level| (level, window))
    });
    scored.max_by(|(level, one), (other, two)| {
        level
            .cmp(other)
            .then(one.score.total_cmp(&two.score))
            .then(two.first.cmp(&one.first))
    })
}

/// Adds what the reader found when it is more than the rules found.
pub(crate) fn raise(
    model: &Model,
    tokens: &[Token],
    reading: &Reading,
    assessment: &mut Assessment,
) {
    let known = assessment.level();
    if known == Some(Level::Urgent) {
        return;
    }
    let mut sums = Sums::new(model, reading);
    let lowered: Vec<Span> = assessment.lowered().copied().collect();
    // Byte positions, as rules give theirs.
    let span = |window: &Impression| Span {
        start: tokens.get(window.first).map_or(0, |word| word.span.start),
        end: tokens.get(window.end - 1).map_or(0, |word| word.span.end),
    };
    // A window's worth is its own: what rules lowered elsewhere in the text is no reason to doubt it.
    let level = |window: &Impression| {
        let here = span(window);
        let is_lowered = lowered.iter().any(|lowered| meet(lowered, &here));
        model.level(window.score, window.urgency, is_lowered)
    };
    let Some((level, found)) = impression(&mut sums, reading, level) else {
        return;
    };
    // What rules raised as an alert stays theirs, unless it is to be looked at now.
    if known >= Some(level) || known >= Some(Level::Today) && level < Level::Urgent {
        return;
    }
    let look = model.look(reading, found.first, found.end);
    // What rules raised there, the gravest first, names the matter better than a guess does.
    let here = span(&found);
    let raised = assessment.findings.iter().find(|finding| {
        finding.level >= Level::Today && finding.evidence.iter().any(|words| meet(words, &here))
    });
    let category = raised.map_or_else(|| likeliest(look.categories), |finding| finding.category);
    assessment.findings.insert(
        0,
        Finding {
            category,
            level,
            evidence: evidence(look.shares, tokens),
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
