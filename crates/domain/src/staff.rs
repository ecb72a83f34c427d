//! Who works at the clinic: roles, and what each may do. The keys enforce what may be read; these rules say the rest.

pub mod attempts;
pub mod emergency;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a member of staff's keys open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything, and the settings.
    Owner,
    /// Patients and leads.
    Clinician,
    /// Leads only: no clinical key.
    Assistant,
}

impl Role {
    /// Every role, the one that may most first.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Clinician, Self::Assistant];

    /// Returns whether this role has a clinical key: patients, their history, and making a lead a patient.
    #[must_use]
    pub fn reads_clinical(self) -> bool {
        match self {
            Self::Owner | Self::Clinician => true,
            Self::Assistant => false,
        }
    }

    /// Returns whether this role decides for the clinic: staff, channels, settings, the audit, exports and erasure.
    #[must_use]
    pub fn decides(self) -> bool {
        match self {
            Self::Owner => true,
            Self::Clinician | Self::Assistant => false,
        }
    }

    /// Returns the name this role has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Clinician => "clinician",
            Self::Assistant => "assistant",
        }
    }

    /// Returns the role named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assistant_has_no_clinical_key_and_only_the_owner_decides() {
        let may = Role::ALL.map(|role| (role.reads_clinical(), role.decides()));
        assert_eq!(may, [(true, true), (true, false), (false, false)]);
    }

    #[test]
    fn names_lead_back_to_their_role() {
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.as_str()), Some(role));
        }
        assert_eq!(Role::from_name("admin"), None);
    }
}
