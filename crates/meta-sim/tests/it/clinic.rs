//! What happens outside the desk: the phone app, other apps, synced history, the account.

use recado_meta_sim::control::ControlError;
use recado_meta_sim::message::whatsapp;
use recado_meta_sim::world::product::Product::{Instagram, Messenger, WhatsApp};
use serde_json::{Value, json};

use crate::desk::{Desk, INES, MARTA, TOMAS, fixture, same_shape};
use crate::relay::Relay;

fn value_of(name: &str) -> Value {
    fixture(&format!("whatsapp/{name}.json"))["entry"][0]["changes"][0]["value"].clone()
}

#[tokio::test]
async fn every_kind_a_patient_sends_has_metas_shape() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let mid = "wamid.HBgMno1uktXnnA2A";
    for (message, name) in [
        (whatsapp::text("hello"), "msg_text"),
        (
            whatsapp::replying_to(mid, whatsapp::text("yes")),
            "msg_text_reply",
        ),
        (
            whatsapp::forwarded(false, whatsapp::text("look")),
            "msg_text_forwarded",
        ),
        (
            whatsapp::forwarded(true, whatsapp::text("look")),
            "msg_text_frequently_forwarded",
        ),
        (whatsapp::image("the door"), "msg_image_caption_url"),
        (whatsapp::location(1.5, 2.5, "", ""), "msg_location_bare"),
        (whatsapp::reaction(mid, "👍"), "msg_reaction_add"),
        (whatsapp::reaction(mid, ""), "msg_reaction_removed_absent"),
        (
            whatsapp::button_reply(mid, "yes", "Yes"),
            "msg_interactive_button_reply",
        ),
        (
            whatsapp::list_reply(mid, "tue", "Tuesday", "at ten"),
            "msg_interactive_list_reply",
        ),
        (
            whatsapp::list_reply(mid, "tue", "Tuesday", ""),
            "msg_interactive_list_reply_bare",
        ),
        (
            whatsapp::flow_reply(mid, &json!({"flow_token": "x"})),
            "msg_interactive_nfm_flow",
        ),
        (
            whatsapp::template_button(mid, "C", "Confirm"),
            "msg_button_template_quick_reply",
        ),
        (whatsapp::order("for pickup"), "msg_order"),
        (whatsapp::revoke(mid), "msg_revoke"),
        (
            whatsapp::unsupported("poll_creation"),
            "msg_unsupported_poll",
        ),
    ] {
        let sent = desk
            .control
            .patient_sends(MARTA, "Marta Oliveira", message, None);
        sent.await.unwrap();
        desk.control.flush().await;
        let ours = relay.values().pop().unwrap();
        let (mut ours, mut theirs) = (
            ours["messages"][0].clone(),
            value_of(name)["messages"][0].clone(),
        );
        if theirs.get("context").is_none() {
            // Some of the documents' replies leave out what they answer.
            ours.as_object_mut().unwrap().remove("context");
            theirs.as_object_mut().unwrap().remove("context");
        }
        same_shape(&ours, &theirs);
    }
    for message in [
        whatsapp::video("clip"),
        whatsapp::voice(),
        whatsapp::audio(),
        whatsapp::document("form.pdf", "signed"),
        whatsapp::sticker(),
    ] {
        let kind = message["type"].as_str().unwrap().to_owned();
        let sent = desk.control.patient_sends(MARTA, "", message, None);
        sent.await.unwrap();
        desk.control.flush().await;
        let object = relay.values().pop().unwrap()["messages"][0][&kind].clone();
        for key in ["id", "mime_type", "sha256", "url"] {
            assert!(object[key].is_string(), "{kind} {key}");
        }
    }
}

#[tokio::test]
async fn an_edit_a_contact_and_an_ad_have_metas_keys() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let first = desk.marta_writes().await;
    let edit = whatsapp::edit(&first, whatsapp::text("Good evening"));
    for message in [
        edit,
        whatsapp::shared_number("Ana Sousa", "+44 7700 900321"),
        whatsapp::from_ad("Smile again", whatsapp::text("Hi")),
        whatsapp::failed_media("video"),
    ] {
        let sent = desk.control.patient_sends(MARTA, "", message, None);
        sent.await.unwrap();
    }
    desk.control.flush().await;
    let values = relay.values();
    assert_eq!(
        values[1]["messages"][0]["edit"]["message"]["text"]["body"],
        "Good evening"
    );
    assert_eq!(
        values[2]["messages"][0]["contacts"][0]["origin"],
        "contact_request"
    );
    let theirs = value_of("msg_text_referral_ad_image")["messages"][0]["referral"].clone();
    for (key, value) in values[3]["messages"][0]["referral"].as_object().unwrap() {
        assert_eq!(value.is_string(), theirs[key].is_string(), "{key}");
    }
    let failed = &values[4]["messages"][0];
    assert_eq!(
        (&failed["errors"][0]["code"], &failed["video"]),
        (&json!(131_052), &json!({}))
    );
}

#[tokio::test]
async fn a_new_number_keeps_the_chat_and_changes_the_bsuid() {
    let desk = Desk::new().await;
    desk.marta_writes().await;
    let relay = Relay::for_desk(&desk).await;
    desk.control.flush().await;
    let changed = desk.control.patient_changes_number(MARTA, "447700900124");
    changed.await.unwrap();
    desk.control.flush().await;
    same_shape(
        &relay.values().pop().unwrap(),
        &value_of("msg_system_number_changed"),
    );
    let mut body = crate::desk::text_to_marta("still you?");
    body["to"] = json!("447700900124");
    assert_eq!(desk.send(body).await.status, 200);
    let hidden = "GB.55198876900143328790";
    let wrote = desk
        .control
        .patient_writes(hidden, "quiet.otter", "hi", None);
    wrote.await.unwrap();
    let changed = desk
        .control
        .patient_changes_user_id(hidden, "GB.99001122334455667799");
    changed.await.unwrap();
    desk.control.flush().await;
    same_shape(
        &relay.values().pop().unwrap(),
        &value_of("msg_system_user_id_changed"),
    );
    let nobody = desk
        .control
        .patient_changes_number(MARTA, "447700900125")
        .await;
    assert_eq!(nobody, Err(ControlError::NoSuchPerson));
}

