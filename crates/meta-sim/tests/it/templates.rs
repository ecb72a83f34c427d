//! Creating, editing, deleting and reviewing templates.

use recado_meta_sim::control::ControlError;
use recado_meta_sim::control::review::Review;
use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Answer, Desk, HOUR, MARTA, NOON, fixture, fixture_answer, same_shape};
use crate::relay::Relay;

fn reminder(name: &str) -> Value {
    json!({
        "name": name,
        "language": "es",
        "category": "UTILITY",
        "components": [
            {"type": "BODY", "text": "Hola {{1}}, le recordamos su cita del {{2}} en la clínica.",
             "example": {"body_text": [["Lucía", "jueves"]]}},
            {"type": "FOOTER", "text": "Clínica Alameda"},
            {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Confirmo"}]},
        ],
    })
}

fn path(desk: &Desk) -> String {
    format!("{}/message_templates", desk.options.business.waba_id)
}

async fn create(desk: &Desk, body: Value) -> Answer {
    desk.graph(Method::POST, &path(desk), Some(body)).await
}

#[tokio::test]
async fn a_new_template_is_pending_until_it_is_approved() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let created = create(&desk, reminder("visit_reminder")).await;
    let (_, theirs) = fixture_answer("wa_template_create_ok");
    same_shape(&created.json(), &theirs);
    assert_eq!(created.json()["status"], "PENDING");
    let send = json!({"messaging_product": "whatsapp", "to": MARTA, "type": "template", "template": {
        "name": "visit_reminder", "language": {"code": "es"},
        "components": [{"type": "body", "parameters": [
            {"type": "text", "text": "Lucía"}, {"type": "text", "text": "jueves"}]}]}});
    assert_eq!(desk.send(send.clone()).await.code(), 132_001);
    desk.control
        .review_template(&created.id(), Review::Approve)
        .await
        .unwrap();
    desk.control.flush().await;
    same_shape(
        &relay.last(),
        &fixture("whatsapp/field_template_status_approved.json"),
    );
    assert_eq!(desk.send(send).await.status, 200);
    let listed = desk
        .get(&format!("{}?name=visit_reminder", path(&desk)))
        .await
        .json();
    assert_eq!(listed["data"][0]["status"], "APPROVED");
    assert_eq!(listed["data"][0]["components"], reminder("")["components"]);
    let nobody = desk.control.review_template("1", Review::Approve).await;
    assert_eq!(nobody, Err(ControlError::NoSuchTemplate));
}

#[tokio::test]
async fn every_decision_is_told_in_metas_shape() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let templates = desk.control.templates().await;
    let id = &templates[0].id;
    for (review, name) in [
        (
            Review::Reject {
                reason: "INCORRECT_CATEGORY".to_owned(),
                recommendation: Some("Submit it as MARKETING.".to_owned()),
            },
            "status_rejected",
        ),
        (Review::Approve, "status_approved"),
        (
            Review::Pause {
                title: "FIRST_PAUSE".to_owned(),
            },
            "status_paused",
        ),
        (Review::Disable, "status_disabled"),
        (
            Review::Quality {
                score: "YELLOW".to_owned(),
            },
            "quality",
        ),
        (
            Review::AnnounceCategory {
                category: "MARKETING".to_owned(),
            },
            "category_announced",
        ),
        (
            Review::ChangeCategory {
                category: "MARKETING".to_owned(),
            },
            "category_done",
        ),
    ] {
        desk.control.review_template(id, review).await.unwrap();
        desk.control.flush().await;
        same_shape(
            &relay.last(),
            &fixture(&format!("whatsapp/field_template_{name}.json")),
        );
    }
    let read = desk.get(id).await.json();
    assert_eq!(
        (
            &read["status"],
            &read["category"],
            &read["previous_category"]
        ),
        (&json!("DISABLED"), &json!("MARKETING"), &json!("UTILITY"))
    );
}

