//! `recado-relay inspect FILE…`: what webhook bodies hold, counted.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use recado_webhook::counts::{Counts, count};
use recado_webhook::payload;
use serde::Serialize;

/// One line of output.
#[derive(Serialize)]
struct Inspected<'a> {
    file: &'a Path,
    #[serde(flatten)]
    counts: Counts,
}

/// Prints one JSON line a file.
///
/// # Errors
/// When a file cannot be read or the output cannot be written; a file that is no webhook is no error.
pub fn run(files: &[PathBuf], out: &mut impl Write) -> anyhow::Result<()> {
    for file in files {
        let body =
            std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let counts = count(&payload::read(&body));
        serde_json::to_writer(&mut *out, &Inspected { file, counts })?;
        writeln!(out)?;
    }
    Ok(())
}
