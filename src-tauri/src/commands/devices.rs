//! The clinic's computers, and this one's way in.

use super::{Answer, Ask};
use recado_inbox::{
    desk::Desk,
    view::devices::{DevicesView, JoiningView},
};
use tauri::State;

/// Every computer, and who asks to be let in.
#[tauri::command]
pub(crate) async fn devices_view(desk: State<'_, Desk>) -> Answer<DevicesView> {
    Ok(desk.devices_view().await?)
}

/// Lets a computer in.
#[tauri::command]
pub(crate) async fn let_in(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.let_in(ask.get("device")?, ask.get("code")?).await?)
}

/// Turns a computer away.
#[tauri::command]
pub(crate) async fn turn_away(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.turn_away(ask.get("device")?).await?)
}

/// Renames a computer.
#[tauri::command]
pub(crate) async fn rename_device(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk
        .rename_device(ask.get("device")?, ask.get("name")?)
        .await?)
}

/// Takes a computer out.
#[tauri::command]
pub(crate) async fn remove_device(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.remove_device(ask.get("device")?).await?)
}

/// This computer's way in.
#[tauri::command]
pub(crate) async fn joining_view(desk: State<'_, Desk>) -> Answer<Option<JoiningView>> {
    Ok(desk.joining_view().await?)
}

/// Says that both screens show this code.
#[tauri::command]
pub(crate) async fn confirm_joining(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.confirm_joining(ask.get("code")?).await?)
}

/// Gives up asking.
#[tauri::command]
pub(crate) async fn give_up_joining(desk: State<'_, Desk>) -> Answer<()> {
    Ok(desk.give_up_joining().await?)
}
