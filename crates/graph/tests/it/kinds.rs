//! The body of every kind of WhatsApp message.

use recado_graph::messages::contact::{CardEmail, CardPhone, ContactCard};
use recado_graph::messages::interactive::{
    Buttons, Frame, LinkButton, List, ListRow, ListSection, ReplyButton,
};
use recado_graph::messages::{Content, Location, Outgoing, Recipient};
use serde_json::{Value, json};

use crate::sends::text;
use crate::server::{Server, answer, fixture, token};

fn owned(text: &str) -> String {
    text.to_owned()
}

/// Sends a content and returns the body that left.
pub async fn sent(content: Content) -> Value {
    let server = Server::playing(vec![answer("wa_send_ok")]).await;
    let message = Outgoing {
        content,
        reply_to: Some(owned("wamid.ASKED")),
        ..text()
    };
    server
        .client()
        .send_message(&token(), "388120055500123", &message)
        .await
        .unwrap();
    server.requests()[0].json()
}

fn frame(body: &str) -> Frame {
    Frame {
        body: owned(body),
        ..Frame::default()
    }
}

#[tokio::test]
async fn files_leave_by_their_id() {
    let media_id = || owned("771");
    let caption = || Some(owned("Before and after"));
    for (content, kind, expected) in [
        (
            Content::Image {
                media_id: media_id(),
                caption: caption(),
            },
            "image",
            json!({ "id": "771", "caption": "Before and after" }),
        ),
        (
            Content::Video {
                media_id: media_id(),
                caption: None,
            },
            "video",
            json!({ "id": "771" }),
        ),
        (
            Content::Audio {
                media_id: media_id(),
                voice: false,
            },
            "audio",
            json!({ "id": "771" }),
        ),
        (
            Content::Document {
                media_id: media_id(),
                caption: caption(),
                file_name: Some(owned("plan.pdf")),
            },
            "document",
            json!({ "id": "771", "caption": "Before and after", "filename": "plan.pdf" }),
        ),
        (
            Content::Sticker {
                media_id: media_id(),
            },
            "sticker",
            json!({ "id": "771" }),
        ),
    ] {
        let body = sent(content).await;
        assert_eq!(body["type"], kind);
        assert_eq!(body[kind], expected);
        assert_eq!(body["context"], json!({ "message_id": "wamid.ASKED" }));
        assert_eq!(body["biz_opaque_callback_data"], "local:0192f7c0");
    }
}

#[tokio::test]
async fn a_reaction_names_its_target_and_is_no_answer() {
    for (emoji, expected) in [(Some(owned("👍🏽")), "👍🏽"), (None, "")] {
        let target = owned("wamid.LIKED");
        let body = sent(Content::Reaction { target, emoji }).await;
        assert_eq!(body["type"], "reaction");
        assert_eq!(
            body["reaction"],
            json!({ "message_id": "wamid.LIKED", "emoji": expected })
        );
        assert!(body.get("context").is_none());
    }
}

#[tokio::test]
async fn a_preview_is_shown_only_when_asked_for() {
    for preview in [true, false] {
        let body = owned("https://clinic.example/map");
        let body = sent(Content::Text { body, preview }).await;
        assert_eq!(body["text"]["preview_url"], preview);
    }
}

