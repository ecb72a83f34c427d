//! System packages on Debian and Ubuntu: which are missing, what each is for, and their installation.

use crate::step::{self, Failure};
use std::{collections::BTreeSet, path::Path, process::Command};

/// What a command is about to do, and so which packages it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Compile the Rust code that knows no window.
    Build,
    /// Compile the speech engine.
    Speech,
    /// Fetch the speech model that tests hear with.
    Hear,
    /// Compile and show the window.
    Window,
    /// Run the tests of a relay on PostgreSQL.
    Store,
    /// Install the relay's package, and see its service, as on a server.
    Ship,
    /// Show it where nobody sits in front of a screen.
    Headless,
    /// Drive the window and the browser in tests.
    Drive,
}

impl Need {
    /// Everything.
    pub(crate) const ALL: [Self; 8] = [
        Self::Build,
        Self::Speech,
        Self::Hear,
        Self::Window,
        Self::Store,
        Self::Ship,
        Self::Headless,
        Self::Drive,
    ];

    /// Returns the packages with what each is for; where distributions differ, the names to try in order.
    fn packages(self) -> &'static [(&'static [&'static str], &'static str)] {
        match self {
            Self::Build => &[
                (&["build-essential"], "compiles SQLite and the cryptography"),
                (&["pkg-config"], "finds the libraries below"),
                (&["libssl-dev"], "the cipher of the encrypted databases"),
            ],
            Self::Speech => &[(&["cmake"], "compiles the speech engine")],
            Self::Hear => &[(&["python3-pip"], "fetches the model that tests hear with")],
            Self::Window => &[
                (&["libwebkit2gtk-4.1-dev"], "the web view of the window"),
                (&["libdbus-1-dev"], "keyring and notifications"),
                (
                    &["libasound2-dev"],
                    "the microphone that voice notes are recorded with",
                ),
                (
                    &["gstreamer1.0-plugins-base"],
                    "decodes voice notes and films in the window",
                ),
                (&["gstreamer1.0-plugins-good"], "plays them aloud"),
                (&["libayatana-appindicator3-1"], "the tray icon"),
            ],
            Self::Store => &[(
                &[
                    "postgresql",
                    "postgresql-15",
                    "postgresql-16",
                    "postgresql-17",
                ],
                "a private PostgreSQL for the relay's tests",
            )],
            Self::Ship => &[
                (&["debootstrap"], "a clean Debian to install the relay in"),
                (&["debian-archive-keyring"], "knows that it is Debian's own"),
                (&["systemd"], "judges the relay's service file"),
            ],
            Self::Headless => &[
                (&["xvfb"], "a display without a screen"),
                (&["xauth"], "access to that display"),
                (&["dbus"], "a session bus of its own"),
                (&["gnome-keyring"], "a real keyring"),
                (
                    &["python3-dbusmock"],
                    "a notification service that keeps what it was sent",
                ),
                (&["libglib2.0-bin"], "talks to that service"),
                (&["fonts-dejavu-core"], "letters to draw"),
                (&["fonts-noto-color-emoji"], "emoji to draw"),
            ],
            Self::Drive => &[
                (
                    &["webkit2gtk-driver", "webkitgtk-webdriver"],
                    "drives the real window",
                ),
                (&["xdotool"], "presses keys in the system's dialogs"),
                (
                    &["chromium", "chromium-browser"],
                    "drives the interface in a browser",
                ),
                (
                    &["pulseaudio"],
                    "a microphone that hums and a loudspeaker nobody hears",
                ),
                (&["libasound2-plugins"], "lets that be the microphone"),
            ],
        }
    }
}

/// Makes sure that the packages are there; says which it installs and why.
pub(crate) fn provide(needs: &[Need]) -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        eprintln!(
            "System packages are set up on Debian and Ubuntu only; on {} this was not tried. README.md says what is needed.",
            std::env::consts::OS
        );
        return Ok(());
    }
    if !Path::new("/usr/bin/apt-get").exists() {
        eprintln!("No apt-get here: install the packages that CONTRIBUTING.md names yourself.");
        return Ok(());
    }
    let wanted: Vec<_> = needs.iter().flat_map(|need| need.packages()).collect();
    let missing = missing(&wanted)?;
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("These system packages are missing and will be installed with apt-get:");
    for (names, purpose) in &missing {
        eprintln!("  {:28} {purpose}", names[0]);
    }
    step::run("Package lists", &mut apt_get(&["update"])?)?;
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    for (names, _) in &missing {
        arguments.push(available(names)?);
    }
    let mut install = apt_get(&arguments)?;
    // The first try can fail for passing reasons: a mirror in the middle of an update, a busy lock.
    step::run("System packages", &mut install)
        .or_else(|_| step::run("System packages, second try", &mut install))
        .or_else(|_| step::run("System packages, last try", &mut install))
}

type Package = (&'static [&'static str], &'static str);

fn missing(wanted: &[&Package]) -> Result<Vec<Package>, Failure> {
    let names = wanted.iter().flat_map(|(names, _)| names.iter());
    let output = Command::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status} ${Package}\n"])
        .args(names)
        .output()
        .map_err(|error| Failure::new(format!("cannot start dpkg-query: {error}")))?;
    let answer = String::from_utf8_lossy(&output.stdout);
    Ok(without_installed(wanted, &answer))
}

/// Returns the packages of which no name is installed according to dpkg-query.
fn without_installed(wanted: &[&Package], answer: &str) -> Vec<Package> {
    let installed: BTreeSet<&str> = answer
        .lines()
        .filter_map(|line| line.strip_prefix("installed "))
        .collect();
    wanted
        .iter()
        .filter(|(names, _)| !names.iter().any(|name| installed.contains(name)))
        .map(|package| **package)
        .collect()
}

/// Returns the first name the package lists know.
fn available(names: &'static [&'static str]) -> Result<&'static str, Failure> {
    let known = |name: &&&str| {
        Command::new("apt-cache")
            .args(["show", "--no-all-versions", name])
            .output()
            .is_ok_and(|output| output.status.success())
    };
    names
        .iter()
        .find(known)
        .copied()
        .ok_or_else(|| Failure::new(format!("no package is called {}", names.join(" or "))))
}

/// Whether this is root.
pub(crate) fn is_root() -> Result<bool, Failure> {
    let id = Command::new("id").arg("-u").output();
    let id = id.map_err(|error| Failure::new(format!("cannot start id: {error}")))?;
    Ok(id.stdout.trim_ascii() == b"0")
}

fn apt_get(arguments: &[&str]) -> Result<Command, Failure> {
    let mut command = if is_root()? {
        Command::new("env")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.arg("env");
        sudo
    };
    command
        .args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"])
        .args(["-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=120"])
        .args(arguments)
        // Its chatter is progress; stdout belongs to the command that asked.
        .stdout(std::io::stderr());
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    const XVFB: Package = (&["xvfb"], "display");
    const DRIVER: Package = (&["webkit2gtk-driver", "webkitgtk-webdriver"], "driver");

    #[test]
    fn a_package_counts_as_there_under_any_of_its_names() {
        let left = without_installed(&[&XVFB, &DRIVER], "installed webkitgtk-webdriver\n");
        assert_eq!(left, vec![XVFB]);
    }

    #[test]
    fn a_removed_package_is_missing() {
        let left = without_installed(&[&XVFB], "config-files xvfb\n");
        assert_eq!(left, vec![XVFB]);
    }
}
