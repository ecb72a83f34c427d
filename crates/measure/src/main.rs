//! `recado-measure`: benchmarks and replays; each prints JSON lines.

use clap::{Parser, Subcommand};

mod relay;
mod store;

/// Measures Recado and prints one JSON line for each case.
#[derive(Parser)]
#[command(name = "recado-measure", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs a benchmark.
    Bench {
        #[command(subcommand)]
        subject: Subject,
        /// Finishes within 40 seconds.
        #[arg(long, global = true)]
        quick: bool,
    },
}

#[derive(Subcommand)]
enum Subject {
    /// Webhooks into the relay: sealed and durable, unsealed, and into nothing.
    Relay,
    /// A million messages: writing, opening, listing, searching; encrypted beside plain.
    Store,
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Bench { subject, quick } => match subject {
            Subject::Relay => relay::run(quick),
            Subject::Store => store::run(quick),
        },
    }
}
