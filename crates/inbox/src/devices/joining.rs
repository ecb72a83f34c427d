//! The newcomer's side: asks to be let in, shows its code, and believes only what the clinic signed whose code was
//! compared.
//!
//! Every step is kept before it is taken, so a start that was cut off goes on where it was.

use crate::{
    connect::epochs::{self, OwnKeys},
    desk::{Desk, Inner},
    devices::{code, letter::Letter, removed, roster},
    error::InboxError,
    house::House,
    relay::{RelayClient, RelayError},
    session,
    view::change::Change,
};
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use recado_domain::audit::ActName;
use recado_protocol::{
    bytes::Nonce,
    epoch::Epochs,
    error::ErrorCode,
    joining::{JoinRequest, Offer, Reveal, Transcript, Welcome, welcome_statement},
    keys,
    pairing::NewDevice,
    version::Version,
};
use recado_store::{
    Conn, Tx,
    clinic::{
        audit,
        key_pairs::{self, KeyPair, PairName},
        relay_link, settings,
    },
    error::StoreError,
};
use serde::{Deserialize, Serialize};
use std::{sync::Weak, time::Duration};

/// How far this computer's own asking has got, as JSON; absent once it is in.
const JOINING: &str = "devices.joining";
/// How long is waited before the relay is asked again: two people sit there.
const PAUSE: Duration = Duration::from_secs(1);

/// How far this computer's own asking has got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Pending {
    /// What this computer is bound by, shown after the offer.
    nonce: Nonce,
    /// What it is called, as it stands in the code.
    name: String,
    /// The first offer that came; another one does not count.
    pub offer: Option<Offer>,
    /// Whether somebody said that both screens show the same.
    pub is_confirmed: bool,
    /// Why it does not go on.
    pub stopped: Option<Stopped>,
}

/// Why asking does not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Stopped {
    /// It was turned away, or the relay has forgotten it.
    TurnedAway,
    /// What came was not of the clinic whose code was compared.
    NotTheClinic,
}

/// Begins to ask, within the transaction that keeps the link to the relay.
///
/// # Errors
/// Storage.
pub(crate) fn begin(tx: &Tx<'_>, name: String) -> Result<(), StoreError> {
    let pending = Pending {
        nonce: Nonce(rand::random()),
        name,
        offer: None,
        is_confirmed: false,
        stopped: None,
    };
    settings::set(tx, JOINING, &pending)
}

/// Returns how far it has got; nothing when this computer does not ask.
///
/// # Errors
/// Storage.
pub(crate) fn pending(conn: &Conn) -> Result<Option<Pending>, StoreError> {
    settings::get(conn, JOINING)
}

/// Returns the code to be compared; nothing before there is an offer.
///
/// # Errors
/// Storage.
pub(crate) fn own_code(house: &House, pending: &Pending) -> Result<Option<String>, InboxError> {
    let Some(offer) = &pending.offer else {
        return Ok(None);
    };
    Ok(Some(code::code(&transcript(house, pending, offer)?)))
}

/// Somebody says that both screens show this code. Nothing is believed before.
///
/// # Errors
/// [`InboxError::CodeChanged`] when it is not the one that stands here, storage.
pub(crate) async fn confirm(desk: &Desk, seen: String) -> Result<(), InboxError> {
    desk.with_house(move |house| {
        let mut pending = house.clinic.read(pending)?.ok_or(InboxError::NotFound)?;
        if own_code(house, &pending)?.as_ref() != Some(&seen) {
            return Err(InboxError::CodeChanged);
        }
        pending.is_confirmed = true;
        Ok(house
            .clinic
            .write(|tx| settings::set(tx, JOINING, &pending))?)
    })
    .await?;
    desk.inner.joining_wake.notify_one();
    desk.tell(Change::App);
    Ok(())
}

/// Gives up asking; another pairing code begins anew.
///
/// # Errors
/// Storage.
pub(crate) async fn give_up(desk: &Desk) -> Result<(), InboxError> {
    desk.with_house(|house| {
        house.clinic.write(|tx| {
            if pending(tx)?.is_some() {
                settings::remove(tx, JOINING)?;
                relay_link::remove(tx)?;
            }
            Ok::<_, StoreError>(())
        })?;
        Ok(())
    })
    .await?;
    desk.tell(Change::App);
    Ok(())
}

