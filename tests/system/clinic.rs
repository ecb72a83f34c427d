//! A clinic: Meta's simulator, a relay and a desk in a temporary folder, under one clock that is turned by hand.

pub mod desk;
pub mod reach;
pub mod staff;

use recado_domain::{channel::Side, id::ConversationId, time::UnixMs};
use recado_inbox::{
    clock::Clock,
    desk::{Desk, DeskOptions},
    keychain::{Keychain, MemoryKeychain},
    microphone::{Microphone, NoMicrophone},
    view::{
        app::AppView,
        connection::WhatsAppForm,
        list::{ListFilter, ListQuery, RowView},
        thread::{MessageView, ThreadView},
    },
};
use recado_meta_sim::{
    control::Control,
    fault::Fault,
    simulator::{Options, Simulator},
    world::Sent,
};
use recado_relay::{
    config::Config,
    relay::{Relay, Running},
};
use recado_store::key::derive::KdfCost;
use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};
use tempfile::TempDir;

/// The owner's passphrase.
pub const PASSPHRASE: &str = "a long enough passphrase";
/// A weekday morning: 2026-11-20 09:00 UTC.
pub const MORNING: UnixMs = UnixMs(1_795_165_200_000);
/// The longest a story waits for something to happen before it calls it missing.
const PATIENCE: Duration = Duration::from_secs(60);

/// An invented patient.
#[derive(Clone, Copy)]
pub struct Person {
    pub wa_id: &'static str,
    pub name: &'static str,
}

pub const MARIA: Person = Person {
    wa_id: "351912000412",
    name: "Maria K.",
};
pub const NIKOS: Person = Person {
    wa_id: "306940007261",
    name: "Nikos V.",
};

/// The clinic.
pub struct Clinic {
    pub meta: Simulator,
    pub relay: Option<Running>,
    pub relay_config: Config,
    pub desk: Desk,
    pub keychain: Arc<dyn Keychain>,
    pub clock: Clock,
    pub folder: TempDir,
    pub options: Options,
}

impl Clinic {
    /// Starts everything and goes through the first run; WhatsApp is connected, nothing was written yet.
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    /// As [`Clinic::open`], with changes to what the simulator is told at start.
    pub async fn open_with(change: impl FnOnce(&mut Options)) -> Self {
        let clinic = Self::start(change).await;
        clinic.pair().await;
        clinic.own().await;
        let proof = clinic
            .desk
            .connect_whatsapp(clinic.form())
            .await
            .expect("WhatsApp connects");
        assert!(!proof.is_connected, "nothing came in yet");
        let hook = clinic.relay().base_url() + "/webhooks/meta";
        clinic
            .control()
            .verify_webhook(hook.parse().unwrap())
            .await
            .expect("Meta's check of the callback");
        clinic
    }

    /// Starts everything; the desk is fresh.
    pub async fn start(change: impl FnOnce(&mut Options)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::turned(MORNING);
        let mut options = Options {
            now: recado_meta_sim::clock::Clock::turned(MORNING.0),
            ..Options::default()
        };
        change(&mut options);
        let meta = Simulator::start(options.clone()).await.expect("simulator");
        let relay_config = Config::on_loopback(folder.path().join("relay.db"));
        let relay = Relay::start(relay_config.clone()).await.expect("relay");
        let keychain: Arc<dyn Keychain> = Arc::new(MemoryKeychain::default());
        let desk = open_desk(folder.path().join("desk"), &meta, &keychain, &clock).await;
        Self {
            meta,
            relay: Some(relay),
            relay_config,
            desk,
            keychain,
            clock,
            folder,
            options,
        }
    }

    pub fn relay(&self) -> &Running {
        self.relay.as_ref().expect("the relay runs")
    }

