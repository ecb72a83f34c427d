//! The Debian package, from installing to purging, and the service that it brings.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::clean::{Clean, chroot, said, shipping, target};
use crate::desk::{Desk, SECRET, Way, text};
use crate::program::{Program, free_port};

/// The most that `systemd-analyze security` may find, of 100.
const MOST_EXPOSED: u32 = 13;
const SETTINGS: &str = "etc/recado-relay/relay.toml";

/// Builds the package of the program under test.
fn build(to: &Path, revision: u32) -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    // Cargo describes the package of this test to its children; the build started here must not see it.
    build.env_remove("CARGO_MANIFEST_DIR");
    build
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["run", "--quiet", "--package", "xtask", "--target-dir"])
        .arg(target())
        .args(["--", "package", "relay", "--program"])
        .arg(env!("CARGO_BIN_EXE_recado-relay"))
        .args(["--revision", &revision.to_string(), "--to"])
        .arg(to);
    PathBuf::from(said(&mut build).trim())
}

/// A clean Debian with the package, and where its relay listens.
struct Server {
    clean: Clean,
    port: u16,
    metrics: u16,
}

impl Server {
    fn install(&self, package: &Path) {
        std::fs::copy(package, self.clean.root().join("tmp/relay.deb")).expect("copied");
        self.clean.run(&["dpkg", "--install", "/tmp/relay.deb"]);
    }

    /// Starts the relay as its service would: as its account, with no capability and none to be had, with the settings
    /// that were installed.
    fn start(&self) -> Program {
        let mut serve = chroot(&self.clean.root());
        self.with_ports(&mut serve);
        serve.args(["setpriv", "--reuid=recado-relay", "--regid=recado-relay"]);
        serve.args(["--clear-groups", "--no-new-privs", "--bounding-set=-all"]);
        serve.args(["--inh-caps=-all", "recado-relay", "serve", "--config"]);
        Program::listening(serve.arg(Path::new("/").join(SETTINGS)), self.port)
    }

    fn with_ports(&self, command: &mut Command) {
        command
            .env("RECADO_RELAY_LISTEN", format!("127.0.0.1:{}", self.port))
            .env(
                "RECADO_RELAY_METRICS",
                format!("127.0.0.1:{}", self.metrics),
            );
    }

    fn relay(&self, words: &[&str]) -> Command {
        let mut command = chroot(&self.clean.root());
        self.with_ports(&mut command);
        command.arg("recado-relay").args(words);
        command.arg("--config").arg(Path::new("/").join(SETTINGS));
        command
    }
}

