//! Sending a template: it exists, is approved, and every part is filled in the way it was created.
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview>, read
//! November 2026.

use serde_json::{Value, json};

use super::fill::{self, Fill};
use crate::graph::error::GraphError;
use crate::graph::messages::content::Content;
use crate::webhooks::body::Pricing;
use crate::world::World;
use crate::world::template::Template;

pub(crate) fn read(world: &World, object: &Value, now: i64) -> Result<Content, GraphError> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let name = text(object.get("name"))
        .ok_or_else(|| GraphError::code(131_008, "Parameter 'template.name' is required"))?;
    let language = text(object.pointer("/language/code"))
        .ok_or_else(|| GraphError::code(100, "Param language['code'] is required"))?;
    let template = find(world, &name, &language)?;
    let no_components = Vec::new();
    let given = match object.get("components") {
        None | Some(Value::Null) => &no_components,
        Some(Value::Array(components)) => components,
        Some(_) => {
            return Err(GraphError::code(
                100,
                "Param template['components'] must be an array.",
            ));
        }
    };
    let fill = Fill {
        world,
        now,
        format: template.format,
    };
    let mut drawn = fill.components(&template.components, given)?;
    drawn["name"] = json!(name);
    Ok(Content {
        shown: drawn["body"].as_str().unwrap_or("").to_owned(),
        is_template: true,
        reaction: None,
        drawn: Some(drawn),
        pricing: Pricing {
            billable: true,
            category: template.category.to_lowercase(),
        },
    })
}

fn find<'a>(world: &'a World, name: &str, language: &str) -> Result<&'a Template, GraphError> {
    let found = world
        .templates
        .iter()
        .find(|template| template.name == name && template.language == language);
    let refused = |code| {
        Err(GraphError::Code {
            code,
            details: None,
        })
    };
    match found {
        Some(template) => match template.status.as_str() {
            "APPROVED" => Ok(template),
            "PAUSED" => refused(132_015),
            "DISABLED" => refused(132_016),
            _ => Err(fill::missing(name, language)),
        },
        None => Err(fill::missing(name, language)),
    }
}
