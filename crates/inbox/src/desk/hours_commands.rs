//! What the window may ask about the clinic's hours and what goes out by them.

use crate::{
    desk::Desk,
    error::InboxError,
    hours,
    view::hours::{HoursForm, HoursView},
};

impl Desk {
    /// Returns the clinic's zone, hours, closed dates and automatic replies.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn hours_view(&self) -> Result<HoursView, InboxError> {
        hours::view(self).await
    }

    /// Saves them.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`], [`InboxError::TextLength`], [`InboxError::Locked`], [`InboxError::NotAllowed`],
    /// storage.
    pub async fn save_hours(&self, form: HoursForm) -> Result<HoursView, InboxError> {
        hours::settings::save(self, form).await
    }
}
