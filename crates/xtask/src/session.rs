//! A desktop session of its own for the window: display, bus, unlocked keyring, a notification service that keeps what
//! it was sent, and where it is tested a microphone that hums.
//!
//! Nothing of the person's own session is touched: every XDG folder is a fresh one.

use crate::step::Failure;
use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The display: the size of the window, no network.
const SERVER: &str = "--server-args=-screen 0 1280x800x24 -nolisten tcp";

/// Runs inside the session: unlocks the keyring, waits for the notification service and the sound server, then becomes
/// the program. Sound keeps the pace of a real microphone and of real loudspeakers; a mere demo may go without.
const SCRIPT: &str = r#"
printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
/usr/bin/python3 -m dbusmock --session --template notification_daemon -l "$RECADO_NOTIFICATION_LOG" \
  -p '{"capabilities": "body actions body-markup sound persistence"}' >/dev/null &
notifications=$!
gdbus wait --session --timeout 30 org.freedesktop.Notifications || exit 1
sound=
if command -v pulseaudio >/dev/null; then
  pulseaudio -n --daemonize=no --use-pid-file=no --exit-idle-time=-1 --load=module-native-protocol-unix \
    --load=module-null-sink --load="module-sine-source source_name=microphone frequency=330" 2>/dev/null &
  sound=$!
  for _ in $(seq 100); do [ -S "$XDG_RUNTIME_DIR/pulse/native" ] && break; sleep 0.1; done
fi
"$@"
code=$?
kill "$notifications" $sound 2>/dev/null
exit "$code"
"#;

/// A session's folders; they go when it is dropped.
#[derive(Debug)]
pub(crate) struct Session {
    folder: PathBuf,
}

impl Session {
    /// Makes the folders of a fresh session.
    pub(crate) fn new() -> Result<Self, Failure> {
        let folder = std::env::temp_dir().join(format!("recado-session-{}", std::process::id()));
        let session = Self { folder };
        for name in ["run", "data", "config", "cache", "state"] {
            let path = session.folder.join(name);
            fs::create_dir_all(&path)
                .and_then(|()| keep_to_ourselves(&path))
                .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
        }
        Ok(session)
    }

    /// Returns the command that runs `program` inside this session.
    pub(crate) fn command(&self, program: &OsStr) -> Command {
        let mut command = Command::new("xvfb-run");
        command
            .arg("--auto-servernum")
            .arg(SERVER)
            .args(["dbus-run-session", "--", "bash", "-c", SCRIPT, "session"])
            .arg(program)
            .env("XDG_RUNTIME_DIR", self.folder.join("run"))
            .env("XDG_DATA_HOME", self.folder.join("data"))
            .env("XDG_CONFIG_HOME", self.folder.join("config"))
            .env("XDG_CACHE_HOME", self.folder.join("cache"))
            .env("XDG_STATE_HOME", self.folder.join("state"))
            .env(
                "RECADO_NOTIFICATION_LOG",
                self.folder.join("notifications.log"),
            )
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            .env("LANG", "C.UTF-8")
            .env_remove("WAYLAND_DISPLAY")
            // Screenshots through WebDriver hang with either of these.
            .env_remove("WEBKIT_DISABLE_DMABUF_RENDERER")
            .env_remove("WEBKIT_DISABLE_COMPOSITING_MODE");
        command
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[cfg(unix)]
fn keep_to_ourselves(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn keep_to_ourselves(_path: &Path) -> std::io::Result<()> {
    Ok(())
}
