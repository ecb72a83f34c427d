//! `recado-relay migrate-store --from … --to …`.

use std::io::Write;

use anyhow::Context as _;

use crate::buffer::moving::move_all;
use crate::config::Database;

/// Moves everything from one store to another and says what that was.
///
/// # Errors
/// When nothing was moved; the text says what to do. The store that is left is never changed.
pub fn run(from: &str, to: &str, out: &mut impl Write) -> anyhow::Result<()> {
    let from: Database = from.parse().context("--from")?;
    let to: Database = to.parse().context("--to")?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("no runtime could be started")?;
    let moved = runtime.block_on(move_all(&from, &to))?;
    for (table, rows) in &moved.rows {
        writeln!(out, "{rows:>9} {table}")?;
    }
    writeln!(out, "sha256 {}, the same in both", moved.hash)?;
    writeln!(
        out,
        "Moved. Set `database` to {to} and start the relay; keep {from} until its desktops have polled once."
    )?;
    Ok(())
}
