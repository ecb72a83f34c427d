//! What happens at the clinic outside the desk: messages typed in Meta's own apps, threads handed to other apps,
//! history and contacts synced from the phone, and everything Meta tells about the account.
//!
//! Source: REFERENCE sections 6 to 10 (the webhook pages of the three products, read 2026-11-20).

use serde_json::{Value, json};

use super::{Control, ControlError, state};
use crate::webhooks::body::{contact, digits, seconds, value_with_metadata};
use crate::webhooks::envelope::{List, Update};
use crate::webhooks::receipt::{self, PAGE_INBOX_APP};
use crate::world::person::{ChatMessage, Person, Side};
use crate::world::product::Product;

impl Control {
    /// Writes to someone from the phone app (WhatsApp), the Page Inbox or the Instagram app; Meta tells an echo.
    ///
    /// `message` is a WhatsApp message such as `{"type":"text","text":{"body":"…"}}` (also `edit` and `revoke`), or
    /// the `message` of an echo such as `{"text":"…"}`. Returns the message's id.
    ///
    /// # Errors
    /// When nobody has this id or `message` is no object.
    pub async fn clinic_sends_elsewhere(
        &self,
        id: &str,
        mut message: Value,
        at: Option<i64>,
    ) -> Result<String, ControlError> {
        if !message.is_object() {
            return Err(ControlError::NotAMessage);
        }
        let at_ms = at.unwrap_or_else(|| self.meta.clock.now_ms());
        let (made, update) = {
            let mut world = self.meta.world();
            let key = world.key_of(id);
            let product = world.people.get(&key).map(|person| person.product);
            let product = product.ok_or(ControlError::NoSuchPerson)?;
            let made = world.message_id(product);
            if product != Product::WhatsApp {
                self.attach_files(&mut world, &mut message);
            }
            let person = world
                .people
                .get_mut(&key)
                .ok_or(ControlError::NoSuchPerson)?;
            let update = match product {
                Product::WhatsApp => self.phone_app_echo(person, &mut message, &made, at_ms),
                Product::Messenger | Product::Instagram => {
                    self.inbox_echo(person, &mut message, &made, at_ms)
                }
            };
            let shown = state::words(&message);
            person
                .chat
                .push(ChatMessage::new(Side::Desk, &made, at_ms, message, shown));
            (made, update)
        };
        self.meta.post.tell_update(update, self.meta.post.ticket());
        self.meta.touch();
        Ok(made)
    }

    fn phone_app_echo(&self, person: &Person, message: &mut Value, id: &str, at_ms: i64) -> Update {
        message["from"] = json!(digits(&self.meta.business.display_phone_number));
        match &person.wa_id {
            Some(wa_id) => message["to"] = json!(wa_id),
            None => message["to_user_id"] = json!(person.user_id),
        }
        message["id"] = json!(id);
        message["timestamp"] = json!(seconds(at_ms));
        let mut value = value_with_metadata(&self.meta.business);
        value["contacts"] = json!([contact(person)]);
        value["message_echoes"] = json!([message]);
        Update::change(Product::WhatsApp, "smb_message_echoes", value)
    }

    fn inbox_echo(&self, person: &Person, message: &mut Value, id: &str, at_ms: i64) -> Update {
        message["mid"] = json!(id);
        message["is_echo"] = json!(true);
        if person.product == Product::Messenger && message.get("app_id").is_none() {
            message["app_id"] = json!(PAGE_INBOX_APP);
        }
        let item = receipt::from_clinic(&self.meta, person, at_ms, json!({"message": message}));
        let (list, field) = match person.owner_app {
            None => (List::Messaging, receipt::echo_field(person.product)),
            Some(_) => (List::Standby, "standby"),
        };
        Update::item(person.product, list, field, item)
    }

