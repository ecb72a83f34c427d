//! The desk: one method a command, in the order a person meets them.
//!
//! A `Desk` is cheap to clone. It knows no window: it says what changed (`changes`) and what a person should be told
//! (`notices`).

mod alert_commands;
mod assist_commands;
mod audit_commands;
mod backup_commands;
mod commands;
mod compose_commands;
mod device_commands;
mod flag_commands;
mod hours_commands;
mod interest_commands;
pub mod media_commands;
mod on_call_commands;
mod patients_commands;
mod people_commands;
mod phone_commands;
mod place_commands;
pub mod proof;
mod protocol_commands;
mod record_commands;
mod retention_commands;
mod staff_commands;
mod summary_commands;
mod tone_commands;
mod transcribe_commands;
mod work_commands;

use crate::{
    audit, backup,
    clock::Clock,
    compose::{self, recording::Recorder},
    connect,
    error::InboxError,
    house::House,
    http,
    keychain::Keychain,
    media,
    microphone::Microphone,
    monitor, people, receive, records, session,
    stage::{Setup, Stage},
    summary, together, tone, transcribe,
    view::{audit::AuditCheckView, change::Change},
};
use recado_domain::{
    channel::Side,
    id::{AlertId, ConversationId, MediaId},
    time::UnixMs,
};
use recado_graph::client::GraphClient;
use recado_store::key::derive::KdfCost;
use recado_webhook::counts::Counts;
use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, RwLock},
};
use tokio::sync::{Notify, broadcast, watch};
use url::Url;

/// What a desk needs to know before it opens.
#[derive(Clone)]
pub struct DeskOptions {
    /// Where the databases and the `keys` file are.
    pub data_dir: PathBuf,
    /// The system's keyring.
    pub keychain: Arc<dyn Keychain>,
    /// What voice notes are recorded with.
    pub microphone: Arc<dyn Microphone>,
    /// Where `now` comes from.
    pub clock: Clock,
    /// Meta's Graph API; absent for the real one, otherwise an address on this machine.
    pub graph_base: Option<Url>,
    /// How dear a guess at a passphrase is.
    pub kdf: KdfCost,
    /// What this computer is called on the relay's list.
    pub device_name: String,
    /// Whether the system has a tray.
    pub has_tray: bool,
    /// Whether this is the demo with invented people.
    pub is_demo: bool,
}

/// What a person should be told even when the window is not in front; never with a name or a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// A flag was raised.
    Alert {
        /// Which one.
        alert: AlertId,
        /// Its place.
        side: Side,
        /// Its conversation.
        conversation: ConversationId,
    },
    /// It is time to look again at a flag that somebody took.
    Reminder {
        /// Which one.
        alert: AlertId,
        /// Its place.
        side: Side,
        /// Its conversation.
        conversation: ConversationId,
    },
    /// Messages came in.
    Messages {
        /// The place of the newest.
        side: Side,
        /// Its conversation.
        conversation: ConversationId,
    },
    /// Somebody wants to hear what an alert sounds like.
    TestAlert,
    /// The audit was changed: the owner should look at it.
    AuditBroken,
    /// Self-tests do not come back: messages may not come in.
    SelfTestLost,
}

/// What was taken in since the desk was opened; counts, never contents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Webhook items by kind.
    pub counts: Counts,
    /// Envelopes made durable here.
    pub envelopes: u64,
    /// Items of channels that are switched off here: not kept.
    pub switched_off: u64,
}

pub(crate) struct Inner {
    pub(crate) options: DeskOptions,
    pub(crate) http: reqwest::Client,
    pub(crate) graph: GraphClient,
    pub(crate) rules: monitor::rules::Rules,
    /// Since when what comes in cannot be read.
    pub(crate) stall: monitor::health::Stall,
    pub(crate) stage: RwLock<Stage>,
    pub(crate) setup: Mutex<Setup>,
    pub(crate) pulse: receive::Pulse,
    pub(crate) changes: broadcast::Sender<Change>,
    pub(crate) notices: broadcast::Sender<Notice>,
    /// How many sessions that could read patients have ended.
    pub(crate) readers_left: watch::Sender<u64>,
    pub(crate) outbox_wake: Notify,
    pub(crate) media: media::Fetches,
    /// What hears voice notes.
    pub(crate) listening: transcribe::Listening,
    pub(crate) profiles: receive::profile::Profiles,
    pub(crate) mentions: receive::mention::Mentions,
    pub(crate) recorder: Recorder,
    /// When a conversation was last told that somebody types.
    pub(crate) typing: Mutex<BTreeMap<ConversationId, UnixMs>>,
    pub(crate) switch_wake: Notify,
    /// Events that go the whole way in, and how they went.
    pub(crate) self_tests: connect::self_test::SelfTests,
    /// What is told to the clinic's other computers.
    pub(crate) together: together::Together,
    /// Wakes what asks to be let in.
    pub(crate) joining_wake: Notify,
    pub(crate) people: people::Steps,
    pub(crate) backup: backup::Work,
    /// Whether older messages are being read for their tone.
    pub(crate) tone: tone::reading::Round,
    pub(crate) summaries: Arc<summary::Work>,
    /// Held during a round of retention: one at a time.
    pub(crate) retention: Mutex<()>,
    /// Meta's handles of example files for templates being written; gone with the app.
    pub(crate) template_examples: Mutex<BTreeMap<MediaId, String>>,
    /// The file of patients that is being looked at; gone at the lock.
    pub(crate) patients_file: Mutex<Option<Arc<records::import::PatientsFile>>>,
    pub(crate) tally: Mutex<Tally>,
    pub(crate) audit: Arc<audit::record::Recorder>,
    /// What the last verification of the audit found.
    pub(crate) audit_check: Mutex<Option<AuditCheckView>>,
    pub(crate) tasks: Mutex<Vec<tokio::task::AbortHandle>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Ok(tasks) = self.tasks.get_mut() {
            tasks.iter().for_each(tokio::task::AbortHandle::abort);
        }
    }
}

