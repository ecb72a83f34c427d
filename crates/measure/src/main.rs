//! `recado-measure`: benchmarks, replays and fuzzing; each prints JSON lines.

use clap::{Parser, Subcommand};
use std::path::PathBuf;

mod clinic;
mod demo;
mod desk;
mod fuzz;
mod path;
mod relay;
mod relay_process;
mod replay;
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
    /// Feeds every `*.json` webhook body of a folder through a relay and a fresh desk.
    Replay {
        /// The folder.
        folder: PathBuf,
        /// An `INDEX.tsv` whose counts every file must give; the folder's name is the first part of its file names.
        #[arg(long)]
        against: Option<PathBuf>,
    },
    /// Looks for bodies that trip a reader.
    Fuzz {
        #[command(subcommand)]
        reader: Reader,
    },
    /// Fills relay, simulator and desk with an invented week and opens the window.
    Demo {
        /// The window's program.
        #[arg(long)]
        window: PathBuf,
    },
    /// Runs a desk without a window until it is killed; it answers what it receives.
    Desk(desk::Arguments),
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
enum Reader {
    /// What reads Meta's webhooks.
    Webhook(fuzz::Arguments),
}

#[derive(Subcommand)]
enum Subject {
    /// Webhooks into the relay: sealed and durable, unsealed, and into nothing.
    Relay,
    /// From a posted webhook to the desk's change.
    Path,
    /// A million messages: writing, opening, listing, searching; encrypted beside plain.
    Store,
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Replay { folder, against } => replay::run(&folder, against.as_deref()),
        Command::Fuzz {
            reader: Reader::Webhook(arguments),
        } => fuzz::run(&arguments),
        Command::Demo { window } => demo::run(&window),
        Command::Desk(arguments) => desk::run(arguments),
        Command::Bench { subject, quick } => match subject {
            Subject::Relay => relay::run(quick),
            Subject::Path => path::run(quick),
            Subject::Store => store::run(quick),
        },
    }
}
