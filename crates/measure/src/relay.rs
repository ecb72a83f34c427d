//! `bench relay`: the relay as a program of its own on both stores, beside what this machine can do at best.
//!
//! Short rounds alternate between the cases, so that whatever else the machine does meets all of them alike; ratios are
//! the medians of the ratios within each turn. After every round the relay has to hold exactly what it accepted.

use std::time::Duration;

use anyhow::{Context as _, ensure};

mod figure;
mod limits;
mod load;
mod many;
mod place;
mod stages;
mod waiting;

use figure::{Figure, Figures, Spread, median, ratio};
use many::Amounts;
use place::{Kind, Measured, Stores};

const CONNECTIONS: [usize; 4] = [1, 16, 64, 256];
const BODY_BYTES: [usize; 3] = [512, 1536, 65_536];
/// The case that the targets are about.
const USUAL: (usize, usize) = (64, 1536);

/// How long everything takes.
struct Lengths {
    /// Of the usual case.
    turns: usize,
    round: Duration,
    /// Of each other case.
    others: usize,
    wakes: usize,
    polls: usize,
    amounts: Amounts,
}

const QUICK: Lengths = Lengths {
    turns: 3,
    round: Duration::from_millis(700),
    others: 0,
    wakes: 100,
    polls: 1_000,
    amounts: Amounts {
        buffered: 20_000,
        fetched: 10_000,
        opened: 2_000,
        desk: 300,
    },
};

const WHOLE: Lengths = Lengths {
    turns: 10,
    round: Duration::from_millis(1500),
    others: 2,
    wakes: 2_000,
    polls: 10_000,
    amounts: Amounts {
        buffered: 1_000_000,
        fetched: 100_000,
        opened: 20_000,
        desk: 5_000,
    },
};

/// Measures and prints one JSON line a figure; with `is_markdown`, the tables of `docs/performance.md` afterwards.
///
/// # Errors
/// When a relay does not start, refuses a webhook, or holds something else than it accepted.
pub(crate) fn run(quick: bool, is_markdown: bool) -> anyhow::Result<()> {
    allow_many_files()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut figures = Figures::default();
    let lengths = if quick { QUICK } else { WHOLE };
    runtime.block_on(measure(&mut figures, &lengths))?;
    if is_markdown {
        figures.print_markdown();
    }
    Ok(())
}

async fn measure(figures: &mut Figures, lengths: &Lengths) -> anyhow::Result<()> {
    let stores = Stores::start()?;
    let number = &mut 0;
    usual(figures, &stores, lengths, number).await?;
    if lengths.others > 0 {
        matrix(figures, &stores, lengths, number).await?;
    }
    for kind in Kind::BOTH {
        let measured = Measured::start(&stores, kind, None).await?;
        let (case, rounds) = ("one poll waits", lengths.wakes);
        waiting::wake_ups(figures, &measured, case, &measured.process, rounds, number).await?;
        if let Some(other) = waiting::second(&measured)? {
            let case = "it waits at another relay";
            waiting::wake_ups(figures, &measured, case, &other, rounds, number).await?;
        }
        let rounds = lengths.wakes / 10;
        waiting::idle_polls(figures, &measured, lengths.polls, rounds, number).await?;
    }
    for kind in Kind::BOTH {
        many::run(figures, &stores, kind, lengths.amounts, number).await?;
    }
    many::desk(figures, lengths.amounts, number).await
}

