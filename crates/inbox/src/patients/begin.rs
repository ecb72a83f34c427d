//! A conversation with a patient who never wrote on a channel.

use super::list::{can_write, is_patient, reachable};
use crate::{
    desk::Desk,
    error::InboxError,
    view::{change::Change, people::MovedView},
};
use recado_domain::{
    channel::{ChannelKind, Side},
    id::{ChannelId, IdentityId},
    staff::Role,
};
use recado_store::{
    clinic::people::{self, IndexedConversation},
    conversations::{event::Contact, patients, state},
    error::StoreError,
};

/// Returns a patient's conversation on a WhatsApp channel, begun where there is none.
///
/// The index has it first, so that an answer finds it; asking again after a cut-off completes it. It stands in no list
/// until something was written in it.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`] for whoever is no patient,
/// [`InboxError::ChannelOff`], [`InboxError::InvalidInput`] when WhatsApp does not reach them, storage.
pub(crate) async fn begin(
    desk: &Desk,
    identity: IdentityId,
    channel: ChannelId,
) -> Result<MovedView, InboxError> {
    let now = desk.inner.options.clock.now();
    let again = desk.clone();
    let begun = desk
        .with_house(move |house| {
            house.signed_in_as(Role::reads_clinical)?;
            house.clinical_for_staff()?;
            is_patient(house, identity)?;
            let can = can_write(house)?.into_iter().any(|it| it.id == channel);
            if !can {
                return Err(InboxError::ChannelOff);
            }
            // Not while somebody moves, or is taken apart.
            let _filing = house.filing.lock().map_err(|_| InboxError::CutOff)?;
            let members = house.read(Side::Clinical, |conn| patients::members(conn, identity))?;
            for member in members {
                let talk = house
                    .clinic
                    .read(|conn| people::conversation_if_any(conn, member, channel))?;
                let Some(talk) = talk else { continue };
                let is_here = house.read(talk.side, |conn| {
                    match state::get(conn, talk.conversation) {
                        Ok(_) => Ok(true),
                        Err(StoreError::NotFound) => Ok(false),
                        Err(error) => Err(error),
                    }
                })?;
                if is_here {
                    return Ok(talk);
                }
            }
            let (member, addresses) =
                reachable(house, identity)?.ok_or(InboxError::InvalidInput)?;
            let talk: IndexedConversation = house
                .clinic
                .write(|tx| people::conversation(tx, member, channel, Side::Clinical))?;
            again.inner.people.done("begun");
            let contact = Contact {
                identity: member,
                conversation: talk.conversation,
                channel,
                channel_kind: ChannelKind::WhatsApp,
                name: None,
                addresses,
                is_patient: true,
            };
            house.write(talk.side, |tx| state::begin(tx, &contact, now))?;
            Ok(talk)
        })
        .await?;
    desk.tell(Change::Conversation {
        side: begun.side,
        conversation: begun.conversation,
    });
    Ok(MovedView {
        side: begun.side,
        conversation: begun.conversation,
    })
}
