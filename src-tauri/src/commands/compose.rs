//! What is sent besides words, and files of messages.

use super::{Answer, Ask, ask::Upload};
use recado_inbox::{
    desk::Desk,
    error::InboxError,
    view::media::{RecordingView, StagedView},
};
use tauri::State;

/// Puts a chosen file beside the composer.
#[tauri::command]
pub(crate) async fn stage_file(desk: State<'_, Desk>, upload: Upload) -> Answer<StagedView> {
    let (side, conversation) = (upload.get("x-side")?, upload.get("x-conversation")?);
    let (name, mime) = (upload.text("x-name"), upload.text("x-mime"));
    Ok(desk
        .stage_file(side, conversation, name, mime, upload.bytes)
        .await?)
}

/// Takes a file away from the composer.
#[tauri::command]
pub(crate) async fn unstage_file(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.unstage_file(ask.get("media")?).await?)
}

/// Queues files, a place, a card or choices for sending.
#[tauri::command]
pub(crate) async fn send_content(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    let (content, reply_to) = (ask.get("content")?, ask.get("replyTo")?);
    Ok(desk
        .send_content(side, conversation, content, reply_to)
        .await?)
}

/// Reacts to a message, or takes the reaction back.
#[tauri::command]
pub(crate) async fn react(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    let (message, emoji) = (ask.get("message")?, ask.get("emoji")?);
    Ok(desk.react(side, conversation, message, emoji).await?)
}

/// Opens the microphone.
#[tauri::command]
pub(crate) async fn start_recording(desk: State<'_, Desk>) -> Answer<RecordingView> {
    Ok(desk.start_recording().await?)
}

/// How far the recording has got.
#[tauri::command]
pub(crate) async fn recording(desk: State<'_, Desk>) -> Answer<RecordingView> {
    Ok(desk.recording().await?)
}

/// Closes the microphone and puts what was said beside the composer.
#[tauri::command]
pub(crate) async fn stop_recording(desk: State<'_, Desk>, ask: Ask) -> Answer<StagedView> {
    Ok(desk
        .stop_recording(ask.get("side")?, ask.get("conversation")?)
        .await?)
}

/// Closes the microphone and forgets what was said.
#[tauri::command]
pub(crate) async fn cancel_recording(desk: State<'_, Desk>) -> Answer<()> {
    Ok(desk.cancel_recording().await?)
}

/// Takes a conversation over from the app that answers it.
#[tauri::command]
pub(crate) async fn take_over(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk
        .take_over(ask.get("side")?, ask.get("conversation")?)
        .await?)
}

/// Shows the contact that somebody types.
#[tauri::command]
pub(crate) async fn note_typing(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk
        .note_typing(ask.get("side")?, ask.get("conversation")?)
        .await?)
}

/// Asks for a file again that could not be fetched.
#[tauri::command]
pub(crate) async fn fetch_media(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .fetch_media(side, conversation, ask.get("media")?)
        .await?)
}

/// Opens a file in the system's program for it.
#[tauri::command]
pub(crate) async fn open_media(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let lent = desk.lend_media(ask.get("side")?, ask.get("media")?).await?;
    // Starting a program may take its time; the path is ours and absolute, so that it is taken for no option.
    let opened = tauri::async_runtime::spawn_blocking(move || opener::open(lent)).await;
    match opened {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => {
            tracing::warn!("no program opened a file: {error}");
            Err(InboxError::NoProgram.into())
        }
        Err(_) => Err(InboxError::CutOff.into()),
    }
}
