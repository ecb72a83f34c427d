//! A contact as the rule wants to know them before an address is taken out of them.

use crate::{
    error::InboxError,
    house::House,
    people::{card, identity_of},
};
use recado_domain::{
    address::Address,
    channel::{ChannelKind, Side},
    id::{ConversationId, IdentityId},
    identity::dividing::{Division, Talk, divide as rule},
};
use recado_store::{
    clinic::{moves, people as index},
    conversations::{dividing, identities, state},
    error::StoreError,
};

/// A contact as the rule wants to know them.
pub(super) struct Known {
    pub identity: IdentityId,
    pub is_patient: bool,
    pub addresses: Vec<(ChannelKind, Address)>,
    pub talks: Vec<(Side, Talk)>,
    /// A patient of whom something is written is somebody without any conversation.
    stands_alone: bool,
}

impl Known {
    pub fn divide(&self, out: &Address) -> Option<Division> {
        let addresses: Vec<Address> = self.addresses.iter().map(|(_, it)| it.clone()).collect();
        let talks: Vec<Talk> = self.talks.iter().map(|(_, talk)| *talk).collect();
        rule(out, &addresses, &talks, self.stands_alone).ok()
    }
}

/// Returns the address of this name, and what goes with it.
///
/// # Errors
/// [`InboxError::InvalidInput`] for one that is not theirs or is all there is of them.
pub(super) fn chosen(
    house: &House,
    known: &Known,
    name: &str,
) -> Result<(Address, Division), InboxError> {
    let key = house.clinic.index_key();
    let mut theirs = known.addresses.iter().map(|(_, address)| address);
    let out = theirs
        .find(|address| key.address_name(address) == name)
        .ok_or(InboxError::InvalidInput)?;
    let division = known.divide(out).ok_or(InboxError::InvalidInput)?;
    Ok((out.clone(), division))
}

/// Gathers a contact from the sides that whoever is signed in may read.
///
/// # Errors
/// [`InboxError::NotAllowed`] when something of theirs is on a side that may not be read; [`InboxError::NotFound`],
/// storage.
pub(super) fn known(
    house: &House,
    side: Side,
    conversation: ConversationId,
) -> Result<Known, InboxError> {
    let role = house.signed_in()?.role;
    let key = house.clinic.index_key();
    let (identity, person) = house.clinic.read(|conn| {
        let identity = identity_of(conn, side, conversation)?;
        let found = index::get(conn, identity)?.ok_or(StoreError::NotFound)?;
        Ok::<_, StoreError>((identity, found))
    })?;
    let mut known = Known {
        identity,
        is_patient: person.is_patient,
        addresses: Vec::new(),
        talks: Vec::new(),
        stands_alone: false,
    };
    for side in super::SIDES {
        let there = house
            .clinic
            .read(|conn| moves::conversations(conn, &[identity], side))?;
        if !card::may_see(role, side) {
            if !there.is_empty() {
                // What cannot be read cannot be shown before it goes.
                return Err(InboxError::NotAllowed);
            }
            continue;
        }
        let (addresses, talks, is_written) = house.read(side, |conn| {
            let mut talks = Vec::new();
            for conversation in there {
                match state::get(conn, conversation) {
                    Ok(found) => talks.push(Talk {
                        conversation,
                        channel: found.channel,
                        kind: found.channel_kind,
                    }),
                    // Its first message has not been filed yet.
                    Err(StoreError::NotFound) => {}
                    Err(error) => return Err(error),
                }
            }
            let addresses = identities::addresses(conn, identity)?;
            Ok((addresses, talks, dividing::is_written(conn, identity)?))
        })?;
        known.stands_alone |= person.is_patient && is_written;
        known
            .talks
            .extend(talks.into_iter().map(|talk| (side, talk)));
        for (kind, address) in addresses {
            let is_known = known.addresses.iter().any(|(_, it)| *it == address);
            let owner = house.clinic.read(|conn| index::find(conn, key, &address))?;
            if !is_known && owner.is_some_and(|owner| owner.identity == identity) {
                known.addresses.push((kind, address));
            }
        }
    }
    Ok(known)
}
