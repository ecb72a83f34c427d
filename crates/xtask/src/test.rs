//! `test`: every check a change has to pass, in the order that finds trouble soonest.

use crate::{
    measure, paths,
    session::Session,
    speech,
    step::{self, Failure},
    system::{self, Need},
    tally::Tally,
    ui,
};
use std::{
    collections::BTreeSet,
    process::{Command, Stdio},
};

/// The target that drives the real window; it runs last, in a session of its own.
const WINDOW: &str = "window";

/// The target that installs the relay in a clean root; it needs to be root itself.
const SHIPPING: &str = "shipping";

/// The target that runs the speech engine on a model that is made up.
const SPEECH: &str = "speech";

/// The target that runs it on a real one.
const HEARING: &str = "hearing";

/// The story that needs a real one, too.
const HEARD_AT_THE_DESK: &str = "transcripts::here";

/// What is shipped: the window and the speech engine. All tests are compiled with it, so that cargo builds the crates below
/// once.
const SHIPPED: &[&str] = if cfg!(target_os = "linux") {
    &["--features", "recado/bundled-ui,recado/whisper"]
} else {
    &["--features", "recado-inbox/whisper"]
};

/// What nobody needs who only runs `cargo test --workspace`.
const OF_THE_WINDOW: [&str; 3] = ["webkit", "gtk", "tauri"];

/// What the relay must not need, so that it builds on a bare server.
const NOT_ON_A_SERVER: [&str; 5] = ["webkit", "gtk", "openssl-sys", "tauri", "keyring"];

/// The folders of documented payloads.
const PRODUCTS: [&str; 3] = ["whatsapp", "messenger", "instagram"];

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
    system::provide(&Need::ALL)?;
    ui::install()?;
    let model = speech::provide()?;
    step::run("Format", &mut step::cargo(&["fmt", "--all", "--check"]))?;
    ui::script("Interface: types", "check")?;
    ui::script("Interface: unit tests", "test")?;
    ui::script("Interface: build", "build")?;
    without(
        "No webkit in the workspace by default",
        &["--workspace", "--edges", "normal,build,dev"],
        &OF_THE_WINDOW,
    )?;
    without(
        "No desktop libraries below the relay",
        &["--package", "recado-relay", "--edges", "normal,build"],
        &NOT_ON_A_SERVER,
    )?;
    step::run("Clippy", &mut clippy(&[]))?;
    step::run("Clippy of the desktop", &mut clippy(SHIPPED))?;
    let relay = ["build", "--package", "recado-relay"];
    step::run("Relay alone", &mut step::cargo(&relay))?;

    let names = integration_tests()?;
    let mut tests = step::cargo(&["test", "--workspace", "--no-fail-fast", "--lib", "--bins"]);
    tests.args(SHIPPED);
    for name in names
        .iter()
        .filter(|name| ![WINDOW, SHIPPING, SPEECH, HEARING].contains(&name.as_str()))
    {
        tests.args(["--test", name]);
    }
    let mut speech = step::cargo(&["test", "--workspace", "--test", SPEECH]);
    speech.args(SHIPPED);
    match &model {
        Some(file) => {
            tests.env(speech::VARIABLE, file);
            speech.args(["--test", HEARING]).env(speech::VARIABLE, file);
        }
        None => {
            tests.args(["--", "--skip", HEARD_AT_THE_DESK]);
        }
    }
    step::timed("Rust tests", || tally.run(&mut tests))?;
    step::timed("Speech engine", || tally.run(&mut speech))?;

    if cfg!(target_os = "linux") {
        step::timed("Relay as it is shipped", || tally.run(&mut shipping()?))?;
    }

    step::timed("Replay of every documented payload", || {
        PRODUCTS.iter().try_for_each(|product| replay(product))
    })?;
    step::run("Fuzzing of webhooks, briefly", &mut brief_fuzzing())?;
    step::run("Fuzzing of the relay, briefly", &mut brief("relay", "1500"))?;
    step::run(
        "Fuzzing of what is sealed, briefly",
        &mut brief("protocol", "6000"),
    )?;
    step::run("A short soak of relays", &mut brief_soak())?;
    ui::script("Interface: every screen in a browser", "e2e")?;
    if model.is_none() {
        eprintln!("{}", speech::NOT_TO_BE_HAD);
    }
    if !cfg!(target_os = "linux") {
        eprintln!("The real window is tested on Linux only; it was not tried here.");
        return Ok(());
    }
    let mut window = step::cargo(&["test", "--workspace", "--test", WINDOW]);
    window.args(SHIPPED);
    step::timed("Real window", || {
        let session = Session::new()?;
        let mut command = in_session(&session, &window);
        command.args(["--", "--test-threads=1", "--nocapture"]);
        tally.run(&mut command)
    })
}

