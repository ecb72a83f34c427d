//! What patients write, as webhooks: shape, bytes, identity, reading.

use recado_meta_sim::control::ControlError;
use recado_meta_sim::simulator::Delivery;
use recado_meta_sim::world::person::Status;
use serde_json::{Value, json};

use crate::desk::{Desk, MARTA, NOON, fixture, same_shape};
use crate::relay::Relay;

fn value_of(name: &str) -> Value {
    fixture(&format!("whatsapp/{name}.json"))["entry"][0]["changes"][0]["value"].clone()
}

#[tokio::test]
async fn a_text_arrives_in_metas_envelope() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let wamid = desk.marta_writes().await;
    desk.control.flush().await;
    let body: Value = serde_json::from_slice(&relay.bodies()[0]).unwrap();
    let theirs = fixture("whatsapp/msg_text.json");
    same_shape(&body, &theirs);
    assert_eq!(body["object"], theirs["object"]);
    assert_eq!(
        body["entry"][0]["id"],
        desk.options.business.waba_id.as_str()
    );
    let message = &body["entry"][0]["changes"][0]["value"]["messages"][0];
    assert_eq!(
        (&message["id"], &message["from"]),
        (&json!(wamid), &json!(MARTA))
    );
    assert_eq!(message["timestamp"], (NOON / 1000).to_string());
}

#[tokio::test]
async fn the_bytes_are_ascii_with_escaped_slashes() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    desk.control
        .patient_writes(MARTA, "Ελένη", "γεια 😀 1/2", None)
        .await
        .unwrap();
    desk.control.flush().await;
    let body = String::from_utf8(relay.bodies().remove(0)).unwrap();
    assert!(body.is_ascii() && !body.contains(": "));
    assert!(body.contains(r#"\u03b3\u03b5\u03b9\u03b1 \ud83d\ude00 1\/2"#));
}

#[tokio::test]
async fn someone_without_a_number_has_only_a_bsuid() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let who = "GB.55198876900143328790";
    desk.control
        .patient_writes(who, "quiet.otter", "hello", None)
        .await
        .unwrap();
    desk.control.flush().await;
    same_shape(&relay.values()[0], &value_of("msg_text_bsuid_only"));
}

#[tokio::test]
async fn media_messages_get_a_file_and_its_details() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    for (message, fixture) in [
        (
            json!({"type": "image", "image": {"caption": "the door"}}),
            "msg_image_caption_url",
        ),
        (
            json!({"type": "location", "location": {"latitude": 1.5, "longitude": 2.5, "name": "a", "address": "b"}}),
            "",
        ),
        (
            json!({"type": "unsupported", "errors": [{"code": 131_051}], "unsupported": {"type": "poll"}}),
            "",
        ),
    ] {
        desk.control
            .patient_sends(MARTA, "Marta Oliveira", message.clone(), None)
            .await
            .unwrap();
        desk.control.flush().await;
        let value = relay.values().pop().unwrap();
        if fixture.is_empty() {
            for (key, sent) in message.as_object().unwrap() {
                assert_eq!(value["messages"][0][key], *sent);
            }
        } else {
            same_shape(&value, &value_of(fixture));
        }
    }
    let voice = json!({"type": "audio", "audio": {}});
    desk.control
        .patient_sends(MARTA, "", voice, None)
        .await
        .unwrap();
    desk.control.flush().await;
    assert_eq!(relay.values()[3]["messages"][0]["audio"]["voice"], true);
}

#[tokio::test]
async fn a_patients_own_ids_and_times_are_kept() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let message = value_of("msg_text_reply")["messages"][0].clone();
    let wamid =
        desk.control
            .patient_sends(MARTA, "Marta Oliveira", message.clone(), Some(NOON - 5000));
    assert_eq!(json!(wamid.await.unwrap()), message["id"]);
    desk.control.flush().await;
    assert_eq!(relay.values()[0]["messages"][0], message);
}

#[tokio::test]
async fn reading_the_chat_tells_read_once() {
    let desk = Desk::with(|options| options.delivery = Delivery::Delivered).await;
    let relay = Relay::for_desk(&desk).await;
    desk.marta_writes().await;
    let wamid = desk.send_text("hello").await.wamid();
    desk.control.flush().await;
    for _ in 0..2 {
        desk.control.patient_reads(MARTA).await;
    }
    desk.control.flush().await;
    let told: Vec<String> = relay
        .statuses()
        .into_iter()
        .map(|(_, status)| status)
        .collect();
    assert_eq!(told, ["sent", "delivered", "read"]);
    assert_eq!(relay.statuses()[2].0, wamid);
}

#[tokio::test]
async fn statuses_can_be_told_in_any_order() {
    let desk = Desk::with(|options| options.delivery = Delivery::Off).await;
    let relay = Relay::for_desk(&desk).await;
    desk.marta_writes().await;
    let wamid = desk.send_text("hello").await.wamid();
    for status in [Status::Read, Status::Delivered, Status::Sent] {
        desk.control
            .tell_status(&wamid, status, None)
            .await
            .unwrap();
    }
    desk.control
        .tell_status(&wamid, Status::Failed, Some(131_049))
        .await
        .unwrap();
    desk.control.flush().await;
    let told: Vec<String> = relay
        .statuses()
        .into_iter()
        .map(|(_, status)| status)
        .collect();
    assert_eq!(told, ["read", "delivered", "sent", "failed"]);
    assert_eq!(
        relay.values()[4]["statuses"][0]["errors"][0]["code"],
        131_049
    );
    let nobody = desk
        .control
        .tell_status("wamid.none", Status::Read, None)
        .await;
    assert_eq!(nobody, Err(ControlError::NoSuchMessage));
}

#[tokio::test]
async fn a_body_of_ones_own_goes_out_byte_for_byte() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let body = crate::desk::fixture_bytes("whatsapp/batch_120_messages.json");
    desk.control.post_body(body.clone()).await;
    desk.control.flush().await;
    assert_eq!(relay.bodies(), [body]);
}

#[tokio::test]
async fn nonsense_is_not_a_patient() {
    let control = Desk::new().await.control;
    for who in ["", "12", "aunt", "123456789012345678", "."] {
        let wrote = control.patient_writes(who, "Aunt", "hello", None).await;
        assert_eq!(wrote, Err(ControlError::NotAPatient), "{who}");
    }
    let sent = control
        .patient_sends(MARTA, "Marta", json!("text"), None)
        .await;
    assert_eq!(sent, Err(ControlError::NotAMessage));
}
