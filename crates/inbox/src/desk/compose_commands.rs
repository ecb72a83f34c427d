//! What the window may ask of the desk while a person composes: one method a command, and lending a file.

use crate::{
    compose::{
        self, lending,
        staging::{self, Chosen},
    },
    desk::Desk,
    error::InboxError,
    send,
    staff::roles,
    view::{
        compose::ContentToSend,
        media::{RecordingView, StagedView},
    },
};
use recado_domain::{
    channel::Side,
    id::{ConversationId, MediaId},
};
use std::path::PathBuf;

impl Desk {
    /// Puts a chosen file beside the composer, encrypted and durable; what the channel will not take says why.
    ///
    /// # Errors
    /// [`InboxError::TooBig`] for what no channel takes, [`InboxError::Locked`], storage.
    pub async fn stage_file(
        &self,
        side: Side,
        conversation: ConversationId,
        name: String,
        declared_mime: String,
        bytes: Vec<u8>,
    ) -> Result<StagedView, InboxError> {
        roles::reads(self, side)?;
        let chosen = Chosen {
            name,
            declared_mime,
            bytes,
        };
        staging::stage(self, side, conversation, chosen).await
    }

    /// Takes a file away from the composer.
    ///
    /// # Errors
    /// [`InboxError::NotFound`] when it does not wait there, [`InboxError::Locked`], storage.
    pub async fn unstage_file(&self, media: MediaId) -> Result<(), InboxError> {
        roles::at_work(self)?;
        staging::unstage(self, media).await
    }

    /// Queues files, a place, a card or choices for sending; when this returns, all of it is durable.
    ///
    /// # Errors
    /// [`InboxError::NotTaken`], [`InboxError::WindowClosed`], [`InboxError::TextLength`], [`InboxError::TooBig`],
    /// [`InboxError::InvalidInput`], [`InboxError::HandledElsewhere`], [`InboxError::ChannelOff`], storage.
    pub async fn send_content(
        &self,
        side: Side,
        conversation: ConversationId,
        content: ContentToSend,
        reply_to: Option<i64>,
    ) -> Result<(), InboxError> {
        roles::reads(self, side)?;
        send::content::send_content(self, side, conversation, content, reply_to).await
    }

    /// Reacts to a message, or takes the reaction back.
    ///
    /// # Errors
    /// [`InboxError::NotTaken`] where the channel has no such reaction, and as [`Desk::send_content`].
    pub async fn react(
        &self,
        side: Side,
        conversation: ConversationId,
        message: i64,
        emoji: Option<String>,
    ) -> Result<(), InboxError> {
        roles::reads(self, side)?;
        send::act::react(self, side, conversation, message, emoji).await
    }

    /// Opens the microphone; a recording that was under way is thrown away.
    ///
    /// # Errors
    /// [`InboxError::Locked`] without a sign-in, [`InboxError::NoMicrophone`].
    pub async fn start_recording(&self) -> Result<RecordingView, InboxError> {
        roles::at_work(self)?;
        compose::start_recording(self).await?;
        self.inner.recorder.progress()
    }

    /// Returns how far the recording has got.
    ///
    /// # Errors
    /// [`InboxError::NotFound`] when none is under way.
    pub async fn recording(&self) -> Result<RecordingView, InboxError> {
        roles::at_work(self)?;
        self.inner.recorder.progress()
    }

    /// Closes the microphone and puts what was said beside the composer.
    ///
    /// # Errors
    /// [`InboxError::NotFound`] when nothing is being recorded, [`InboxError::InvalidInput`] when nothing was said,
    /// [`InboxError::Locked`], storage.
    pub async fn stop_recording(
        &self,
        side: Side,
        conversation: ConversationId,
    ) -> Result<StagedView, InboxError> {
        roles::reads(self, side)?;
        compose::stop_recording(self, side, conversation).await
    }

    /// Closes the microphone at once and forgets what was said; nothing under way is no fault.
    ///
    /// # Errors
    /// None today.
    pub async fn cancel_recording(&self) -> Result<(), InboxError> {
        self.stop_listening();
        Ok(())
    }

    /// Closes the microphone, now: the window is closing.
    pub fn stop_listening(&self) {
        self.inner.recorder.cancel();
    }

    /// Takes a conversation over from the app that answers it.
    ///
    /// # Errors
    /// [`InboxError::NotTaken`] on WhatsApp, which has no such call; what Meta answers; storage.
    pub async fn take_over(
        &self,
        side: Side,
        conversation: ConversationId,
    ) -> Result<(), InboxError> {
        roles::reads(self, side)?;
        send::act::take_over(self, side, conversation).await
    }

    /// Shows the contact that somebody types, if the clinic's setting says so.
    ///
    /// # Errors
    /// [`InboxError::Locked`], storage.
    pub async fn note_typing(
        &self,
        side: Side,
        conversation: ConversationId,
    ) -> Result<(), InboxError> {
        roles::reads(self, side)?;
        send::act::note_typing(self, side, conversation).await
    }

    /// Lends a file to one of the system's programs and returns where it is: private, under a harmless name, and taken
    /// back after a quarter of an hour, at the lock and at the end.
    ///
    /// # Errors
    /// [`InboxError::NoProgram`] for what is not safe to open, [`InboxError::NotFound`], [`InboxError::Locked`], storage.
    pub async fn lend_media(&self, side: Side, media: MediaId) -> Result<PathBuf, InboxError> {
        roles::reads(self, side)?;
        lending::lend(self, side, media).await
    }
}
