//! Key pairs: what is sealed to a public half is opened by its private half only. HPKE (RFC 9180), base mode,
//! X25519 / HKDF-SHA256 / AES-256-GCM, as everything else that is sealed here.
//!
//! Source: <https://www.rfc-editor.org/rfc/rfc9180>, read November 2026.

use super::{Key32, NoRandomness, NotOpened};
use hpke::{
    Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _, aead::AesGcm256,
    kdf::HkdfSha256, kem::X25519HkdfSha256,
};

type Kem = X25519HkdfSha256;

const ENCAPSULATED_BYTES: usize = 32;

/// The public half of a key pair: everybody may have it, and it opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(pub [u8; 32]);

/// Returns a new private half.
///
/// # Errors
/// [`NoRandomness`] when the system's generator fails.
pub fn generate() -> Result<Key32, NoRandomness> {
    // Any 32 bytes are an X25519 private key.
    Key32::generate()
}

/// Returns the public half that belongs to a private one.
///
/// # Errors
/// [`NotOpened`] when the bytes are no private half.
pub fn public_of(private: &Key32) -> Result<PublicKey, NotOpened> {
    let private = <Kem as hpke::Kem>::PrivateKey::from_bytes(private.expose().as_slice())
        .map_err(|_| NotOpened)?;
    Ok(PublicKey(Kem::sk_to_pk(&private).to_bytes().into()))
}

/// Seals `plain` to a public half; the same `context` is needed to open it.
///
/// Shape: 32 bytes encapsulated key, then ciphertext and tag.
///
/// # Errors
/// [`NotOpened`] when the key is no point one can seal to.
pub fn seal(public: &PublicKey, context: &str, plain: &[u8]) -> Result<Vec<u8>, NotOpened> {
    let public = <Kem as hpke::Kem>::PublicKey::from_bytes(&public.0).map_err(|_| NotOpened)?;
    let (encapsulated, ciphertext) = hpke::single_shot_seal::<AesGcm256, HkdfSha256, Kem>(
        &OpModeS::Base,
        &public,
        context.as_bytes(),
        plain,
        &[],
    )
    .map_err(|_| NotOpened)?;
    Ok([encapsulated.to_bytes().as_slice(), &ciphertext].concat())
}

/// Opens what [`seal`] sealed under the same `context` to this private half's public one.
///
/// # Errors
/// [`NotOpened`] when key, context or bytes differ.
pub fn open(private: &Key32, context: &str, sealed: &[u8]) -> Result<Vec<u8>, NotOpened> {
    let (encapsulated, ciphertext) = sealed
        .split_first_chunk::<ENCAPSULATED_BYTES>()
        .ok_or(NotOpened)?;
    let private = <Kem as hpke::Kem>::PrivateKey::from_bytes(private.expose().as_slice())
        .map_err(|_| NotOpened)?;
    let encapsulated =
        <Kem as hpke::Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| NotOpened)?;
    hpke::single_shot_open::<AesGcm256, HkdfSha256, Kem>(
        &OpModeR::Base,
        &private,
        &encapsulated,
        context.as_bytes(),
        ciphertext,
        &[],
    )
    .map_err(|_| NotOpened)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_private_half_opens_and_only_under_the_same_context() {
        let (ana, rui) = (generate().unwrap(), generate().unwrap());
        let sealed = seal(&public_of(&ana).unwrap(), "clinical", b"a key").unwrap();
        assert_eq!(open(&ana, "clinical", &sealed).unwrap(), b"a key");
        assert_eq!(open(&ana, "leads", &sealed), Err(NotOpened));
        assert_eq!(open(&rui, "clinical", &sealed), Err(NotOpened));
        for place in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[place] ^= 1;
            assert_eq!(open(&ana, "clinical", &flipped), Err(NotOpened));
        }
        assert_eq!(open(&ana, "clinical", &sealed[..20]), Err(NotOpened));
    }
}
