//! How relay and channels stand.

use super::Answer;
use recado_inbox::{desk::Desk, view::connection::ConnectionView};
use tauri::State;

/// How relay and channels stand.
#[tauri::command]
pub(crate) async fn connection_view(desk: State<'_, Desk>) -> Answer<ConnectionView> {
    Ok(desk.connection_view().await?)
}

/// Sends an event the whole way a message comes in.
#[tauri::command]
pub(crate) async fn run_self_test(desk: State<'_, Desk>) -> Answer<()> {
    Ok(desk.run_self_test().await?)
}
