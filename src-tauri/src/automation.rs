//! Keeps a released window from being driven by another program.
//!
//! WebKit lets a WebDriver in when `TAURI_WEBVIEW_AUTOMATION` is set, in every build. A program cannot safely change its
//! own environment, so a release starts itself again without the variable. Builds for tests keep it.

use std::process::ExitCode;

const VARIABLE: &str = "TAURI_WEBVIEW_AUTOMATION";

/// Says to a build for tests that the page's process is to be kept: ending it ends the WebDriver's session.
const KEEPS_PROCESS: &str = "RECADO_KEEPS_PAGE_PROCESS";

/// Whether a test drives the window on after the lock. Never in a release.
pub(crate) fn keeps_process() -> bool {
    cfg!(debug_assertions) && std::env::var_os(KEEPS_PROCESS).is_some()
}

/// Runs the program without the variable if it is a release that was started with it, and returns how that ended.
pub(crate) fn refuse() -> Option<ExitCode> {
    if cfg!(debug_assertions) || std::env::var_os(VARIABLE).is_none() {
        return None;
    }
    let again = std::env::current_exe().and_then(|program| {
        std::process::Command::new(program)
            .args(std::env::args_os().skip(1))
            .env_remove(VARIABLE)
            .status()
    });
    let succeeded = again.is_ok_and(|status| status.success());
    Some(if succeeded {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
