//! Templates and channels as places.

use super::{Answer, Ask, ask::Upload};
use recado_inbox::{
    desk::Desk,
    view::{
        connection::ProofView,
        media::StagedView,
        templates::{TemplateAnswer, TemplateProblems, TemplatesView},
    },
};
use tauri::State;

/// Every template of every account.
#[tauri::command]
pub(crate) async fn templates_view(desk: State<'_, Desk>) -> Answer<TemplatesView> {
    Ok(desk.templates_view().await?)
}

/// What is wrong with a draft.
#[tauri::command]
pub(crate) async fn check_template(desk: State<'_, Desk>, ask: Ask) -> Answer<TemplateProblems> {
    let (channel, draft) = (ask.get("channel")?, ask.get("draft")?);
    Ok(desk
        .check_template(channel, draft, ask.get("editing")?)
        .await?)
}

/// Makes a template.
#[tauri::command]
pub(crate) async fn create_template(desk: State<'_, Desk>, ask: Ask) -> Answer<TemplateAnswer> {
    Ok(desk
        .create_template(ask.get("channel")?, ask.get("draft")?)
        .await?)
}

/// Changes a template.
#[tauri::command]
pub(crate) async fn edit_template(desk: State<'_, Desk>, ask: Ask) -> Answer<TemplateAnswer> {
    let (channel, id) = (ask.get("channel")?, ask.get("id")?);
    Ok(desk.edit_template(channel, id, ask.get("draft")?).await?)
}

/// Deletes a template.
#[tauri::command]
pub(crate) async fn delete_template(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (channel, name) = (ask.get("channel")?, ask.get("name")?);
    Ok(desk
        .delete_template(channel, name, ask.get("language")?)
        .await?)
}

/// Uploads an example file for a template.
#[tauri::command]
pub(crate) async fn stage_template_example(
    desk: State<'_, Desk>,
    upload: Upload,
) -> Answer<StagedView> {
    let (channel, name) = (upload.get("x-channel")?, upload.text("x-name"));
    Ok(desk
        .stage_template_example(channel, name, upload.bytes)
        .await?)
}

/// Switches, moves or colours a channel.
#[tauri::command]
pub(crate) async fn change_channel(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.change_channel(ask.get("change")?).await?)
}

/// Connects a Page or an Instagram account.
#[tauri::command]
pub(crate) async fn connect_page(desk: State<'_, Desk>, ask: Ask) -> Answer<ProofView> {
    Ok(desk.connect_page(ask.get("form")?).await?)
}

/// Looks again at what is proved about a channel.
#[tauri::command]
pub(crate) async fn prove_channel(desk: State<'_, Desk>, ask: Ask) -> Answer<ProofView> {
    Ok(desk.prove_channel(ask.get("channel")?).await?)
}
