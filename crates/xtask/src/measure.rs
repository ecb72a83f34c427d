//! `bench`, `replay`, `soak`, `fuzz` and `risk-*`: release builds of the relay, `recado-measure` and `recado-risk-lab`,
//! which do the work.

use crate::{
    paths,
    step::{self, Failure},
    system::{self, Need},
};
use std::process::Command;

/// Builds what is measured and hands the arguments on; stdout carries nothing but the answer's JSON lines.
pub(crate) fn run(arguments: &[&str]) -> Result<(), Failure> {
    step::run(&arguments.join(" "), &mut built(arguments)?)
}

/// Fuzzes over the documented payloads of this checkout; bodies that fail are written into `fuzz` in the target folder.
pub(crate) fn fuzz(arguments: &[&str]) -> Result<(), Failure> {
    let mut fuzz = built(arguments)?;
    step::run(&arguments.join(" "), over_payloads(&mut fuzz))
}

/// Fuzzes the relay's socket, or what relay and desktop send each other.
pub(crate) fn fuzz_contract(arguments: &[&str]) -> Result<(), Failure> {
    let mut fuzz = built(arguments)?;
    step::run(&arguments.join(" "), over_golden(&mut fuzz))
}

/// Tells `fuzz relay` and `fuzz protocol` where the contract's bodies are and where to write.
pub(crate) fn over_golden(fuzz: &mut Command) -> &mut Command {
    fuzz.arg("--golden")
        .arg(paths::root().join("crates/protocol/tests/golden/v1"))
        .arg("--failures")
        .arg(paths::target().join("fuzz"))
}

/// Measures or trains the risk engine; paths stay as they were typed.
pub(crate) fn risk(arguments: &[&str]) -> Result<(), Failure> {
    let package = "recado-risk-lab";
    let mut build = step::cargo(&["build", "--release", "--package", package]);
    step::run(&format!("Release build of {package}"), &mut build)?;
    let mut lab = Command::new(paths::program("release", package));
    if let Some((name, rest)) = arguments.split_first() {
        lab.arg(name.trim_start_matches("risk-")).args(rest);
    }
    step::run(&arguments.join(" "), &mut lab)
}

/// Tells `fuzz` where this checkout's payloads are and where to write.
pub(crate) fn over_payloads(fuzz: &mut Command) -> &mut Command {
    fuzz.arg("--payloads")
        .arg(paths::root().join("tests/fixtures/meta"))
        .arg("--failures")
        .arg(paths::target().join("fuzz"))
}

fn built(arguments: &[&str]) -> Result<Command, Failure> {
    system::provide(&[Need::Build, Need::Store])?;
    // One by one: built together, the relay would get the desktop's SQLCipher instead of plain SQLite.
    for package in ["recado-relay", "recado-measure"] {
        let mut build = step::cargo(&["build", "--release", "--package", package]);
        step::run(&format!("Release build of {package}"), &mut build)?;
    }
    let mut measure = Command::new(paths::program("release", "recado-measure"));
    measure.args(arguments).env(
        "RECADO_RELAY_PROGRAM",
        paths::program("release", "recado-relay"),
    );
    Ok(measure)
}
