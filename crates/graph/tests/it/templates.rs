//! Templates as the account keeps them, made, changed and deleted.

use recado_graph::error::GraphError;
use recado_graph::error::advice::{Action, Advice};
use recado_graph::templates::change::TemplateDraft;
use recado_graph::templates::definition::{
    Example, HeaderFormat, ParameterFormat, TemplateButton, TemplateCard, TemplateContent,
    TemplateHeader, TemplateText,
};
use serde_json::{Value, json};

use crate::server::{Server, answer, fixture, ok, token};

const WABA: &str = "419820077001234";

fn text(text: &str, examples: &[(Option<&str>, &str)]) -> TemplateText {
    let examples = examples.iter().map(|(name, text)| Example {
        name: name.map(str::to_owned),
        text: (*text).to_owned(),
    });
    TemplateText {
        text: text.to_owned(),
        examples: examples.collect(),
    }
}

fn draft(content: TemplateContent) -> TemplateDraft {
    TemplateDraft {
        name: "appt_reminder_v3".to_owned(),
        language: "en_GB".to_owned(),
        category: "UTILITY".to_owned(),
        parameter_format: ParameterFormat::Named,
        content,
    }
}

#[tokio::test]
async fn definitions_are_read_whole_to_the_last_page() {
    let server = Server::playing(vec![
        answer("wa_templates_page1"),
        answer("wa_templates_page2_last"),
    ])
    .await;
    let found = server.client().templates(&token(), WABA).await;
    let found = found.unwrap();
    assert_eq!((found.templates.len(), found.unreadable), (4, 0));
    let first = &found.templates[0];
    assert_eq!(first.id, "1387372356726668123");
    assert_eq!(first.parameter_format, ParameterFormat::Named);
    assert_eq!(first.quality.as_deref(), Some("GREEN"));
    assert_eq!(
        first.content,
        TemplateContent {
            header: Some(TemplateHeader::File {
                format: HeaderFormat::Document,
                example: Some("https://scontent.whatsapp.net/v/t61/x".to_owned()),
            }),
            body: Some(text(
                "Hi {{name}}, your visit is on {{date}}.",
                &[(Some("name"), "Ana"), (Some("date"), "1 May")]
            )),
            footer: Some("Harley Dental".to_owned()),
            buttons: vec![
                TemplateButton::QuickReply {
                    text: "Cancel appointment".to_owned()
                },
                TemplateButton::Url {
                    text: "Map".to_owned(),
                    url: "https://clinic.example/m/{{1}}".to_owned(),
                    example: Some("https://clinic.example/m/1".to_owned()),
                },
                TemplateButton::Phone {
                    text: "Call".to_owned(),
                    phone_number: "+442079460958".to_owned(),
                },
            ],
            cards: Vec::new(),
            unknown: Vec::new(),
        }
    );
    let offer = &found.templates[2];
    assert_eq!(offer.rejected_reason.as_deref(), Some("PROMOTIONAL"));
    assert_eq!(offer.parameter_format, ParameterFormat::Positional);
    let body = text("Hi {{1}}, 20% off this week!", &[(None, "Ana")]);
    assert_eq!(offer.content.body, Some(body));
}

/// Returns a template with every part that this program knows.
fn everything() -> TemplateContent {
    TemplateContent {
        header: Some(TemplateHeader::Text(text(
            "Visit on {{1}}",
            &[(None, "Friday")],
        ))),
        body: Some(text(
            "Hi {{1}}, see {{2}}.",
            &[(None, "Ana"), (None, "you")],
        )),
        footer: Some("Harley Dental".to_owned()),
        buttons: vec![
            TemplateButton::QuickReply {
                text: "Yes".to_owned(),
            },
            TemplateButton::CopyCode {
                example: Some("SPRING26".to_owned()),
            },
            TemplateButton::Flow {
                text: "Form".to_owned(),
                flow_id: Some("77".to_owned()),
            },
            TemplateButton::ContactRequest,
        ],
        cards: vec![
            TemplateCard {
                header: Some(TemplateHeader::File {
                    format: HeaderFormat::Video,
                    example: Some("4:h".to_owned()),
                }),
                body: Some(text("Whitening", &[])),
                buttons: vec![TemplateButton::Url {
                    text: "More".to_owned(),
                    url: "https://clinic.example/".to_owned(),
                    example: None,
                }],
            },
            TemplateCard {
                header: Some(TemplateHeader::Location),
                ..TemplateCard::default()
            },
        ],
        unknown: Vec::new(),
    }
}

#[tokio::test]
async fn what_is_made_is_read_back_the_same() {
    let server = Server::playing(vec![answer("wa_template_create_ok")]).await;
    let created = server
        .client()
        .create_template(&token(), WABA, &draft(everything()))
        .await
        .unwrap();
    assert_eq!(created.id, "1387372356726699");
    assert_eq!(
        (&*created.status, &*created.category),
        ("PENDING", "UTILITY")
    );
    let request = &server.requests()[0];
    assert_eq!(request.target, format!("/v25.0/{WABA}/message_templates"));
    let body = request.json();
    assert_eq!(body["name"], "appt_reminder_v3");
    assert_eq!(body["parameter_format"], "named");
    assert_eq!(
        body["components"][0],
        json!({ "type": "HEADER", "format": "TEXT", "text": "Visit on {{1}}", "example": { "header_text": ["Friday"] } })
    );
    assert_eq!(
        body["components"][1]["example"],
        json!({ "body_text": [["Ana", "you"]] })
    );

    let mut record = body;
    record["id"] = json!(1);
    let page = json!({ "data": [record] }).to_string();
    let server = Server::playing(vec![ok(&page)]).await;
    let found = server.client().templates(&token(), WABA).await;
    assert_eq!(found.unwrap().templates[0].content, everything());
}

