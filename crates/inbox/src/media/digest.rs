//! Whether bytes are the ones Meta named, by their SHA-256.

use base64::{Engine as _, engine::general_purpose};

/// A digest under way.
pub(crate) struct Digest(aws_lc_rs::digest::Context);

impl Digest {
    /// Returns a digest of nothing yet.
    pub fn new() -> Self {
        Self(aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256))
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Returns whether it is the one named. A name that is no SHA-256 proves nothing and is no fault.
    pub fn matches(self, named: Option<&str>) -> bool {
        let Some(expected) = named.and_then(bytes_of) else {
            return true;
        };
        self.0.finish().as_ref() == expected
    }
}

/// Meta writes it in base64 in webhooks and in hexadecimal elsewhere; neither is promised (REFERENCE §16, read 2026-11-20).
fn bytes_of(named: &str) -> Option<Vec<u8>> {
    let named = named.trim();
    let bytes = if named.len() == 64 && named.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let pairs = (0..64).step_by(2);
        pairs
            .map(|at| u8::from_str_radix(&named[at..at + 2], 16).ok())
            .collect()
    } else {
        let standard = general_purpose::STANDARD.decode(named).ok();
        standard.or_else(|| general_purpose::URL_SAFE_NO_PAD.decode(named).ok())
    };
    bytes.filter(|bytes| bytes.len() == 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_read_in_both_of_metas_spellings() {
        let matches = |named: Option<&str>| {
            let mut digest = Digest::new();
            digest.update(b"ab");
            digest.update(b"c");
            digest.matches(named)
        };
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert!(matches(Some(hex)) && matches(Some(&hex.to_uppercase())));
        assert!(matches(Some(
            "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="
        )));
        assert!(!matches(Some(
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        )));
        assert!(
            matches(None) && matches(Some("x")),
            "no digest proves nothing"
        );
    }
}
