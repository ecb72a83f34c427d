//! `fuzz webhook`: documented bodies, changed in every way that keeps them plausible, through the pure reading and, with
//! `--deep`, every hundredth of them through a relay and a desk.
//!
//! Every body follows from the seed and its number alone: `--seed S --first N --iterations 1` makes it again.

use clap::Args;
use recado_webhook::counts::{Counts, count};
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

mod bodies;
pub(crate) mod contract;
mod deep;
mod hostile;
mod mutate;
mod oracle;
pub(crate) mod protocol;
pub(crate) mod relay;
mod requests;
mod tree;

use crate::dice::Dice;
use bodies::Bodies;

/// One body in so many goes through the relay and the desk.
const DEEP_SHARE: u64 = 100;
/// How many failures are looked for before the run stops.
const MOST_FAILURES: usize = 10;

/// What `fuzz webhook` takes.
#[derive(Args)]
pub(crate) struct Arguments {
    /// How many bodies.
    #[arg(long, default_value_t = 100_000)]
    iterations: u64,
    /// Where chance begins; another one every time when left out.
    #[arg(long)]
    seed: Option<u64>,
    /// The number of the first body.
    #[arg(long, default_value_t = 0)]
    first: u64,
    /// Sends every hundredth body through a relay and a desk as well.
    #[arg(long)]
    deep: bool,
    /// The folder of documented payloads.
    #[arg(long, default_value = "tests/fixtures/meta")]
    payloads: PathBuf,
    /// Where bodies that fail are written.
    #[arg(long, default_value = "target/fuzz")]
    failures: PathBuf,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    seed: u64,
    bodies: u64,
    deep: u64,
    deep_kept: u64,
    failures: usize,
    seconds: f64,
    megabytes: f64,
    slowest_ms: f64,
    events: u64,
    #[serde(flatten)]
    counts: Counts,
}

/// Runs it and prints a line for the seed, one for each failure, and the summary.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    // A random id is the chance at hand; its clock part would make neighbouring runs alike.
    let seed = arguments
        .seed
        .unwrap_or_else(|| uuid::Uuid::now_v7().as_u64_pair().1);
    println!("{}", serde_json::json!({ "seed": seed }));
    let bodies = Bodies::read(&arguments.payloads)?;
    let mut deep = arguments
        .deep
        .then(|| deep::Deep::start(bodies.raw()))
        .transpose()?;

    let start = Instant::now();
    let mut summary = Summary {
        seed,
        bodies: arguments.iterations,
        deep: 0,
        deep_kept: 0,
        failures: 0,
        seconds: 0.0,
        megabytes: 0.0,
        slowest_ms: 0.0,
        events: 0,
        counts: Counts::default(),
    };
    let mut bytes: usize = 0;
    let mut slowest = Duration::ZERO;
    for number in arguments.first..arguments.first.saturating_add(arguments.iterations) {
        let mut dice = Dice::of(seed, number);
        let made = bodies.make(&mut dice);
        bytes += made.body.len();
        let begin = Instant::now();
        let checked = oracle::check(&made);
        slowest = slowest.max(begin.elapsed());
        let problem = match (checked, &mut deep) {
            (Err(problem), _) => Some(problem),
            (Ok(reading), deep) => {
                summary.events += u64::try_from(reading.events.len()).unwrap_or(0);
                summary.counts.add_all(&count(&reading));
                match deep {
                    Some(deep) if number % DEEP_SHARE == 0 => {
                        summary.deep += 1;
                        deep.check(&made.body, &reading).err()
                    }
                    Some(_) | None => None,
                }
            }
        };
        if let Some(problem) = problem {
            summary.failures += 1;
            report(&arguments.failures, seed, number, &problem, &made.body)?;
            if summary.failures >= MOST_FAILURES {
                break;
            }
        }
    }
    if let Some(deep) = &mut deep {
        summary.deep_kept = deep.kept();
        deep.finish()?;
    }
    summary.counts.object = None;
    summary.seconds = start.elapsed().as_secs_f64();
    summary.megabytes = to_millions(bytes);
    summary.slowest_ms = slowest.as_secs_f64() * 1_000.0;
    println!("{}", serde_json::to_string(&summary)?);
    anyhow::ensure!(summary.failures == 0, "{} bodies failed", summary.failures);
    Ok(())
}

fn to_millions(bytes: usize) -> f64 {
    u32::try_from(bytes / 1_000).map_or(f64::INFINITY, |thousands| f64::from(thousands) / 1_000.0)
}

/// Writes a body down and says where it is. It holds nobody but the payloads' invented people.
fn report(folder: &Path, seed: u64, number: u64, problem: &str, body: &[u8]) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join(format!("{seed}-{number}.body"));
    std::fs::write(&path, body)?;
    let line = serde_json::json!({
        "seed": seed,
        "body": number,
        "problem": problem,
        "path": path,
    });
    println!("{line}");
    Ok(())
}
