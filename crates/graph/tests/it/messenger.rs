//! Messages of a Page as Meta documents them, on Messenger and on Instagram.

use recado_graph::error::GraphError;
use recado_graph::messenger::attachment::{Attachment, AttachmentKind};
use recado_graph::messenger::thread::LOVE;
use recado_graph::messenger::{
    AttachmentSource, PageContent, PageOutgoing, PageProduct, PageRecipient, PageTag, QuickReply,
};
use serde_json::json;

use crate::server::{Answer, Server, answer, fixture, token};

const PAGE: &str = "108822334455667";

fn text(body: &str) -> PageOutgoing {
    PageOutgoing {
        to: PageRecipient::Person("7482910036651204".to_owned()),
        content: PageContent::Text {
            body: body.to_owned(),
            quick_replies: Vec::new(),
        },
        reply_to: None,
        tag: None,
        metadata: None,
    }
}

#[tokio::test]
async fn a_message_leaves_as_the_documented_request() {
    let token = token();
    let answered = PageOutgoing {
        metadata: Some("local:0192f7c0".to_owned()),
        ..text("£60, would you like to book?")
    };
    let late = PageOutgoing {
        tag: Some(PageTag::HumanAgent),
        ..text("Sorry for the wait.")
    };
    let private = PageOutgoing {
        to: PageRecipient::Comment("18012345678901234".to_owned()),
        ..text("We sent you the prices.")
    };
    for (name, product, message) in [
        ("msgr_send_ok", PageProduct::Messenger, answered),
        ("msgr_send_human_agent_ok", PageProduct::Messenger, late),
        ("private_reply_ok", PageProduct::Instagram, private),
    ] {
        let server = Server::playing(vec![answer(name)]).await;
        let accepted = server
            .client()
            .send_page_message(&token, PAGE, product, &message)
            .await
            .unwrap();
        let documented = fixture(name);
        let request = &server.requests()[0];
        assert_eq!(request.target, documented["request"]["path"], "{name}");
        assert_eq!(request.json(), documented["request"]["json"], "{name}");
        assert_eq!(accepted.message_id, documented["body"]["message_id"]);
        let recipient_id = documented["body"]["recipient_id"].as_str();
        assert_eq!(accepted.recipient_id.as_deref(), recipient_id);
    }
}

/// CASES 21.
#[tokio::test]
async fn on_instagram_at_30_hours_a_persons_reply_carries_human_agent() {
    let token = token();
    let server = Server::playing(vec![answer("ig_send_ok"), answer("ig_send_ok")]).await;
    let client = server.client();
    let mut message = text("Good morning!");
    message.reply_to = Some("aWdfZAG1".to_owned());
    for tag in [Some(PageTag::HumanAgent), None] {
        message.tag = tag;
        client
            .send_page_message(&token, PAGE, PageProduct::Instagram, &message)
            .await
            .unwrap();
    }
    let bodies: Vec<_> = server.requests().iter().map(|one| one.json()).collect();
    assert_eq!(
        bodies[0],
        json!({
            "recipient": { "id": "7482910036651204" },
            "messaging_type": "MESSAGE_TAG",
            "tag": "HUMAN_AGENT",
            "message": { "text": "Good morning!" },
            "reply_to": { "mid": "aWdfZAG1" },
        })
    );
    assert!(bodies[1].get("tag").is_none() && bodies[1].get("messaging_type").is_none());
}

#[tokio::test]
async fn quick_replies_and_files_leave_with_a_message() {
    let token = token();
    let server = Server::playing(vec![
        answer("msgr_send_ok"),
        answer("msgr_send_attachment_ok"),
    ])
    .await;
    let client = server.client();
    let mut message = text("Which day?");
    message.content = PageContent::Text {
        body: "Which day?".to_owned(),
        quick_replies: vec![QuickReply {
            title: "Friday".to_owned(),
            payload: "DAY:FRI".to_owned(),
        }],
    };
    let product = PageProduct::Messenger;
    let sent = client.send_page_message(&token, PAGE, product, &message);
    sent.await.unwrap();
    message.content = PageContent::Attachment {
        kind: AttachmentKind::Video,
        by: AttachmentSource::AttachmentId("1857777774821032".to_owned()),
    };
    let sent = client.send_page_message(&token, PAGE, product, &message);
    assert!(sent.await.unwrap().message_id.starts_with("m_gEgDncMDw2"));
    let bodies: Vec<_> = server.requests().iter().map(|one| one.json()).collect();
    assert_eq!(
        bodies[0]["message"],
        json!({
            "text": "Which day?",
            "quick_replies": [{ "content_type": "text", "title": "Friday", "payload": "DAY:FRI" }],
        })
    );
    assert_eq!(
        bodies[1]["message"],
        json!({
            "attachment": { "type": "video", "payload": { "attachment_id": "1857777774821032" } },
        })
    );
}

