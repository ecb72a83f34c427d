//! What Meta tells about a template: its status, quality, category and parts.
//!
//! Source: REFERENCE section 6 (Meta's webhook pages, read 2026-11-20).

use serde_json::{Value, json};

use crate::world::template::{Template, buttons, component, text};

pub(crate) const STATUS: &str = "message_template_status_update";
pub(crate) const QUALITY: &str = "message_template_quality_update";
pub(crate) const CATEGORY: &str = "template_category_update";
pub(crate) const COMPONENTS: &str = "message_template_components_update";

/// Returns the template's id, name and language with `more`.
fn about(template: &Template, more: Value) -> Value {
    let mut value = json!({
        "message_template_id": template.id.parse::<u64>().unwrap_or_default(),
        "message_template_name": template.name,
        "message_template_language": template.language,
    });
    if let (Some(value), Value::Object(more)) = (value.as_object_mut(), more) {
        value.extend(more);
    }
    value
}

pub(crate) fn status(template: &Template, event: &str, more: Value) -> Value {
    let mut value = about(template, more);
    value["event"] = json!(event);
    value
}

pub(crate) fn quality(template: &Template, previous: &str, new: &str) -> Value {
    about(
        template,
        json!({"previous_quality_score": previous, "new_quality_score": new}),
    )
}

/// Returns that the category will change at `at_ms`.
pub(crate) fn category_announced(template: &Template, correct: &str, at_ms: i64) -> Value {
    about(
        template,
        json!({
            "new_category": template.category,
            "correct_category": correct,
            "category_update_timestamp": at_ms.div_euclid(1000),
        }),
    )
}

pub(crate) fn category_changed(template: &Template, previous: &str) -> Value {
    about(
        template,
        json!({"previous_category": previous, "new_category": template.category}),
    )
}

pub(crate) fn components(template: &Template) -> Value {
    let parts = &template.components;
    let mut value = about(
        template,
        json!({"message_template_element": text(parts, "BODY")}),
    );
    let title = component(parts, "HEADER").and_then(|header| header["text"].as_str());
    let footer = component(parts, "FOOTER").and_then(|footer| footer["text"].as_str());
    for (key, words) in [("title", title), ("footer", footer)] {
        if let Some(words) = words {
            value[format!("message_template_{key}")] = json!(words);
        }
    }
    let told: Vec<Value> = buttons(parts)
        .iter()
        .map(|button| {
            let mut told = json!({
                "message_template_button_type": button["type"],
                "message_template_button_text": button["text"],
            });
            for key in ["url", "phone_number"] {
                if let Some(end) = button.get(key) {
                    told[format!("message_template_button_{key}")] = end.clone();
                }
            }
            told
        })
        .collect();
    if !told.is_empty() {
        value["message_template_buttons"] = json!(told);
    }
    value
}