#[tokio::test]
async fn the_package_installs_serves_upgrades_and_keeps_what_waits_until_it_is_purged() {
    let built = TempDir::new().expect("a folder");
    let (first, second) = (build(built.path(), 1), build(built.path(), 2));
    let server = Server {
        clean: Clean::copy(),
        port: free_port(),
        metrics: free_port(),
    };
    let clean = &server.clean;
    server.install(&first);
    for (path, expected) in [
        ("/etc/recado-relay/relay.toml", "root:recado-relay 640"),
        ("/var/lib/recado-relay", "recado-relay:recado-relay 700"),
        ("/usr/bin/recado-relay", "root:root 755"),
        (
            "/usr/share/doc/recado-relay/examples/nginx.conf",
            "root:root 644",
        ),
    ] {
        assert_eq!(clean.owner_and_mode(path), expected, "{path}");
    }
    let wanted = "etc/systemd/system/multi-user.target.wants/recado-relay.service";
    assert!(
        clean.has(wanted),
        "the service is not started with the machine"
    );
    let account = clean.run(&["getent", "passwd", "recado-relay"]);
    assert!(account.trim().ends_with(":/usr/sbin/nologin"), "{account}");
    clean.run(&["dpkg", "--verify", "recado-relay"]);

    // By the administrator, before the first start: what it makes has to be the relay's all the same.
    let printed = said(&mut server.relay(&["pair", "--clinic", "Sol"]));
    let way = Way::plain(server.port);
    let relay = server.start();
    assert_eq!(said(&mut server.relay(&["health"])), "ready\n");
    let desk = Desk::pair(&way, &printed).await;
    let body = text("wamid.1", 1);
    assert_eq!(way.webhook(&body, SECRET).await, 200);
    assert_eq!(desk.bodies(&way, 0).await, [body.clone()]);
    relay.stop();
    assert!(
        !server
            .relay(&["health"])
            .status()
            .expect("it ran")
            .success()
    );

    let settings = clean.root().join(SETTINGS);
    let ours = std::fs::read_to_string(&settings).expect("the settings") + "# Ours.\n";
    std::fs::write(&settings, &ours).expect("written");
    server.install(&second);
    let version = clean.run(&[
        "dpkg-query",
        "--show",
        "--showformat=${Version}",
        "recado-relay",
    ]);
    assert!(version.ends_with("-2"), "{version}");
    assert_eq!(std::fs::read_to_string(&settings).expect("kept"), ours);
    let relay = server.start();
    assert_eq!(desk.bodies(&way, 0).await, [body.clone()]);
    relay.stop();

    clean.run(&["dpkg", "--remove", "recado-relay"]);
    assert!(!clean.has("/usr/bin/recado-relay") && clean.has(SETTINGS));
    assert!(clean.has("/var/lib/recado-relay/relay.db"));
    server.install(&first);
    let relay = server.start();
    assert_eq!(desk.bodies(&way, 0).await, [body]);
    relay.stop();

    // A store of a newer relay: this one says so and leaves it alone.
    let store = clean.root().join("var/lib/recado-relay/relay.db");
    let store = rusqlite::Connection::open(store).expect("opens");
    store.pragma_update(None, "user_version", 99).expect("set");
    for words in [&["serve"][..], &["pair", "--clinic", "Luna"]] {
        let refused = server.relay(words).output().expect("it ran");
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(
            !refused.status.success() && said.contains("written by a newer relay"),
            "{said}"
        );
    }
    let left: i64 = store
        .query_row("select count(*) from envelopes", [], |row| row.get(0))
        .expect("read");
    assert_eq!(left, 1);
    drop(store);

    clean.run(&["dpkg", "--purge", "recado-relay"]);
    for left in ["/var/lib/recado-relay", "/etc/recado-relay", wanted] {
        assert!(!clean.has(left), "{left}");
    }
}

/// Judges the service; fails when it is exposed more than this, of 100.
fn judge(unit: &Path, most: u32) {
    let mut security = Command::new("systemd-analyze");
    security.args(["security", "--offline=true", "--no-pager"]);
    said(security.arg(format!("--threshold={most}")).arg(unit));
}

#[test]
fn the_service_is_sound_and_hardly_exposed() {
    let shipped = shipping().join("debian");
    let folder = TempDir::new().expect("a folder");
    let unit = folder.path().join("recado-relay.service");
    // Its program is in no machine that only tests it.
    let text = std::fs::read_to_string(shipped.join("recado-relay.service")).expect("the unit");
    let present = text.replace("ExecStart=/usr/bin/recado-relay", "ExecStart=/bin/true");
    assert_ne!(present, text);
    std::fs::write(&unit, present).expect("written");
    let mut verify = Command::new("systemd-analyze");
    verify.args(["verify", "--man=no", "--recursive-errors=no"]);
    let output = verify.arg(&unit).output().expect("it ran");
    let found = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && found.is_empty(), "{found}");
    judge(&unit, MOST_EXPOSED);

    // Port 443 costs one capability, and that it may be had at all.
    let drop_in = folder.path().join("recado-relay.service.d");
    std::fs::create_dir_all(&drop_in).expect("a folder");
    std::fs::copy(shipped.join("port-443.conf"), drop_in.join("port-443.conf")).expect("copied");
    judge(&unit, MOST_EXPOSED + 4);
}
