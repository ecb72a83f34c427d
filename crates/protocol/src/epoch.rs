//! Epochs: the key to which the relay seals, vouched for by the clinic, wrapped to each desktop.

use serde::{Deserialize, Serialize};

use crate::bytes::{IdentityKey, Sealed, SealingKey, Signature};
use crate::id::{ClinicId, DeviceId};
use crate::version::Version;

/// The number of the clinic's first epoch.
pub const FIRST_EPOCH: u32 = 1;

/// `GET /v1/epochs`: all epochs of the clinic, oldest first; the relay seals to the last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Epochs {
    /// The version of this body.
    pub version: Version,
    /// The key that signed every epoch.
    pub identity_key: IdentityKey,
    /// Oldest first.
    pub epochs: Vec<Epoch>,
}

/// One epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Epoch {
    /// Its number: [`FIRST_EPOCH`], then one more each time.
    pub epoch: u32,
    /// The public half.
    pub public_key: SealingKey,
    /// Over [`epoch_statement`], by the clinic's identity key.
    pub signature: Signature,
    /// The private half, once for each device.
    pub wraps: Vec<Wrap>,
}

/// `PUT /v1/epochs`: the next epoch, or an existing one again, with more wraps for devices let in later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PutEpoch {
    /// The version of this body.
    pub version: Version,
    /// Its number.
    pub epoch: u32,
    /// The public half.
    pub public_key: SealingKey,
    /// Over [`epoch_statement`], by the clinic's identity key.
    pub signature: Signature,
    /// The private half, once for each device; wraps already known for other devices stay.
    pub wraps: Vec<Wrap>,
}

/// An epoch's private key, sealed to one device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wrap {
    /// For whom.
    pub device_id: DeviceId,
    /// See [`crate::keys::wrap_epoch_key`].
    pub wrapped: Sealed,
}

/// Returns the bytes that the clinic's identity key signs to vouch for an epoch key.
///
/// Shape: the words `recado/epoch/v1` and a zero byte, the clinic's id (16 bytes), the epoch (4, big endian), the
/// public key (32).
pub fn epoch_statement(clinic_id: ClinicId, epoch: u32, public_key: &SealingKey) -> Vec<u8> {
    let mut statement = b"recado/epoch/v1\0".to_vec();
    statement.extend_from_slice(clinic_id.0.as_bytes());
    statement.extend_from_slice(&epoch.to_be_bytes());
    statement.extend_from_slice(public_key.as_bytes());
    statement
}
