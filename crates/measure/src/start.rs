//! `bench start`: how soon somebody can work after a night, on a desk with years of history and on a new one.
//!
//! The clock runs from opening the data folder until the list and the newest thread have been answered; what waits at
//! the relay is filed meanwhile, and the list is asked for again and again until it is. CASES 38.

use crate::{
    clinic,
    http::Connection,
    paired::Clinic,
    relay_process::RelayProcess,
    store::corpus::{Corpus, START_MS},
};
use anyhow::{Context as _, bail, ensure};
use recado_domain::{
    channel::{ChannelKind, Side},
    time::UnixMs,
};
use recado_inbox::{
    clock::Clock,
    desk::{Desk, DeskOptions, proof::Asset},
    keychain::MemoryKeychain,
    view::{
        app::AppView,
        list::{ListFilter, ListQuery},
    },
};
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

const PASSPHRASE: &str = "a passphrase nobody needs";
/// Messages in one transaction while filling.
const BATCH: usize = 5_000;
/// How often is looked whether something is done.
const LOOK: Duration = Duration::from_millis(20);
/// What the list shows at once.
const ROWS: u32 = 100;
const QUERY: ListQuery = ListQuery {
    side: Side::Clinical,
    filter: ListFilter::All,
    channel: None,
};

/// How large a run is.
struct Size {
    messages: usize,
    conversations: usize,
    waiting: u64,
    mornings: usize,
}

const FULL: Size = Size {
    messages: 1_000_000,
    conversations: 4_000,
    waiting: 5_000,
    mornings: 3,
};

const QUICK: Size = Size {
    messages: 30_000,
    conversations: 1_000,
    waiting: 500,
    mornings: 1,
};

/// A clinic with a desk that is closed between two mornings.
struct Measured {
    relay: RelayProcess,
    sender: Clinic,
    keychain: Arc<MemoryKeychain>,
    home: PathBuf,
    sent: u64,
}

/// Measures both desks and prints one JSON line a morning.
pub(crate) fn run(quick: bool) -> anyhow::Result<()> {
    let size = if quick { QUICK } else { FULL };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let folder = tempfile::tempdir()?;
        let mut new = Measured::begin(folder.path().join("new")).await?;
        let mut old = Measured::begin(folder.path().join("old")).await?;
        old.fill(&size).await?;
        for _ in 0..size.mornings {
            new.morning("a new desk", 0, 0).await?;
            old.morning("a desk of years", size.messages, size.waiting)
                .await?;
        }
        Ok(())
    })
}

impl Measured {
    /// Sets a clinic up; its desk has one conversation and is closed.
    async fn begin(home: PathBuf) -> anyhow::Result<Self> {
        std::fs::create_dir(&home)?;
        let relay = RelayProcess::start(&home, &[])?;
        let mut measured = Self {
            relay,
            sender: Clinic::of_a_desk("102290129340398", "106540352242922"),
            keychain: Arc::default(),
            home,
            sent: 0,
        };
        let desk = Desk::open(measured.options()?).await?;
        clinic::set_up(&desk, &measured.relay, "Benchmark", "Benchmark", PASSPHRASE).await?;
        let asset = Asset {
            kind: ChannelKind::WhatsApp,
            asset_id: measured.sender.waba_id.clone(),
            number_id: Some(measured.sender.number_id.clone()),
        };
        let secret = measured.sender.secret.clone().into();
        desk.claim_without_proof(vec![asset], secret).await?;
        measured.post(1).await?;
        caught_up(&desk).await?;
        measured.put_down(desk).await?;
        Ok(measured)
    }

    fn options(&self) -> anyhow::Result<DeskOptions> {
        let keychain = Arc::clone(&self.keychain);
        let home = self.home.join("desk");
        clinic::options(&home, keychain, Clock::system(), "http://127.0.0.1:9")
    }

