//! Voice notes as a machine heard them, and how the clinic has them heard.

use super::{Answer, Ask};
use recado_inbox::{
    desk::Desk,
    view::transcribe::{TranscriptsView, VoiceSettingsView},
};
use rfd::AsyncFileDialog;
use tauri::{State, WebviewWindow};

/// The voice notes of a conversation.
#[tauri::command]
pub(crate) async fn transcripts(desk: State<'_, Desk>, ask: Ask) -> Answer<TranscriptsView> {
    Ok(desk
        .transcripts(ask.get("side")?, ask.get("conversation")?)
        .await?)
}

/// Has a note heard, or heard again.
#[tauri::command]
pub(crate) async fn hear_note(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .hear_note(side, conversation, ask.get("media")?)
        .await?)
}

/// Stops a note.
#[tauri::command]
pub(crate) async fn stop_hearing(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .stop_hearing(side, conversation, ask.get("media")?)
        .await?)
}

/// How voice notes are heard.
#[tauri::command]
pub(crate) async fn voice_settings(desk: State<'_, Desk>) -> Answer<VoiceSettingsView> {
    Ok(desk.voice_settings().await?)
}

/// Changes how voice notes are heard.
#[tauri::command]
pub(crate) async fn save_voice_settings(
    desk: State<'_, Desk>,
    ask: Ask,
) -> Answer<VoiceSettingsView> {
    Ok(desk.save_voice_settings(ask.get("form")?).await?)
}

/// Asks which file, and takes it as the speech model; nothing changes when that was put away.
#[tauri::command]
pub(crate) async fn choose_speech_model(
    window: WebviewWindow,
    desk: State<'_, Desk>,
) -> Answer<VoiceSettingsView> {
    let dialog = AsyncFileDialog::new()
        .set_parent(&window)
        .add_filter("ggml", &["bin"]);
    match dialog.pick_file().await {
        Some(file) => Ok(desk.choose_speech_model(file.path().to_owned()).await?),
        None => Ok(desk.voice_settings().await?),
    }
}

/// Begins to fetch a published speech model.
#[tauri::command]
pub(crate) async fn fetch_speech_model(
    desk: State<'_, Desk>,
    ask: Ask,
) -> Answer<VoiceSettingsView> {
    Ok(desk.fetch_speech_model(ask.get("name")?).await?)
}

/// Stops fetching a speech model.
#[tauri::command]
pub(crate) async fn stop_fetching_model(desk: State<'_, Desk>) -> Answer<VoiceSettingsView> {
    Ok(desk.stop_fetching_model().await?)
}

/// Has everything heard that failed.
#[tauri::command]
pub(crate) async fn hear_failed_notes(desk: State<'_, Desk>) -> Answer<VoiceSettingsView> {
    Ok(desk.hear_failed_notes().await?)
}
