//! Sender actions: typing, seen, and Instagram's reactions.
//!
//! Source: <https://developers.facebook.com/docs/messenger-platform/send-messages/sender-actions>, read 2026-11-20
//! (REFERENCE section 14).

use serde_json::{Value, json};

use super::Account;
use super::recipient::Target;
use crate::graph::social_error::Refusal;
use crate::simulator::Meta;
use crate::world::person::{Side, Status};
use crate::world::product::Product;

/// How long "typing…" shows, in milliseconds.
const TYPING_MS: i64 = 20_000;

/// Reactions with a name of their own, and what the phone shows.
const REACTIONS: [(&str, &str); 7] = [
    ("love", "❤️"),
    ("smile", "😆"),
    ("wow", "😮"),
    ("sad", "😢"),
    ("angry", "😠"),
    ("like", "👍"),
    ("dislike", "👎"),
];

pub(super) fn act(meta: &Meta, account: Account, body: &Value) -> Result<Value, Refusal> {
    let now = meta.clock.now_ms();
    let mut world = meta.world();
    let target = Target::read(&world, account, body, now)?;
    let missing = Refusal::NoSuchPerson(target.product);
    let person = world.people.get_mut(&target.person).ok_or(missing)?;
    if body.get("message").is_some() {
        return Err(Refusal::Parameter(
            "A request can hold a message or a sender_action, not both".to_owned(),
        ));
    }
    if person.is_blocking {
        return Err(Refusal::Unavailable);
    }
    let action = body.get("sender_action").and_then(Value::as_str);
    match (action, target.product) {
        (Some("typing_on"), _) => person.desk_types_until_ms = now + TYPING_MS,
        (Some("typing_off"), _) => person.desk_types_until_ms = 0,
        (Some("mark_seen"), _) => {
            let theirs = person.chat.iter_mut();
            for message in theirs.filter(|message| message.side == Side::Patient) {
                message.status = Status::Read;
            }
        }
        (Some("react"), Product::Instagram) => {
            let emoji = reaction(body)?;
            target_of(person, body)?.reaction = Some(emoji);
        }
        (Some("unreact"), Product::Instagram) => target_of(person, body)?.reaction = None,
        (Some(_) | None, Product::WhatsApp | Product::Messenger | Product::Instagram) => {
            return Err(Refusal::Parameter(
                "Param sender_action must be one of {MARK_SEEN, TYPING_ON, TYPING_OFF}".to_owned(),
            ));
        }
    }
    if matches!(action, Some("react" | "unreact")) {
        world.sent.push(crate::world::Sent {
            product: target.product,
            wamid: String::new(),
            to: target.person.clone(),
            body: body.clone(),
            callback_data: None,
            at: now,
        });
    }
    drop(world);
    meta.touch();
    Ok(json!({"recipient_id": target.person}))
}

fn target_of<'a>(
    person: &'a mut crate::world::person::Person,
    body: &Value,
) -> Result<&'a mut crate::world::person::ChatMessage, Refusal> {
    let mid = body.pointer("/payload/message_id").and_then(Value::as_str);
    let unknown = || {
        Refusal::Parameter(
            "Param payload[message_id] is not a message of this conversation".to_owned(),
        )
    };
    person.message(mid.unwrap_or("")).ok_or_else(unknown)
}

fn reaction(body: &Value) -> Result<String, Refusal> {
    let word = body.pointer("/payload/reaction").and_then(Value::as_str);
    let known = REACTIONS.iter().find(|(name, _)| Some(*name) == word);
    match (known, word) {
        (Some((_, emoji)), _) => Ok((*emoji).to_owned()),
        (None, Some(emoji)) if !emoji.is_empty() && !emoji.is_ascii() => Ok(emoji.to_owned()),
        (None, _) => Err(Refusal::Parameter(
            "Param payload[reaction] must be one of {LOVE, SMILE, WOW, SAD, ANGRY, LIKE, DISLIKE}"
                .to_owned(),
        )),
    }
}
