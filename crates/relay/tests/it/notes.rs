//! Notes between a clinic's desktops: kept, ordered and forgotten as webhooks are; unread by the relay, bounded in size
//! and number, and no reason to call anybody.

use axum::http::Method;
use recado_protocol::bytes::Sealed;
use recado_protocol::envelope::{Cursor, EnvelopePage, PostEnvelope, PostedEnvelope};
use recado_protocol::error::ErrorCode;
use recado_protocol::path;
use recado_protocol::sealed::{PlaintextKind, seal};
use recado_protocol::version::Version;

use crate::alarms::{told_by, webhooks};
use crate::support::{Answered, DAY, Desk, InMemory, MINUTE, SECRET, text};

async fn two(relay: &InMemory) -> (Desk, Desk) {
    let first = relay.first_desk("Sol").await;
    let mut second = Desk::new();
    second.pair(relay, &relay.code("Sol").await).await;
    (first, second)
}

fn note(of: &Desk, words: &[u8]) -> PostEnvelope {
    let key = of.epochs.newest().expect("an epoch").public_key();
    PostEnvelope {
        version: Version::default(),
        sealed: seal(&key, 1, PlaintextKind::Note, words).expect("seals"),
    }
}

async fn post(from: &Desk, relay: &InMemory, note: &PostEnvelope) -> Answered {
    from.ask(relay, Method::POST, path::ENVELOPES, note).await
}

async fn cursors(desk: &Desk, relay: &InMemory) -> Vec<Cursor> {
    let page: EnvelopePage = desk.page(relay, Cursor(0)).await;
    page.envelopes.iter().map(|it| it.cursor).collect()
}

#[tokio::test]
async fn notes_and_webhooks_come_in_one_order_to_every_desk_across_a_restart() {
    let relay = InMemory::start().await;
    let (first, second) = two(&relay).await;
    let before: PostedEnvelope = post(&first, &relay, &note(&first, b"one")).await.read();
    assert_eq!(
        relay.post_webhook(&text("wamid.1"), SECRET).await.status,
        200
    );
    let after: PostedEnvelope = post(&second, &relay, &note(&first, b"two")).await.read();
    let relay = relay.restart().await;
    let seen = cursors(&first, &relay).await;
    assert_eq!(seen, cursors(&second, &relay).await);
    assert_eq!(
        (seen.len(), seen[0], seen[2]),
        (3, before.cursor, after.cursor)
    );
    let opened = first.fetch(&relay).await;
    let words: Vec<&[u8]> = opened.iter().map(|(_, it)| it.bytes.as_slice()).collect();
    assert_eq!((words[0], words[2]), (&b"one"[..], &b"two"[..]));

    // It goes when each has it, as a webhook does.
    first.acknowledge(&relay, after.cursor).await;
    assert_eq!(cursors(&second, &relay).await.len(), 3);
    second.acknowledge(&relay, before.cursor).await;
    assert_eq!(cursors(&second, &relay).await.len(), 2);
}

#[tokio::test]
async fn a_note_of_the_same_bytes_is_kept_twice_and_both_are_forgotten_in_time() {
    let relay = InMemory::start_with(|config| config.retention_days = 14).await;
    let (first, _) = two(&relay).await;
    let note = note(&first, b"one");
    let one: PostedEnvelope = post(&first, &relay, &note).await.read();
    let two: PostedEnvelope = post(&first, &relay, &note).await.read();
    assert!(
        two.cursor > one.cursor,
        "which of them is a repetition is the desktops' to say"
    );
    relay.turn(14 * DAY);
    assert_eq!(relay.relay.forget_expired().await.expect("swept"), 0);
    relay.turn(1);
    assert_eq!(relay.relay.forget_expired().await.expect("swept"), 2);
}

#[tokio::test]
async fn what_is_too_large_too_much_or_from_nobody_is_refused() {
    let relay = InMemory::start().await;
    let (first, second) = two(&relay).await;
    let large = note(&first, &vec![7; 256 * 1024]);
    assert_eq!(
        post(&first, &relay, &large).await.refusal(),
        (413, ErrorCode::TooLarge)
    );
    let stranger = Desk::new();
    assert_eq!(
        post(&stranger, &relay, &note(&first, b"one"))
            .await
            .refusal(),
        (401, ErrorCode::TokenRejected)
    );
    let unsealed = PostEnvelope {
        version: Version::default(),
        sealed: Sealed(b"one".to_vec()),
    };
    assert_eq!(
        post(&first, &relay, &unsealed).await.refusal(),
        (400, ErrorCode::BadRequest)
    );
    let one = note(&first, b"one");
    for _ in 0..600 {
        assert_eq!(post(&first, &relay, &one).await.status, 200);
    }
    let refused = post(&first, &relay, &one).await;
    assert_eq!(refused.refusal(), (429, ErrorCode::TooManyRequests));
    assert!(refused.headers.contains_key("retry-after"));
    assert_eq!(
        post(&second, &relay, &one).await.status,
        200,
        "each for itself"
    );
    relay.turn(MINUTE);
    assert_eq!(post(&first, &relay, &one).await.status, 200);
}

/// CASES 17 is about patients: a note that waits for a computer that is off is no silence.
#[tokio::test]
async fn a_note_that_waits_calls_nobody() {
    let mut hook = webhooks("204 No Content").await;
    let relay = InMemory::start_with(|config| told_by(&hook, config)).await;
    let (first, _) = two(&relay).await;
    assert_eq!(
        post(&first, &relay, &note(&first, b"one")).await.status,
        200
    );
    relay.turn(60 * MINUTE);
    relay.relay.look_for_silence().await.expect("looked");
    assert_eq!(hook.take(), Vec::<String>::new());
    relay.post_webhook(&text("wamid.1"), SECRET).await;
    relay.turn(15 * MINUTE);
    relay.relay.look_for_silence().await.expect("looked");
    assert_eq!(hook.take().len(), 1, "a message that waits does");
}
