//! Approved templates.

use super::{Answer, Ask};
use recado_inbox::{desk::Desk, view::template::TemplateView};
use tauri::State;

/// The templates that can be sent in a conversation.
#[tauri::command]
pub(crate) async fn list_templates(desk: State<'_, Desk>, ask: Ask) -> Answer<Vec<TemplateView>> {
    Ok(desk
        .list_templates(ask.get("side")?, ask.get("conversation")?)
        .await?)
}

/// Reads the templates from Meta.
#[tauri::command]
pub(crate) async fn sync_templates(desk: State<'_, Desk>) -> Answer<()> {
    Ok(desk.sync_templates().await?)
}

/// Queues a filled template for sending.
#[tauri::command]
pub(crate) async fn send_template(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.send_template(ask.get("template")?).await?)
}
