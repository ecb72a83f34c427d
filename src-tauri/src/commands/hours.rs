//! The clinic's hours, and what goes out by them.

use super::{Answer, Ask};
use recado_inbox::{desk::Desk, view::hours::HoursView};
use tauri::State;

/// Zone, hours, closed dates and automatic replies as they stand.
#[tauri::command]
pub(crate) async fn hours_view(desk: State<'_, Desk>) -> Answer<HoursView> {
    Ok(desk.hours_view().await?)
}

/// Saves them.
#[tauri::command]
pub(crate) async fn save_hours(desk: State<'_, Desk>, ask: Ask) -> Answer<HoursView> {
    Ok(desk.save_hours(ask.get("form")?).await?)
}
