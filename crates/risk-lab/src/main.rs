//! `recado-risk-lab`: figures of the risk engine on labelled lines, and the training of its second reader.

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

mod calibration;
mod evaluation;
mod learner;
mod line;
mod rules;
mod share;
mod training;

/// Measures the risk engine and trains its second reader.
#[derive(Parser)]
#[command(name = "recado-risk-lab", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Prints one JSON object with the engine's figures on a file of `text<TAB>category<TAB>severity<TAB>tags` lines.
    Eval(evaluation::Arguments),
    /// Prints how often each rule is right on labelled lines.
    Rules(rules::Arguments),
    /// Chooses the thresholds of both halves of the second reader together and writes them.
    Calibrate(calibration::Arguments),
    /// Learns the quick half's weights from labelled lines and writes them.
    Train(training::Arguments),
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Calibrate(arguments) => calibration::run(&arguments),
        Command::Eval(arguments) => evaluation::run(&arguments),
        Command::Rules(arguments) => rules::run(&arguments),
        Command::Train(arguments) => training::run(&arguments),
    }
}

/// Reads the labelled lines of files, in order.
fn lines_of(files: &[PathBuf]) -> Result<Vec<line::Line>> {
    let mut lines = Vec::new();
    for file in files {
        lines.extend(line::read(file)?);
    }
    Ok(lines)
}