#[tokio::test]
async fn what_was_read_is_written_as_meta_wrote_it() {
    let first = &fixture("wa_templates_page1")["body"]["data"][0];
    let server = Server::playing(vec![
        answer("wa_templates_page1"),
        answer("wa_templates_page2_last"),
        answer("wa_template_edit_ok"),
        answer("wa_template_edit_ok"),
    ])
    .await;
    let client = server.client();
    let found = client.templates(&token(), WABA).await.unwrap();
    let template = &found.templates[0];
    client
        .edit_template(&token(), &template.id, None, Some(&template.content))
        .await
        .unwrap();
    client
        .edit_template(&token(), &template.id, Some("MARKETING"), None)
        .await
        .unwrap();
    let requests = server.requests();
    assert_eq!(requests[2].target, "/v25.0/1387372356726668123");
    assert_eq!(
        requests[2].json(),
        json!({ "components": first["components"] })
    );
    assert_eq!(requests[3].json(), json!({ "category": "MARKETING" }));
}

#[tokio::test]
async fn parts_nobody_knows_are_kept_by_name_and_never_lost_in_a_change() {
    let components = json!([
        { "type": "body", "text": "Hi" },
        { "type": "HEADER", "format": "HOLOGRAM" },
        { "type": "LIMITED_TIME_OFFER" },
        { "type": "BUTTONS", "buttons": [
            { "type": "VOICE_CALL", "text": "Call us" },
            { "type": "URL", "text": "no address" },
            7,
        ] },
        "not a part",
    ]);
    let read = async |components: Value| {
        let record = json!({ "id": "1", "name": "a", "language": "en", "components": components });
        let page = json!({ "data": [record, { "id": "2" }] }).to_string();
        let server = Server::playing(vec![ok(&page)]).await;
        let found = server.client().templates(&token(), WABA).await;
        let mut found = found.unwrap();
        assert_eq!(found.unreadable, 1);
        found.templates.remove(0).content
    };
    let content = read(components).await;
    assert_eq!(content.body, Some(text("Hi", &[])));
    assert_eq!(
        content.unknown,
        ["HEADER HOLOGRAM", "LIMITED_TIME_OFFER", ""]
    );
    assert_eq!(
        content.buttons[0],
        TemplateButton::Other {
            kind: "VOICE_CALL".to_owned(),
            text: Some("Call us".to_owned()),
        }
    );
    assert!(matches!(&content.buttons[1], TemplateButton::Other { kind, .. } if kind == "URL"));

    let server = Server::playing(vec![]).await;
    let client = server.client();
    let only_button = TemplateContent {
        unknown: Vec::new(),
        ..content.clone()
    };
    for content in [content, only_button] {
        let edited = client
            .edit_template(&token(), "1", None, Some(&content))
            .await;
        assert!(matches!(edited, Err(GraphError::Refused { .. })));
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_template_may_come_back_in_another_category() {
    let server = Server::playing(vec![answer("wa_template_create_recategorised")]).await;
    let created = server
        .client()
        .create_template(&token(), WABA, &draft(TemplateContent::default()))
        .await
        .unwrap();
    assert_eq!(
        (&*created.status, &*created.category),
        ("APPROVED", "MARKETING")
    );
}

#[tokio::test]
async fn one_language_or_all_are_deleted() {
    let done = || answer("wa_template_delete_ok");
    let server = Server::playing(vec![done(), done()]).await;
    let client = server.client();
    for id in [Some("1387372356726699"), None] {
        client
            .delete_template(&token(), WABA, "offer", id)
            .await
            .unwrap();
    }
    let requests = server.requests();
    let target = format!("/v25.0/{WABA}/message_templates?name=offer");
    assert!(requests.iter().all(|one| one.method == "DELETE"));
    assert_eq!(
        requests[0].target,
        format!("{target}&hsm_id=1387372356726699")
    );
    assert_eq!(requests[1].target, target);
}

#[tokio::test]
async fn metas_own_words_about_a_draft_are_kept_and_not_printed() {
    let server = Server::playing(vec![
        answer("err_wa_template_2388299"),
        answer("err_wa_template_name_exists_2388024"),
    ])
    .await;
    let client = server.client();
    let made = client
        .create_template(&token(), WABA, &draft(TemplateContent::default()))
        .await;
    let error = made.unwrap_err();
    assert_eq!(error.subcode(), Some(2_388_299));
    assert_eq!(error.advice(), Advice::TemplateForm);
    assert_eq!(error.action(), Action::EditTemplate);
    assert!(!format!("{error:?} {error}").contains("variable"));
    let GraphError::Refused { user_text, .. } = error else {
        panic!("{error:?}");
    };
    let documented = &fixture("err_wa_template_2388299")["body"]["error"];
    let said = user_text.unwrap();
    assert!(!format!("{said:?}").contains("variable"));
    assert_eq!(
        said.title.as_deref(),
        documented["error_user_title"].as_str()
    );
    assert_eq!(
        said.message.as_deref(),
        documented["error_user_msg"].as_str()
    );

    let made = client
        .create_template(&token(), WABA, &draft(TemplateContent::default()))
        .await;
    // Told in Meta's words, whatever the subcode.
    assert_eq!(made.unwrap_err().advice(), Advice::TemplateForm);
}
