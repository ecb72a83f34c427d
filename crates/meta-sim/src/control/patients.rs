//! Patients on WhatsApp: what they send, edit and take back, what they read, whom they block.

use serde_json::{Value, json};

use super::{Control, ControlError, state};
use crate::graph::media;
use crate::webhooks::body::{digits, message_value, seconds, value_with_metadata};
use crate::webhooks::envelope::Update;
use crate::webhooks::{receipt, status};
use crate::world::media::{Media, describe};
use crate::world::person::{ChatMessage, Person, Side, Status};
use crate::world::product::Product;
use crate::world::{World, id};

impl Control {
    /// Writes a text as a patient, at Unix milliseconds `at` or now; returns the message's id.
    ///
    /// `wa_id` is a number's digits, or a BSUID (`ES.1234`) for someone who hides the number.
    ///
    /// # Errors
    /// When `wa_id` is neither.
    pub async fn patient_writes(
        &self,
        wa_id: &str,
        name: &str,
        text: &str,
        at: Option<i64>,
    ) -> Result<String, ControlError> {
        let message = json!({"type": "text", "text": {"body": text}});
        self.patient_sends(wa_id, name, message, at).await
    }

    /// Sends a message of any type as a patient: `message` holds `type` and its object, e.g.
    /// `{"type":"image","image":{"caption":"…"}}`; [`message::whatsapp`](crate::message::whatsapp) makes them.
    ///
    /// Sender, id, time and the file's details are filled in where they are missing; everything else goes out as it
    /// is. A file of your own: [`Control::hold_media`], then its id in the object; without one the kind's sample
    /// goes out. Returns the message's id.
    ///
    /// # Errors
    /// When `wa_id` is no patient or `message` no object.
    pub async fn patient_sends(
        &self,
        wa_id: &str,
        name: &str,
        mut message: Value,
        at: Option<i64>,
    ) -> Result<String, ControlError> {
        let key = patient_key(wa_id)?;
        if !message.is_object() {
            return Err(ControlError::NotAMessage);
        }
        let at_ms = at.unwrap_or_else(|| self.meta.clock.now_ms());
        let (wamid, update) = {
            let mut world = self.meta.world();
            let wamid = match message.get("id").and_then(Value::as_str) {
                Some(id) => id.to_owned(),
                None => world.ids.wamid(),
            };
            sign(world.person(&key, name), &mut message, &wamid, at_ms);
            self.complete(&mut world, &mut message);
            keep(&mut world, &key, &wamid, at_ms, &message);
            let person = world.person(&key, "");
            let update = match person.owner_app {
                None => {
                    let value = message_value(&self.meta, person, &message);
                    Update::change(Product::WhatsApp, "messages", value)
                }
                Some(_) => {
                    let mut value = value_with_metadata(&self.meta.business);
                    let inner = message_value(&self.meta, person, &message);
                    value["standby"] = json!({
                        "contacts": inner["contacts"],
                        "messages": inner["messages"],
                    });
                    Update::change(Product::WhatsApp, "standby", value)
                }
            };
            (wamid, update)
        };
        self.meta.post.tell_update(update, self.meta.post.ticket());
        self.meta.touch();
        Ok(wamid)
    }

    /// Fills in what Meta adds: the file's details, and whom a reply answers.
    fn complete(&self, world: &mut World, message: &mut Value) {
        let kind = message
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or("")
            .to_owned();
        let has_failed = message.get("errors").is_some();
        if let Some(object) = message.get_mut(&kind)
            && object.is_object()
            && !has_failed
        {
            self.attach(world, &kind, object);
        }
        if let Some(context) = message.get_mut("context")
            && context.get("from").is_none()
            && context.get("id").is_some()
        {
            context["from"] = json!(digits(&self.meta.business.display_phone_number));
        }
    }

