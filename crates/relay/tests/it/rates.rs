//! How often strangers may try: who forges is held up, Meta's bursts are not.

use axum::body::Body;
use axum::http::Request;
use recado_protocol::error::ErrorCode;
use recado_protocol::path;
use recado_webhook::signature::sign;

use crate::support::{Answered, InMemory, MINUTE, SECRET, text, webhook_request};

const STRANGER: &str = "203.0.113.7";
const META: &str = "198.51.100.1";

async fn proxied() -> InMemory {
    InMemory::start_with(|config| config.behind_proxy = true).await
}

async fn post(relay: &InMemory, from: &str, wamid: &str, secret: &str) -> Answered {
    let body = text(wamid);
    let mut request = webhook_request(&body, Some(&sign(&body, secret.as_bytes())));
    let from = from.parse().expect("a header");
    request.headers_mut().insert("x-forwarded-for", from);
    relay.send(request).await
}

/// Forges until it is held up; returns how often that went.
async fn forges(relay: &InMemory, from: &str) -> u32 {
    for tries in 0..1000 {
        let answer = post(relay, from, "wamid.forged", "guessed").await;
        match answer.refusal() {
            (401, ErrorCode::SignatureWrong) => {}
            (429, ErrorCode::TooManyRequests) => {
                assert!(answer.headers.contains_key("retry-after"));
                return tries;
            }
            other => panic!("{other:?}"),
        }
    }
    1000
}

#[tokio::test]
async fn who_forges_is_held_up_for_the_minute_and_others_are_not() {
    let relay = proxied().await;
    relay.first_desk("Sol").await;
    assert_eq!(forges(&relay, STRANGER).await, 60);
    assert_eq!(post(&relay, META, "wamid.1", SECRET).await.status, 200);
    let wrong_token = format!(
        "{}?hub.mode=subscribe&hub.verify_token=guessed&hub.challenge=7",
        path::WEBHOOKS_META
    );
    let request = Request::get(&wrong_token)
        .header("x-forwarded-for", STRANGER)
        .body(Body::empty());
    let answer = relay.send(request.expect("a request")).await;
    assert_eq!(answer.refusal().0, 429, "the same with tokens");
    relay.turn(MINUTE);
    assert_eq!(forges(&relay, STRANGER).await, 60);
}

#[tokio::test]
async fn a_burst_of_metas_is_taken_whatever_else_comes_from_its_address() {
    let relay = proxied().await;
    let desk = relay.first_desk("Sol").await;
    for number in 0..300 {
        let answer = post(&relay, META, &format!("wamid.{number}"), SECRET).await;
        assert_eq!(answer.status, 200);
    }
    // A proxy that nobody told the relay of would make all of them one address.
    assert_eq!(forges(&relay, META).await, 1000);
    assert_eq!(post(&relay, META, "wamid.last", SECRET).await.status, 200);
    assert_eq!(desk.fetch(&relay).await.len(), 301);
}

#[tokio::test]
async fn an_address_that_a_proxy_of_nobodys_wrote_down_counts_for_nothing() {
    let relay = InMemory::start().await;
    relay.first_desk("Sol").await;
    assert_eq!(forges(&relay, STRANGER).await, 1000);
    assert_eq!(post(&relay, META, "wamid.1", SECRET).await.status, 200);
}
