//! A clinic for replays, measurements and the demo: the relay as a program of its own, a desk in this process.

use crate::relay_process::RelayProcess;
use anyhow::Context as _;
use recado_inbox::{
    clock::Clock,
    desk::{Desk, DeskOptions},
    keychain::{Keychain, MemoryKeychain},
    microphone::NoMicrophone,
};
use recado_store::key::derive::KdfCost;
use std::{path::Path, sync::Arc};

/// Returns the options of a desk over `data_dir` that keeps its keys in memory.
pub(crate) fn options(
    data_dir: &Path,
    keychain: Arc<MemoryKeychain>,
    clock: Clock,
    graph: &str,
) -> anyhow::Result<DeskOptions> {
    let keychain: Arc<dyn Keychain> = keychain;
    Ok(DeskOptions {
        data_dir: data_dir.to_owned(),
        keychain,
        microphone: Arc::new(NoMicrophone),
        clock,
        graph_base: Some(graph.parse()?),
        kdf: KdfCost::standard(),
        device_name: "Reception".to_owned(),
        has_tray: false,
        is_demo: false,
    })
}

/// Goes through the first run up to the owner: pairs with the relay and signs the owner in.
pub(crate) async fn set_up(
    desk: &Desk,
    relay: &RelayProcess,
    clinic: &str,
    owner: &str,
    passphrase: &str,
) -> anyhow::Result<()> {
    desk.pair_relay(relay.pairing_text(clinic)?.to_text())
        .await
        .context("pairing")?;
    let words = desk.recovery_phrase().await?;
    let positions = vec![0, 11, 23];
    let answers = [0, 11, 23]
        .iter()
        .map(|position| words[*position].clone())
        .collect();
    desk.confirm_recovery_phrase(positions, answers).await?;
    desk.create_owner(clinic.to_owned(), owner.to_owned(), passphrase.to_owned())
        .await?;
    desk.finish_first_run().await?;
    Ok(())
}
