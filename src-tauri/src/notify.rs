//! Notifications: what a person is told when the window is not in front. They say that something is there, never what.
//!
//! The plugin shows ordinary ones. It knows no urgency and reports no failure, so on Linux a risk alert goes to the
//! notification service directly.

#[cfg(target_os = "linux")]
mod linux;

#[cfg(target_os = "linux")]
use linux::urgent;

use crate::{
    config, events, window,
    words::{Words, words},
};
use recado_inbox::{
    desk::{Desk, Notice},
    view::{app::AppView, change::Change},
};
use std::sync::{Mutex, PoisonError};
use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt;
use tokio::sync::broadcast::error::RecvError;

/// Where a click on the ordinary notification leads: the conversation of the newest one.
#[derive(Default)]
pub(crate) struct Target(Mutex<Option<Change>>);

impl Target {
    fn set(&self, change: Change) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(change);
    }

    fn take(&self) -> Option<Change> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Shows every notice until the desk is gone.
pub(crate) async fn watch(app: AppHandle, desk: Desk) {
    let mut notices = desk.notices();
    // What was raised before this listened, or cut off before it was told.
    announce(&desk).await;
    loop {
        match notices.recv().await {
            Ok(notice) => show(&app, notice, &Desktop::of(&desk).await).await,
            Err(RecvError::Lagged(_)) => announce(&desk).await,
            Err(RecvError::Closed) => return,
        }
    }
}

async fn announce(desk: &Desk) {
    if let Err(error) = desk.announce_open_alerts().await {
        tracing::error!("open alerts could not be announced: {error}");
    }
}

/// Opens the conversation behind a clicked notification; the window asks for a sign-in first if it has to.
pub(crate) fn opened(app: &AppHandle, target: Option<&Change>) {
    window::bring_forward(app);
    if let Some(change) = target {
        events::tell(app, change);
    }
}

/// Opens what the newest ordinary notification was about.
pub(crate) fn opened_newest(app: &AppHandle, newest: &Target) {
    opened(app, newest.take().as_ref());
}

async fn show(app: &AppHandle, notice: Notice, desktop: &Desktop) {
    let words = desktop.words;
    match notice {
        Notice::Alert {
            alert,
            side,
            conversation,
        } => {
            let target = Change::OpenConversation { side, conversation };
            urgent(app, words.alert, words, Some((alert.to_string(), target))).await;
        }
        Notice::Reminder {
            alert,
            side,
            conversation,
        } => {
            let target = Change::OpenConversation { side, conversation };
            let about = Some((format!("reminder {alert}"), target));
            urgent(app, words.reminder, words, about).await;
        }
        Notice::TestAlert => urgent(app, words.test_alert, words, None).await,
        // Nothing to open by a click: the owner finds it in the settings.
        Notice::AuditBroken => plain(app, words.audit_broken, words.open),
        Notice::SelfTestLost => plain(app, words.nothing_comes, words.open),
        Notice::Messages { side, conversation } => {
            // In front of an open desk the list itself shows it.
            if desktop.is_locked || !window::is_in_front(app) {
                ordinary(app, words, Change::OpenConversation { side, conversation });
            }
        }
    }
}

fn ordinary(app: &AppHandle, words: &Words, target: Change) {
    use tauri::Manager;
    app.state::<Target>().set(target);
    plain(app, words.message, words.open);
}

fn plain(app: &AppHandle, title: &str, body: &str) {
    let notification = app.notification().builder().title(title).body(body);
    if let Err(error) = notification.show() {
        tracing::warn!("a notification was not shown: {error}");
    }
}

#[cfg(not(target_os = "linux"))]
async fn urgent(app: &AppHandle, title: &str, words: &Words, about: Option<(String, Change)>) {
    use tauri::Manager;
    if let Some((_, target)) = about {
        app.state::<Target>().set(target);
    }
    plain(app, title, words.open);
    window::ask_for_attention(app);
}

/// What of the desk decides how a notice is shown.
struct Desktop {
    words: &'static Words,
    is_locked: bool,
}

impl Desktop {
    async fn of(desk: &Desk) -> Self {
        let (settings, is_locked) = match desk.app_view().await {
            Ok(AppView::FirstRun { settings, .. } | AppView::Open { settings, .. }) => {
                (Some(settings), false)
            }
            Ok(AppView::KeyMissing { settings, .. } | AppView::Locked { settings, .. }) => {
                (Some(settings), true)
            }
            Err(_) => (None, true),
        };
        let language = settings.and_then(|settings| settings.language);
        Self {
            words: words(language.unwrap_or_else(config::system_language)),
            is_locked,
        }
    }
}
