//! `kill -9` of a desk at every step of making a lead a patient: all of it is on one side, once, and nothing is lost.

mod erasing;
mod joining;

use recado_domain::channel::Side;
use recado_domain::id::ConversationId;
use recado_inbox::{
    clock::Clock,
    desk::{Desk, DeskOptions},
    keychain::NoKeychain,
    microphone::NoMicrophone,
    view::{
        app::AppView,
        connection::ChannelChange,
        list::{ListFilter, ListQuery, RowView},
        thread::ThreadView,
    },
};
use recado_meta_sim::{
    control::Control,
    fault::Fault,
    simulator::{Delivery, Options, Simulator},
};
use recado_relay::{
    config::Config,
    relay::{Relay, Running},
};
use recado_store::key::derive::KdfCost;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead as _, BufReader, Lines},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    sync::Arc,
    time::Duration,
};
use tempfile::TempDir;

const WA_ID: &str = "34600000641";
const OTHER_WA_ID: &str = "34600000642";
pub(crate) const PASSPHRASE: &str = "everybody may know this";
/// In the order in which they are done; `said` and `caught up` belong to other changes.
const STEPS: [&str; 7] = [
    "begun", "files", "copied", "switched", "removed", "emptied", "finished",
];

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

    /// On Unix this is `SIGKILL`.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// A desk with one lead, whose conversation has something of everything.
struct Lead {
    folder: TempDir,
    meta: Simulator,
    _relay: Running,
    conversation: ConversationId,
    /// What a person sees of it.
    seen: Value,
}

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

pub(crate) async fn sign_in(desk: &Desk) {
    let AppView::Locked { staff, .. } = desk.app_view().await.unwrap() else {
        panic!("not locked")
    };
    desk.unlock(staff[0].id, PASSPHRASE.into()).await.unwrap();
}

async fn rows(desk: &Desk, side: Side) -> Vec<RowView> {
    let query = ListQuery {
        side,
        filter: ListFilter::All,
        channel: None,
    };
    desk.list_conversations(query, 10).await.unwrap().rows
}

