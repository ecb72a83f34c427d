//! What people said about false alarms, at the moment words are read: it lowers to review, never an urgent finding, and
//! never to nothing.

use super::hearing::{Ear, Words};
use recado_risk::{Assessment, FalseAlarm, Finding, Level, after_feedback, exact_form};
use recado_store::{clinic::shields, error::StoreError};

/// Findings as they count here.
pub(super) struct Lowered {
    pub findings: Vec<Finding>,
    /// Places of those that are known false alarms of this person.
    pub shielded: Vec<usize>,
}

/// Returns findings as they count here.
///
/// # Errors
/// Storage.
pub(super) fn lowered(
    ear: &Ear<'_>,
    words: &Words<'_>,
    mut found: Assessment,
) -> Result<Lowered, StoreError> {
    if !found.raises_alert() {
        return Ok(Lowered {
            findings: found.findings,
            shielded: Vec::new(),
        });
    }
    let rules = shields::lowered(ear.tx)?;
    for finding in &mut found.findings {
        // Only what is looked at the same day: nothing high or urgent can be lowered for everybody.
        if finding.level == Level::Today && rules.contains(&finding.rule) {
            finding.level = Level::Review;
        }
    }
    let form = exact_form(words.text);
    let key = ear.house.clinic.index_key();
    let mut known = Vec::new();
    for finding in &found.findings {
        let hash = key.words_hash(words.identity, &finding.rule, &form);
        if let Some(until) = shields::until(ear.tx, hash)? {
            known.push(FalseAlarm {
                rule: finding.rule.clone(),
                form: form.clone(),
                until: until.0,
            });
        }
    }
    let is_false = after_feedback(words.text, &found, &known, ear.now.0)
        .1
        .is_some();
    let mut shielded = Vec::new();
    for (place, finding) in found.findings.iter_mut().enumerate() {
        if is_false && finding.level >= Level::Today {
            finding.level = Level::Review;
            shielded.push(place);
        }
    }
    Ok(Lowered {
        findings: found.findings,
        shielded,
    })
}
