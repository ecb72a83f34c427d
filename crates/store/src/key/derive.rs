//! From a passphrase to a key: Argon2id, with the cost stored beside what it protects.

use super::{Key32, NoRandomness, random};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroize;

/// What one guess of a passphrase costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KdfCost {
    /// Memory, KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Default for KdfCost {
    fn default() -> Self {
        Self::standard()
    }
}

impl KdfCost {
    /// Returns the cost for people's passphrases: 64 MiB, three passes, about 120 ms.
    pub fn standard() -> Self {
        Self {
            memory_kib: 64 * 1024,
            passes: 3,
        }
    }

    /// Returns a cost that protects nothing, for tests.
    pub fn quick_for_tests() -> Self {
        Self {
            memory_kib: 8,
            passes: 1,
        }
    }
}

/// How a key comes from a secret: Argon2id with this cost and salt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kdf {
    cost: KdfCost,
    /// Hexadecimal.
    salt: String,
}

impl Kdf {
    pub(crate) fn fresh(cost: KdfCost) -> Result<Self, NoRandomness> {
        Ok(Self {
            cost,
            salt: super::slot::hex(&random::<16>()?),
        })
    }

    /// Returns the key, or nothing when the cost or the salt is not one of ours.
    ///
    /// The text is compared as NFKC, so that the same passphrase typed on another system is the same.
    pub(crate) fn key(&self, secret: &SecretString) -> Option<Key32> {
        let mut text: String = secret.expose_secret().nfkc().collect();
        let salt = super::slot::from_hex(&self.salt)?;
        // A file that asks for more than 1 GiB was not written by us.
        if self.cost.memory_kib > 1024 * 1024 || self.cost.passes > 64 {
            return None;
        }
        let params = Params::new(self.cost.memory_kib, self.cost.passes, 1, Some(32)).ok()?;
        let mut out = [0; 32];
        let done = Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(
            text.as_bytes(),
            &salt,
            &mut out,
        );
        text.zeroize();
        done.ok()?;
        let key = Key32::from_bytes(out);
        out.zeroize();
        Some(key)
    }
}
