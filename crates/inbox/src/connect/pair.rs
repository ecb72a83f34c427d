//! Pairing with the relay, and proving it: an envelope sealed here goes to the relay's disk and comes back. A clinic's
//! further computer has to be let in by one that is in (`devices::joining`).

use crate::{
    connect::epochs::{self, OwnKeys},
    desk::Desk,
    devices::{self, joining, removed},
    error::InboxError,
    house::House,
    relay::RelayClient,
    session,
    view::{app::RoundTripView, change::Change},
};
use recado_domain::{id::DeviceId as OwnDeviceId, time::UnixMs};
use recado_protocol::{
    envelope::{Cursor, PostEnvelope},
    id::DeviceId,
    pairing::{NewDevice, PairRequest, Paired},
    pairing_text::PairingText,
    sealed::{self, PlaintextKind},
    secret::SecretText,
};
use recado_store::{
    clinic::{
        audit,
        relay_link::{self, RelayLink},
        settings,
    },
    error::StoreError,
};
use secrecy::SecretString;
use std::time::Duration;

/// This computer's id at the relay: made before the first attempt, so that a repeated one is recognised.
const DEVICE_ID: &str = "device.id";
/// How long the note may take to come back.
const BACK_WITHIN: Duration = Duration::from_secs(30);

/// Pairs and proves the way there and back; nothing is proved yet where another computer has to let this one in. Safe to
/// repeat with the same code.
///
/// # Errors
/// An unreadable or refused code, an unreachable relay, storage, keyring.
pub(crate) async fn pair_relay(
    desk: &Desk,
    pairing: &str,
) -> Result<Option<RoundTripView>, InboxError> {
    let text = PairingText::parse(pairing).map_err(|_| InboxError::PairingUnreadable)?;
    let client = RelayClient::new(desk.inner.http.clone(), &text.relay_url, None)?;
    session::first_run::ensure_data(desk).await?;
    let name = desk.inner.options.device_name.trim().to_owned();
    let code = SecretText::new(text.code.as_str());
    let request = desk
        .with_house(move |house| {
            let own = OwnKeys::kept(house)?;
            Ok(PairRequest {
                version: Default::default(),
                code,
                device: NewDevice {
                    id: own_device_id(house)?,
                    name,
                    sealing_key: own.device.public_key(),
                },
                identity_key: Some(own.identity_key()?),
            })
        })
        .await?;
    let paired = client.pair(&request).await?;
    let client = RelayClient::new(
        desk.inner.http.clone(),
        &text.relay_url,
        Some(paired.token.clone()),
    )?;
    let now = desk.inner.options.clock.now();
    let kept = Kept {
        url: text.relay_url,
        paired,
        now,
    };
    if !kept.paired.first_device {
        let name = desk.inner.options.device_name.trim().to_owned();
        desk.with_house(move |house| {
            let link = kept.link();
            house.clinic.write(|tx| {
                relay_link::put(tx, &house.token_key, &link)?;
                joining::begin(tx, name)
            })?;
            Ok(())
        })
        .await?;
        desk.inner.joining_wake.notify_one();
        desk.tell(Change::App);
        return Ok(None);
    }
    {
        let paired = &kept.paired;
        let (clinic, device) = (paired.clinic_id, paired.device_id);
        let epoch = desk
            .with_house(move |house| {
                epochs::first(house, &OwnKeys::kept(house)?, clinic, device, now)
            })
            .await?;
        client.put_epoch(&epoch).await?;
    }
    let trip = prove(desk, &client).await?;
    keep_link(desk, kept).await?;
    devices::roster::follow(desk, &client).await?;
    desk.inner.pulse.wake.notify_one();
    desk.tell(Change::Connection);
    desk.tell(Change::App);
    Ok(Some(trip))
}

/// What is kept of a pairing.
struct Kept {
    url: String,
    paired: Paired,
    now: UnixMs,
}

impl Kept {
    fn link(&self) -> RelayLink {
        RelayLink {
            url: self.url.clone(),
            clinic: self.paired.clinic_id.to_string(),
            device: self.paired.device_id.to_string(),
            token: SecretString::from(self.paired.token.expose().to_owned()),
            cursor: 0,
            last_contact_at: Some(self.now),
        }
    }
}

async fn keep_link(desk: &Desk, kept: Kept) -> Result<(), InboxError> {
    desk.with_house(move |house| {
        let who = house.signed_in().ok();
        let by = who.as_ref().map(|who| (who.staff, who.name.as_str()));
        house.clinic.write(|tx| {
            relay_link::put(tx, &house.token_key, &kept.link())?;
            audit::append(tx, &session::files::act(kept.now, by, "relay.paired", "{}"))
        })?;
        Ok(())
    })
    .await
}

fn own_device_id(house: &House) -> Result<DeviceId, InboxError> {
    house
        .clinic
        .write(|tx| {
            let kept = settings::get::<OwnDeviceId>(tx, DEVICE_ID)?;
            // Taken out, it comes back as another one: what it wrote before is not used again.
            let is_spent = removed::is_removed(tx)?
                && relay_link::device(tx)? == kept.map(|id| id.to_string());
            if let Some(id) = kept.filter(|_| !is_spent) {
                return Ok(DeviceId(id.0));
            }
            let id = OwnDeviceId::generate();
            settings::set(tx, DEVICE_ID, &id)?;
            Ok::<_, StoreError>(DeviceId(id.0))
        })
        .map_err(InboxError::Store)
}

/// Sends a note to ourselves and waits until it is back and opens.
async fn prove(desk: &Desk, client: &RelayClient) -> Result<RoundTripView, InboxError> {
    let nonce: [u8; 16] = rand::random();
    let house = desk.house()?;
    let sealed_note = {
        let epochs = house.epochs.read().map_err(|_| InboxError::CutOff)?;
        let newest = epochs.newest().ok_or(InboxError::NotFound)?;
        sealed::seal(
            &newest.public_key(),
            newest.epoch(),
            PlaintextKind::Note,
            &nonce,
        )
        .map_err(|_| InboxError::CutOff)?
    };
    let clock = &desk.inner.options.clock;
    let sealed_at = clock.now();
    let started = tokio::time::Instant::now();
    let posted = client
        .post_note(&PostEnvelope {
            version: Default::default(),
            sealed: sealed_note,
        })
        .await?;
    let stored_after = started.elapsed();
    let deadline = started + BACK_WITHIN;
    while tokio::time::Instant::now() < deadline {
        let page = client.envelopes(Cursor(posted.cursor.0 - 1), 5).await?;
        let epochs = house.epochs.read().map_err(|_| InboxError::CutOff)?;
        let is_back = page
            .envelopes
            .iter()
            .filter_map(|envelope| sealed::open(&epochs, &envelope.sealed.0).ok())
            .any(|opened| opened.kind == PlaintextKind::Note && opened.bytes == nonce);
        if is_back {
            return Ok(RoundTripView {
                relay: client.shown_address(),
                sealed_at: sealed_at.0,
                stored_after_ms: whole_ms(stored_after),
                opened_after_ms: whole_ms(started.elapsed()),
            });
        }
    }
    Err(crate::relay::RelayError::Unreachable.into())
}

fn whole_ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
