//! Keeping, exporting and erasing. Where something is saved is asked for by the system's own dialog.

use super::{Answer, Ask, patients};
use recado_inbox::{
    desk::Desk,
    view::{
        register::RegisterView,
        retention::{ErasureView, ExportView, KeepingView, RetentionView},
    },
};
use rfd::AsyncFileDialog;
use tauri::{State, WebviewWindow};

/// How long people are kept, and who goes next.
#[tauri::command]
pub(crate) async fn retention_view(desk: State<'_, Desk>) -> Answer<RetentionView> {
    Ok(desk.retention_view().await?)
}

/// Sets how long the people of a side are kept.
#[tauri::command]
pub(crate) async fn set_retention(desk: State<'_, Desk>, ask: Ask) -> Answer<RetentionView> {
    Ok(desk
        .set_retention(ask.get("side")?, ask.get("months")?)
        .await?)
}

/// What keeps a person here.
#[tauri::command]
pub(crate) async fn keeping(desk: State<'_, Desk>, ask: Ask) -> Answer<KeepingView> {
    Ok(desk
        .keeping(ask.get("side")?, ask.get("conversation")?)
        .await?)
}

/// Sets a legal hold.
#[tauri::command]
pub(crate) async fn set_hold(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .set_hold(side, conversation, ask.get("reason")?)
        .await?)
}

/// Lifts a legal hold.
#[tauri::command]
pub(crate) async fn lift_hold(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk
        .lift_hold(ask.get("side")?, ask.get("conversation")?)
        .await?)
}

/// What would go with a person.
#[tauri::command]
pub(crate) async fn preview_erasure(desk: State<'_, Desk>, ask: Ask) -> Answer<ErasureView> {
    Ok(desk
        .preview_erasure(ask.get("side")?, ask.get("conversation")?)
        .await?)
}

/// Erases a person.
#[tauri::command]
pub(crate) async fn erase_person(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .erase_person(side, conversation, ask.get("reason")?)
        .await?)
}

/// Asks where to, and writes what there is of a person into a new folder there; nothing when that was put away.
#[tauri::command]
pub(crate) async fn export_person(
    window: WebviewWindow,
    desk: State<'_, Desk>,
    ask: Ask,
) -> Answer<Option<ExportView>> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    let words = ask.get("words")?;
    let dialog = AsyncFileDialog::new().set_parent(&window);
    let Some(parent) = dialog.pick_folder().await else {
        return Ok(None);
    };
    let parent = parent.path().to_owned();
    let written = desk.export_person(side, conversation, parent, words);
    Ok(Some(written.await?))
}

/// What the register of processing says.
#[tauri::command]
pub(crate) async fn register_view(desk: State<'_, Desk>) -> Answer<RegisterView> {
    Ok(desk.register_view().await?)
}

/// Asks where to, and saves the register there; returns whether it was.
#[tauri::command]
pub(crate) async fn save_register(
    window: WebviewWindow,
    desk: State<'_, Desk>,
    ask: Ask,
) -> Answer<bool> {
    let page = desk.register_page(ask.get("document")?).await?;
    let dialog = AsyncFileDialog::new()
        .set_parent(&window)
        .set_file_name("recado-register.html")
        .add_filter("HTML", &["html"]);
    let Some(place) = dialog.save_file().await else {
        return Ok(false);
    };
    match std::fs::write(place.path(), &page) {
        Ok(()) => Ok(true),
        Err(_) => Err(patients::not_written()),
    }
}
