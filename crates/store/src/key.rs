//! Keys: 32 random bytes, wrapped by other keys, by passphrases or by the recovery phrase. Knows no keyring.

pub mod derive;
pub mod file;
pub mod members;
pub mod pair;
pub mod phrase;
pub mod recipient;
pub mod recovery;
pub mod renewal;
pub(crate) use slot::hex;
mod slot;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use rand::TryRng;
use zeroize::{Zeroize, ZeroizeOnDrop};

const NONCE_BYTES: usize = 12;

/// A key of 32 bytes. Wiped when dropped; printing it for debugging shows nothing.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key32([u8; 32]);

/// A sealed value that this key, under this context, does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key does not open this")]
pub struct NotOpened;

/// The system gave no random bytes, so no key was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no random bytes")]
pub struct NoRandomness;

impl Key32 {
    /// Returns a fresh random key.
    ///
    /// # Errors
    /// [`NoRandomness`] when the system's generator fails.
    pub fn generate() -> Result<Self, NoRandomness> {
        Ok(Self(random()?))
    }

    /// Returns the key these bytes are.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the key these bytes are, if they are 32.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Returns the bytes, for a keyring, a cipher or a private key.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Seals `plain` with AES-256-GCM; the same `context` is needed to open it.
    ///
    /// Shape: 12 bytes nonce, then ciphertext and tag.
    ///
    /// # Errors
    /// [`NoRandomness`] when no nonce could be made.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Result<Vec<u8>, NoRandomness> {
        let nonce: [u8; NONCE_BYTES] = random()?;
        let payload = Payload {
            msg: plain,
            aad: context.as_bytes(),
        };
        let sealed = Aes256Gcm::new(&self.0.into())
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| NoRandomness)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`Key32::seal`] sealed under the same `context`.
    ///
    /// # Errors
    /// [`NotOpened`] when key, context or bytes differ.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>, NotOpened> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(NotOpened)?;
        let payload = Payload {
            msg: sealed,
            aad: context.as_bytes(),
        };
        Aes256Gcm::new(&self.0.into())
            .decrypt(&Nonce::from(*nonce), payload)
            .map_err(|_| NotOpened)
    }

    /// Returns `other` sealed by this key.
    ///
    /// # Errors
    /// [`NoRandomness`] when no nonce could be made.
    pub fn wrap(&self, context: &str, other: &Self) -> Result<Vec<u8>, NoRandomness> {
        self.seal(context, &other.0)
    }

    /// Returns the key that [`Key32::wrap`] sealed.
    ///
    /// # Errors
    /// [`NotOpened`] when key, context or bytes differ.
    pub fn unwrap_key(&self, context: &str, wrapped: &[u8]) -> Result<Self, NotOpened> {
        let mut plain = self.open(context, wrapped)?;
        let key = Self::from_slice(&plain).ok_or(NotOpened);
        plain.zeroize();
        key
    }
}

impl std::fmt::Debug for Key32 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key32(..)")
    }
}

/// Returns random bytes from the system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    rand::rngs::SysRng
        .try_fill_bytes(&mut bytes)
        .map_err(|_| NoRandomness)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrapped_key_opens_only_with_its_key_and_context() {
        let (wrapping, wrapped) = (Key32::generate().unwrap(), Key32::generate().unwrap());
        let bytes = wrapping.wrap("leads", &wrapped).unwrap();
        assert_eq!(
            wrapping.unwrap_key("leads", &bytes).unwrap().expose(),
            wrapped.expose()
        );
        assert_eq!(
            wrapping.unwrap_key("clinical", &bytes).unwrap_err(),
            NotOpened
        );
        assert_eq!(wrapped.unwrap_key("leads", &bytes).unwrap_err(), NotOpened);
        for place in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[place] ^= 1;
            assert_eq!(wrapping.open("leads", &flipped), Err(NotOpened));
        }
    }

    #[test]
    fn printing_a_key_shows_nothing_of_it() {
        assert_eq!(format!("{:?}", Key32::from_bytes([7; 32])), "Key32(..)");
    }
}
