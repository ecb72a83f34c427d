//! `kill -9` at every step of making a backup and of restoring one: what was there is there, and the next try is whole.

use crate::desk::{Killed, PASSPHRASE, is_open, open, sign_in};
use recado_domain::channel::Side;
use recado_inbox::{
    clock::Clock,
    desk::{Desk, DeskOptions},
    keychain::NoKeychain,
    microphone::NoMicrophone,
    view::{
        app::AppView,
        list::{ListFilter, ListQuery},
    },
};
use recado_relay::{
    config::Config,
    relay::{Relay, Running},
};
use recado_store::{
    backup::{archive::Opened, place},
    key::{derive::KdfCost, phrase::RecoveryPhrase},
};
use std::{fs, path::Path, sync::Arc, time::Duration};
use tempfile::TempDir;

/// No message is sent: nobody listens there.
const GRAPH: &str = "http://127.0.0.1:9/";
/// In the order in which they are done.
const MAKING: [&str; 6] = ["files", "fixed", "begun", "clinical", "databases", "named"];
const RESTORING: [&str; 7] = [
    "opened", "unpacked", "counted", "filed", "settled", "keyed", "moved",
];

struct Backed {
    folder: TempDir,
    _relay: Running,
    words: String,
}

impl Backed {
    /// A desk that was set up and closed.
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let relay = Relay::start(Config::on_loopback(folder.path().join("relay.db")))
            .await
            .unwrap();
        let desk = fresh(&folder.path().join("desk")).await;
        desk.choose_device_passphrase(PASSPHRASE.into())
            .await
            .unwrap();
        let code = relay.pair_code("Killed").await.unwrap();
        desk.pair_relay(code.to_text()).await.unwrap();
        let words = desk.recovery_phrase().await.unwrap();
        let first = vec![words[0].clone()];
        desk.confirm_recovery_phrase(vec![0], first).await.unwrap();
        desk.create_owner("Killed".into(), "Nobody".into(), PASSPHRASE.into())
            .await
            .unwrap();
        desk.finish_first_run().await.unwrap();
        desk.close();
        drop(desk);
        let backed = Self {
            folder,
            _relay: relay,
            words: words.join(" "),
        };
        fs::create_dir(backed.drive()).unwrap();
        backed.is_put_down().await;
        backed
    }

    fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("desk")
    }

    fn drive(&self) -> std::path::PathBuf {
        self.folder.path().join("drive")
    }

    async fn is_put_down(&self) {
        let put_down = tokio::time::timeout(Duration::from_secs(60), async {
            while is_open(&self.data()) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        put_down
            .await
            .expect("a closed desk puts its databases down");
    }

    /// Every backup on the drive opens with the words, and nothing else lies there.
    fn are_whole(&self, step: &str) -> usize {
        let phrase = RecoveryPhrase::parse(&self.words).unwrap();
        let found = place::look(&self.drive()).unwrap();
        for backup in &found {
            let folder = backup.place.join(&backup.name);
            let opened = Opened::by_phrase(&folder, &phrase).unwrap();
            let out = self.folder.path().join("out");
            for name in opened.manifest.files.keys() {
                let taken = opened.take_out(name, &out, &mut || true);
                taken.unwrap_or_else(|error| panic!("{step}: {name}: {error}"));
            }
        }
        found.len()
    }
}

async fn fresh(data: &Path) -> Desk {
    Desk::open(DeskOptions {
        data_dir: data.to_owned(),
        keychain: Arc::new(NoKeychain),
        microphone: Arc::new(NoMicrophone),
        clock: Clock::system(),
        graph_base: Some(GRAPH.parse().unwrap()),
        kdf: KdfCost::quick_for_tests(),
        device_name: "Killed".into(),
        has_tray: false,
        is_demo: false,
    })
    .await
    .unwrap()
}

/// CASES 36; P9.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_step_of_a_backup_or_a_restore_changes_nothing() {
    let backed = Backed::new().await;
    let drive = backed.drive().to_string_lossy().into_owned();
    let mut before = 0;
    for step in MAKING {
        let more = ["--back-up", drive.as_str(), "--stop-at", step];
        let mut desk = Killed::start(&backed.data(), GRAPH, &more);
        desk.says(&format!("at {step}")).expect("the step is met");
        desk.kill();
        let after = backed.are_whole(step);
        assert_eq!(after, before + usize::from(step == "named"), "{step}");
        before = after;
    }
    let mut desk = Killed::start(&backed.data(), GRAPH, &["--back-up", &drive]);
    desk.says("backed up").expect("and then it is made");
    desk.kill();
    // The desk may have made one by itself as well.
    assert!(backed.are_whole("at last") > before);
    for entry in fs::read_dir(place::look(&backed.drive()).unwrap()[0].place.clone()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(!name.ends_with(".part"), "what was cut off is swept");
    }
    let stage = backed.data().join("clinic/backup.new");
    assert_eq!(fs::read_dir(stage).unwrap().count(), 0, "no copy is left");

    for step in RESTORING {
        let data = backed.folder.path().join(step);
        let restore = [
            "--restore",
            drive.as_str(),
            "--words",
            backed.words.as_str(),
        ];
        let more = [restore.as_slice(), &["--stop-at", step]].concat();
        let mut desk = Killed::start(&data, GRAPH, &more);
        desk.says(&format!("at {step}")).expect("the step is met");
        desk.kill();
        if step != "moved" {
            let fresh = fresh(&data).await;
            let view = fresh.app_view().await.unwrap();
            assert!(matches!(view, AppView::FirstRun { .. }), "{step}");
            drop(fresh);
            let mut again = Killed::start(&data, GRAPH, &restore);
            again.says("restored").expect("and then it is restored");
            again.kill();
        }
        let desk = open(&data, GRAPH).await;
        sign_in(&desk).await;
        let query = ListQuery {
            side: Side::Clinical,
            filter: ListFilter::All,
            channel: None,
        };
        desk.list_conversations(query, 10).await.unwrap();
        assert_eq!(desk.verify_audit().await.unwrap().fault, None, "{step}");
        desk.close();
        assert!(!data.join("clinic.restored").exists(), "{step}");
    }
}
