//! One program for one folder of data: a second start brings the first one's window forward.

use crate::{config::Arguments, window};
use tauri::{Wry, plugin::TauriPlugin};

/// Returns the plugin that looks for a program that runs already; first of all, so that a second start ends before it
/// does anything.
pub(crate) fn plugin(arguments: &Arguments) -> TauriPlugin<Wry> {
    let mut builder = tauri_plugin_single_instance::Builder::new()
        .callback(|app, _arguments, _folder| window::bring_forward(app));
    if let Some(name) = arguments.data_name() {
        // A bus name's parts may not begin with a digit.
        builder = builder.dbus_id(format!("org.recado.desktop.data{name}"));
    }
    builder.build()
}

/// Begins this program anew in its place if it met one that was just ending, which holds its name on the bus until it
/// is gone and answers nobody any more. Returns if that is not what went wrong, or goes on for too long.
#[cfg(target_os = "linux")]
#[expect(
    clippy::disallowed_methods,
    reason = "it is the program's start, which there is no window or runtime beside; how often it was tried is all it knows of itself"
)]
pub(crate) fn begin_anew(error: &tauri::Error) {
    use std::{env, os::unix::process::CommandExt, process::Command, thread, time::Duration};

    const TRIES: &str = "RECADO_START_TRIES";
    const MOST_TRIES: u32 = 40;
    const BETWEEN: Duration = Duration::from_millis(250);

    let is_ours = matches!(error, tauri::Error::PluginInitialization(plugin, _) if plugin == "single-instance");
    let tries = env::var(TRIES).map_or(0, |tries| tries.parse().unwrap_or(MOST_TRIES));
    if !is_ours || tries >= MOST_TRIES {
        return;
    }
    let Ok(program) = env::current_exe() else {
        return;
    };
    thread::sleep(BETWEEN);
    let mut anew = Command::new(program);
    anew.args(env::args_os().skip(1));
    anew.env(TRIES, (tries + 1).to_string());
    let failure = anew.exec();
    tracing::error!("the program could not begin anew: {failure}");
}