#[tokio::test]
async fn a_file_is_uploaded_for_its_product() {
    let token = token();
    let ok = || answer("msgr_attachment_upload_ok");
    let server = Server::playing(vec![ok(), ok()]).await;
    let client = server.client();
    for product in [PageProduct::Messenger, PageProduct::Instagram] {
        let file = Attachment {
            kind: AttachmentKind::Image,
            file_name: "x.jpg",
            mime: "image/jpeg",
            bytes: vec![0xff, 0xd8, 0, 13, 10],
        };
        let id = client.upload_attachment(&token, PAGE, product, file);
        assert_eq!(id.await.unwrap(), "1857777774821033");
    }
    let requests = server.requests();
    let parts: Vec<_> = requests.iter().map(|one| one.parts()).collect();
    for request in &requests {
        assert_eq!(request.target, format!("/v25.0/{PAGE}/message_attachments"));
        assert!(
            request
                .head
                .contains("authorization: Bearer EAAMADEUPTOKEN")
        );
    }
    assert_eq!(parts[0].len(), 2);
    let message: serde_json::Value = serde_json::from_slice(&parts[0][0].1).unwrap();
    assert_eq!(
        message,
        json!({ "attachment": { "type": "image", "payload": { "is_reusable": true } } })
    );
    assert!(
        parts[0][1]
            .0
            .contains("name=\"filedata\"; filename=\"x.jpg\"")
    );
    assert!(parts[0][1].0.contains("Content-Type: image/jpeg"));
    assert_eq!(parts[0][1].1, [0xff, 0xd8, 0, 13, 10]);
    assert!(parts[1][1].0.contains("name=\"platform\""));
    assert_eq!(parts[1][1].1, b"instagram");
}

#[tokio::test]
async fn a_thread_is_seen_typed_in_reacted_to_and_taken() {
    let token = token();
    let ok = || answer("msgr_sender_action_ok");
    let taken = answer("page_subscribe_ok");
    let server = Server::playing(vec![ok(), ok(), ok(), ok(), taken]).await;
    let client = server.client();
    let person = "7482910036651204";
    client.mark_seen(&token, PAGE, person).await.unwrap();
    client.typing_on(&token, PAGE, person).await.unwrap();
    for reaction in [Some(LOVE), None] {
        let done = client.react(&token, PAGE, person, "m_1", reaction);
        done.await.unwrap();
    }
    let taken = client.take_thread_control(&token, PAGE, person);
    taken.await.unwrap();
    let requests = server.requests();
    let recipient = json!({ "id": person });
    let bodies: Vec<_> = requests.iter().map(|one| one.json()).collect();
    assert_eq!(
        bodies,
        [
            json!({ "recipient": recipient, "sender_action": "mark_seen" }),
            json!({ "recipient": recipient, "sender_action": "typing_on" }),
            json!({ "recipient": recipient, "sender_action": "react", "payload": { "message_id": "m_1", "reaction": "love" } }),
            json!({ "recipient": recipient, "sender_action": "unreact", "payload": { "message_id": "m_1" } }),
            json!({ "recipient": recipient }),
        ]
    );
    assert_eq!(requests[3].target, format!("/v25.0/{PAGE}/messages"));
    assert_eq!(
        requests[4].target,
        format!("/v25.0/{PAGE}/take_thread_control")
    );
}

#[tokio::test]
async fn a_profile_is_read_as_far_as_it_is_shown() {
    let token = token();
    let server = Server::playing(vec![
        answer("msgr_profile_ok"),
        answer("ig_profile_ok"),
        answer("ig_profile_no_name"),
        answer("err_ig_230_consent"),
    ])
    .await;
    let client = server.client();
    let read = client.profile(&token, "1", PageProduct::Messenger).await;
    let read = read.unwrap();
    assert_eq!(read.name.as_deref(), Some("Tomás Ribeiro"));
    assert!(read.picture_url.unwrap().contains("fbcdn.net"));
    let read = client.profile(&token, "2", PageProduct::Instagram).await;
    let read = read.unwrap();
    assert_eq!(read.name.as_deref(), Some("Inês"));
    assert_eq!(read.username.as_deref(), Some("ines.silva"));
    let read = client.profile(&token, "3", PageProduct::Instagram).await;
    let read = read.unwrap();
    assert_eq!((read.name, read.picture_url), (None, None));
    let read = client.profile(&token, "4", PageProduct::Instagram).await;
    let error = read.unwrap_err();
    assert_eq!(error.advice().as_str(), "profile_silent");
    let target = &server.requests()[1].target;
    assert_eq!(target, "/v25.0/2?fields=name%2Cusername%2Cprofile_pic");
}

#[tokio::test]
async fn a_page_message_without_a_clear_answer_is_in_doubt() {
    let token = token();
    let nameless = Answer::Http {
        status: 200,
        headers: vec![],
        body: br#"{"recipient_id":"7482910036651204"}"#.to_vec(),
    };
    let server = Server::playing(vec![nameless, Answer::Close]).await;
    let client = server.client();
    for _ in 0..2 {
        let message = text("Hi");
        let sent = client.send_page_message(&token, PAGE, PageProduct::Messenger, &message);
        let error = sent.await.unwrap_err();
        assert!(matches!(error, GraphError::OutcomeUnknown { .. }));
        assert_eq!(error.advice().as_str(), "check_in_a_minute");
    }
}

#[test]
fn nothing_of_a_message_is_printed() {
    let message = PageOutgoing {
        metadata: Some("local:0192f7c0".to_owned()),
        reply_to: Some("m_secret".to_owned()),
        ..text("Your results are here")
    };
    let printed = format!("{message:?} {:?} {:?}", message.to, message.content);
    for secret in ["results", "7482910036651204", "local:", "m_secret"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}
