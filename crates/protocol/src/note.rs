//! Notes: what one of the clinic's desktops tells the others. The relay carries them sealed and can make none: each is
//! signed with the key under which its desktop stands on the [roster](crate::roster).

use serde::{Deserialize, Serialize};

use crate::bytes::{NoteBody, Signature};
use crate::id::{ClinicId, DeviceId, NoteId};
use crate::roster::length;
use crate::version::Version;

/// What a sealed [`PlaintextKind::Note`](crate::sealed::PlaintextKind::Note) opens to, as JSON.
///
/// Whoever opens it verifies the signature with the key that its own roster names for the desktop, and drops a second
/// note of the same id: sent twice and played again look the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignedNote {
    /// The version of this body.
    pub version: Version,
    /// Which note.
    pub id: NoteId,
    /// Who wrote it.
    pub device_id: DeviceId,
    /// When, by that desktop's clock, milliseconds since 1970 UTC.
    pub written_at: i64,
    /// What it says; the desktops' own words, which this contract does not look into.
    pub body: NoteBody,
    /// Over [`note_statement`], by the desktop's signing key.
    pub signature: Signature,
}

/// Returns the bytes that a desktop signs under a note.
///
/// Shape: the words `recado/note/v1` and a zero byte, the clinic's id (16 bytes), the epoch it is sealed to (4, big
/// endian), the note's id (16), the desktop's id (16), when it was written (8), and its body with the length of it (4)
/// before.
pub fn note_statement(
    clinic_id: ClinicId,
    epoch: u32,
    (id, device_id): (NoteId, DeviceId),
    written_at: i64,
    body: &NoteBody,
) -> Vec<u8> {
    let mut statement = b"recado/note/v1\0".to_vec();
    statement.extend_from_slice(clinic_id.0.as_bytes());
    statement.extend_from_slice(&epoch.to_be_bytes());
    statement.extend_from_slice(id.0.as_bytes());
    statement.extend_from_slice(device_id.0.as_bytes());
    statement.extend_from_slice(&written_at.to_be_bytes());
    statement.extend_from_slice(&length(body.0.len()));
    statement.extend_from_slice(&body.0);
    statement
}