async fn until<T, F: Future<Output = Option<T>>>(desk: &Desk, ask: impl Fn() -> F) -> T {
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

/// Everything a person sees of a thread that a move must not change: all but the numbers of messages, the side, and the
/// line that says what was done.
fn seen(thread: &ThreadView) -> Value {
    let mut seen = serde_json::to_value(thread).unwrap();
    let messages = seen["messages"].as_array_mut().unwrap();
    messages.retain(|message| message["kind"] != "system");
    for message in messages {
        message["id"] = json!(0);
        if message["replyTo"].is_object() {
            message["replyTo"]["id"] = json!(0);
        }
        // Meta may have told more of it since.
        message["status"] = json!(message["status"].is_string());
    }
    for alert in seen["alerts"].as_array_mut().unwrap() {
        alert["message"] = json!(0);
    }
    for changes in ["side", "contact", "window", "firstUnread", "sending"] {
        seen.as_object_mut().unwrap().remove(changes);
    }
    seen
}

impl Lead {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("desk");
        let relay = Relay::start(Config::on_loopback(folder.path().join("relay.db")))
            .await
            .unwrap();
        let options = Options {
            webhook_url: Some((relay.base_url() + "/webhooks/meta").parse().unwrap()),
            delivery: Delivery::Off,
            ..Options::default()
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
        let more = ["--pair", &code, "--connect", &connect];
        let mut first = Killed::start(&data, meta.base_url(), &more);
        first.says("ready").expect("the desk is set up");
        first.kill();
        let desk = open(&data, meta.base_url()).await;
        sign_in(&desk).await;
        let conversation = fill(&desk, &meta.control()).await;
        let thread = desk.open_thread(Side::Leads, conversation).await.unwrap();
        desk.close();
        Self {
            folder,
            meta,
            _relay: relay,
            conversation,
            seen: seen(&thread),
        }
    }

    /// Returns a data folder as the lead's was, once nobody works in that one any more.
    async fn copy(&self, name: &str) -> std::path::PathBuf {
        let from = self.folder.path().join("desk");
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

    /// Checks that the conversation is whole on one side.
    async fn is_whole(&self, data: &Path, step: &str) {
        let desk = open(data, self.meta.base_url()).await;
        sign_in(&desk).await;
        assert!(rows(&desk, Side::Leads).await.is_empty(), "{step}");
        let text = format!("depois de {step}");
        self.meta
            .control()
            .patient_writes(WA_ID, "Rosa M.", &text, None)
            .await
            .unwrap();
        let thread = until(&desk, || async {
            let thread = desk.open_thread(Side::Clinical, self.conversation).await;
            thread
                .ok()
                .filter(|thread| thread.messages.iter().any(|it| it.text == text))
        })
        .await;
        assert_eq!(rows(&desk, Side::Clinical).await.len(), 1, "{step}");
        assert!(
            rows(&desk, Side::Leads).await.is_empty(),
            "{step}: nothing comes back"
        );
        assert!(thread.contact.is_patient);
        let lines = thread
            .messages
            .iter()
            .filter(|it| it.parts.iter().any(is_line));
        assert_eq!(lines.count(), 1, "{step}: it is said once");
        let mut old = thread.clone();
        old.messages
            .retain(|message| !message.text.starts_with("depois de "));
        assert_eq!(seen(&old), self.seen, "{step}: the same on the other side");
        desk.close();
        let left = fs::read_dir(data.join("clinic/media/leads"))
            .unwrap()
            .count();
        assert_eq!(left, 0, "{step}: no file is left among the leads'");
    }
}

fn is_line(part: &recado_domain::part::Part) -> bool {
    use recado_domain::part::{Part, SystemLine};
    matches!(
        part,
        Part::System {
            line: SystemLine::BecamePatient
        }
    )
}

/// Words that raise a flag, a picture, a reply whose answer was lost, one that waits, a reaction, a draft.
async fn fill(desk: &Desk, control: &Control) -> ConversationId {
    let view = desk.connection_view().await.unwrap();
    let channel = &view.channels[0];
    desk.change_channel(ChannelChange {
        channel: channel.id,
        is_on: true,
        side: Side::Leads,
        colour: channel.colour,
    })
    .await
    .unwrap();
    let first = control
        .patient_writes(WA_ID, "Rosa M.", "No quiero seguir viviendo", None)
        .await
        .unwrap();
    control
        .patient_sends(
            WA_ID,
            "Rosa M.",
            json!({"type": "image", "image": {"caption": "la receta"}}),
            None,
        )
        .await
        .unwrap();
    control
        .patient_sends(
            WA_ID,
            "Rosa M.",
            json!({"type": "reaction", "reaction": {"message_id": first, "emoji": "🙏"}}),
            None,
        )
        .await
        .unwrap();
    let thread = until(desk, || async {
        let row = rows(desk, Side::Leads).await.pop()?;
        let thread = desk.open_thread(Side::Leads, row.conversation).await.ok()?;
        let is_here = |media: &recado_inbox::view::media::MediaView| {
            media.state == recado_domain::media::MediaState::Here
        };
        let is_full = thread.messages.len() == 2
            && !thread.alerts.is_empty()
            && !thread.messages[0].reactions.is_empty()
            && thread.messages[1].media.iter().all(is_here);
        is_full.then_some(thread)
    })
    .await;
    let conversation = thread.conversation;
    let reply = |text: &str| desk.send_reply(Side::Leads, conversation, text.to_owned(), None);
    control.set_fault(Fault::LostAnswer { times: 1 }).await;
    reply("¿Está sola?").await.unwrap();
    until(desk, || async {
        (control.sent().await.len() == 1).then_some(())
    })
    .await;
    // Meta wants to be left alone for a while: the next one waits.
    control
        .set_fault(Fault::TooManyRequests { times: 1000 })
        .await;
    reply("La llamo ahora").await.unwrap();
    desk.save_draft(Side::Leads, conversation, "Mañana a las".to_owned())
        .await
        .unwrap();
    conversation
}

/// Whether somebody has a database of this folder open: the last one to close it takes its log away.
pub(crate) fn is_open(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let entry = entry.unwrap();
        let is_folder = entry.file_type().unwrap().is_dir();
        entry.file_name().to_string_lossy().ends_with("-wal") || is_folder && is_open(&entry.path())
    })
}

fn copy_folder(from: &Path, to: &Path) {
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

/// P7, R5: a kill at each step; and a second one at each step of going on after the first.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_step_of_a_conversion_loses_and_repeats_nothing() {
    let lead = Lead::new().await;
    let graph = lead.meta.base_url().to_owned();
    let conversation = lead.conversation.to_string();
    for step in STEPS {
        let data = lead.copy(step).await;
        let more = ["--convert", &conversation, "--stop-at", step];
        let mut desk = Killed::start(&data, &graph, &more);
        desk.says(&format!("at {step}")).expect("the step is met");
        desk.kill();
        lead.is_whole(&data, step).await;
    }
    // Killed at the copy, and again while the next sign-in goes on with it.
    for step in &STEPS[1..] {
        let data = lead.copy(&format!("again-{step}")).await;
        let more = ["--convert", &conversation, "--stop-at", "copied"];
        let mut desk = Killed::start(&data, &graph, &more);
        desk.says("at copied").expect("the step is met");
        desk.kill();
        let mut again = Killed::start(&data, &graph, &["--stop-at", step]);
        again
            .says(&format!("at {step}"))
            .expect("it is gone on with");
        again.kill();
        lead.is_whole(&data, step).await;
    }
    let sent = lead.meta.control().sent().await;
    assert_eq!(sent.len(), 1, "what had left did not leave again");
}
