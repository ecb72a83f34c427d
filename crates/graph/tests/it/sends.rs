//! Bodies of sends as Meta documents them, and what is read from its answers.

use recado_graph::messages::template::{Button, ButtonValue, Header, Parameter, Template};
use recado_graph::messages::{Content, Outgoing, Recipient};
use serde_json::json;

use crate::server::{Server, answer, fixture, token};

/// Returns a text to an invented number.
pub fn text() -> Outgoing {
    Outgoing {
        to: Recipient::Phone("447700900123".to_owned()),
        content: Content::Text {
            body: "Your appointment is on Friday at 10:30.".to_owned(),
            preview: false,
        },
        reply_to: None,
        callback_data: Some("local:0192f7c0".to_owned()),
    }
}

#[tokio::test]
async fn a_text_leaves_as_the_documented_request() {
    let server = Server::playing(vec![answer("wa_send_ok")]).await;
    let accepted = server
        .client()
        .send_message(&token(), "388120055500123", &text())
        .await
        .unwrap();
    let documented = fixture("wa_send_ok");
    let request = &server.requests()[0];
    assert_eq!(request.method, documented["request"]["method"]);
    assert_eq!(request.target, documented["request"]["path"]);
    assert_eq!(request.json(), documented["request"]["json"]);
    assert!(
        request
            .head
            .contains("authorization: Bearer EAAMADEUPTOKEN\r\n")
    );
    assert_eq!(
        accepted.provider_id,
        documented["body"]["messages"][0]["id"]
    );
    assert_eq!(accepted.wa_id.as_deref(), Some("447700900123"));
}

#[tokio::test]
async fn the_number_meta_answers_with_is_the_true_one() {
    let server = Server::playing(vec![answer("wa_send_wa_id_differs")]).await;
    let accepted = server.client().send_message(&token(), "1", &text()).await;
    assert_eq!(accepted.unwrap().wa_id.as_deref(), Some("551199990000"));
}

#[tokio::test]
async fn a_person_without_a_number_is_addressed_by_bsuid() {
    let server = Server::playing(vec![answer("wa_send_bsuid_ok")]).await;
    let message = Outgoing {
        to: Recipient::UserId("GB.55198876900143328790".to_owned()),
        reply_to: Some("wamid.A".to_owned()),
        callback_data: None,
        ..text()
    };
    let accepted = server.client().send_message(&token(), "1", &message).await;
    let accepted = accepted.unwrap();
    assert_eq!(accepted.wa_id, None);
    assert_eq!(accepted.user_id.as_deref(), Some("GB.55198876900143328790"));
    let body = server.requests()[0].json();
    assert_eq!(body["recipient"], "GB.55198876900143328790");
    assert_eq!(body["context"], json!({ "message_id": "wamid.A" }));
    assert!(body.get("to").is_none() && body.get("biz_opaque_callback_data").is_none());
}

#[tokio::test]
async fn a_template_carries_its_variables() {
    let parameter = |name: Option<&str>, text: &str| Parameter {
        name: name.map(str::to_owned),
        text: text.to_owned(),
    };
    let template = |named: bool| Template {
        name: "appt_reminder_v3".to_owned(),
        language: "en_GB".to_owned(),
        header: Some(Header::Document {
            media_id: "771".to_owned(),
            file_name: Some("prep.pdf".to_owned()),
        }),
        body: vec![
            parameter(named.then_some("name"), "Marta"),
            parameter(named.then_some("date"), "Fri 27 Nov 10:30"),
        ],
        buttons: vec![
            Button {
                index: 0,
                value: ButtonValue::Payload("APPT:9912:CANCEL".to_owned()),
            },
            Button {
                index: 1,
                value: ButtonValue::UrlSuffix("9912".to_owned()),
            },
        ],
        cards: Vec::new(),
    };
    let ok = answer("wa_send_template_named_held");
    let server = Server::playing(vec![ok.clone(), ok.clone(), ok]).await;
    let client = server.client();
    let mut message = text();
    for named in [true, false] {
        message.content = Content::Template(template(named));
        let accepted = client.send_message(&token(), "1", &message).await.unwrap();
        assert_eq!(
            accepted.message_status.as_deref(),
            Some("held_for_quality_assessment")
        );
    }
    message.content = Content::Template(Template {
        name: "hello_world".to_owned(),
        language: "en_US".to_owned(),
        ..Template::default()
    });
    client.send_message(&token(), "1", &message).await.unwrap();

    let bodies: Vec<_> = server.requests().iter().map(|one| one.json()).collect();
    let documented = &fixture("wa_send_template_named_held")["request"]["json"]["template"];
    let sent = &bodies[0]["template"];
    assert_eq!(sent["name"], documented["name"]);
    assert_eq!(sent["language"], documented["language"]);
    for part in 0..3 {
        assert_eq!(sent["components"][part], documented["components"][part]);
    }
    assert_eq!(
        sent["components"][3],
        json!({"type":"button","sub_type":"url","index":"1","parameters":[{"type":"text","text":"9912"}]})
    );
    assert_eq!(
        bodies[1]["template"]["components"][1]["parameters"][0],
        json!({"type":"text","text":"Marta"})
    );
    assert!(bodies[2]["template"].get("components").is_none());
}

#[tokio::test]
async fn a_message_is_marked_as_read_and_typing_is_shown() {
    let ok = answer("wa_mark_read_typing_ok");
    let server = Server::playing(vec![ok.clone(), ok]).await;
    let client = server.client();
    let documented = &fixture("wa_mark_read_typing_ok")["request"];
    let wamid = documented["json"]["message_id"].as_str().unwrap();
    client
        .typing(&token(), "388120055500123", wamid)
        .await
        .unwrap();
    client
        .mark_read(&token(), "388120055500123", "wamid.A")
        .await
        .unwrap();
    let requests = server.requests();
    assert_eq!(requests[0].target, documented["path"]);
    assert_eq!(requests[0].json(), documented["json"]);
    assert_eq!(
        requests[1].json(),
        json!({"messaging_product":"whatsapp","status":"read","message_id":"wamid.A"})
    );
}
