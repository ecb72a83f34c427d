//! `/webhooks/meta`: who may post, what is answered, what is kept.

use axum::body::Body;
use axum::http::{Method, Request};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use recado_protocol::error::ErrorCode;
use recado_protocol::path;
use recado_protocol::sealed::PlaintextKind;
use recado_webhook::signature::sign;

use crate::support::{Desk, InMemory, NOW, SECRET, text, webhook_request};

#[tokio::test]
async fn a_signed_webhook_is_kept_with_its_exact_bytes() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    let body = [text("wamid.1").as_slice(), b" \n"].concat();
    assert_eq!(relay.post_webhook(&body, SECRET).await.status, 200);
    let fetched = desk.fetch(&relay).await;
    assert_eq!(fetched.len(), 1);
    assert_eq!(fetched[0].1.kind, PlaintextKind::Webhook);
    assert_eq!(fetched[0].1.bytes, body);
    let page = desk
        .page(&relay, recado_protocol::envelope::Cursor(0))
        .await;
    assert_eq!(page.envelopes[0].received_at, NOW);
}

#[tokio::test]
async fn a_wrong_or_missing_signature_is_401_and_keeps_nothing() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    let body = text("wamid.1");
    let right = sign(&body, SECRET.as_bytes());
    let other_body = sign(b"{}", SECRET.as_bytes());
    let other_secret = sign(&body, b"another secret");
    for signature in [
        None,
        Some("sha256="),
        Some(&right[..70]),
        Some("sha1=00"),
        Some(&other_body),
        Some(&other_secret),
    ] {
        let answer = relay.send(webhook_request(&body, signature)).await;
        assert_eq!(
            answer.refusal(),
            (401, ErrorCode::SignatureWrong),
            "{signature:?}"
        );
    }
    assert!(desk.fetch(&relay).await.is_empty());
}

#[tokio::test]
async fn before_any_clinic_has_an_app_every_webhook_is_401() {
    let relay = InMemory::start().await;
    let answer = relay.post_webhook(&text("wamid.1"), "").await;
    assert_eq!(answer.refusal(), (401, ErrorCode::SignatureWrong));
}

#[tokio::test]
async fn each_of_several_secrets_is_taken() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    desk.put_apps(&relay, &["first", "second", "third"]).await;
    for (place, secret) in ["first", "second", "third"].into_iter().enumerate() {
        let body = text(&format!("wamid.{place}"));
        assert_eq!(relay.post_webhook(&body, secret).await.status, 200);
    }
    assert_eq!(desk.fetch(&relay).await.len(), 3);
    assert_eq!(
        relay.post_webhook(&text("wamid.4"), SECRET).await.status,
        401
    );
}

#[tokio::test]
async fn three_mebibytes_are_taken_and_one_byte_more_is_413() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    let mut body = text("wamid.1");
    body.resize(3 * 1024 * 1024, b' ');
    assert_eq!(relay.post_webhook(&body, SECRET).await.status, 200);
    body.push(b' ');
    let answer = relay.post_webhook(&body, SECRET).await;
    assert_eq!(answer.refusal(), (413, ErrorCode::TooLarge));
    assert_eq!(desk.fetch(&relay).await.len(), 1);
}

#[tokio::test]
async fn a_body_that_hides_its_length_is_cut_off_too() {
    let relay = InMemory::start().await;
    let body = Body::from(vec![b' '; 4 * 1024 * 1024]);
    let request = Request::post(path::WEBHOOKS_META)
        .body(body)
        .expect("a request");
    assert_eq!(
        relay.send(request).await.refusal(),
        (413, ErrorCode::TooLarge)
    );
}

#[tokio::test]
async fn signed_bytes_that_name_no_asset_reach_the_one_clinic_they_can_be_for() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    let bodies = [
        &b"not JSON"[..],
        b"",
        b"[]",
        b"7",
        b"{}",
        br#"{"object":"page"}"#,
        br#"{"object":"page","entry":[]}"#,
        br#"{"object":"page","entry":[{"time":1}]}"#,
        br#"{"object":"something_new","entry":[{"id":"1"}]}"#,
        b"\xff\xfe",
    ];
    for body in bodies {
        let answer = relay.post_webhook(body, SECRET).await;
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(body));
    }
    let fetched = desk.fetch(&relay).await;
    assert_eq!(fetched.len(), bodies.len());
    for ((_, opened), body) in fetched.iter().zip(bodies) {
        assert_eq!(opened.kind, PlaintextKind::UnreadableWebhook);
        assert_eq!(opened.bytes, body);
    }
}

