//! What the window may ask of assistants.

use crate::{
    assist::{probe, setup},
    desk::Desk,
    error::InboxError,
    view::assist::{AssistForm, AssistTryView, AssistView},
};
use recado_domain::assist::AssistFeature;

impl Desk {
    /// Returns how assistants are set up, and what they cost this month.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn assist_view(&self) -> Result<AssistView, InboxError> {
        setup::view(self).await
    }

    /// Changes how assistants are set up.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`], [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn save_assist(&self, form: AssistForm) -> Result<AssistView, InboxError> {
        setup::save(self, form).await
    }

    /// Tries the endpoint of a feature with invented content.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn try_assist(&self, feature: AssistFeature) -> Result<AssistTryView, InboxError> {
        probe::try_it(self, feature).await
    }
}
