//! What the desktop asks of its relay about the clinic's computers.

use super::{ANSWER_WITHIN, NOTHING, RelayClient, RelayError};
use recado_protocol::{
    device::Devices,
    id::DeviceId,
    joining::{Admission, JoinRequest, Joining, Newcomers, Offer, Reveal},
    path,
    roster::{Removal, Roster},
};
use reqwest::Method;

/// Each fails as [`RelayError`] says.
impl RelayClient {
    /// Reads the roster.
    pub async fn roster(&self) -> Result<Roster, RelayError> {
        self.ask(Method::GET, path::ROSTER, NOTHING, ANSWER_WITHIN)
            .await
    }

    /// Puts the first roster, or the same desktops with other names.
    pub async fn put_roster(&self, roster: &Roster) -> Result<(), RelayError> {
        self.tell(Method::PUT, path::ROSTER, Some(roster)).await
    }

    /// Reads when each desktop last polled; who is in is the roster's to say.
    pub async fn devices(&self) -> Result<Devices, RelayError> {
        self.ask(Method::GET, path::DEVICES, NOTHING, ANSWER_WITHIN)
            .await
    }

    /// Asks to be let in.
    pub async fn ask_in(&self, request: &JoinRequest) -> Result<(), RelayError> {
        self.tell(Method::PUT, path::JOINING, Some(request)).await
    }

    /// Reads how far one's own asking has got.
    pub async fn joining(&self) -> Result<Joining, RelayError> {
        self.ask(Method::GET, path::JOINING, NOTHING, ANSWER_WITHIN)
            .await
    }

    /// Shows what one was bound by.
    pub async fn reveal(&self, reveal: &Reveal) -> Result<(), RelayError> {
        self.tell(Method::PUT, path::REVEAL, Some(reveal)).await
    }

    /// Reads who asks to be let in.
    pub async fn newcomers(&self) -> Result<Newcomers, RelayError> {
        self.ask(Method::GET, path::NEWCOMERS, NOTHING, ANSWER_WITHIN)
            .await
    }

    /// Answers a newcomer.
    pub async fn offer(&self, to: DeviceId, offer: &Offer) -> Result<(), RelayError> {
        self.tell(Method::PUT, &path::offer(to), Some(offer)).await
    }

    /// Lets a newcomer in.
    pub async fn admit(&self, device: DeviceId, admission: &Admission) -> Result<(), RelayError> {
        self.tell(Method::PUT, &path::admission(device), Some(admission))
            .await
    }

    /// Turns a newcomer away.
    pub async fn turn_away(&self, device: DeviceId) -> Result<(), RelayError> {
        self.tell(Method::DELETE, &path::newcomer(device), NOTHING)
            .await
    }

    /// Takes a desktop out.
    pub async fn remove(&self, device: DeviceId, removal: &Removal) -> Result<(), RelayError> {
        self.tell(Method::PUT, &path::removal(device), Some(removal))
            .await
    }
}
