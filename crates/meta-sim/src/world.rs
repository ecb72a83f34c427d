//! What Meta knows: people and their chats, templates, media, what was sent, what was configured.

pub(crate) mod id;
pub(crate) mod media;
pub mod person;
pub(crate) mod template;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::fault::Faults;
use crate::simulator::{Delivery, Options, Refusals};
use id::Ids;
use media::Media;
use person::{Person, country_alias};
use template::Template;

/// A send that Meta accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    /// Meta's id of the message.
    pub wamid: String,
    /// The recipient's `wa_id`, or the BSUID of someone without a number.
    pub to: String,
    /// The request as it came.
    pub body: Value,
    /// `biz_opaque_callback_data`.
    pub callback_data: Option<String>,
    /// Unix milliseconds.
    pub at: i64,
}

/// The app's callback, as `POST /{app-id}/subscriptions` sets it.
#[derive(Clone, Debug)]
pub(crate) struct AppSubscription {
    pub(crate) callback: Url,
    pub(crate) fields: Vec<String>,
}

/// The account's subscription of the app.
#[derive(Clone, Debug, Default)]
pub(crate) struct AccountSubscription {
    pub(crate) active: bool,
    pub(crate) override_callback: Option<Url>,
}

#[derive(Debug)]
pub(crate) struct World {
    /// By `wa_id`, or by BSUID for people without a number.
    pub(crate) people: BTreeMap<String, Person>,
    pub(crate) media: BTreeMap<String, Media>,
    pub(crate) templates: Vec<Template>,
    pub(crate) sent: Vec<Sent>,
    pub(crate) faults: Faults,
    pub(crate) delivery: Delivery,
    pub(crate) refusals: Refusals,
    pub(crate) app: Option<AppSubscription>,
    pub(crate) account: AccountSubscription,
    pub(crate) ids: Ids,
}

impl World {
    pub(crate) fn new(options: &Options) -> Self {
        let mut world = Self {
            people: BTreeMap::new(),
            media: BTreeMap::new(),
            templates: template::approved_and_other(),
            sent: Vec::new(),
            faults: Faults::default(),
            delivery: options.delivery,
            refusals: options.refusals,
            app: None,
            account: AccountSubscription::default(),
            ids: Ids::new(),
        };
        if let Some(url) = &options.webhook_url {
            world.subscribe(url.clone());
        }
        world
    }

    /// Configures app and account as a clinic does in the dashboard.
    pub(crate) fn subscribe(&mut self, callback: Url) {
        let fields = vec!["messages".to_owned()];
        self.app = Some(AppSubscription { callback, fields });
        self.account = AccountSubscription {
            active: true,
            override_callback: None,
        };
    }

    /// Returns where `messages` webhooks go, if anywhere: the account's override, then the app's callback.
    pub(crate) fn callback(&self) -> Option<Url> {
        if !self.account.active {
            return None;
        }
        let app = self.app.as_ref()?;
        app.fields
            .iter()
            .any(|field| field == "messages")
            .then_some(())?;
        let chosen = self
            .account
            .override_callback
            .as_ref()
            .unwrap_or(&app.callback);
        Some(chosen.clone())
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
