//! What the window may ask of summaries.

use crate::{
    desk::Desk,
    error::InboxError,
    summary::show::{self, Asked},
    view::summary::{DaySummaryView, DraftPreviewView},
};
use recado_domain::{channel::Side, id::ConversationId};

impl Desk {
    /// Returns the day of a conversation's person; today when no day is named.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`], [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
    pub async fn day_summary(
        &self,
        side: Side,
        conversation: ConversationId,
        day: Option<String>,
    ) -> Result<DaySummaryView, InboxError> {
        let asked = Asked {
            side,
            conversation,
            day,
        };
        show::day(self, asked).await
    }

    /// Makes the summary of such a day now.
    ///
    /// # Errors
    /// As [`Desk::day_summary`].
    pub async fn make_day_summary(
        &self,
        side: Side,
        conversation: ConversationId,
        day: Option<String>,
    ) -> Result<DaySummaryView, InboxError> {
        let asked = Asked {
            side,
            conversation,
            day,
        };
        show::make_now(self, asked).await
    }

    /// Makes the summary of such a day now and asks the owner's assistant for a draft of it.
    ///
    /// # Errors
    /// As [`Desk::day_summary`].
    pub async fn draft_day_summary(
        &self,
        side: Side,
        conversation: ConversationId,
        day: Option<String>,
    ) -> Result<DaySummaryView, InboxError> {
        let asked = Asked {
            side,
            conversation,
            day,
        };
        show::draft_now(self, asked).await
    }

    /// Returns exactly what would be sent to the assistant about such a day; nothing without words or an assistant.
    ///
    /// # Errors
    /// As [`Desk::day_summary`].
    pub async fn preview_day_draft(
        &self,
        side: Side,
        conversation: ConversationId,
        day: Option<String>,
    ) -> Result<Option<DraftPreviewView>, InboxError> {
        let asked = Asked {
            side,
            conversation,
            day,
        };
        show::preview(self, asked).await
    }
}
