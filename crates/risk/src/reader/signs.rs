//! What stands in a text beside its words: classes, idioms, cues, what rules made of it, marks, and fields of meaning.

use crate::fields::MOST_FIELDS;
use crate::finding::{Category, Level};
use crate::normalise::Token;
use crate::pack::{CueKind, Owner, Pack, Weight};
use crate::scan::Scanned;
use crate::weigh::Judged;

/// A number each: the classes by their place, then the others, the fields last.
pub(crate) type Sign = u16;

/// One more than the last sign.
pub(super) const SIGNS: usize = FIRST_FIELD as usize + MOST_FIELDS;

const IDIOM: Sign = 128;
const FIRST_CUE: Sign = 129;
const FIRST_RULE: Sign = 160;
const QUESTION: Sign = 208;
const EXCLAMATION: Sign = 209;
const DOTS: Sign = 210;
const FIRST_FIELD: Sign = 216;

/// Returns the signs of a text by where they begin, in the order of the text.
pub(crate) fn signs(
    text: &str,
    tokens: &[Token],
    scanned: &Scanned,
    judged: &[Judged],
    packs: &[Pack],
) -> Vec<(usize, Sign)> {
    let classes = scanned.classes.iter();
    let classes = classes.map(|hit| (hit.first, Sign::from(hit.class)));
    let fields = scanned.fields.iter();
    let fields = fields.map(|(place, field)| (*place, FIRST_FIELD + field));
    let cues = scanned.hits.iter().filter_map(|hit| match hit.owner {
        Owner::Idiom => Some((hit.first(), IDIOM)),
        Owner::Cue(kind) if hit.in_language && is_telling(kind) => {
            Some((hit.first(), FIRST_CUE + kind as Sign))
        }
        Owner::Cue(_) | Owner::Rule(_) | Owner::Class(_) => None,
    });
    // A clinic's own phrases only ever add; the reader must not learn of them.
    let learnt = judged
        .iter()
        .filter(|hit| packs.get(hit.pack).is_some_and(|pack| !pack.is_of_clinic));
    let rules = learnt.filter_map(|hit| Some((*hit.tokens.first()?, of_rule(hit))));
    let mut signs: Vec<(usize, Sign)> = classes.chain(cues).chain(rules).chain(fields).collect();
    marks(text, tokens, &mut signs);
    signs.sort_unstable();
    signs.dedup();
    signs
}

/// Returns whether a sign is a field of meaning.
pub(super) fn is_field(sign: Sign) -> bool {
    sign >= FIRST_FIELD
}

fn of_rule(hit: &Judged) -> Sign {
    let category = match hit.rule.category {
        Category::Suicide => 0,
        Category::SelfHarm => 1,
        Category::HarmOthers => 2,
        Category::Abuse => 3,
        Category::Medical => 4,
    };
    let weight = match hit.weight {
        Weight::Points(_) => 0,
        Weight::Level(Level::Review) if hit.is_lowered => 1,
        Weight::Level(Level::Review) => 2,
        Weight::Level(Level::Today) => 3,
        Weight::Level(Level::High) => 4,
        Weight::Level(Level::Urgent) => 5,
    };
    FIRST_RULE + category * 8 + weight
}

/// Adds the marks that say how a sentence is meant, each at the word before it.
fn marks(text: &str, tokens: &[Token], signs: &mut Vec<(usize, Sign)>) {
    for (place, token) in tokens.iter().enumerate() {
        let next = tokens.get(place + 1);
        let end = next.map_or(text.len(), |next| next.span.start);
        let between = text.get(token.span.end..end).unwrap_or_default();
        if between.len() < 2 && next.is_some() {
            continue;
        }
        if between.contains(['?', ';', '\u{37e}']) {
            signs.push((place, QUESTION));
        }
        if between.contains('!') {
            signs.push((place, EXCLAMATION));
        }
        if between.contains('…') || between.contains("..") {
            signs.push((place, DOTS));
        }
    }
}

/// Cues that only end a part say nothing.
fn is_telling(kind: CueKind) -> bool {
    match kind {
        CueKind::Contrast | CueKind::NoNegation => false,
        CueKind::Negation
        | CueKind::Resolved
        | CueKind::Recovered
        | CueKind::Past
        | CueKind::Recent
        | CueKind::Hypothetical
        | CueKind::Professional
        | CueKind::Quoted
        | CueKind::Joking
        | CueKind::Now => true,
    }
}
