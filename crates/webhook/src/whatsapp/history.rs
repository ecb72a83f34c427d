//! The old messages that come when a WhatsApp Business app number is connected (coexistence).
//!
//! Shapes: REFERENCE §8. Direction is told by `from`, not by `from_user_id`.

use super::{Contacts, digits, each_other, message_of, push_message};
use crate::event::Item;
use crate::json::{Fields, Node};
use crate::message::{Message, Sender};
use crate::payload::Collector;

/// Reads a `history` value: threads of messages, later their media, or a refusal.
pub(super) fn read(value: &Fields<'_>, out: &mut Collector) {
    let business = value
        .object("metadata")
        .and_then(|metadata| metadata.text("display_phone_number"))
        .map(|number| digits(&number))
        .unwrap_or_default();
    let contacts = Contacts::of(value);

    for (chunk_node, chunk) in out.objects(value, "history") {
        let before = out.len();
        each_other("errors", "history", &chunk, out);
        for (_, thread) in out.objects(&chunk, "threads") {
            let context = thread.object("context");
            let named = |key: &str| context.as_ref().and_then(|context| context.id(key));
            let person = Sender {
                wa_id: named("wa_id").or_else(|| thread.id("id")),
                user_id: named("user_id"),
                username: named("username"),
                ..Sender::default()
            };
            for (node, message) in out.objects(&thread, "messages") {
                let message = old_message(node, &message, &business, person.clone());
                push_message(Item::History, (message, None), node, out);
            }
        }
        if out.len() == before {
            out.other("history", chunk_node);
        }
    }
    for (node, message) in out.objects(value, "messages") {
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