    pub fn control(&self) -> Control {
        self.meta.control()
    }

    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("desk")
    }

    /// Stops the relay and returns its address.
    pub async fn stop_relay(&mut self) -> SocketAddr {
        let relay = self.relay.take().expect("the relay runs");
        let address = relay.addr;
        relay.shutdown().await;
        address
    }

    /// Starts the relay again where it was, over the same buffer.
    pub async fn start_relay(&mut self, address: SocketAddr) {
        let mut config = self.relay_config.clone();
        config.listen = address;
        self.relay = Some(Relay::start(config).await.expect("the relay starts again"));
    }

    /// Pairs the desk with the relay.
    pub async fn pair(&self) {
        let code = self
            .relay()
            .pair_code("Clínica Alameda")
            .await
            .expect("pairing code");
        self.desk.pair_relay(code.to_text()).await.expect("pairing");
    }

    /// Confirms the phrase, creates the owner and ends the first run; returns the 24 words.
    pub async fn own(&self) -> Vec<String> {
        let words = self.own_without_finishing().await;
        self.desk.finish_first_run().await.unwrap();
        self.never_lock().await;
        words
    }

    /// Switches the auto-lock off: a clock that is turned by a day would lock the desk in the middle of a story.
    async fn never_lock(&self) {
        let AppView::Open { mut settings, .. } = self.desk.app_view().await.unwrap() else {
            panic!("the desk is open")
        };
        settings.auto_lock_minutes = 0;
        self.desk.save_settings(settings).await.unwrap();
    }

    /// Confirms the phrase and creates the owner; returns the 24 words.
    pub async fn own_without_finishing(&self) -> Vec<String> {
        let words = self.desk.recovery_phrase().await.unwrap();
        let asked = [2usize, 9, 20];
        let answers = asked
            .iter()
            .map(|position| words[*position].clone())
            .collect();
        let positions = asked
            .iter()
            .map(|position| u32::try_from(*position).unwrap())
            .collect();
        self.desk
            .confirm_recovery_phrase(positions, answers)
            .await
            .unwrap();
        self.desk
            .create_owner(
                "Clínica Alameda".into(),
                "Ana Reis".into(),
                PASSPHRASE.into(),
            )
            .await
            .unwrap();
        words
    }

    /// Returns what is typed to connect the simulator's number.
    pub fn form(&self) -> WhatsAppForm {
        WhatsAppForm {
            waba_id: self.options.business.waba_id.clone(),
            number_id: self.options.business.phone_number_id.clone(),
            token: self.options.business.access_token.clone(),
            app_id: self.options.app.id.clone(),
            app_secret: self.options.app.secret.clone(),
            verify_token: self.options.app.verify_token.clone(),
        }
    }

    /// Closes the desk as a kill would, and opens the same data folder again.
    pub async fn restart_desk(&mut self) {
        self.desk.close();
        self.desk = open_desk(self.data_dir(), &self.meta, &self.keychain, &self.clock).await;
    }

    /// Signs the owner in.
    pub async fn unlock(&self) {
        let AppView::Locked { staff, .. } = self.desk.app_view().await.unwrap() else {
            panic!("the desk is not locked")
        };
        self.desk
            .unlock(staff[0].id, PASSPHRASE.into())
            .await
            .unwrap();
    }

    /// Turns every clock on.
    pub async fn later(&self, by: Duration) {
        let now = self.clock.now().plus(by);
        self.clock.turn_to(now);
        self.control().set_clock(now.0).await;
    }

    /// Returns what Meta accepted for sending.
    pub async fn sent(&self) -> Vec<Sent> {
        self.control().sent().await
    }

    /// Somebody at the desk answers; durable when this returns.
    pub async fn replies(&self, thread: &ThreadView, text: &str) {
        let sent = self
            .desk
            .send_reply(thread.side, thread.conversation, text.to_owned(), None);
        sent.await.expect("the reply is queued");
    }

    /// Something goes wrong at Meta from now on.
    pub async fn fault(&self, fault: Fault) {
        self.control().set_fault(fault).await;
    }

    /// Waits until every fault that was asked for has met its request.
    pub async fn faults_are_used(&self) {
        self.until(|| async {
            self.control()
                .faults_waiting()
                .await
                .is_empty()
                .then_some(())
        })
        .await;
    }

    /// A person writes.
    pub async fn writes(&self, person: Person, text: &str) -> String {
        let at = self.clock.now().0;
        self.control()
            .patient_writes(person.wa_id, person.name, text, Some(at))
            .await
            .expect("the message is accepted")
    }

    /// Waits until the list shows so many conversations.
    pub async fn rows(&self, count: usize) -> Vec<RowView> {
        self.until(|| async {
            let rows = self.list(ListFilter::All).await;
            (rows.len() == count).then_some(rows)
        })
        .await
    }

    pub async fn list(&self, filter: ListFilter) -> Vec<RowView> {
        let query = ListQuery {
            side: Side::Clinical,
            filter,
            channel: None,
        };
        self.desk.list_conversations(query, 100).await.unwrap().rows
    }

    /// Waits until a thread looks as wanted.
    pub async fn thread(
        &self,
        conversation: ConversationId,
        is_so: impl Fn(&ThreadView) -> bool,
    ) -> ThreadView {
        self.until(|| async {
            let thread = self
                .desk
                .open_thread(Side::Clinical, conversation)
                .await
                .unwrap();
            is_so(&thread).then_some(thread)
        })
        .await
    }

    /// Waits until the one conversation there is looks as wanted.
    pub async fn only_thread(&self, is_so: impl Fn(&ThreadView) -> bool) -> ThreadView {
        let rows = self.rows(1).await;
        self.thread(rows[0].conversation, is_so).await
    }

    /// Asks again after every change until there is an answer.
    pub async fn until<T, F: Future<Output = Option<T>>>(&self, ask: impl Fn() -> F) -> T {
        self.until_within(PATIENCE, ask).await
    }

    /// As [`Clinic::until`], for what takes longer.
    pub async fn until_within<T, F: Future<Output = Option<T>>>(
        &self,
        patience: Duration,
        ask: impl Fn() -> F,
    ) -> T {
        let mut changes = self.desk.changes();
        let waited = tokio::time::timeout(patience, async {
            loop {
                if let Some(answer) = ask().await {
                    return answer;
                }
                // Some things change without the desk hearing of it (the simulator's side): look again soon.
                let _ = tokio::time::timeout(Duration::from_millis(100), changes.recv()).await;
            }
        });
        waited.await.expect("it did not happen in time")
    }
}

