//! Whom to call about a patient in an emergency.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whom to call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EmergencyContactView {
    /// Their name.
    pub name: String,
    /// Who they are to the patient, in the clinic's words; may be empty.
    pub relation: String,
    /// Their number, whole, for example `+34600000518`.
    pub number: String,
    /// When it was written down.
    pub written_at: i64,
    /// By whom, by their name then.
    pub written_by: String,
}

/// Whom to call, as it is typed; all empty for nobody.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EmergencyContactForm {
    /// Their name.
    pub name: String,
    /// Who they are to the patient.
    pub relation: String,
    /// Their number, as people write it.
    pub number: String,
}
