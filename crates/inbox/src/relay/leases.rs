//! What the desktop asks of its relay so that one computer of several does something.

use super::{ANSWER_WITHIN, RelayClient, RelayError};
use recado_protocol::{
    lease::{Lease, LeaseName, TakeLease},
    path,
    version::Version,
};
use reqwest::Method;

impl RelayClient {
    /// Takes a lease for so many seconds, or renews one's own.
    ///
    /// # Errors
    /// [`RelayError::Refused`] with `LeaseHeld` while another computer has it; as [`RelayError`] says.
    pub async fn take_lease(&self, name: &LeaseName, seconds: u32) -> Result<Lease, RelayError> {
        let wanted = TakeLease {
            version: Version::default(),
            seconds,
        };
        self.ask(
            Method::PUT,
            &path::lease(name),
            Some(&wanted),
            ANSWER_WITHIN,
        )
        .await
    }
}