    /// Posts webhooks to the relay.
    async fn post(&mut self, count: u64) -> anyhow::Result<()> {
        let webhooks = self.sender.webhooks(1536);
        let mut connection = Connection::open(self.relay.address()).await?;
        for _ in 0..count {
            self.sent += 1;
            let answer = connection.ask(&webhooks.request(self.sent)).await?;
            ensure!(answer.status == 200, "a webhook was refused");
        }
        Ok(())
    }

    /// Gives the desk its history.
    async fn fill(&mut self, size: &Size) -> anyhow::Result<()> {
        let desk = Desk::open(self.options()?).await?;
        sign_in(&desk).await?;
        let mut corpus = Corpus::new(size.conversations);
        for first in (0..size.messages).step_by(BATCH) {
            let count = BATCH.min(size.messages - first);
            let events = (0..count).map(|_| corpus.message()).collect();
            desk.file_history(Side::Clinical, events, UnixMs(START_MS))
                .await?;
        }
        // What is read from messages after they are filed is read now, as it was over the years.
        self.post(1).await?;
        caught_up(&desk).await?;
        self.put_down(desk).await
    }

    /// Closes a desk and waits until its databases are put down: what it reads in the background ends with its step.
    async fn put_down(&self, desk: Desk) -> anyhow::Result<()> {
        desk.close();
        drop(desk);
        while is_open(&self.home.join("desk"))? {
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// Opens the desk after a night and prints how soon somebody could work.
    async fn morning(&mut self, case: &str, messages: usize, waiting: u64) -> anyhow::Result<()> {
        self.post(waiting).await?;
        let began = Instant::now();
        let desk = Desk::open(self.options()?).await?;
        let opened = ms(began);
        sign_in(&desk).await?;
        let signed_in = ms(began);
        let list = desk.list_conversations(QUERY, ROWS).await?;
        let newest = list.rows.first().context("an empty list")?.conversation;
        desk.open_thread(Side::Clinical, newest).await?;
        let usable = ms(began);

        let mut asked = Vec::new();
        while !desk.is_caught_up().await? {
            let asking = Instant::now();
            desk.list_conversations(QUERY, ROWS).await?;
            desk.open_thread(Side::Clinical, newest).await?;
            asked.push(ms(asking));
        }
        let filed = ms(began);
        self.put_down(desk).await?;
        asked.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let place = (asked.len() as f64 * share) as usize;
            asked.get(place.min(asked.len().saturating_sub(1)))
        };
        let line = json!({
            "bench": "start", "case": case, "rows": messages, "waiting": waiting,
            "opened_ms": opened, "signed_in_ms": signed_in, "usable_ms": usable, "filed_ms": filed,
            "meanwhile_p50_ms": at(0.5), "meanwhile_p95_ms": at(0.95), "target": "usable < 1,500 ms",
        });
        println!("{line}");
        Ok(())
    }
}

/// Signs the one owner in.
async fn sign_in(desk: &Desk) -> anyhow::Result<()> {
    let AppView::Locked { staff, .. } = desk.app_view().await? else {
        bail!("the desk is not locked")
    };
    let owner = staff.first().context("nobody can sign in")?.id;
    desk.unlock(owner, PASSPHRASE.to_owned()).await?;
    Ok(())
}

async fn caught_up(desk: &Desk) -> anyhow::Result<()> {
    while !desk.is_caught_up().await? {
        tokio::time::sleep(LOOK).await;
    }
    Ok(())
}

/// A write-ahead log goes when the last connection to its database is closed.
fn is_open(folder: &Path) -> std::io::Result<bool> {
    for entry in folder.read_dir()? {
        let entry = entry?;
        let is_folder = entry.file_type()?.is_dir();
        if entry.file_name().to_string_lossy().ends_with("-wal")
            || is_folder && is_open(&entry.path())?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn ms(since: Instant) -> f64 {
    (since.elapsed().as_secs_f64() * 10_000.0).round() / 10.0
}
