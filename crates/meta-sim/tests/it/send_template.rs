//! Sending templates: what must exist, how variables are filled.

use serde_json::{Value, json};

use crate::desk::{Answer, Desk, MARTA};
use crate::relay::Relay;

fn template(name: &str, language: &str, parameters: Value) -> Value {
    json!({
        "messaging_product": "whatsapp",
        "to": MARTA,
        "type": "template",
        "template": {
            "name": name,
            "language": {"code": language},
            "components": [{"type": "body", "parameters": parameters}],
        },
    })
}

fn texts(words: &[&str]) -> Value {
    words
        .iter()
        .map(|word| json!({"type": "text", "text": word}))
        .collect()
}

async fn send(name: &str, language: &str, parameters: Value) -> Answer {
    Desk::new()
        .await
        .send(template(name, language, parameters))
        .await
}

#[tokio::test]
async fn a_template_goes_out_without_a_window_and_is_billed() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    for language in ["en", "es", "pt_PT", "el"] {
        let answer = desk
            .send(template(
                "appointment_reminder",
                language,
                texts(&["Marta", "Friday"]),
            ))
            .await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json()["messages"][0]["message_status"], "accepted");
    }
    desk.control.flush().await;
    let pricing = &relay.values()[0]["statuses"][0]["pricing"];
    let expected =
        json!({"billable": true, "pricing_model": "PMP", "type": "regular", "category": "utility"});
    assert_eq!(*pricing, expected);
}

#[tokio::test]
async fn the_patient_reads_the_words_filled_in() {
    let desk = Desk::new().await;
    desk.send(template(
        "appointment_offered",
        "en",
        texts(&["Marta", "Friday, 17:00"]),
    ))
    .await;
    let url = format!("{}/sim/state", desk.simulator.base_url());
    let state = desk.plain(reqwest::Method::GET, &url, None).await.json();
    let message = &state["people"][0]["messages"][0];
    let words = "Hello Marta, we are keeping Friday, 17:00 for you. Would you like to confirm it?";
    assert_eq!(message["text"], words);
    assert_eq!(message["button"], "Yes, I confirm");
}

#[tokio::test]
async fn a_template_that_is_missing_paused_or_not_approved_is_refused() {
    send("appt_reminder_v3", "fr", json!([]))
        .await
        .is_error("err_wa_132001_template_missing");
    let other_language = send("shall_we_keep_in_touch", "es", texts(&["Marta"])).await;
    let details = "template name (shall_we_keep_in_touch) does not exist in es";
    other_language.is_error_with_details("err_wa_132001_template_missing", details);
    send("news_of_the_clinic", "es", texts(&["Marta"]))
        .await
        .is_error("err_wa_132015_paused");
    for name in ["winter_offer", "new_opening_hours"] {
        let details = format!("template name ({name}) does not exist in es");
        let answer = send(name, "es", texts(&["Marta"])).await;
        answer.is_error_with_details("err_wa_132001_template_missing", &details);
    }
}

#[tokio::test]
async fn the_number_of_parameters_must_match() {
    send("appointment_reminder", "en", texts(&["Marta"]))
        .await
        .is_error("err_wa_132000_params");
    let none = send("appointment_reminder", "en", json!([])).await;
    assert_eq!(none.json()["error"]["code"], 132_000);
    let three = send("appointment_reminder", "en", texts(&["a", "b", "c"])).await;
    assert_eq!(three.json()["error"]["code"], 132_000);
}

#[tokio::test]
async fn named_and_numbered_parameters_do_not_mix() {
    let named =
        |name: &str, text: &str| json!({"type": "text", "parameter_name": name, "text": text});
    let right = json!([named("visit_day", "Friday"), named("first_name", "Marta")]);
    assert_eq!(send("form_before_a_visit", "en", right).await.status, 200);
    let unknown = json!([named("visit_day", "Friday"), named("surname", "O.")]);
    for (template, parameters) in [
        ("form_before_a_visit", texts(&["Marta", "Friday"])),
        ("form_before_a_visit", unknown),
        (
            "appointment_reminder",
            json!([named("1", "Marta"), named("2", "Friday")]),
        ),
        (
            "appointment_reminder",
            json!([{"type": "image", "image": {"id": "1"}}, {"type": "text", "text": "x"}]),
        ),
    ] {
        let answer = send(template, "en", parameters.clone()).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["error"]["code"]),
            (400, &json!(132_012)),
            "{parameters}"
        );
    }
}

#[tokio::test]
async fn empty_broken_and_endless_words_are_refused() {
    for (words, code) in [
        (vec!["", "Friday"], 131_008),
        (vec!["two\nlines", "Friday"], 132_018),
        (vec!["five     spaces", "Friday"], 132_018),
        (vec![&*"x".repeat(1100), "Friday"], 132_005),
    ] {
        let answer = send("appointment_reminder", "en", texts(&words)).await;
        assert_eq!(answer.json()["error"]["code"], code);
    }
}

#[tokio::test]
async fn a_language_is_required() {
    let mut body = template("appointment_reminder", "en", json!([]));
    body["template"].as_object_mut().unwrap().remove("language");
    Desk::new()
        .await
        .send(body)
        .await
        .is_error("err_wa_100_param");
}

fn rich(name: &str, language: &str, components: Value) -> Value {
    let mut body = template(name, language, json!([]));
    body["template"]["components"] = components;
    body
}

