//! What the window may ask about patients from a file, and about patients whether or not they ever wrote.

use crate::{
    desk::Desk,
    error::InboxError,
    patients,
    records::import,
    view::{
        import::{ImportField, ImportFileView, ImportReportView},
        patients::{PatientView, PatientsQuery, PatientsView},
        people::MovedView,
    },
};
use recado_domain::id::{ChannelId, IdentityId};
use std::collections::BTreeMap;

impl Desk {
    /// Reads a file of patients and keeps it until it is put away or the desk is locked.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::TooBig`], [`InboxError::InvalidInput`] for a file without rows.
    pub async fn read_patients_file(&self, bytes: Vec<u8>) -> Result<ImportFileView, InboxError> {
        import::open(self, bytes).await
    }

    /// Says what the file would come to, and changes nothing; `mapping` says what each column holds.
    ///
    /// # Errors
    /// [`InboxError::NotFound`] without a file, [`InboxError::InvalidInput`] without a column of numbers, storage.
    pub async fn check_patients_file(
        &self,
        mapping: Vec<Option<ImportField>>,
    ) -> Result<ImportReportView, InboxError> {
        import::try_out(self, mapping).await
    }

    /// Takes the patients of the file in; when this returns, all of it is durable.
    ///
    /// # Errors
    /// As [`Desk::check_patients_file`].
    pub async fn import_patients(
        &self,
        mapping: Vec<Option<ImportField>>,
    ) -> Result<ImportReportView, InboxError> {
        import::run(self, mapping).await
    }

    /// Returns the report of every row as a CSV file, in the words handed in by name.
    ///
    /// # Errors
    /// As [`Desk::check_patients_file`]; [`InboxError::InvalidInput`] when a word is missing.
    pub async fn patients_report(
        &self,
        mapping: Vec<Option<ImportField>>,
        words: BTreeMap<String, String>,
    ) -> Result<Vec<u8>, InboxError> {
        import::report(self, mapping, words).await
    }

    /// Forgets the file.
    ///
    /// # Errors
    /// None today.
    pub async fn close_patients_file(&self) -> Result<(), InboxError> {
        import::put_away(self);
        Ok(())
    }

    /// Returns patients by name, at most `limit`, also those who never wrote.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn list_patients(
        &self,
        query: PatientsQuery,
        limit: u32,
    ) -> Result<PatientsView, InboxError> {
        patients::list(self, query, limit).await
    }

    /// Returns a patient, as they are shown before there is a conversation.
    ///
    /// # Errors
    /// As [`Desk::list_patients`]; [`InboxError::NotFound`].
    pub async fn patient(&self, identity: IdentityId) -> Result<PatientView, InboxError> {
        patients::one(self, identity).await
    }

    /// Returns a patient's conversation on a WhatsApp channel, begun where there is none. Nothing is sent.
    ///
    /// # Errors
    /// As [`Desk::patient`]; [`InboxError::ChannelOff`], [`InboxError::InvalidInput`] when WhatsApp does not reach them.
    pub async fn write_to_patient(
        &self,
        identity: IdentityId,
        channel: ChannelId,
    ) -> Result<MovedView, InboxError> {
        patients::begin(self, identity, channel).await
    }
}
