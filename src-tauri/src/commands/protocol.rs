//! What the clinic does about flags, and its emergency numbers.

use super::{Answer, Ask};
use recado_inbox::{
    desk::Desk,
    view::protocol::{AlertProtocolView, EmergencyNumbersView, ProtocolView},
};
use tauri::State;

/// The clinic's protocol as it stands.
#[tauri::command]
pub(crate) async fn protocol_view(desk: State<'_, Desk>) -> Answer<ProtocolView> {
    Ok(desk.protocol_view().await?)
}

/// Keeps the clinic's own steps, or the original again.
#[tauri::command]
pub(crate) async fn save_protocol(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.save_protocol(ask.get("steps")?).await?)
}

/// What is to be done about a flag.
#[tauri::command]
pub(crate) async fn alert_protocol(desk: State<'_, Desk>, ask: Ask) -> Answer<AlertProtocolView> {
    Ok(desk.alert_protocol(ask.get("alert")?).await?)
}

/// Writes down that a step was done about a flag, or that it was not after all.
#[tauri::command]
pub(crate) async fn tick_step(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (alert, version, step) = (ask.get("alert")?, ask.get("version")?, ask.get("step")?);
    Ok(desk
        .tick_step(alert, version, step, ask.get("isDone")?)
        .await?)
}

/// The emergency numbers of the clinic's country, and when they were confirmed.
#[tauri::command]
pub(crate) async fn emergency_numbers(desk: State<'_, Desk>) -> Answer<EmergencyNumbersView> {
    Ok(desk.emergency_numbers().await?)
}

/// Writes down that somebody looked at them.
#[tauri::command]
pub(crate) async fn confirm_emergency_numbers(desk: State<'_, Desk>) -> Answer<()> {
    Ok(desk.confirm_emergency_numbers().await?)
}
