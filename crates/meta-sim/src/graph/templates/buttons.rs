//! A template's buttons in a send: payloads, the end of an address, a code.

use serde_json::{Value, json};

use crate::graph::error::GraphError;

/// Longest code to copy, in characters.
/// Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components>, read
/// 2026-11-20 (REFERENCE section 17; another page says 20).
const LONGEST_CODE: usize = 15;

/// Fills the buttons; returns them as the phone draws them.
pub(super) fn fill(buttons: &[Value], given: &[Value]) -> Result<Vec<Value>, GraphError> {
    let mut drawn: Vec<Value> = buttons.to_vec();
    let mut filled = vec![false; buttons.len()];
    for component in given.iter().filter(|component| is_button(component)) {
        let at = index(component).filter(|at| *at < buttons.len());
        let at = at.ok_or_else(|| mismatch("the template has no such button"))?;
        let sub_type = component["sub_type"].as_str().unwrap_or("");
        let kind = buttons[at]["type"].as_str().unwrap_or("");
        if !sub_type.eq_ignore_ascii_case(kind) {
            return Err(mismatch("the template has no such button"));
        }
        let parameter = component.pointer("/parameters/0").unwrap_or(&Value::Null);
        fill_one(kind, at, parameter, &mut drawn[at])?;
        filled[at] = true;
    }
    for (at, button) in buttons.iter().enumerate() {
        let needs_one = match button["type"].as_str() {
            Some("URL") => button["url"].as_str().is_some_and(|url| url.contains("{{")),
            Some("COPY_CODE") => true,
            Some(_) | None => false,
        };
        if needs_one && !filled[at] {
            let kind = button["type"].as_str().unwrap_or("");
            return Err(needed(at, kind));
        }
    }
    Ok(drawn)
}

fn fill_one(
    kind: &str,
    at: usize,
    parameter: &Value,
    button: &mut Value,
) -> Result<(), GraphError> {
    let word = |key: &str| {
        let word = parameter.get(key).and_then(Value::as_str);
        word.filter(|word| !word.is_empty())
    };
    match kind {
        "QUICK_REPLY" => {
            if let Some(payload) = word("payload").or(word("text")) {
                button["payload"] = json!(payload);
            }
            Ok(())
        }
        "URL" => {
            let end = word("text").ok_or_else(|| needed(at, kind))?;
            let url = button["url"].as_str().unwrap_or("");
            let Some(start) = url.split("{{").next().filter(|start| *start != url) else {
                return Err(mismatch("the address of this button takes no parameter"));
            };
            button["url"] = json!(format!("{start}{end}"));
            Ok(())
        }
        "COPY_CODE" => match word("coupon_code") {
            Some(code) if code.chars().count() <= LONGEST_CODE => {
                button["code"] = json!(code);
                Ok(())
            }
            Some(_) => Err(GraphError::code(
                131_009,
                "Coupon code is longer than 15 characters",
            )),
            None => Err(needed(at, kind)),
        },
        "FLOW" => Ok(()),
        _ => Err(mismatch("this button takes no parameters")),
    }
}

fn is_button(component: &Value) -> bool {
    let kind = component.get("type").and_then(Value::as_str);
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("button"))
}

/// Reads the index: text as documented, or a number; the first when absent.
fn index(component: &Value) -> Option<usize> {
    match component.get("index") {
        None => Some(0),
        Some(Value::String(index)) => index.parse().ok(),
        Some(index) => usize::try_from(index.as_u64()?).ok(),
    }
}

fn mismatch(what: &str) -> GraphError {
    GraphError::code(132_012, format!("button: Format mismatch, {what}"))
}

fn needed(at: usize, kind: &str) -> GraphError {
    GraphError::code(
        131_008,
        format!("buttons: Button at index {at} of type {kind} requires a parameter"),
    )
}
