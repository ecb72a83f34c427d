//! Poll, acknowledge, notes, status, retention.

use axum::http::Method;
use recado_protocol::envelope::{
    Cursor, EnvelopePage, PAGE_ENVELOPES, PostEnvelope, PostedEnvelope,
};
use recado_protocol::error::ErrorCode;
use recado_protocol::path;
use recado_protocol::sealed::{PlaintextKind, seal};
use recado_protocol::status::Status;
use recado_protocol::version::Version;

use crate::support::{DAY, Desk, InMemory, MINUTE, NOW, SECRET, text};

/// Lets another task run until it waits.
async fn settle() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

async fn status(desk: &Desk, relay: &InMemory) -> Status {
    desk.get(relay, path::STATUS).await.read()
}

#[tokio::test]
async fn a_waiting_poll_wakes_when_a_webhook_arrives() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    let poll = async {
        let page: EnvelopePage = desk
            .get(&relay, &path::envelopes(Cursor(0), 25))
            .await
            .read();
        page
    };
    let post = async {
        settle().await;
        relay.post_webhook(&text("wamid.1"), SECRET).await.status
    };
    let (page, status) = tokio::time::timeout(std::time::Duration::from_secs(10), async {
        tokio::join!(poll, post)
    })
    .await
    .expect("long before its waiting time is over");
    assert_eq!((page.envelopes.len(), status.as_u16()), (1, 200));
}

#[tokio::test]
async fn a_waiting_poll_ends_empty_when_the_relay_stops_and_401_when_its_device_is_removed() {
    let relay = InMemory::start().await;
    let first = relay.first_desk("Sol").await;
    let mut second = Desk::new();
    second.pair(&relay, &relay.code("Sol").await).await;
    let poll_path = path::envelopes(Cursor(0), 25);
    let remove = async {
        settle().await;
        first
            .ask(&relay, Method::DELETE, &path::device(second.device), &())
            .await
    };
    let (poll, _) = tokio::join!(second.get(&relay, &poll_path), remove);
    assert_eq!(poll.refusal(), (401, ErrorCode::TokenRejected));

    let stop = async {
        settle().await;
        relay.relay.close().await;
    };
    let (poll, ()) = tokio::join!(first.get(&relay, &poll_path), stop);
    assert!(poll.read::<EnvelopePage>().envelopes.is_empty());
}

#[tokio::test]
async fn a_poll_without_waiting_answers_at_once_and_nonsense_is_400() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    assert!(desk.page(&relay, Cursor(0)).await.envelopes.is_empty());
    for query in ["after=x", "wait=-1", "after=1.5"] {
        let answer = desk
            .get(&relay, &format!("{}?{query}", path::ENVELOPES))
            .await;
        assert_eq!(answer.refusal(), (400, ErrorCode::BadRequest), "{query}");
    }
}

#[tokio::test]
async fn pages_are_bounded_in_number_and_size_and_continue_where_they_end() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    for number in 0..PAGE_ENVELOPES + 3 {
        relay
            .post_webhook(&text(&format!("wamid.{number}")), SECRET)
            .await;
    }
    let first = desk.page(&relay, Cursor(0)).await;
    assert_eq!(first.envelopes.len(), PAGE_ENVELOPES);
    let last = first.envelopes.last().expect("the last").cursor;
    assert_eq!(desk.page(&relay, last).await.envelopes.len(), 3);
    desk.acknowledge(&relay, Cursor(i64::MAX)).await;

    for number in 0..3 {
        let mut large = text(&format!("wamid.large.{number}"));
        large.resize(2 * 1024 * 1024, b' ');
        assert_eq!(relay.post_webhook(&large, SECRET).await.status, 200);
    }
    assert_eq!(desk.page(&relay, Cursor(0)).await.envelopes.len(), 1);
    assert_eq!(desk.fetch(&relay).await.len(), 3);
}

