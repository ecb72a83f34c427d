//! The cryptography that rustls uses in this process.

use rustls::crypto::{CryptoProvider, aws_lc_rs};

/// Makes aws-lc-rs the cryptography of every TLS connection of this process, if nothing is yet.
///
/// Programs call it where they start; [`crate::client::GraphClient::new`] calls it too, because
/// reqwest panics without it.
pub fn install() {
    if CryptoProvider::get_default().is_none() {
        // Losing a race against another thread that installs one is as good.
        let _ = aws_lc_rs::default_provider().install_default();
    }
}
