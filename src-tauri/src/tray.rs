//! The tray icon, where the system has a tray. Building it without the indicator library would end the program.

use crate::{window, words::Words};
use tauri::{
    App, AppHandle,
    menu::{Menu, MenuItem},
    tray::{MouseButton, TrayIconBuilder, TrayIconEvent},
};

const ID: &str = "main";

/// Whether the window can be left in the tray.
pub(crate) fn exists(app: &AppHandle) -> bool {
    app.tray_by_id(ID).is_some()
}

/// Puts the icon into the tray.
///
/// # Errors
/// When the system refuses it.
pub(crate) fn build(app: &App, words: &Words) -> tauri::Result<()> {
    let open = MenuItem::with_id(app, "open", words.open, true, None::<&str>)?;
    let quit = MenuItem::with_id(app, "quit", words.quit, true, None::<&str>)?;
    let menu = Menu::with_items(app, &[&open, &quit])?;
    let mut tray = TrayIconBuilder::with_id(ID)
        .tooltip("Recado")
        .menu(&menu)
        .show_menu_on_left_click(false)
        .on_menu_event(|app, event| match event.id().as_ref() {
            "open" => window::bring_forward(app),
            "quit" => app.exit(0),
            _ => {}
        })
        .on_tray_icon_event(|tray, event| {
            if let TrayIconEvent::Click {
                button: MouseButton::Left,
                ..
            } = event
            {
                window::bring_forward(tray.app_handle());
            }
        });
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.build(app)?;
    Ok(())
}

/// Whether a tray icon would be seen: the library is installed, and something on the bus shows icons.
#[cfg(target_os = "linux")]
pub(crate) fn is_available() -> bool {
    has_library() && has_watcher().unwrap_or(false)
}

/// macOS and Windows always have one.
#[cfg(not(target_os = "linux"))]
pub(crate) fn is_available() -> bool {
    true
}

/// Whether the indicator library lies where the loader looks. (Loading it to find out would need unsafe code.)
#[cfg(target_os = "linux")]
fn has_library() -> bool {
    let multiarch = format!("/usr/lib/{}-linux-gnu", std::env::consts::ARCH);
    let fixed = ["/usr/lib64", "/usr/lib", "/usr/local/lib", "/lib"].map(Into::into);
    let more = std::env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
    let folders = std::env::split_paths(&more)
        .chain([std::path::PathBuf::from(multiarch)])
        .chain(fixed);
    let names = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];
    folders
        .into_iter()
        .any(|folder| names.iter().any(|name| folder.join(name).exists()))
}

#[cfg(target_os = "linux")]
fn has_watcher() -> zbus::Result<bool> {
    let bus = zbus::blocking::Connection::session()?;
    let name = zbus::names::BusName::try_from("org.kde.StatusNotifierWatcher")?;
    Ok(zbus::blocking::fdo::DBusProxy::new(&bus)?.name_has_owner(name)?)
}