#[tokio::test]
async fn a_place_and_cards_leave_whole() {
    let body = sent(Content::Location(Location {
        latitude: 37.983_81,
        longitude: -0.5,
        name: Some(owned("Harley Dental")),
        address: None,
    }))
    .await;
    assert_eq!(
        body["location"],
        json!({ "latitude": 37.983_81, "longitude": -0.5, "name": "Harley Dental" })
    );

    let cards = vec![
        ContactCard {
            formatted_name: owned("Dr Ana Reis"),
            first_name: None,
            last_name: Some(owned("Reis")),
            company: Some(owned("Harley Dental")),
            phones: vec![CardPhone {
                phone: owned("+44 20 7946 0958"),
                kind: Some(owned("WORK")),
                wa_id: Some(owned("442079460958")),
            }],
            emails: vec![CardEmail {
                email: owned("ana@clinic.example"),
                kind: None,
            }],
        },
        ContactCard {
            formatted_name: owned("Reception"),
            ..ContactCard::default()
        },
    ];
    let body = sent(Content::Contacts(cards)).await;
    assert_eq!(body["type"], "contacts");
    assert_eq!(
        body["contacts"],
        json!([
            {
                "name": { "formatted_name": "Dr Ana Reis", "last_name": "Reis" },
                "org": { "company": "Harley Dental" },
                "phones": [{ "phone": "+44 20 7946 0958", "type": "WORK", "wa_id": "442079460958" }],
                "emails": [{ "email": "ana@clinic.example" }],
            },
            // Meta wants one part of the name beside the whole.
            { "name": { "formatted_name": "Reception", "first_name": "Reception" } },
        ])
    );
}

#[tokio::test]
async fn reply_buttons_leave_as_the_documented_request() {
    let documented = &fixture("wa_send_reply_buttons_ok")["request"]["json"];
    let button = |id: &str, title: &str| ReplyButton {
        id: owned(id),
        title: owned(title),
    };
    let buttons = Buttons {
        frame: frame("Friday 10:30?"),
        buttons: vec![
            button("confirm:9912", "Confirm ✅"),
            button("cancel:9912", "Cancel"),
        ],
    };
    let server = Server::playing(vec![answer("wa_send_reply_buttons_ok")]).await;
    let message = Outgoing {
        to: Recipient::Phone(owned("447700900123")),
        content: Content::Buttons(buttons),
        reply_to: documented["context"]["message_id"].as_str().map(owned),
        callback_data: None,
    };
    let accepted = server
        .client()
        .send_message(&token(), "388120055500123", &message)
        .await
        .unwrap();
    assert_eq!(accepted.message_status.as_deref(), Some("accepted"));
    let body = server.requests()[0].json();
    for member in ["messaging_product", "type", "context", "interactive"] {
        assert_eq!(body[member], documented[member], "{member}");
    }
}

#[tokio::test]
async fn lists_addresses_and_requests_leave_with_their_frame() {
    let list = List {
        frame: Frame {
            header: Some(owned("Friday")),
            body: owned("Which time suits you?"),
            footer: Some(owned("Harley Dental")),
        },
        button: owned("Times"),
        sections: vec![ListSection {
            title: Some(owned("Morning")),
            rows: vec![
                ListRow {
                    id: owned("t:1030"),
                    title: owned("10:30"),
                    description: Some(owned("Dr Reis")),
                },
                ListRow {
                    id: owned("t:1100"),
                    title: owned("11:00"),
                    description: None,
                },
            ],
        }],
    };
    let body = sent(Content::List(list)).await;
    assert_eq!(body["type"], "interactive");
    assert_eq!(
        body["interactive"],
        json!({
            "type": "list",
            "header": { "type": "text", "text": "Friday" },
            "body": { "text": "Which time suits you?" },
            "footer": { "text": "Harley Dental" },
            "action": {
                "button": "Times",
                "sections": [{
                    "title": "Morning",
                    "rows": [
                        { "id": "t:1030", "title": "10:30", "description": "Dr Reis" },
                        { "id": "t:1100", "title": "11:00" },
                    ],
                }],
            },
        })
    );

    let link = LinkButton {
        frame: frame("Here we are:"),
        label: owned("Map"),
        url: owned("https://clinic.example/map"),
    };
    let body = sent(Content::LinkButton(link)).await;
    assert_eq!(
        body["interactive"],
        json!({
            "type": "cta_url",
            "body": { "text": "Here we are:" },
            "action": {
                "name": "cta_url",
                "parameters": { "display_text": "Map", "url": "https://clinic.example/map" },
            },
        })
    );

    let body = owned("May we have your number?");
    let body = sent(Content::ContactRequest { body }).await;
    assert_eq!(
        body["interactive"],
        json!({
            "type": "request_contact_info",
            "body": { "text": "May we have your number?" },
            "action": { "name": "request_contact_info" },
        })
    );
}
