//! Signing in and out, and opening data whose key is not at hand.

use super::{Answer, Ask};
use recado_inbox::desk::Desk;
use tauri::State;

/// Signs a member of staff in.
#[tauri::command]
pub(crate) async fn unlock(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk
        .unlock(ask.get("staff")?, ask.get("passphrase")?)
        .await?)
}

/// Signs out.
#[tauri::command]
pub(crate) async fn lock(desk: State<'_, Desk>) -> Answer<()> {
    Ok(desk.lock().await?)
}

/// Opens the data folder with this computer's passphrase.
#[tauri::command]
pub(crate) async fn unlock_device(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.unlock_device(ask.get("passphrase")?).await?)
}

/// Opens the data folder with the 24 words.
#[tauri::command]
pub(crate) async fn restore_with_phrase(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.restore_with_phrase(ask.get("words")?).await?)
}
