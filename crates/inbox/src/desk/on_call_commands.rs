//! What the window may ask of the order in which people are asked about flags.

use crate::{
    desk::Desk,
    error::InboxError,
    on_call::{settings, show},
    view::on_call::{AlertTurnView, OnCallForm, OnCallView},
};

impl Desk {
    /// Returns whose turn each open flag is.
    ///
    /// # Errors
    /// [`InboxError::Locked`], storage.
    pub async fn alert_turns(&self) -> Result<Vec<AlertTurnView>, InboxError> {
        show::turns(self).await
    }

    /// Returns in which order people are asked.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn on_call_view(&self) -> Result<OnCallView, InboxError> {
        settings::view(self).await
    }

    /// Keeps in which order people are asked.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`], [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn save_on_call(&self, order: OnCallForm) -> Result<(), InboxError> {
        settings::save(self, order).await
    }
}
