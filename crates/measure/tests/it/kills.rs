//! `kill -9` of a desk at random points: nothing acknowledged is lost, nothing is stored or sent twice.

use rand::RngExt as _;
use recado_domain::{channel::Side, message::Direction};
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
use recado_meta_sim::simulator::{Options, Simulator};
use recado_relay::{config::Config, relay::Relay};
use recado_store::key::derive::KdfCost;
use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

const KILLS: usize = 50;
const WA_ID: &str = "34600000641";
const PASSPHRASE: &str = "everybody may know this";

struct Killed(Child);

impl Killed {
    fn start(data: &Path, graph: &str, first_time: &[String]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_recado-measure"))
            .arg("desk")
            .arg("--data")
            .arg(data)
            .args(["--graph", graph])
            .args(first_time)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdout = child.stdout.take().unwrap();
        let line = BufReader::new(stdout)
            .lines()
            .next()
            .expect("the desk says it is ready")
            .unwrap();
        assert_eq!(line, "ready");
        Self(child)
    }

    /// On Unix this is `SIGKILL`.
    fn kill(mut self) {
        assert!(
            self.0.try_wait().unwrap().is_none(),
            "the desk died by itself"
        );
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

async fn open(data: &Path, graph: &str) -> Desk {
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
    let AppView::Locked { staff, .. } = desk.app_view().await.unwrap() else {
        panic!("not locked")
    };
    desk.unlock(staff[0].id, PASSPHRASE.into()).await.unwrap();
    desk
}

/// R5, T5: fifty kills while messages come in and answers go out.
#[tokio::test(flavor = "multi_thread")]
async fn fifty_kills_lose_nothing_and_repeat_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("desk");
    let relay = Relay::start(Config::on_loopback(folder.path().join("relay.db")))
        .await
        .unwrap();
    let options = Options {
        webhook_url: Some((relay.base_url() + "/webhooks/meta").parse().unwrap()),
        ..Options::default()
    };
    let meta = Simulator::start(options.clone()).await.unwrap();
    let control = meta.control();
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
    Killed::start(
        &data,
        meta.base_url(),
        &["--pair".into(), code, "--connect".into(), connect],
    )
    .kill();

    let mut random = rand::rng();
    let mut expected = Vec::new();
    for round in 0..KILLS {
        let desk = Killed::start(&data, meta.base_url(), &[]);
        for part in 0..3 {
            let text = format!("mensaje {round}.{part}");
            control
                .patient_writes(WA_ID, "Rosa M.", &text, None)
                .await
                .unwrap();
            expected.push(text);
        }
        let point = Duration::from_micros(random.random_range(0..120_000));
        tokio::time::sleep(point).await;
        desk.kill();
    }
    control.flush().await;

    let desk = open(&data, meta.base_url()).await;
    let caught_up = async {
        while !desk.is_caught_up().await.unwrap() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), caught_up)
        .await
        .expect("everything arrives");
    let query = ListQuery {
        side: Side::Clinical,
        filter: ListFilter::All,
        channel: None,
    };
    let rows = desk.list_conversations(query, 10).await.unwrap().rows;
    assert_eq!(rows.len(), 1);
    let mut thread = desk
        .open_thread(Side::Clinical, rows[0].conversation)
        .await
        .unwrap();
    while thread.has_older {
        let before = thread.messages[0].id;
        let older = desk
            .older_messages(Side::Clinical, rows[0].conversation, before)
            .await
            .unwrap();
        thread.has_older = older.has_older;
        thread.messages.splice(0..0, older.messages);
    }
    let mut inbound: Vec<&str> = thread
        .messages
        .iter()
        .filter(|message| message.direction == Direction::Inbound)
        .map(|message| message.text.as_str())
        .collect();
    inbound.sort_unstable();
    let mut wanted: Vec<&str> = expected.iter().map(String::as_str).collect();
    wanted.sort_unstable();
    assert_eq!(inbound, wanted, "each message once");
    let sent = control.sent().await;
    let ids: BTreeSet<_> = sent.iter().map(|sent| sent.callback_data.clone()).collect();
    assert_eq!(ids.len(), sent.len(), "no outbox row went out twice");
    assert!(!sent.is_empty(), "the killed desks answered");
}
