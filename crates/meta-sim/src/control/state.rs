//! What the patient page shows, as one JSON value.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use serde::Serialize;
use serde_json::Value;

use super::review::TemplateSummary;
use crate::fault::Fault;
use crate::simulator::{Delivery, Meta};
use crate::world::comment::Comment;
use crate::world::person::{ChatMessage, Person, Side, Status};
use crate::world::product::Product;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct State {
    version: u64,
    now: i64,
    is_clock_turned: bool,
    business: String,
    number: String,
    delivery: Delivery,
    webhook: Webhook,
    faults: Vec<Fault>,
    people: Vec<PersonState>,
    templates: Vec<TemplateSummary>,
    comments: BTreeMap<String, Comment>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Webhook {
    is_subscribed: bool,
    waiting: usize,
    accepted: u64,
    refused: u64,
    lost: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PersonState {
    key: String,
    product: Product,
    name: String,
    has_number: bool,
    is_window_open: bool,
    is_blocking: bool,
    /// Another app that owns the thread.
    owner_app: Option<String>,
    is_desk_typing: bool,
    messages: Vec<MessageState>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MessageState {
    id: String,
    side: Side,
    at: i64,
    kind: String,
    text: String,
    status: Status,
    failure: Option<u32>,
    reaction: Option<String>,
    answers: Option<String>,
    button: Option<String>,
    /// The template or the choices with everything filled in.
    drawn: Option<Value>,
    body: Value,
    edits: u32,
    is_gone: bool,
}

pub(crate) fn read(meta: &Meta) -> State {
    let version = *meta.changed.borrow();
    let now = meta.clock.now_ms();
    let counts = &meta.post.counts;
    let world = meta.world();
    let mut people: Vec<PersonState> = world
        .people
        .iter()
        .map(|(key, person)| person_state(&world, key, person, now))
        .collect();
    people
        .sort_by_key(|person| std::cmp::Reverse(person.messages.last().map(|message| message.at)));
    State {
        version,
        now,
        is_clock_turned: meta.clock.is_turned(),
        business: meta.business.business_name.clone(),
        number: meta.business.display_phone_number.clone(),
        delivery: world.delivery,
        webhook: Webhook {
            is_subscribed: world
                .subscriptions
                .callback(Product::WhatsApp, "messages")
                .is_some(),
            waiting: meta.post.outstanding(),
            accepted: counts.accepted.load(Ordering::Relaxed),
            refused: counts.refused.load(Ordering::Relaxed),
            lost: counts.lost.load(Ordering::Relaxed),
        },
        faults: world.faults.waiting(),
        people,
        templates: world.templates.iter().map(TemplateSummary::of).collect(),
        comments: world.comments.clone(),
    }
}

fn person_state(world: &crate::world::World, key: &str, person: &Person, now: i64) -> PersonState {
    let mut messages: Vec<MessageState> = person
        .chat
        .iter()
        .filter(|message| !HIDDEN.contains(&kind(message)))
        .map(|message| message_state(world, message))
        .collect();
    messages.sort_by_key(|message| message.at);
    PersonState {
        key: key.to_owned(),
        product: person.product,
        name: person.name.clone(),
        is_blocking: person.is_blocking,
        owner_app: person.owner_app.clone(),
        has_number: person.wa_id.is_some(),
        is_window_open: person.is_window_open(now),
        is_desk_typing: person.desk_types_until_ms > now,
        messages,
    }
}

/// Kinds that change another message and are none in the chat.
const HIDDEN: [&str; 3] = ["reaction", "edit", "revoke"];

fn message_state(world: &crate::world::World, message: &ChatMessage) -> MessageState {
    let context = message.body.get("context");
    let answers = context
        .and_then(|context| context.get("id").or_else(|| context.get("message_id")))
        .or_else(|| message.body.pointer("/message/reply_to/mid"))
        .or_else(|| message.body.pointer("/reply_to/mid"));
    let template = message
        .body
        .pointer("/template/name")
        .and_then(Value::as_str);
    let language = message
        .body
        .pointer("/template/language/code")
        .and_then(Value::as_str);
    let sent = world
        .templates
        .iter()
        .find(|known| Some(&*known.name) == template && Some(&*known.language) == language);
    MessageState {
        id: message.wamid.clone(),
        side: message.side,
        at: message.at_ms,
        kind: kind(message).to_owned(),
        text: message.shown.clone(),
        status: message.status,
        failure: message.failure,
        reaction: message.reaction.clone(),
        answers: answers.and_then(Value::as_str).map(str::to_owned),
        button: sent
            .and_then(|template| template.first_quick_reply())
            .map(str::to_owned),
        drawn: message.drawn.clone(),
        body: message.body.clone(),
        edits: message.edits,
        is_gone: message.is_gone,
    }
}

fn kind(message: &ChatMessage) -> &str {
    let has_one = message.body.get("type").and_then(Value::as_str);
    has_one.unwrap_or("text")
}

/// Returns the words of a patient's message as the phone shows them.
pub(crate) fn words(message: &Value) -> String {
    // Messages of Messenger and Instagram have no type.
    if let Some(text) = message.get("text").and_then(Value::as_str) {
        return text.to_owned();
    }
    let kind = message.get("type").and_then(Value::as_str).unwrap_or("");
    let object = message.get(kind);
    let keys = ["body", "caption", "filename", "name", "text", "emoji"];
    let found = keys.iter().find_map(|key| object?.get(key)?.as_str());
    found.unwrap_or("").to_owned()
}
