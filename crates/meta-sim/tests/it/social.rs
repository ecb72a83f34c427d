//! Sending on Messenger and Instagram: Meta's answers, limits, windows, tags, receipts, actions, thread control.

use recado_meta_sim::control::Control;
use recado_meta_sim::fault::Fault;
use recado_meta_sim::simulator::Delivery;
use recado_meta_sim::world::product::Product::{Instagram, Messenger};
use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, HOUR, INES, NOON, TOMAS, fixture, fixture_answer, same_shape};
use crate::relay::Relay;

const PHOTO: &[u8] = include_bytes!("../../src/media/photo.jpg");

async fn they_write(control: &Control) -> (String, String) {
    let tomas = control.visitor_writes(Messenger, TOMAS, "Tomás Ribeiro", "How much?", None);
    let ines = control.visitor_writes(Instagram, INES, "Inês Silva", "Olá!", None);
    (tomas.await.unwrap(), ines.await.unwrap())
}

async fn with_windows() -> Desk {
    let desk = Desk::new().await;
    they_write(&desk.control).await;
    // Nobody is subscribed yet: what was told so far is lost, and no test has to count it.
    desk.control.flush().await;
    desk
}

fn to(person: &str, message: Value) -> Value {
    json!({"recipient": {"id": person}, "messaging_type": "RESPONSE", "message": message})
}

#[tokio::test]
async fn texts_are_answered_as_meta_answers_and_kept() {
    let desk = with_windows().await;
    let request = fixture("graph/msgr_send_ok.json")["request"]["json"].clone();
    let answer = desk.page_sends(request.clone()).await;
    assert_eq!(answer.status, 200);
    same_shape(&answer.json(), &fixture_answer("msgr_send_ok").1);
    let instagram = desk.page_sends(to(INES, json!({"text": "Olá"}))).await;
    same_shape(&instagram.json(), &fixture_answer("ig_send_ok").1);
    assert!(instagram.id().starts_with("aWdfZAG1faXRlbToxOk"));

    let own = format!("{}/messages", desk.options.instagram.id);
    let token = desk.options.instagram.access_token.clone();
    for path in [&own, "me/messages"] {
        let body = Some(to(INES, json!({"text": "again"})));
        assert_eq!(
            desk.graph_as(&token, Method::POST, path, body).await.status,
            200
        );
    }
    let sent = desk.control.sent().await;
    assert_eq!((sent[0].product, sent[1].product), (Messenger, Instagram));
    assert_eq!((&sent[0].wamid, &sent[0].body), (&answer.id(), &request));
    assert_eq!(sent[0].callback_data.as_deref(), Some("local:0192f7c0"));
    assert_eq!(sent.len(), 4);
}

#[tokio::test]
async fn echo_delivery_and_read_follow() {
    let desk = with_windows().await;
    let relay = Relay::for_desk(&desk).await;
    let mid = desk
        .page_sends(to(
            TOMAS,
            json!({"text": "60", "metadata": "local:0192f7c0"}),
        ))
        .await
        .id();
    desk.control.flush().await;
    let items = relay.items("messaging");
    for (ours, name) in items
        .iter()
        .zip(["echo_own_app", "delivery_mids", "read_watermark"])
    {
        let theirs = fixture(&format!("messenger/{name}.json"));
        same_shape(ours, &theirs["entry"][0]["messaging"][0]);
    }
    assert_eq!(items[0]["message"]["app_id"], 880_140_022_334_455_u64);
    assert_eq!(items[1]["delivery"]["mids"], json!([mid]));
    assert_eq!(items[2]["read"]["watermark"], NOON);
    assert_eq!(relay.last()["object"], "page");

    let mid = desk.page_sends(to(INES, json!({"text": "Olá"}))).await.id();
    desk.control.flush().await;
    let items = relay.items("messaging");
    for (ours, name) in items[3..].iter().zip(["echo_own", "seen"]) {
        let theirs = fixture(&format!("instagram/{name}.json"));
        same_shape(ours, &theirs["entry"][0]["messaging"][0]);
    }
    assert_eq!((items.len(), &items[4]["read"]["mid"]), (5, &json!(mid)));
    assert_eq!(relay.last()["object"], "instagram");
}

