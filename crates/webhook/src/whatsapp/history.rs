//! The old messages that come when a WhatsApp Business app number is connected (coexistence).
//!
//! Shapes: REFERENCE §8. Direction is told by `from`, not by `from_user_id`.

use super::{Contacts, act, digits, error_of, message_of, push_message};
use crate::event::Item;
use crate::json::{Fields, Node};
use crate::message::{Message, Sender};
use crate::payload::Collector;
use crate::routing::LONGEST_ID_BYTES;
use crate::sync::HistoryProgress;

/// Reads a `history` value: threads of messages, later their media, or a refusal.
pub(super) fn read(value: &Fields<'_>, out: &mut Collector) {
    let business = value
        .object("metadata")
        .and_then(|metadata| metadata.text("display_phone_number"))
        .map(|number| digits(&number))
        .unwrap_or_default();
    let contacts = Contacts::of(value);

    for chunk_node in out.elements(value, "history") {
        let Some(chunk) = out.object(chunk_node) else {
            continue;
        };
        let before = out.len();
        act::each("errors", "history", &chunk, out, |error| {
            Some(Item::HistoryRefused(error_of(error)))
        });
        for node in out.elements(&chunk, "threads") {
            let Some(thread) = out.object(node) else {
                continue;
            };
            let context = thread.object("context");
            let named = |key: &str| {
                let named = context.as_ref().and_then(|context| context.id(key));
                named.filter(|id| id.len() <= LONGEST_ID_BYTES)
            };
            let thread_id = thread.id("id").filter(|id| id.len() <= LONGEST_ID_BYTES);
            let person = Sender {
                wa_id: named("wa_id").or(thread_id),
                user_id: named("user_id"),
                username: named("username"),
                ..Sender::default()
            };
            for node in out.elements(&thread, "messages") {
                let Some(message) = out.object(node) else {
                    continue;
                };
                let message = old_message(node, &message, &business, person.clone());
                push_message(Item::History, (message, None), node, out);
            }
        }
        if let Some((node, progress)) = progress(&chunk) {
            out.push(Item::HistoryProgress(progress), node.raw().to_owned());
        }
        if out.len() == before {
            out.other("history", chunk_node);
        }
    }
    for node in out.elements(value, "messages") {
        let Some(message) = out.object(node) else {
            continue;
        };
        let is_outbound = message
            .id("from")
            .is_some_and(|from| digits(&from) == business);
        let person = if is_outbound { "to" } else { "from" };
        let mut person = Sender {
            wa_id: message.id(person),
            ..Sender::default()
        };
        let contact = contacts.complete(&mut person);
        let message = old_message(node, &message, &business, person);
        push_message(Item::History, (message, contact), node, out);
    }
}

/// Reads how far a chunk has brought it, with the JSON that says so.
fn progress<'a>(chunk: &Fields<'a>) -> Option<(Node<'a>, HistoryProgress)> {
    let node = chunk.get("metadata")?;
    let metadata = node.object()?;
    let number = |key| metadata.integer(key).and_then(|n| n.try_into().ok());
    let progress = HistoryProgress {
        phase: number("phase"),
        chunk: number("chunk_order"),
        progress: number("progress").filter(|percent| *percent <= 100),
    };
    Some((node, progress))
}

fn old_message(node: Node<'_>, message: &Fields<'_>, business: &str, person: Sender) -> Message {
    let is_from_business = message
        .id("from")
        .is_some_and(|from| !business.is_empty() && digits(&from) == business)
        || message.has("to");
    if is_from_business {
        let sender = Sender {
            wa_id: message.id("from"),
            ..Sender::default()
        };
        Message {
            recipient: person,
            is_from_business,
            ..message_of(node, message, message, sender)
        }
    } else {
        message_of(node, message, message, person)
    }
}
