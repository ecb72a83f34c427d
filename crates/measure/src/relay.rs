//! `bench relay`: signed webhooks of 1.5 KB over 64 kept connections, into three relays that differ in one thing each.
//!
//! The relays run as programs built on their own, side by side; short rounds alternate between them, so that whatever
//! else the machine does meets all of them alike. The ratio is the median of the ratios within each turn. After every
//! round the relay has to hold exactly what it accepted.

mod load;
mod program;

use std::time::Duration;

use anyhow::ensure;
use serde::Serialize;

use load::Round;
use program::RelayProgram;

const CONNECTIONS: usize = 64;

/// One relay under measurement.
struct Case {
    name: &'static str,
    /// The relay's `measure` setting.
    leaves_out: Option<&'static str>,
    keeps: bool,
}

const CASES: [Case; 3] = [
    Case {
        name: "durable_sealed",
        leaves_out: None,
        keeps: true,
    },
    Case {
        name: "durable_unsealed",
        leaves_out: Some("unsealed"),
        keeps: true,
    },
    Case {
        name: "null_store",
        leaves_out: Some("null-store"),
        keeps: false,
    },
];

/// What is printed for a case.
#[derive(Serialize)]
struct Line {
    bench: &'static str,
    case: &'static str,
    connections: usize,
    per_second: u64,
    p50_ms: f64,
    p95_ms: f64,
    p99_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ratio_to: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ratio: Option<f64>,
}

/// Measures and prints one JSON line a case.
///
/// # Errors
/// When a relay does not start, refuses a webhook, or holds something else than it accepted.
pub fn run(quick: bool) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(measure(quick))
}

async fn measure(quick: bool) -> anyhow::Result<()> {
    let (turns, length) = if quick {
        (5, Duration::from_millis(1200))
    } else {
        (15, Duration::from_secs(2))
    };
    let mut relays = Vec::new();
    for case in &CASES {
        relays.push(RelayProgram::start(case.leaves_out).await?);
    }
    let mut rounds: [Vec<Round>; CASES.len()] = Default::default();
    let mut number = 0;
    for turn in 0..=turns {
        for place in 0..CASES.len() {
            // Another one begins each turn.
            let place = (place + turn) % CASES.len();
            let round = load::run(&relays[place], CONNECTIONS, length, &mut number).await?;
            settle(&relays[place], &CASES[place], &round).await?;
            // The first turn warms files, caches and connections up.
            if turn > 0 {
                rounds[place].push(round);
            }
        }
    }
    for (place, case) in CASES.iter().enumerate() {
        let ratio_to = (case.name == "durable_sealed").then_some("durable_unsealed");
        let ratio = ratio_to.map(|_| round2(ratio(&rounds[0], &rounds[1])));
        println!(
            "{}",
            serde_json::to_string(&line(case, &rounds[place], ratio_to, ratio))?
        );
    }
    Ok(())
}

/// Checks that the relay holds what it accepted, and has it forget that.
async fn settle(relay: &RelayProgram, case: &Case, round: &Round) -> anyhow::Result<()> {
    let expected = if case.keeps { round.accepted() } else { 0 };
    let waiting = relay.waiting().await?;
    ensure!(
        waiting == expected,
        "{}: {expected} webhooks were answered 200 and {waiting} are kept",
        case.name
    );
    relay.acknowledge_all().await
}

fn line(case: &Case, rounds: &[Round], ratio_to: Option<&'static str>, ratio: Option<f64>) -> Line {
    let mut all: Vec<u32> = rounds
        .iter()
        .flat_map(|round| round.latencies_us.iter().copied())
        .collect();
    all.sort_unstable();
    let at = |share: f64| {
        let place = (all.len() as f64 * share) as usize;
        let latency_us = all.get(place.min(all.len().saturating_sub(1)));
        round2(f64::from(latency_us.copied().unwrap_or(0)) / 1000.0)
    };
    Line {
        bench: "relay",
        case: case.name,
        connections: CONNECTIONS,
        per_second: median(rounds.iter().map(Round::per_second)) as u64,
        p50_ms: at(0.50),
        p95_ms: at(0.95),
        p99_ms: at(0.99),
        ratio_to,
        ratio,
    }
}

fn ratio(rounds: &[Round], others: &[Round]) -> f64 {
    let pairs = rounds.iter().zip(others);
    median(pairs.map(|(round, other)| round.per_second() / other.per_second()))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

fn round2(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
