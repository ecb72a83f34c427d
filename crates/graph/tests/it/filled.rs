//! The payload of templates, whatever their parts (CASES 22).

use recado_graph::messages::template::{Button, ButtonValue, Card, Header, Parameter, Template};
use recado_graph::messages::{Content, Location};
use serde_json::{Value, json};

use crate::kinds::sent;

fn owned(text: &str) -> String {
    text.to_owned()
}

fn parameter(name: Option<&str>, text: &str) -> Parameter {
    Parameter {
        name: name.map(owned),
        text: owned(text),
    }
}

fn button(index: u8, value: ButtonValue) -> Button {
    Button { index, value }
}

async fn components(template: Template) -> Value {
    let body = sent(Content::Template(template)).await;
    assert_eq!(body["type"], "template");
    body["template"]["components"].clone()
}

/// CASES 22.
#[tokio::test]
async fn a_header_carries_its_text_file_or_place() {
    let media_id = || owned("771");
    let place = Location {
        latitude: 51.5,
        longitude: -0.15,
        name: None,
        address: Some(owned("1 Example Street")),
    };
    for (header, expected) in [
        (
            Header::Text(parameter(Some("day"), "Friday")),
            json!({ "type": "text", "text": "Friday", "parameter_name": "day" }),
        ),
        (
            Header::Image {
                media_id: media_id(),
            },
            json!({ "type": "image", "image": { "id": "771" } }),
        ),
        (
            Header::Video {
                media_id: media_id(),
            },
            json!({ "type": "video", "video": { "id": "771" } }),
        ),
        (
            Header::Document {
                media_id: media_id(),
                file_name: Some(owned("prep.pdf")),
            },
            json!({ "type": "document", "document": { "id": "771", "filename": "prep.pdf" } }),
        ),
        (
            Header::Location(place),
            json!({ "type": "location", "location": { "latitude": 51.5, "longitude": -0.15, "address": "1 Example Street" } }),
        ),
    ] {
        let template = Template {
            name: owned("visit"),
            language: owned("pt_PT"),
            header: Some(header),
            ..Template::default()
        };
        assert_eq!(
            components(template).await,
            json!([{ "type": "header", "parameters": [expected] }])
        );
    }
}

/// CASES 22.
#[tokio::test]
async fn buttons_carry_what_they_need_at_their_place() {
    let template = Template {
        name: owned("visit"),
        language: owned("en_GB"),
        buttons: vec![
            button(0, ButtonValue::Payload(owned("APPT:1"))),
            button(2, ButtonValue::UrlSuffix(owned("9912?x=é"))),
            button(3, ButtonValue::CopyCode(owned("SPRING26"))),
        ],
        ..Template::default()
    };
    assert_eq!(
        components(template).await,
        json!([
            { "type": "button", "sub_type": "quick_reply", "index": "0",
              "parameters": [{ "type": "payload", "payload": "APPT:1" }] },
            { "type": "button", "sub_type": "url", "index": "2",
              "parameters": [{ "type": "text", "text": "9912?x=é" }] },
            { "type": "button", "sub_type": "copy_code", "index": "3",
              "parameters": [{ "type": "coupon_code", "coupon_code": "SPRING26" }] },
        ])
    );
}

/// CASES 22.
#[tokio::test]
async fn a_carousel_carries_its_cards_in_order() {
    let card = |media_id: &str, text: &str| Card {
        header: Header::Image {
            media_id: owned(media_id),
        },
        body: vec![parameter(None, text)],
        buttons: vec![button(0, ButtonValue::UrlSuffix(owned("x")))],
    };
    let template = Template {
        name: owned("services"),
        language: owned("el"),
        body: vec![parameter(None, "Μαρία")],
        cards: vec![card("1", "Whitening"), card("2", "Implants")],
        ..Template::default()
    };
    let expected = |index: u8, id: &str, text: &str| {
        json!({
            "card_index": index,
            "components": [
                { "type": "header", "parameters": [{ "type": "image", "image": { "id": id } }] },
                { "type": "body", "parameters": [{ "type": "text", "text": text }] },
                { "type": "button", "sub_type": "url", "index": "0",
                  "parameters": [{ "type": "text", "text": "x" }] },
            ],
        })
    };
    assert_eq!(
        components(template).await,
        json!([
            { "type": "body", "parameters": [{ "type": "text", "text": "Μαρία" }] },
            { "type": "carousel", "cards": [expected(0, "1", "Whitening"), expected(1, "2", "Implants")] },
        ])
    );
}
