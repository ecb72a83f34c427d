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
    raise_open_files();
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

/// Takes as many open files as the system allows: a connection is one, and the usual soft limit is 1024 of them.
#[cfg(unix)]
fn raise_open_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    // Where that is refused, connections beyond the limit wait in the kernel's queue.
    let _ = setrlimit(Resource::Nofile, raised);
}

#[cfg(not(unix))]
fn raise_open_files() {}

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
