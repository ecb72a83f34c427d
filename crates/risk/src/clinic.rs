//! The clinic's own phrases, which can only add, and what staff say about false alarms, which never silences.

use serde::{Deserialize, Serialize};

use crate::finding::{Assessment, Category, Level};
use crate::normalise::tokens;
use crate::skeleton::Language;

/// A phrase a clinic wants flagged, in the packs' phrase language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClinicPhrase {
    /// `clinic.` and what the clinic's list calls it; kept beside findings.
    pub id: String,
    /// The words, such as `my|the stepfather ~3 key`.
    pub phrase: String,
    /// What it is about.
    pub category: Category,
    /// How soon a person should look.
    pub level: Level,
    /// How its words are spelt and sound.
    pub language: PhraseLanguage,
}

/// A language that phrases can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhraseLanguage {
    /// English.
    English,
    /// Spanish.
    Spanish,
    /// Portuguese.
    Portuguese,
    /// Greek, in Greek or Latin letters.
    Greek,
}

impl PhraseLanguage {
    pub(crate) const ALL: [PhraseLanguage; 4] = [
        PhraseLanguage::English,
        PhraseLanguage::Spanish,
        PhraseLanguage::Portuguese,
        PhraseLanguage::Greek,
    ];

    pub(crate) fn language(self) -> Language {
        match self {
            PhraseLanguage::English => Language::English,
            PhraseLanguage::Spanish => Language::Spanish,
            PhraseLanguage::Portuguese => Language::Portuguese,
            PhraseLanguage::Greek => Language::Greek,
        }
    }
}

/// That a person's words, in exactly this form, were a false alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FalseAlarm {
    /// The rule that raised it.
    pub rule: String,
    /// The words, as [`exact_form`] writes them.
    pub form: String,
    /// From this moment it counts no more, in milliseconds.
    pub until: i64,
}

/// Returns a text as false alarms are compared by: its words without case, accents and signs.
pub fn exact_form(text: &str) -> String {
    let words = tokens(text).into_iter().map(|token| token.folded);
    words.collect::<Vec<_>>().join(" ")
}

/// Returns the level to show a person's message at, and the false alarm that lowers it, if one does.
///
/// It lowers to review, never to nothing, never an urgent finding, and only when every finding above review is one
/// that staff called false in exactly these words.
pub fn after_feedback<'f>(
    text: &str,
    assessment: &Assessment,
    known: &'f [FalseAlarm],
    now: i64,
) -> (Option<Level>, Option<&'f FalseAlarm>) {
    let level = assessment.level();
    if level < Some(Level::Today) || level == Some(Level::Urgent) {
        return (level, None);
    }
    let form = exact_form(text);
    let false_alarm = |rule: &str| {
        known
            .iter()
            .find(|alarm| now < alarm.until && alarm.rule == rule && alarm.form == form)
    };
    let alerts = assessment
        .findings
        .iter()
        .filter(|finding| finding.level >= Level::Today);
    let mut lowered_by = None;
    for finding in alerts {
        match false_alarm(&finding.rule) {
            Some(alarm) => lowered_by = lowered_by.or(Some(alarm)),
            None => return (level, None),
        }
    }
    match lowered_by {
        Some(alarm) => (Some(Level::Review), Some(alarm)),
        None => (level, None),
    }
}
