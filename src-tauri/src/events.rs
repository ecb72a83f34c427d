//! Carries the desk's changes to the window. They hold ids only.

use crate::window;
use recado_inbox::{desk::Desk, view::change::Change};
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::error::RecvError;

/// The event's name in `ui/src/ipc/host.ts`.
const CHANGE: &str = "change";

/// Tells the window one change.
pub(crate) fn tell(app: &AppHandle, change: &Change) {
    if let Err(error) = app.emit(CHANGE, change) {
        tracing::warn!("the window was not told of a change: {error}");
    }
}

/// Forwards every change until the desk is gone.
pub(crate) async fn forward(app: AppHandle, desk: Desk) {
    let mut changes = desk.changes();
    loop {
        match changes.recv().await {
            Ok(change) => tell(&app, &change),
            // What was missed can only be asked for anew.
            Err(RecvError::Lagged(_)) => {
                for change in [Change::App, Change::Connection, Change::Templates] {
                    tell(&app, &change);
                }
            }
            Err(RecvError::Closed) => return,
        }
    }
}

/// Lets the window forget what it showed whenever somebody who reads patients has left the desk.
pub(crate) async fn forget(app: AppHandle, desk: Desk) {
    let mut left = desk.readers_left();
    drop(desk);
    while left.changed().await.is_ok() {
        window::forget_page(&app);
    }
}
