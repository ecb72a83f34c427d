//! Reading a template leniently: an odd part costs itself, not its neighbours.

use serde_json::Value;

use super::{
    Example, HeaderFormat, ParameterFormat, TemplateButton, TemplateCard, TemplateContent,
    TemplateDefinition, TemplateHeader, TemplateText,
};
use crate::json;

/// Reads a template; `None` without id, name or language.
pub(super) fn definition(record: &Value) -> Option<TemplateDefinition> {
    let format = json::text(record, "parameter_format");
    let is_named = format.is_some_and(|format| format.eq_ignore_ascii_case("named"));
    Some(TemplateDefinition {
        id: json::id(record, "id")?,
        name: json::text(record, "name")?,
        language: json::text(record, "language")?,
        status: json::text(record, "status").unwrap_or_default(),
        category: json::text(record, "category").unwrap_or_default(),
        quality: record
            .get("quality_score")
            .and_then(|quality| json::text(quality, "score")),
        rejected_reason: json::text(record, "rejected_reason").filter(|reason| reason != "NONE"),
        parameter_format: if is_named {
            ParameterFormat::Named
        } else {
            ParameterFormat::Positional
        },
        content: content(json::list(record, "components")),
    })
}

fn content(components: &[Value]) -> TemplateContent {
    let mut content = TemplateContent::default();
    for component in components {
        let kind = json::text(component, "type").unwrap_or_default();
        match kind.to_ascii_uppercase().as_str() {
            "HEADER" => match header(component) {
                Some(header) => content.header = Some(header),
                None => {
                    let format = json::text(component, "format").unwrap_or_default();
                    content.unknown.push(format!("{kind} {format}"));
                }
            },
            "BODY" => content.body = text(component, "body_text"),
            "FOOTER" => content.footer = json::text(component, "text"),
            "BUTTONS" => {
                let buttons = json::list(component, "buttons").iter();
                content.buttons = buttons.map(button).collect();
            }
            "CAROUSEL" => {
                let cards = json::list(component, "cards").iter();
                let read = cards.map(|card| self::content(json::list(card, "components")));
                for part in read {
                    content.unknown.extend(part.unknown);
                    content.cards.push(TemplateCard {
                        header: part.header,
                        body: part.body,
                        buttons: part.buttons,
                    });
                }
            }
            _ => content.unknown.push(kind),
        }
    }
    content
}

fn header(component: &Value) -> Option<TemplateHeader> {
    let format = json::text(component, "format").unwrap_or_else(|| "TEXT".to_owned());
    if format.eq_ignore_ascii_case("TEXT") {
        return text(component, "header_text").map(TemplateHeader::Text);
    }
    if format.eq_ignore_ascii_case("LOCATION") {
        return Some(TemplateHeader::Location);
    }
    let mut known = HeaderFormat::ALL.into_iter();
    let format = known.find(|known| format.eq_ignore_ascii_case(known.as_str()))?;
    let example = component.get("example");
    let handles = example.map_or(&[][..], |example| json::list(example, "header_handle"));
    Some(TemplateHeader::File {
        format,
        example: handles.first().and_then(Value::as_str).map(str::to_owned),
    })
}

/// Reads a text and its examples: `body_text` is a list of lists, `header_text` one list, and with
/// names both are lists of pairs.
fn text(component: &Value, examples: &str) -> Option<TemplateText> {
    let text = json::text(component, "text")?;
    let example = component.get("example").unwrap_or(&Value::Null);
    let named = json::list(example, &format!("{examples}_named_params"));
    let mut found: Vec<Example> = named
        .iter()
        .filter_map(|pair| {
            Some(Example {
                name: Some(json::text(pair, "param_name")?),
                text: json::text(pair, "example")?,
            })
        })
        .collect();
    if found.is_empty() {
        let outer = json::list(example, examples);
        let inner = outer.first().and_then(Value::as_array);
        let numbered = inner.map_or(outer, Vec::as_slice).iter();
        found.extend(numbered.filter_map(Value::as_str).map(|text| Example {
            name: None,
            text: text.to_owned(),
        }));
    }
    Some(TemplateText {
        text,
        examples: found,
    })
}

fn button(button: &Value) -> TemplateButton {
    let kind = json::text(button, "type").unwrap_or_default();
    let label = json::text(button, "text");
    let text = label.clone().unwrap_or_default();
    let read = match kind.to_ascii_uppercase().as_str() {
        "QUICK_REPLY" => Some(TemplateButton::QuickReply { text }),
        "URL" => json::text(button, "url").map(|url| TemplateButton::Url {
            text,
            url,
            example: example(button),
        }),
        "PHONE_NUMBER" => json::text(button, "phone_number")
            .map(|phone_number| TemplateButton::Phone { text, phone_number }),
        "COPY_CODE" => Some(TemplateButton::CopyCode {
            example: example(button),
        }),
        "FLOW" => Some(TemplateButton::Flow {
            text,
            flow_id: json::id(button, "flow_id"),
        }),
        "REQUEST_CONTACT_INFO" => Some(TemplateButton::ContactRequest),
        _ => None,
    };
    read.unwrap_or(TemplateButton::Other { kind, text: label })
}

/// Returns a button's example, which is a text or a list of one.
fn example(button: &Value) -> Option<String> {
    let list = json::list(button, "example").first();
    let first = list.and_then(Value::as_str).map(str::to_owned);
    first.or_else(|| json::text(button, "example"))
}