    /// Gives a media object its file: the one it names, or the kind's sample.
    fn attach(&self, world: &mut World, kind: &str, object: &mut Value) {
        let now = self.meta.clock.now_ms();
        let named = object.get("id").and_then(Value::as_str).map(str::to_owned);
        let (id, media) = match (named, Media::sample(kind, now)) {
            (Some(id), _) => match world.media.get(&id) {
                // An id with details of its own goes out as it is.
                Some(media) if object.get("sha256").is_none() => (id, media.clone()),
                Some(_) | None => return,
            },
            (None, Some(sample)) => (world.keep_media(sample.clone()), sample),
            (None, None) => return,
        };
        describe(object, &id, kind, &media);
        object["url"] = json!(media::address(&self.meta, world, &id));
    }

    /// Opens the chat as the patient: every message of the desk that arrived is read, and Meta tells so.
    pub async fn patient_reads(&self, id: &str) {
        let (product, unread) = {
            let world = self.meta.world();
            let Some(person) = world.people.get(&world.key_of(id)) else {
                return;
            };
            let unread = person.chat.iter().filter(|message| {
                let is_unread = matches!(
                    message.status,
                    Status::Accepted | Status::Sent | Status::Delivered
                );
                // A reaction is never read.
                message.side == Side::Desk && is_unread && message.body.get("reaction").is_none()
            });
            let unread: Vec<String> = unread.map(|message| message.wamid.clone()).collect();
            (person.product, unread)
        };
        if product == Product::WhatsApp {
            for wamid in unread {
                status::tell(&self.meta, &wamid, Status::Read, self.meta.post.ticket());
            }
            return;
        }
        // Messenger tells one watermark, Instagram the newest mid.
        let newest = unread.last();
        if let Some(update) = newest.and_then(|mid| receipt::reach(&self.meta, mid, Status::Read)) {
            self.meta.post.tell_update(update, self.meta.post.ticket());
            self.meta.touch();
        }
    }

    /// Blocks the clinic as this person, or ends it; sends are then refused with 131026 or 551.
    ///
    /// # Errors
    /// When nobody has this id.
    pub async fn patient_blocks(&self, id: &str, is_blocking: bool) -> Result<(), ControlError> {
        let key = self.meta.world().key_of(id);
        let mut world = self.meta.world();
        let person = world
            .people
            .get_mut(&key)
            .ok_or(ControlError::NoSuchPerson)?;
        person.is_blocking = is_blocking;
        drop(world);
        self.meta.touch();
        Ok(())
    }

    /// Changes a patient's number: Meta tells it with the new BSUID, and the chat goes on under the new number.
    ///
    /// # Errors
    /// When nobody has the old number, or the new one is none.
    pub async fn patient_changes_number(
        &self,
        old: &str,
        new: &str,
    ) -> Result<String, ControlError> {
        let new = patient_key(new)?;
        let now = self.meta.clock.now_ms();
        let (wamid, value) = {
            let mut world = self.meta.world();
            let key = world.key_of(old);
            let mut person = world
                .people
                .remove(&key)
                .ok_or(ControlError::NoSuchPerson)?;
            let previous = std::mem::replace(&mut person.user_id, id::user_id(&new));
            let from = person.wa_id.replace(new.clone());
            let wamid = world.ids.wamid();
            let was = from.as_deref().unwrap_or(&previous);
            let mut message = json!({
                "id": wamid,
                "timestamp": seconds(now),
                "type": "system",
                "system": {
                    "body": format!("{} changed from \u{200e}{was} to \u{200e}{new}", person.name),
                    "wa_id": new,
                    "user_id": person.user_id,
                    "previous_user_id": previous,
                    "type": "user_changed_number",
                },
            });
            match from {
                Some(from) => message["from"] = json!(from),
                None => message["from_user_id"] = json!(previous),
            }
            let mut value = value_with_metadata(&self.meta.business);
            value["messages"] = json!([message]);
            world.people.insert(new.clone(), person);
            (wamid, value)
        };
        self.meta
            .post
            .tell("messages", value, self.meta.post.ticket());
        self.meta.touch();
        Ok(wamid)
    }