#[tokio::test]
async fn one_entry_without_an_asset_stays_with_its_readable_neighbours() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    let body =
        crate::support::body_of(&[crate::support::entry("100", "110", "wamid.1"), "7".into()]);
    assert_eq!(relay.post_webhook(&body, SECRET).await.status, 200);
    let fetched = desk.fetch(&relay).await;
    assert_eq!(fetched.len(), 1);
    assert_eq!(fetched[0].1.kind, PlaintextKind::Webhook);
    assert_eq!(fetched[0].1.bytes, body);
}

#[tokio::test]
async fn a_clinic_without_an_epoch_key_makes_meta_send_again() {
    let relay = InMemory::start().await;
    let mut desk = Desk::new();
    desk.pair(&relay, &relay.code("Sol").await).await;
    desk.put_apps(&relay, &[SECRET]).await;
    desk.put_channels(&relay, vec![crate::support::whatsapp("100", None)])
        .await;
    let answer = relay.post_webhook(&text("wamid.1"), SECRET).await;
    assert_eq!(answer.refusal(), (503, ErrorCode::EpochMissing));
    desk.put_epoch(&relay, 1).await;
    assert_eq!(
        relay.post_webhook(&text("wamid.1"), SECRET).await.status,
        200
    );
    assert_eq!(desk.fetch(&relay).await.len(), 1);
}

#[tokio::test]
async fn metas_verification_is_answered_with_the_challenge_only_for_our_token() {
    let relay = InMemory::start().await;
    relay.first_desk("Sol").await;
    let ask = async |query: &str| {
        let uri = format!("{}?{query}", path::WEBHOOKS_META);
        relay
            .send(Request::get(uri).body(Body::empty()).expect("a request"))
            .await
    };
    let right =
        format!("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=verify-{SECRET}");
    let answer = ask(&right).await;
    assert_eq!(
        (answer.status.as_u16(), answer.body),
        (200, b"1158201444".to_vec())
    );
    for wrong in [
        "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=wrong".to_owned(),
        right.replace("mode=subscribe", "mode=unsubscribe"),
        right.replace("hub.challenge=1158201444&", ""),
        "hub.mode=subscribe&hub.challenge=1158201444".to_owned(),
        String::new(),
    ] {
        assert_eq!(
            ask(&wrong).await.refusal(),
            (403, ErrorCode::VerifyTokenWrong),
            "{wrong}"
        );
    }
}

/// A framework's own words would repeat what was sent.
#[tokio::test]
async fn what_cannot_be_read_at_all_is_refused_in_the_contracts_words() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    let twice = format!("{}?hub.mode=maria&hub.mode=maria", path::WEBHOOKS_META);
    let answer = desk.get(&relay, &twice).await;
    assert_eq!(answer.refusal(), (400, ErrorCode::BadRequest));
    let no_text = format!("{}/%ff", path::DEVICES);
    let answer = desk.ask(&relay, Method::DELETE, &no_text, &()).await;
    assert_eq!(answer.refusal(), (404, ErrorCode::NotFound));
}

#[tokio::test]
async fn metas_own_signature_vectors_are_judged_right() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/fixtures/meta/signature_vectors.json"
    );
    let vectors: serde_json::Value =
        serde_json::from_slice(&std::fs::read(file).expect("the vectors")).expect("JSON");
    let vectors = vectors.as_array().expect("a list");
    assert!(vectors.len() > 3);
    for vector in vectors {
        let text = |name: &str| vector[name].as_str();
        let body = STANDARD
            .decode(text("body_base64").expect("a body"))
            .expect("base64");
        desk.put_apps(&relay, &[text("app_secret").expect("a secret")])
            .await;
        let answer = relay.send(webhook_request(&body, text("header"))).await;
        if let Some(valid) = vector["valid"].as_bool() {
            let expected = if valid { 200 } else { 401 };
            assert_eq!(answer.status.as_u16(), expected, "{}", vector["name"]);
        }
    }
}
