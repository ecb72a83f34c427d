//! The roster on this computer: the newest that the clinic signed. What the relay has is taken when it is newer and
//! signed, and nothing else it says about who is in counts.

use crate::{
    connect::epochs::OwnKeys, desk::Desk, error::InboxError, house::House, relay::RelayClient,
};
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use recado_domain::time::UnixMs;
use recado_protocol::{
    bytes::IdentityKey,
    error::ErrorCode,
    id::{ClinicId, DeviceId},
    roster::{FIRST_ROSTER, Member, Roster, roster_statement},
    version::Version,
};
use recado_store::{
    Tx,
    clinic::{relay_link, settings},
    error::StoreError,
};

/// The newest roster, as JSON.
const ROSTER: &str = "devices.roster";

/// Who this computer is at the relay.
pub(crate) struct Place {
    pub clinic: ClinicId,
    pub device: DeviceId,
}

/// Returns who this computer is at the relay.
///
/// # Errors
/// [`InboxError::NotFound`] before pairing, storage.
pub(crate) fn place(house: &House) -> Result<Place, InboxError> {
    let link = house
        .clinic
        .read(|conn| relay_link::get(conn, &house.token_key))?
        .ok_or(InboxError::NotFound)?;
    let place = link.clinic.parse().ok().zip(link.device.parse().ok());
    let (clinic, device) = place.ok_or(InboxError::NotFound)?;
    Ok(Place { clinic, device })
}

/// Returns the roster that is kept here.
///
/// # Errors
/// Storage.
pub(crate) fn kept(house: &House) -> Result<Option<Roster>, InboxError> {
    Ok(house.clinic.read(|conn| settings::get(conn, ROSTER))?)
}

/// Keeps a roster that is known to be the clinic's, unless a newer one is here.
///
/// # Errors
/// Storage.
pub(crate) fn keep(tx: &Tx<'_>, roster: &Roster) -> Result<(), StoreError> {
    let before: Option<Roster> = settings::get(tx, ROSTER)?;
    if before.is_none_or(|before| before.number < roster.number) {
        settings::set(tx, ROSTER, roster)?;
    }
    Ok(())
}

/// Returns whether the clinic signed a roster.
pub(crate) fn is_signed(roster: &Roster, clinic: ClinicId, identity: &IdentityKey) -> bool {
    let statement = roster_statement(clinic, roster.number, &roster.members);
    UnparsedPublicKey::new(&ED25519, identity.as_bytes())
        .verify(&statement, roster.signature.as_bytes())
        .is_ok()
}

/// Signs the next roster.
///
/// # Errors
/// [`InboxError::CutOff`] when the kept seed is no key.
pub(crate) fn sign(
    own: &OwnKeys,
    clinic: ClinicId,
    number: u32,
    members: Vec<Member>,
) -> Result<Roster, InboxError> {
    let signature = own.sign(&roster_statement(clinic, number, &members))?;
    Ok(Roster {
        version: Version::default(),
        number,
        members,
        signature,
    })
}

/// Brings the roster here up to the relay's, and makes the first one where there is none.
///
/// # Errors
/// An unreachable relay, storage.
pub(crate) async fn follow(desk: &Desk, client: &RelayClient) -> Result<Roster, InboxError> {
    match client.roster().await {
        Ok(theirs) => take(desk, theirs).await,
        Err(crate::relay::RelayError::Refused(ErrorCode::NotFound)) => first(desk, client).await,
        Err(error) => Err(error.into()),
    }
}

/// Takes a roster from the relay if the clinic signed it and it is newer; returns the one that holds.
async fn take(desk: &Desk, theirs: Roster) -> Result<Roster, InboxError> {
    desk.with_house(move |house| {
        let place = place(house)?;
        let identity = OwnKeys::kept(house)?.identity_key()?;
        let before = kept(house)?;
        if !is_signed(&theirs, place.clinic, &identity) {
            tracing::error!("the relay handed over a roster the clinic did not sign");
            return before.ok_or(InboxError::NotFound);
        }
        match before {
            Some(before) if before.number >= theirs.number => {
                if before.number > theirs.number {
                    tracing::warn!("the relay handed over an older roster");
                }
                Ok(before)
            }
            Some(_) | None => {
                house
                    .clinic
                    .write(|tx| keep(tx, &theirs))
                    .map_err(|error: StoreError| InboxError::from(error))?;
                Ok(theirs)
            }
        }
    })
    .await
}

/// Makes the clinic's first roster, of this computer alone; one that is here is brought to a relay that lost it.
async fn first(desk: &Desk, client: &RelayClient) -> Result<Roster, InboxError> {
    let now = desk.inner.options.clock.now();
    let name = desk.inner.options.device_name.clone();
    let roster = desk
        .with_house(move |house| match kept(house)? {
            Some(roster) => Ok(roster),
            None => {
                let place = place(house)?;
                let own = OwnKeys::kept(house)?;
                let this = own_member(&own, place.device, name, now)?;
                sign(&own, place.clinic, FIRST_ROSTER, vec![this])
            }
        })
        .await?;
    client.put_roster(&roster).await?;
    let kept = roster.clone();
    desk.with_house(move |house| Ok(house.clinic.write(|tx| keep(tx, &kept))?))
        .await?;
    Ok(roster)
}

fn own_member(
    own: &OwnKeys,
    device_id: DeviceId,
    name: String,
    now: UnixMs,
) -> Result<Member, InboxError> {
    Ok(Member {
        device_id,
        name,
        sealing_key: own.device.public_key(),
        signing_key: own.signing_key()?,
        let_in_at: now.0,
    })
}