    /// Gives the thread to another app, or back to ours with `None`; Meta tells who owns it now.
    ///
    /// While another app owns it, the desk's free-form sends are refused and events come as `standby` copies.
    ///
    /// # Errors
    /// When nobody has this id.
    pub async fn hand_over(
        &self,
        id: &str,
        to_app: Option<&str>,
        metadata: &str,
    ) -> Result<(), ControlError> {
        let now = self.meta.clock.now_ms();
        let update = {
            let mut world = self.meta.world();
            let key = world.key_of(id);
            let person = world
                .people
                .get_mut(&key)
                .ok_or(ControlError::NoSuchPerson)?;
            let previous = person.owner_app.take();
            person.owner_app = to_app.map(str::to_owned);
            match person.product {
                Product::WhatsApp => self.whatsapp_handover(person, metadata, now),
                Product::Messenger | Product::Instagram => {
                    let ours = &self.meta.app.id;
                    let event = match to_app {
                        Some(app) => json!({"take_thread_control": {
                            "previous_owner_app_id": ours,
                            "new_owner_app_id": app,
                            "metadata": metadata,
                        }}),
                        None => json!({"pass_thread_control": {
                            "previous_owner_app_id": previous,
                            "new_owner_app_id": ours,
                            "metadata": metadata,
                        }}),
                    };
                    let field = match person.product {
                        Product::Instagram => "messaging_handover",
                        Product::WhatsApp | Product::Messenger => "messaging_handovers",
                    };
                    let item = receipt::from_patient(&self.meta, person, now, event);
                    Update::item(person.product, List::Messaging, field, item)
                }
            }
        };
        self.meta.post.tell_update(update, self.meta.post.ticket());
        self.meta.touch();
        Ok(())
    }

    fn whatsapp_handover(&self, person: &Person, metadata: &str, now: i64) -> Update {
        let business = &self.meta.business;
        let mut value = json!({
            "messaging_product": "whatsapp",
            "recipient": {
                "phone_number_id": business.phone_number_id,
                "display_phone_number": digits(&business.display_phone_number),
            },
            "timestamp": seconds(now),
        });
        if let Some(wa_id) = &person.wa_id {
            value["sender"] = json!({"phone_number": wa_id});
        }
        let (kind, inner) = match &person.owner_app {
            Some(app) => (
                "control_taken",
                json!({
                    "previous_owner_app_id": self.meta.app.id,
                    "previous_owner_role": "customer_service",
                    "new_owner_app_id": app,
                    "new_owner_role": "ai_agent",
                    "metadata": metadata,
                }),
            ),
            None => (
                "control_passed",
                json!({
                    "previous_owner_role": "ai_agent",
                    "new_owner_app_id": self.meta.app.id,
                    "new_owner_role": "escalation",
                    "metadata": metadata,
                }),
            ),
        };
        value["type"] = json!(kind);
        value[kind] = inner;
        Update::change(Product::WhatsApp, "messaging_handovers", value)
    }

    /// Tells a chunk of the phone app's past: `history` is the list Meta documents.
    pub async fn sync_history(&self, history: Value) {
        let mut value = value_with_metadata(&self.meta.business);
        value["history"] = history;
        self.meta
            .post
            .tell("history", value, self.meta.post.ticket());
    }

    /// Tells the file of a placeholder in the phone app's past.
    pub async fn sync_history_messages(&self, messages: Value) {
        let mut value = value_with_metadata(&self.meta.business);
        value["messages"] = messages;
        self.meta
            .post
            .tell("history", value, self.meta.post.ticket());
    }

    /// Tells contacts of the phone app: `state_sync` is the list Meta documents.
    pub async fn sync_contacts(&self, state_sync: Value) {
        let mut value = value_with_metadata(&self.meta.business);
        value["state_sync"] = state_sync;
        self.meta
            .post
            .tell("smb_app_state_sync", value, self.meta.post.ticket());
    }

    /// Tells any change of any field, e.g. `account_update` with `{"event":"ACCOUNT_RESTRICTION",…}`.
    ///
    /// `entry_id` names another entry than the account's own, such as a business portfolio.
    ///
    /// # Errors
    /// When Meta has no such field on this product.
    pub async fn tell_change(
        &self,
        product: Product,
        field: &str,
        value: Value,
        entry_id: Option<&str>,
    ) -> Result<(), ControlError> {
        if !product.fields().contains(&field) {
            return Err(ControlError::NoSuchField(field.to_owned()));
        }
        let mut update = Update::change(product, field, value);
        if let Some(id) = entry_id {
            update = update.of_entry(id);
        }
        self.meta.post.tell_update(update, self.meta.post.ticket());
        Ok(())
    }
}
