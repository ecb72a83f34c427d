//! The version every body carries, and how a body is read: unknown fields are ignored, a newer major is refused.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The major version this build speaks.
pub const CURRENT: u32 = 1;

/// The major version of the body that carries it; a new body always carries [`CURRENT`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(pub u32);

impl Default for Version {
    fn default() -> Self {
        Self(CURRENT)
    }
}

/// Why a body could not be read.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The other side speaks a newer major version: this side has to be updated.
    #[error("the body has version {found}, this build reads up to {CURRENT}")]
    Newer {
        /// The version the body carries.
        found: u32,
    },
    /// Not the JSON that was expected. The place is kept, what stood there is not.
    #[error("the body is not what was expected (line {line}, column {column})")]
    Malformed {
        /// Line of the body, from 1; 0 where there is none.
        line: usize,
        /// Column of that line.
        column: usize,
    },
}

#[derive(Deserialize)]
struct OnlyVersion {
    version: Version,
}

/// Reads a body, looking at its version first, so that a newer one is never half understood.
///
/// # Errors
/// [`DecodeError::Newer`] for a newer major, [`DecodeError::Malformed`] for anything that is not a `T`.
pub fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, DecodeError> {
    let OnlyVersion { version } = serde_json::from_slice(body).map_err(malformed)?;
    if version.0 > CURRENT {
        return Err(DecodeError::Newer { found: version.0 });
    }
    serde_json::from_slice(body).map_err(malformed)
}

fn malformed(error: serde_json::Error) -> DecodeError {
    DecodeError::Malformed {
        line: error.line(),
        column: error.column(),
    }
}
