//! The commands people type: set-up, demo, tests, benchmarks. It starts other programs and knows nothing of what they do.
//!
//! Progress goes to stderr; stdout is left to what the started programs print and to the one line that ends `test`.

mod demo;
mod measure;
mod package;
mod paths;
mod session;
mod speech;
mod step;
mod system;
mod tally;
mod test;
mod ui;

use std::process::ExitCode;
use step::Failure;

const HELP: &str = "\
Usage: cargo xtask COMMAND

  setup                  installs what the other commands need: Debian packages, npm packages
  demo [--headless]      relay, simulator and desktop, paired and filled with a clinic's week
  test                   every check, the real window included
  bench relay|store|path|start [--quick]
                         benchmarks of a release build, one JSON line a case; `relay --markdown` prints its
                         tables, too
  soak [--minutes N] [--seed S]
                         relays under load while disks fill, clocks jump and everything is killed
  replay DIR             feeds every webhook body in DIR through relay and desktop, one JSON line a file
  fuzz webhook [--iterations N] [--seed S] [--deep]
                         changes documented webhook bodies and looks for one that trips the reader;
                         --deep sends every hundredth through relay and desktop as well
  package relay [--revision N] [--program FILE] [--to FOLDER]
                         the relay's Debian package, of a release build or of FILE
  fuzz relay|protocol [--iterations N] [--seed S]
                         requests no client would send; sealed bytes, pairing texts and bodies, damaged
  risk-eval FILE.tsv [--misses] [--only-tag TAG] [--rules-only] [--quick]
                         the risk engine on labelled lines (text, category, severity, tags, apart by tabs):
                         one JSON object; --misses writes the lines that came out wrong to stderr; --quick
                         leaves the language model out
  risk-train FILE.tsv... [--out FILE] [--test FILE.tsv...]
                         learns the second reader's quick half and cross-validates it; one JSON object
  risk-calibrate FILE.tsv... --weights FILE [--out FILE]
                         chooses the thresholds of both halves by lines that neither has learnt from
  risk-rules FILE.tsv... how often each rule is right on labelled lines
  speech-model           fetches the model that tests hear with; prints where it is
  bindings               writes the TypeScript types of the views anew

Each command does the set-up it needs. See README.md.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["setup"] => setup(),
        ["demo"] => demo::run(false),
        ["demo", "--headless"] => demo::run(true),
        ["test"] => test::run(),
        ["bench", "relay" | "store" | "path" | "start", ..] | ["replay", _] => {
            measure::run(&arguments)
        }
        ["soak", ..] => measure::run(&arguments),
        ["fuzz", "webhook", ..] => measure::fuzz(&arguments),
        ["package", "relay", options @ ..] => package::relay(options),
        ["fuzz", "relay" | "protocol", ..] => measure::fuzz_contract(&arguments),
        [
            "risk-calibrate" | "risk-eval" | "risk-train" | "risk-rules",
            ..,
        ] => measure::risk(&arguments),
        ["speech-model"] => speech_model(),
        ["bindings"] => bindings(),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => Err(Failure::new(HELP)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn setup() -> Result<(), Failure> {
    system::provide(&system::Need::ALL)?;
    ui::install()
}

fn speech_model() -> Result<(), Failure> {
    system::provide(&[system::Need::Hear])?;
    let Some(file) = speech::provide()? else {
        return Err(Failure::new("There is no speech model."));
    };
    println!("{}", file.display());
    Ok(())
}

fn bindings() -> Result<(), Failure> {
    let mut cargo = step::cargo(&[
        "test",
        "--package",
        "recado-inbox",
        "--test",
        "it",
        "bindings",
    ]);
    cargo.env("UPDATE_BINDINGS", "1");
    step::run("TypeScript types of the views", &mut cargo)
}
