//! `demo`: builds relay, simulator and desktop and starts them together.

use crate::{
    paths,
    session::Session,
    step::{self, Failure},
    system::{self, Need},
    ui,
};
use std::process::Command;

/// Sets up, builds and starts the demo; it runs until its window is closed or Ctrl+C is pressed.
pub(crate) fn run(headless: bool) -> Result<(), Failure> {
    if !headless && !has_display() {
        return Err(Failure::new(
            "There is no display here. `cargo xtask demo --headless` runs the demo under a virtual one.",
        ));
    }
    system::provide(if headless {
        &[Need::Build, Need::Window, Need::Headless]
    } else {
        &[Need::Build, Need::Window]
    })?;
    ui::install()?;
    ui::script("Interface", "build")?;
    let mut build = step::cargo(&["build", "--features", "recado/bundled-ui"]);
    for package in ["recado", "recado-relay", "recado-measure"] {
        build.args(["--package", package]);
    }
    step::run(
        "Relay, simulator and desktop (minutes the first time)",
        &mut build,
    )?;

    let driver = paths::program("debug", "recado-measure");
    let session;
    let mut demo = if headless {
        session = Session::new()?;
        session.command(driver.as_os_str())
    } else {
        Command::new(driver)
    };
    demo.arg("demo")
        .arg("--window")
        .arg(paths::program("debug", "recado"))
        .env(
            "RECADO_RELAY_PROGRAM",
            paths::program("debug", "recado-relay"),
        );
    step::run("Demo", &mut demo)
}

fn has_display() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
