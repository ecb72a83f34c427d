//! The register of processing: what the clinic processes and for how long, by its settings. Nothing of a patient.

use recado_domain::{
    channel::{ChannelKind, Side},
    staff::Role,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the register is made of; the window has the words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RegisterView {
    /// The clinic.
    pub clinic: String,
    /// Country, ISO 3166-1.
    pub country: String,
    /// When this was put together.
    pub at: i64,
    /// The channels.
    pub channels: Vec<RegisterChannelView>,
    /// How long each side is kept, leads first.
    pub kept: Vec<RegisterKeptView>,
    /// Who works here, by role.
    pub staff: Vec<RegisterStaffView>,
    /// The relay's address; absent without one.
    pub relay: Option<String>,
    /// After how many idle minutes the desk locks; 0 for never.
    pub auto_lock_minutes: u32,
}

/// A channel in the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RegisterChannelView {
    /// Its kind.
    pub kind: ChannelKind,
    /// As patients see it.
    pub name: String,
    /// Where unknown senders go.
    pub side: Side,
    /// Whether it is on.
    pub is_on: bool,
}

/// How long a side is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RegisterKeptView {
    /// The side.
    pub side: Side,
    /// Calendar months after the last contact; absent for ever.
    pub months: Option<u16>,
}

/// Who has a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RegisterStaffView {
    /// The role.
    pub role: Role,
    /// Whether it reads patients.
    pub reads_clinical: bool,
    /// Their names.
    pub names: Vec<String>,
}

/// The register as it is saved: in the window's words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RegisterDocument {
    /// ISO 639.
    pub language: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub about: String,
    /// Its sections.
    pub sections: Vec<RegisterSection>,
}

/// A section of the register.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RegisterSection {
    /// Its heading.
    pub heading: String,
    /// What is said under it, by name.
    pub rows: Vec<RegisterRow>,
}

/// A row of the register.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RegisterRow {
    /// Its name.
    pub name: String,
    /// What it says.
    pub says: String,
}
