//! Searching messages and contacts.

use super::{Answer, Ask};
use recado_inbox::{desk::Desk, view::search::SearchView};
use tauri::State;

/// What matches, newest first.
#[tauri::command]
pub(crate) async fn search(desk: State<'_, Desk>, ask: Ask) -> Answer<SearchView> {
    Ok(desk.search(ask.get("query")?).await?)
}
