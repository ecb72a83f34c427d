//! What the window may ask of the work on conversations, and of quick replies.

use crate::{
    desk::Desk,
    error::InboxError,
    view::{
        quick_replies::{QuickRepliesView, QuickReplyChoice, QuickReplyDraft, QuickReplyProblem},
        work::{ColleagueView, Replies, SnoozeChoiceView},
    },
    work::{assigning, putting_away, quick_replies},
};
use recado_domain::{
    channel::Side,
    id::{ConversationId, QuickReplyId, StaffId},
    time::UnixMs,
};

impl Desk {
    /// Returns who may look after conversations of a side.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn assignable_staff(&self, side: Side) -> Result<Vec<ColleagueView>, InboxError> {
        assigning::assignable(self, side).await
    }

    /// Gives a conversation to somebody, or to nobody.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`] for somebody who cannot read it, [`InboxError::NotFound`], storage.
    pub async fn assign_conversation(
        &self,
        side: Side,
        conversation: ConversationId,
        to: Option<StaffId>,
    ) -> Result<(), InboxError> {
        assigning::assign(self, side, conversation, to).await
    }

    /// Takes over what somebody else was writing.
    ///
    /// # Errors
    /// [`InboxError::NotFound`] when they have finished meanwhile, storage.
    pub async fn take_draft(
        &self,
        side: Side,
        conversation: ConversationId,
        author: StaffId,
    ) -> Result<(), InboxError> {
        assigning::take_draft(self, side, conversation, author).await
    }

    /// Returns the times to offer for a snooze.
    ///
    /// # Errors
    /// None today.
    pub async fn snooze_choices(&self) -> Result<Vec<SnoozeChoiceView>, InboxError> {
        putting_away::choices(self).await
    }

    /// Puts a conversation away until a time (Unix milliseconds).
    ///
    /// # Errors
    /// [`InboxError::AlertOpen`], [`InboxError::InvalidInput`] for a time that has passed or is too far, storage.
    pub async fn snooze_conversation(
        &self,
        side: Side,
        conversation: ConversationId,
        until: i64,
    ) -> Result<(), InboxError> {
        putting_away::put_off(self, side, conversation, UnixMs(until)).await
    }

    /// Puts a conversation away until the contact writes again.
    ///
    /// # Errors
    /// [`InboxError::AlertOpen`], [`InboxError::RepliesWait`], storage.
    pub async fn resolve_conversation(
        &self,
        side: Side,
        conversation: ConversationId,
        replies: Replies,
    ) -> Result<(), InboxError> {
        putting_away::resolve(self, side, conversation, replies).await
    }

    /// Brings a conversation back that was put away.
    ///
    /// # Errors
    /// [`InboxError::NotFound`], storage.
    pub async fn reopen_conversation(
        &self,
        side: Side,
        conversation: ConversationId,
    ) -> Result<(), InboxError> {
        putting_away::reopen(self, side, conversation).await
    }

    /// Marks what the contact wrote as unread, from a message on or the last alone.
    ///
    /// # Errors
    /// [`InboxError::NotFound`] when the contact has written nothing from there on, storage.
    pub async fn mark_unread(
        &self,
        side: Side,
        conversation: ConversationId,
        from: Option<i64>,
    ) -> Result<(), InboxError> {
        putting_away::mark_unread(self, side, conversation, from).await
    }

    /// Returns the quick replies, to be changed.
    ///
    /// # Errors
    /// [`InboxError::Locked`], storage.
    pub async fn quick_replies(&self) -> Result<QuickRepliesView, InboxError> {
        quick_replies::view(self).await
    }

    /// Keeps a quick reply and returns what is wrong with it; kept when nothing is.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
    pub async fn save_quick_reply(
        &self,
        draft: QuickReplyDraft,
    ) -> Result<Vec<QuickReplyProblem>, InboxError> {
        quick_replies::save(self, draft).await
    }

    /// Removes a quick reply.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
    pub async fn remove_quick_reply(&self, id: QuickReplyId) -> Result<(), InboxError> {
        quick_replies::remove(self, id).await
    }

    /// Returns the quick replies that fit what is typed, filled in for a conversation.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotFound`], storage.
    pub async fn find_quick_replies(
        &self,
        side: Side,
        conversation: ConversationId,
        typed: String,
    ) -> Result<Vec<QuickReplyChoice>, InboxError> {
        quick_replies::find(self, side, conversation, typed).await
    }
}
