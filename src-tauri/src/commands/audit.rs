//! The audit, for the owner.

use super::{Answer, Ask};
use recado_inbox::{
    desk::Desk,
    view::audit::{AuditCheckView, AuditView},
};
use tauri::State;

/// A page of the audit.
#[tauri::command]
pub(crate) async fn audit_view(desk: State<'_, Desk>, ask: Ask) -> Answer<AuditView> {
    Ok(desk.audit_view(ask.get("query")?).await?)
}

/// Whether any of it was changed.
#[tauri::command]
pub(crate) async fn verify_audit(desk: State<'_, Desk>) -> Answer<AuditCheckView> {
    Ok(desk.verify_audit().await?)
}

/// Closes an audit that is broken and begins a new chain.
#[tauri::command]
pub(crate) async fn begin_audit_anew(desk: State<'_, Desk>, ask: Ask) -> Answer<AuditCheckView> {
    Ok(desk
        .begin_audit_anew(ask.get("reason")?, ask.get("mark")?)
        .await?)
}
