//! The clinic's telephone vendor, and beginning a call by it or by the system's telephone program.

use super::{Answer, Ask};
use recado_inbox::{
    desk::Desk,
    error::InboxError,
    view::phone::{CallView, OwnPhoneView, PhoneVendorView, Ring},
};
use tauri::State;

/// Begins a call by the telephone program at once where the vendor did not ring; returns how it was begun.
pub(super) async fn begun(rung: Result<Ring, InboxError>, number: &str) -> CallView {
    let ring = rung.unwrap_or_else(|error| {
        tracing::warn!("ringing through the vendor: {error}");
        Ring::Refused
    });
    let is_opened = ring != Ring::Ringing && dial(number).await;
    CallView { ring, is_opened }
}

/// Hands a number to the system's telephone program; returns whether there is one.
async fn dial(number: &str) -> bool {
    // RFC 3966: a global number.
    let link = format!("tel:{number}");
    let opened = tauri::async_runtime::spawn_blocking(move || opener::open(link)).await;
    let is_opened = matches!(opened, Ok(Ok(())));
    if !is_opened {
        tracing::warn!("no program begins a call");
    }
    is_opened
}

/// The clinic's telephone vendor.
#[tauri::command]
pub(crate) async fn phone_vendor(desk: State<'_, Desk>) -> Answer<PhoneVendorView> {
    Ok(desk.phone_vendor().await?)
}

/// Keeps the clinic's telephone vendor.
#[tauri::command]
pub(crate) async fn save_phone_vendor(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.save_phone_vendor(ask.get("vendor")?).await?)
}

/// The telephone of whoever is signed in.
#[tauri::command]
pub(crate) async fn own_phone(desk: State<'_, Desk>) -> Answer<OwnPhoneView> {
    Ok(desk.own_phone().await?)
}

/// Keeps the telephone of whoever is signed in.
#[tauri::command]
pub(crate) async fn save_own_phone(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.save_own_phone(ask.get("number")?).await?)
}
