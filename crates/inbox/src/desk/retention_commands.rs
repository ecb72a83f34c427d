//! What the window may ask about keeping, exporting and erasing.

use crate::{
    desk::Desk,
    erasure,
    error::InboxError,
    export, register, retention,
    view::{
        register::{RegisterDocument, RegisterView},
        retention::{ErasureView, ExportView, KeepingView, RetentionView},
    },
};
use recado_domain::{channel::Side, id::ConversationId, retention::ErasureReason};
use recado_store::clinic::erasures::{self, Erasure};
use std::{collections::BTreeMap, path::PathBuf};

impl Desk {
    /// Returns how long people are kept, and who goes next.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn retention_view(&self) -> Result<RetentionView, InboxError> {
        retention::view(self).await
    }

    /// Sets how long the people of a side are kept after the last contact; absent for ever.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`], [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn set_retention(
        &self,
        side: Side,
        months: Option<u16>,
    ) -> Result<RetentionView, InboxError> {
        retention::set_rule(self, side, months).await
    }

    /// Returns what keeps the person of a conversation here.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
    pub async fn keeping(
        &self,
        side: Side,
        conversation: ConversationId,
    ) -> Result<KeepingView, InboxError> {
        retention::keeping(self, side, conversation).await
    }

    /// Sets a legal hold on the person of a conversation.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`] without a reason, [`InboxError::Locked`], [`InboxError::NotAllowed`],
    /// [`InboxError::NotFound`], storage.
    pub async fn set_hold(
        &self,
        side: Side,
        conversation: ConversationId,
        reason: String,
    ) -> Result<(), InboxError> {
        retention::set_hold(self, side, conversation, reason).await
    }

    /// Lifts the legal hold on the person of a conversation.
    ///
    /// # Errors
    /// [`InboxError::NotFound`] without one, [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn lift_hold(
        &self,
        side: Side,
        conversation: ConversationId,
    ) -> Result<(), InboxError> {
        retention::lift(self, side, conversation).await
    }

    /// Returns what would go with the person of a conversation.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
    pub async fn preview_erasure(
        &self,
        side: Side,
        conversation: ConversationId,
    ) -> Result<ErasureView, InboxError> {
        erasure::preview(self, side, conversation).await
    }

    /// Erases the person of a conversation, on both sides and for good.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::OnHold`], [`InboxError::AlertOpen`],
    /// [`InboxError::StillLeaving`], [`InboxError::Busy`], [`InboxError::NotFound`], storage.
    pub async fn erase_person(
        &self,
        side: Side,
        conversation: ConversationId,
        reason: ErasureReason,
    ) -> Result<(), InboxError> {
        erasure::erase(self, side, conversation, reason).await
    }

    /// Writes what there is of the person of a conversation on its side into a new folder below `parent`.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], [`InboxError::InvalidInput`] when
    /// a word is missing, storage: then nothing is left there.
    pub async fn export_person(
        &self,
        side: Side,
        conversation: ConversationId,
        parent: PathBuf,
        words: BTreeMap<String, String>,
    ) -> Result<ExportView, InboxError> {
        export::export(self, (side, conversation), parent, words).await
    }

    /// Returns what the register of processing says.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn register_view(&self) -> Result<RegisterView, InboxError> {
        register::view(self).await
    }

    /// Returns the register of processing as a page to keep.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn register_page(&self, document: RegisterDocument) -> Result<Vec<u8>, InboxError> {
        register::page(self, document).await
    }

    /// Returns who was erased: random ids, to be kept beside a copy of the data.
    ///
    /// # Errors
    /// [`InboxError::NotFound`] before there is data, storage.
    #[doc(hidden)]
    pub async fn erasure_ledger(&self) -> Result<Vec<Erasure>, InboxError> {
        self.with_house(|house| Ok(house.clinic.read(erasures::ledger)?))
            .await
    }

    /// Erases over again whoever of a ledger is still there, after an older copy was put back; returns how many were.
    ///
    /// # Errors
    /// [`InboxError::NotFound`] before there is data, storage.
    #[doc(hidden)]
    pub async fn erase_again(&self, ledger: Vec<Erasure>) -> Result<u64, InboxError> {
        let now = self.inner.options.clock.now();
        self.with_house(move |house| erasure::again(house, &ledger, now))
            .await
    }
}
