//! Quick replies and button templates: how many, how long.
//!
//! Source: <https://developers.facebook.com/docs/messenger-platform/send-messages/quick-replies> and
//! <https://developers.facebook.com/docs/messenger-platform/reference/templates>, read 2026-11-20 (REFERENCE
//! section 15).

use serde_json::Value;

use crate::graph::social_error::Refusal;

const MOST_QUICK_REPLIES: usize = 13;
const LONGEST_TITLE: usize = 20;
const LONGEST_PAYLOAD: usize = 1000;
const MOST_BUTTONS: usize = 3;
const LONGEST_BUTTON_TEXT: usize = 640;
const MOST_ELEMENTS: usize = 10;
const LONGEST_ELEMENT_TITLE: usize = 80;

fn wrong(sentence: impl Into<String>) -> Refusal {
    Refusal::Parameter(sentence.into())
}

fn length(value: &Value, key: &str) -> usize {
    let text = value.get(key).and_then(Value::as_str);
    text.map_or(0, |text| text.chars().count())
}

pub(super) fn check_quick_replies(message: &Value) -> Result<(), Refusal> {
    let replies = match message.get("quick_replies") {
        None | Some(Value::Null) => return Ok(()),
        Some(Value::Array(replies)) if (1..=MOST_QUICK_REPLIES).contains(&replies.len()) => replies,
        Some(_) => {
            return Err(wrong(
                "Param message[quick_replies] has too many elements, at most 13",
            ));
        }
    };
    for (at, reply) in replies.iter().enumerate() {
        let param = |key: &str| format!("message[quick_replies][{at}][{key}]");
        match reply.get("content_type").and_then(Value::as_str) {
            Some("text") => {}
            Some("user_phone_number" | "user_email") => continue,
            Some(_) | None => {
                return Err(wrong(format!(
                    "Param {} must be one of {{TEXT, USER_PHONE_NUMBER, USER_EMAIL}}",
                    param("content_type")
                )));
            }
        }
        if !(1..=LONGEST_TITLE).contains(&length(reply, "title")) {
            return Err(wrong(format!(
                "Length of param {} must be between 1 and {LONGEST_TITLE}",
                param("title")
            )));
        }
        if !(1..=LONGEST_PAYLOAD).contains(&length(reply, "payload")) {
            return Err(wrong(format!(
                "Length of param {} must be between 1 and {LONGEST_PAYLOAD}",
                param("payload")
            )));
        }
    }
    Ok(())
}

/// Checks the payload of an attachment of type `template`.
pub(super) fn check_template(payload: &Value) -> Result<(), Refusal> {
    let list = |key: &str| payload.get(key).and_then(Value::as_array);
    match payload.get("template_type").and_then(Value::as_str) {
        Some("button") => {
            if !(1..=LONGEST_BUTTON_TEXT).contains(&length(payload, "text")) {
                return Err(wrong("Length of param text must be between 1 and 640"));
            }
            check_buttons(list("buttons").map_or(&[], Vec::as_slice), 1)
        }
        Some("generic") => {
            let elements = list("elements").map_or(&[][..], Vec::as_slice);
            if !(1..=MOST_ELEMENTS).contains(&elements.len()) {
                return Err(wrong("Param elements must hold 1 to 10 elements"));
            }
            for element in elements {
                if !(1..=LONGEST_ELEMENT_TITLE).contains(&length(element, "title")) {
                    return Err(wrong("Length of param title must be between 1 and 80"));
                }
                let buttons = element.get("buttons").and_then(Value::as_array);
                check_buttons(buttons.map_or(&[], Vec::as_slice), 0)?;
            }
            Ok(())
        }
        Some("media" | "receipt" | "coupon" | "customer_feedback" | "product") => Ok(()),
        Some(_) | None => Err(wrong(
            "Param template_type must be one of {GENERIC, BUTTON, MEDIA, RECEIPT, COUPON, CUSTOMER_FEEDBACK, PRODUCT}",
        )),
    }
}

fn check_buttons(buttons: &[Value], least: usize) -> Result<(), Refusal> {
    if !(least..=MOST_BUTTONS).contains(&buttons.len()) {
        return Err(wrong("Param buttons must hold at most 3 buttons"));
    }
    let is_right = |button: &Value| {
        let has = |key: &str| length(button, key) > 0;
        let target = match button.get("type").and_then(Value::as_str) {
            Some("web_url") => has("url"),
            Some("postback" | "phone_number") => has("payload"),
            Some(_) | None => false,
        };
        target && (1..=LONGEST_TITLE).contains(&length(button, "title"))
    };
    match buttons.iter().all(is_right) {
        true => Ok(()),
        false => Err(wrong("Param buttons holds a button that is not valid")),
    }
}
