//! Sending text, reactions, read marks: Meta's answers, the refusals, the statuses that follow.

use recado_meta_sim::fault::Fault;
use recado_meta_sim::simulator::{Delivery, Refusals};
use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, HOUR, MARTA, NOON, fixture, fixture_answer, same_shape, text_to_marta};
use crate::relay::Relay;

#[tokio::test]
async fn a_text_is_answered_as_meta_answers_and_kept() {
    let desk = Desk::new().await;
    desk.marta_writes().await;
    let request = fixture("graph/wa_send_ok.json")["request"]["json"].clone();
    let answer = desk.send(request.clone()).await;
    assert_eq!(answer.status, 200);
    same_shape(&answer.json(), &fixture_answer("wa_send_ok").1);
    assert_eq!(answer.json()["contacts"][0]["wa_id"], MARTA);

    let sent = desk.control.sent().await;
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (&sent[0].wamid, sent[0].to.as_str()),
        (&answer.wamid(), MARTA)
    );
    assert_eq!((&sent[0].body, sent[0].at), (&request, NOON));
    assert_eq!(sent[0].callback_data.as_deref(), Some("local:0192f7c0"));
}

#[tokio::test]
async fn the_statuses_follow_with_callback_data_price_and_contact() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    desk.marta_writes().await;
    let wamid = desk.send_text("On Friday at 10:30.").await.wamid();
    desk.control.flush().await;

    let expected = ["sent", "delivered", "read"].map(|status| (wamid.clone(), status.to_owned()));
    assert_eq!(relay.statuses(), expected);
    for (at, name) in ["status_sent", "status_delivered", "status_read"]
        .into_iter()
        .enumerate()
    {
        let mut theirs =
            fixture(&format!("whatsapp/{name}.json"))["entry"][0]["changes"][0]["value"].clone();
        theirs["statuses"][0]["biz_opaque_callback_data"] = json!("local:0192f7c0");
        let ours = &relay.values()[at + 1];
        same_shape(ours, &theirs);
        assert_eq!(
            ours["statuses"][0]["biz_opaque_callback_data"],
            "local:0192f7c0"
        );
    }
}

#[tokio::test]
async fn a_wrong_token_or_number_is_refused_before_anything_else() {
    let desk = Desk::new().await;
    let path = format!("{}/messages", desk.options.business.phone_number_id);
    let wrong = desk
        .graph_as("nonsense", Method::POST, &path, Some(json!({})))
        .await;
    wrong.is_error("err_190_malformed");

    let elsewhere = desk
        .graph(Method::POST, "999/messages", Some(text_to_marta("hello")))
        .await;
    assert_eq!(elsewhere.status, 400);
    let error = &elsewhere.json()["error"];
    assert_eq!(
        (&error["code"], &error["error_subcode"]),
        (&json!(100), &json!(33))
    );

    desk.control.set_fault(Fault::ExpiredToken).await;
    let expired = desk.send_text("hello").await;
    assert_eq!(expired.status, 401);
    assert_eq!(expired.json()["error"]["error_subcode"], 463);
    desk.control.clear_faults().await;
    desk.marta_writes().await;
    assert_eq!(desk.send_text("hello").await.status, 200);
}

#[tokio::test]
async fn what_is_missing_or_too_long_is_named() {
    let desk = Desk::new().await;
    desk.marta_writes().await;
    let without = |key: &str| {
        let mut body = text_to_marta("hello");
        body.as_object_mut().unwrap().remove(key);
        body
    };
    let mut no_body = text_to_marta("hello");
    no_body["text"] = json!({});
    desk.send(no_body).await.is_error("err_wa_131008");

    for (body, code) in [
        (without("messaging_product"), 100),
        (without("to"), 100),
        (without("text"), 131_008),
        (text_to_marta(""), 100),
        (text_to_marta(&"é".repeat(4097)), 100),
        (
            json!({"messaging_product": "whatsapp", "to": MARTA, "type": "poll", "poll": {}}),
            100,
        ),
        (
            json!({"messaging_product": "whatsapp", "to": "my aunt", "type": "text", "text": {"body": "x"}}),
            131_009,
        ),
        (
            json!({"messaging_product": "whatsapp", "to": "+34 600 000 640", "text": {"body": "x"}}),
            131_021,
        ),
        (
            json!({"messaging_product": "whatsapp", "to": MARTA, "type": "image", "image": {"id": "771"}}),
            131_009,
        ),
        (
            json!({"messaging_product": "whatsapp", "to": MARTA, "type": "image", "image": {}}),
            131_008,
        ),
    ] {
        let answer = desk.send(body.clone()).await;
        assert_eq!(answer.json()["error"]["code"], code, "{body}");
        assert_eq!(answer.status, 400, "{body}");
    }
    assert!(desk.control.sent().await.is_empty());
    assert_eq!(desk.send_text(&"é".repeat(4096)).await.status, 200);
}

#[tokio::test]
async fn free_text_is_refused_once_24_hours_are_over() {
    let desk = Desk::new().await;
    desk.send_text("nobody wrote yet")
        .await
        .is_error("err_wa_131047_window");
    desk.marta_writes().await;
    desk.control.set_clock(NOON + 24 * HOUR - 1).await;
    assert_eq!(desk.send_text("in time").await.status, 200);
    desk.control.set_clock(NOON + 24 * HOUR).await;
    desk.send_text("too late")
        .await
        .is_error("err_wa_131047_window");
    assert_eq!(desk.control.sent().await.len(), 1);
}

