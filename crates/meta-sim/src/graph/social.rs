//! `POST /{page-id | ig-id | me}/messages`: what the clinic sends on Messenger and Instagram, checked as Meta
//! documents it.
//!
//! Source: <https://developers.facebook.com/docs/messenger-platform/reference/send-api> and
//! <https://developers.facebook.com/docs/instagram-platform>, read 2026-11-20 (REFERENCE section 14).

mod action;
pub(crate) mod attachment;
mod choices;
mod content;
pub(crate) mod reads;
mod recipient;
pub(crate) mod remarks;
pub(crate) mod thread;
mod window;

use std::sync::Arc;

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::answer::{Answer, USUAL_PERCENT, rate_headers};
use super::error::GraphError;
use super::request::{Request, Token};
use super::social_error::Refusal;
use super::{fate, form};
use crate::connection::Scissors;
use crate::simulator::{Delivery, Meta};
use crate::webhooks::receipt;
use crate::world::person::{ChatMessage, Side, Status};
use crate::world::product::Product;
use crate::world::{Sent, World};
use content::Content;
use recipient::Target;

/// Whose edge was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Account {
    /// The Page: Messenger, and Instagram through the Page.
    Page,
    /// The Instagram account itself.
    Instagram,
}

impl Account {
    /// Returns the account that `object` names for this token, once the token opens it.
    pub(crate) fn of(meta: &Meta, object: &str, token: Token) -> Result<Option<Self>, GraphError> {
        let account = match (object, token) {
            ("me", Token::Page) => Self::Page,
            ("me", Token::Instagram) => Self::Instagram,
            (id, _) if id == meta.page.id => Self::Page,
            (id, _) if id == meta.instagram.id => Self::Instagram,
            (_, Token::Business | Token::App | Token::Page | Token::Instagram) => return Ok(None),
        };
        match account {
            Self::Page => token.page(meta)?,
            Self::Instagram => token.instagram(meta)?,
        }
        Ok(Some(account))
    }
}

/// A send as it was asked for: its JSON, and the file of a form.
struct Asked {
    body: Value,
    file: Option<form::Part>,
}

pub(crate) async fn send(
    meta: &Arc<Meta>,
    account: Account,
    request: &Request,
    scissors: &Scissors,
) -> Response {
    let refuse = |error: GraphError| {
        rate_headers(meta, Answer::from(error).into_response(meta), USUAL_PERCENT)
    };
    let asked = match asked(request).await {
        Ok(asked) => asked,
        Err(error) => return refuse(error),
    };
    if asked.body.get("sender_action").is_some() {
        let answer = action::act(meta, account, &asked.body)
            .map_or_else(|refusal| GraphError::Social(refusal).into(), Answer::Ok);
        return rate_headers(meta, answer.into_response(meta), USUAL_PERCENT);
    }
    fate::meet(meta, scissors, || {
        accept(meta, account, &asked)
            .map_or_else(|refusal| GraphError::Social(refusal).into(), Answer::Ok)
    })
    .await
}

/// Reads the body: JSON, or a form whose fields hold JSON.
async fn asked(request: &Request) -> Result<Asked, GraphError> {
    if !form::is_form(request) {
        let body = request.json.clone().filter(Value::is_object);
        let missing = || GraphError::Parameter("The parameter recipient is required".to_owned());
        return Ok(Asked {
            body: body.ok_or_else(missing)?,
            file: None,
        });
    }
    let mut body = Map::new();
    let mut file = None;
    for part in form::read(request).await? {
        if part.name == "filedata" {
            file = Some(part);
            continue;
        }
        let text = part.text();
        let value = serde_json::from_str(text).unwrap_or_else(|_| json!(text));
        body.insert(part.name.clone(), value);
    }
    Ok(Asked {
        body: Value::Object(body),
        file,
    })
}

/// Checks a message, keeps it, and has its echo and receipts told.
fn accept(meta: &Arc<Meta>, account: Account, asked: &Asked) -> Result<Value, Refusal> {
    let now = meta.clock.now_ms();
    let (mid, answer, echo, steps) = {
        let mut world = meta.world();
        let target = Target::read(&world, account, &asked.body, now)?;
        let product = target.product;
        let content = Content::read(&world, product, asked, &target.person)?;
        window::check(&world, &target, &asked.body, now)?;
        let (files, attachment_id) = content.keep_files(&mut world, product, now);
        let mid = world.message_id(product);
        let mut answer = json!({"recipient_id": target.person, "message_id": mid});
        if let Some(id) = attachment_id {
            answer["attachment_id"] = json!(id);
        }
        let mut body = asked.body.clone();
        if let (Some(id), Some(message)) = (files.first(), body.get_mut("message")) {
            // The phone shows the file of a form as it shows an uploaded one.
            message["attachment"]["payload"]["attachment_id"] = json!(id);
        }
        if let Some(comment) = target
            .comment
            .as_ref()
            .and_then(|id| world.comments.get_mut(id))
        {
            comment.answered_in_private = true;
        }
        world.sent.push(Sent {
            product,
            wamid: mid.clone(),
            to: target.person.clone(),
            body: body.clone(),
            callback_data: content.metadata.clone(),
            at: now,
        });
        push(&mut world, &target, &mid, now, body, &content);
        let steps = steps(world.delivery, product);
        (mid.clone(), answer, content, steps)
    };
    let echo = echo.echo(meta, &mid);
    receipt::tell_later(meta, &mid, echo, steps);
    meta.touch();
    Ok(answer)
}

fn push(world: &mut World, target: &Target, mid: &str, now: i64, body: Value, content: &Content) {
    let name = target.name.as_deref().unwrap_or("");
    if let Some(person) = world.visitor(target.product, &target.person, name) {
        person.desk_types_until_ms = 0;
        person.chat.push(ChatMessage {
            callback_data: content.metadata.clone(),
            ..ChatMessage::new(Side::Desk, mid, now, body, content.shown.clone())
        });
    }
}

fn steps(delivery: Delivery, product: Product) -> Vec<Status> {
    match (delivery, product) {
        (Delivery::Off, _) => vec![],
        (Delivery::Delivered, _) => vec![Status::Delivered],
        (Delivery::Read, _) => vec![Status::Delivered, Status::Read],
    }
}
