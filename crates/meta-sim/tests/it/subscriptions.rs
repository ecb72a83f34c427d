//! Subscribing: the challenge, the app's callback, the account's subscription and its override.

use reqwest::Method;
use serde_json::{Value, json};

use recado_meta_sim::world::product::Product;

use crate::desk::{Desk, MARTA, TOMAS, fixture_answer, same_shape};
use crate::relay::Relay;

async fn subscribe(desk: &Desk, token: &str, callback: &str, verify_token: &str) -> (u16, Value) {
    let body = json!({
        "object": "whatsapp_business_account",
        "callback_url": callback,
        "fields": "messages,message_template_status_update",
        "verify_token": verify_token,
    });
    let path = format!("{}/subscriptions", desk.options.app.id);
    let answer = desk.graph_as(token, Method::POST, &path, Some(body)).await;
    (answer.status.as_u16(), answer.json())
}

#[tokio::test]
async fn the_callback_must_return_the_challenge() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let right = desk.options.app.verify_token.clone();
    let (token, url) = (desk.app_token(), relay.url.as_str());
    let (status, refused) = subscribe(&desk, &token, url, "wrong").await;
    assert_eq!((status, &refused["error"]["code"]), (400, &json!(2200)));
    assert!(
        refused["error"]["message"]
            .as_str()
            .unwrap()
            .contains("HTTP Status Code = 403")
    );
    assert_eq!(
        subscribe(&desk, &token, url, &right).await,
        (200, json!({"success": true}))
    );
    let (_, permission) = subscribe(&desk, &desk.options.business.access_token, url, &right).await;
    assert_eq!(permission["error"]["code"], 10);
    let (_, elsewhere) = subscribe(&desk, &token, "http://relay.example/wa", &right).await;
    assert_eq!(elsewhere["error"]["code"], 100);

    let path = format!("{}/subscriptions", desk.options.app.id);
    let list = desk.graph_as(&token, Method::GET, &path, None).await.json();
    assert_eq!(list["data"][0]["callback_url"], url);
    assert_eq!(list["data"][0]["fields"][0]["name"], "messages");
    desk.control
        .verify_webhook(relay.url.clone())
        .await
        .unwrap();
}

#[tokio::test]
async fn nothing_is_told_until_app_and_account_are_subscribed() {
    let desk = Desk::new().await;
    let path = format!("{}/subscribed_apps", desk.options.business.waba_id);
    assert_eq!(desk.get(&path).await.json(), json!({"data": []}));
    let relay = Relay::for_desk(&desk).await;
    let deleted = desk.graph(Method::DELETE, &path, None).await.json();
    assert_eq!(deleted, json!({"success": true}));
    desk.marta_writes().await;
    desk.control.flush().await;
    assert!(relay.bodies().is_empty());

    let subscribed = desk.graph(Method::POST, &path, None).await;
    assert_eq!(
        (subscribed.status, subscribed.json()),
        fixture_answer("page_subscribe_ok")
    );
    desk.control
        .patient_writes(MARTA, "", "now?", None)
        .await
        .unwrap();
    desk.control.flush().await;
    assert_eq!(relay.texts(), ["now?"]);
}

#[tokio::test]
async fn an_override_takes_the_messages_elsewhere() {
    let desk = Desk::new().await;
    let first = Relay::for_desk(&desk).await;
    let second = Relay::for_desk(&desk).await;
    desk.control.set_webhook(first.url.clone()).await;
    let path = format!("{}/subscribed_apps", desk.options.business.waba_id);
    let asked =
        |token: &str| json!({"override_callback_uri": second.url.as_str(), "verify_token": token});
    let refused = desk.graph(Method::POST, &path, Some(asked("wrong"))).await;
    assert_eq!(refused.json()["error"]["code"], 2200);
    desk.graph(
        Method::POST,
        &path,
        Some(asked(&desk.options.app.verify_token)),
    )
    .await;
    same_shape(
        &desk.get(&path).await.json(),
        &fixture_answer("wa_subscribed_apps").1,
    );
    desk.marta_writes().await;
    desk.control.flush().await;
    assert_eq!((first.bodies().len(), second.bodies().len()), (0, 1));
}

#[tokio::test]
async fn each_object_has_its_own_callback_and_fields() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let (first, second) = (Relay::for_desk(&desk).await, relay);
    desk.control.set_webhook(first.url.clone()).await;
    let path = format!("{}/subscriptions", desk.options.app.id);
    let ask = |object: &str, fields: &str| {
        json!({
            "object": object,
            "callback_url": second.url.as_str(),
            "fields": fields,
            "verify_token": desk.options.app.verify_token,
        })
    };
    let post = |body| desk.graph_as_app(Method::POST, &path, Some(body));
    assert_eq!(post(ask("page", "messages,moods")).await.code(), 100);
    assert_eq!(post(ask("user", "messages")).await.code(), 100);
    assert_eq!(post(ask("page", "messages")).await.status, 200);
    desk.marta_writes().await;
    for event in [
        json!({"message": {"text": "hi"}}),
        json!({"postback": {"title": "Book", "payload": "BOOK"}}),
    ] {
        let sent = desk
            .control
            .visitor_sends(Product::Messenger, TOMAS, "T", event, None);
        sent.await.unwrap();
    }
    desk.control.flush().await;
    // The postback's field is not subscribed to any more.
    assert_eq!((first.bodies().len(), second.bodies().len()), (1, 1));
    let deleted = format!("{}/subscribed_apps", desk.options.page.id);
    desk.page(Method::DELETE, &deleted, None).await;
    let wrote = desk
        .control
        .visitor_writes(Product::Messenger, TOMAS, "T", "hello?", None);
    wrote.await.unwrap();
    desk.control.flush().await;
    assert_eq!(second.bodies().len(), 1);
}
