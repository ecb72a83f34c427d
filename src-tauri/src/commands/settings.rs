//! The app as a whole and its settings.

use super::{Answer, Ask};
use recado_inbox::{
    desk::Desk,
    view::app::{AppView, SettingsView},
};
use tauri::State;

/// Where the app stands.
#[tauri::command]
pub(crate) async fn app_view(desk: State<'_, Desk>) -> Answer<AppView> {
    Ok(desk.app_view().await?)
}

/// Saves the settings.
#[tauri::command]
pub(crate) async fn save_settings(desk: State<'_, Desk>, ask: Ask) -> Answer<SettingsView> {
    Ok(desk.save_settings(ask.get("settings")?).await?)
}

/// Notes that somebody is at the desk.
#[tauri::command]
pub(crate) async fn note_activity(desk: State<'_, Desk>) -> Answer<()> {
    Ok(desk.note_activity().await?)
}

/// Shows what an alert looks and sounds like.
#[tauri::command]
pub(crate) async fn raise_test_alert(desk: State<'_, Desk>) -> Answer<()> {
    Ok(desk.raise_test_alert().await?)
}
