//! Ids in Meta's shapes: `wamid.…`, media ids, BSUIDs, trace ids.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Makes ids that differ from every other run's.
#[derive(Debug)]
pub(crate) struct Ids {
    run: u64,
    made: u64,
}

impl Ids {
    pub(crate) fn new() -> Self {
        Self {
            run: rand::random(),
            made: 0,
        }
    }

    /// Returns a message id, e.g. `wamid.HBgM6XfrUoHUEEjgjpFzRmAwkhbFO589irg5tHKCQk1A`.
    pub(crate) fn wamid(&mut self) -> String {
        let digest = self.next();
        format!("wamid.HBgM{}", STANDARD_NO_PAD.encode(&digest[..30]))
    }

    /// Returns a Messenger message id, e.g. `m_eHDZsED8mz-QBBxWMvo4aRNHM0CB…`.
    pub(crate) fn messenger_mid(&mut self) -> String {
        let long = [self.next(), self.next()].concat();
        format!("m_{}", URL_SAFE_NO_PAD.encode(&long[..63]))
    }

    /// Returns an Instagram message id, e.g. `aWdfZAG1faXRlbToxOk…ZDZD`.
    pub(crate) fn instagram_mid(&mut self) -> String {
        let long = [self.next(), self.next()].concat();
        format!(
            "aWdfZAG1faXRlbToxOk{}ZDZD",
            URL_SAFE_NO_PAD.encode(&long[..60])
        )
    }

    /// Returns a media id: sixteen digits.
    pub(crate) fn media(&mut self) -> String {
        let digest = self.next();
        let number = digest
            .iter()
            .take(8)
            .fold(0u64, |sum, byte| (sum << 8) | u64::from(*byte));
        (1_000_000_000_000_000 + number % 9_000_000_000_000_000).to_string()
    }

    fn next(&mut self) -> [u8; 32] {
        self.made += 1;
        let mut hash = Sha256::new();
        hash.update(self.run.to_be_bytes());
        hash.update(self.made.to_be_bytes());
        hash.finalize().into()
    }
}

/// Returns the BSUID of a number: the country, a dot, twenty digits; always the same for the same number.
pub(crate) fn user_id(wa_id: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(wa_id.as_bytes()).into();
    let digits: String = digest
        .iter()
        .take(20)
        .map(|byte| char::from(b'0' + byte % 10))
        .collect();
    format!("{}.{digits}", country(wa_id))
}

/// Returns a trace id as in `fbtrace_id`.
pub(crate) fn trace() -> String {
    format!("A{}", URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>()))
}

fn country(wa_id: &str) -> &'static str {
    const COUNTRIES: [(&str, &str); 10] = [
        ("351", "PT"),
        ("357", "CY"),
        ("30", "GR"),
        ("34", "ES"),
        ("44", "GB"),
        ("49", "DE"),
        ("52", "MX"),
        ("54", "AR"),
        ("55", "BR"),
        ("1", "US"),
    ];
    let found = COUNTRIES
        .iter()
        .find(|(prefix, _)| wa_id.starts_with(prefix));
    found.map_or("US", |(_, country)| country)
}
