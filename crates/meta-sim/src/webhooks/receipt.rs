//! What Meta tells about a message the desk sent on Messenger or Instagram: the echo, delivered, read.
//!
//! Messenger counts by watermark and names the mids of a delivery; Instagram tells only `read` with one mid.
//! Source: <https://developers.facebook.com/docs/messenger-platform/reference/webhook-events>, read 2026-11-20
//! (REFERENCE sections 9 and 10).

use std::sync::Arc;

use serde_json::{Value, json};

use super::envelope::{List, Update};
use super::status::rank;
use crate::simulator::Meta;
use crate::world::person::{Person, Side, Status};
use crate::world::product::Product;

/// The app that is the Page Inbox of Meta Business Suite.
/// Source: <https://developers.facebook.com/docs/messenger-platform/webhooks>, read 2026-11-20 (REFERENCE section 9).
pub(crate) const PAGE_INBOX_APP: u64 = 26_390_203_743_090;

/// Returns an item from the patient.
pub(crate) fn from_patient(meta: &Meta, person: &Person, at_ms: i64, event: Value) -> Value {
    let own = own_id(meta, person.product);
    item(&person.user_id, own, at_ms, event)
}

/// Returns an item whose sender is the clinic: an echo.
pub(crate) fn from_clinic(meta: &Meta, person: &Person, at_ms: i64, event: Value) -> Value {
    let own = own_id(meta, person.product);
    item(own, &person.user_id, at_ms, event)
}

pub(crate) fn own_id(meta: &Meta, product: Product) -> &str {
    match product {
        Product::Instagram => &meta.instagram.id,
        Product::WhatsApp | Product::Messenger => &meta.page.id,
    }
}

fn item(sender: &str, recipient: &str, at_ms: i64, event: Value) -> Value {
    let mut item = json!({
        "sender": {"id": sender},
        "recipient": {"id": recipient},
        "timestamp": at_ms,
    });
    if let (Some(item), Value::Object(event)) = (item.as_object_mut(), event) {
        item.extend(event);
    }
    item
}

/// Returns the subscription field of an echo.
pub(crate) fn echo_field(product: Product) -> &'static str {
    match product {
        Product::Instagram => "messages",
        Product::WhatsApp | Product::Messenger => "message_echoes",
    }
}

/// Tells the echo of a message the desk sent, then `steps`, with the option's pause before each.
pub(crate) fn tell_later(meta: &Arc<Meta>, mid: &str, echo: Value, steps: Vec<Status>) {
    let echo_ticket = meta.post.ticket();
    let tickets: Vec<_> = steps
        .into_iter()
        .map(|step| (step, meta.post.ticket()))
        .collect();
    let (meta, mid) = (Arc::clone(meta), mid.to_owned());
    tokio::spawn(async move {
        let echoed = {
            let mut world = meta.world();
            world.owner_of(&mid).map(|person| {
                let item = from_clinic(&meta, person, meta.clock.now_ms(), echo);
                Update::item(
                    person.product,
                    List::Messaging,
                    echo_field(person.product),
                    item,
                )
            })
        };
        if let Some(update) = echoed {
            meta.post.tell_update(update, echo_ticket);
        }
        for (step, ticket) in tickets {
            if !meta.delivery_pause.is_zero() {
                tokio::time::sleep(meta.delivery_pause).await;
            }
            if let Some(update) = reach(&meta, &mid, step) {
                meta.post.tell_update(update, ticket);
                meta.touch();
            }
        }
    });
}

/// Brings a message, and on Messenger every earlier one, to this status; returns what Meta tells about it.
pub(crate) fn reach(meta: &Meta, mid: &str, status: Status) -> Option<Update> {
    let now = meta.clock.now_ms();
    let mut world = meta.world();
    let person = world.owner_of(mid)?;
    let product = person.product;
    let reached_at = person.message(mid)?.at_ms;
    let is_reached = |message: &crate::world::person::ChatMessage| match product {
        Product::Messenger => message.at_ms <= reached_at,
        Product::WhatsApp | Product::Instagram => message.wamid == mid,
    };
    for message in &mut person.chat {
        let is_ours = message.side == Side::Desk && is_reached(message);
        if is_ours && rank(status) > rank(message.status) {
            message.status = status;
        }
    }
    let event = match (product, status) {
        (Product::Messenger, Status::Delivered) => {
            json!({"delivery": {"mids": [mid], "watermark": reached_at}})
        }
        (Product::Messenger, Status::Read) => json!({"read": {"watermark": reached_at}}),
        (Product::Instagram, Status::Read) => json!({"read": {"mid": mid}}),
        (Product::WhatsApp, _)
        | (Product::Instagram, Status::Delivered)
        | (
            Product::Messenger | Product::Instagram,
            Status::Accepted | Status::Sent | Status::Played | Status::Failed,
        ) => return None,
    };
    let field = match (product, status) {
        (Product::Messenger, Status::Delivered) => "message_deliveries",
        (Product::Messenger, _) => "message_reads",
        (Product::WhatsApp | Product::Instagram, _) => "messaging_seen",
    };
    let item = from_patient(meta, person, now, event);
    Some(Update::item(product, List::Messaging, field, item))
}
