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
    Conn, Tx,
    clinic::{
        channels::Channel,
        people::{self, IndexKey, Person},
    },
    conversations::event::Contact,
    error::StoreError,
};

/// The address under which everybody is filed whom Meta does not name on a channel.
const NOBODY: &str = "nobody";

/// Whose an item is.
#[derive(Clone)]
pub(crate) struct Whose {
    /// Who, and which conversation.
    pub contact: Contact,
    /// The side of their conversation.
    pub side: Side,
    /// Whether nobody here knew them before.
    pub is_new: bool,
}

/// Returns whose an item on a channel is; somebody unknown becomes a lead.
pub(crate) fn contact(
    tx: &Tx<'_>,
    key: &IndexKey,
    whom: Whom,
    channel: &Channel,
    at: UnixMs,
) -> Result<Whose, StoreError> {
    let is_move = !whom.moved_to.is_empty();
    let mut addresses: Vec<Address> = whom
        .addresses
        .iter()
        .chain(&whom.moved_to)
        .cloned()
        .collect();
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
        let identity = person.map(|person| person.identity);
        known.push(KnownAddress {
            address: address.clone(),
            identity,
        });
    }
    let has_other_user_id = |identity, address: &Address| {
        // A system line says itself that this person's user id changed.
        !is_move && people::has_other_user_id(tx, key, identity, address).unwrap_or(true)
    };
    let mut is_new = false;
    let person = match (resolve(&known, has_other_user_id), first) {
        (Resolution::Known { identity, learned }, Some(person)) if person.identity == identity => {
            for address in &learned {
                people::learn(tx, key, identity, address)?;
            }
            person
        }
        (Resolution::Known { .. } | Resolution::New { .. }, _) => {
            is_new = true;
            let person = Person {
                identity: IdentityId::generate(),
                side: channel.side,
                is_patient: false,
            };
            people::put(tx, &person, at)?;
            // A number that changed hands goes with its new owner: answers to the old one must not reach them.
            for address in &addresses {
                people::hand_over(tx, key, person.identity, address)?;
            }
            person
        }
    };
    if is_move {
        follow(tx, key, person.identity, &whom)?;
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
        addresses: owned(tx, key, person.identity, addresses)?,
        is_patient: person.is_patient,
    };
    Ok(Whose {
        contact,
        side: conversation.side,
        is_new,
    })
}

/// Moves a person to where a system line says they are; the number they left may soon be somebody else's.
fn follow(
    tx: &Tx<'_>,
    key: &IndexKey,
    identity: IdentityId,
    whom: &Whom,
) -> Result<(), StoreError> {
    for address in &whom.addresses {
        if matches!(address, Address::Phone(_))
            && whom
                .moved_to
                .iter()
                .any(|to| matches!(to, Address::Phone(_)))
        {
            people::forget(tx, key, address)?;
        }
    }
    whom.moved_to
        .iter()
        .try_for_each(|address| people::hand_over(tx, key, identity, address))
}

/// Returns the addresses that are this person's and nobody else's.
pub(crate) fn owned(
    conn: &Conn,
    key: &IndexKey,
    identity: IdentityId,
    addresses: Vec<Address>,
) -> Result<Vec<Address>, StoreError> {
    let mut owned = Vec::with_capacity(addresses.len());
    for address in addresses {
        let is_nobody = matches!(&address, Address::PageScoped { id, .. } if id == NOBODY);
        let owner = people::find(conn, key, &address)?;
        if !is_nobody && owner.is_some_and(|owner| owner.identity == identity) {
            owned.push(address);
        }
    }
    Ok(owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use recado_domain::{channel::ChannelKind, id::ChannelId, phone::Phone};
    use recado_store::{
        clinic::{Clinic, channels::ChannelState},
        key::Key32,
    };

    fn phone(digits: &str) -> Address {
        Address::Phone(Phone::from_wa_id(digits).unwrap())
    }

    fn user(id: &str) -> Address {
        Address::UserId(id.to_owned())
    }

    fn from(addresses: Vec<Address>) -> Whom {
        Whom {
            addresses,
            ..Whom::default()
        }
    }

    struct Index {
        clinic: Clinic,
        channel: Channel,
        _folder: tempfile::TempDir,
    }

    impl Index {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let clinic = Clinic::create(folder.path(), &Key32::generate().unwrap()).unwrap();
            let channel = Channel {
                id: ChannelId::generate(),
                kind: ChannelKind::WhatsApp,
                asset_id: "1".into(),
                number_id: None,
                shown: String::new(),
                name: String::new(),
                side: Side::Clinical,
                is_on: true,
                state: ChannelState::Connected,
                quality: None,
                last_webhook_at: None,
                proved_at: None,
                created_at: UnixMs(0),
                colour: recado_store::clinic::channels::OWN_COLOUR.to_owned(),
                messaging_limit: None,
                restriction: None,
            };
            Self {
                clinic,
                channel,
                _folder: folder,
            }
        }

        fn contact(&self, whom: Whom) -> Contact {
            let key = self.clinic.index_key();
            self.clinic
                .write(|tx| contact(tx, key, whom, &self.channel, UnixMs(0)))
                .unwrap()
                .contact
        }

        fn owned(&self, identity: IdentityId, addresses: Vec<Address>) -> Vec<Address> {
            self.clinic
                .read(|conn| owned(conn, self.clinic.index_key(), identity, addresses))
                .unwrap()
        }
    }

    /// A number that changed hands is not dialled for its old owner any more.
    #[test]
    fn a_number_goes_with_its_new_owner() {
        let index = Index::new();
        let old = index.contact(from(vec![user("PT.1"), phone("351912000412")]));
        let new = index.contact(from(vec![user("PT.2"), phone("351912000412")]));
        assert_ne!(old.identity, new.identity);
        assert_eq!(
            index.owned(old.identity, vec![user("PT.1"), phone("351912000412")]),
            [user("PT.1")]
        );
        let by_phone_alone = index.contact(from(vec![phone("351912000412")]));
        assert_eq!(by_phone_alone.identity, new.identity);
    }

    /// A system line moves the person; their history stays one.
    #[test]
    fn a_changed_number_follows_the_person() {
        let index = Index::new();
        let before = index.contact(from(vec![phone("351912000412")]));
        let line = Whom {
            moved_to: vec![phone("351912000999")],
            ..from(vec![phone("351912000412")])
        };
        assert_eq!(index.contact(line).conversation, before.conversation);
        let after = index.contact(from(vec![phone("351912000999")]));
        assert_eq!(after.identity, before.identity);
        assert_eq!(after.addresses, [phone("351912000999")]);
        let stranger = index.contact(from(vec![phone("351912000412")]));
        assert_ne!(
            stranger.identity, before.identity,
            "the number they left is somebody else's"
        );
    }

    /// CASES 8: an address of somebody else in the same item stays with them.
    #[test]
    fn two_people_in_one_item_stay_two() {
        let index = Index::new();
        let maria = index.contact(from(vec![user("PT.1")]));
        let nikos = index.contact(from(vec![phone("306940007261")]));
        let both = index.contact(from(vec![user("PT.1"), phone("306940007261")]));
        assert_eq!(both.identity, maria.identity);
        assert_eq!(both.addresses, [user("PT.1")]);
        assert_eq!(
            index.contact(from(vec![phone("306940007261")])).identity,
            nikos.identity
        );
    }

    #[test]
    fn whoever_meta_does_not_name_has_no_address() {
        let index = Index::new();
        let one = index.contact(Whom::default());
        assert!(one.addresses.is_empty());
        assert_eq!(
            index.contact(Whom::default()).conversation,
            one.conversation
        );
    }
}
