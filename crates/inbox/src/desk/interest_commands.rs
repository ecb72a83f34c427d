//! What the window may ask about leads by how much they want to come.

use crate::{desk::Desk, error::InboxError, interest, view::interest::InterestView};
use recado_domain::{channel::Side, id::ConversationId};

impl Desk {
    /// Returns the leads who need a person now, and those with a mark, the most urgent first.
    ///
    /// # Errors
    /// [`InboxError::Locked`], storage.
    pub async fn hot_leads(&self) -> Result<InterestView, InboxError> {
        interest::ranking(self).await
    }

    /// Notes that a lead is not urgent, until they write again.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
    pub async fn dismiss_interest(
        &self,
        side: Side,
        conversation: ConversationId,
    ) -> Result<(), InboxError> {
        interest::dismiss(self, side, conversation).await
    }
}
