//! What the clinic does about a flag, and when it looked at the emergency numbers.

use super::alert::EmergencyLineView;
use recado_domain::alert::{emergency::Country, protocol::Protocol};
use serde::Serialize;
use ts_rs::TS;

/// The clinic's protocol as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProtocolView {
    /// Which version; 0 before anything was kept.
    pub version: u32,
    /// The clinic's own steps; absent for the original, whose words are the window's.
    pub steps: Option<Protocol>,
    /// Who kept it, by their name then.
    pub kept_by: Option<String>,
    /// When.
    pub kept_at: Option<i64>,
}

/// What is to be done about one flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlertProtocolView {
    /// The version of the protocol.
    pub version: u32,
    /// The steps for its level; absent for the original's.
    pub steps: Option<Vec<String>>,
    /// Which of them were done.
    pub ticks: Vec<TickView>,
}

/// A step that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TickView {
    /// Which, from 0.
    pub step: u32,
    /// Who did it, by their name then.
    pub by: String,
    /// When.
    pub at: i64,
}

/// The emergency numbers of the clinic's country, and when somebody of the clinic looked at them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EmergencyNumbersView {
    /// The clinic's country; absent where no numbers are known for it.
    pub country: Option<Country>,
    /// Its numbers, the most general first.
    pub lines: Vec<EmergencyLineView>,
    /// When they were confirmed for this country; absent when they never were.
    pub confirmed_at: Option<i64>,
    /// Who confirmed them, by their name then.
    pub confirmed_by: Option<String>,
    /// Whether somebody has to look at them again.
    pub is_due: bool,
}
