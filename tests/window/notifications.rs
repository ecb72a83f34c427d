//! What reached the system's notification service, and clicks on it. The service is a stand-in that writes down every call.

use std::{path::PathBuf, process::Command, time::Duration};

/// How long a notification may take.
const ARRIVES_WITHIN: Duration = Duration::from_secs(30);

/// How often is looked.
const LOOK: Duration = Duration::from_millis(100);

const SERVICE: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// A notification as the service was asked to show it.
pub(crate) struct Notification {
    /// The service counts from one.
    id: usize,
    /// The whole call: title, body, actions, hints, timeout.
    pub(crate) call: String,
}

/// The notifications from some moment on.
pub(crate) struct Notifications {
    before: usize,
}

impl Notifications {
    /// Begins to look: what came before does not count.
    pub(crate) fn from_now_on() -> Self {
        Self {
            before: calls().len(),
        }
    }

    /// Waits for a notification with this title.
    pub(crate) async fn titled(&self, title: &str) -> Notification {
        let seek = async {
            let mut looks = tokio::time::interval(LOOK);
            loop {
                looks.tick().await;
                let calls = calls();
                let new = calls.into_iter().enumerate().skip(self.before);
                let quoted = format!("\"{title}\"");
                for (index, call) in new {
                    if call.contains(&quoted) {
                        return Notification {
                            id: index + 1,
                            call,
                        };
                    }
                }
            }
        };
        match tokio::time::timeout(ARRIVES_WITHIN, seek).await {
            Ok(notification) => notification,
            Err(_) => panic!("no notification {title:?} among {:#?}", calls()),
        }
    }
}

impl Notification {
    /// Clicks it, as the service tells the program.
    pub(crate) fn click(&self) {
        let arguments = format!("[<uint32 {}>, <'default'>]", self.id);
        let told = Command::new("gdbus")
            .args([
                "call",
                "--session",
                "--dest",
                SERVICE,
                "--object-path",
                PATH,
            ])
            .args(["--method", "org.freedesktop.DBus.Mock.EmitSignal"])
            .args([SERVICE, "ActionInvoked", "us", &arguments])
            .status()
            .expect("gdbus");
        assert!(told.success(), "the click was not told");
    }
}

fn calls() -> Vec<String> {
    let log = std::env::var_os("RECADO_NOTIFICATION_LOG")
        .map(PathBuf::from)
        .expect("`cargo xtask test` starts these tests in a session of their own");
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let calls = text.lines().filter(|line| line.contains(" Notify "));
    calls.map(str::to_owned).collect()
}
