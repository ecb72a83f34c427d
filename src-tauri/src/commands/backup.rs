//! Backups, and restoring one in the first run.

use super::{Answer, Ask};
use recado_inbox::{
    desk::Desk,
    error::InboxError,
    view::backup::{BackupNote, BackupProgress, BackupView, FoundBackup},
};
use tauri::{State, WebviewWindow};
use tokio::sync::oneshot;

/// How backups stand.
#[tauri::command]
pub(crate) async fn backup_view(desk: State<'_, Desk>) -> Answer<BackupView> {
    Ok(desk.backup_view().await?)
}

/// What everybody at the desk should know of backups.
#[tauri::command]
pub(crate) async fn backup_note(desk: State<'_, Desk>) -> Answer<BackupNote> {
    Ok(desk.backup_note().await?)
}

/// Keeps where and when backups are made.
#[tauri::command]
pub(crate) async fn plan_backups(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.plan_backups(ask.get("plan")?).await?)
}

/// Makes a backup now.
#[tauri::command]
pub(crate) async fn make_backup(desk: State<'_, Desk>) -> Answer<()> {
    Ok(desk.make_backup().await?)
}

/// Lets a person choose a folder in the system's own dialog; nothing when they choose none.
#[tauri::command]
pub(crate) async fn choose_folder(
    desk: State<'_, Desk>,
    window: WebviewWindow,
) -> Answer<Option<String>> {
    desk.choose_folder().await?;
    let (tell, chosen) = oneshot::channel();
    let parent = window.clone();
    // Some systems show a dialog only from there.
    let asked = window.run_on_main_thread(move || {
        let picked = rfd::AsyncFileDialog::new()
            .set_parent(&parent)
            .pick_folder();
        tauri::async_runtime::spawn(async move {
            let _ = tell.send(picked.await);
        });
    });
    asked.map_err(|_| InboxError::CutOff)?;
    let chosen = chosen.await.map_err(|_| InboxError::CutOff)?;
    Ok(chosen.map(|folder| folder.path().to_string_lossy().into_owned()))
}

/// Looks for backups in a folder.
#[tauri::command]
pub(crate) async fn look_for_backups(desk: State<'_, Desk>, ask: Ask) -> Answer<Vec<FoundBackup>> {
    Ok(desk.look_for_backups(ask.get("folder")?).await?)
}

/// Restores a backup.
#[tauri::command]
pub(crate) async fn restore_backup(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.restore_backup(ask.get("form")?).await?)
}

/// How far a restore has got.
#[tauri::command]
pub(crate) async fn restore_progress(desk: State<'_, Desk>) -> Answer<Option<BackupProgress>> {
    Ok(desk.restore_progress().await?)
}
