//! What the desktop asks of its relay about what one computer of the clinic does at a time.

use super::{ANSWER_WITHIN, NOTHING, RelayClient, RelayError};
use recado_protocol::{
    lease::{Lease, LeaseName, TakeLease},
    path,
    version::Version,
};
use reqwest::Method;

/// Each fails as [`RelayError`] says.
impl RelayClient {
    /// Takes a lease, or renews one's own.
    pub async fn take_lease(&self, name: &LeaseName, seconds: u32) -> Result<Lease, RelayError> {
        let request = TakeLease {
            version: Version::default(),
            seconds,
        };
        self.ask(
            Method::PUT,
            &path::lease(name),
            Some(&request),
            ANSWER_WITHIN,
        )
        .await
    }

    /// Gives one's own lease up.
    pub async fn give_up_lease(&self, name: &LeaseName, fencing: u64) -> Result<(), RelayError> {
        let path = path::lease_to_give_up(name, fencing);
        self.tell(Method::DELETE, &path, NOTHING).await
    }
}
