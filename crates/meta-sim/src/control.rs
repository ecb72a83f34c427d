//! The patients' side of the simulator: what they write, what goes wrong, what the desk sent.
//!
//! Every method has its twin over HTTP under `/sim/…` (see `http`), which the patient page uses.

pub(crate) mod http;
pub(crate) mod state;

use std::sync::Arc;

use serde_json::{Value, json};
use url::Url;

use crate::fault::{Fault, Faults};
use crate::graph;
use crate::simulator::{Delivery, Meta, Refusals};
use crate::webhooks::body::{digits, message_value, seconds};
use crate::webhooks::{challenge, status};
use crate::world::media::{Media, describe};
use crate::world::person::{ChatMessage, Side, Status};
use crate::world::{Sent, World};

/// Why a patient's message was not taken.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ControlError {
    /// Neither 7 to 15 digits nor a BSUID.
    #[error("a patient needs 7 to 15 digits, or a BSUID such as ES.1234")]
    NotAPatient,
    /// The message must be a JSON object; `type` says what it is.
    #[error("a message is a JSON object")]
    NotAMessage,
    /// No message of the desk has this id.
    #[error("no message of the desk has this id")]
    NoSuchMessage,
    /// The callback did not return the challenge.
    #[error("the callback refused the verification: {0}")]
    CallbackRefused(String),
}

/// Plays patients and faults; clones drive the same simulator.
#[derive(Clone, Debug)]
pub struct Control {
    meta: Arc<Meta>,
}

