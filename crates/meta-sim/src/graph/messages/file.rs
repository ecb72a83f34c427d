//! Pictures, films, audio, documents and stickers in a send: by id or by link, with what each kind may carry.
//!
//! Links are not fetched: the simulator asks nobody. Source:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages>, read 2026-11-20
//! (REFERENCE sections 13 and 15).

use serde_json::Value;

use super::check::{invalid, is_address};
use crate::graph::error::GraphError;
use crate::graph::media::kinds;
use crate::world::World;

/// Longest caption, in characters.
const LONGEST_CAPTION: usize = 1024;

/// Checks a media object; returns its caption.
pub(in crate::graph) fn check(
    world: &World,
    kind: &str,
    object: &Value,
    now: i64,
) -> Result<String, GraphError> {
    keys(kind, object)?;
    let is_voice = object.get("voice") == Some(&Value::Bool(true));
    match (object.get("id"), object.get("link")) {
        (Some(id), _) => held(world, kind, id, is_voice, now)?,
        (None, Some(Value::String(link))) if is_address(link) => {}
        (None, Some(_)) => {
            return Err(invalid(format!("Param {kind}['link'] is not a valid URI.")));
        }
        (None, None) => {
            let details = format!("Parameter '{kind}.id' or '{kind}.link' is required");
            return Err(GraphError::code(131_008, details));
        }
    }
    let caption = object.get("caption").and_then(Value::as_str).unwrap_or("");
    if caption.chars().count() > LONGEST_CAPTION {
        let details = format!("Param {kind}['caption'] must be at most 1024 characters long.");
        return Err(GraphError::code(100, details));
    }
    Ok(caption.to_owned())
}

/// Refuses keys this kind does not have, as Meta does.
fn keys(kind: &str, object: &Value) -> Result<(), GraphError> {
    let known: &[&str] = match kind {
        "image" | "video" => &["id", "link", "caption"],
        "document" => &["id", "link", "caption", "filename"],
        "audio" => &["id", "link", "voice"],
        _ => &["id", "link"],
    };
    let object = object
        .as_object()
        .ok_or_else(|| GraphError::code(100, format!("Param {kind} must be a JSON object.")))?;
    match object.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(GraphError::code(
            100,
            format!("Unexpected key \"{key}\" on param \"{kind}\"."),
        )),
        None => Ok(()),
    }
}

fn held(world: &World, kind: &str, id: &Value, is_voice: bool, now: i64) -> Result<(), GraphError> {
    let id = id.as_str().unwrap_or("");
    let media = world.media.get(id).filter(|media| media.is_alive(now));
    let Some(media) = media else {
        return Err(invalid(format!(
            "Media id {id} is not valid for this phone number"
        )));
    };
    if let Some(problem) = kinds::problem(kind, &media.essence(), &media.bytes) {
        return Err(GraphError::code(131_053, problem));
    }
    if is_voice && !kinds::is_voice(&media.essence(), &media.bytes) {
        return Err(GraphError::code(
            131_053,
            "Voice messages must be OGG files with one channel of OPUS",
        ));
    }
    Ok(())
}
