//! Urgent notifications on Linux, straight to the notification service. A flag that calls again replaces its own.

use super::opened;
use crate::{window, words::Words};
use recado_inbox::view::change::Change;
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tauri::AppHandle;

/// The notifications about flags that are still on the screen, by flag. The screen is the process's, and so is this.
static ON_SCREEN: Mutex<BTreeMap<String, u32>> = Mutex::new(BTreeMap::new());

fn on_screen() -> MutexGuard<'static, BTreeMap<String, u32>> {
    ON_SCREEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Shows one that stays until somebody acts on it.
pub(super) async fn urgent(
    app: &AppHandle,
    title: &str,
    words: &Words,
    about: Option<(String, Change)>,
) {
    let (alert, target) = about.unzip();
    let mut notification = notify_rust::Notification::new();
    notification
        .appname("Recado")
        .summary(title)
        .body(words.open)
        .icon("dialog-warning")
        .action("default", words.open)
        .timeout(notify_rust::Timeout::Never)
        .urgency(notify_rust::Urgency::Critical)
        .hint(notify_rust::Hint::Category("im.received".to_owned()))
        // The name of the .desktop file that the packages install.
        .hint(notify_rust::Hint::DesktopEntry("Recado".to_owned()));
    let replaced = alert
        .as_ref()
        .and_then(|alert| on_screen().get(alert).copied());
    if let Some(id) = replaced {
        notification.id(id);
    }
    match notification.show_async().await {
        Ok(handle) => {
            let id = handle.id();
            if let Some(alert) = &alert {
                on_screen().insert(alert.clone(), id);
            }
            if replaced == Some(id) {
                // Somebody waits for a click on it since it was shown first.
                return;
            }
            let app = app.clone();
            // It waits until the notification is clicked or gone, however long that takes.
            std::thread::spawn(move || {
                handle.wait_for_action(|action| {
                    if let Some(alert) = &alert {
                        let mut shown = on_screen();
                        if shown.get(alert) == Some(&id) {
                            shown.remove(alert);
                        }
                    }
                    if action == "default" {
                        opened(&app, target.as_ref());
                    }
                });
            });
        }
        Err(error) => {
            tracing::error!("an urgent notification was not shown: {error}");
            window::ask_for_attention(app);
        }
    }
}
