//! `recado-relay serve`.

use anyhow::Context as _;
use tokio::signal;

use crate::config::Config;
use crate::logging;
use crate::relay::Relay;

/// Serves until SIGTERM or Ctrl-C, then stops in order.
///
/// # Errors
/// When the relay does not start; the text says what to do.
pub fn run(config: Config) -> anyhow::Result<()> {
    logging::start(config.log);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("no runtime could be started")?;
    runtime.block_on(async {
        // Before it listens: whoever sees it listening may tell it to stop.
        let told = told_to_stop()?;
        let running = Relay::start(config).await?;
        told.await?;
        running.shutdown().await;
        Ok(())
    })
}

/// Listens for the signals from now on; the future ends with the first.
#[cfg(unix)]
fn told_to_stop() -> std::io::Result<impl Future<Output = std::io::Result<()>>> {
    let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate())?;
    let mut interrupt = signal::unix::signal(signal::unix::SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        Ok(())
    })
}

/// Listens for Ctrl-C; the future ends with it.
#[cfg(not(unix))]
fn told_to_stop() -> std::io::Result<impl Future<Output = std::io::Result<()>>> {
    Ok(signal::ctrl_c())
}
