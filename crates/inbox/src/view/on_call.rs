//! In which order people are asked about flags, and whose turn each is.

use recado_domain::{
    alert::on_call::OnCall,
    id::{AlertId, StaffId},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// In which order people are asked, as the owner sets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OnCallForm {
    /// About patients, the first first.
    pub clinical: Vec<OnCall>,
    /// About leads.
    pub leads: Vec<OnCall>,
    /// How many minutes an urgent flag waits for somebody, from 1 to 240.
    pub urgent_minutes: u16,
    /// How many minutes a high one waits.
    pub high_minutes: u16,
}

/// The order as it stands, and who can be in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OnCallView {
    /// The order.
    pub order: OnCallForm,
    /// Everybody of the staff.
    pub people: Vec<OnCallPersonView>,
}

/// Somebody who can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OnCallPersonView {
    /// Who.
    pub id: StaffId,
    /// Their name.
    pub name: String,
    /// Whether they can be asked about patients.
    pub reads_clinical: bool,
}

/// Whose turn an open flag is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlertTurnView {
    /// Which flag.
    pub alert: AlertId,
    /// Who is asked now; nobody where the clinic set no order and nobody passed it on.
    pub now: Option<AskedView>,
    /// The name of whoever is next; absent when there is nobody left.
    pub next: Option<String>,
    /// Whether that is whoever is signed in.
    pub is_next_me: bool,
    /// When it passes on by itself; absent when it does not.
    pub passes_on_at: Option<i64>,
    /// Everybody of the order who was not asked yet but whoever is signed in, whom to offer first first.
    pub to_come: Vec<StaffId>,
    /// How many were asked so far.
    pub asked: u32,
}

/// Somebody who was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AskedView {
    /// Their name then.
    pub name: String,
    /// Whether that is whoever is signed in.
    pub is_me: bool,
    /// When they were asked.
    pub at: i64,
    /// Whether the flag asked by itself; a person passed it on otherwise.
    pub by_itself: bool,
}
