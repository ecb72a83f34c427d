//! The reads that prove a connection: token, account, number, templates.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, fixture_answer, same_shape};
use recado_meta_sim::fault::Fault;

#[tokio::test]
async fn the_account_names_its_numbers() {
    let desk = Desk::new().await;
    let account = &desk.options.business.waba_id;
    let numbers = desk.get(&format!("{account}/phone_numbers")).await.json();
    let number = &numbers["data"][0];
    assert_eq!(number["id"], desk.options.business.phone_number_id.as_str());
    assert_eq!(number["status"], "CONNECTED");
    let theirs = fixture_answer("wa_phone_numbers_list").1;
    for key in theirs["data"][0].as_object().unwrap().keys() {
        // Present once a callback is configured.
        if key != "webhook_configuration" {
            assert!(!number[key].is_null(), "{key}");
        }
    }
    let fields = "display_phone_number,quality_rating,health_status";
    let path = format!("{}?fields={fields}", desk.options.business.phone_number_id);
    let number = desk.get(&path).await.json();
    let keys: Vec<&String> = number.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "display_phone_number",
            "health_status",
            "id",
            "quality_rating"
        ]
    );
    let account = desk.get(account).await.json();
    assert_eq!(account["name"], "Clínica Alameda");
}

#[tokio::test]
async fn a_token_is_explained() {
    let desk = Desk::new().await;
    let path = format!(
        "debug_token?input_token={}",
        desk.options.business.access_token
    );
    let answer = desk
        .graph_as(&desk.app_token(), Method::GET, &path, None)
        .await;
    same_shape(&answer.json(), &fixture_answer("debug_token_ok").1);
    assert_eq!(answer.json()["data"]["is_valid"], true);

    let wrong = desk
        .graph_as(
            &desk.app_token(),
            Method::GET,
            "debug_token?input_token=x",
            None,
        )
        .await;
    assert_eq!(wrong.json()["data"]["is_valid"], false);

    desk.control.set_fault(Fault::ExpiredToken).await;
    let expired = desk
        .graph_as(&desk.app_token(), Method::GET, &path, None)
        .await
        .json();
    same_shape(&expired, &fixture_answer("debug_token_expired").1);
    assert_eq!(expired["data"]["error"]["subcode"], 463);
}

#[tokio::test]
async fn templates_come_in_pages_until_next_is_absent() {
    let desk = Desk::new().await;
    let mut url = format!(
        "{}/v25.0/{}/message_templates?limit=4&access_token={}",
        desk.simulator.base_url(),
        desk.options.business.waba_id,
        desk.options.business.access_token,
    );
    let (mut names, mut pages) = (Vec::new(), 0);
    loop {
        let page = desk.plain(Method::GET, &url, None).await.json();
        let rows = page["data"].as_array().unwrap();
        assert!(rows.len() <= 4);
        let identity = |row: &Value| format!("{}/{}", row["name"], row["language"]);
        names.extend(rows.iter().map(identity));
        pages += 1;
        let Some(next) = page["paging"]["next"].as_str() else {
            break;
        };
        url = format!("{next}&access_token={}", desk.options.business.access_token);
    }
    assert!(pages >= 4);
    let mut distinct = names.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), names.len());
}

#[tokio::test]
async fn templates_have_metas_shape_and_can_be_chosen() {
    let desk = Desk::new().await;
    let path = format!("{}/message_templates", desk.options.business.waba_id);
    let theirs = fixture_answer("wa_templates_page1").1;
    let named = desk
        .get(&format!("{path}?name=form_before_a_visit&language=en"))
        .await
        .json();
    let mut ours = named["data"][0].clone();
    // The example's header, footer and buttons are its own; the body is what both have.
    let body = ours["components"][0].clone();
    same_shape(&body, &theirs["data"][0]["components"][1]);
    ours["components"] = json!([]);
    same_shape(&ours, &theirs["data"][0]);

    let refused = desk.get(&format!("{path}?status=REJECTED")).await.json();
    assert_eq!(refused["data"].as_array().unwrap().len(), 1);
    assert_eq!(
        refused["data"][0]["rejected_reason"],
        theirs["data"][2]["rejected_reason"]
    );
    let paused = desk
        .get(&format!("{path}?status=PAUSED&fields=name,status"))
        .await
        .json();
    assert_eq!(paused["data"][0].as_object().unwrap().len(), 3);
    let nothing = desk.get(&format!("{path}?name=no_such")).await;
    assert_eq!(
        (nothing.status, nothing.json()),
        fixture_answer("wa_templates_empty")
    );
    let lost = desk.get(&format!("{path}?after=nonsense")).await;
    assert_eq!(lost.json()["error"]["code"], 131_059);
}

#[tokio::test]
async fn usage_headers_come_with_every_answer() {
    let desk = Desk::new().await;
    let answer = desk
        .get(&format!(
            "{}/message_templates",
            desk.options.business.waba_id
        ))
        .await;
    let parse =
        |name: &str| -> Value { serde_json::from_slice(answer.headers[name].as_bytes()).unwrap() };
    let theirs = crate::desk::fixture("graph/rate_limit_headers_ok.json")["headers"].clone();
    let their =
        |name: &str| -> Value { serde_json::from_str(theirs[name].as_str().unwrap()).unwrap() };
    same_shape(&parse("x-app-usage"), &their("X-App-Usage"));
    same_shape(
        &parse("x-business-use-case-usage"),
        &their("X-Business-Use-Case-Usage"),
    );
}

#[tokio::test]
async fn what_does_not_exist_is_code_100_subcode_33() {
    let desk = Desk::new().await;
    desk.get("1893377001122334")
        .await
        .is_error("err_wa_media_expired");
    let wrong_edge = desk
        .get(&format!("{}/friends", desk.options.business.waba_id))
        .await;
    assert_eq!(wrong_edge.json()["error"]["error_subcode"], 33);
    let url = format!("{}/me/messages", desk.simulator.base_url());
    assert_eq!(
        desk.plain(Method::GET, &url, None).await.json()["error"]["code"],
        2500
    );
}

#[tokio::test]
async fn a_wrong_proof_is_refused() {
    let desk = Desk::new().await;
    let path = format!(
        "{}?appsecret_proof=00",
        desk.options.business.phone_number_id
    );
    let answer = desk.get(&path).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["error"]["code"]),
        (400, &json!(100))
    );
}