#[tokio::test]
async fn an_envelope_goes_when_every_device_has_acknowledged_it() {
    let relay = InMemory::start().await;
    let first = relay.first_desk("Sol").await;
    let mut second = Desk::new();
    second.pair(&relay, &relay.code("Sol").await).await;
    for number in 0..3 {
        relay
            .post_webhook(&text(&format!("wamid.{number}")), SECRET)
            .await;
    }
    let cursors: Vec<Cursor> = first
        .fetch(&relay)
        .await
        .iter()
        .map(|(cursor, _)| *cursor)
        .collect();
    first.acknowledge(&relay, cursors[2]).await;
    assert_eq!(first.fetch(&relay).await.len(), 3);
    assert_eq!(
        (
            status(&first, &relay).await.waiting,
            status(&second, &relay).await.waiting
        ),
        (0, 3)
    );
    second.acknowledge(&relay, cursors[1]).await;
    assert_eq!(first.fetch(&relay).await.len(), 1);
    // An older acknowledgement that comes late takes nothing back.
    second.acknowledge(&relay, cursors[0]).await;
    assert_eq!(status(&second, &relay).await.waiting, 1);
    // Nor does removing the device that had not seen the last one keep it.
    first
        .ask(&relay, Method::DELETE, &path::device(second.device), &())
        .await;
    assert!(first.fetch(&relay).await.is_empty());
}

#[tokio::test]
async fn acknowledging_the_future_does_not_swallow_what_comes() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    desk.acknowledge(&relay, Cursor(i64::MAX)).await;
    relay.post_webhook(&text("wamid.1"), SECRET).await;
    assert_eq!(status(&desk, &relay).await.waiting, 1);
    desk.acknowledge(&relay, Cursor(1)).await;
    assert_eq!(desk.fetch(&relay).await.len(), 1);
}

#[tokio::test]
async fn one_clinics_acknowledgement_does_not_touch_the_others() {
    let relay = InMemory::start().await;
    let sol = relay.first_desk("Sol").await;
    let mut luna = Desk::new();
    luna.pair(&relay, &relay.code("Luna").await).await;
    luna.put_epoch(&relay, 1).await;
    relay.post_webhook(&text("wamid.1"), SECRET).await;
    luna.acknowledge(&relay, Cursor(i64::MAX)).await;
    assert_eq!(sol.fetch(&relay).await.len(), 1);
}

#[tokio::test]
async fn a_note_comes_back_to_every_desk() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    let key = desk.epochs.newest().expect("an epoch").public_key();
    let sealed = seal(&key, 1, PlaintextKind::Note, b"first run").expect("seals");
    let post = PostEnvelope {
        version: Version::default(),
        sealed,
    };
    let posted: PostedEnvelope = desk
        .ask(&relay, Method::POST, path::ENVELOPES, &post)
        .await
        .read();
    let fetched = desk.fetch(&relay).await;
    assert_eq!(fetched[0].0, posted.cursor);
    assert_eq!(
        (fetched[0].1.kind, fetched[0].1.bytes.as_slice()),
        (PlaintextKind::Note, &b"first run"[..])
    );

    let unsealed = serde_json::json!({"version": 1, "sealed": "aGVsbG8="});
    let answer = desk
        .ask(&relay, Method::POST, path::ENVELOPES, &unsealed)
        .await;
    assert_eq!(answer.refusal(), (400, ErrorCode::BadRequest));
}

#[tokio::test]
async fn status_says_what_waits_since_when_and_what_was_last_heard() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    assert_eq!(status(&desk, &relay).await, Status::default());
    relay.post_webhook(&text("wamid.1"), SECRET).await;
    relay.turn(MINUTE);
    relay.post_webhook(&text("wamid.2"), SECRET).await;
    desk.page(&relay, Cursor(0)).await;
    relay.turn(MINUTE);
    let expected = Status {
        waiting: 2,
        oldest_age_ms: Some(2 * MINUTE),
        last_webhook_at: Some(NOW + MINUTE),
        last_poll_at: Some(NOW + MINUTE),
        ..Status::default()
    };
    assert_eq!(status(&desk, &relay).await, expected);
}

#[tokio::test]
async fn what_is_older_than_the_retention_goes_and_nothing_younger() {
    let relay = InMemory::start_with(|config| config.retention_days = 14).await;
    let desk = relay.first_desk("Sol").await;
    for number in 0..1500 {
        relay
            .post_webhook(&text(&format!("wamid.old.{number}")), SECRET)
            .await;
    }
    relay.turn(1);
    relay.post_webhook(&text("wamid.young"), SECRET).await;
    relay.turn(14 * DAY - 1);
    assert_eq!(relay.relay.forget_expired().await.expect("swept"), 0);
    relay.turn(1);
    assert_eq!(relay.relay.forget_expired().await.expect("swept"), 1500);
    assert_eq!(
        desk.bodies(&relay).await,
        [String::from_utf8(text("wamid.young")).expect("text")]
    );
}
