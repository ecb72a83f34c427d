//! What the clinic does about a flag, step by step, in its own words. The original is the window's, in its languages;
//! here is only what a clinic wrote in its place.

use super::AlertLevel;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The version that stands for the original.
pub const ORIGINAL: u32 = 0;
/// The longest step, in characters.
pub const LONGEST_STEP: usize = 200;
/// The most steps of a level.
pub const MOST_STEPS: usize = 20;

/// A clinic's own steps, by how soon a person must look. A level without any shows none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Protocol {
    /// For an urgent flag, the first first.
    pub urgent: Vec<String>,
    /// For a high one.
    pub high: Vec<String>,
    /// For one of today.
    pub today: Vec<String>,
}

/// Why steps cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the steps cannot be kept")]
pub struct InvalidProtocol;

impl Protocol {
    /// Returns the steps as they are kept: on one line each, none of them empty.
    ///
    /// # Errors
    /// [`InvalidProtocol`] for a step that is too long, too many of them, or none at all for an urgent or a high
    /// flag.
    pub fn checked(self) -> Result<Self, InvalidProtocol> {
        let kept = Self {
            urgent: lines(self.urgent)?,
            high: lines(self.high)?,
            today: lines(self.today)?,
        };
        if kept.urgent.is_empty() || kept.high.is_empty() {
            return Err(InvalidProtocol);
        }
        Ok(kept)
    }

    /// Returns the steps of a level; none for a review, which is nobody's hurry.
    pub fn of(&self, level: AlertLevel) -> &[String] {
        match level {
            AlertLevel::Urgent => &self.urgent,
            AlertLevel::High => &self.high,
            AlertLevel::Today => &self.today,
            AlertLevel::Review => &[],
        }
    }
}

fn lines(steps: Vec<String>) -> Result<Vec<String>, InvalidProtocol> {
    let steps: Vec<String> = steps
        .into_iter()
        .map(|step| step.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|step| !step.is_empty())
        .collect();
    let is_short = |step: &String| step.chars().count() <= LONGEST_STEP;
    if steps.len() <= MOST_STEPS && steps.iter().all(is_short) {
        Ok(steps)
    } else {
        Err(InvalidProtocol)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(urgent: &[&str]) -> Result<Protocol, InvalidProtocol> {
        let urgent = urgent.iter().map(|it| (*it).to_owned()).collect();
        let high = vec!["Call.".to_owned()];
        let protocol = Protocol {
            urgent,
            high,
            today: Vec::new(),
        };
        protocol.checked()
    }

    #[test]
    fn steps_are_kept_as_lines_and_the_empty_ones_go() {
        let kept = with(&["  Call\n her. ", " ", "Ask where she is."]).unwrap();
        assert_eq!(
            kept.of(AlertLevel::Urgent),
            ["Call her.", "Ask where she is."]
        );
        assert_eq!(kept.of(AlertLevel::High), ["Call."]);
        assert!(kept.of(AlertLevel::Today).is_empty() && kept.of(AlertLevel::Review).is_empty());
    }

    #[test]
    fn an_urgent_flag_has_steps_and_none_is_a_novel() {
        assert_eq!(with(&[]), Err(InvalidProtocol));
        assert_eq!(with(&[" "]), Err(InvalidProtocol));
        assert!(with(&["é".repeat(LONGEST_STEP).as_str()]).is_ok());
        assert!(with(&["é".repeat(LONGEST_STEP + 1).as_str()]).is_err());
        assert!(with(&["a"; MOST_STEPS]).is_ok());
        assert!(with(&["a"; MOST_STEPS + 1]).is_err());
    }
}
