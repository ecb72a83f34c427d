//! The shape of a pack's files in `data/`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::CueKind;
use crate::finding::Category;

/// A category's rules, such as `data/es/suicide.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    pub(super) rule: Vec<RuleEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleEntry {
    /// Language, category, severity or `weak`, and a number; never used again for another rule.
    pub(super) id: String,
    /// 4 urgent, 3 high, 2 today, 1 review.
    pub(super) severity: Option<u8>,
    pub(super) points: Option<u32>,
    #[serde(default)]
    pub(super) hyperbole: bool,
    #[serde(default)]
    pub(super) negation_inside: bool,
    pub(super) about: Option<About>,
    pub(super) phrases: Vec<String>,
    #[serde(default)]
    pub(super) ok: Vec<String>,
    #[serde(default)]
    pub(super) not: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum About {
    Other,
}

/// `idioms.toml`: phrases that take a rule's words for something else.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IdiomFile {
    pub(super) phrases: Vec<String>,
}

/// A `concepts_*.toml` of a language: the words of each class.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassFile {
    pub(super) classes: BTreeMap<String, Vec<String>>,
}

/// `data/concepts.toml` and what follows it: the classes and the rules over them, for every language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConceptFile {
    /// Every class there is; packs may leave some empty.
    pub(super) classes: Vec<String>,
    pub(super) concept: Vec<ConceptEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConceptEntry {
    /// Category, severity, `c` and a number: the pack's language goes before it.
    pub(super) id: String,
    pub(super) category: Category,
    /// 4 urgent, 3 high, 2 today, 1 review.
    pub(super) severity: u8,
    /// The classes that must stand together, the rarest first.
    pub(super) all: Vec<String>,
    /// The classes that take it back.
    #[serde(default)]
    pub(super) none: Vec<String>,
    /// From the first word to the last.
    #[serde(default = "usual_reach")]
    pub(super) within: usize,
    #[serde(default)]
    pub(super) hyperbole: bool,
    #[serde(default)]
    pub(super) negation_inside: bool,
    pub(super) about: Option<About>,
    /// By language.
    #[serde(default)]
    pub(super) ok: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) not: BTreeMap<String, Vec<String>>,
}

fn usual_reach() -> usize {
    8
}

/// `cues.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CueFile {
    pub(super) common_words: Vec<String>,
    negation: Vec<String>,
    no_negation: Vec<String>,
    resolved: Vec<String>,
    recovered: Vec<String>,
    past: Vec<String>,
    recent: Vec<String>,
    hypothetical: Vec<String>,
    professional: Vec<String>,
    quoted: Vec<String>,
    joking: Vec<String>,
    now: Vec<String>,
    contrast: Vec<String>,
}

impl CueFile {
    pub(super) fn by_kind(&self) -> [(CueKind, &[String]); 12] {
        [
            (CueKind::Negation, &self.negation),
            (CueKind::NoNegation, &self.no_negation),
            (CueKind::Resolved, &self.resolved),
            (CueKind::Recovered, &self.recovered),
            (CueKind::Past, &self.past),
            (CueKind::Recent, &self.recent),
            (CueKind::Hypothetical, &self.hypothetical),
            (CueKind::Professional, &self.professional),
            (CueKind::Quoted, &self.quoted),
            (CueKind::Joking, &self.joking),
            (CueKind::Now, &self.now),
            (CueKind::Contrast, &self.contrast),
        ]
    }
}
