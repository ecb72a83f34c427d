//! A clean Debian to install and start things in.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

const SUITE: &str = "bookworm";
/// What the relay's package depends on, and what its tests put around it.
const PACKAGES: &str = "ca-certificates,systemd-standalone-sysusers,nginx-light,caddy,pebble";

/// Returns the clean root, made once and kept for the next time. Nothing is ever changed in it.
pub fn base() -> &'static Path {
    static BASE: OnceLock<PathBuf> = OnceLock::new();
    BASE.get_or_init(|| {
        let id = said(Command::new("id").arg("-u"));
        assert_eq!(id.trim(), "0", "these tests have to run as root");
        let folder = target().join("shipping");
        fs::create_dir_all(&folder).expect("a folder");
        let base = folder.join(SUITE);
        if base.exists() {
            return base;
        }
        // Under another name until it is whole; whoever comes second throws his away.
        let growing = TempDir::new_in(&folder).expect("a folder");
        let root = growing.path().join("root");
        // It is thrown away when the machine stops half-way: nothing in it needs to wait for the disk.
        let settings = root.join("etc/dpkg/dpkg.cfg.d");
        fs::create_dir_all(&settings).expect("a folder");
        fs::write(settings.join("quick"), "force-unsafe-io\n").expect("written");
        let mut debootstrap = Command::new("debootstrap");
        debootstrap.args(["--variant=minbase", &format!("--include={PACKAGES}"), SUITE]);
        said(debootstrap.arg(&root).arg(mirror()));
        if let Err(error) = fs::rename(&root, &base) {
            assert!(base.exists(), "{error}");
        }
        base
    })
}

/// Returns where this machine's own packages come from.
fn mirror() -> String {
    let format = "$(CODENAME) $(REPO_URI)";
    let targets = said(Command::new("apt-get").args(["indextargets", "--format", format]));
    let of_suite = |line: &str| Some(line.strip_prefix(SUITE)?.strip_prefix(' ')?.to_owned());
    let mirror = targets.lines().find_map(of_suite);
    mirror.unwrap_or_else(|| panic!("apt knows no mirror of Debian {SUITE}"))
}

/// A copy of the clean root, to be changed.
pub struct Clean {
    folder: TempDir,
}

impl Clean {
    pub fn copy() -> Self {
        let base = base();
        let folder = TempDir::new_in(target().join("shipping")).expect("a folder");
        let mut copy = Command::new("cp");
        copy.args(["--archive", "--reflink=auto"]);
        said(copy.arg(base).arg(folder.path().join("root")));
        Self { folder }
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("root")
    }

    pub fn has(&self, path: &str) -> bool {
        self.root()
            .join(path.trim_start_matches('/'))
            .symlink_metadata()
            .is_ok()
    }

    /// Runs a program in it as root and returns what it prints.
    pub fn run<S: AsRef<OsStr>>(&self, words: &[S]) -> String {
        said(chroot(&self.root()).args(words))
    }

    /// Owner and mode: `recado-relay:recado-relay 700`.
    pub fn owner_and_mode(&self, path: &str) -> String {
        self.run(&["stat", "-c", "%U:%G %a", path])
            .trim()
            .to_owned()
    }
}

/// Begins a command in a root, with nothing of this process's environment.
pub fn chroot(root: &Path) -> Command {
    let mut command = Command::new("chroot");
    command
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("HOME", "/tmp")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .arg(root);
    command
}

/// Runs a program to its end; fails with what it printed unless it succeeds.
pub fn said(command: &mut Command) -> String {
    let output = command.output().expect("it starts");
    let (out, error) = (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    );
    assert!(output.status.success(), "{command:?}\n{out}\n{error}");
    out
}

/// Cargo's target folder: the one that the relay was built into.
pub fn target() -> PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_recado-relay"));
    let target = program.parent().and_then(Path::parent);
    target.expect("target/debug/recado-relay").to_owned()
}

/// The folder of what is shipped beside the program.
pub fn shipping() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("shipping")
}
