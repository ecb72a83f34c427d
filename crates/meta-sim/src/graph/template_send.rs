//! Sending a template: it exists, is approved, and every variable is filled in the way it was created.
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview>, read
//! November 2026.

use serde_json::Value;

use super::error::GraphError;
use super::messages::content::Content;
use crate::webhooks::body::Pricing;
use crate::world::World;
use crate::world::template::{ParameterFormat, Template};

/// Longest body after filling, in characters.
const LONGEST_FILLED: usize = 1024;

pub(crate) fn read(world: &World, object: &Value) -> Result<Content, GraphError> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let name = text(object.get("name"))
        .ok_or_else(|| GraphError::code(131_008, "Parameter 'template.name' is required"))?;
    let language = text(object.pointer("/language/code"))
        .ok_or_else(|| GraphError::code(100, "Param language['code'] is required"))?;
    let found = world
        .templates
        .iter()
        .find(|template| template.name == name && template.language == language);
    let template = match found {
        Some(template) => match template.status {
            "APPROVED" => template,
            "PAUSED" => {
                return Err(GraphError::Code {
                    code: 132_015,
                    details: None,
                });
            }
            "DISABLED" => {
                return Err(GraphError::Code {
                    code: 132_016,
                    details: None,
                });
            }
            _ => return Err(missing(&name, &language)),
        },
        None => return Err(missing(&name, &language)),
    };
    let no_components = Vec::new();
    let components = match object.get("components") {
        None | Some(Value::Null) => &no_components,
        Some(Value::Array(components)) => components,
        Some(_) => {
            return Err(GraphError::code(
                100,
                "Param template['components'] must be an array.",
            ));
        }
    };
    let mut body: &[Value] = &[];
    for component in components {
        let kind = component.get("type").and_then(Value::as_str).unwrap_or("");
        let parameters = component.get("parameters").and_then(Value::as_array);
        let parameters = parameters.map_or(&[][..], Vec::as_slice);
        match kind.to_ascii_lowercase().as_str() {
            "body" => body = parameters,
            "button" => check_button(template, component)?,
            "header" if parameters.is_empty() => {}
            "header" => return Err(count("header", parameters.len(), 0)),
            _ => {
                return Err(GraphError::code(
                    100,
                    "Param template['components'][0]['type'] is not valid",
                ));
            }
        }
    }
    let shown = fill(template, body)?;
    if shown.chars().count() > LONGEST_FILLED {
        return Err(GraphError::Code {
            code: 132_005,
            details: None,
        });
    }
    Ok(Content {
        shown,
        is_template: true,
        reaction: None,
        pricing: Pricing {
            billable: true,
            category: template.category.to_lowercase(),
        },
    })
}

fn fill(template: &Template, parameters: &[Value]) -> Result<String, GraphError> {
    let variables = template.variables();
    if parameters.len() != variables.len() {
        return Err(count("body", parameters.len(), variables.len()));
    }
    let mut shown = template.body.to_owned();
    for (at, parameter) in parameters.iter().enumerate() {
        if parameter.get("type").and_then(Value::as_str) != Some("text") {
            return Err(GraphError::code(
                132_012,
                "body: Format mismatch, expected TEXT",
            ));
        }
        let text = parameter.get("text").and_then(Value::as_str).unwrap_or("");
        if text.is_empty() {
            let details =
                format!("Parameter 'template.components.body.parameters[{at}].text' is required");
            return Err(GraphError::code(131_008, details));
        }
        if text.contains(['\n', '\t']) || text.contains("     ") {
            return Err(GraphError::Code {
                code: 132_018,
                details: None,
            });
        }
        let name = parameter.get("parameter_name").and_then(Value::as_str);
        let variable = match (template.format, name) {
            (ParameterFormat::Positional, None) => variables[at],
            (ParameterFormat::Named, Some(name)) if variables.contains(&name) => name,
            (ParameterFormat::Positional, Some(_)) => {
                return Err(GraphError::code(
                    132_012,
                    "body: Parameter name is not expected",
                ));
            }
            (ParameterFormat::Named, Some(_)) => {
                return Err(GraphError::code(
                    132_012,
                    "body: Parameter name is not in the template",
                ));
            }
            (ParameterFormat::Named, None) => {
                return Err(GraphError::code(
                    132_012,
                    "body: Parameter name is missing or empty",
                ));
            }
        };
        shown = shown.replace(&format!("{{{{{variable}}}}}"), text);
    }
    Ok(shown)
}

/// The seeded buttons are quick replies: a payload may come, nothing else.
fn check_button(template: &Template, component: &Value) -> Result<(), GraphError> {
    let kind = component
        .get("sub_type")
        .and_then(Value::as_str)
        .unwrap_or("");
    if template.button.is_some() && kind.eq_ignore_ascii_case("quick_reply") {
        return Ok(());
    }
    Err(GraphError::code(
        132_012,
        "button: Format mismatch, the template has no such button",
    ))
}

fn missing(name: &str, language: &str) -> GraphError {
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
