//! How a further desktop is let in: it binds itself to a secret, a desktop of the clinic answers with one of its own, the
//! first secret is shown, and both screens show a short code of everything. Whoever stands in between has to choose
//! before it knows what to choose for, so it has one guess at eight digits, and two people see it miss.

use serde::{Deserialize, Serialize};

use crate::bytes::{Commitment, IdentityKey, Nonce, Sealed, SealingKey, Signature, SigningKey};
use crate::id::{ClinicId, DeviceId};
use crate::pairing::NewDevice;
use crate::roster::{Roster, length};
use crate::version::Version;

/// How many digits the code has that both screens show.
pub const CODE_DIGITS: u32 = 8;

/// `PUT /v1/joining`, by a desktop that has paired and is not the first: asks to be let in. A repeat with another
/// commitment begins anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JoinRequest {
    /// The version of this body.
    pub version: Version,
    /// The key with which it will sign.
    pub signing_key: SigningKey,
    /// SHA-256 of [`commitment_statement`].
    pub commitment: Commitment,
}

/// `PUT /v1/newcomers/{device}/offer`: what a desktop of the clinic answers. There is one for each request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    /// The version of this body.
    pub version: Version,
    /// The commitment it answers.
    pub commitment: Commitment,
    /// The clinic's identity key.
    pub identity_key: IdentityKey,
    /// Chosen by the desktop of the clinic, after it saw the commitment.
    pub nonce: Nonce,
}

/// `PUT /v1/joining/reveal`: the newcomer shows what it had bound itself to, once it has the offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reveal {
    /// The version of this body.
    pub version: Version,
    /// What the commitment is of.
    pub nonce: Nonce,
}

/// `GET /v1/joining`: how far a newcomer's own request has got.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Joining {
    /// The version of this body.
    pub version: Version,
    /// Absent until a desktop of the clinic has answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
    /// Absent until it was let in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub welcome: Option<Welcome>,
}

/// `GET /v1/newcomers`: who asks to be let in, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Newcomers {
    /// The version of this body.
    pub version: Version,
    /// Those who ask.
    pub newcomers: Vec<Newcomer>,
}

/// A desktop that asks to be let in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Newcomer {
    /// Its id, name and sealing key.
    pub device: NewDevice,
    /// When it asked, milliseconds since 1970 UTC.
    pub asked_at: i64,
    /// What it asked.
    pub request: JoinRequest,
    /// What it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
    /// What it then showed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reveal: Option<Reveal>,
}

/// `PUT /v1/newcomers/{device}/admission`: lets a newcomer in, all of it or nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Admission {
    /// The version of this body.
    pub version: Version,
    /// The commitment of the request that was looked at.
    pub commitment: Commitment,
    /// The next roster, with the newcomer as its last member.
    pub roster: Roster,
    /// The private halves of the clinic's epochs, for the newcomer.
    pub wraps: Vec<EpochWrap>,
    /// What the newcomer needs besides.
    pub welcome: Welcome,
}

/// An epoch's private key for the newcomer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EpochWrap {
    /// Which epoch.
    pub epoch: u32,
    /// See [`crate::keys::wrap_epoch_key`].
    pub wrapped: Sealed,
}

/// What a newcomer is handed, sealed to it and signed by the clinic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Welcome {
    /// See [`crate::keys::seal_welcome`]; what is in it is between desktops.
    pub sealed: Sealed,
    /// Over [`welcome_statement`], by the clinic's identity key.
    pub signature: Signature,
}

/// Everything both desktops have to agree on; the code that the screens show is of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    /// The clinic.
    pub clinic_id: ClinicId,
    /// Its identity key.
    pub identity_key: IdentityKey,
    /// Who asks.
    pub device: NewDevice,
    /// With which key it will sign.
    pub signing_key: SigningKey,
    /// What the desktop of the clinic chose.
    pub offered: Nonce,
    /// What the newcomer chose.
    pub revealed: Nonce,
}

impl Transcript {
    /// Returns it as bytes: the words `recado/joining/v1` and a zero byte, the clinic's id (16), its identity key (32),
    /// the device's id (16), its sealing key (32), its signing key (32), both nonces (32 each), its name with the length
    /// of it (4) before.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = b"recado/joining/v1\0".to_vec();
        bytes.extend_from_slice(self.clinic_id.0.as_bytes());
        bytes.extend_from_slice(self.identity_key.as_bytes());
        bytes.extend_from_slice(self.device.id.0.as_bytes());
        bytes.extend_from_slice(self.device.sealing_key.as_bytes());
        bytes.extend_from_slice(self.signing_key.as_bytes());
        bytes.extend_from_slice(self.offered.as_bytes());
        bytes.extend_from_slice(self.revealed.as_bytes());
        bytes.extend_from_slice(&length(self.device.name.len()));
        bytes.extend_from_slice(self.device.name.as_bytes());
        bytes
    }
}

/// Returns the bytes whose SHA-256 binds a newcomer: the words `recado/commitment/v1` and a zero byte, the device's id
/// (16), its sealing key (32), its signing key (32), its nonce (32).
pub fn commitment_statement(
    device: DeviceId,
    sealing_key: &SealingKey,
    signing_key: &SigningKey,
    nonce: &Nonce,
) -> Vec<u8> {
    let mut statement = b"recado/commitment/v1\0".to_vec();
    statement.extend_from_slice(device.0.as_bytes());
    statement.extend_from_slice(sealing_key.as_bytes());
    statement.extend_from_slice(signing_key.as_bytes());
    statement.extend_from_slice(nonce.as_bytes());
    statement
}

/// Returns the bytes that the clinic's identity key signs over a welcome: the words `recado/welcome-signed/v1` and a zero
/// byte, the transcript with its length (4) before, the sealed bytes. So it is good for this one joining.
pub fn welcome_statement(transcript: &Transcript, sealed: &Sealed) -> Vec<u8> {
    let transcript = transcript.bytes();
    let mut statement = b"recado/welcome-signed/v1\0".to_vec();
    statement.extend_from_slice(&length(transcript.len()));
    statement.extend_from_slice(&transcript);
    statement.extend_from_slice(&sealed.0);
    statement
}
