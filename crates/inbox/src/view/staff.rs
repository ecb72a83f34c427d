//! Staff, the session and emergencies as the window shows them.

use super::app::StaffView;
use recado_domain::{
    id::StaffId,
    staff::{Role, emergency::Reason},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everybody, for an owner's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StaffListView {
    /// Everybody, in the order they were added.
    pub members: Vec<MemberView>,
    /// Whether this system has a keyring, so that somebody may be let in by this computer's login.
    pub has_keyring: bool,
    /// Whether an emergency code is in its envelope.
    pub has_emergency_code: bool,
    /// Whether the recovery phrase is of an earlier version: a new one is needed before access can be taken away.
    pub needs_new_phrase: bool,
}

/// A member of staff as their owner sees them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MemberView {
    /// Who.
    pub id: StaffId,
    /// Their name at the desk.
    pub name: String,
    /// What their keys open.
    pub role: Role,
    /// Since when; Unix milliseconds.
    pub added_at: i64,
    /// Whether this computer's login lets them in.
    pub has_login: bool,
    /// What they need before they can do what their role says.
    pub needs: MemberNeeds,
    /// Whether this is who is signed in.
    pub is_you: bool,
}

/// What somebody needs before they can do what their role says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MemberNeeds {
    /// Nothing.
    Nothing,
    /// To sign in once: their passphrase is kept as an earlier version did.
    SignIn,
    /// A new passphrase from an owner: theirs opens nothing any more.
    Passphrase,
}

/// How the session stands. Also while the desk is locked; holds no name of a contact and no word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    /// Everybody who may sign in here, in the order they were added: the lock screen shows them, too.
    pub members: Vec<StaffView>,
    /// Who may sign in by this computer's login.
    pub logins: Vec<StaffId>,
    /// Whether there is an emergency code.
    pub has_emergency_code: bool,
    /// When this session ends by itself: an emergency's. Unix milliseconds.
    pub until: Option<i64>,
    /// How far a renewal of the clinical key has got.
    pub renewal: Option<RenewalStep>,
    /// Whether a renewal was cut off and goes on with the next sign-in of somebody who reads patients.
    pub is_renewal_due: bool,
    /// Open alerts about patients: how many, and nothing else.
    pub clinical_alerts: u64,
    /// Uses of the emergency code that this owner has not taken note of.
    pub emergencies: Vec<EmergencyView>,
}

/// The stations of renewing the clinical key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RenewalStep {
    /// What is being written and sent comes to an end.
    Waiting,
    /// Patients' data is copied.
    Copying,
    /// The copy is being encrypted with a new key.
    Encrypting,
    /// Every page of it is read again.
    Checking,
    /// It takes the place of what was there.
    Finishing,
}

/// A use of the emergency code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EmergencyView {
    /// Which one.
    pub id: StaffId,
    /// What whoever used it called themselves.
    pub name: String,
    /// Why.
    pub reason: Reason,
    /// In their own words.
    pub note: Option<String>,
    /// When; Unix milliseconds.
    pub used_at: i64,
}

/// What is typed to use the emergency code.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EmergencyForm {
    /// The words on the paper.
    pub words: Vec<String>,
    /// Who uses it.
    pub name: String,
    /// Why.
    pub reason: Reason,
    /// In their own words, if they want.
    pub note: String,
}
