//! The roster: which desktops are the clinic's, signed by the clinic. The relay keeps it and can add nobody to it.

use serde::{Deserialize, Serialize};

use crate::bytes::{SealingKey, Signature, SigningKey};
use crate::epoch::PutEpoch;
use crate::id::{ClinicId, DeviceId};
use crate::version::Version;

/// The number of the clinic's first roster.
pub const FIRST_ROSTER: u32 = 1;
/// How many desktops a clinic has at most.
pub const MOST_MEMBERS: usize = 100;

/// `GET` and `PUT /v1/roster`: the clinic's desktops. A `PUT` has the next number and the same desktops; only an
/// [`Admission`](crate::joining::Admission) brings one in and only a [`Removal`] takes one out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Roster {
    /// The version of this body.
    pub version: Version,
    /// [`FIRST_ROSTER`], then one more each time: an older one is no news.
    pub number: u32,
    /// Every desktop, in the order in which they were let in.
    pub members: Vec<Member>,
    /// Over [`roster_statement`], by the clinic's identity key.
    pub signature: Signature,
}

/// One of the clinic's desktops.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// Its id.
    pub device_id: DeviceId,
    /// What the people of the clinic call it.
    pub name: String,
    /// The key to which epoch keys are wrapped for it.
    pub sealing_key: SealingKey,
    /// The key with which it signs.
    pub signing_key: SigningKey,
    /// When it was let in, milliseconds since 1970 UTC.
    pub let_in_at: i64,
}

/// `PUT /v1/devices/{device}/removal`: the roster without it and the next epoch, in one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Removal {
    /// The version of this body.
    pub version: Version,
    /// The next roster, without the device.
    pub roster: Roster,
    /// The next epoch, wrapped to those that stay.
    pub epoch: PutEpoch,
}

/// Returns the bytes that the clinic's identity key signs to say which desktops are its own.
///
/// Shape: the words `recado/roster/v1` and a zero byte, the clinic's id (16 bytes), the number (4, big endian), how many
/// members (4), and of each its id (16), sealing key (32), signing key (32), when it was let in (8), and its name, with
/// the length of it (4) before.
pub fn roster_statement(clinic_id: ClinicId, number: u32, members: &[Member]) -> Vec<u8> {
    let mut statement = b"recado/roster/v1\0".to_vec();
    statement.extend_from_slice(clinic_id.0.as_bytes());
    statement.extend_from_slice(&number.to_be_bytes());
    statement.extend_from_slice(&length(members.len()));
    for member in members {
        statement.extend_from_slice(member.device_id.0.as_bytes());
        statement.extend_from_slice(member.sealing_key.as_bytes());
        statement.extend_from_slice(member.signing_key.as_bytes());
        statement.extend_from_slice(&member.let_in_at.to_be_bytes());
        statement.extend_from_slice(&length(member.name.len()));
        statement.extend_from_slice(member.name.as_bytes());
    }
    statement
}

pub(crate) fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes()
}
