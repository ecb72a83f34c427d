//! Every kind of WhatsApp message a clinic can send, right and wrong.

use serde_json::{Value, json};

use crate::desk::{Answer, Desk, MARTA, NOON};

const VOICE: &[u8] = include_bytes!("../../src/media/voice.ogg");
const PHOTO: &[u8] = include_bytes!("../../src/media/photo.jpg");

async fn with_window() -> Desk {
    let desk = Desk::new().await;
    desk.marta_writes().await;
    desk
}

async fn send(desk: &Desk, kind: &str, object: Value) -> Answer {
    desk.send(json!({"messaging_product": "whatsapp", "to": MARTA, "type": kind, kind: object}))
        .await
}

async fn is_refused(desk: &Desk, kind: &str, object: Value, code: u64) {
    let answer = send(desk, kind, object.clone()).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code()),
        (400, code),
        "{object}"
    );
}

#[tokio::test]
async fn an_uploaded_file_goes_out_as_its_kind_only() {
    let desk = with_window().await;
    let photo = desk.upload_media("image/jpeg", PHOTO).await.id();
    let sent = send(&desk, "image", json!({"id": photo, "caption": "The door"})).await;
    assert_eq!(sent.status, 200);
    for kind in ["video", "audio", "document", "sticker"] {
        is_refused(&desk, kind, json!({"id": photo}), 131_053).await;
    }
    is_refused(&desk, "image", json!({"id": photo, "voice": true}), 100).await;
    let long = "é".repeat(1025);
    is_refused(&desk, "image", json!({"id": photo, "caption": long}), 100).await;
    is_refused(&desk, "image", json!({"link": "ftp://x"}), 131_009).await;
    let month = 30 * 24 * 60 * 60 * 1000;
    desk.control.set_clock(NOON + month).await;
    is_refused(&desk, "image", json!({"id": photo}), 131_009).await;
}

#[tokio::test]
async fn a_voice_message_must_be_ogg_with_one_channel_of_opus() {
    let desk = with_window().await;
    let voice = desk
        .upload_media("audio/ogg; codecs=opus", VOICE)
        .await
        .id();
    let sent = send(&desk, "audio", json!({"id": voice, "voice": true})).await;
    assert_eq!(sent.status, 200);
    let mut stereo = VOICE.to_vec();
    let head = stereo.windows(8).position(|at| at == b"OpusHead").unwrap();
    stereo[head + 9] = 2;
    let stereo = desk.upload_media("audio/ogg", &stereo).await.id();
    is_refused(
        &desk,
        "audio",
        json!({"id": stereo, "voice": true}),
        131_053,
    )
    .await;
    assert_eq!(
        send(&desk, "audio", json!({"id": stereo})).await.status,
        200
    );
}

#[tokio::test]
async fn buttons_are_one_to_three_with_short_titles() {
    let desk = with_window().await;
    let buttons = |titles: &[&str]| {
        let buttons: Vec<Value> = titles
            .iter()
            .map(|title| json!({"type": "reply", "reply": {"id": format!("id {title}"), "title": title}}))
            .collect();
        json!({"type": "button", "body": {"text": "When?"}, "action": {"buttons": buttons}})
    };
    let right = send(&desk, "interactive", buttons(&["Mon", "Tue", "Wed"])).await;
    assert_eq!(right.status, 200);
    for titles in [
        &[][..],
        &["a", "b", "c", "d"],
        &["a", "a"],
        &["a title that is too long"],
    ] {
        is_refused(&desk, "interactive", buttons(titles), 131_009).await;
    }
    let mut long = buttons(&["Mon"]);
    long["body"]["text"] = json!("x".repeat(1025));
    is_refused(&desk, "interactive", long, 131_009).await;
    let mut no_action = buttons(&["Mon"]);
    no_action.as_object_mut().unwrap().remove("action");
    is_refused(&desk, "interactive", no_action, 131_008).await;
}

#[tokio::test]
async fn a_list_has_ten_rows_at_most() {
    let desk = with_window().await;
    let list = |rows: usize| {
        let rows: Vec<Value> = (0..rows)
            .map(|at| json!({"id": format!("r{at}"), "title": format!("Row {at}"), "description": "d"}))
            .collect();
        json!({
            "type": "list",
            "header": {"type": "text", "text": "Hours"},
            "body": {"text": "x".repeat(4096)},
            "footer": {"text": "Clinic"},
            "action": {"button": "Choose", "sections": [{"title": "Days", "rows": rows}]},
        })
    };
    assert_eq!(send(&desk, "interactive", list(10)).await.status, 200);
    is_refused(&desk, "interactive", list(11), 131_009).await;
    is_refused(&desk, "interactive", list(0), 131_009).await;
    let mut twice = list(6);
    let section = twice["action"]["sections"][0].clone();
    twice["action"]["sections"] = json!([section, section]);
    is_refused(&desk, "interactive", twice, 131_009).await;
    let mut header = list(1);
    header["header"] = json!({"type": "image", "image": {"link": "https://clinic.example/a.jpg"}});
    is_refused(&desk, "interactive", header, 131_009).await;
}

#[tokio::test]
async fn addresses_requests_and_flows_have_their_own_actions() {
    let desk = with_window().await;
    let action = |kind: &str, action: Value| json!({"type": kind, "body": {"text": "Please"}, "action": action});
    let address = |url: &str| {
        action(
            "cta_url",
            json!({"name": "cta_url", "parameters": {"display_text": "Book", "url": url}}),
        )
    };
    for right in [
        address("https://clinic.example/book"),
        action("location_request_message", json!({"name": "send_location"})),
        action(
            "request_contact_info",
            json!({"name": "request_contact_info"}),
        ),
        action(
            "flow",
            json!({"name": "flow", "parameters": {"flow_message_version": "3", "flow_id": "1", "flow_cta": "Start"}}),
        ),
    ] {
        let answer = send(&desk, "interactive", right.clone()).await;
        assert_eq!(answer.status, 200, "{right}");
    }
    is_refused(&desk, "interactive", address("clinic"), 131_009).await;
    let other = action("request_contact_info", json!({"name": "send_location"}));
    is_refused(&desk, "interactive", other, 131_009).await;
    let unknown = action("poll", json!({}));
    is_refused(&desk, "interactive", unknown, 100).await;
}

#[tokio::test]
async fn contacts_need_two_parts_of_a_name() {
    let desk = with_window().await;
    let contact = json!([{"name": {"formatted_name": "Dr. Ana Sousa", "first_name": "Ana"},
                          "phones": [{"phone": "+351 910 000 000", "type": "WORK"}]}]);
    assert_eq!(send(&desk, "contacts", contact).await.status, 200);
    let bare = json!([{"name": {"formatted_name": "Ana"}}]);
    is_refused(&desk, "contacts", bare, 131_008).await;
    is_refused(&desk, "contacts", json!([]), 131_009).await;
}

#[tokio::test]
async fn somebody_who_blocks_the_clinic_gets_nothing() {
    let desk = with_window().await;
    desk.control.patient_blocks(MARTA, true).await.unwrap();
    desk.send_text("are you there?")
        .await
        .is_error("err_wa_131026");
    desk.control.patient_blocks(MARTA, false).await.unwrap();
    assert_eq!(desk.send_text("welcome back").await.status, 200);
}