#[tokio::test]
async fn length_is_counted_in_characters_there_and_in_bytes_here() {
    let desk = with_windows().await;
    for (person, text, is_right) in [
        (TOMAS, "é".repeat(2000), true),
        (TOMAS, "é".repeat(2001), false),
        (INES, "é".repeat(500), true),
        (INES, "é".repeat(501), false),
        (INES, " ".to_owned(), false),
    ] {
        let answer = desk.page_sends(to(person, json!({"text": text}))).await;
        assert_eq!(answer.status == 200, is_right);
        assert_eq!(answer.code() == 100, !is_right);
    }
}

#[tokio::test]
async fn nonsense_is_refused() {
    let desk = with_windows().await;
    let image = json!({"type": "image", "payload": {"url": "https://clinic.example/a.jpg"}});
    let replies = |count: usize| -> Value {
        (0..count)
            .map(|at| json!({"content_type": "text", "title": format!("{at}"), "payload": "P"}))
            .collect()
    };
    let right = json!({"text": "When?", "quick_replies": replies(13)});
    assert_eq!(desk.page_sends(to(TOMAS, right)).await.status, 200);
    for message in [
        json!({"text": "both", "attachment": image}),
        json!({}),
        json!({"text": 7}),
        json!({"text": "When?", "quick_replies": replies(14)}),
        json!({"text": "When?", "quick_replies": [{"content_type": "text", "title": "x".repeat(21), "payload": "P"}]}),
        json!({"attachment": {"type": "poll", "payload": {}}}),
        json!({"attachment": {"type": "image", "payload": {}}}),
        json!({"attachments": [image]}),
        json!({"text": "x", "metadata": "x".repeat(1001)}),
    ] {
        let answer = desk.page_sends(to(TOMAS, message.clone())).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code()),
            (400, 100),
            "{message}"
        );
    }
    let pictures = json!({"attachments": [image, image]});
    assert_eq!(desk.page_sends(to(INES, pictures)).await.status, 200);
    let mut reply = to(TOMAS, json!({"text": "this one"}));
    reply["reply_to"] = json!({"mid": "m_unknown"});
    assert_eq!(desk.page_sends(reply).await.code(), 100);
    assert_eq!(
        desk.page_sends(json!({"message": {"text": "x"}}))
            .await
            .code(),
        100
    );
    let nobody = to("7482910036650000", json!({"text": "x"}));
    desk.page_sends(nobody)
        .await
        .is_error("err_msgr_100_2018001_no_user");
    let wrong_token = desk
        .graph(
            Method::POST,
            "me/messages",
            Some(to(TOMAS, json!({"text": "x"}))),
        )
        .await;
    assert_eq!(wrong_token.status, 400);
}

#[tokio::test]
async fn after_24_hours_only_a_human_may_answer_for_7_days() {
    let desk = with_windows().await;
    let text = json!({"text": "Sorry for the wait."});
    let human = fixture("graph/msgr_send_human_agent_ok.json")["request"]["json"].clone();
    desk.control.set_clock(NOON + 24 * HOUR).await;
    desk.page_sends(to(TOMAS, text.clone()))
        .await
        .is_error("err_msgr_10_2018278_window");
    desk.page_sends(to(INES, text.clone()))
        .await
        .is_error("err_ig_10_2534022_window");
    assert_eq!(desk.page_sends(human.clone()).await.status, 200);
    let mut removed = human.clone();
    removed["tag"] = json!("CONFIRMED_EVENT_UPDATE");
    desk.page_sends(removed)
        .await
        .is_error("err_msgr_100_tag_removed");
    desk.control.set_clock(NOON + 7 * 24 * HOUR).await;
    desk.page_sends(human)
        .await
        .is_error("err_msgr_10_2018278_window");
}

