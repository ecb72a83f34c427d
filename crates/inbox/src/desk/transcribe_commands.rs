//! What the window may ask about voice notes and what a machine heard in them.

use crate::{
    desk::Desk,
    error::InboxError,
    transcribe::{acts, download, settings, show},
    view::transcribe::{TranscriptsView, VoiceSettingsForm, VoiceSettingsView},
};
use recado_domain::{
    channel::Side,
    id::{ConversationId, MediaId},
};
use std::path::PathBuf;

impl Desk {
    /// Returns the voice notes of a conversation as a machine heard them.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn transcripts(
        &self,
        side: Side,
        conversation: ConversationId,
    ) -> Result<TranscriptsView, InboxError> {
        show::of_conversation(self, side, conversation).await
    }

    /// Has a note heard, or heard again.
    ///
    /// # Errors
    /// [`InboxError::NotFound`], [`InboxError::NotTaken`] while notes are not heard, [`InboxError::Locked`],
    /// [`InboxError::NotAllowed`], storage.
    pub async fn hear_note(
        &self,
        side: Side,
        conversation: ConversationId,
        media: MediaId,
    ) -> Result<(), InboxError> {
        acts::hear(self, side, conversation, media).await
    }

    /// Stops a note that waits or is being heard.
    ///
    /// # Errors
    /// [`InboxError::NotFound`] also when it is done, [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn stop_hearing(
        &self,
        side: Side,
        conversation: ConversationId,
        media: MediaId,
    ) -> Result<(), InboxError> {
        acts::stop(self, side, conversation, media).await
    }

    /// Returns how voice notes are heard.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn voice_settings(&self) -> Result<VoiceSettingsView, InboxError> {
        settings::view(self).await
    }

    /// Changes how voice notes are heard.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`], [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn save_voice_settings(
        &self,
        form: VoiceSettingsForm,
    ) -> Result<VoiceSettingsView, InboxError> {
        settings::save(self, form).await
    }

    /// Takes a file of a speech model; it stays where it is.
    ///
    /// # Errors
    /// [`InboxError::NotTaken`] when it is none, [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn choose_speech_model(
        &self,
        path: PathBuf,
    ) -> Result<VoiceSettingsView, InboxError> {
        settings::choose_model(self, path).await
    }

    /// Begins to fetch a published speech model, or goes on where it broke off.
    ///
    /// # Errors
    /// [`InboxError::NotFound`] for a name that is not offered, [`InboxError::Busy`] while one comes,
    /// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn fetch_speech_model(&self, name: String) -> Result<VoiceSettingsView, InboxError> {
        download::begin(self, name).await
    }

    /// Stops fetching a speech model; what came is kept.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn stop_fetching_model(&self) -> Result<VoiceSettingsView, InboxError> {
        download::stop(self).await
    }

    /// Has everything heard that failed because of the service or the model.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn hear_failed_notes(&self) -> Result<VoiceSettingsView, InboxError> {
        acts::hear_failed(self).await
    }
}
