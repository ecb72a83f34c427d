//! Which keys are here, and so what this computer may open: opening, first run, signing in, recovering.

pub(crate) mod attempts;
pub(crate) mod auto_lock;
pub(crate) mod clinical;
pub(crate) mod files;
pub(crate) mod first_run;
pub(crate) mod recover;
pub(crate) mod settings;
pub(crate) mod slots;
pub(crate) mod unlock;

use crate::{
    desk::{Desk, blocking},
    error::InboxError,
    keychain::{KeyEntry, KeychainError},
    stage::Stage,
    view::app::KeyMissing,
};
use files::Found;
use recado_store::{error::OpenError, key::Key32};
use std::sync::Arc;

/// Opens what the keys at hand open, and starts receiving and sending.
///
/// # Errors
/// Only what no stage can show: a cut-off start.
pub(crate) async fn open(desk: &Desk) -> Result<(), InboxError> {
    let options = desk.inner.options.clone();
    let stage = blocking(move || Ok(opened(&options))).await?;
    enter(desk, stage)
}

/// Enters a stage; an open house begins to work.
pub(crate) fn enter(desk: &Desk, stage: Stage) -> Result<(), InboxError> {
    let is_ready = matches!(stage, Stage::Ready(_));
    {
        let mut current = desk.inner.stage.write().map_err(|_| InboxError::CutOff)?;
        if matches!(*current, Stage::Ready(_)) {
            // Asked twice: the first one is at work.
            return Ok(());
        }
        *current = stage;
    }
    if is_ready {
        settings::keep_what_was_chosen(desk);
        crate::monitor::rules::begin(desk);
        crate::hours::start(desk);
        crate::receive::start(desk);
        crate::send::start(desk);
        crate::connect::start(desk);
        crate::devices::start(desk);
        crate::together::start(desk);
        auto_lock::start(desk);
        crate::audit::start(desk);
        crate::work::returning::start(desk);
        crate::monitor::calling::start(desk);
        crate::backup::start(desk);
        crate::summary::start(desk);
        crate::transcribe::start(desk);
    }
    desk.tell(crate::view::change::Change::App);
    Ok(())
}

fn opened(options: &crate::desk::DeskOptions) -> Stage {
    let machine = options.keychain.read(KeyEntry::Machine);
    let found = files::look(&options.data_dir);
    match (found, machine) {
        (Found::Nothing, machine) => Stage::Fresh {
            has_keyring: machine != Err(KeychainError::Absent),
        },
        (Found::Unreadable, _) => Stage::KeyMissing(KeyMissing::WrongKey),
        (Found::Newer, _) => Stage::KeyMissing(KeyMissing::NewerVersion),
        (
            Found::Data {
                has_device_passphrase: true,
            },
            Err(_) | Ok(None),
        ) => Stage::KeyMissing(KeyMissing::DevicePassphrase),
        (Found::Data { .. }, Ok(None)) => Stage::KeyMissing(KeyMissing::KeyLost),
        (Found::Data { .. }, Err(KeychainError::Absent | KeychainError::Unreachable)) => {
            Stage::KeyMissing(KeyMissing::KeyringUnreachable)
        }
        (Found::Data { .. }, Ok(Some(machine))) => {
            let token = options.keychain.read(KeyEntry::Token);
            match (
                Key32::from_slice(&machine),
                token.map(|token| token.and_then(|t| Key32::from_slice(&t))),
            ) {
                (Some(machine), Ok(Some(token))) => with_keys(options, machine, token),
                (_, Err(_)) => Stage::KeyMissing(KeyMissing::KeyringUnreachable),
                (None, _) | (_, Ok(None)) => Stage::KeyMissing(KeyMissing::KeyLost),
            }
        }
    }
}

/// Opens the data folder with these keys, or says why they do not open it.
pub(crate) fn with_keys(options: &crate::desk::DeskOptions, machine: Key32, token: Key32) -> Stage {
    match files::open(&options.data_dir, &options.clock, machine, token) {
        Ok(house) => Stage::Ready(Arc::new(house)),
        Err(InboxError::Open(OpenError::NewerThanApp { .. })) => {
            Stage::KeyMissing(KeyMissing::NewerVersion)
        }
        Err(error) => {
            tracing::error!("the data folder cannot be opened: {error}");
            Stage::KeyMissing(KeyMissing::WrongKey)
        }
    }
}
