//! What an assessment says: findings, their levels, and the words and reasons behind them.
//!
//! Nothing here holds message text, only byte positions in it, so a finding may be stored and logged by id.

use serde::{Deserialize, Serialize};

/// How soon a person should look; the order is the order of urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Read it at the next sign-in: ambiguous, or something near the words lowers them.
    Review,
    /// A person reads it the same day.
    Today,
    /// A person reads it within the half hour.
    High,
    /// A person reads it now.
    Urgent,
}

/// What a finding is about; the order is the order findings of one level are listed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Wishing to die, planning to, or having tried.
    Suicide,
    /// Hurting oneself without a stated wish to die.
    SelfHarm,
    /// Hurting or threatening someone else.
    HarmOthers,
    /// Being hurt, threatened or controlled by someone.
    Abuse,
    /// Signs of a bodily emergency.
    Medical,
}

impl Category {
    /// Returns the name that rules and files use: `self_harm`.
    pub fn name(self) -> &'static str {
        match self {
            Category::Suicide => "suicide",
            Category::SelfHarm => "self_harm",
            Category::HarmOthers => "harm_others",
            Category::Abuse => "abuse",
            Category::Medical => "medical",
        }
    }
}

/// A byte range `start..end` of the assessed text; both ends lie on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// Returns whether `other` lies inside this span.
    pub(crate) fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Why a finding has its level, beyond the words of its rule.
///
/// Shape in JSON: `{ "kind": "negated", "cue": { "start": 0, "end": 3 } }`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// Lowered to review: a negation stands before or inside the words.
    Negated {
        /// The negation.
        cue: Span,
    },
    /// Lowered to review: said of the past, with nothing recent beside it.
    Past {
        /// The words that place it in the past.
        cue: Span,
    },
    /// Lowered to review: said to be over.
    Resolved {
        /// The words that say so.
        cue: Span,
    },
    /// Lowered to review: a question about what would happen, or about rules.
    Hypothetical {
        /// The words that make it one.
        cue: Span,
    },
    /// Lowered to review: study, work or prevention.
    Professional {
        /// The words that say so.
        cue: Span,
    },
    /// Lowered to review: a song, film, game, or words between quotation marks.
    Quoted {
        /// The word that says so, or the quotation with its marks.
        cue: Span,
    },
    /// Lowered to review: laughter beside words that people also say in jest.
    Joking {
        /// The laughter.
        cue: Span,
    },
    /// A word of the evidence was read through a slip of the finger.
    Misspelt {
        /// The word as written.
        word: Span,
    },
    /// Raised to urgent: a time soon is named.
    TimeNamed {
        /// The words that name it.
        cue: Span,
    },
    /// Raised to urgent: means, a farewell or putting affairs in order stand in the same text.
    Preparation {
        /// The words that say so.
        cue: Span,
    },
    /// Raised by the second reader, which learnt from labelled lines; the evidence is what weighed most.
    SecondReader,
    /// Several weak signs add up; one alone never raises an alert.
    WeakSigns {
        /// Their sum; 4 and more raise an alert.
        points: u32,
    },
}

/// One rule's hits of one level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is about.
    pub category: Category,
    /// How soon a person should look.
    pub level: Level,
    /// The words that matched, in the order of the text, not overlapping.
    pub evidence: Vec<Span>,
    /// The rule's id, such as `es.suicide.3.1`; `weak_signs.suicide` for several weak signs together.
    pub rule: String,
    /// Whether the words speak of someone other than the writer.
    pub about_other: bool,
    /// What lowered or raised it.
    pub reasons: Vec<Reason>,
}

impl Finding {
    fn is_lowered(&self) -> bool {
        self.reasons.iter().any(|reason| match reason {
            Reason::Negated { .. }
            | Reason::Past { .. }
            | Reason::Resolved { .. }
            | Reason::Hypothetical { .. }
            | Reason::Professional { .. }
            | Reason::Quoted { .. }
            | Reason::Joking { .. } => true,
            Reason::Misspelt { .. }
            | Reason::TimeNamed { .. }
            | Reason::Preparation { .. }
            | Reason::SecondReader
            | Reason::WeakSigns { .. } => false,
        })
    }
}

/// What the engine found in one text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// Most urgent first; empty means that nothing matched, never that someone is safe.
    pub findings: Vec<Finding>,
}

impl Assessment {
    /// Returns the most urgent level, if anything matched.
    pub fn level(&self) -> Option<Level> {
        self.findings.iter().map(|finding| finding.level).max()
    }

    /// Returns whether a finding was lowered to review by what stands around its words.
    pub fn lowers(&self) -> bool {
        self.findings.iter().any(Finding::is_lowered)
    }

    /// Returns the words of the findings that were lowered.
    pub(crate) fn lowered(&self) -> impl Iterator<Item = &Span> {
        let lowered = self.findings.iter().filter(|finding| finding.is_lowered());
        lowered.flat_map(|finding| &finding.evidence)
    }

    /// Returns whether a person must be told: a finding of [`Level::Today`] or above.
    pub fn raises_alert(&self) -> bool {
        self.level() >= Some(Level::Today)
    }
}
