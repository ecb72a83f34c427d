//! `soak`: relays as programs under load while everything around them fails; at the end, what was accepted has been
//! delivered, all of it, once.
//!
//! One relay serves from a SQLite file, two from one PostgreSQL. Senders do as Meta does: they send again until they are
//! answered 200. Desktops poll, lose their place, acknowledge. Strangers forge, repeat, break off and dawdle. Meanwhile
//! relays are killed, disks fill, clocks jump and PostgreSQL crashes. What happens follows from the seed; when it meets
//! what does not.

use clap::Args;
use ledger::Ledger;
use serde_json::json;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use world::World;

mod desktops;
mod ledger;
mod senders;
mod strangers;
mod trouble;
mod world;

/// For how long nothing may arrive at the end before what is missing counts as lost.
const PATIENCE: Duration = Duration::from_secs(60);
const SENDERS: u64 = 4;
const STRANGERS: u64 = 3;

/// What `soak` takes.
#[derive(Args)]
pub(crate) struct Arguments {
    /// For how many minutes there is trouble.
    #[arg(long, default_value_t = 10.0)]
    minutes: f64,
    /// Where chance begins; another one every time when left out.
    #[arg(long)]
    seed: Option<u64>,
}

/// When to stop: first the trouble, then the load, then everybody.
#[derive(Default)]
pub(crate) struct Until {
    load: AtomicBool,
    all: AtomicBool,
}

impl Until {
    /// Whether new webhooks may still be made.
    fn is_loading(&self) -> bool {
        !self.load.load(Ordering::SeqCst)
    }

    /// Whether desktops still fetch.
    fn is_running(&self) -> bool {
        !self.all.load(Ordering::SeqCst)
    }
}

/// Runs it; prints the seed and a line of counts.
///
/// # Errors
/// When something was lost, came twice, leaked, or was answered as it must not be.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let seed = arguments
        .seed
        .unwrap_or_else(|| uuid::Uuid::now_v7().as_u64_pair().1);
    println!("{}", json!({ "seed": seed }));
    let length = Duration::from_secs_f64(arguments.minutes * 60.0);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(soak(seed, length))
}

async fn soak(seed: u64, length: Duration) -> anyhow::Result<()> {
    let began = Instant::now();
    let world = Arc::new(World::start().await?);
    let ledger = Arc::new(Ledger::default());
    let until = Arc::new(Until::default());

    let mut desks = tokio::task::JoinSet::new();
    for place in 0..world.clinics.len() {
        let (world, ledger, until) = (Arc::clone(&world), Arc::clone(&ledger), Arc::clone(&until));
        desks.spawn(async move { desktops::run(&world, place, &ledger, &until, seed).await });
    }
    let mut load = tokio::task::JoinSet::new();
    for sender in 0..SENDERS * 2 {
        let (world, ledger, until) = (Arc::clone(&world), Arc::clone(&ledger), Arc::clone(&until));
        load.spawn(async move { senders::run(&world, sender, &ledger, &until, seed).await });
    }
    for stranger in 0..STRANGERS {
        let (world, ledger, until) = (Arc::clone(&world), Arc::clone(&ledger), Arc::clone(&until));
        load.spawn(async move { strangers::run(&world, stranger, &ledger, &until, seed).await });
    }

    let trouble = trouble::run(&world, &ledger, length, seed).await;
    until.load.store(true, Ordering::SeqCst);
    // Whatever was begun is sent until it is answered 200.
    let sent = tokio::time::timeout(PATIENCE * 2, async {
        while load.join_next().await.is_some() {}
    });
    if sent.await.is_err() {
        ledger.problem("senders were not answered 200 in the end".into());
    }
    all_delivered(&ledger).await;
    until.all.store(true, Ordering::SeqCst);
    while desks.join_next().await.is_some() {}
    world.nothing_is_left(&ledger).await;

    let watch = &world.watch;
    let sums = ledger.sums();
    let problems = ledger.problems();
    let is_fine = sums.lost == 0
        && sums.twice == 0
        && sums.foreign == 0
        && watch.leaks() == 0
        && watch.panics() == 0
        && problems.is_empty()
        && sums.accepted > 0;
    let line = json!({
        "soak": "relay", "seed": seed, "seconds": began.elapsed().as_secs(), "sums": sums,
        "trouble": trouble, "hasDisk": world.postgres.has_disk(), "leaks": watch.leaks(),
        "panics": watch.panics(), "problems": problems,
    });
    println!("{line}");
    anyhow::ensure!(
        is_fine,
        "accepted {}, delivered {}, {} lost, {} twice, {} that nobody sent; seed {seed}",
        sums.accepted,
        sums.delivered,
        sums.lost,
        sums.twice,
        sums.foreign
    );
    println!(
        "accepted {} = delivered {}, 0 lost, 0 twice",
        sums.accepted, sums.delivered
    );
    Ok(())
}

/// Returns when everything accepted has been delivered, or nothing more comes.
async fn all_delivered(ledger: &Ledger) {
    let (mut missing, mut since) = (ledger.sums().lost, Instant::now());
    while missing > 0 && since.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let now = ledger.sums().lost;
        if now < missing {
            (missing, since) = (now, Instant::now());
        }
    }
}
