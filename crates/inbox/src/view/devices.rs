//! The clinic's computers, and this one's way in.

use recado_domain::id::DeviceId;
use serde::Serialize;
use ts_rs::TS;

/// The clinic's computers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DevicesView {
    /// Every computer that is in, this one first.
    pub devices: Vec<DeviceView>,
    /// Who asks to be let in; for owners only.
    pub newcomers: Vec<NewcomerView>,
    /// Whether whoever is signed in may let in, rename and remove.
    pub can_manage: bool,
    /// Whether this computer was removed, or the relay does not know it any more: it receives and sends nothing.
    pub is_removed: bool,
    /// By whom, and since when, as far as this computer was told.
    pub removal: Option<RemovalView>,
    /// Whether the relay answered; otherwise this is what was known before.
    pub is_current: bool,
    /// How many notes of other computers could not be used here: forged, too old, or of a later version.
    pub notes_refused: u64,
}

/// That this computer was taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RemovalView {
    /// Who did it; absent where nobody could say so any more.
    pub by: Option<String>,
    /// When, or when it was first noticed.
    pub at: i64,
}

/// A computer of the clinic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeviceView {
    /// Which.
    pub id: DeviceId,
    /// What people call it.
    pub name: String,
    /// Whether it is this one.
    pub is_this: bool,
    /// When it was let in.
    pub let_in_at: i64,
    /// When it last asked the relay for messages; absent if the relay does not say.
    pub last_seen_at: Option<i64>,
}

/// A computer that asks to be let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NewcomerView {
    /// Which.
    pub id: DeviceId,
    /// What it calls itself.
    pub name: String,
    /// Since when.
    pub asked_at: i64,
    /// How it stands.
    pub state: NewcomerState,
    /// The code that both screens show, for example `4821 7305`; only to compare.
    pub code: Option<String>,
}

/// How a newcomer's asking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NewcomerState {
    /// It is about to show its code.
    Waiting,
    /// Both screens show a code: a person compares them.
    Compare,
    /// Another computer of the clinic is letting it in.
    Elsewhere,
    /// Somebody may stand in between: turn it away.
    Broken,
}

/// How far this computer's own way in has got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JoiningView {
    /// The relay's address as shown.
    pub relay: String,
    /// How it stands.
    pub state: JoiningState,
    /// The code that both screens show, for example `4821 7305`.
    pub code: Option<String>,
}

/// How far this computer's own way in has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum JoiningState {
    /// Somebody has to open Connection on a computer that is in.
    Asking,
    /// Both screens show a code: a person compares them.
    Compare,
    /// A person said they are the same; the other computer lets it in.
    Confirmed,
    /// It was turned away.
    TurnedAway,
    /// What came was not of the clinic whose code was compared.
    NotTheClinic,
}
