//! Leases: what is to be done by one desktop at a time. The relay knows a hash and who has it until when, by its clock.

use serde::{Deserialize, Serialize};

use crate::version::Version;

/// The longest a lease lasts without being renewed, in seconds.
pub const LONGEST_SECONDS: u32 = 3600;

/// The name of a lease: 64 hexadecimal digits of a keyed hash, so that the relay learns nothing of what it is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LeaseName(String);

impl LeaseName {
    /// Returns the name of these bytes.
    pub fn from_hash(hash: &[u8; 32]) -> Self {
        Self(hash.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Returns the bytes of a name as it stands in a path; nothing for anything else.
    pub fn parse(text: &str) -> Option<[u8; 32]> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).ok()?;
            let is_hex = pair.bytes().all(|digit| digit.is_ascii_hexdigit());
            *byte = is_hex.then(|| u8::from_str_radix(pair, 16).ok())??;
        }
        Some(hash)
    }
}

impl std::fmt::Display for LeaseName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// `PUT /v1/leases/{name}`: takes a lease that is free or over, or renews one's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TakeLease {
    /// The version of this body.
    pub version: Version,
    /// For how long, in seconds: 1 to [`LONGEST_SECONDS`].
    pub seconds: u32,
}

/// The answer to [`TakeLease`]; `409` with [`LeaseHeld`](crate::error::ErrorCode::LeaseHeld) when another has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Lease {
    /// The version of this body.
    pub version: Version,
    /// Grows each time the lease goes to a desktop anew: what comes with a lower number comes from one that lost it.
    pub fencing: u64,
    /// Until when, milliseconds since 1970 UTC by the relay's clock.
    pub until: i64,
    /// The relay's clock when it answered, milliseconds since 1970 UTC.
    pub now: i64,
}
