//! The one window: made when the desk is open, hidden instead of closed, brought forward on demand.

use crate::{automation, config::Arguments, tray};
use recado_inbox::desk::Desk;
use tauri::{
    AppHandle, Manager, Url, UserAttentionType, WebviewWindow, WebviewWindowBuilder, Window,
    WindowEvent,
};

const LABEL: &str = "main";

/// Makes the window as `tauri.conf.json` describes it.
///
/// # Errors
/// When the web view cannot be made.
pub(crate) fn open(app: &AppHandle) -> tauri::Result<()> {
    let windows = &app.config().app.windows;
    if let Some(described) = windows.iter().find(|window| window.label == LABEL) {
        WebviewWindowBuilder::from_config(app, described)?
            .on_navigation(is_ours)
            .build()?;
    }
    Ok(())
}

/// Begins the page anew in a process of its own, and ends the one before with everything it held.
///
/// A page that is only loaded again keeps its process, and freed memory is not overwritten: texts of patients stay in it
/// for hours.
pub(crate) fn forget_page(app: &AppHandle) {
    let Some(window) = main_window(app) else {
        return;
    };
    if !automation::keeps_process()
        && let Err(error) = window.with_webview(|webview| end_process(&webview))
    {
        tracing::error!("the window keeps what it showed: {error}");
    }
    if let Err(error) = window.reload() {
        tracing::error!("the window could not be begun anew: {error}");
    }
}

#[cfg(target_os = "linux")]
fn end_process(webview: &tauri::webview::PlatformWebview) {
    use webkit2gtk::WebViewExt as _;
    webview.inner().terminate_web_process();
}

/// Elsewhere the page is loaded again and its memory is left to the system's web view.
#[cfg(not(target_os = "linux"))]
fn end_process(_webview: &tauri::webview::PlatformWebview) {}

/// Brings the window to the front, from tray or task bar.
pub(crate) fn bring_forward(app: &AppHandle) {
    let Some(window) = main_window(app) else {
        return;
    };
    let done = window
        .show()
        .and_then(|()| window.unminimize())
        .and_then(|()| window.set_focus());
    if let Err(error) = done {
        tracing::warn!("the window did not come forward: {error}");
    }
}

/// Whether a person is looking at the window.
pub(crate) fn is_in_front(app: &AppHandle) -> bool {
    main_window(app).is_some_and(|window| window.is_focused().unwrap_or(false))
}

/// Marks the window in the task bar until somebody looks.
pub(crate) fn ask_for_attention(app: &AppHandle) {
    if let Some(window) = main_window(app) {
        let _ = window.request_user_attention(Some(UserAttentionType::Critical));
    }
}

/// Keeps the program running when its window is closed: messages still arrive.
pub(crate) fn on_event(window: &Window, event: &WindowEvent) {
    if let WindowEvent::CloseRequested { api, .. } = event {
        // Nobody is listened to by a window that is not there.
        if let Some(desk) = window.try_state::<Desk>() {
            desk.stop_listening();
        }
        // A demo that went on unseen would be a surprise.
        if window.state::<Arguments>().is_demo {
            return;
        }
        api.prevent_close();
        let done = if tray::exists(window.app_handle()) {
            window.hide()
        } else {
            window.minimize()
        };
        if let Err(error) = done {
            tracing::warn!("the window did not go away: {error}");
        }
    }
}

fn main_window(app: &AppHandle) -> Option<WebviewWindow> {
    app.get_webview_window(LABEL)
}

/// Whether an address belongs to the interface; the window shows nothing else.
fn is_ours(url: &Url) -> bool {
    url.scheme() == "tauri"
        || matches!(url.host_str(), Some("tauri.localhost"))
        || (cfg!(dev) && matches!(url.host_str(), Some("localhost")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_goes_nowhere_else() {
        let ours = |url: &str| is_ours(&Url::parse(url).unwrap());
        assert!(ours("tauri://localhost/index.html"));
        assert!(ours("http://tauri.localhost/"));
        assert!(!ours("https://recado.example/"));
        assert!(!ours("http://tauri.localhost.example/"));
    }
}