    /// Gives a patient another BSUID, as Meta does now and then; the number stays as it was.
    ///
    /// # Errors
    /// When nobody has this id.
    pub async fn patient_changes_user_id(
        &self,
        id: &str,
        new: &str,
    ) -> Result<String, ControlError> {
        let now = self.meta.clock.now_ms();
        let (wamid, value) = {
            let mut world = self.meta.world();
            let wamid = world.ids.wamid();
            let key = world.key_of(id);
            let mut person = world
                .people
                .remove(&key)
                .ok_or(ControlError::NoSuchPerson)?;
            let previous = std::mem::replace(&mut person.user_id, new.to_owned());
            let mut message = json!({
                "from_user_id": previous,
                "id": wamid,
                "timestamp": seconds(now),
                "type": "system",
                "system": {
                    "body": "User changed their id",
                    "user_id": new,
                    "previous_user_id": previous,
                    "type": "user_changed_user_id",
                },
            });
            if let Some(wa_id) = &person.wa_id {
                message["from"] = json!(wa_id);
            }
            let mut value = value_with_metadata(&self.meta.business);
            value["messages"] = json!([message]);
            let key = person.wa_id.clone().unwrap_or_else(|| new.to_owned());
            world.people.insert(key, person);
            (wamid, value)
        };
        self.meta
            .post
            .tell("messages", value, self.meta.post.ticket());
        self.meta.touch();
        Ok(wamid)
    }
}

/// Adds sender, id and time where they are missing.
fn sign(person: &Person, message: &mut Value, wamid: &str, at_ms: i64) {
    let fields = [
        ("from", person.wa_id.as_ref().map(|wa_id| json!(wa_id))),
        ("from_user_id", Some(json!(person.user_id))),
        ("id", Some(json!(wamid))),
        ("timestamp", Some(json!(seconds(at_ms)))),
    ];
    for (field, value) in fields {
        if let (None, Some(value)) = (message.get(field), value) {
            message[field] = value;
        }
    }
}

/// Returns the world's key of a patient: digits, or a BSUID.
pub(super) fn patient_key(wa_id: &str) -> Result<String, ControlError> {
    if let Some((country, rest)) = wa_id.split_once('.') {
        let is_user_id = country.len() == 2 && !rest.is_empty();
        return is_user_id
            .then(|| wa_id.to_owned())
            .ok_or(ControlError::NotAPatient);
    }
    let digits = digits(wa_id);
    let is_number = (7..=15).contains(&digits.len());
    is_number.then_some(digits).ok_or(ControlError::NotAPatient)
}

/// Puts a patient's message into the chat and counts the window from it; what changes another message changes it.
fn keep(world: &mut World, key: &str, wamid: &str, at_ms: i64, message: &Value) {
    let text = |path: &str| message.pointer(path).and_then(Value::as_str);
    if let Some(target) = text("/reaction/message_id") {
        let emoji = text("/reaction/emoji").filter(|emoji| !emoji.is_empty());
        change(world, target, |reacted| {
            reacted.reaction = emoji.map(str::to_owned);
        });
    }
    if let (Some(target), Some(inner)) = (
        text("/edit/original_message_id"),
        message.pointer("/edit/message"),
    ) {
        change(world, target, |edited| {
            edited.shown = state::words(inner);
            edited.edits += 1;
        });
    }
    if let Some(target) = text("/revoke/original_message_id") {
        change(world, target, |gone| gone.is_gone = true);
    }
    let person = world.person(key, "");
    person.last_wrote_ms = Some(person.last_wrote_ms.unwrap_or(at_ms).max(at_ms));
    person.chat.push(ChatMessage::new(
        Side::Patient,
        wamid,
        at_ms,
        message.clone(),
        state::words(message),
    ));
}

/// Changes a message wherever it is.
pub(super) fn change(world: &mut World, id: &str, how: impl FnOnce(&mut ChatMessage)) {
    let owner = world.owner_of(id);
    if let Some(message) = owner.and_then(|person| person.message(id)) {
        how(message);
    }
}
