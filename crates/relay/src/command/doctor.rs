//! `recado-relay doctor`.

use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, bail};

use crate::config::Config;
use crate::doctor::{self, Finding};

/// Whose clock this machine's is held against: Meta's, because its times are in every message.
pub const CLOCK: &str = "https://graph.facebook.com/";

/// Checks everything and prints a line a finding, or JSON.
///
/// # Errors
/// When something fails; the output says what, and what to do.
pub fn run(
    config: Option<&Path>,
    clock: &str,
    json: bool,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    // A second installation in one process leaves the first as it is.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("no runtime could be started")?;
    let findings = match Config::load(config) {
        Ok(settings) => runtime.block_on(doctor::look(&settings, config, clock)),
        Err(refused) => vec![doctor::refused(&refused)],
    };
    if json {
        serde_json::to_writer_pretty(&mut *out, &findings)?;
        writeln!(out)?;
    } else {
        for finding in &findings {
            print(finding, out)?;
        }
    }
    match findings
        .iter()
        .filter(|finding| finding.is_failure())
        .count()
    {
        0 => Ok(()),
        1 => bail!("one check failed"),
        count => bail!("{count} checks failed"),
    }
}

fn print(finding: &Finding, out: &mut impl Write) -> std::io::Result<()> {
    let (state, check) = (finding.state.word(), finding.check);
    writeln!(out, "{state:4}  {check:12} {}", finding.detail)?;
    if let Some(advice) = &finding.advice {
        writeln!(out, "                   → {advice}")?;
    }
    Ok(())
}
