//! `test`: every check a change has to pass, in the order that finds trouble soonest.

use crate::{
    paths,
    session::Session,
    step::{self, Failure},
    system::{self, Need},
    tally::Tally,
    ui,
};
use std::process::Command;

/// What the relay must not need, so that it builds on a bare server.
const NOT_ON_A_SERVER: [&str; 5] = ["webkit", "gtk", "openssl-sys", "tauri", "keyring"];

/// Runs every check; stops at the first that fails. Ends with one line: `N passed, N failed`.
pub(crate) fn run() -> Result<(), Failure> {
    let mut tally = Tally::default();
    let done = checks(&mut tally);
    if let Err(failure) = &done {
        eprintln!("{failure}");
        // A check that is no Rust test counts as one failure, so that the last line cannot look green.
        tally.failed = tally.failed.max(1);
    }
    println!("{} passed, {} failed", tally.passed, tally.failed);
    done.map_err(|_| Failure::new("Not every check passed."))
}

fn checks(tally: &mut Tally) -> Result<(), Failure> {
    let with_window = cfg!(target_os = "linux");
    system::provide(&Need::ALL)?;
    ui::install()?;
    step::run("Format", &mut step::cargo(&["fmt", "--all", "--check"]))?;
    ui::script("Interface: types", "check")?;
    ui::script("Interface: unit tests", "test")?;
    ui::script("Interface: build", "build")?;
    step::run("Clippy", &mut clippy(&[]))?;
    step::timed("Rust tests", || tally.run(&mut tests(&["--no-fail-fast"])))?;
    relay_alone()?;
    if !with_window {
        eprintln!("The window's own checks run on Linux only; they were not tried here.");
        return Ok(());
    }
    ui::script("Interface: every screen in a browser", "e2e")?;
    step::run(
        "Clippy of the desktop",
        &mut clippy(&["--features", "recado/bundled-ui"]),
    )?;
    let window = ["--features", "recado/bundled-ui", "--test", "window"];
    step::run(
        "Desktop and its tests: build",
        tests(&window).arg("--no-run"),
    )?;
    step::timed("Real window", || {
        let session = Session::new()?;
        let mut command = in_session(&session, &tests(&window));
        command.args(["--", "--test-threads=1", "--nocapture"]);
        tally.run(&mut command)
    })
}

fn clippy(more: &[&str]) -> Command {
    let mut command = step::cargo(&["clippy", "--workspace", "--all-targets"]);
    command.args(more).args(["--", "--deny", "warnings"]);
    command
}

/// The same packages each time: cargo then unifies the same features and builds nothing twice.
fn tests(more: &[&str]) -> Command {
    let mut command = step::cargo(&["test", "--workspace"]);
    command.args(more);
    command
}

fn in_session(session: &Session, inner: &Command) -> Command {
    let mut command = session.command(inner.get_program());
    command.args(inner.get_args()).current_dir(paths::root());
    command
}

fn relay_alone() -> Result<(), Failure> {
    step::run(
        "Relay alone",
        &mut step::cargo(&["build", "--package", "recado-relay"]),
    )?;
    step::timed("Relay alone: dependencies", || {
        let mut tree = step::cargo(&["tree", "--package", "recado-relay", "--prefix", "none"]);
        let output = tree
            .args(["--edges", "normal,build", "--format", "{p}"])
            .output()
            .map_err(|error| Failure::new(format!("cannot start cargo tree: {error}")))?;
        let listed = String::from_utf8_lossy(&output.stdout);
        if !listed.starts_with("recado-relay") {
            return Err(Failure::new("cargo tree did not list the relay"));
        }
        let found = unwanted(&listed);
        if found.is_empty() {
            Ok(())
        } else {
            let found = found.join(", ");
            Err(Failure::new(format!("the relay must not need {found}")))
        }
    })
}

/// Returns the packages of a dependency list that a server must do without.
fn unwanted(listed: &str) -> Vec<&str> {
    listed
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|package| NOT_ON_A_SERVER.iter().any(|word| package.contains(word)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_library_below_the_relay_is_found() {
        let listed = "recado-relay v0.1.0\naxum v0.8.9\nwebkit2gtk-sys v2.0.1\n";
        assert_eq!(unwanted(listed), ["webkit2gtk-sys"]);
    }

    #[test]
    fn a_plain_server_has_nothing_unwanted() {
        assert!(unwanted("recado-relay v0.1.0\naxum v0.8.9\n").is_empty());
    }
}
