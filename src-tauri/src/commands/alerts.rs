//! What people do about flags.

use super::{Answer, Ask, phone::begun};
use recado_inbox::{
    desk::Desk,
    view::{
        alert::{AlertHelpView, AlertSettingsView},
        phone::CallView,
        thread::AlertView,
    },
};
use tauri::State;

/// The flags that somebody has taken and that are not done with.
#[tauri::command]
pub(crate) async fn alerts_in_hand(desk: State<'_, Desk>) -> Answer<Vec<AlertView>> {
    Ok(desk.alerts_in_hand().await?)
}

/// What helps with a flag.
#[tauri::command]
pub(crate) async fn alert_help(desk: State<'_, Desk>, ask: Ask) -> Answer<AlertHelpView> {
    Ok(desk.alert_help(ask.get("alert")?).await?)
}

/// Passes a flag to a colleague.
#[tauri::command]
pub(crate) async fn pass_alert(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.pass_alert(ask.get("alert")?, ask.get("to")?).await?)
}

/// Begins a call, through the clinic's telephone vendor or in the system's telephone program; answers how.
#[tauri::command]
pub(crate) async fn call_about_alert(desk: State<'_, Desk>, ask: Ask) -> Answer<CallView> {
    let alert = ask.get("alert")?;
    let phone = desk.call_about_alert(alert).await?;
    let rung = desk.ring(alert, &phone).await;
    Ok(begun(rung, phone.as_e164()).await)
}

/// Writes down what came of a flag.
#[tauri::command]
pub(crate) async fn record_alert_outcome(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (alert, outcome) = (ask.get("alert")?, ask.get("outcome")?);
    Ok(desk
        .record_alert_outcome(alert, outcome, ask.get("note")?)
        .await?)
}

/// Says that a flag was wrong.
#[tauri::command]
pub(crate) async fn say_alert_wrong(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk
        .say_alert_wrong(ask.get("alert")?, ask.get("reason")?)
        .await?)
}

/// What the clinic wrote down for flags.
#[tauri::command]
pub(crate) async fn alert_settings(desk: State<'_, Desk>) -> Answer<AlertSettingsView> {
    Ok(desk.alert_settings().await?)
}

/// Sets what the clinic wrote down for flags.
#[tauri::command]
pub(crate) async fn save_alert_settings(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.save_alert_settings(ask.get("settings")?).await?)
}