/// Feeds a product's payloads through a relay and a desk; the counts have to be those of the index.
fn replay(product: &str) -> Result<(), Failure> {
    let fixtures = paths::root().join("tests/fixtures/meta");
    let mut replay = Command::new(paths::program("debug", "recado-measure"));
    replay
        .arg("replay")
        .arg(fixtures.join(product))
        .arg("--against")
        .arg(fixtures.join("INDEX.tsv"))
        .stdout(Stdio::null());
    step::run(product, &mut replay)
}

/// Some seconds of fuzzing, the same bodies every time: chance belongs into `cargo xtask fuzz`, not into a check.
fn brief_fuzzing() -> Command {
    let mut fuzz = Command::new(paths::program("debug", "recado-measure"));
    fuzz.args(["fuzz", "webhook", "--iterations", "2000", "--seed", "1"])
        .arg("--deep");
    measure::over_payloads(&mut fuzz);
    fuzz
}

/// The tests of package, container, proxies and certificates, as root.
fn shipping() -> Result<Command, Failure> {
    let mut tests = step::cargo(&["test", "--workspace", "--test", SHIPPING]);
    tests.args(SHIPPED);
    if !system::is_root()? {
        let runner = format!(
            "CARGO_TARGET_{}_UNKNOWN_LINUX_GNU_RUNNER",
            std::env::consts::ARCH.to_uppercase()
        );
        tests.env(runner, "sudo --preserve-env");
    }
    Ok(tests)
}

/// Some seconds of fuzzing of the relay or the contract.
fn brief(what: &str, iterations: &str) -> Command {
    let mut fuzz = Command::new(paths::program("debug", "recado-measure"));
    fuzz.args(["fuzz", what, "--iterations", iterations, "--seed", "1"]);
    measure::over_golden(&mut fuzz);
    fuzz
}

/// Less than a minute, each kind of trouble once.
fn brief_soak() -> Command {
    let mut soak = Command::new(paths::program("debug", "recado-measure"));
    soak.args(["soak", "--minutes", "0.4", "--seed", "1"]);
    soak
}

fn clippy(more: &[&str]) -> Command {
    let mut command = step::cargo(&["clippy", "--workspace", "--all-targets"]);
    command.args(more).args(["--", "--deny", "warnings"]);
    command
}

fn in_session(session: &Session, inner: &Command) -> Command {
    let mut command = session.command(inner.get_program());
    command.args(inner.get_args()).current_dir(paths::root());
    command
}

/// Returns the names of the integration tests: the folders with a `main.rs` in any `tests/`.
fn integration_tests() -> Result<BTreeSet<String>, Failure> {
    let root = paths::root();
    let failed = |error| Failure::new(format!("the folders of tests cannot be read: {error}"));
    let mut homes = vec![root.join("tests")];
    for package in std::fs::read_dir(root.join("crates")).map_err(failed)? {
        homes.push(package.map_err(failed)?.path().join("tests"));
    }
    let folders = homes
        .iter()
        .filter_map(|home| std::fs::read_dir(home).ok())
        .flatten()
        .filter_map(Result::ok);
    Ok(folders
        .filter(|folder| folder.path().join("main.rs").exists())
        .map(|folder| folder.file_name().to_string_lossy().into_owned())
        .collect())
}

/// Fails if cargo's tree of these packages holds one of these words.
fn without(name: &str, of: &[&str], words: &[&str]) -> Result<(), Failure> {
    step::timed(name, || {
        let mut tree = step::cargo(&["tree", "--prefix", "none", "--format", "{p}"]);
        let output = tree
            .args(of)
            .output()
            .map_err(|error| Failure::new(format!("cannot start cargo tree: {error}")))?;
        let listed = String::from_utf8_lossy(&output.stdout);
        if !listed.contains("recado-relay v") {
            return Err(Failure::new("cargo tree listed nothing of ours"));
        }
        let found = unwanted(&listed, words);
        if found.is_empty() {
            Ok(())
        } else {
            let found: Vec<&str> = found.into_iter().collect();
            Err(Failure::new(format!("found {}", found.join(", "))))
        }
    })
}

/// Returns the packages of a dependency list whose names hold one of these words.
fn unwanted<'a>(listed: &'a str, words: &[&str]) -> BTreeSet<&'a str> {
    listed
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|package| words.iter().any(|word| package.contains(word)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_library_below_the_relay_is_found() {
        let listed = "recado-relay v0.1.0\naxum v0.8.9\nwebkit2gtk-sys v2.0.1\n";
        let found = unwanted(listed, &NOT_ON_A_SERVER);
        assert_eq!(found, BTreeSet::from(["webkit2gtk-sys"]));
    }

    #[test]
    fn a_plain_server_has_nothing_unwanted() {
        let listed = "recado-relay v0.1.0\naxum v0.8.9\n";
        assert!(unwanted(listed, &NOT_ON_A_SERVER).is_empty());
    }

    #[test]
    fn the_tests_of_this_workspace_are_found_by_their_folders() {
        let names = integration_tests().unwrap();
        assert!(names.contains("it") && names.contains("tidy") && names.contains(WINDOW));
        assert!(!names.contains("fixtures"));
    }
}