/// The usual case on both stores, in turns with relays that leave something out and with what the stores do alone.
async fn usual(
    figures: &mut Figures,
    stores: &Stores,
    lengths: &Lengths,
    number: &mut u64,
) -> anyhow::Result<()> {
    const CASES: [(&str, Kind, Option<&str>); 5] = [
        ("sealed and durable", Kind::Sqlite, None),
        ("sealed and durable", Kind::Postgres, None),
        ("not sealed", Kind::Sqlite, Some("unsealed")),
        ("not kept", Kind::Sqlite, Some("null-store")),
        ("null handler", Kind::Sqlite, Some("null-handler")),
    ];
    let (connections, bytes) = USUAL;
    let mut relays = Vec::new();
    for (_, kind, leaves_out) in CASES {
        relays.push(Measured::start(stores, kind, leaves_out).await?);
    }
    let mut bare = Vec::new();
    for kind in Kind::BOTH {
        bare.push(Measured::start(stores, kind, None).await?.stop()?);
    }
    let sealed_bytes = bytes + recado_protocol::sealed::OVERHEAD_BYTES;
    let mut rates = vec![Vec::new(); CASES.len()];
    let mut latencies = vec![Vec::new(); CASES.len()];
    let mut committed = [Vec::new(), Vec::new()];
    let mut flushes = Vec::new();
    for turn in 0..=lengths.turns {
        for place in 0..CASES.len() {
            // Another one begins each turn.
            let place = (place + turn) % CASES.len();
            let relay = &relays[place];
            let webhooks = relay.webhooks(bytes);
            let round = load::run(
                relay.address(),
                &webhooks,
                connections,
                lengths.round,
                number,
            )
            .await?;
            let is_kept = !matches!(CASES[place].2, Some("null-store" | "null-handler"));
            settle(relay, if is_kept { round.accepted() } else { 0 }).await?;
            // The first turn warms files, caches and connections up.
            if turn > 0 {
                rates[place].push(round.per_second());
                latencies[place].extend(round.latencies_us);
            }
        }
        let length = lengths.round / 3;
        for (stopped, rates) in bare.iter().zip(&mut committed) {
            rates.push(limits::committed_per_second(stores, stopped, sealed_bytes, length).await?);
        }
        flushes.push(limits::flushes_per_second(stores.folder.path(), length)?);
    }
    // One more of the limits than of the turns: the one beside the warm-up.
    let [into_sqlite, into_postgres] = committed.map(|rates| rates[1..].to_vec());
    for (place, (case, kind, leaves_out)) in CASES.into_iter().enumerate() {
        let own = &rates[place];
        let beside = match (kind, leaves_out) {
            (Kind::Sqlite, None) => vec![
                ("the null handler", ratio(own, &rates[4])),
                ("not sealed", ratio(own, &rates[2])),
                ("raw group commit", ratio(own, &into_sqlite)),
            ],
            (Kind::Postgres, None) => vec![
                ("SQLite", ratio(own, &rates[0])),
                ("the null handler", ratio(own, &rates[4])),
                ("raw group commit", ratio(own, &into_postgres)),
            ],
            (Kind::Sqlite | Kind::Postgres, Some(_)) => Vec::new(),
        };
        let target = match (kind, leaves_out) {
            (Kind::Sqlite, None) => Some("≥ 15,000/s, p99 < 20 ms"),
            (Kind::Postgres, None) => Some("≥ 0.5 of SQLite"),
            (Kind::Sqlite | Kind::Postgres, Some(_)) => None,
        };
        let spread = Spread::of(std::mem::take(&mut latencies[place]));
        figures.add(Figure {
            section: "64 connections, bodies of 1.5 KB",
            case: case.to_owned(),
            store: Some(kind.name()),
            per_second: Some(median(own.iter().copied())),
            p50_ms: spread.at(0.5),
            p99_ms: spread.at(0.99),
            p999_ms: spread.at(0.999),
            beside: beside.into_iter().collect(),
            target,
            ..Figure::default()
        })?;
    }
    for (case, store, rates) in [
        ("raw group commit, 64 rows", Some("sqlite"), into_sqlite),
        ("raw group commit, 64 rows", Some("postgres"), into_postgres),
        ("fdatasync of 4 KB", None, flushes),
    ] {
        figures.add(Figure {
            section: "64 connections, bodies of 1.5 KB",
            case: case.to_owned(),
            store,
            per_second: Some(median(rates.into_iter())),
            ..Figure::default()
        })?;
    }
    for relay in &relays[..2] {
        stages::print(figures, relay).await?;
    }
    Ok(())
}

/// Every other number of connections and size of bodies.
async fn matrix(
    figures: &mut Figures,
    stores: &Stores,
    lengths: &Lengths,
    number: &mut u64,
) -> anyhow::Result<()> {
    let mut relays = Vec::new();
    for kind in Kind::BOTH {
        relays.push(Measured::start(stores, kind, None).await?);
    }
    let null = Measured::start(stores, Kind::Sqlite, Some("null-handler")).await?;
    for bytes in BODY_BYTES {
        for connections in CONNECTIONS {
            let mut rates = [const { Vec::new() }; 3];
            let mut latencies = [const { Vec::new() }; 2];
            for _ in 0..lengths.others {
                for (place, relay) in relays.iter().chain([&null]).enumerate() {
                    let (address, webhooks) = (relay.address(), relay.webhooks(bytes));
                    let round =
                        load::run(address, &webhooks, connections, lengths.round, number).await?;
                    settle(relay, if place < 2 { round.accepted() } else { 0 }).await?;
                    rates[place].push(round.per_second());
                    if let Some(latencies) = latencies.get_mut(place) {
                        latencies.extend(round.latencies_us);
                    }
                }
            }
            for (kind, latencies) in Kind::BOTH.into_iter().zip(latencies) {
                let own = &rates[kind as usize];
                let spread = Spread::of(latencies);
                figures.add(Figure {
                    section: "Connections and sizes, sealed and durable",
                    case: format!("{connections} × {:.1} KB", bytes as f64 / 1024.0),
                    store: Some(kind.name()),
                    connections: Some(connections),
                    body_bytes: Some(bytes),
                    per_second: Some(median(own.iter().copied())),
                    p50_ms: spread.at(0.5),
                    p99_ms: spread.at(0.99),
                    p999_ms: spread.at(0.999),
                    beside: [("the null handler", ratio(own, &rates[2]))].into(),
                    ..Figure::default()
                })?;
            }
        }
    }
    Ok(())
}

/// Checks that the relay holds what it accepted, and has it forget that.
async fn settle(relay: &Measured, expected: u64) -> anyhow::Result<()> {
    let waiting = relay.waiting().await?;
    ensure!(
        waiting == expected,
        "{expected} webhooks were answered 200 and {waiting} are kept"
    );
    relay.acknowledge_all().await
}

/// Takes as many open files as the system allows: each connection is one.
#[cfg(unix)]
fn allow_many_files() -> anyhow::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let maximum = getrlimit(Resource::Nofile).maximum;
    let current = maximum;
    setrlimit(Resource::Nofile, Rlimit { current, maximum }).context("open files")
}

#[cfg(not(unix))]
fn allow_many_files() -> anyhow::Result<()> {
    Ok(())
}
