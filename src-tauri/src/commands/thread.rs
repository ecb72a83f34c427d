//! The list, the thread and what is done there.

use super::{Answer, Ask};
use recado_inbox::{
    desk::Desk,
    view::{
        list::ListView,
        thread::{AlertView, OlderMessagesView, ThreadView},
    },
};
use tauri::State;

/// The newest conversations of a place.
#[tauri::command]
pub(crate) async fn list_conversations(desk: State<'_, Desk>, ask: Ask) -> Answer<ListView> {
    Ok(desk
        .list_conversations(ask.get("query")?, ask.get("limit")?)
        .await?)
}

/// The alerts nobody has acknowledged.
#[tauri::command]
pub(crate) async fn open_alerts(desk: State<'_, Desk>) -> Answer<Vec<AlertView>> {
    Ok(desk.open_alerts().await?)
}

/// A thread at its newest page.
#[tauri::command]
pub(crate) async fn open_thread(desk: State<'_, Desk>, ask: Ask) -> Answer<ThreadView> {
    Ok(desk
        .open_thread(ask.get("side")?, ask.get("conversation")?)
        .await?)
}

/// A thread around one message.
#[tauri::command]
pub(crate) async fn thread_around(desk: State<'_, Desk>, ask: Ask) -> Answer<ThreadView> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .thread_around(side, conversation, ask.get("message")?)
        .await?)
}

/// The page before a message.
#[tauri::command]
pub(crate) async fn older_messages(desk: State<'_, Desk>, ask: Ask) -> Answer<OlderMessagesView> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .older_messages(side, conversation, ask.get("before")?)
        .await?)
}

/// Marks a conversation as read.
#[tauri::command]
pub(crate) async fn mark_read(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk
        .mark_read(ask.get("side")?, ask.get("conversation")?)
        .await?)
}

/// Keeps what is being written.
#[tauri::command]
pub(crate) async fn save_draft(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .save_draft(side, conversation, ask.get("text")?)
        .await?)
}

/// Queues a text for sending.
#[tauri::command]
pub(crate) async fn send_reply(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    let (text, reply_to) = (ask.get("text")?, ask.get("replyTo")?);
    Ok(desk.send_reply(side, conversation, text, reply_to).await?)
}

/// Sends a failed or uncertain message again.
#[tauri::command]
pub(crate) async fn resend_message(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .resend_message(side, conversation, ask.get("message")?)
        .await?)
}

/// Leaves an uncertain message as it is.
#[tauri::command]
pub(crate) async fn leave_uncertain(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .leave_uncertain(side, conversation, ask.get("message")?)
        .await?)
}

/// Acknowledges an alert.
#[tauri::command]
pub(crate) async fn acknowledge_alert(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.acknowledge_alert(ask.get("alert")?).await?)
}
