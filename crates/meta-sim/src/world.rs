//! What Meta knows: people and their chats, templates, media, what was sent, what was configured.

pub(crate) mod comment;
pub(crate) mod id;
pub mod media;
pub mod person;
pub mod product;
pub(crate) mod subscription;
pub(crate) mod template;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::fault::Faults;
use crate::graph::media::resumable::Session;
use crate::simulator::{Delivery, Options, Refusals};
use comment::Comment;
use id::Ids;
use media::{Fetch, Media};
use person::{Person, country_alias};
use product::Product;
use subscription::Subscriptions;
use template::Template;

/// A send that Meta accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    /// On which product.
    pub product: Product,
    /// Meta's id of the message: a wamid, or a mid.
    pub wamid: String,
    /// The recipient's `wa_id`, the BSUID of someone without a number, a PSID or an IGSID.
    pub to: String,
    /// The request as it came.
    pub body: Value,
    /// `biz_opaque_callback_data`, or `metadata` of Messenger and Instagram.
    pub callback_data: Option<String>,
    /// Unix milliseconds.
    pub at: i64,
}

#[derive(Debug)]
pub(crate) struct World {
    /// By `wa_id`, or by BSUID for people without a number.
    pub(crate) people: BTreeMap<String, Person>,
    pub(crate) media: BTreeMap<String, Media>,
    /// Resumable uploads on their way.
    pub(crate) uploads: BTreeMap<String, Session>,
    /// Handles of finished ones, with the media they name.
    pub(crate) handles: BTreeMap<String, String>,
    /// Comments people left, by id.
    pub(crate) comments: BTreeMap<String, Comment>,
    /// Every request for the bytes of a file, oldest first.
    pub(crate) fetches: Vec<Fetch>,
    pub(crate) templates: Vec<Template>,
    /// Names of deleted approved templates, with when.
    pub(crate) deleted_names: BTreeMap<String, i64>,
    pub(crate) sent: Vec<Sent>,
    pub(crate) faults: Faults,
    pub(crate) delivery: Delivery,
    pub(crate) refusals: Refusals,
    pub(crate) subscriptions: Subscriptions,
    pub(crate) ids: Ids,
}

impl World {
    pub(crate) fn new(options: &Options) -> Self {
        let mut world = Self {
            people: BTreeMap::new(),
            media: BTreeMap::new(),
            uploads: BTreeMap::new(),
            handles: BTreeMap::new(),
            comments: BTreeMap::new(),
            fetches: Vec::new(),
            templates: template::approved_and_other(),
            deleted_names: BTreeMap::new(),
            sent: Vec::new(),
            faults: Faults::default(),
            delivery: options.delivery,
            refusals: options.refusals,
            subscriptions: Subscriptions::default(),
            ids: Ids::new(),
        };
        if let Some(url) = &options.webhook_url {
            world.subscriptions.all(url);
        }
        world
    }

    /// Finds or makes a person; a name that is not empty replaces the one before.
    pub(crate) fn person(&mut self, key: &str, name: &str) -> &mut Person {
        let person = self
            .people
            .entry(key.to_owned())
            .or_insert_with(|| Person::new(key));
        if !name.is_empty() {
            name.clone_into(&mut person.name);
        }
        person
    }

    /// Finds or makes someone with a PSID or an IGSID; `None` when the id is someone's on another product.
    pub(crate) fn visitor(
        &mut self,
        product: Product,
        id: &str,
        name: &str,
    ) -> Option<&mut Person> {
        let person = self
            .people
            .entry(id.to_owned())
            .or_insert_with(|| Person::on(product, id));
        if person.product != product {
            return None;
        }
        if !name.is_empty() {
            name.clone_into(&mut person.name);
        }
        Some(person)
    }

    /// Makes a message id of this product.
    pub(crate) fn message_id(&mut self, product: Product) -> String {
        match product {
            Product::WhatsApp => self.ids.wamid(),
            Product::Messenger => self.ids.messenger_mid(),
            Product::Instagram => self.ids.instagram_mid(),
        }
    }

    /// Keeps a file under a new id.
    pub(crate) fn keep_media(&mut self, media: Media) -> String {
        let id = self.ids.media();
        self.media.insert(id.clone(), media);
        id
    }

    /// Returns the key of whoever a send names: digits in any spelling Meta maps, or a BSUID.
    pub(crate) fn key_of(&self, recipient: &str) -> String {
        if recipient.contains('.') {
            let known = self
                .people
                .iter()
                .find(|(_, person)| person.user_id == recipient);
            return known.map_or_else(|| recipient.to_owned(), |(key, _)| key.clone());
        }
        let dialled = crate::webhooks::body::digits(recipient);
        if self.people.contains_key(&dialled) {
            return dialled;
        }
        let alias = country_alias(&dialled);
        alias
            .filter(|alias| self.people.contains_key(alias))
            .unwrap_or(dialled)
    }

    /// Returns the wamids of patients' messages that the desk marked as read.
    pub(crate) fn read_by_the_clinic(&self) -> Vec<String> {
        let chats = self.people.values().flat_map(|person| &person.chat);
        chats
            .filter(|message| message.side == person::Side::Patient)
            .filter(|message| message.status == person::Status::Read)
            .map(|message| message.wamid.clone())
            .collect()
    }

    /// Returns who has this message in their chat.
    pub(crate) fn owner_of(&mut self, wamid: &str) -> Option<&mut Person> {
        self.people
            .values_mut()
            .find(|person| person.chat.iter().any(|message| message.wamid == wamid))
    }
}
