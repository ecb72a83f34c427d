//! `POST /{phone-number-id}/messages`: what a clinic sends, checked as Meta documents it.
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages>, read
//! November 2026.

pub(super) mod check;
mod contacts;
pub(super) mod content;
pub(super) mod file;
mod interactive;
mod read_mark;

use std::sync::Arc;

use axum::response::Response;
use serde_json::{Value, json};

use super::answer::{Answer, USUAL_PERCENT, rate_headers};
use super::error::GraphError;
use super::fate;
use super::recipient::Recipient;
use super::request::Request;
use crate::connection::Scissors;
use crate::simulator::{Delivery, Meta, Refusals};
use crate::webhooks::status;
use crate::world::Sent;
use crate::world::person::{ChatMessage, Side, Status};
use crate::world::product::Product;
use content::Content;

/// Longest `biz_opaque_callback_data`.
const LONGEST_CALLBACK_DATA: usize = 512;

pub(crate) async fn send(meta: &Arc<Meta>, request: &Request, scissors: &Scissors) -> Response {
    let body = match read(request) {
        Ok(body) => body,
        Err(error) => {
            return rate_headers(meta, Answer::from(error).into_response(meta), USUAL_PERCENT);
        }
    };
    if body.get("status").is_some() {
        let answer = read_mark::mark(meta, body).map_or_else(Answer::from, Answer::Ok);
        return rate_headers(meta, answer.into_response(meta), USUAL_PERCENT);
    }
    fate::meet(meta, scissors, || {
        accept(meta, body).map_or_else(Answer::from, Answer::Ok)
    })
    .await
}

/// Returns the request's JSON object once it says that it is for WhatsApp.
fn read(request: &Request) -> Result<&Value, GraphError> {
    let missing =
        || GraphError::Parameter("The parameter messaging_product is required.".to_owned());
    let body = request
        .json
        .as_ref()
        .filter(|body| body.is_object())
        .ok_or_else(missing)?;
    match body.get("messaging_product") {
        Some(Value::String(product)) if product == "whatsapp" => Ok(body),
        Some(_) => Err(GraphError::code(
            100,
            "Param messaging_product must be one of {WHATSAPP}",
        )),
        None => Err(missing()),
    }
}

/// Checks a message, keeps it and has its statuses told.
fn accept(meta: &Arc<Meta>, body: &Value) -> Result<Value, GraphError> {
    let callback_data = callback_data(body)?;
    check_context(body)?;
    let now = meta.clock.now_ms();
    let (wamid, answer, steps) = {
        let mut world = meta.world();
        let recipient = Recipient::read(&world, &meta.business, body)?;
        let content = Content::read(&mut world, body, now)?;
        if recipient.is_bsuid && content.pricing.category == "authentication" {
            // One-time codes go to numbers only.
            return Err(GraphError::Code {
                code: 131_062,
                details: None,
            });
        }
        let refusal = refusal(&world, &recipient, &content, now);
        if let (Some(code), Refusals::AtOnce) = (refusal, world.refusals) {
            return Err(GraphError::Code {
                code,
                details: None,
            });
        }
        let wamid = world.ids.wamid();
        let steps = match refusal {
            Some(code) => Steps::Fails { code },
            None => Steps::Goes(steps(world.delivery, &content)),
        };
        if let Some((target, emoji)) = &content.reaction
            && let Some(message) = world
                .owner_of(target)
                .and_then(|person| person.message(target))
        {
            message.reaction = (!emoji.is_empty()).then(|| emoji.clone());
        }
        let answer = answer(&recipient, &content, &wamid, &world.people);
        world.sent.push(Sent {
            product: Product::WhatsApp,
            wamid: wamid.clone(),
            to: recipient.key.clone(),
            body: body.clone(),
            callback_data: callback_data.clone(),
            at: now,
        });
        let person = world.person(&recipient.key, "");
        person.desk_types_until_ms = 0;
        person.chat.push(ChatMessage {
            callback_data,
            pricing: Some(content.pricing),
            drawn: content.drawn,
            ..ChatMessage::new(Side::Desk, &wamid, now, body.clone(), content.shown)
        });
        (wamid, answer, steps)
    };
    match steps {
        Steps::Goes(steps) => status::tell_later(meta, &wamid, steps),
        Steps::Fails { code } => status::tell_failed(meta, &wamid, code),
    }
    meta.touch();
    Ok(answer)
}

/// What follows an accepted send.
enum Steps {
    Goes(Vec<Status>),
    Fails { code: u32 },
}

fn steps(delivery: Delivery, content: &Content) -> Vec<Status> {
    match delivery {
        Delivery::Off => vec![],
        // Meta tells nothing more about reactions.
        Delivery::Delivered | Delivery::Read if content.reaction.is_some() => vec![Status::Sent],
        Delivery::Delivered => vec![Status::Sent, Status::Delivered],
        Delivery::Read => vec![Status::Sent, Status::Delivered, Status::Read],
    }
}

/// Returns the code by which Meta's rules forbid this message to this person. While another app owns the thread only
/// templates may go; Meta documents no code for that.
fn refusal(
    world: &crate::world::World,
    recipient: &Recipient,
    content: &Content,
    now: i64,
) -> Option<u32> {
    let person = world.people.get(&recipient.key);
    let names = |set: &std::collections::BTreeSet<String>| {
        set.contains(&recipient.key) || person.is_some_and(|person| set.contains(&person.user_id))
    };
    let is_blocked = person.is_some_and(|person| person.is_blocking);
    if is_blocked || names(&world.faults.unreachable) {
        return Some(131_026);
    }
    let is_another_apps = person.is_some_and(|person| person.owner_app.is_some());
    if is_another_apps && !content.is_template {
        return Some(131_005);
    }
    let is_open = person.is_some_and(|person| person.is_window_open(now));
    (!content.is_template && !is_open).then_some(131_047)
}

fn answer(
    recipient: &Recipient,
    content: &Content,
    wamid: &str,
    people: &std::collections::BTreeMap<String, crate::world::person::Person>,
) -> Value {
    let mut contact = json!({"input": recipient.input});
    let known = people.get(&recipient.key);
    if !recipient.is_bsuid {
        contact["wa_id"] = json!(recipient.key);
    }
    if let Some(person) = known {
        contact["user_id"] = json!(person.user_id);
    } else if recipient.is_bsuid {
        contact["user_id"] = json!(recipient.key);
    }
    let mut message = json!({"id": wamid});
    if content.is_template {
        message["message_status"] = json!("accepted");
    }
    json!({"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]})
}

fn callback_data(body: &Value) -> Result<Option<String>, GraphError> {
    match body.get("biz_opaque_callback_data") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(data)) if data.chars().count() <= LONGEST_CALLBACK_DATA => {
            Ok(Some(data.clone()))
        }
        Some(_) => Err(GraphError::code(
            100,
            "Param biz_opaque_callback_data must be a string of at most 512 characters",
        )),
    }
}

fn check_context(body: &Value) -> Result<(), GraphError> {
    match body.get("context") {
        None | Some(Value::Null) => Ok(()),
        Some(context) => match context.get("message_id") {
            Some(Value::String(id)) if id.starts_with("wamid.") => Ok(()),
            Some(_) => Err(GraphError::code(
                131_009,
                "Param context['message_id'] is not a valid message id",
            )),
            None => Err(GraphError::code(
                131_008,
                "Parameter 'context.message_id' is required",
            )),
        },
    }
}
