//! What a desktop sets up for its clinic: epochs, devices, channels, apps.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use axum::Json as Answer;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use recado_protocol::app::PutApps;
use recado_protocol::bytes::Sealed;
use recado_protocol::channel::{Channel, Channels};
use recado_protocol::device::Devices;
use recado_protocol::epoch::{Epochs, PutEpoch, epoch_statement};
use recado_protocol::error::ErrorCode;
use recado_protocol::id::DeviceId;
use recado_protocol::version::Version;

use crate::body::Json;
use crate::buffer::{ChannelsRefused, EpochRefused};
use crate::error::Refusal;
use crate::shared::Shared;
use crate::tenants::Caller;

const MOST_CHANNELS: usize = 500;
const MOST_APPS: usize = 16;
const MOST_WRAPS: usize = 500;
const LONGEST_ID: usize = 64;
const LONGEST_SECRET: usize = 256;

/// `GET /v1/epochs`.
pub(crate) async fn epochs(
    State(shared): State<Shared>,
    caller: Caller,
) -> Result<Answer<Epochs>, Refusal> {
    // A paired clinic has an identity key: the first desktop brought it.
    let identity_key = caller.identity_key.ok_or_else(Refusal::token_rejected)?;
    let epochs = shared.buffer.epochs(caller.clinic, identity_key).await?;
    Ok(Answer(epochs))
}

/// `PUT /v1/epochs`.
pub(crate) async fn put_epoch(
    State(shared): State<Shared>,
    caller: Caller,
    Json(put): Json<PutEpoch>,
) -> Result<StatusCode, Refusal> {
    check_epoch(&caller, &put)?;
    match shared.buffer.put_epoch(caller.clinic, put).await? {
        Ok(()) => {}
        Err(EpochRefused::OutOfOrder) => {
            let detail = "the epoch is neither the next one nor a repeat of a known one";
            return Err(Refusal::new(
                StatusCode::CONFLICT,
                ErrorCode::EpochOutOfOrder,
                detail,
            ));
        }
        Err(EpochRefused::DeviceUnknown) => {
            return Err(Refusal::bad_request(
                "a wrap is for a device that is not paired",
            ));
        }
    }
    shared.reload().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Returns whether an epoch is signed by the clinic, and its wraps of the size of one.
pub(crate) fn check_epoch(caller: &Caller, put: &PutEpoch) -> Result<(), Refusal> {
    let identity_key = caller.identity_key.ok_or_else(Refusal::token_rejected)?;
    let statement = epoch_statement(caller.clinic_id, put.epoch, &put.public_key);
    UnparsedPublicKey::new(&ED25519, identity_key.as_bytes())
        .verify(&statement, put.signature.as_bytes())
        .map_err(|_| {
            let detail = "the epoch is not signed by the clinic's identity key";
            Refusal::new(
                StatusCode::FORBIDDEN,
                ErrorCode::EpochSignatureWrong,
                detail,
            )
        })?;
    check_wraps(put.wraps.iter().map(|wrap| &wrap.wrapped))
}

/// Returns whether wraps are as many and as large as they can be.
pub(crate) fn check_wraps<'a>(
    mut wraps: impl ExactSizeIterator<Item = &'a Sealed>,
) -> Result<(), Refusal> {
    if wraps.len() > MOST_WRAPS || wraps.any(|wrapped| wrapped.0.len() > 1024) {
        return Err(Refusal::bad_request(
            "more or larger wraps than an epoch has",
        ));
    }
    Ok(())
}

/// `GET /v1/devices`.
pub(crate) async fn devices(
    State(shared): State<Shared>,
    caller: Caller,
) -> Result<Answer<Devices>, Refusal> {
    let devices = shared.buffer.devices(caller.clinic).await?;
    Ok(Answer(Devices {
        version: Version::default(),
        devices,
    }))
}

/// `DELETE /v1/devices/{device}`: its token ends at once; the desktop that asks starts a new epoch afterwards.
pub(crate) async fn remove_device(
    State(shared): State<Shared>,
    caller: Caller,
    device: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, Refusal> {
    let unknown = || {
        let detail = "the clinic has no such device";
        Refusal::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, detail)
    };
    let Path(device) = device.map_err(|_| unknown())?;
    let device: DeviceId = device.parse().map_err(|_| unknown())?;
    if !shared.buffer.remove_device(caller.clinic, device).await? {
        return Err(unknown());
    }
    shared.reload().await?;
    // Its own poll must not outlive it.
    shared.buffer.wake(caller.clinic);
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /v1/channels`.
pub(crate) async fn channels(
    State(shared): State<Shared>,
    caller: Caller,
) -> Result<Answer<Channels>, Refusal> {
    let channels = shared.buffer.channels(caller.clinic).await?;
    let channels = channels.into_iter().map(|channel| Channel {
        object: channel.object,
        asset_id: channel.asset_id,
        number_id: channel.number_id,
        state: channel.state,
    });
    Ok(Answer(Channels {
        version: Version::default(),
        channels: channels.collect(),
    }))
}

/// `PUT /v1/channels`.
pub(crate) async fn put_channels(
    State(shared): State<Shared>,
    caller: Caller,
    Json(put): Json<Channels>,
) -> Result<StatusCode, Refusal> {
    let is_fit = |id: &str| (1..=LONGEST_ID).contains(&id.len());
    let all_fit = put.channels.iter().all(|channel| {
        is_fit(&channel.asset_id) && channel.number_id.as_deref().is_none_or(is_fit)
    });
    if put.channels.len() > MOST_CHANNELS || !all_fit {
        return Err(Refusal::bad_request(
            "a channel needs an asset id of 1 to 64 characters, and there are at most 500",
        ));
    }
    match shared
        .buffer
        .put_channels(caller.clinic, put.channels)
        .await?
    {
        Ok(()) => {}
        Err(ChannelsRefused::AssetTaken) => {
            let detail = "another clinic on this relay has connected one of these assets";
            return Err(Refusal::new(
                StatusCode::CONFLICT,
                ErrorCode::AssetTaken,
                detail,
            ));
        }
    }
    shared.reload().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `PUT /v1/apps`.
pub(crate) async fn put_apps(
    State(shared): State<Shared>,
    caller: Caller,
    Json(put): Json<PutApps>,
) -> Result<StatusCode, Refusal> {
    let is_fit = |text: &str, longest| (1..=longest).contains(&text.len());
    let all_fit = put.apps.iter().all(|app| {
        is_fit(&app.app_id, LONGEST_ID)
            && is_fit(app.secret.expose(), LONGEST_SECRET)
            && is_fit(app.verify_token.expose(), LONGEST_SECRET)
    });
    if put.apps.len() > MOST_APPS || !all_fit {
        return Err(Refusal::bad_request(
            "an app needs an id, a secret and a verify token, and there are at most 16",
        ));
    }
    shared.buffer.put_apps(caller.clinic, put.apps).await?;
    shared.reload().await?;
    Ok(StatusCode::NO_CONTENT)
}
