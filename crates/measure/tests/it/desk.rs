//! A desk that is killed: in a process of its own, its clinic, and its data folder opened again after.

use recado_inbox::{
    clock::Clock,
    desk::{Desk, DeskOptions},
    keychain::NoKeychain,
    microphone::NoMicrophone,
    view::app::AppView,
};
use recado_meta_sim::simulator::{Options, Simulator};
use recado_relay::{
    config::Config,
    relay::{Relay, Running},
};
use recado_store::key::derive::KdfCost;
use std::{
    fs,
    io::{BufRead as _, BufReader, Lines},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    sync::Arc,
    time::Duration,
};
use tempfile::TempDir;

/// The passphrase of everybody and everything.
pub(crate) const PASSPHRASE: &str = "everybody may know this";

/// A desk in a process of its own.
pub(crate) struct Killed {
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
}

impl Killed {
    pub(crate) fn start(data: &Path, graph: &str, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_recado-measure"))
            .arg("desk")
            .arg("--data")
            .arg(data)
            .args(["--graph", graph])
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, said }
    }

    /// Waits until it says this line; nothing when it ended without.
    pub(crate) fn says(&mut self, line: &str) -> Option<()> {
        self.said
            .by_ref()
            .map_while(Result::ok)
            .find(|said| said == line)
            .map(|_| ())
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// On Unix this is `SIGKILL`.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Relay, Meta and the data folder of a desk that was set up and killed.
pub(crate) struct Clinic {
    pub(crate) folder: TempDir,
    pub(crate) meta: Simulator,
    _relay: Running,
}

impl Clinic {
    /// Sets up a desk in a process of its own, connected to a simulated Meta with these options, and kills it.
    pub(crate) async fn new(options: Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let relay = Relay::start(Config::on_loopback(folder.path().join("relay.db")))
            .await
            .unwrap();
        let options = Options {
            webhook_url: Some((relay.base_url() + "/webhooks/meta").parse().unwrap()),
            ..options
        };
        let meta = Simulator::start(options.clone()).await.unwrap();
        let (app, business) = (&options.app, &options.business);
        let connect = [
            &business.waba_id,
            &business.phone_number_id,
            &business.access_token,
            &app.id,
            &app.secret,
            &app.verify_token,
        ]
        .map(String::as_str)
        .join(",");
        let code = relay.pair_code("Killed").await.unwrap().to_text();
        let clinic = Self {
            folder,
            meta,
            _relay: relay,
        };
        let more = ["--pair", &code, "--connect", &connect];
        let mut first = clinic.starts(&clinic.data(), &more);
        first.says("ready").expect("the desk is set up");
        first.kill();
        clinic
    }

    /// Where the desk keeps its data.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("desk")
    }

    /// Starts a desk on a data folder, in a process of its own.
    pub(crate) fn starts(&self, data: &Path, more: &[&str]) -> Killed {
        Killed::start(data, self.meta.base_url(), more)
    }

    /// Opens a data folder in this process.
    pub(crate) async fn opens(&self, data: &Path) -> Desk {
        open(data, self.meta.base_url()).await
    }

    /// Returns a data folder as the desk's is, once nobody works in that one any more.
    pub(crate) async fn copy(&self, name: &str) -> PathBuf {
        let from = self.data();
        let put_down = tokio::time::timeout(Duration::from_secs(60), async {
            while is_open(&from) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        put_down
            .await
            .expect("a closed desk puts its databases down");
        let to = self.folder.path().join(name);
        copy_folder(&from, &to);
        to
    }
}

/// Opens a data folder with this computer's passphrase.
pub(crate) async fn open(data: &Path, graph: &str) -> Desk {
    let desk = Desk::open(DeskOptions {
        data_dir: data.to_owned(),
        keychain: Arc::new(NoKeychain),
        microphone: Arc::new(NoMicrophone),
        clock: Clock::system(),
        graph_base: Some(graph.parse().unwrap()),
        kdf: KdfCost::quick_for_tests(),
        device_name: "Killed".into(),
        has_tray: false,
        is_demo: false,
    })
    .await
    .unwrap();
    desk.unlock_device(PASSPHRASE.into()).await.unwrap();
    desk
}

/// Signs the first member of staff in.
pub(crate) async fn sign_in(desk: &Desk) {
    let AppView::Locked { staff, .. } = desk.app_view().await.unwrap() else {
        panic!("not locked")
    };
    desk.unlock(staff[0].id, PASSPHRASE.into()).await.unwrap();
}

/// Asks until there is an answer.
pub(crate) async fn until<T, F: Future<Output = Option<T>>>(desk: &Desk, ask: impl Fn() -> F) -> T {
    let mut changes = desk.changes();
    let waited = tokio::time::timeout(Duration::from_secs(60), async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            let _ = tokio::time::timeout(Duration::from_millis(50), changes.recv()).await;
        }
    });
    waited.await.expect("it did not happen in time")
}

/// Whether somebody has a database of this folder open: the last one to close it takes its log away.
pub(crate) fn is_open(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let entry = entry.unwrap();
        let is_folder = entry.file_type().unwrap().is_dir();
        entry.file_name().to_string_lossy().ends_with("-wal") || is_folder && is_open(&entry.path())
    })
}

/// Copies a folder nobody works in.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
