//! The system's own dialogs: no part of the page, so they are found on the display by their title and worked by keys, as
//! people do. The keys are those of a keyboard (XTEST); there is no window manager, so a dialog is given the focus by hand.

use std::{process::Command, time::Duration};

/// How long a dialog may take to open, or to close.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often is looked.
const LOOK: Duration = Duration::from_millis(200);

/// An open dialog.
pub(crate) struct Dialog {
    title: String,
    id: String,
}

impl Dialog {
    /// Waits for the dialog of this title, and gives it the focus.
    pub(crate) async fn titled(title: &str) -> Self {
        let id = until(&format!("a dialog {title:?}"), || windows(title).pop()).await;
        let dialog = Self {
            title: title.to_owned(),
            id,
        };
        until("its focus", || dialog.takes_focus().then_some(())).await;
        dialog
    }

    /// Puts it away; waits until it is gone.
    pub(crate) async fn put_away(self) {
        until(&format!("the end of {:?}", self.title), || {
            let is_gone = !windows(&self.title).contains(&self.id);
            if !is_gone && self.takes_focus() {
                // Once more where it was not ready for a key yet.
                let _ = xdotool(&["key", "Escape"]);
            }
            is_gone.then_some(())
        })
        .await;
    }

    fn takes_focus(&self) -> bool {
        let given = xdotool(&["windowfocus", &self.id]);
        given.is_some() && xdotool(&["getwindowfocus"]).is_some_and(|it| it.trim() == self.id)
    }
}

/// Returns the windows on the display that are called exactly so.
fn windows(title: &str) -> Vec<String> {
    let name = format!("^{title}$");
    let found = xdotool(&["search", "--onlyvisible", "--name", &name]);
    let found = found.unwrap_or_default();
    found.lines().map(str::to_owned).collect()
}

/// Returns what it says; nothing when it finds nothing.
fn xdotool(arguments: &[&str]) -> Option<String> {
    let done = Command::new("xdotool").args(arguments).output();
    let done = done.expect("xdotool (Debian: xdotool)");
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    done.status.success().then_some(said)
}

async fn until<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    let seek = async {
        let mut looks = tokio::time::interval(LOOK);
        loop {
            looks.tick().await;
            if let Some(found) = look() {
                return found;
            }
        }
    };
    match tokio::time::timeout(PATIENCE, seek).await {
        Ok(found) => found,
        Err(_) => panic!("{what} is missing; on the display: {:#?}", windows(".+")),
    }
}
