//! The `GET` with which Meta proves that a callback address is ours (`hub.challenge`).
//!
//! Source: REFERENCE §2.1; <https://developers.facebook.com/docs/graph-api/webhooks/getting-started>,
//! read 2026-11-20.

use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

/// The longest challenge that is echoed, in bytes. Meta sends an integer of about ten digits.
pub const LONGEST_CHALLENGE_BYTES: usize = 128;

/// What the query string of the `GET` holds.
#[derive(Clone, Copy, Default)]
pub struct Question<'a> {
    /// `hub.mode`.
    pub mode: Option<&'a str>,
    /// `hub.verify_token`.
    pub verify_token: Option<&'a str>,
    /// `hub.challenge`.
    pub challenge: Option<&'a str>,
}

/// The question is not Meta's, or not for us: answer 403.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the subscription was not asked with our verify token")]
pub struct Refused;

/// Returns the whole body of the `200` (`text/plain`): the challenge, when mode and token are right.
///
/// `verify_tokens` are all that are valid; each is compared in constant time, whatever its length.
pub fn answer<'a, T: AsRef<[u8]>>(
    question: Question<'a>,
    verify_tokens: &[T],
) -> Result<&'a str, Refused> {
    let token = question.verify_token.ok_or(Refused)?;
    let challenge = question.challenge.ok_or(Refused)?;

    let given = Sha256::digest(token.as_bytes());
    let mut is_ours = Choice::from(0);
    for valid in verify_tokens {
        is_ours |= Sha256::digest(valid.as_ref()).ct_eq(&given);
    }

    // Echoing arbitrary text would let a stranger who has the token write into our answer.
    let is_harmless = !challenge.is_empty()
        && challenge.len() <= LONGEST_CHALLENGE_BYTES
        && challenge
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if question.mode == Some("subscribe") && bool::from(is_ours) && is_harmless {
        Ok(challenge)
    } else {
        Err(Refused)
    }
}
