//! The HTTP client everything here shares: our TLS, no proxy, no redirect, no cookie.

use std::time::Duration;

/// Returns a client. Installs the TLS provider of the process if none is there yet.
///
/// # Errors
/// When the system's certificates cannot be had.
pub fn client() -> Result<reqwest::Client, reqwest::Error> {
    // A second installation fails and changes nothing; that is what we want.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(10))
        .user_agent(concat!("Recado/", env!("CARGO_PKG_VERSION")))
        .build()
}