#[tokio::test]
async fn what_is_wrong_is_said_in_words_for_the_author() {
    let desk = Desk::new().await;
    let with = |at: &str, value: Value| {
        let mut body = reminder("visit_reminder");
        *body.pointer_mut(at).unwrap() = value;
        body
    };
    let body = |text: &str, examples: Value| {
        with(
            "/components/0",
            json!({"type": "BODY", "text": text, "example": {"body_text": [examples]}}),
        )
    };
    for (asked, subcode) in [
        (
            body("{{1}}, le recordamos su cita de mañana", json!(["L"])),
            2_388_299,
        ),
        (
            body("Hola {{1}} y {{2}} y adiós", json!(["a", "b"])),
            2_388_293,
        ),
        (
            body(
                "Hola {{1}} y {{3}}, le recordamos su cita de mañana",
                json!(["a", "b"]),
            ),
            2_388_072,
        ),
        (
            body("Hola {{1}}, le recordamos su cita de mañana", json!([])),
            2_388_072,
        ),
        (body(&"x".repeat(1025), json!([])), 2_388_040),
        (with("/components/1/text", json!("x".repeat(61))), 2_388_073),
        (
            with(
                "/components/1",
                json!({"type": "HEADER", "format": "IMAGE"}),
            ),
            2_388_047,
        ),
        (with("/name", json!("a".repeat(513))), 2_388_039),
    ] {
        let answer = create(&desk, asked.clone()).await;
        let error = answer.json()["error"].clone();
        assert_eq!((answer.status.as_u16(), &error["code"]), (400, &json!(100)));
        assert_eq!(error["error_subcode"], subcode, "{asked} {error}");
        assert!(!error["error_user_msg"].as_str().unwrap().is_empty());
    }
    for asked in [
        with("/name", json!("Visit Reminder")),
        with("/language", json!("Spanish")),
        with("/category", json!("SERVICE")),
        with("/components", json!("none")),
        with(
            "/components/2/buttons/0/text",
            json!("a label that is much too long"),
        ),
        with(
            "/components/2/buttons",
            json!([{"type": "URL", "text": "x", "url": "https://a.example/{{1}}"}]),
        ),
    ] {
        assert_eq!(create(&desk, asked).await.code(), 100);
    }
    let exact = fixture_answer("err_wa_template_2388299").1;
    let answer = create(
        &desk,
        body("{{1}}, le recordamos su cita de mañana", json!(["L"])),
    )
    .await;
    assert_eq!(
        answer.json()["error"]["error_user_msg"],
        exact["error"]["error_user_msg"]
    );
    let mut twice = reminder("appointment_reminder");
    twice["language"] = json!("en");
    let answer = create(&desk, twice).await;
    let exact = fixture_answer("err_wa_template_name_exists_2388024").1;
    same_shape(&answer.json(), &exact);
    assert_eq!(answer.json()["error"]["error_subcode"], 2_388_024);
}

#[tokio::test]
async fn an_approved_template_is_edited_once_a_day() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let id = create(&desk, reminder("visit_reminder")).await.id();
    let edit = json!({"components": reminder("")["components"]});
    let pending = desk.graph(Method::POST, &id, Some(edit.clone())).await;
    assert_eq!(pending.code(), 100);
    let approve = || desk.control.review_template(&id, Review::Approve);
    approve().await.unwrap();
    let edited = desk.graph(Method::POST, &id, Some(edit.clone())).await;
    assert_eq!(
        (edited.status, edited.json()),
        fixture_answer("wa_template_edit_ok")
    );
    approve().await.unwrap();
    desk.control.flush().await;
    let parts = relay.last();
    let mut theirs = fixture("whatsapp/field_template_components.json");
    let value = theirs["entry"][0]["changes"][0]["value"]
        .as_object_mut()
        .unwrap();
    value.remove("message_template_title");
    same_shape(&parts, &theirs);
    assert_eq!(
        desk.graph(Method::POST, &id, Some(edit.clone()))
            .await
            .code(),
        100
    );
    desk.control.set_clock(NOON + 24 * HOUR).await;
    let category = json!({"category": "MARKETING"});
    assert_eq!(
        desk.graph(Method::POST, &id, Some(category)).await.code(),
        100
    );
    assert_eq!(desk.graph(Method::POST, &id, Some(edit)).await.status, 200);
}

#[tokio::test]
async fn a_deleted_approved_name_is_blocked_for_30_days() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let delete = |query: &str| format!("{}?{query}", path(&desk));
    let named = delete("name=appointment_offered");
    let deleted = desk.graph(Method::DELETE, &named, None).await;
    assert_eq!(
        (deleted.status, deleted.json()),
        fixture_answer("wa_template_delete_ok")
    );
    desk.control.flush().await;
    assert_eq!(relay.bodies().len(), 4);
    same_shape(
        &relay.last(),
        &fixture("whatsapp/field_template_status_pending_deletion.json"),
    );
    assert_eq!(desk.graph(Method::DELETE, &named, None).await.code(), 100);
    let again = create(&desk, reminder("appointment_offered")).await;
    assert_eq!(again.json()["error"]["error_subcode"], 2_388_023);
    desk.control.set_clock(NOON + 30 * 24 * HOUR).await;
    assert_eq!(
        create(&desk, reminder("appointment_offered")).await.status,
        200
    );
}

#[tokio::test]
async fn a_one_time_code_needs_a_number() {
    let desk = Desk::new().await;
    let mut code = reminder("one_time_code");
    code["category"] = json!("AUTHENTICATION");
    let id = create(&desk, code).await.id();
    desk.control
        .review_template(&id, Review::Approve)
        .await
        .unwrap();
    let words = json!([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]);
    let template = json!({"name": "one_time_code", "language": {"code": "es"},
                          "components": [{"type": "body", "parameters": words}]});
    let send = |key: &str, who: &str| json!({"messaging_product": "whatsapp", key: who, "type": "template", "template": template});
    desk.send(send("recipient", "ES.13491208655302741918"))
        .await
        .is_error("err_wa_131062_bsuid");
    assert_eq!(desk.send(send("to", MARTA)).await.status, 200);
}