#[tokio::test]
async fn what_is_typed_in_metas_apps_comes_as_an_echo() {
    let desk = Desk::new().await;
    let control = &desk.control;
    desk.marta_writes().await;
    control
        .visitor_writes(Messenger, TOMAS, "T", "hi", None)
        .await
        .unwrap();
    control
        .visitor_writes(Instagram, INES, "I", "olá", None)
        .await
        .unwrap();
    control.flush().await;
    let relay = Relay::for_desk(&desk).await;
    let typed = control
        .clinic_sends_elsewhere(MARTA, whatsapp::text("On Friday"), None)
        .await
        .unwrap();
    let revoked = whatsapp::revoke(&typed);
    control
        .clinic_sends_elsewhere(MARTA, revoked, None)
        .await
        .unwrap();
    let text = || json!({"text": "typed elsewhere"});
    control
        .clinic_sends_elsewhere(TOMAS, text(), None)
        .await
        .unwrap();
    control
        .clinic_sends_elsewhere(INES, text(), None)
        .await
        .unwrap();
    control.flush().await;
    let values = relay.values();
    same_shape(&values[0], &value_of("coex_echo_text"));
    same_shape(&values[1], &value_of("coex_echo_revoke"));
    let items = relay.items("messaging");
    let theirs = fixture("messenger/echo_page_inbox.json")["entry"][0]["messaging"][0].clone();
    same_shape(&items[0], &theirs);
    assert_eq!(items[0]["message"]["app_id"], theirs["message"]["app_id"]);
    same_shape(
        &items[1],
        &fixture("instagram/echo_own.json")["entry"][0]["messaging"][0],
    );
}

#[tokio::test]
async fn another_responder_takes_the_thread_and_gives_it_back() {
    let desk = Desk::new().await;
    let control = &desk.control;
    desk.marta_writes().await;
    control.flush().await;
    let relay = Relay::for_desk(&desk).await;
    control.hand_over(MARTA, Some("111"), "bot").await.unwrap();
    control
        .patient_writes(MARTA, "", "a person?", None)
        .await
        .unwrap();
    assert_eq!(desk.send_text("I am one").await.code(), 131_005);
    control
        .hand_over(MARTA, None, "patient asked")
        .await
        .unwrap();
    assert_eq!(desk.send_text("I am one").await.status, 200);
    control.flush().await;
    let values = relay.values();
    assert_eq!(values[0]["type"], value_of("routing_control_taken")["type"]);
    same_shape(&values[1], &value_of("routing_standby_message"));
    assert_eq!(
        values[2]["type"],
        value_of("routing_control_passed")["type"]
    );
    assert_eq!(values[2]["sender"], json!({"phone_number": MARTA}));
}

#[tokio::test]
async fn the_account_speaks_through_its_fields() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    for name in [
        "field_phone_quality_throughput",
        "field_account_restriction",
        "field_account_alert",
        "field_security_pin_changed",
        "field_capability",
        "field_account_partner_added",
        "field_user_preferences_stop",
    ] {
        let theirs = fixture(&format!("whatsapp/{name}.json"));
        let change = theirs["entry"][0]["changes"][0].clone();
        let field = change["field"].as_str().unwrap();
        let entry = theirs["entry"][0]["id"].as_str();
        desk.control
            .tell_change(WhatsApp, field, change["value"].clone(), entry)
            .await
            .unwrap();
        desk.control.flush().await;
        let mut ours = relay.last();
        if theirs["entry"][0].get("time").is_some() {
            ours["entry"][0]["time"] = theirs["entry"][0]["time"].clone();
        }
        assert_eq!(ours, theirs, "{name}");
    }
    let unknown = desk
        .control
        .tell_change(WhatsApp, "moods", json!({}), None)
        .await;
    assert_eq!(unknown, Err(ControlError::NoSuchField("moods".to_owned())));
}

#[tokio::test]
async fn the_phone_apps_past_is_synced_in_chunks() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let control = &desk.control;
    let chunk = value_of("coex_history_chunk")["history"].clone();
    control.sync_history(chunk.clone()).await;
    let contacts = value_of("coex_state_sync")["state_sync"].clone();
    control.sync_contacts(contacts.clone()).await;
    let media = value_of("coex_history_media")["messages"].clone();
    control.sync_history_messages(media.clone()).await;
    control.flush().await;
    let values = relay.values();
    assert_eq!(values[0]["history"], chunk);
    assert_eq!(values[1]["state_sync"], contacts);
    assert_eq!(values[2]["messages"], media);
    same_shape(&values[0], &value_of("coex_history_chunk"));
    let path = format!("{}/smb_app_data", desk.options.business.phone_number_id);
    let ask = |sync_type: &str| json!({"messaging_product": "whatsapp", "sync_type": sync_type});
    let post = |body| desk.graph(reqwest::Method::POST, &path, Some(body));
    same_shape(
        &post(ask("history")).await.json(),
        &crate::desk::fixture_answer("wa_smb_app_data_ok").1,
    );
    assert_eq!(post(ask("everything")).await.code(), 100);
}
