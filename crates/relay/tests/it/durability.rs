//! Nothing is answered 200 that is not on the disk, and nothing answered 200 is lost.

use recado_protocol::error::ErrorCode;
use recado_protocol::path;

use crate::support::{InMemory, SECRET, text};

#[tokio::test]
async fn a_store_that_cannot_be_written_is_503_and_readiness_says_so() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    relay.relay.close().await;
    let answer = relay.post_webhook(&text("wamid.1"), SECRET).await;
    assert_eq!(answer.refusal(), (503, ErrorCode::StoreUnavailable));
    assert_eq!(
        desk.get(&relay, path::READYZ).await.refusal(),
        (503, ErrorCode::StoreUnavailable)
    );
    assert_eq!(desk.get(&relay, path::HEALTHZ).await.status, 200);
}

/// CASES 6.
#[tokio::test]
async fn the_same_payload_five_times_in_parallel_is_answered_200_and_kept_once() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    let body = text("wamid.1");
    let post = || relay.post_webhook(&body, SECRET);
    let answers = tokio::join!(post(), post(), post(), post(), post());
    for answer in [answers.0, answers.1, answers.2, answers.3, answers.4] {
        assert_eq!(answer.status, 200);
    }
    assert_eq!(desk.fetch(&relay).await.len(), 1);
}

#[tokio::test]
async fn a_restart_keeps_envelopes_tokens_epochs_and_switches() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    relay.post_webhook(&text("wamid.1"), SECRET).await;
    let before = desk.fetch(&relay).await;
    let relay = relay.restart().await;
    assert_eq!(desk.fetch(&relay).await, before);
    assert_eq!(
        relay.post_webhook(&text("wamid.2"), SECRET).await.status,
        200
    );
    let after = desk.fetch(&relay).await;
    assert_eq!(after.len(), 2);
    assert!(after[1].0 > after[0].0);
}

#[tokio::test]
async fn cursors_grow_even_after_everything_was_fetched_and_the_clock_went_back() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    relay.post_webhook(&text("wamid.1"), SECRET).await;
    let before = desk.fetch(&relay).await[0].0;
    desk.acknowledge(&relay, before).await;
    relay.turn(-10 * crate::support::DAY);
    let relay = relay.restart().await;
    relay.post_webhook(&text("wamid.2"), SECRET).await;
    assert!(desk.fetch(&relay).await[0].0 > before);
}
