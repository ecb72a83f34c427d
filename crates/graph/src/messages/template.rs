//! Approved templates, filled in.
//!
//! Does not know what a template asks for: that is in `templates`. Shapes: REFERENCE §13;
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/templates>, read
//! 2026-11-20.

use serde_json::{Value, json};

use super::Location;
use super::body::{file, location};
use crate::debug::debug_by_name;

/// An approved template, filled in.
#[derive(Clone, Default, PartialEq)]
pub struct Template {
    /// Its name.
    pub name: String,
    /// Its language, as `en_GB`.
    pub language: String,
    /// What its header needs; `None` for none, or a text without a variable.
    pub header: Option<Header>,
    /// The variables of the body, in order.
    pub body: Vec<Parameter>,
    /// What its buttons need.
    pub buttons: Vec<Button>,
    /// The cards of a carousel, in order; none otherwise.
    pub cards: Vec<Card>,
}

/// What the header of a template needs. Files are named by the id that
/// [`crate::client::GraphClient::upload_media`] gave.
#[derive(Clone, PartialEq)]
pub enum Header {
    /// The variable of a text.
    Text(Parameter),
    /// A picture.
    Image {
        /// Its id.
        media_id: String,
    },
    /// A film.
    Video {
        /// Its id.
        media_id: String,
    },
    /// A document.
    Document {
        /// Its id.
        media_id: String,
        /// The name people see.
        file_name: Option<String>,
    },
    /// A place.
    Location(Location),
}

/// One variable of a template.
#[derive(Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name, where the template has named variables; `None` where they are numbered.
    pub name: Option<String>,
    /// What stands there.
    pub text: String,
}

/// What one button of a template needs.
#[derive(Clone, PartialEq, Eq)]
pub struct Button {
    /// Its place among the buttons, from 0.
    pub index: u8,
    /// What it needs.
    pub value: ButtonValue,
}

/// What a button of a template needs.
#[derive(Clone, PartialEq, Eq)]
pub enum ButtonValue {
    /// The end of its address.
    UrlSuffix(String),
    /// What comes back when a person taps it.
    Payload(String),
    /// The code it copies.
    CopyCode(String),
}

/// One card of a carousel.
#[derive(Clone, PartialEq)]
pub struct Card {
    /// Its picture or film.
    pub header: Header,
    /// The variables of its text, in order.
    pub body: Vec<Parameter>,
    /// What its buttons need.
    pub buttons: Vec<Button>,
}

/// Returns a template as Meta takes it.
pub(super) fn template(template: &Template) -> Value {
    let mut value = json!({
        "name": template.name,
        "language": { "code": template.language },
    });
    let mut components = components(template.header.as_ref(), &template.body, &template.buttons);
    if !template.cards.is_empty() {
        let cards = template.cards.iter().enumerate().map(|(index, card)| {
            let components = components_of(card);
            json!({ "card_index": index, "components": components })
        });
        let cards: Vec<Value> = cards.collect();
        components.push(json!({ "type": "carousel", "cards": cards }));
    }
    if !components.is_empty() {
        value["components"] = json!(components);
    }
    value
}

fn components_of(card: &Card) -> Vec<Value> {
    components(Some(&card.header), &card.body, &card.buttons)
}

fn components(header: Option<&Header>, body: &[Parameter], buttons: &[Button]) -> Vec<Value> {
    let mut components = Vec::new();
    if let Some(value) = header.map(header_parameter) {
        components.push(json!({ "type": "header", "parameters": [value] }));
    }
    if !body.is_empty() {
        let parameters: Vec<Value> = body.iter().map(parameter).collect();
        components.push(json!({ "type": "body", "parameters": parameters }));
    }
    components.extend(buttons.iter().map(button));
    components
}

fn header_parameter(header: &Header) -> Value {
    match header {
        Header::Text(text) => parameter(text),
        Header::Image { media_id } => json!({ "type": "image", "image": { "id": media_id } }),
        Header::Video { media_id } => json!({ "type": "video", "video": { "id": media_id } }),
        Header::Document {
            media_id,
            file_name,
        } => {
            let document = file(media_id, None, file_name.as_ref());
            json!({ "type": "document", "document": document })
        }
        Header::Location(place) => json!({ "type": "location", "location": location(place) }),
    }
}

fn parameter(parameter: &Parameter) -> Value {
    let mut value = json!({ "type": "text", "text": parameter.text });
    if let Some(name) = &parameter.name {
        value["parameter_name"] = json!(name);
    }
    value
}

fn button(button: &Button) -> Value {
    let (sub_type, parameter) = match &button.value {
        ButtonValue::UrlSuffix(text) => ("url", json!({ "type": "text", "text": text })),
        ButtonValue::Payload(payload) => (
            "quick_reply",
            json!({ "type": "payload", "payload": payload }),
        ),
        ButtonValue::CopyCode(code) => (
            "copy_code",
            json!({ "type": "coupon_code", "coupon_code": code }),
        ),
    };
    json!({
        "type": "button",
        "sub_type": sub_type,
        "index": button.index.to_string(),
        "parameters": [parameter],
    })
}

debug_by_name!(Template, Header, Parameter, Button, ButtonValue, Card);
