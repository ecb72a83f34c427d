//! Faults on request: what the desk gets, how webhooks travel.

use recado_meta_sim::fault::Fault;
use recado_meta_sim::simulator::Delivery;
use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, MARTA, fixture_answer, text_to_marta};
use crate::relay::Relay;

async fn writes(desk: &Desk, texts: &[&str]) {
    for text in texts {
        desk.control
            .patient_writes(MARTA, "Marta", text, None)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn the_next_sends_fail_with_the_chosen_code_and_then_no_more() {
    let desk = Desk::new().await;
    desk.marta_writes().await;
    for (code, fixture) in [
        (130_429, "err_wa_130429_throughput"),
        (131_056, "err_wa_131056_pair_rate"),
        (131_000, "err_wa_131000"),
        (131_016, "err_wa_131016"),
        (80_007, "err_wa_80007_rate"),
        (4, "err_4_app_rate"),
        (2, "err_2_temporary"),
        (132_016, "err_wa_132016_disabled"),
        (133_010, "err_wa_133010_not_registered"),
    ] {
        desk.control
            .set_fault(Fault::Error { code, times: 1 })
            .await;
        desk.send_text("hello").await.is_error(fixture);
    }
    assert!(desk.control.sent().await.is_empty());
    assert_eq!(desk.send_text("hello").await.status, 200);
}

#[tokio::test]
async fn outages_and_limits_answer_as_metas_proxies_do() {
    let desk = Desk::new().await;
    desk.marta_writes().await;
    desk.control
        .set_fault(Fault::ServerError {
            status: 502,
            times: 1,
        })
        .await;
    desk.control
        .set_fault(Fault::TooManyRequests { times: 1 })
        .await;
    let outage = desk.send_text("hello").await;
    assert_eq!(outage.status, fixture_answer("err_html_502").0);
    assert!(
        outage.headers["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/html")
    );
    let limited = desk.send_text("hello").await;
    assert_eq!((limited.status.as_u16(), limited.bytes.len()), (429, 0));
    let usage: Value = serde_json::from_slice(limited.headers["x-app-usage"].as_bytes()).unwrap();
    assert_eq!(usage["call_count"], 100);
    assert_eq!(desk.send_text("hello").await.status, 200);
}

#[tokio::test]
async fn a_lost_answer_was_accepted_and_its_statuses_come() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    desk.marta_writes().await;
    // A connection that answered before is the one a client would quietly repeat on.
    assert_eq!(desk.send_text("before").await.status, 200);
    desk.control.set_fault(Fault::LostAnswer { times: 1 }).await;
    let path = format!("{}/messages", desk.options.business.phone_number_id);
    let token = &desk.options.business.access_token;
    let lost = desk
        .request(
            token,
            Method::POST,
            &path,
            Some(text_to_marta("did it go out?")),
        )
        .await;
    assert!(lost.is_err());
    desk.control.flush().await;
    let sent = desk.control.sent().await;
    assert_eq!(sent.len(), 2);
    let statuses = relay.statuses();
    assert_eq!(
        statuses
            .iter()
            .filter(|(wamid, _)| *wamid == sent[1].wamid)
            .count(),
        3
    );
    assert_eq!(desk.send_text("and this?").await.status, 200);
}

#[tokio::test]
async fn a_slow_send_is_accepted_before_its_answer() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    desk.marta_writes().await;
    desk.control
        .set_fault(Fault::Slow {
            millis: 60_000,
            times: 1,
        })
        .await;
    let slow = desk.send_text("hello");
    tokio::select! {
        _ = slow => panic!("answered at once"),
        // The patient's message and three statuses.
        () = relay.wait_for(4) => {}
    }
    assert_eq!(desk.control.sent().await.len(), 1);
}

#[tokio::test]
async fn webhooks_are_doubled_on_request() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    desk.control
        .set_fault(Fault::DuplicateWebhooks { times: 1 })
        .await;
    writes(&desk, &["one", "two"]).await;
    relay.wait_for(3).await;
    assert_eq!(relay.texts(), ["one", "one", "two"]);
    assert_eq!(relay.bodies()[0], relay.bodies()[1]);
}

#[tokio::test]
async fn webhooks_are_shuffled_and_batched_on_request() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    desk.control
        .set_fault(Fault::ShuffleWebhooks { size: 3 })
        .await;
    writes(&desk, &["one", "two", "three"]).await;
    desk.control.flush().await;
    assert_eq!(relay.texts(), ["three", "two", "one"]);

    desk.control.clear_faults().await;
    desk.control
        .set_fault(Fault::BatchWebhooks { size: 2 })
        .await;
    writes(&desk, &["four", "five", "six"]).await;
    desk.control.flush().await;
    assert_eq!(relay.texts()[3..], ["four", "five", "six"]);
    assert_eq!(relay.bodies().len(), 5);
}

#[tokio::test]
async fn a_dropped_webhook_comes_with_the_retry() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    desk.control
        .set_fault(Fault::DropWebhooks { times: 1 })
        .await;
    writes(&desk, &["one", "two"]).await;
    desk.control.flush().await;
    assert_eq!(relay.texts(), ["two", "one"]);
}

#[tokio::test]
async fn a_refused_webhook_is_retried_until_200() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    relay.refuse(3);
    writes(&desk, &["one"]).await;
    desk.control.flush().await;
    assert_eq!(relay.texts(), ["one"]);
    let url = format!("{}/sim/state", desk.simulator.base_url());
    let webhook = desk.plain(Method::GET, &url, None).await.json()["webhook"].clone();
    let expected =
        json!({"isSubscribed": true, "waiting": 0, "accepted": 1, "refused": 3, "lost": 0});
    assert_eq!(webhook, expected);
}

#[tokio::test]
async fn a_delayed_webhook_comes_after_its_pause() {
    let desk = Desk::with(|options| options.delivery = Delivery::Off).await;
    let relay = Relay::for_desk(&desk).await;
    desk.control
        .set_fault(Fault::DelayWebhooks { millis: 120 })
        .await;
    let start = tokio::time::Instant::now();
    writes(&desk, &["one"]).await;
    relay.wait_for(1).await;
    assert!(start.elapsed().as_millis() >= 120);
}

#[tokio::test]
async fn faults_have_names_over_http() {
    let desk = Desk::new().await;
    let base = desk.simulator.base_url();
    for fault in [
        json!({"kind": "error", "code": 131_026, "times": 2}),
        json!({"kind": "lost_answer", "times": 1}),
        json!({"kind": "shuffle_webhooks", "size": 4}),
        json!({"kind": "expired_token"}),
    ] {
        let set = desk
            .plain(Method::POST, &format!("{base}/sim/fault"), Some(fault))
            .await;
        assert_eq!(set.status, 204);
    }
    let state = desk
        .plain(Method::GET, &format!("{base}/sim/state"), None)
        .await
        .json();
    assert_eq!(state["faults"].as_array().unwrap().len(), 4);
    desk.plain(Method::DELETE, &format!("{base}/sim/faults"), None)
        .await;
    let state = desk
        .plain(Method::GET, &format!("{base}/sim/state"), None)
        .await
        .json();
    assert_eq!(state["faults"], json!([]));
}
