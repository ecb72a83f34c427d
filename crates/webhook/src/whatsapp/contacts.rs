//! `value.contacts`, found by id and never by place: their order is not that of the messages.

use std::cell::Cell;
use std::collections::BTreeMap;

use crate::json::{Fields, Node};
use crate::message::Sender;

/// A contact longer than this is given to one message only, so that a long one beside many messages does not
/// multiply. WhatsApp's own stay below a kilobyte: names have 25 characters.
const LARGEST_SHARED_BYTES: usize = 4_096;

/// The contacts of one value.
pub(super) struct Contacts<'a> {
    contacts: Vec<Contact<'a>>,
    by_wa_id: BTreeMap<String, usize>,
    by_user_id: BTreeMap<String, usize>,
}

struct Contact<'a> {
    node: Node<'a>,
    person: Sender,
    is_given: Cell<bool>,
}

impl<'a> Contacts<'a> {
    /// Reads the contacts of a value; what is no contact is passed over.
    pub(super) fn of(value: &Fields<'a>) -> Self {
        let mut found = Self {
            contacts: Vec::new(),
            by_wa_id: BTreeMap::new(),
            by_user_id: BTreeMap::new(),
        };
        for node in value.list("contacts") {
            let Some(contact) = node.object() else {
                continue;
            };
            let profile = contact.object("profile");
            let named = |key| profile.as_ref().and_then(|profile| profile.text(key));
            let person = Sender {
                wa_id: contact.id("wa_id"),
                user_id: contact.id("user_id"),
                parent_user_id: contact.id("parent_user_id"),
                name: named("name"),
                username: named("username").filter(|username| !username.is_empty()),
                ..Sender::default()
            };
            let place = found.contacts.len();
            if let Some(wa_id) = &person.wa_id {
                found.by_wa_id.entry(wa_id.clone()).or_insert(place);
            }
            if let Some(user_id) = &person.user_id {
                found.by_user_id.entry(user_id.clone()).or_insert(place);
            }
            found.contacts.push(Contact {
                node,
                person,
                is_given: Cell::new(false),
            });
        }
        found
    }

    /// Adds to a person what their contact says, and returns the contact's JSON.
    pub(super) fn complete(&self, person: &mut Sender) -> Option<&str> {
        let by_user_id = person.user_id.as_ref();
        let by_user_id = by_user_id.and_then(|user_id| self.by_user_id.get(user_id));
        let by_wa_id = person.wa_id.as_ref();
        let by_wa_id = by_wa_id.and_then(|wa_id| self.by_wa_id.get(wa_id));
        let contact = self.contacts.get(*by_user_id.or(by_wa_id)?)?;
        let raw = contact.node.raw();
        if contact.is_given.replace(true) && raw.len() > LARGEST_SHARED_BYTES {
            return None;
        }

        let said = &contact.person;
        person.name.clone_from(&said.name);
        person.username.clone_from(&said.username);
        for (known, said) in [
            (&mut person.wa_id, &said.wa_id),
            (&mut person.user_id, &said.user_id),
            (&mut person.parent_user_id, &said.parent_user_id),
        ] {
            if known.is_none() {
                known.clone_from(said);
            }
        }
        Some(raw)
    }
}
