//! What the window may ask about people: card, lead status, labels, notes, consents, the board.

use crate::{
    desk::Desk,
    error::InboxError,
    records::{
        board, card, consents, emergency_contact, labels,
        notes::{self, NoteAct},
        writing,
    },
    show,
    view::{
        board::BoardView,
        emergency_contact::{EmergencyContactForm, EmergencyContactView},
        list::{ListQuery, ListView},
        record::{ConsentForm, LabelForm, LabelRowView, PersonView, RecordForm},
    },
};
use recado_domain::{
    channel::Side,
    id::{AlertId, ConversationId, LabelId, NoteId},
    lead_status::{LeadStatus, LostReason},
    phone::Phone,
};

impl Desk {
    /// Returns the card of a conversation's person.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
    pub async fn person_card(
        &self,
        side: Side,
        conversation: ConversationId,
    ) -> Result<PersonView, InboxError> {
        card::person(self, side, conversation).await
    }

    /// Writes a person's record as it shall stand.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`] for what is no day of birth or no language, [`InboxError::Locked`], storage.
    pub async fn save_record(
        &self,
        side: Side,
        conversation: ConversationId,
        record: RecordForm,
    ) -> Result<(), InboxError> {
        writing::save(self, side, conversation, record).await
    }

    /// Returns whom to call about the patient of a conversation.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
    pub async fn emergency_contact(
        &self,
        conversation: ConversationId,
    ) -> Result<Option<EmergencyContactView>, InboxError> {
        emergency_contact::of(self, conversation).await
    }

    /// Writes down whom to call about a patient; an empty form says that there is nobody.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`] without a name or for what is no number, [`InboxError::NotAllowed`],
    /// [`InboxError::Locked`], [`InboxError::NotFound`], storage.
    pub async fn save_emergency_contact(
        &self,
        conversation: ConversationId,
        contact: EmergencyContactForm,
    ) -> Result<(), InboxError> {
        emergency_contact::save(self, conversation, contact).await
    }

    /// Returns whom to call about the person of a flag.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
    pub async fn alert_emergency_contact(
        &self,
        alert: AlertId,
    ) -> Result<Option<EmergencyContactView>, InboxError> {
        emergency_contact::beside(self, alert).await
    }

    /// Notes that a call to them is begun and returns the number to dial; whoever calls has taken the flag.
    ///
    /// # Errors
    /// [`InboxError::NotFound`] also when nobody is written down, [`InboxError::NotAllowed`], [`InboxError::Locked`],
    /// storage.
    pub async fn call_emergency_contact(&self, alert: AlertId) -> Result<Phone, InboxError> {
        emergency_contact::call(self, alert).await
    }

    /// Sets where a lead stands; `lost` says why, for a lost one.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`] for a step that is not allowed, [`InboxError::NotFound`] for a patient, storage.
    pub async fn set_lead_status(
        &self,
        side: Side,
        conversation: ConversationId,
        status: LeadStatus,
        lost: Option<LostReason>,
    ) -> Result<(), InboxError> {
        writing::set_lead_status(self, side, conversation, status, lost).await
    }

    /// Gives a person a label, or takes it.
    ///
    /// # Errors
    /// [`InboxError::NotFound`], [`InboxError::Locked`], storage.
    pub async fn set_label(
        &self,
        side: Side,
        conversation: ConversationId,
        label: LabelId,
        has: bool,
    ) -> Result<(), InboxError> {
        labels::set(self, side, conversation, label, has).await
    }

    /// Returns the labels of a side, by name.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn labels_view(&self, side: Side) -> Result<Vec<LabelRowView>, InboxError> {
        labels::all(self, side).await
    }

    /// Adds a label to a side, or changes one.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`] for an empty or a taken name, [`InboxError::NotAllowed`], storage.
    pub async fn save_label(&self, side: Side, label: LabelForm) -> Result<(), InboxError> {
        labels::save(self, side, label).await
    }

    /// Removes a label from everybody and for good.
    ///
    /// # Errors
    /// [`InboxError::NotFound`], [`InboxError::NotAllowed`], storage.
    pub async fn remove_label(&self, side: Side, label: LabelId) -> Result<(), InboxError> {
        labels::remove(self, side, label).await
    }

    /// Returns the part of a place's list whose people have a label.
    ///
    /// # Errors
    /// As [`Desk::list_conversations`].
    pub async fn list_labelled(
        &self,
        query: ListQuery,
        limit: u32,
        label: LabelId,
    ) -> Result<ListView, InboxError> {
        show::list::labelled(self, query, limit, label).await
    }

    /// Adds an internal note about a person.
    ///
    /// # Errors
    /// [`InboxError::TextLength`], [`InboxError::Locked`], storage.
    pub async fn add_note(
        &self,
        side: Side,
        conversation: ConversationId,
        text: String,
    ) -> Result<(), InboxError> {
        notes::add(self, side, conversation, text).await
    }

    /// Changes what a note says.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::TextLength`], [`InboxError::NotFound`], storage.
    pub async fn edit_note(
        &self,
        side: Side,
        conversation: ConversationId,
        note: NoteId,
        text: String,
    ) -> Result<(), InboxError> {
        notes::change(self, side, conversation, note, NoteAct::Edit(text)).await
    }

    /// Puts a note above the others, or among them again.
    ///
    /// # Errors
    /// [`InboxError::NotFound`], [`InboxError::Locked`], storage.
    pub async fn pin_note(
        &self,
        side: Side,
        conversation: ConversationId,
        note: NoteId,
        is_pinned: bool,
    ) -> Result<(), InboxError> {
        notes::change(self, side, conversation, note, NoteAct::Pin(is_pinned)).await
    }

    /// Takes a note out of sight, or shows it again.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
    pub async fn remove_note(
        &self,
        side: Side,
        conversation: ConversationId,
        note: NoteId,
        is_removed: bool,
    ) -> Result<(), InboxError> {
        notes::change(self, side, conversation, note, NoteAct::Remove(is_removed)).await
    }

    /// Writes down what a person agreed to or took back.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`] for a time that has not come, [`InboxError::Locked`], storage.
    pub async fn record_consent(
        &self,
        side: Side,
        conversation: ConversationId,
        consent: ConsentForm,
    ) -> Result<(), InboxError> {
        consents::record(self, side, conversation, consent).await
    }

    /// Returns the lead board with at most `limit` cards a column.
    ///
    /// # Errors
    /// [`InboxError::Locked`], storage.
    pub async fn lead_board(&self, limit: u32) -> Result<BoardView, InboxError> {
        board::board(self, limit).await
    }
}
