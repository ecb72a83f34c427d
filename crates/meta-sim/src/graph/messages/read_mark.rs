//! The clinic has read a message: `status: read`, with a typing sign when asked.
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators>, read
//! November 2026.

use serde_json::{Value, json};

use crate::graph::error::GraphError;
use crate::simulator::Meta;
use crate::world::person::{Side, Status};

/// How long "typing…" shows, in milliseconds.
const TYPING_MS: i64 = 25_000;
/// The oldest message that can be marked, in milliseconds.
const OLDEST_MS: i64 = 30 * 24 * 60 * 60 * 1000;

pub(super) fn mark(meta: &Meta, body: &Value) -> Result<Value, GraphError> {
    if body.get("status").and_then(Value::as_str) != Some("read") {
        return Err(GraphError::code(100, "Param status must be one of {READ}"));
    }
    let Some(wamid) = body.get("message_id").and_then(Value::as_str) else {
        return Err(GraphError::code(
            131_008,
            "Parameter 'message_id' is required",
        ));
    };
    let is_typing = match body.get("typing_indicator") {
        None => false,
        Some(indicator) if indicator.get("type").and_then(Value::as_str) == Some("text") => true,
        Some(_) => {
            return Err(GraphError::code(
                100,
                "Param typing_indicator['type'] must be one of {TEXT}",
            ));
        }
    };
    let now = meta.clock.now_ms();
    let mut world = meta.world();
    let unknown = || {
        GraphError::code(
            131_009,
            "Param message_id is not a message to this phone number",
        )
    };
    let person = world.owner_of(wamid).ok_or_else(unknown)?;
    let marked = person
        .message(wamid)
        .filter(|message| message.side == Side::Patient);
    let marked_at = marked.map(|message| message.at_ms).ok_or_else(unknown)?;
    if now - marked_at > OLDEST_MS {
        return Err(GraphError::code(
            131_009,
            "Message is too old to be marked as read",
        ));
    }
    let earlier = person
        .chat
        .iter_mut()
        .filter(|message| message.at_ms <= marked_at);
    for message in earlier.filter(|message| message.side == Side::Patient) {
        message.status = Status::Read;
    }
    if is_typing {
        person.desk_types_until_ms = now + TYPING_MS;
    }
    drop(world);
    meta.touch();
    Ok(json!({"success": true}))
}