/// The desk of one computer.
#[derive(Clone)]
pub struct Desk {
    pub(crate) inner: Arc<Inner>,
}

impl Desk {
    /// Opens the data folder as far as the keys at hand allow, and starts receiving and sending.
    ///
    /// # Errors
    /// When the system's certificates cannot be had or the Graph address is not allowed; everything about keys and
    /// data becomes a stage that the window shows.
    pub async fn open(options: DeskOptions) -> Result<Self, InboxError> {
        let http = http::client().map_err(|_| InboxError::CutOff)?;
        let recorder = Arc::new(audit::record::Recorder::new(options.clock.clone()));
        let hear = Arc::clone(&recorder);
        let graph = connect::graph_client(options.graph_base.as_ref())?
            .observed(Arc::new(move |seen| hear.hear(seen)));
        let (changes, _) = broadcast::channel(1024);
        let (notices, _) = broadcast::channel(64);
        let inner = Inner {
            http,
            graph,
            rules: monitor::rules::Rules::shipped(),
            stall: monitor::health::Stall::default(),
            stage: RwLock::new(Stage::Fresh { has_keyring: true }),
            setup: Mutex::new(Setup::default()),
            pulse: receive::Pulse::default(),
            changes,
            notices,
            readers_left: watch::Sender::new(0),
            outbox_wake: Notify::new(),
            media: media::Fetches::default(),
            listening: transcribe::Listening::default(),
            profiles: receive::profile::Profiles::default(),
            mentions: receive::mention::Mentions::default(),
            recorder: Recorder::default(),
            typing: Mutex::new(BTreeMap::new()),
            switch_wake: Notify::new(),
            self_tests: connect::self_test::SelfTests::default(),
            together: together::Together::default(),
            joining_wake: Notify::new(),
            people: people::Steps::default(),
            backup: backup::Work::default(),
            tone: tone::reading::Round::default(),
            summaries: Arc::default(),
            retention: Mutex::default(),
            template_examples: Mutex::default(),
            patients_file: Mutex::default(),
            tally: Mutex::new(Tally::default()),
            audit: recorder,
            audit_check: Mutex::default(),
            tasks: Mutex::new(Vec::new()),
            options,
        };
        let desk = Self {
            inner: Arc::new(inner),
        };
        session::open(&desk).await?;
        compose::start(&desk);
        Ok(desk)
    }

    /// Returns what will change from now on.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.inner.changes.subscribe()
    }

    /// Returns what people should be told from now on.
    pub fn notices(&self) -> broadcast::Receiver<Notice> {
        self.inner.notices.subscribe()
    }

    /// Returns a count that goes up whenever somebody who could read patients has left the desk: whoever showed them
    /// anything forgets it then. Unlike a change, none is ever missed.
    pub fn readers_left(&self) -> watch::Receiver<u64> {
        self.inner.readers_left.subscribe()
    }

    /// Tells again of every open alert that calls a person, and of a changed audit: what was raised before somebody
    /// listened, or cut off between being kept and being told.
    ///
    /// # Errors
    /// Storage.
    pub async fn announce_open_alerts(&self) -> Result<(), InboxError> {
        if self.house().is_err() {
            return Ok(());
        }
        let now = self.inner.options.clock.now();
        monitor::calling::call(self, now, |_| true).await?;
        if audit::check::last(self).is_some_and(|check| check.fault.is_some()) {
            self.notify(Notice::AuditBroken);
        }
        Ok(())
    }

    /// Stops receiving and sending; what is on its way is finished as after a cut-off: nothing is lost, nothing repeated.
    pub fn close(&self) {
        if let Ok(mut tasks) = self.inner.tasks.lock() {
            tasks.drain(..).for_each(|task| task.abort());
        }
        backup::put_away(self);
        compose::put_away(self);
        audit::record::close(self);
    }

    /// Returns the open house.
    pub(crate) fn house(&self) -> Result<Arc<House>, InboxError> {
        match &*self.inner.stage.read().map_err(|_| InboxError::CutOff)? {
            Stage::Ready(house) => Ok(Arc::clone(house)),
            Stage::Fresh { .. } | Stage::KeyMissing(_) => Err(InboxError::NotFound),
        }
    }

    /// Runs `work` with the open house on a thread that may block.
    pub(crate) async fn with_house<T: Send + 'static>(
        &self,
        work: impl FnOnce(&House) -> Result<T, InboxError> + Send + 'static,
    ) -> Result<T, InboxError> {
        let house = self.house()?;
        blocking(move || work(&house)).await
    }

    /// Tells the window what changed; nobody listening is no fault.
    pub(crate) fn tell(&self, change: Change) {
        let _ = self.inner.changes.send(change);
    }

    /// Tells people; nobody listening is no fault.
    pub(crate) fn notify(&self, notice: Notice) {
        let _ = self.inner.notices.send(notice);
    }

    /// Keeps a background task until the desk is dropped.
    pub(crate) fn keep(&self, task: &tokio::task::JoinHandle<()>) {
        if let Ok(mut tasks) = self.inner.tasks.lock() {
            tasks.push(task.abort_handle());
        }
    }
}

/// Runs `work` on a thread that may block.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, InboxError> + Send + 'static,
) -> Result<T, InboxError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| InboxError::CutOff)?
}
