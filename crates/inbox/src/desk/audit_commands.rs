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

    /// Closes an audit that is broken and begins a new chain, for a reason in the owner's words. `mark` is that of the
    /// verification they have seen; where anything else is wrong by now nothing is closed.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`], [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
    pub async fn begin_audit_anew(
        &self,
        reason: String,
        mark: String,
    ) -> Result<AuditCheckView, InboxError> {
        audit::anew::begin(self, reason, mark).await
    }
}
