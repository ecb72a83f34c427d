//! What the window may ask of who is who. The only place from which anybody becomes a patient.

use crate::{
    desk::Desk,
    error::InboxError,
    people::{self, Watcher, begin, divide, join},
    view::people::{
        DividedView, DivisionPreviewView, IdentityCardView, MovePreviewView, MovedView,
        OwnAddressView, PeopleFoundView,
    },
};
use recado_domain::{
    channel::Side,
    id::{ConversationId, IdentityId, PersonActId},
};

impl Desk {
    /// Returns who the person of a conversation is, who may be the same, and what can be said about it.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
    pub async fn identity_card(
        &self,
        side: Side,
        conversation: ConversationId,
    ) -> Result<IdentityCardView, InboxError> {
        people::card(self, side, conversation).await
    }

    /// Returns people of a side by name.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn search_people(
        &self,
        side: Side,
        query: String,
    ) -> Result<PeopleFoundView, InboxError> {
        people::search(self, side, query).await
    }

    /// Returns what moving somebody to a side would move, and who could read it then.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`] without a clinical key, [`InboxError::NotFound`] for a
    /// patient, storage.
    pub async fn preview_move(
        &self,
        side: Side,
        conversation: ConversationId,
        to: Side,
    ) -> Result<MovePreviewView, InboxError> {
        people::preview(self, side, conversation, to).await
    }

    /// Makes a lead a patient, and the same person as a patient there is where one is named. There is no way back.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`] without a clinical key, [`InboxError::NotFound`],
    /// [`InboxError::StillLeaving`], storage: then nothing has moved.
    pub async fn convert_lead(
        &self,
        side: Side,
        conversation: ConversationId,
        joins: Option<IdentityId>,
    ) -> Result<MovedView, InboxError> {
        begin::convert(self, side, conversation, joins).await
    }

    /// Moves somebody to the leads who wrote to a clinical channel and never was a patient.
    ///
    /// # Errors
    /// As [`Desk::convert_lead`].
    pub async fn move_to_leads(
        &self,
        conversation: ConversationId,
    ) -> Result<MovedView, InboxError> {
        begin::move_to_leads(self, conversation).await
    }

    /// Says that the person of a conversation and another are the same; can be taken back.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], [`InboxError::InvalidInput`] for
    /// two that cannot be made one, storage.
    pub async fn same_person(
        &self,
        side: Side,
        conversation: ConversationId,
        other: IdentityId,
    ) -> Result<PersonActId, InboxError> {
        join::same_person(self, side, conversation, other).await
    }

    /// Says that an identity is not the person it was taken for; can be taken back.
    ///
    /// # Errors
    /// As [`Desk::same_person`].
    pub async fn split_person(
        &self,
        side: Side,
        identity: IdentityId,
    ) -> Result<PersonActId, InboxError> {
        join::take_out(self, side, identity).await
    }

    /// Returns the addresses of a conversation's contact, and which of them may be taken out.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
    pub async fn own_addresses(
        &self,
        side: Side,
        conversation: ConversationId,
    ) -> Result<Vec<OwnAddressView>, InboxError> {
        divide::addresses(self, side, conversation).await
    }

    /// Returns what taking an address out of a conversation's contact would move.
    ///
    /// # Errors
    /// As [`Desk::own_addresses`]; [`InboxError::InvalidInput`] for one that cannot go.
    pub async fn preview_division(
        &self,
        side: Side,
        conversation: ConversationId,
        address: String,
    ) -> Result<DivisionPreviewView, InboxError> {
        divide::preview(self, side, conversation, address).await
    }

    /// Takes an address out of a conversation's contact: who writes from it is somebody of their own; can be taken back.
    ///
    /// # Errors
    /// As [`Desk::preview_division`].
    pub async fn take_address_out(
        &self,
        side: Side,
        conversation: ConversationId,
        address: String,
    ) -> Result<DividedView, InboxError> {
        divide::divide(self, side, conversation, address).await
    }

    /// Says that two who look like one person are not; can be taken back.
    ///
    /// # Errors
    /// As [`Desk::same_person`].
    pub async fn keep_apart(
        &self,
        side: Side,
        conversation: ConversationId,
        other: IdentityId,
    ) -> Result<PersonActId, InboxError> {
        join::keep_apart(self, side, conversation, other).await
    }

    /// Takes back what was said about a person.
    ///
    /// # Errors
    /// As [`Desk::same_person`]; [`InboxError::InvalidInput`] when something newer depends on it.
    pub async fn undo_person_act(&self, side: Side, act: PersonActId) -> Result<(), InboxError> {
        join::take_back(self, side, act).await
    }

    /// Lets a test see how far a change of people has got, to stop the process there.
    #[doc(hidden)]
    pub fn watch_people(&self, watcher: Watcher) {
        self.inner.people.watch(watcher);
    }
}
