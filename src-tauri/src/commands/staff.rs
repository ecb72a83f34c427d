//! Staff, this computer's login, the emergency code and the recovery phrase.

use super::{Answer, Ask};
use recado_inbox::{
    desk::Desk,
    view::staff::{SessionView, StaffListView},
};
use serde_json::Value;
use tauri::State;

/// Everybody, for an owner.
#[tauri::command]
pub(crate) async fn staff_list(desk: State<'_, Desk>) -> Answer<StaffListView> {
    Ok(desk.staff_list().await?)
}

/// How the session stands.
#[tauri::command]
pub(crate) async fn session_view(desk: State<'_, Desk>) -> Answer<SessionView> {
    Ok(desk.session_view().await?)
}

/// Adds a member of staff.
#[tauri::command]
pub(crate) async fn add_staff(desk: State<'_, Desk>, ask: Ask) -> Answer<Value> {
    let (name, role) = (ask.get("name")?, ask.get("role")?);
    let added = desk.add_staff(name, role, ask.get("passphrase")?).await?;
    Ok(added.to_string().into())
}

/// Renames a member of staff.
#[tauri::command]
pub(crate) async fn rename_staff(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk
        .rename_staff(ask.get("staff")?, ask.get("name")?)
        .await?)
}

/// Gives a member of staff another role.
#[tauri::command]
pub(crate) async fn change_staff_role(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk
        .change_staff_role(ask.get("staff")?, ask.get("role")?)
        .await?)
}

/// Removes a member of staff.
#[tauri::command]
pub(crate) async fn remove_staff(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.remove_staff(ask.get("staff")?).await?)
}

/// Gives a member of staff a new passphrase.
#[tauri::command]
pub(crate) async fn reset_passphrase(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk
        .reset_passphrase(ask.get("staff")?, ask.get("passphrase")?)
        .await?)
}

/// Changes one's own passphrase.
#[tauri::command]
pub(crate) async fn change_passphrase(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk
        .change_passphrase(ask.get("old")?, ask.get("new")?)
        .await?)
}

/// Lets a member of staff in by this computer's login.
#[tauri::command]
pub(crate) async fn allow_login(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.allow_login(ask.get("staff")?).await?)
}

/// Asks a member of staff for their passphrase again.
#[tauri::command]
pub(crate) async fn forbid_login(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.forbid_login(ask.get("staff")?).await?)
}

/// Signs in by this computer's login.
#[tauri::command]
pub(crate) async fn unlock_with_login(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.unlock_with_login(ask.get("staff")?).await?)
}

/// Makes an emergency code.
#[tauri::command]
pub(crate) async fn make_emergency_code(desk: State<'_, Desk>) -> Answer<Vec<String>> {
    Ok(desk.make_emergency_code().await?)
}

/// Makes the emergency code open nothing any more.
#[tauri::command]
pub(crate) async fn void_emergency_code(desk: State<'_, Desk>) -> Answer<()> {
    Ok(desk.void_emergency_code().await?)
}

/// Lets whoever has the emergency code in.
#[tauri::command]
pub(crate) async fn use_emergency_code(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.use_emergency_code(ask.get("form")?).await?)
}

/// Notes that an owner knows of a use of the emergency code.
#[tauri::command]
pub(crate) async fn acknowledge_emergency(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.acknowledge_emergency(ask.get("emergency")?).await?)
}

/// A new recovery phrase to be written down.
#[tauri::command]
pub(crate) async fn new_recovery_phrase(desk: State<'_, Desk>) -> Answer<Vec<String>> {
    Ok(desk.new_recovery_phrase().await?)
}

/// Confirms that the new words were written down.
#[tauri::command]
pub(crate) async fn confirm_new_recovery_phrase(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk
        .confirm_new_recovery_phrase(ask.get("positions")?, ask.get("words")?)
        .await?)
}

/// Gives an owner who has the 24 words a new passphrase.
#[tauri::command]
pub(crate) async fn recover_owner(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk
        .recover_owner(ask.get("staff")?, ask.get("words")?, ask.get("passphrase")?)
        .await?)
}
