//! `X-Hub-Signature-256`: HMAC-SHA256 of the raw body under the app secret.
//!
//! Source: <https://developers.facebook.com/docs/graph-api/webhooks/getting-started>, read November 2026.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Returns the header's value: `sha256=` and 64 lowercase hex digits.
pub fn sign(app_secret: &str, body: &[u8]) -> String {
    format!("sha256={}", hmac_hex(app_secret, body))
}

/// Returns the `appsecret_proof` of an access token.
pub(crate) fn proof(app_secret: &str, access_token: &str) -> String {
    hmac_hex(app_secret, access_token.as_bytes())
}

fn hmac_hex(key: &str, message: &[u8]) -> String {
    // HMAC takes keys of any length; the error type has no way to occur.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else {
        return String::new();
    };
    mac.update(message);
    hex(&mac.finalize().into_bytes())
}

/// Returns lowercase hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
