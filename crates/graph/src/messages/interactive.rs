//! WhatsApp messages that offer a choice: buttons, a list, an address, the person's own number.
//!
//! Shapes: REFERENCE §13.

use serde_json::{Value, json};

use crate::debug::debug_by_name;

/// The texts around a choice.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// The text above, in bold.
    pub header: Option<String>,
    /// The text.
    pub body: String,
    /// The text below, in grey.
    pub footer: Option<String>,
}

/// A text with up to three buttons that answer.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Buttons {
    /// Its texts.
    pub frame: Frame,
    /// The buttons.
    pub buttons: Vec<ReplyButton>,
}

/// A button that answers.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ReplyButton {
    /// What comes back when a person taps it.
    pub id: String,
    /// The words on it.
    pub title: String,
}

/// A text with a list to choose from.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct List {
    /// Its texts.
    pub frame: Frame,
    /// The words on the button that opens the list.
    pub button: String,
    /// The list; titles are needed when there is more than one section.
    pub sections: Vec<ListSection>,
}

/// A part of a list.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ListSection {
    /// What stands above its rows.
    pub title: Option<String>,
    /// Its rows.
    pub rows: Vec<ListRow>,
}

/// A row of a list.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ListRow {
    /// What comes back when a person chooses it.
    pub id: String,
    /// The words on it.
    pub title: String,
    /// More words below.
    pub description: Option<String>,
}

/// A text with one button that opens an address.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct LinkButton {
    /// Its texts.
    pub frame: Frame,
    /// The words on the button.
    pub label: String,
    /// Where it leads.
    pub url: String,
}

/// Returns reply buttons as Meta takes them.
pub(super) fn buttons(buttons: &Buttons) -> Value {
    let replies = buttons.buttons.iter().map(|button| {
        json!({
            "type": "reply",
            "reply": { "id": button.id, "title": button.title },
        })
    });
    let action = json!({ "buttons": replies.collect::<Vec<_>>() });
    interactive("button", &buttons.frame, action)
}

/// Returns a list as Meta takes it.
pub(super) fn list(list: &List) -> Value {
    let sections = list.sections.iter().map(|section| {
        let rows = section.rows.iter().map(|row| {
            let mut value = json!({ "id": row.id, "title": row.title });
            if let Some(description) = &row.description {
                value["description"] = json!(description);
            }
            value
        });
        let mut value = json!({ "rows": rows.collect::<Vec<_>>() });
        if let Some(title) = &section.title {
            value["title"] = json!(title);
        }
        value
    });
    let sections: Vec<Value> = sections.collect();
    let action = json!({ "button": list.button, "sections": sections });
    interactive("list", &list.frame, action)
}

/// Returns an address with its button as Meta takes it.
pub(super) fn link_button(link: &LinkButton) -> Value {
    let action = json!({
        "name": "cta_url",
        "parameters": { "display_text": link.label, "url": link.url },
    });
    interactive("cta_url", &link.frame, action)
}

/// Returns a request for the person's number as Meta takes it.
pub(super) fn contact_request(body: &str) -> Value {
    json!({
        "type": "request_contact_info",
        "body": { "text": body },
        "action": { "name": "request_contact_info" },
    })
}

fn interactive(kind: &str, frame: &Frame, action: Value) -> Value {
    let mut value = json!({
        "type": kind,
        "body": { "text": frame.body },
        "action": action,
    });
    if let Some(header) = &frame.header {
        value["header"] = json!({ "type": "text", "text": header });
    }
    if let Some(footer) = &frame.footer {
        value["footer"] = json!({ "text": footer });
    }
    value
}

debug_by_name!(
    Frame,
    Buttons,
    ReplyButton,
    List,
    ListSection,
    ListRow,
    LinkButton
);
