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
        let running = Relay::start(config).await?;
        until_told_to_stop().await?;
        running.shutdown().await;
        Ok(())
    })
}

async fn until_told_to_stop() -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupted = signal::ctrl_c() => interrupted?,
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    signal::ctrl_c().await?;
    Ok(())
}
