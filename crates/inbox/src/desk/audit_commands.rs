//! What the window may ask of the audit.

use crate::{
    audit,
    desk::Desk,
    error::InboxError,
    view::audit::{AuditCheckView, AuditQuery, AuditView},
};

impl Desk {
    /// Returns a page of the audit, the newest first; the owner's alone.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::InvalidInput`], storage.
    pub async fn audit_view(&self, query: AuditQuery) -> Result<AuditView, InboxError> {
        audit::show::view(self, query).await
    }

    /// Verifies the whole audit; nothing else waits for it.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage; a changed audit is an answer, not an error.
    pub async fn verify_audit(&self) -> Result<AuditCheckView, InboxError> {
        audit::check::verify(self).await
    }
}
