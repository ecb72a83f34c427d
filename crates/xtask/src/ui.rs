//! The npm side: packages when their lock file changed, and the scripts of `ui/package.json`.

use crate::{
    paths,
    step::{self, Failure},
};
use std::{fs, process::Command};

/// Installs the npm packages if the lock file is not the one they were installed from.
pub(crate) fn install() -> Result<(), Failure> {
    check_node()?;
    let ui = paths::root().join("ui");
    let lock = fs::read(ui.join("package-lock.json"))
        .map_err(|error| Failure::new(format!("ui/package-lock.json: {error}")))?;
    let installed_from = ui.join("node_modules/.installed-from.json");
    if fs::read(&installed_from).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    eprintln!(
        "The packages that ui/package-lock.json names will be installed into ui/node_modules."
    );
    step::run("npm packages", &mut npm(&["ci", "--no-audit", "--no-fund"]))?;
    fs::write(&installed_from, lock)
        .map_err(|error| Failure::new(format!("{}: {error}", installed_from.display())))
}

/// Runs one script of `ui/package.json`.
pub(crate) fn script(name: &str, script: &str) -> Result<(), Failure> {
    step::run(name, &mut npm(&["run", script]))
}

fn npm(arguments: &[&str]) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command
        .args(arguments)
        .current_dir(paths::root().join("ui"))
        .stdout(std::io::stderr());
    command
}

fn check_node() -> Result<(), Failure> {
    let output = Command::new("node").arg("--version").output();
    let version = match &output {
        Ok(output) => String::from_utf8_lossy(&output.stdout),
        Err(_) => {
            return Err(Failure::new(
                "Node.js is missing: install version 20.19 or later.",
            ));
        }
    };
    if is_recent(&version) {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "Node.js {} is too old: install version 20.19 or later.",
            version.trim()
        )))
    }
}

fn is_recent(version: &str) -> bool {
    let mut numbers = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .filter_map(|number| number.parse::<u32>().ok());
    (numbers.next(), numbers.next()) >= (Some(20), Some(19))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_is_recent_from_20_19_on() {
        let cases = [
            ("v20.19.0\n", true),
            ("v20.18.3\n", false),
            ("v18.20.1\n", false),
            ("v22.1.0\n", true),
            ("", false),
        ];
        for (version, recent) in cases {
            assert_eq!(is_recent(version), recent, "{version}");
        }
    }
}
