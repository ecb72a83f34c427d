//! In which order people are asked about flags, and whom to call about a patient.

use super::{Answer, Ask, phone::begun};
use recado_inbox::{
    desk::Desk,
    view::{
        emergency_contact::EmergencyContactView,
        on_call::{AlertTurnView, OnCallView},
        phone::CallView,
    },
};
use tauri::State;

/// Whose turn each open flag is.
#[tauri::command]
pub(crate) async fn alert_turns(desk: State<'_, Desk>) -> Answer<Vec<AlertTurnView>> {
    Ok(desk.alert_turns().await?)
}

/// In which order people are asked.
#[tauri::command]
pub(crate) async fn on_call_view(desk: State<'_, Desk>) -> Answer<OnCallView> {
    Ok(desk.on_call_view().await?)
}

/// Keeps in which order people are asked.
#[tauri::command]
pub(crate) async fn save_on_call(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.save_on_call(ask.get("order")?).await?)
}

/// Whom to call about the patient of a conversation.
#[tauri::command]
pub(crate) async fn emergency_contact(
    desk: State<'_, Desk>,
    ask: Ask,
) -> Answer<Option<EmergencyContactView>> {
    Ok(desk.emergency_contact(ask.get("conversation")?).await?)
}

/// Writes down whom to call about a patient.
#[tauri::command]
pub(crate) async fn save_emergency_contact(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (conversation, contact) = (ask.get("conversation")?, ask.get("contact")?);
    Ok(desk.save_emergency_contact(conversation, contact).await?)
}

/// Whom to call about the person of a flag.
#[tauri::command]
pub(crate) async fn alert_emergency_contact(
    desk: State<'_, Desk>,
    ask: Ask,
) -> Answer<Option<EmergencyContactView>> {
    Ok(desk.alert_emergency_contact(ask.get("alert")?).await?)
}

/// Begins a call to them, as to the person themselves; answers how.
#[tauri::command]
pub(crate) async fn call_emergency_contact(desk: State<'_, Desk>, ask: Ask) -> Answer<CallView> {
    let alert = ask.get("alert")?;
    let phone = desk.call_emergency_contact(alert).await?;
    let rung = desk.ring(alert, &phone).await;
    Ok(begun(rung, phone.as_e164()).await)
}
