//! Why somebody opened the emergency envelope, and for how long it lets them in.

use serde::{Deserialize, Serialize};
use std::time::Duration;
use ts_rs::TS;

/// How long one use of the emergency code lasts.
pub const LASTS: Duration = Duration::from_secs(60 * 60);

/// Why the emergency code was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Somebody's safety depends on what was written.
    PatientAtRisk,
    /// No clinician can be reached.
    NobodyReachable,
    /// The owner is away or ill, and the clinic goes on.
    OwnerAway,
    /// Something else; their own words say what.
    Other,
}

impl Reason {
    /// Every reason, in the order they are offered.
    pub const ALL: [Self; 4] = [
        Self::PatientAtRisk,
        Self::NobodyReachable,
        Self::OwnerAway,
        Self::Other,
    ];

    /// Returns its name in the database and the audit.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PatientAtRisk => "patient_at_risk",
            Self::NobodyReachable => "nobody_reachable",
            Self::OwnerAway => "owner_away",
            Self::Other => "other",
        }
    }

    /// Returns the reason named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_reason() {
        for reason in Reason::ALL {
            assert_eq!(Reason::from_name(reason.as_str()), Some(reason));
        }
        assert_eq!(Reason::from_name("curious"), None);
    }
}
