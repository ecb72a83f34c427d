//! `recado-measure`: benchmarks, replays and fuzzing; each prints JSON lines.

use clap::{Parser, Subcommand};
use std::path::PathBuf;

mod clinic;
mod demo;
mod desk;
mod dice;
mod fuzz;
mod http;
mod paired;
mod path;
mod postgres_server;
mod relay;
mod relay_process;
mod replay;
mod soak;
mod start;
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
    /// Keeps relays under load while everything around them fails; what was accepted has to be delivered, once.
    Soak(soak::Arguments),
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
        /// Prints the relay's figures as tables, too.
        #[arg(long, global = true)]
        markdown: bool,
    },
}

#[derive(Subcommand)]
enum Reader {
    /// What reads Meta's webhooks.
    Webhook(fuzz::Arguments),
    /// The relay's socket: requests no client of ours would send.
    Relay(fuzz::contract::Arguments),
    /// What relay and desktop send each other: sealed bytes, wraps, pairing texts, epochs, bodies.
    Protocol(fuzz::contract::Arguments),
}

#[derive(Subcommand)]
enum Subject {
    /// The relay on both stores: webhooks, polls, a full buffer, a desktop that was away.
    Relay,
    /// From a posted webhook to the desk's change.
    Path,
    /// A morning: how soon somebody can work on a desk with a million messages and 5,000 waiting.
    Start,
    /// A million messages: writing, opening, listing, searching; encrypted beside plain.
    Store,
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Replay { folder, against } => replay::run(&folder, against.as_deref()),
        Command::Fuzz { reader } => match reader {
            Reader::Webhook(arguments) => fuzz::run(&arguments),
            Reader::Relay(arguments) => fuzz::relay::run(&arguments),
            Reader::Protocol(arguments) => fuzz::protocol::run(&arguments),
        },
        Command::Soak(arguments) => soak::run(&arguments),
        Command::Demo { window } => demo::run(&window),
        Command::Desk(arguments) => desk::run(arguments),
        Command::Bench {
            subject,
            quick,
            markdown,
        } => match subject {
            Subject::Relay => relay::run(quick, markdown),
            Subject::Path => path::run(quick),
            Subject::Start => start::run(quick),
            Subject::Store => store::run(quick),
        },
    }
}
