//! What a message says, by its type: required keys, lengths, targets.
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages> and the
//! page of each type, read November 2026.

use serde_json::Value;

use super::check::word;
use super::{contacts, file, interactive};
use crate::graph::error::GraphError;
use crate::graph::templates;
use crate::webhooks::body::Pricing;
use crate::world::World;

/// Longest text body, in characters.
const LONGEST_TEXT: usize = 4096;
/// How old a message may be to be reacted to, in milliseconds.
const OLDEST_REACTED_MS: i64 = 30 * 24 * 60 * 60 * 1000;
const KINDS: &str = "AUDIO, CONTACTS, DOCUMENT, IMAGE, INTERACTIVE, LOCATION, REACTION, STICKER, TEMPLATE, TEXT, VIDEO";

/// A message's content once it was found right.
pub(crate) struct Content {
    /// The words the patient sees.
    pub(crate) shown: String,
    pub(crate) is_template: bool,
    /// Target and emoji, when this is a reaction.
    pub(crate) reaction: Option<(String, String)>,
    /// A template or choices with everything filled in, as the phone draws them.
    pub(crate) drawn: Option<Value>,
    pub(crate) pricing: Pricing,
}

impl Content {
    pub(crate) fn read(world: &mut World, body: &Value, now: i64) -> Result<Self, GraphError> {
        let kind = match body.get("type") {
            None => "text",
            Some(Value::String(kind)) => kind.as_str(),
            Some(_) => return Err(GraphError::code(100, "Param type must be a string")),
        };
        let object = body.get(kind);
        let required = || GraphError::code(131_008, format!("Parameter '{kind}' is required"));
        match kind {
            "text" => text(object.unwrap_or(&Value::Null)),
            "template" => templates::send::read(world, object.ok_or_else(required)?, now),
            "reaction" => reaction(world, object.ok_or_else(required)?, now),
            "image" | "video" | "audio" | "document" | "sticker" => {
                let object = object.ok_or_else(required)?;
                Ok(Self::free(file::check(world, kind, object, now)?))
            }
            "location" => location(object.ok_or_else(required)?),
            "interactive" => {
                let object = object.ok_or_else(required)?;
                let words = interactive::check(world, object, now)?;
                Ok(Self {
                    drawn: Some(object.clone()),
                    ..Self::free(words)
                })
            }
            "contacts" => Ok(Self::free(contacts::check(body)?)),
            other => Err(GraphError::code(
                100,
                format!("Param type must be one of {{{KINDS}}} - got \"{other}\"."),
            )),
        }
    }

    fn free(shown: impl Into<String>) -> Self {
        Self {
            shown: shown.into(),
            is_template: false,
            reaction: None,
            drawn: None,
            pricing: Pricing {
                billable: false,
                category: "service".to_owned(),
            },
        }
    }
}

fn text(object: &Value) -> Result<Content, GraphError> {
    let body = word(object, &["body"], "text.body")?;
    if object
        .get("preview_url")
        .is_some_and(|preview| !preview.is_boolean())
    {
        return Err(GraphError::code(
            100,
            "Param text['preview_url'] must be a boolean.",
        ));
    }
    match body.chars().count() {
        0 => Err(GraphError::code(
            100,
            "Param text['body'] must be at least 1 characters long.",
        )),
        1..=LONGEST_TEXT => Ok(Content::free(body)),
        _ => Err(GraphError::code(
            100,
            "Param text['body'] must be at most 4096 characters long.",
        )),
    }
}

fn reaction(world: &mut World, object: &Value, now: i64) -> Result<Content, GraphError> {
    let target = word(object, &["message_id"], "reaction.message_id")?;
    let emoji = word(object, &["emoji"], "reaction.emoji")?;
    let reacted = world
        .owner_of(target)
        .and_then(|person| person.message(target));
    match reacted {
        Some(message) if now - message.at_ms <= OLDEST_REACTED_MS => Ok(Content {
            reaction: Some((target.to_owned(), emoji.to_owned())),
            ..Content::free(emoji)
        }),
        Some(_) | None => Err(GraphError::code(
            131_009,
            "Param reaction['message_id'] is not a recent message",
        )),
    }
}

fn location(object: &Value) -> Result<Content, GraphError> {
    for (key, most) in [("latitude", 90.0), ("longitude", 180.0)] {
        let given = object.get(key);
        let number =
            given.and_then(|value| value.as_f64().or_else(|| value.as_str()?.parse().ok()));
        match (given, number) {
            (None, _) => {
                let details = format!("Parameter 'location.{key}' is required");
                return Err(GraphError::code(131_008, details));
            }
            (Some(_), Some(number)) if number.abs() <= most => {}
            (Some(_), _) => {
                return Err(GraphError::code(
                    131_009,
                    format!("Param location['{key}'] is not valid"),
                ));
            }
        }
    }
    let name = object.get("name").and_then(Value::as_str).unwrap_or("");
    Ok(Content::free(name))
}
