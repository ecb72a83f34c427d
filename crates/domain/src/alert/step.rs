//! What people do about an alert, one step after the other. Each carries a name; none carries words.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AlertOutcome {
    /// Somebody spoke with the person.
    Spoke,
    /// Nobody answered; it has to be tried again.
    NoAnswer,
    /// The emergency services were called.
    EmergencyCalled,
    /// Family, another service or a colleague elsewhere looks after the person.
    HandedOver,
}

impl AlertOutcome {
    /// Every outcome, in the order in which they are offered.
    pub const ALL: [Self; 4] = [
        Self::Spoke,
        Self::NoAnswer,
        Self::EmergencyCalled,
        Self::HandedOver,
    ];

    /// Returns the name this outcome has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Spoke => "spoke",
            Self::NoAnswer => "no_answer",
            Self::EmergencyCalled => "emergency_called",
            Self::HandedOver => "handed_over",
        }
    }

    /// Returns the outcome named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }

    /// Returns whether the alert is done with after it; one where nobody answered is not.
    pub fn is_last(self) -> bool {
        match self {
            Self::NoAnswer => false,
            Self::Spoke | Self::EmergencyCalled | Self::HandedOver => true,
        }
    }
}

/// Why a flag was wrong. Exactly these words of this person go to review for a while; all others are read as before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WrongReason {
    /// A manner of speaking, or a joke.
    MannerOfSpeaking,
    /// Something that is over.
    Past,
    /// A film, a book, the news, work or study.
    Story,
    /// The words mean something else here.
    Misread,
    /// Something else.
    Other,
}

impl WrongReason {
    /// Every reason, in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::MannerOfSpeaking,
        Self::Past,
        Self::Story,
        Self::Misread,
        Self::Other,
    ];

    /// Returns the name this reason has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MannerOfSpeaking => "manner_of_speaking",
            Self::Past => "past",
            Self::Story => "story",
            Self::Misread => "misread",
            Self::Other => "other",
        }
    }

    /// Returns the reason named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back() {
        for outcome in AlertOutcome::ALL {
            assert_eq!(AlertOutcome::from_name(outcome.as_str()), Some(outcome));
        }
        for reason in WrongReason::ALL {
            assert_eq!(WrongReason::from_name(reason.as_str()), Some(reason));
        }
    }
}
