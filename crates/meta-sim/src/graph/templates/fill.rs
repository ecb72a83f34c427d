//! Filling a template's parts with a send's parameters: header, body, buttons, cards.
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components>, read
//! 2026-11-20 (REFERENCE sections 13 and 17).

use serde_json::{Value, json};

use super::buttons;
use crate::graph::error::GraphError;
use crate::graph::messages::check::required;
use crate::graph::messages::file;
use crate::world::World;
use crate::world::template::{ParameterFormat, component, text, variables};

/// Longest body after filling, in characters.
const LONGEST_FILLED: usize = 1024;

/// What is needed to fill parts.
pub(super) struct Fill<'a> {
    pub(super) world: &'a World,
    pub(super) now: i64,
    pub(super) format: ParameterFormat,
}

impl Fill<'_> {
    /// Fills every part; returns what the phone draws: `header`, `body`, `footer`, `buttons`, `cards`.
    pub(super) fn components(&self, parts: &[Value], given: &[Value]) -> Result<Value, GraphError> {
        const KINDS: [&str; 5] = ["header", "body", "button", "carousel", "footer"];
        for (at, component) in given.iter().enumerate() {
            let kind = component.get("type").and_then(Value::as_str).unwrap_or("");
            if !KINDS.contains(&kind.to_ascii_lowercase().as_str()) {
                return Err(GraphError::code(
                    100,
                    format!("Param template['components'][{at}]['type'] is not valid"),
                ));
            }
        }
        let body = self.text("body", text(parts, "BODY"), parameters(given, "body"))?;
        if body.chars().count() > LONGEST_FILLED {
            return Err(GraphError::Code {
                code: 132_005,
                details: None,
            });
        }
        let mut drawn = json!({"body": body});
        if let Some(header) = self.header(parts, parameters(given, "header"))? {
            drawn["header"] = header;
        }
        let footer = text(parts, "FOOTER");
        if !footer.is_empty() {
            drawn["footer"] = json!(footer);
        }
        let buttons = buttons::fill(crate::world::template::buttons(parts), given)?;
        if !buttons.is_empty() {
            drawn["buttons"] = json!(buttons);
        }
        let cards = self.cards(parts, given)?;
        if !cards.is_empty() {
            drawn["cards"] = json!(cards);
        }
        Ok(drawn)
    }

    fn header(&self, parts: &[Value], parameters: &[Value]) -> Result<Option<Value>, GraphError> {
        let Some(header) = component(parts, "HEADER") else {
            return match parameters {
                [] => Ok(None),
                given => Err(count("header", given.len(), 0)),
            };
        };
        let format = header["format"].as_str().unwrap_or("TEXT");
        if format == "TEXT" {
            let words = self.text("header", header["text"].as_str().unwrap_or(""), parameters)?;
            return Ok(Some(json!({"format": "TEXT", "text": words})));
        }
        let wanted = match format {
            "GIF" => "video".to_owned(),
            other => other.to_lowercase(),
        };
        let received = parameters
            .first()
            .and_then(|parameter| parameter["type"].as_str())
            .unwrap_or("UNKNOWN");
        let (1, true) = (parameters.len(), received.eq_ignore_ascii_case(&wanted)) else {
            return Err(GraphError::code(
                132_012,
                format!(
                    "header: Format mismatch, expected {format}, received {}",
                    received.to_uppercase()
                ),
            ));
        };
        let object = &parameters[0][&wanted];
        if wanted == "location" {
            for key in ["latitude", "longitude", "name", "address"] {
                if object.get(key).is_none() {
                    return Err(required(&format!("location.{key}")));
                }
            }
        } else {
            file::check(self.world, &wanted, object, self.now)?;
        }
        Ok(Some(json!({"format": format, &*wanted: object})))
    }

    /// Fills one text with its parameters.
    fn text(&self, part: &str, text: &str, parameters: &[Value]) -> Result<String, GraphError> {
        let names = variables(text);
        if parameters.len() != names.len() {
            return Err(count(part, parameters.len(), names.len()));
        }
        let mismatch = |what: &str| Err(GraphError::code(132_012, format!("{part}: {what}")));
        let mut shown = text.to_owned();
        for (at, parameter) in parameters.iter().enumerate() {
            if parameter.get("type").and_then(Value::as_str) != Some("text") {
                return mismatch("Format mismatch, expected TEXT");
            }
            let words = parameter.get("text").and_then(Value::as_str).unwrap_or("");
            if words.is_empty() {
                return Err(required(&format!(
                    "template.components.{part}.parameters[{at}].text"
                )));
            }
            if words.contains(['\n', '\t']) || words.contains("     ") {
                return Err(GraphError::Code {
                    code: 132_018,
                    details: None,
                });
            }
            let name = parameter.get("parameter_name").and_then(Value::as_str);
            let variable = match (self.format, name) {
                (ParameterFormat::Positional, None) => names[at],
                (ParameterFormat::Named, Some(name)) if names.contains(&name) => name,
                (ParameterFormat::Positional, Some(_)) => {
                    return mismatch("Parameter name is not expected");
                }
                (ParameterFormat::Named, Some(_)) => {
                    return mismatch("Parameter name is not in the template");
                }
                (ParameterFormat::Named, None) => {
                    return mismatch("Parameter name is missing or empty");
                }
            };
            shown = shown.replace(&format!("{{{{{variable}}}}}"), words);
        }
        Ok(shown)
    }

    fn cards(&self, parts: &[Value], given: &[Value]) -> Result<Vec<Value>, GraphError> {
        let list = |component: Option<&Value>| -> Vec<Value> {
            let cards = component.and_then(|component| component["cards"].as_array());
            cards.cloned().unwrap_or_default()
        };
        let (parts, given) = (
            list(component(parts, "CAROUSEL")),
            list(component(given, "carousel")),
        );
        if parts.len() != given.len() {
            return Err(count("carousel", given.len(), parts.len()));
        }
        let mut cards = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            let card = given
                .iter()
                .find(|card| card["card_index"].as_u64() == u64::try_from(at).ok());
            let card =
                card.ok_or_else(|| required(&format!("template.components.carousel.cards[{at}]")))?;
            let no_parts = Vec::new();
            let inner = |value: &'_ Value| value["components"].as_array().cloned();
            let filled = self.components(
                &inner(part).unwrap_or(no_parts),
                &inner(card).unwrap_or_default(),
            )?;
            cards.push(filled);
        }
        Ok(cards)
    }
}

/// Returns the parameters for a part.
fn parameters<'a>(given: &'a [Value], kind: &str) -> &'a [Value] {
    let found = component(given, kind).and_then(|component| component.get("parameters"));
    found.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

pub(super) fn missing(name: &str, language: &str) -> GraphError {
    GraphError::code(
        132_001,
        format!("template name ({name}) does not exist in {language}"),
    )
}

fn count(part: &str, given: usize, expected: usize) -> GraphError {
    let details = format!(
        "{part}: number of localizable_params ({given}) does not match the expected number of params ({expected})"
    );
    GraphError::code(132_000, details)
}