/// Opens a desk over a data folder.
pub async fn open_desk(
    data_dir: PathBuf,
    meta: &Simulator,
    keychain: &Arc<dyn Keychain>,
    clock: &Clock,
) -> Desk {
    open_desk_with(data_dir, meta, keychain, clock, Arc::new(NoMicrophone)).await
}

/// As [`open_desk`], with a microphone.
pub async fn open_desk_with(
    data_dir: PathBuf,
    meta: &Simulator,
    keychain: &Arc<dyn Keychain>,
    clock: &Clock,
    microphone: Arc<dyn Microphone>,
) -> Desk {
    let options = DeskOptions {
        data_dir,
        keychain: Arc::clone(keychain),
        microphone,
        clock: clock.clone(),
        graph_base: Some(meta.base_url().parse().unwrap()),
        kdf: KdfCost::quick_for_tests(),
        device_name: "Reception".into(),
        has_tray: false,
        is_demo: false,
    };
    Desk::open(options).await.expect("the desk opens")
}

/// Returns the texts of a thread in order.
pub fn texts(thread: &ThreadView) -> Vec<&str> {
    thread
        .messages
        .iter()
        .map(|message| message.text.as_str())
        .collect()
}

/// Returns the last message.
pub fn last(thread: &ThreadView) -> &MessageView {
    thread.messages.last().expect("a message")
}
