//! Taking a computer out, and naming computers.
//!
//! Taking out is one step at the relay: the roster without it, and the next epoch, wrapped to those that stay. From then
//! on nothing that comes can be opened by it. What it holds already stays on it.

use crate::{
    connect::{
        self,
        epochs::{self, OwnKeys},
    },
    desk::Desk,
    devices::{letting_in::noted, roster},
    error::InboxError,
    session,
    staff::roles,
    together::{
        post,
        words::{RemovedWord, Word},
    },
    view::change::Change,
};
use recado_domain::audit::ActName;
use recado_protocol::{
    id::DeviceId,
    keys::EpochKeyPair,
    roster::{Removal, Roster},
    version::Version,
};

const LONGEST_NAME: usize = 100;

/// Takes a computer out.
///
/// # Errors
/// [`InboxError::NotFound`] when the clinic has no such computer, [`InboxError::InvalidInput`] for this one itself, an
/// unreachable relay, storage.
pub(crate) async fn remove(desk: &Desk, device: DeviceId) -> Result<(), InboxError> {
    let who = roles::decides(desk)?;
    let (client, _) = connect::relay_client(desk)
        .await?
        .ok_or(InboxError::NotFound)?;
    // Whatever another computer began meanwhile comes first.
    epochs::fetch(desk, &client).await?;
    let before = roster::follow(desk, &client).await?;
    let (removal, pair) = desk
        .with_house(move |house| {
            let place = roster::place(house)?;
            if device == place.device {
                return Err(InboxError::InvalidInput);
            }
            let mut stay = before.members;
            let count = stay.len();
            stay.retain(|member| member.device_id != device);
            if stay.len() == count {
                return Err(InboxError::NotFound);
            }
            let newest = {
                let epochs = house.epochs.read().map_err(|_| InboxError::CutOff)?;
                epochs.newest().map_or(0, EpochKeyPair::epoch)
            };
            let own = OwnKeys::kept(house)?;
            let pair = EpochKeyPair::generate(newest + 1);
            // To the keys of the roster, which the clinic signed; what the relay lists does not count.
            let to = stay.iter().map(|it| (it.device_id, it.sealing_key));
            let epoch = epochs::signed(&own, place.clinic, &pair, to)?;
            let removal = Removal {
                version: Version::default(),
                roster: roster::sign(&own, place.clinic, before.number + 1, stay)?,
                epoch,
            };
            Ok((removal, pair))
        })
        .await?;
    // While it can still read: afterwards nothing reaches it. It is taken out also where this does not get there.
    let said = RemovedWord {
        device,
        by: who.name,
        at: desk.inner.options.clock.now(),
    };
    if let Err(error) = post::say(desk, &client, Word::Removed(said)).await {
        tracing::warn!("the computer that is taken out is not told by whom: {error}");
    }
    let detail = format!("{{\"device\":\"{device}\"}}");
    // Cut off between the two, the epoch comes back from the relay: it is wrapped to this computer, too.
    noted(
        desk,
        ActName::DeviceRemoved,
        detail,
        client.remove(device, &removal),
    )
    .await?;
    let (now, roster) = (desk.inner.options.clock.now(), removal.roster);
    desk.with_house(move |house| {
        house.clinic.write(|tx| {
            roster::keep(tx, &roster)?;
            epochs::write(tx, &pair, now)
        })?;
        let mut known = house.epochs.write().map_err(|_| InboxError::CutOff)?;
        known.insert(pair);
        Ok(())
    })
    .await?;
    session::slots::keep_for_phrase(desk).await?;
    desk.tell(Change::Connection);
    Ok(())
}

/// Gives a computer another name.
///
/// # Errors
/// [`InboxError::InvalidInput`] for a name that is none, [`InboxError::NotFound`], an unreachable relay, storage.
pub(crate) async fn rename(desk: &Desk, device: DeviceId, name: String) -> Result<(), InboxError> {
    roles::decides(desk)?;
    let name = name.trim().to_owned();
    let is_fit = (1..=LONGEST_NAME).contains(&name.chars().count());
    if !is_fit || name.chars().any(char::is_control) {
        return Err(InboxError::InvalidInput);
    }
    let (client, _) = connect::relay_client(desk)
        .await?
        .ok_or(InboxError::NotFound)?;
    let before = roster::follow(desk, &client).await?;
    let next: Roster = desk
        .with_house(move |house| {
            let mut members = before.members;
            let mut found = members.iter_mut();
            let member = found
                .find(|member| member.device_id == device)
                .ok_or(InboxError::NotFound)?;
            member.name = name;
            let place = roster::place(house)?;
            let own = OwnKeys::kept(house)?;
            roster::sign(&own, place.clinic, before.number + 1, members)
        })
        .await?;
    let detail = format!("{{\"device\":\"{device}\"}}");
    noted(
        desk,
        ActName::DeviceRenamed,
        detail,
        client.put_roster(&next),
    )
    .await?;
    desk.with_house(move |house| Ok(house.clinic.write(|tx| roster::keep(tx, &next))?))
        .await?;
    desk.tell(Change::Connection);
    Ok(())
}
