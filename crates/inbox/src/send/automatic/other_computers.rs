//! With several computers in, each of them reads the same message: one of them answers (CASES 24). They agree by a lease
//! at the relay, named by a keyed hash of whom it is about.

use crate::{
    connect,
    desk::Desk,
    error::InboxError,
    relay::RelayError,
    together::{
        names::{ChannelRef, SharedKey},
        verify::Circle,
    },
};
use recado_domain::acknowledgement::FRESH;
use recado_protocol::error::ErrorCode;
use recado_store::clinic::{
    acknowledgements::{self, Acknowledgement},
    channels::Channel,
};

/// How long the others leave it to whoever has it: longer than any of them would still answer that message.
const HELD_FOR_SECONDS: u32 = 2 * FRESH.as_secs() as u32;

/// Returns whether this computer is the one that answers. It is, while it is the clinic's only one.
///
/// # Errors
/// An unreachable relay: then nobody knows, and it is tried again; storage.
pub(super) async fn leave_it_to_us(
    desk: &Desk,
    row: &Acknowledgement,
    channel: &Channel,
) -> Result<bool, InboxError> {
    let (id, channel) = (row.id, channel.clone());
    let name = desk
        .with_house(move |house| {
            if Circle::of(house)?.filter(Circle::has_others).is_none() {
                return Ok(None);
            }
            let told = house
                .clinic
                .read(|conn| acknowledgements::recipient(conn, &house.token_key, id))?;
            let key = house.clinic.read(SharedKey::of)?;
            let address = told.as_ref().and_then(|told| told.first());
            // What the other computers know of the person, too; their ids of people are others.
            Ok(key
                .zip(address)
                .map(|(key, address)| key.acknowledgement(&ChannelRef::of(&channel), address)))
        })
        .await?;
    let Some(name) = name else {
        return Ok(true);
    };
    let Some((client, _)) = connect::relay_client(desk).await? else {
        return Ok(true);
    };
    match client.take_lease(&name, HELD_FOR_SECONDS).await {
        Ok(_) => Ok(true),
        Err(RelayError::Refused(ErrorCode::LeaseHeld)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