async fn drawn(desk: &Desk, body: Value) -> Value {
    let answer = desk.send(body).await;
    assert_eq!(answer.status, 200, "{}", answer.json());
    let url = format!("{}/sim/state", desk.simulator.base_url());
    let state = desk.plain(reqwest::Method::GET, &url, None).await.json();
    let messages = state["people"][0]["messages"].as_array().unwrap();
    messages.last().unwrap()["drawn"].clone()
}

#[tokio::test]
async fn headers_carry_files_places_and_words() {
    let desk = Desk::new().await;
    let pdf = include_bytes!("../../src/media/document.pdf");
    let id = desk.upload_media("application/pdf", pdf).await.id();
    let header = |parameter: Value| json!({"type": "header", "parameters": [parameter]});
    let lucia = json!({"type": "body", "parameters": texts(&["Lucía"])});
    let file = json!({"type": "document", "document": {"id": id, "filename": "resumen.pdf"}});
    let summary = rich("visit_summary", "es", json!([header(file), lucia]));
    let seen = drawn(&desk, summary).await;
    assert_eq!(seen["header"]["document"]["id"], json!(id));
    assert_eq!(seen["footer"], "Clínica Alameda");

    let place = json!({"type": "location", "location": {
        "latitude": "39.47", "longitude": "-0.37", "name": "Clínica", "address": "Plaza del Faro 3"}});
    let seen = drawn(&desk, rich("how_to_find_us", "es", json!([header(place)]))).await;
    assert_eq!(seen["header"]["location"]["name"], "Clínica");

    for (components, code) in [
        (json!([lucia]), 132_012),
        (
            json!([header(json!({"type": "image", "image": {"id": id}})), lucia]),
            132_012,
        ),
        (
            json!([
                header(json!({"type": "document", "document": {"id": "1"}})),
                lucia
            ]),
            131_009,
        ),
    ] {
        let answer = desk.send(rich("visit_summary", "es", components)).await;
        assert_eq!(answer.code(), code);
    }
    let no_name = json!({"type": "location", "location": {"latitude": 1, "longitude": 2}});
    let answer = desk
        .send(rich("how_to_find_us", "es", json!([header(no_name)])))
        .await;
    assert_eq!(answer.code(), 131_008);
}

#[tokio::test]
async fn buttons_take_an_ending_a_code_or_a_payload() {
    let desk = Desk::new().await;
    let words = |kind: &str, text: &str| json!({"type": kind, "parameters": texts(&[text])});
    let button = |sub_type: &str, index: &str, parameter: Value| json!({"type": "button", "sub_type": sub_type, "index": index, "parameters": [parameter]});
    let ending = button("url", "0", json!({"type": "text", "text": "7f3a"}));
    let payload = button(
        "quick_reply",
        "1",
        json!({"type": "payload", "payload": "YES"}),
    );
    let parts = json!([
        words("header", "Lucía"),
        words("body", "jueves"),
        ending,
        payload
    ]);
    let seen = drawn(&desk, rich("visit_link", "es", parts)).await;
    assert_eq!(seen["header"]["text"], "Su cita, Lucía");
    assert_eq!(seen["buttons"][0]["url"], "https://clinic.example/v/7f3a");
    assert_eq!(seen["buttons"][1]["payload"], "YES");
    for wrong in [
        button(
            "quick_reply",
            "0",
            json!({"type": "payload", "payload": "YES"}),
        ),
        button("url", "7", json!({"type": "text", "text": "7f3a"})),
    ] {
        let parts = json!([words("header", "Lucía"), words("body", "jueves"), wrong]);
        assert_eq!(
            desk.send(rich("visit_link", "es", parts)).await.code(),
            132_012
        );
    }
    let none = json!([words("header", "Lucía"), words("body", "jueves")]);
    assert_eq!(
        desk.send(rich("visit_link", "es", none)).await.code(),
        131_008
    );

    let image = json!({"type": "image", "image": {"link": "https://clinic.example/gift.jpg"}});
    let gift = |code: &str| {
        let code = button(
            "copy_code",
            "0",
            json!({"type": "coupon_code", "coupon_code": code}),
        );
        let header = json!({"type": "header", "parameters": [image]});
        rich(
            "first_visit_gift",
            "es",
            json!([header, words("body", "Lucía"), code]),
        )
    };
    assert_eq!(
        drawn(&desk, gift("HOLA10")).await["buttons"][0]["code"],
        "HOLA10"
    );
    assert_eq!(
        desk.send(gift("A-CODE-OF-MORE-THAN-15")).await.code(),
        131_009
    );
}

#[tokio::test]
async fn every_card_of_a_carousel_is_filled() {
    let desk = Desk::new().await;
    let card = |at: usize| {
        let image = json!({"type": "image", "image": {"link": "https://clinic.example/a.jpg"}});
        json!({"card_index": at, "components": [{"type": "header", "parameters": [image]}]})
    };
    let team = |cards: Value| {
        let body = json!({"type": "body", "parameters": texts(&["Lucía"])});
        rich(
            "our_team",
            "es",
            json!([body, {"type": "carousel", "cards": cards}]),
        )
    };
    let seen = drawn(&desk, team(json!([card(0), card(1)]))).await;
    assert_eq!(seen["cards"][1]["body"], "Teresa Gil, terapia de pareja");
    assert_eq!(desk.send(team(json!([card(0)]))).await.code(), 132_000);
    let bare = json!([card(0), {"card_index": 1, "components": []}]);
    assert_eq!(desk.send(team(bare)).await.code(), 132_012);
}
