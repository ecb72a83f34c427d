//! A relay on a store that another has just let go: a child of another test that has just been forked still holds its lock.

use recado_relay::buffer::OpenBufferError;
use recado_relay::config::Config;
use recado_relay::relay::{Relay, Running, StartError};

/// Opens once the store is let go.
pub async fn opened_again(config: &Config) -> Relay {
    loop {
        match Relay::open(config.clone()).await {
            Err(OpenBufferError::InUse { .. }) => tokio::task::yield_now().await,
            opened => return opened.expect("opens again"),
        }
    }
}

/// Starts serving once the store is let go.
pub async fn started_again(config: Config) -> Running {
    loop {
        match Relay::start(config.clone()).await {
            Err(StartError::Buffer(OpenBufferError::InUse { .. })) => {
                tokio::task::yield_now().await;
            }
            started => return started.expect("starts again"),
        }
    }
}