impl Control {
    pub(crate) fn new(meta: Arc<Meta>) -> Self {
        Self { meta }
    }

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
    /// `{"type":"image","image":{"caption":"…"}}`. Sender, id, time and the file's details are filled in where they
    /// are missing; everything else goes out as it is. Returns the message's id.
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
        let (wamid, value) = {
            let mut world = self.meta.world();
            let wamid = match message.get("id").and_then(Value::as_str) {
                Some(id) => id.to_owned(),
                None => world.ids.wamid(),
            };
            let person = world.person(&key, name);
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
            self.complete(&mut world, &mut message);
            keep(&mut world, &key, &wamid, at_ms, &message);
            let person = world.person(&key, "");
            (wamid, message_value(&self.meta, person, &message))
        };
        self.meta
            .post
            .tell("messages", value, self.meta.post.ticket());
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
        if let (Some(media), Some(object)) = (Media::sample(&kind), message.get_mut(&kind))
            && object.is_object()
            && object.get("id").is_none()
        {
            let id = world.ids.media();
            describe(object, &id, &kind, &media);
            object["url"] = json!(graph::media_address(&self.meta, &id));
            world.media.insert(id, media);
        }
        if let Some(context) = message.get_mut("context")
            && context.get("from").is_none()
            && context.get("id").is_some()
        {
            context["from"] = json!(digits(&self.meta.business.display_phone_number));
        }
    }

    /// Opens the chat as the patient: every message of the desk that arrived is read, and Meta tells so.
    pub async fn patient_reads(&self, wa_id: &str) {
        let unread: Vec<String> = {
            let world = self.meta.world();
            let chat = world
                .people
                .get(&world.key_of(wa_id))
                .map(|person| person.chat.as_slice());
            let unread = chat.unwrap_or_default().iter().filter(|message| {
                let is_unread = matches!(
                    message.status,
                    Status::Accepted | Status::Sent | Status::Delivered
                );
                // A reaction is never read.
                message.side == Side::Desk && is_unread && message.body.get("reaction").is_none()
            });
            unread.map(|message| message.wamid.clone()).collect()
        };
        for wamid in unread {
            status::tell(&self.meta, &wamid, Status::Read, self.meta.post.ticket());
        }
    }

    /// Tells one status of a message the desk sent, in any order; `Failed` with this code.
    ///
    /// # Errors
    /// When no message has this id.
    pub async fn tell_status(
        &self,
        wamid: &str,
        status: Status,
        failure: Option<u32>,
    ) -> Result<(), ControlError> {
        if status == Status::Failed {
            let known = self.meta.world().owner_of(wamid).is_some();
            status::tell_failed(&self.meta, wamid, failure.unwrap_or(131_026));
            return known.then_some(()).ok_or(ControlError::NoSuchMessage);
        }
        let told = status::tell(&self.meta, wamid, status, self.meta.post.ticket());
        told.then_some(()).ok_or(ControlError::NoSuchMessage)
    }

    /// Posts a webhook body of your own, byte for byte, signed with the app secret.
    pub async fn post_body(&self, body: Vec<u8>) {
        self.meta.post.tell_raw(body, self.meta.post.ticket());
    }

    /// Makes something go wrong from now on.
    pub async fn set_fault(&self, fault: Fault) {
        self.meta.world().faults.set(fault);
        self.meta.touch();
    }

    /// Ends every fault.
    pub async fn clear_faults(&self) {
        self.meta.world().faults = Faults::default();
        self.meta.touch();
    }

    /// Returns every send Meta accepted, oldest first.
    pub async fn sent(&self) -> Vec<Sent> {
        self.meta.world().sent.clone()
    }

    /// Returns the wamids of patients' messages that the desk marked as read.
    pub async fn read_by_the_clinic(&self) -> Vec<String> {
        self.meta.world().read_by_the_clinic()
    }

    /// Subscribes app and account with this callback, without asking for the challenge.
    pub async fn set_webhook(&self, callback: Url) {
        self.meta.world().subscribe(callback);
        self.meta.touch();
    }

    /// Subscribes as the dashboard does: the callback has to return the challenge for the app's verify token.
    ///
    /// # Errors
    /// When it does not.
    pub async fn verify_webhook(&self, callback: Url) -> Result<(), ControlError> {
        challenge::verify(&self.meta, &callback, &self.meta.app.verify_token)
            .await
            .map_err(ControlError::CallbackRefused)?;
        self.set_webhook(callback).await;
        Ok(())
    }

    /// Turns the clock to Unix milliseconds; it stands there.
    pub async fn set_clock(&self, unix_ms: i64) {
        self.meta.clock.turn_to(unix_ms);
        self.meta.touch();
    }

    /// Lets the clock follow the machine.
    pub async fn run_clock(&self) {
        self.meta.clock.run();
        self.meta.touch();
    }

    /// Chooses what happens by itself after a send, from now on.
    pub async fn set_delivery(&self, delivery: Delivery) {
        self.meta.world().delivery = delivery;
        self.meta.touch();
    }

    /// Chooses when sends against the rules are refused, from now on.
    pub async fn set_refusals(&self, refusals: Refusals) {
        self.meta.world().refusals = refusals;
    }

    /// Waits until every webhook so far, and every status still to come by itself, was accepted with 200.
    ///
    /// Waits for as long as the callback refuses; webhooks nobody is subscribed to count as told.
    pub async fn flush(&self) {
        self.meta.post.all_told().await;
    }
}

/// Returns the world's key of a patient: digits, or a BSUID.
fn patient_key(wa_id: &str) -> Result<String, ControlError> {
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

/// Puts a patient's message into the chat and counts the window from it.
fn keep(world: &mut World, key: &str, wamid: &str, at_ms: i64, message: &Value) {
    if let Some(target) = message
        .pointer("/reaction/message_id")
        .and_then(Value::as_str)
    {
        let emoji = message.pointer("/reaction/emoji").and_then(Value::as_str);
        let emoji = emoji.filter(|emoji| !emoji.is_empty()).map(str::to_owned);
        if let Some(reacted) = world
            .owner_of(target)
            .and_then(|person| person.message(target))
        {
            reacted.reaction = emoji;
        }
    }
    let person = world.person(key, "");
    person.last_wrote_ms = Some(person.last_wrote_ms.unwrap_or(at_ms).max(at_ms));
    person.chat.push(ChatMessage {
        wamid: wamid.to_owned(),
        side: Side::Patient,
        at_ms,
        body: message.clone(),
        shown: state::words(message),
        status: Status::Sent,
        callback_data: None,
        pricing: None,
        failure: None,
        reaction: None,
    });
}
