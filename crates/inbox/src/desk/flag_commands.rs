//! What the window may ask of what stands behind flags: phrases, false alarms, rules, reminders, evidence, health.

use crate::{
    desk::Desk,
    error::InboxError,
    monitor::{behind, evidence, health, phrases, reminding},
    view::flags::{
        AlertReasonsView, FlagRulesView, FlagsHealthView, PhraseForm, PhrasePreviewView,
        PhraseRefusal, ReminderView,
    },
};
use recado_domain::id::{AlertId, PhraseId, ShieldId};

impl Desk {
    /// Returns whether flags are on.
    ///
    /// # Errors
    /// [`InboxError::Locked`].
    pub async fn flags_health(&self) -> Result<FlagsHealthView, InboxError> {
        health::health(self)
    }

    /// Returns why a flag stands on a message whose own words do not call for it.
    ///
    /// # Errors
    /// [`InboxError::NotFound`], [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn alert_reasons(&self, alert: AlertId) -> Result<AlertReasonsView, InboxError> {
        evidence::reasons(self, alert).await
    }

    /// Returns the reminders that are due.
    ///
    /// # Errors
    /// [`InboxError::Locked`], storage.
    pub async fn reminders(&self) -> Result<Vec<ReminderView>, InboxError> {
        reminding::list(self).await
    }

    /// Ends the reminder to ask again about a flag that is done with.
    ///
    /// # Errors
    /// [`InboxError::NotFound`], [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn settle_reminder(&self, alert: AlertId) -> Result<(), InboxError> {
        reminding::settle(self, alert).await
    }

    /// Returns the clinic's phrases, the false alarms that count, and how right each rule is.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn flag_rules(&self) -> Result<FlagRulesView, InboxError> {
        behind::rules_view(self).await
    }

    /// Keeps a phrase of the clinic's own; returns what is wrong with it, and then keeps nothing.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn save_phrase(&self, phrase: PhraseForm) -> Result<PhraseRefusal, InboxError> {
        phrases::save(self, phrase).await
    }

    /// Removes a phrase of the clinic's own.
    ///
    /// # Errors
    /// [`InboxError::NotFound`], [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn remove_phrase(&self, phrase: PhraseId) -> Result<(), InboxError> {
        phrases::remove(self, phrase).await
    }

    /// Tries a phrase on the last 30 days.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn preview_phrase(
        &self,
        phrase: PhraseForm,
    ) -> Result<PhrasePreviewView, InboxError> {
        phrases::preview(self, phrase).await
    }

    /// Lets words that were a false alarm raise flags again.
    ///
    /// # Errors
    /// [`InboxError::NotFound`], [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn remove_shield(&self, shield: ShieldId) -> Result<(), InboxError> {
        behind::remove_shield(self, shield).await
    }

    /// Lets a rule raise no more than a review here.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`], [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn lower_rule(&self, rule: String) -> Result<(), InboxError> {
        behind::lower(self, rule).await
    }

    /// Lets a rule raise what it did before.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn restore_rule(&self, rule: String) -> Result<(), InboxError> {
        behind::restore(self, rule).await
    }
}