#[tokio::test]
async fn a_refusal_can_come_later_as_a_failed_status() {
    let desk = Desk::with(|options| options.refusals = Refusals::Later).await;
    let relay = Relay::for_desk(&desk).await;
    let closed = desk.send_text("too late").await;
    assert_eq!(closed.status, 200);
    desk.marta_writes().await;
    let nobody = Fault::Unreachable {
        wa_id: MARTA.to_owned(),
    };
    desk.control.set_fault(nobody).await;
    let unreachable = desk.send_text("are you there?").await;
    desk.control.flush().await;

    let values = relay.values();
    for (answer, name) in [
        (closed, "status_failed_131047_window"),
        (unreachable, "status_failed_131026_undeliverable"),
    ] {
        let mut expected =
            fixture(&format!("whatsapp/{name}.json"))["entry"][0]["changes"][0]["value"].clone();
        expected["metadata"]["display_phone_number"] = json!("34600000640");
        expected["statuses"][0]["id"] = json!(answer.wamid());
        expected["statuses"][0]["timestamp"] = json!((NOON / 1000).to_string());
        expected["statuses"][0]["recipient_id"] = json!(MARTA);
        expected["statuses"][0]["biz_opaque_callback_data"] = json!("local:0192f7c0");
        assert!(values.contains(&expected), "{expected} in {values:?}");
    }
}

#[tokio::test]
async fn an_unreachable_number_is_refused_in_the_answer() {
    let desk = Desk::new().await;
    desk.marta_writes().await;
    let nobody = Fault::Unreachable {
        wa_id: MARTA.to_owned(),
    };
    desk.control.set_fault(nobody).await;
    desk.send_text("are you there?")
        .await
        .is_error("err_wa_131026");
}

#[tokio::test]
async fn a_bsuid_is_a_recipient_too() {
    let desk = Desk::new().await;
    let request = fixture("graph/wa_send_bsuid_ok.json")["request"]["json"].clone();
    let who = request["recipient"].as_str().unwrap();
    desk.control
        .patient_writes(who, "quiet.otter", "hello", None)
        .await
        .unwrap();
    let answer = desk.send(request.clone()).await.json();
    let (_, mut expected) = fixture_answer("wa_send_bsuid_ok");
    expected["messages"][0]["id"] = answer["messages"][0]["id"].clone();
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn the_answer_names_the_number_whatsapp_knows() {
    let desk = Desk::new().await;
    desk.control
        .patient_writes("551199990000", "Caio", "oi", None)
        .await
        .unwrap();
    let mut body = text_to_marta("olá");
    body["to"] = json!("+5511999990000");
    let answer = desk.send(body).await.json();
    let (_, theirs) = fixture_answer("wa_send_wa_id_differs");
    assert_eq!(
        answer["contacts"][0]["input"],
        theirs["contacts"][0]["input"]
    );
    assert_eq!(
        answer["contacts"][0]["wa_id"],
        theirs["contacts"][0]["wa_id"]
    );
}

#[tokio::test]
async fn a_read_mark_reaches_the_patients_ticks_and_shows_typing() {
    let desk = Desk::new().await;
    let wamid = desk.marta_writes().await;
    let mut body = fixture("graph/wa_mark_read_typing_ok.json")["request"]["json"].clone();
    body["message_id"] = json!(wamid);
    let answer = desk.send(body.clone()).await;
    assert_eq!(
        (answer.status, answer.json()),
        fixture_answer("wa_mark_read_typing_ok")
    );

    let url = format!("{}/sim/state", desk.simulator.base_url());
    let state = desk.plain(Method::GET, &url, None).await.json();
    assert_eq!(state["people"][0]["messages"][0]["status"], "read");
    assert_eq!(state["people"][0]["isDeskTyping"], true);

    body["message_id"] = json!("wamid.nothing");
    assert_eq!(desk.send(body).await.json()["error"]["code"], 131_009);
    assert!(desk.control.sent().await.is_empty());
}

#[tokio::test]
async fn a_reaction_gets_one_status_and_needs_its_message() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let target = desk.marta_writes().await;
    let reaction = |target: &str| {
        json!({"messaging_product": "whatsapp", "to": MARTA, "type": "reaction",
               "reaction": {"message_id": target, "emoji": "👍"}})
    };
    let wamid = desk.send(reaction(&target)).await.wamid();
    desk.control.flush().await;
    assert_eq!(relay.statuses(), [(wamid, "sent".to_owned())]);
    assert_eq!(
        desk.send(reaction("wamid.other")).await.json()["error"]["code"],
        131_009
    );
}

#[tokio::test]
async fn a_reply_names_the_message_it_answers() {
    let desk = Desk::with(|options| options.delivery = Delivery::Off).await;
    let target = desk.marta_writes().await;
    let mut body = text_to_marta("yes");
    body["context"] = json!({"message_id": target});
    assert_eq!(desk.send(body.clone()).await.status, 200);
    body["context"] = json!({});
    assert_eq!(desk.send(body).await.json()["error"]["code"], 131_008);
    let state = format!("{}/sim/state", desk.simulator.base_url());
    let state = desk.plain(Method::GET, &state, None).await.json();
    let answers: Vec<&Value> = state["people"][0]["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| &message["answers"])
        .collect();
    assert_eq!(answers, [&Value::Null, &json!(target)]);
}
