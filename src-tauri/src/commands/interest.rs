//! Leads by how much they want to come.

use super::{Answer, Ask};
use recado_inbox::{desk::Desk, view::interest::InterestView};
use tauri::State;

/// The leads who need a person, and those with a mark, the most urgent first.
#[tauri::command]
pub(crate) async fn hot_leads(desk: State<'_, Desk>) -> Answer<InterestView> {
    Ok(desk.hot_leads().await?)
}

/// Notes that a lead is not urgent, until they write again.
#[tauri::command]
pub(crate) async fn dismiss_interest(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk
        .dismiss_interest(ask.get("side")?, ask.get("conversation")?)
        .await?)
}
