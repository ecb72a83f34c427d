//! What the window may ask of flags beyond acknowledging one.

use crate::{
    desk::Desk,
    error::InboxError,
    monitor::{self, acts, help},
    staff::roles,
    view::{
        alert::{AlertHelpView, AlertSettingsView},
        thread::AlertView,
    },
};
use recado_domain::{
    alert::step::{AlertOutcome, WrongReason},
    id::{AlertId, StaffId},
    phone::Phone,
};

impl Desk {
    /// Returns the flags that somebody has taken and that are not done with.
    ///
    /// # Errors
    /// Storage.
    pub async fn alerts_in_hand(&self) -> Result<Vec<AlertView>, InboxError> {
        roles::at_work(self)?;
        monitor::in_hand(self).await
    }

    /// Returns what helps with a flag.
    ///
    /// # Errors
    /// [`InboxError::NotFound`], [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn alert_help(&self, alert: AlertId) -> Result<AlertHelpView, InboxError> {
        help::help(self, alert).await
    }

    /// Passes a flag to a colleague; it stays open.
    ///
    /// # Errors
    /// [`InboxError::NotFound`], [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn pass_alert(&self, alert: AlertId, to: StaffId) -> Result<(), InboxError> {
        acts::pass(self, alert, to).await
    }

    /// Notes that a call is begun and returns the number to dial; whoever calls has taken the flag.
    ///
    /// # Errors
    /// [`InboxError::NotFound`] also when no number is known, [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn call_about_alert(&self, alert: AlertId) -> Result<Phone, InboxError> {
        acts::call(self, alert).await
    }

    /// Writes down what came of a flag; `note` becomes an internal note beside the conversation.
    ///
    /// # Errors
    /// [`InboxError::TextLength`], [`InboxError::NotFound`], [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn record_alert_outcome(
        &self,
        alert: AlertId,
        outcome: AlertOutcome,
        note: String,
    ) -> Result<(), InboxError> {
        acts::record_outcome(self, alert, outcome, note).await
    }

    /// Says that a flag was wrong.
    ///
    /// # Errors
    /// [`InboxError::NotFound`], [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn say_alert_wrong(
        &self,
        alert: AlertId,
        reason: WrongReason,
    ) -> Result<(), InboxError> {
        acts::say_wrong(self, alert, reason).await
    }

    /// Returns what the clinic wrote down for flags.
    ///
    /// # Errors
    /// [`InboxError::Locked`], storage.
    pub async fn alert_settings(&self) -> Result<AlertSettingsView, InboxError> {
        help::place(self).await
    }

    /// Sets what the clinic wrote down for flags.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::TextLength`], storage.
    pub async fn save_alert_settings(&self, settings: AlertSettingsView) -> Result<(), InboxError> {
        help::set_place(self, settings).await
    }
}