/// Asks until this computer is in, or told that it will not be.
pub(crate) async fn run(weak: Weak<Inner>) {
    loop {
        let Some(inner) = weak.upgrade() else { return };
        let desk = Desk { inner };
        match step(&desk).await {
            Ok(Step::Idle) => desk.inner.joining_wake.notified().await,
            Ok(Step::Waits) => {
                let _ = tokio::time::timeout(PAUSE, desk.inner.joining_wake.notified()).await;
            }
            Err(error) => {
                tracing::warn!("asking to be let in: {error}");
                let _ = tokio::time::timeout(PAUSE, desk.inner.joining_wake.notified()).await;
            }
        }
    }
}

enum Step {
    /// There is nothing to ask.
    Idle,
    /// Somebody else is next.
    Waits,
}

async fn step(desk: &Desk) -> Result<Step, InboxError> {
    let found = desk
        .with_house(|house| Ok(house.clinic.read(pending)?))
        .await?;
    let Some(pending) = found.filter(|pending| pending.stopped.is_none()) else {
        return Ok(Step::Idle);
    };
    let Some((client, _)) = crate::connect::relay_client(desk).await? else {
        return Ok(Step::Idle);
    };
    let joining = match client.joining().await {
        Ok(joining) => joining,
        Err(RelayError::Refused(ErrorCode::NotFound)) => {
            client.ask_in(&request(desk, &pending).await?).await?;
            return Ok(Step::Waits);
        }
        Err(RelayError::Refused(ErrorCode::TokenRejected)) => {
            stop(desk, Stopped::TurnedAway).await?;
            return Ok(Step::Idle);
        }
        Err(error) => return Err(error.into()),
    };
    let Some(offer) = pending.offer.clone() else {
        let Some(offer) = joining.offer else {
            return Ok(Step::Waits);
        };
        // The answer has to be to what this computer is bound by now.
        if offer.commitment != request(desk, &pending).await?.commitment {
            return Ok(Step::Waits);
        }
        change(desk, |pending| pending.offer = Some(offer)).await?;
        return reveal(&client, &pending).await;
    };
    match joining.welcome {
        // Also again: its answer may have been lost.
        None => reveal(&client, &pending).await,
        Some(_) if !pending.is_confirmed => Ok(Step::Waits),
        Some(welcome) => {
            let epochs = client.epochs().await?;
            match enter(desk, pending, offer, welcome, epochs).await {
                Ok(()) => Ok(Step::Idle),
                Err(InboxError::NotTheClinic) => {
                    tracing::error!(
                        "what the relay handed over is not of the clinic whose code was compared"
                    );
                    stop(desk, Stopped::NotTheClinic).await?;
                    Ok(Step::Idle)
                }
                Err(error) => Err(error),
            }
        }
    }
}

async fn reveal(client: &RelayClient, pending: &Pending) -> Result<Step, InboxError> {
    let reveal = Reveal {
        version: Version::default(),
        nonce: pending.nonce,
    };
    client.reveal(&reveal).await?;
    Ok(Step::Waits)
}

async fn request(desk: &Desk, pending: &Pending) -> Result<JoinRequest, InboxError> {
    let nonce = pending.nonce;
    desk.with_house(move |house| {
        let place = roster::place(house)?;
        let own = OwnKeys::kept(house)?;
        let signing_key = own.signing_key()?;
        let sealing_key = own.device.public_key();
        Ok(JoinRequest {
            version: Version::default(),
            signing_key,
            commitment: code::commitment(place.device, &sealing_key, &signing_key, &nonce),
        })
    })
    .await
}

async fn stop(desk: &Desk, why: Stopped) -> Result<(), InboxError> {
    change(desk, move |pending| pending.stopped = Some(why)).await
}

