//! What the window may ask of the clinic's protocol and of the emergency numbers.

use crate::{
    desk::Desk,
    error::InboxError,
    protocol::{numbers, steps},
    view::protocol::{AlertProtocolView, EmergencyNumbersView, ProtocolView},
};
use recado_domain::{alert::protocol::Protocol, id::AlertId};

impl Desk {
    /// Returns the clinic's protocol as it stands.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn protocol_view(&self) -> Result<ProtocolView, InboxError> {
        steps::view(self).await
    }

    /// Keeps the clinic's own steps, or the original again.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`], [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn save_protocol(&self, steps: Option<Protocol>) -> Result<(), InboxError> {
        steps::save(self, steps).await
    }

    /// Returns what is to be done about a flag.
    ///
    /// # Errors
    /// [`InboxError::NotFound`], [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn alert_protocol(&self, alert: AlertId) -> Result<AlertProtocolView, InboxError> {
        steps::beside(self, alert).await
    }

    /// Writes down that a step was done about a flag, or that it was not after all.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`], [`InboxError::NotFound`], [`InboxError::NotAllowed`], [`InboxError::Locked`],
    /// storage.
    pub async fn tick_step(
        &self,
        alert: AlertId,
        version: u32,
        step: u32,
        is_done: bool,
    ) -> Result<(), InboxError> {
        steps::tick(self, alert, (version, step), is_done).await
    }

    /// Returns the emergency numbers of the clinic's country, and when they were confirmed.
    ///
    /// # Errors
    /// [`InboxError::Locked`], storage.
    pub async fn emergency_numbers(&self) -> Result<EmergencyNumbersView, InboxError> {
        numbers::view(self).await
    }

    /// Writes down that somebody looked at them.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn confirm_emergency_numbers(&self) -> Result<(), InboxError> {
        numbers::confirm(self).await
    }
}
