//! The side of a computer that is in: who asks, what code to compare, and letting them in.

use crate::{
    audit,
    connect::{self, epochs::OwnKeys},
    desk::Desk,
    devices::{code, letter::Letter, roster},
    error::InboxError,
    house::House,
    relay::{RelayClient, RelayError},
    staff::roles,
    view::change::Change,
};
use recado_domain::{audit::ActName, time::UnixMs};
use recado_protocol::{
    bytes::{Commitment, Nonce},
    error::ErrorCode,
    id::DeviceId,
    joining::{Admission, EpochWrap, Newcomer, Offer, Transcript, Welcome, welcome_statement},
    keys,
    roster::{Member, Roster},
    version::Version,
};
use recado_store::{clinic::settings, error::StoreError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What this computer has offered to whom, as JSON.
const OFFERS: &str = "devices.offers";

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Offered {
    commitment: Commitment,
    nonce: Nonce,
}

/// How a newcomer's asking stands at this computer.
pub(crate) enum Asking {
    /// It was answered and has not shown itself yet.
    Waits,
    /// The code to compare.
    Compare(String),
    /// Another computer of the clinic has answered it.
    Elsewhere,
    /// It shows something else than it was bound by: somebody stands in between.
    Broken,
}

/// Returns who asks, answering those who were not answered yet.
///
/// # Errors
/// An unreachable relay, storage.
pub(crate) async fn asking(
    desk: &Desk,
    client: &RelayClient,
) -> Result<Vec<(Newcomer, Asking)>, InboxError> {
    let mut all = Vec::new();
    for newcomer in client.newcomers().await?.newcomers {
        let asking = of(desk, client, &newcomer).await?;
        all.push((newcomer, asking));
    }
    Ok(all)
}

async fn of(desk: &Desk, client: &RelayClient, newcomer: &Newcomer) -> Result<Asking, InboxError> {
    let commitment = newcomer.request.commitment;
    let id = newcomer.device.id;
    // Chosen and kept before it is told: it stays the same over a restart.
    let offered = desk
        .with_house(move |house| {
            house
                .clinic
                .write(|tx| {
                    let mut all: BTreeMap<DeviceId, Offered> =
                        settings::get(tx, OFFERS)?.unwrap_or_default();
                    if let Some(known) = all.get(&id).filter(|it| it.commitment == commitment) {
                        return Ok(*known);
                    }
                    let fresh = Offered {
                        commitment,
                        nonce: Nonce(rand::random()),
                    };
                    all.insert(id, fresh);
                    settings::set(tx, OFFERS, &all)?;
                    Ok::<_, StoreError>(fresh)
                })
                .map_err(InboxError::from)
        })
        .await?;
    match &newcomer.offer {
        Some(offer) if offer.nonce != offered.nonce => return Ok(Asking::Elsewhere),
        Some(_) => {}
        None => {
            let identity_key = desk
                .with_house(|house| OwnKeys::kept(house)?.identity_key())
                .await?;
            let offer = Offer {
                version: Version::default(),
                commitment,
                identity_key,
                nonce: offered.nonce,
            };
            match client.offer(id, &offer).await {
                Ok(()) => return Ok(Asking::Waits),
                Err(RelayError::Refused(ErrorCode::JoiningOutOfDate)) => {
                    return Ok(Asking::Elsewhere);
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
    let Some(reveal) = &newcomer.reveal else {
        return Ok(Asking::Waits);
    };
    let bound = code::commitment(
        id,
        &newcomer.device.sealing_key,
        &newcomer.request.signing_key,
        &reveal.nonce,
    );
    if bound != commitment {
        tracing::error!("a newcomer shows something else than it was bound by");
        return Ok(Asking::Broken);
    }
    let (newcomer, revealed) = (newcomer.clone(), reveal.nonce);
    let code = desk
        .with_house(move |house| {
            let transcript = transcript(house, &newcomer, offered.nonce, revealed)?;
            Ok(code::code(&transcript))
        })
        .await?;
    Ok(Asking::Compare(code))
}

fn transcript(
    house: &House,
    newcomer: &Newcomer,
    offered: Nonce,
    revealed: Nonce,
) -> Result<Transcript, InboxError> {
    Ok(Transcript {
        clinic_id: roster::place(house)?.clinic,
        identity_key: OwnKeys::kept(house)?.identity_key()?,
        device: newcomer.device.clone(),
        signing_key: newcomer.request.signing_key,
        offered,
        revealed,
    })
}

/// Lets a newcomer in whose screen shows this code.
///
/// # Errors
/// [`InboxError::CodeChanged`] when it is not the code of what would be let in, an unreachable relay, storage.
pub(crate) async fn let_in(desk: &Desk, device: DeviceId, seen: String) -> Result<(), InboxError> {
    roles::decides(desk)?;
    let (client, _) = connect::relay_client(desk)
        .await?
        .ok_or(InboxError::NotFound)?;
    let before = roster::follow(desk, &client).await?;
    let mut asking = asking(desk, &client).await?.into_iter();
    let found = asking.find(|(newcomer, _)| newcomer.device.id == device);
    // What is let in is read once and compared with what the person saw: it cannot be swapped in between.
    let Some((newcomer, Asking::Compare(code))) = found else {
        return Err(InboxError::CodeChanged);
    };
    if code != seen {
        return Err(InboxError::CodeChanged);
    }
    let now = desk.inner.options.clock.now();
    let admission = desk
        .with_house(move |house| admission(house, &newcomer, &before, now))
        .await?;
    let detail = format!("{{\"device\":\"{device}\"}}");
    noted(
        desk,
        ActName::DeviceLetIn,
        detail,
        client.admit(device, &admission),
    )
    .await?;
    let roster = admission.roster;
    desk.with_house(move |house| {
        house.clinic.write(|tx| {
            roster::keep(tx, &roster)?;
            forget_offer(tx, device)
        })?;
        Ok(())
    })
    .await?;
    desk.tell(Change::Connection);
    Ok(())
}

fn forget_offer(tx: &recado_store::Tx<'_>, device: DeviceId) -> Result<(), StoreError> {
    let mut all: BTreeMap<DeviceId, Offered> = settings::get(tx, OFFERS)?.unwrap_or_default();
    all.remove(&device);
    settings::set(tx, OFFERS, &all)
}

fn admission(
    house: &House,
    newcomer: &Newcomer,
    before: &Roster,
    now: UnixMs,
) -> Result<Admission, InboxError> {
    let own = OwnKeys::kept(house)?;
    let place = roster::place(house)?;
    let mut members = before.members.clone();
    // One that is in already and asks anew would be in twice.
    if members.iter().any(|it| it.device_id == newcomer.device.id) {
        return Err(InboxError::InvalidInput);
    }
    members.push(Member {
        device_id: newcomer.device.id,
        name: newcomer.device.name.clone(),
        sealing_key: newcomer.device.sealing_key,
        signing_key: newcomer.request.signing_key,
        let_in_at: now.0,
    });
    let roster = roster::sign(&own, place.clinic, before.number + 1, members)?;
    let offered = newcomer.offer.as_ref().map(|offer| offer.nonce);
    let revealed = newcomer.reveal.as_ref().map(|reveal| reveal.nonce);
    let (offered, revealed) = offered.zip(revealed).ok_or(InboxError::CodeChanged)?;
    let letter = Letter::of(house, &own.identity_seed, roster.clone())?;
    let letter =
        zeroize::Zeroizing::new(serde_json::to_vec(&letter).map_err(|_| InboxError::InvalidInput)?);
    let sealed = keys::seal_welcome(&newcomer.device.sealing_key, &letter)
        .map_err(|_| InboxError::CodeChanged)?;
    let transcript = transcript(house, newcomer, offered, revealed)?;
    let signature = own.sign(&welcome_statement(&transcript, &sealed))?;
    let epochs = house.epochs.read().map_err(|_| InboxError::CutOff)?;
    let wraps = epochs.iter().map(|pair| {
        let wrapped = keys::wrap_epoch_key(&newcomer.device.sealing_key, pair)
            .map_err(|_| InboxError::CodeChanged)?;
        Ok(EpochWrap {
            epoch: pair.epoch(),
            wrapped,
        })
    });
    Ok(Admission {
        version: Version::default(),
        commitment: newcomer.request.commitment,
        roster,
        wraps: wraps.collect::<Result<_, InboxError>>()?,
        welcome: Welcome { sealed, signature },
    })
}

/// Turns a newcomer away.
///
/// # Errors
/// An unreachable relay, storage.
pub(crate) async fn turn_away(desk: &Desk, device: DeviceId) -> Result<(), InboxError> {
    roles::decides(desk)?;
    let (client, _) = connect::relay_client(desk)
        .await?
        .ok_or(InboxError::NotFound)?;
    let detail = format!("{{\"device\":\"{device}\"}}");
    noted(
        desk,
        ActName::DeviceTurnedAway,
        detail,
        client.turn_away(device),
    )
    .await?;
    desk.with_house(move |house| Ok(house.clinic.write(|tx| forget_offer(tx, device))?))
        .await?;
    desk.tell(Change::Connection);
    Ok(())
}

/// Writes an act down, then does at the relay what it says; what then fails is written down as not done.
///
/// # Errors
/// Storage, and what the relay gives.
pub(super) async fn noted(
    desk: &Desk,
    name: ActName,
    detail: String,
    work: impl Future<Output = Result<(), RelayError>>,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let act = desk
        .with_house(move |house| {
            let act = audit::by(house.signed_in().ok().as_ref(), now, name, &detail);
            audit::append(house, std::slice::from_ref(&act))?;
            Ok(act)
        })
        .await?;
    let done = work.await;
    if done.is_err() {
        desk.with_house(move |house| audit::append(house, &[act.with_result("not_done")]))
            .await?;
    }
    Ok(done?)
}
