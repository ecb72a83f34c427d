//! The pairing request, made once with a code (see [`crate::pairing_text`]).

use serde::{Deserialize, Serialize};

use crate::bytes::{IdentityKey, SealingKey};
use crate::id::{ClinicId, DeviceId};
use crate::secret::SecretText;
use crate::version::Version;

/// How long a pairing code can be used, in minutes.
pub const CODE_LIFETIME_MINUTES: u32 = 15;

/// `POST /v1/pair`.
///
/// May be repeated with the same device and code within the code's lifetime: a lost answer costs nothing, each answer
/// carries a fresh token and ends the one before.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PairRequest {
    /// The version of this body.
    pub version: Version,
    /// The one-time code, as [`PairingCode::as_str`](crate::pairing_text::PairingCode::as_str) writes it.
    pub code: SecretText,
    /// The desktop that pairs.
    pub device: NewDevice,
    /// The clinic's identity key: the first desktop makes it; a later one leaves it out or repeats it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity_key: Option<IdentityKey>,
}

/// The desktop that pairs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewDevice {
    /// Made by the desktop, kept over repeats.
    pub id: DeviceId,
    /// What the people of the clinic call it; at most 100 characters.
    pub name: String,
    /// The key to which epoch keys will be wrapped for it.
    pub sealing_key: SealingKey,
}

/// The answer to [`PairRequest`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Paired {
    /// The version of this body.
    pub version: Version,
    /// The clinic the code was made for.
    pub clinic_id: ClinicId,
    /// The device, as asked.
    pub device_id: DeviceId,
    /// The bearer token of every later request; the relay keeps only its hash.
    pub token: SecretText,
    /// Whether this is the clinic's first desktop, which puts the first epoch.
    pub first_device: bool,
    /// The clinic's identity key, to be compared on both screens by a later desktop.
    pub identity_key: IdentityKey,
}
