//! Whose conversation an item belongs to: the people index decides, and learns.

use crate::receive::peer::Whom;
use recado_domain::{
    address::Address,
    channel::Side,
    id::IdentityId,
    identity::{KnownAddress, Resolution, resolve},
    time::UnixMs,
};
use recado_store::{
    Tx,
    clinic::{
        channels::Channel,
        people::{self, IndexKey, Person},
    },
    conversations::event::Contact,
    error::StoreError,
};

/// The address under which everybody is filed whom Meta does not name on a channel.
const NOBODY: &str = "nobody";

/// Returns the contact of an item on a channel and the side of their conversation; somebody unknown becomes a lead.
pub(crate) fn contact(
    tx: &Tx<'_>,
    key: &IndexKey,
    whom: Whom,
    channel: &Channel,
    at: UnixMs,
) -> Result<(Contact, Side), StoreError> {
    let is_move = !whom.moved_to.is_empty();
    let mut addresses: Vec<Address> = whom.addresses.into_iter().chain(whom.moved_to).collect();
    if addresses.is_empty() {
        addresses.push(Address::PageScoped {
            channel: channel.id,
            id: NOBODY.to_owned(),
        });
    }
    let mut known = Vec::with_capacity(addresses.len());
    let mut first = None;
    for address in &addresses {
        let person = people::find(tx, key, address)?;
        first = first.or(person);
        known.push(KnownAddress {
            address: address.clone(),
            identity: person.map(|person| person.identity),
        });
    }
    let has_other_user_id = |identity, address: &Address| {
        // A system line says itself that this person's user id changed.
        !is_move && people::has_other_user_id(tx, key, identity, address).unwrap_or(true)
    };
    let (person, learned) = match (resolve(&known, has_other_user_id), first) {
        (Resolution::Known { identity, learned }, Some(person)) if person.identity == identity => {
            (person, learned)
        }
        (Resolution::Known { learned, .. } | Resolution::New { learned }, _) => {
            let person = Person {
                identity: IdentityId::generate(),
                side: channel.side,
                is_patient: false,
            };
            people::put(tx, &person, at)?;
            (person, learned)
        }
    };
    for address in &learned {
        people::learn(tx, key, person.identity, address)?;
    }
    // A patient's words are clinical on every channel; a lead's go where the channel goes.
    let side = if person.is_patient {
        person.side
    } else {
        channel.side
    };
    let conversation = people::conversation(tx, person.identity, channel.id, side)?;
    let contact = Contact {
        identity: person.identity,
        conversation: conversation.conversation,
        channel: channel.id,
        channel_kind: channel.kind,
        name: whom.name,
        addresses: if is_nobody(&addresses) {
            Vec::new()
        } else {
            addresses
        },
        is_patient: person.is_patient,
    };
    Ok((contact, conversation.side))
}

fn is_nobody(addresses: &[Address]) -> bool {
    matches!(addresses, [Address::PageScoped { id, .. }] if id == NOBODY)
}
