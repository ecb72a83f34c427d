//! What stands around an update: `object`, `entry`, and the list it travels in.
//!
//! Source: the "webhooks" pages of the three products, read 2026-11-20 (REFERENCE section 2.4).

use serde_json::{Value, json};

use crate::simulator::Meta;
use crate::world::product::{Product, follows_override};

/// The list inside an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    Changes,
    Messaging,
    Standby,
}

/// One thing to be told.
#[derive(Debug)]
pub(crate) struct Update {
    product: Product,
    list: List,
    /// The field an app subscribes to.
    pub(crate) field: String,
    /// A change's value, or a whole messaging item.
    value: Value,
    /// Whose entry it is, when not the account's own.
    entry_id: Option<String>,
}

/// Updates that may share one POST.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lane {
    pub(crate) product: Product,
    list: List,
    follows_override: bool,
    has_time: bool,
    entry_id: Option<String>,
}

/// WhatsApp fields whose entry carries no time: they are about conversations, not about the account.
const TIMELESS: [&str; 8] = [
    "messages",
    "calls",
    "messaging_handovers",
    "standby",
    "history",
    "smb_app_state_sync",
    "smb_message_echoes",
    "user_preferences",
];

impl Update {
    pub(crate) fn change(product: Product, field: &str, value: Value) -> Self {
        Self {
            product,
            list: List::Changes,
            field: field.to_owned(),
            value,
            entry_id: None,
        }
    }

    /// Returns an item of Messenger or Instagram: `messaging`, or `standby` while another app owns the thread.
    pub(crate) fn item(product: Product, list: List, field: &str, item: Value) -> Self {
        Self {
            product,
            list,
            field: field.to_owned(),
            value: item,
            entry_id: None,
        }
    }

    /// Names another entry than the account's, e.g. a business portfolio.
    pub(crate) fn of_entry(mut self, id: &str) -> Self {
        self.entry_id = Some(id.to_owned());
        self
    }

    pub(crate) fn lane(&self) -> Lane {
        let is_whatsapp = self.product == Product::WhatsApp;
        Lane {
            product: self.product,
            list: self.list,
            follows_override: is_whatsapp && follows_override(&self.field),
            has_time: !is_whatsapp
                || !(TIMELESS.contains(&self.field.as_str()) || self.field == "user_id_update"),
            entry_id: self.entry_id.clone(),
        }
    }
}

impl Lane {
    /// Returns the whole body around one or more updates.
    pub(crate) fn envelope(&self, meta: &Meta, updates: Vec<Update>) -> Value {
        let own_id = match self.product {
            Product::WhatsApp => &meta.business.waba_id,
            Product::Messenger => &meta.page.id,
            Product::Instagram => &meta.instagram.id,
        };
        let mut entry = json!({"id": self.entry_id.as_ref().unwrap_or(own_id)});
        let now_ms = meta.clock.now_ms();
        if self.has_time {
            entry["time"] = match self.list {
                List::Changes => json!(now_ms.div_euclid(1000)),
                List::Messaging | List::Standby => json!(now_ms),
            };
        }
        let list = updates.into_iter();
        match self.list {
            List::Changes => {
                entry["changes"] = list
                    .map(|update| json!({"field": update.field, "value": update.value}))
                    .collect();
            }
            List::Messaging => entry["messaging"] = list.map(|update| update.value).collect(),
            List::Standby => entry["standby"] = list.map(|update| update.value).collect(),
        }
        json!({"object": self.product.object(), "entry": [entry]})
    }
}
