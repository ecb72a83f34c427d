//! The first run: relay, recovery phrase, owner, WhatsApp.

use super::{Answer, Ask};
use recado_inbox::{
    desk::Desk,
    view::{app::RoundTripView, connection::ProofView},
};
use tauri::State;

/// Creates the data folder under a passphrase for this computer.
#[tauri::command]
pub(crate) async fn choose_device_passphrase(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk
        .choose_device_passphrase(ask.get("passphrase")?)
        .await?)
}

/// Pairs with the relay and proves it.
#[tauri::command]
pub(crate) async fn pair_relay(desk: State<'_, Desk>, ask: Ask) -> Answer<Option<RoundTripView>> {
    Ok(desk.pair_relay(ask.get("pairing")?).await?)
}

/// The 24 words to be written down.
#[tauri::command]
pub(crate) async fn recovery_phrase(desk: State<'_, Desk>) -> Answer<Vec<String>> {
    Ok(desk.recovery_phrase().await?)
}

/// Confirms that the words were written down.
#[tauri::command]
pub(crate) async fn confirm_recovery_phrase(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (positions, words) = (ask.get("positions")?, ask.get("words")?);
    Ok(desk.confirm_recovery_phrase(positions, words).await?)
}

/// Creates the owner and signs them in.
#[tauri::command]
pub(crate) async fn create_owner(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (clinic, name) = (ask.get("clinic")?, ask.get("name")?);
    Ok(desk
        .create_owner(clinic, name, ask.get("passphrase")?)
        .await?)
}

/// Connects a WhatsApp number by hand.
#[tauri::command]
pub(crate) async fn connect_whatsapp(desk: State<'_, Desk>, ask: Ask) -> Answer<ProofView> {
    Ok(desk.connect_whatsapp(ask.get("form")?).await?)
}

/// Looks again at what is proved.
#[tauri::command]
pub(crate) async fn prove_whatsapp(desk: State<'_, Desk>) -> Answer<Option<ProofView>> {
    Ok(desk.prove_whatsapp().await?)
}

/// Ends the first run.
#[tauri::command]
pub(crate) async fn finish_first_run(desk: State<'_, Desk>) -> Answer<()> {
    Ok(desk.finish_first_run().await?)
}
