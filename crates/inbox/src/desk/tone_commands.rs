//! What the window may ask of Monitoring beyond flags: text tone, what nobody answered, and printing.

use crate::{
    desk::Desk,
    error::InboxError,
    tone::{patient, settings, waiting, watch},
    view::tone::{
        MessageToneView, MonitoringView, PatientToneView, ToneSettingsView, UnansweredListView,
    },
};
use recado_domain::id::ConversationId;

impl Desk {
    /// Returns the patients who have written lately, whoever needs somebody first.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn monitoring_patients(&self, limit: u32) -> Result<MonitoringView, InboxError> {
        watch::patients(self, limit).await
    }

    /// Returns one patient's week.
    ///
    /// # Errors
    /// [`InboxError::NotFound`], [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn patient_tone(
        &self,
        conversation: ConversationId,
    ) -> Result<PatientToneView, InboxError> {
        patient::week_of(self, conversation).await
    }

    /// Returns what patients wrote and nobody answered.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn unanswered_messages(&self, limit: u32) -> Result<UnansweredListView, InboxError> {
        waiting::list(self, limit).await
    }

    /// Returns the tone of a patient's message, if its words have one.
    ///
    /// # Errors
    /// [`InboxError::NotFound`], [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn message_tone(
        &self,
        conversation: ConversationId,
        message: i64,
    ) -> Result<Option<MessageToneView>, InboxError> {
        patient::of_message(self, conversation, message).await
    }

    /// Writes down that Monitoring is printed, of one patient or of all; to be called before it is.
    ///
    /// # Errors
    /// [`InboxError::NotFound`], [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn print_monitoring(
        &self,
        conversation: Option<ConversationId>,
    ) -> Result<(), InboxError> {
        settings::note_printing(self, conversation).await
    }

    /// Returns whether the clinic wants text tone.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn tone_settings(&self) -> Result<ToneSettingsView, InboxError> {
        settings::get(self).await
    }

    /// Chooses whether the clinic wants text tone.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn save_tone_settings(&self, settings: ToneSettingsView) -> Result<(), InboxError> {
        settings::save(self, settings).await
    }
}
