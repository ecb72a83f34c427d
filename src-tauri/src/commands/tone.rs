//! Monitoring beyond flags: text tone, what nobody answered, and printing.

use super::{Answer, Ask};
use recado_inbox::{
    desk::Desk,
    view::tone::{
        MessageToneView, MonitoringView, PatientToneView, ToneSettingsView, UnansweredListView,
    },
};
use tauri::{State, WebviewWindow};

/// The patients who have written lately, whoever needs somebody first.
#[tauri::command]
pub(crate) async fn monitoring_patients(desk: State<'_, Desk>, ask: Ask) -> Answer<MonitoringView> {
    Ok(desk.monitoring_patients(ask.get("limit")?).await?)
}

/// One patient's week.
#[tauri::command]
pub(crate) async fn patient_tone(desk: State<'_, Desk>, ask: Ask) -> Answer<PatientToneView> {
    Ok(desk.patient_tone(ask.get("conversation")?).await?)
}

/// What patients wrote and nobody answered.
#[tauri::command]
pub(crate) async fn unanswered_messages(
    desk: State<'_, Desk>,
    ask: Ask,
) -> Answer<UnansweredListView> {
    Ok(desk.unanswered_messages(ask.get("limit")?).await?)
}

/// The tone of a patient's message, if its words have one.
#[tauri::command]
pub(crate) async fn message_tone(
    desk: State<'_, Desk>,
    ask: Ask,
) -> Answer<Option<MessageToneView>> {
    let (conversation, message) = (ask.get("conversation")?, ask.get("message")?);
    Ok(desk.message_tone(conversation, message).await?)
}

/// Writes down that Monitoring is printed and opens the system's print dialog on the page as it is for paper.
#[tauri::command]
pub(crate) async fn print_monitoring(
    desk: State<'_, Desk>,
    window: WebviewWindow,
    ask: Ask,
) -> Answer<()> {
    desk.print_monitoring(ask.get("conversation")?).await?;
    if let Err(error) = window.print() {
        tracing::warn!("the print dialog did not open: {error}");
    }
    Ok(())
}

/// Whether the clinic wants text tone.
#[tauri::command]
pub(crate) async fn tone_settings(desk: State<'_, Desk>) -> Answer<ToneSettingsView> {
    Ok(desk.tone_settings().await?)
}

/// Chooses whether the clinic wants text tone.
#[tauri::command]
pub(crate) async fn save_tone_settings(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.save_tone_settings(ask.get("settings")?).await?)
}