async fn change(
    desk: &Desk,
    change: impl FnOnce(&mut Pending) + Send + 'static,
) -> Result<(), InboxError> {
    desk.with_house(move |house| {
        house.clinic.write(|tx| {
            // Given up meanwhile: then it stays so.
            let Some(mut now) = pending(tx)? else {
                return Ok(());
            };
            change(&mut now);
            settings::set(tx, JOINING, &now)
        })?;
        Ok(())
    })
    .await?;
    desk.tell(Change::App);
    Ok(())
}

fn transcript(house: &House, pending: &Pending, offer: &Offer) -> Result<Transcript, InboxError> {
    let place = roster::place(house)?;
    let own = OwnKeys::kept(house)?;
    Ok(Transcript {
        clinic_id: place.clinic,
        identity_key: offer.identity_key,
        device: NewDevice {
            id: place.device,
            name: pending.name.clone(),
            sealing_key: own.device.public_key(),
        },
        signing_key: own.signing_key()?,
        offered: offer.nonce,
        revealed: pending.nonce,
    })
}

/// Checks what came, to the last signature, and then is in: keys, roster and channels in one transaction.
async fn enter(
    desk: &Desk,
    pending: Pending,
    offer: Offer,
    welcome: Welcome,
    epochs: Epochs,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let transcript = transcript(house, &pending, &offer)?;
        let (letter, pairs) = checked(house, &transcript, &welcome, &epochs)?;
        let seed = letter.identity_seed();
        house.clinic.write(|tx| {
            let identity = KeyPair {
                public: None,
                private: Some(seed),
            };
            key_pairs::put(tx, PairName::ClinicIdentity, &identity)?;
            for pair in &pairs {
                epochs::write(tx, pair, now)?;
            }
            roster::keep(tx, &letter.roster)?;
            letter.keep(tx, &house.token_key)?;
            settings::remove(tx, JOINING)?;
            removed::forget(tx)?;
            let act = session::files::act(now, None, ActName::DeviceJoined.as_str(), "{}");
            audit::append(tx, &act)
        })?;
        let mut known = house.epochs.write().map_err(|_| InboxError::CutOff)?;
        pairs.into_iter().for_each(|pair| known.insert(pair));
        Ok(())
    })
    .await?;
    desk.inner.pulse.note(|beat| beat.is_removed = false);
    desk.inner.outbox_wake.notify_one();
    desk.inner.together.wake();
    desk.inner.pulse.wake.notify_one();
    desk.tell(Change::Connection);
    desk.tell(Change::App);
    Ok(())
}

fn checked(
    house: &House,
    transcript: &Transcript,
    welcome: &Welcome,
    epochs: &Epochs,
) -> Result<(Letter, Vec<keys::EpochKeyPair>), InboxError> {
    let own = OwnKeys::kept(house)?;
    let (clinic, identity) = (transcript.clinic_id, transcript.identity_key);
    // A computer that was in once comes back to its own clinic: what it holds is that one's.
    if roster::kept(house)?.is_some() && own.identity_key()? != identity {
        return Err(InboxError::NotTheClinic);
    }
    UnparsedPublicKey::new(&ED25519, identity.as_bytes())
        .verify(
            &welcome_statement(transcript, &welcome.sealed),
            welcome.signature.as_bytes(),
        )
        .map_err(|_| InboxError::NotTheClinic)?;
    let letter =
        keys::open_welcome(&own.device, &welcome.sealed.0).map_err(|_| InboxError::NotTheClinic)?;
    let letter: Letter = serde_json::from_slice(&letter).map_err(|_| InboxError::NotTheClinic)?;
    let is_own = |member: &recado_protocol::roster::Member| {
        member.device_id == transcript.device.id
            && member.sealing_key == transcript.device.sealing_key
            && member.signing_key == transcript.signing_key
    };
    let is_right = epochs::public_of(&letter.identity_seed())? == identity.0
        && roster::is_signed(&letter.roster, clinic, &identity)
        && letter.roster.members.iter().any(is_own);
    let pairs = epochs::opened(epochs, clinic, &identity, &own.device);
    if !is_right || pairs.is_empty() {
        return Err(InboxError::NotTheClinic);
    }
    Ok((letter, pairs))
}
