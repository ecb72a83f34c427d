//! `recado-relay`: the server's commands.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use recado_relay::command;
use recado_relay::config::Config;

/// Buffers Meta's webhooks, sealed, until the clinic's desktops fetch them.
#[derive(Parser)]
#[command(name = "recado-relay", version, long_version = command::long_version())]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves until it is told to stop.
    Serve {
        /// The settings' TOML file; RECADO_RELAY_* in the environment goes before it.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// Prints a one-time code with which a desktop joins a clinic.
    Pair {
        /// The clinic's name; a new one makes a new clinic.
        #[arg(long, value_name = "NAME")]
        clinic: String,
        /// The settings' TOML file, the same as for `serve`.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// Checks settings, clock, disk, store, certificate, and the way from outside; says what to do.
    Doctor {
        /// The settings' TOML file, the same as for `serve`.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// Prints JSON instead of lines.
        #[arg(long)]
        json: bool,
        /// Whose clock this machine's is held against: any web server that is on time.
        #[arg(long, value_name = "URL", default_value = command::doctor::CLOCK)]
        clock: String,
    },
    /// Says whether the relay on this machine is ready: 0 if so, 1 if not.
    Health {
        /// The settings' TOML file, the same as for `serve`.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// Moves everything from one store to another, while no relay serves from either.
    MigrateStore {
        /// Where it is now: a SQLite file, or postgres://….
        #[arg(long, value_name = "STORE")]
        from: String,
        /// Where it shall be; nothing may be there yet.
        #[arg(long, value_name = "STORE")]
        to: String,
    },
    /// Prints what webhook bodies hold, one JSON line a file.
    Inspect {
        /// Files with one webhook body each.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The whole chain on one line, never a backtrace: it is for whoever runs the server.
            eprintln!("recado-relay: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    let out = &mut std::io::stdout();
    match command {
        Command::Serve { config } => command::serve::run(Config::load(config.as_deref())?),
        Command::Pair { clinic, config } => {
            command::pair::run(&Config::load(config.as_deref())?, &clinic, out)
        }
        Command::Doctor {
            config,
            json,
            clock,
        } => command::doctor::run(config.as_deref(), &clock, json, out),
        Command::Health { config } => command::health::run(&Config::load(config.as_deref())?, out),
        Command::MigrateStore { from, to } => command::migrate_store::run(&from, &to, out),
        Command::Inspect { files } => command::inspect::run(&files, out),
    }
}
