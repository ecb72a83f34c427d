//! `X-Hub-Signature-256`: whether Meta, holding one of our app secrets, wrote these bytes.
//!
//! Works on the raw bytes: parsing and writing JSON again changes them and breaks the signature.
//! Source: REFERENCE §2.2; <https://developers.facebook.com/docs/graph-api/webhooks/getting-started>,
//! read 2026-11-20.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::{ConditionallySelectable, ConstantTimeEq};

/// The request header that carries the signature.
pub const HEADER: &str = "X-Hub-Signature-256";

const PREFIX: &str = "sha256=";

/// Why a body is not taken for Meta's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The request has no such header.
    #[error("the request carries no signature")]
    Missing,
    /// The header is not `sha256=` and 64 hexadecimal digits.
    #[error("the signature is malformed")]
    Malformed,
    /// None of the secrets made it.
    #[error("the signature does not match")]
    NoMatch,
}

/// Returns the place in `secrets` of the app secret that signed `body`.
///
/// `header` is the value of [`HEADER`]. Every secret is tried and compared in constant time.
pub fn verify<S: AsRef<[u8]>>(
    header: Option<&str>,
    body: &[u8],
    secrets: &[S],
) -> Result<usize, SignatureError> {
    let header = header.ok_or(SignatureError::Missing)?;
    let digits = header
        .strip_prefix(PREFIX)
        .ok_or(SignatureError::Malformed)?;
    let claimed = decode(digits).ok_or(SignatureError::Malformed)?;

    let mut matched = u64::MAX;
    for (index, secret) in (0u64..).zip(secrets) {
        if let Some(expected) = mac(body, secret.as_ref()) {
            matched.conditional_assign(&index, expected.ct_eq(&claimed));
        }
    }
    match usize::try_from(matched) {
        Ok(index) if index < secrets.len() => Ok(index),
        Ok(_) | Err(_) => Err(SignatureError::NoMatch),
    }
}

/// Returns the header value that Meta would send with `body`: `sha256=` and 64 hexadecimal digits.
pub fn sign(body: &[u8], secret: &[u8]) -> String {
    let mut header = String::from(PREFIX);
    for byte in mac(body, secret).unwrap_or_default() {
        header.push(digit(byte >> 4));
        header.push(digit(byte & 0x0f));
    }
    header
}

fn mac(body: &[u8], secret: &[u8]) -> Option<[u8; 32]> {
    // HMAC takes a key of any length: the error belongs to the general trait and does not occur.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
    mac.update(body);
    Some(mac.finalize().into_bytes().into())
}

fn decode(digits: &str) -> Option<[u8; 32]> {
    let digits = digits.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    Some(bytes)
}

fn digit(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16).unwrap_or('0')
}