#[tokio::test]
async fn a_file_travels_by_form_or_by_one_upload_for_many() {
    let desk = Desk::with(|options| options.delivery = Delivery::Off).await;
    they_write(&desk.control).await;
    desk.control.flush().await;
    let page = desk.options.page.clone();
    let message = r#"{"attachment":{"type":"image","payload":{"is_reusable":true}}}"#;
    let recipient = format!(r#"{{"id":"{TOMAS}"}}"#);
    let fields = [("recipient", recipient.as_str()), ("message", message)];
    let file = ("filedata", "door.jpg", "image/jpeg", PHOTO);
    let path = format!("{}/messages", page.id);
    let answer = desk.upload(&page.access_token, &path, &fields, file).await;
    same_shape(&answer.json(), &fixture_answer("msgr_send_attachment_ok").1);

    let path = format!("{}/message_attachments", page.id);
    let answer = desk
        .upload(&page.access_token, &path, &fields[1..], file)
        .await;
    same_shape(
        &answer.json(),
        &fixture_answer("msgr_attachment_upload_ok").1,
    );
    let by_id = json!({"attachment": {"type": "image", "payload": {"attachment_id": answer.id()}}});
    desk.control.flush().await;
    let relay = Relay::for_desk(&desk).await;
    assert_eq!(desk.page_sends(to(TOMAS, by_id)).await.status, 200);
    desk.control.flush().await;
    let echoed = relay.items("messaging")[0]["message"]["attachments"][0]["payload"]["url"].clone();
    let bytes = desk
        .plain(Method::GET, echoed.as_str().unwrap(), None)
        .await
        .bytes;
    assert_eq!(bytes, PHOTO);
    let uploads = desk.control.uploads().await;
    assert_eq!((uploads.len(), uploads[0].product), (2, Messenger));

    let as_video =
        json!({"attachment": {"type": "video", "payload": {"attachment_id": answer.id()}}});
    assert_eq!(
        desk.page_sends(to(TOMAS, as_video)).await.json()["error"]["error_subcode"],
        2_018_047
    );
    let unknown = json!({"attachment": {"type": "image", "payload": {"attachment_id": "12"}}});
    assert_eq!(
        desk.page_sends(to(TOMAS, unknown)).await.json()["error"]["error_subcode"],
        2_018_074
    );
    let giant = vec![0; 25 * 1024 * 1024 + 1];
    let file = ("filedata", "door.jpg", "image/jpeg", giant.as_slice());
    desk.upload(&page.access_token, &path, &fields[1..], file)
        .await
        .is_error("err_msgr_100_2018109_size");
}

#[tokio::test]
async fn actions_show_typing_seen_and_on_instagram_a_reaction() {
    let desk = Desk::new().await;
    let (_, mid) = they_write(&desk.control).await;
    let action =
        |person: &str, action: &str| json!({"recipient": {"id": person}, "sender_action": action});
    let typing = desk.page_sends(action(TOMAS, "typing_on")).await;
    assert_eq!(
        (typing.status, typing.json()),
        fixture_answer("msgr_sender_action_ok")
    );
    assert!(desk.control.is_desk_typing_to(TOMAS).await);
    assert!(!desk.control.is_desk_typing_to(INES).await);
    assert_eq!(desk.page_sends(action(INES, "mark_seen")).await.status, 200);
    let seen = desk.control.read_by_the_clinic().await;
    assert_eq!(seen, std::slice::from_ref(&mid));
    let mut love = action(INES, "react");
    love["payload"] = json!({"message_id": mid, "reaction": "love"});
    assert_eq!(desk.page_sends(love.clone()).await.status, 200);
    love["payload"]["message_id"] = json!("other");
    assert_eq!(desk.page_sends(love.clone()).await.code(), 100);
    love["recipient"]["id"] = json!(TOMAS);
    assert_eq!(desk.page_sends(love).await.code(), 100);
    assert_eq!(desk.page_sends(action(TOMAS, "wink")).await.code(), 100);
}

#[tokio::test]
async fn blocked_limited_and_owned_threads_refuse() {
    let desk = with_windows().await;
    let text = || json!({"text": "Hello"});
    desk.control.patient_blocks(TOMAS, true).await.unwrap();
    desk.page_sends(to(TOMAS, text()))
        .await
        .is_error("err_msgr_551_unavailable");
    desk.control.patient_blocks(TOMAS, false).await.unwrap();
    desk.control
        .hand_over(TOMAS, Some("263902037430900"), "")
        .await
        .unwrap();
    desk.page_sends(to(TOMAS, text()))
        .await
        .is_error("err_msgr_10_2018300_thread");
    let take = format!("{}/take_thread_control", desk.options.page.id);
    let who = json!({"recipient": {"id": TOMAS}});
    let took = desk.page(Method::POST, &take, Some(who.clone())).await;
    assert_eq!(took.json(), json!({"success": true}));
    assert_eq!(desk.page_sends(to(TOMAS, text())).await.status, 200);

    let mut pass = who;
    pass["target_app_id"] = json!(263_902_037_430_900_u64);
    let path = format!("{}/pass_thread_control", desk.options.page.id);
    assert_eq!(desk.page(Method::POST, &path, Some(pass)).await.status, 200);
    assert_eq!(desk.page_sends(to(TOMAS, text())).await.code(), 10);
    let owner = format!("{}/thread_owner?recipient={TOMAS}", desk.options.page.id);
    let owner = desk.page(Method::GET, &owner, None).await.json();
    assert_eq!(
        owner["data"][0]["thread_owner"]["app_id"],
        "263902037430900"
    );

    let limited = Fault::SocialError {
        code: 613,
        subcode: None,
        times: 1,
    };
    desk.control.set_fault(limited).await;
    assert_eq!(desk.page_sends(to(INES, text())).await.code(), 613);
    assert_eq!(desk.page_sends(to(INES, text())).await.status, 200);
}

#[tokio::test]
async fn pages_profiles_and_subscriptions_are_read() {
    let desk = with_windows().await;
    let accounts = desk.get(
        "me/accounts?fields=id,name,access_token,tasks,instagram_business_account{id,username}",
    );
    let accounts = accounts.await.json();
    let theirs = fixture_answer("me_accounts").1;
    for key in [
        "id",
        "name",
        "access_token",
        "tasks",
        "instagram_business_account",
    ] {
        same_shape(&accounts["data"][0][key], &theirs["data"][0][key]);
    }
    let tomas = format!("{TOMAS}?fields=first_name,last_name,profile_pic");
    let tomas = desk.page(Method::GET, &tomas, None).await.json();
    same_shape(&tomas, &fixture_answer("msgr_profile_ok").1);
    assert_eq!(tomas["last_name"], "Ribeiro");
    let ines = desk.page(Method::GET, INES, None).await.json();
    same_shape(&ines, &fixture_answer("ig_profile_ok").1);

    let path = format!("{}/subscribed_apps", desk.options.page.id);
    assert_eq!(
        desk.page(Method::GET, &path, None).await.json(),
        json!({"data": []})
    );
    let wrong = format!("{path}?subscribed_fields=messages,nonsense");
    assert_eq!(desk.page(Method::POST, &wrong, None).await.code(), 100);
    let right = format!("{path}?subscribed_fields=messages,message_echoes");
    let answer = desk.page(Method::POST, &right, None).await;
    assert_eq!(
        (answer.status, answer.json()),
        fixture_answer("page_subscribe_ok")
    );
    let listed = desk.page(Method::GET, &path, None).await.json();
    assert_eq!(
        listed["data"][0]["subscribed_fields"],
        json!(["messages", "message_echoes"])
    );
    assert_eq!(desk.page(Method::DELETE, &path, None).await.status, 200);
    assert_eq!(desk.graph(Method::GET, &path, None).await.code(), 190);
}
