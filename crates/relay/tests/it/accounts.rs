//! Tokens, epochs, devices, limits.

use axum::http::Method;
use recado_protocol::envelope::Cursor;
use recado_protocol::epoch::Epochs;
use recado_protocol::error::ErrorCode;
use recado_protocol::keys::{EpochKeyPair, unwrap_epoch_key};
use recado_protocol::path;

use crate::support::{Desk, InMemory, MINUTE, SECRET, text};

#[tokio::test]
async fn without_a_known_token_every_desktop_path_is_401() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    let stranger = Desk {
        token: desk.token.to_uppercase(),
        ..Desk::new()
    };
    let poll = path::envelopes(Cursor(0), 0);
    let device = path::device(desk.device);
    for (method, path) in [
        (Method::GET, path::EPOCHS),
        (Method::PUT, path::EPOCHS),
        (Method::GET, path::DEVICES),
        (Method::DELETE, &device),
        (Method::GET, &poll),
        (Method::POST, path::ENVELOPES),
        (Method::POST, path::ACKNOWLEDGE),
        (Method::GET, path::CHANNELS),
        (Method::PUT, path::CHANNELS),
        (Method::PUT, path::APPS),
        (Method::GET, path::STATUS),
    ] {
        let answer = stranger.ask(&relay, method.clone(), path, &()).await;
        assert_eq!(
            answer.refusal(),
            (401, ErrorCode::TokenRejected),
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn unknown_paths_and_methods_carry_a_code_too() {
    let relay = InMemory::start().await;
    let desk = Desk::new();
    assert_eq!(
        desk.get(&relay, "/v1/nothing").await.refusal(),
        (404, ErrorCode::NotFound)
    );
    let answer = desk.ask(&relay, Method::DELETE, path::STATUS, &()).await;
    assert_eq!(answer.refusal(), (405, ErrorCode::MethodNotAllowed));
    for path in [path::HEALTHZ, path::READYZ] {
        assert_eq!(desk.get(&relay, path).await.status, 200);
    }
}

#[tokio::test]
async fn an_epoch_has_to_be_signed_by_the_clinics_identity() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    let pair = EpochKeyPair::generate(2);
    let other_clinic = Desk {
        clinic: recado_protocol::id::ClinicId::new(),
        ..Desk::new()
    };
    for put in [
        Desk {
            clinic: desk.clinic,
            ..Desk::new()
        }
        .signed_epoch(&pair, vec![]),
        other_clinic.signed_epoch(&pair, vec![]),
        recado_protocol::epoch::PutEpoch {
            epoch: 3,
            ..desk.signed_epoch(&pair, vec![])
        },
    ] {
        let answer = desk.ask(&relay, Method::PUT, path::EPOCHS, &put).await;
        assert_eq!(answer.refusal(), (403, ErrorCode::EpochSignatureWrong));
    }
    let epochs: Epochs = desk.get(&relay, path::EPOCHS).await.read();
    assert_eq!(epochs.epochs.len(), 1);
}

#[tokio::test]
async fn epochs_come_one_after_the_other_and_a_repeat_changes_nothing() {
    let relay = InMemory::start().await;
    let mut desk = relay.first_desk("Sol").await;
    let put = async |desk: &Desk, pair: &EpochKeyPair| {
        let put = desk.signed_epoch(pair, vec![desk.wrap_for(pair, desk)]);
        desk.ask(&relay, Method::PUT, path::EPOCHS, &put).await
    };
    let out_of_order = (409, ErrorCode::EpochOutOfOrder);
    for epoch in [0, 1, 3, u32::MAX] {
        let pair = EpochKeyPair::generate(epoch);
        assert_eq!(put(&desk, &pair).await.refusal(), out_of_order, "{epoch}");
    }
    let second = EpochKeyPair::generate(2);
    assert_eq!(put(&desk, &second).await.status, 204);
    assert_eq!(put(&desk, &second).await.status, 204);
    desk.epochs.insert(second);

    assert_eq!(
        relay.post_webhook(&text("wamid.1"), SECRET).await.status,
        200
    );
    assert_eq!(desk.fetch(&relay).await[0].1.epoch, 2);
}

#[tokio::test]
async fn a_later_desk_is_let_in_by_wraps_for_all_epochs() {
    let relay = InMemory::start().await;
    let first = relay.first_desk("Sol").await;
    relay.post_webhook(&text("wamid.1"), SECRET).await;
    let mut second = Desk::new();
    second.pair(&relay, &relay.code("Sol").await).await;

    let pair = first.epochs.newest().expect("an epoch").clone();
    let put = first.signed_epoch(&pair, vec![first.wrap_for(&pair, &second)]);
    assert_eq!(
        first
            .ask(&relay, Method::PUT, path::EPOCHS, &put)
            .await
            .status,
        204
    );
    let epochs: Epochs = second.get(&relay, path::EPOCHS).await.read();
    assert_eq!(epochs.epochs[0].wraps.len(), 2);
    for wrap in &epochs.epochs[0].wraps {
        if wrap.device_id == second.device {
            second
                .epochs
                .insert(unwrap_epoch_key(&second.keys, &wrap.wrapped.0).expect("unwraps"));
        }
    }
    assert_eq!(second.fetch(&relay).await.len(), 1);

    let stranger = Desk::new();
    let put = first.signed_epoch(&pair, vec![first.wrap_for(&pair, &stranger)]);
    let answer = first.ask(&relay, Method::PUT, path::EPOCHS, &put).await;
    assert_eq!(answer.refusal(), (400, ErrorCode::BadRequest));
}

#[tokio::test]
async fn a_removed_device_is_out_at_once() {
    let relay = InMemory::start().await;
    let first = relay.first_desk("Sol").await;
    let mut second = Desk::new();
    second.pair(&relay, &relay.code("Sol").await).await;
    assert_eq!(second.get(&relay, path::DEVICES).await.status, 200);
    let removed = first
        .ask(&relay, Method::DELETE, &path::device(second.device), &())
        .await;
    assert_eq!(removed.status, 204);
    assert_eq!(
        second.get(&relay, path::DEVICES).await.refusal(),
        (401, ErrorCode::TokenRejected)
    );
    let again = first
        .ask(&relay, Method::DELETE, &path::device(second.device), &())
        .await;
    assert_eq!(again.refusal(), (404, ErrorCode::NotFound));
}

#[tokio::test]
async fn a_device_of_another_clinic_cannot_be_removed() {
    let relay = InMemory::start().await;
    let sol = relay.first_desk("Sol").await;
    let mut luna = Desk::new();
    luna.pair(&relay, &relay.code("Luna").await).await;
    let answer = luna
        .ask(&relay, Method::DELETE, &path::device(sol.device), &())
        .await;
    assert_eq!(answer.refusal(), (404, ErrorCode::NotFound));
    assert_eq!(sol.get(&relay, path::DEVICES).await.status, 200);
}

#[tokio::test]
async fn a_token_has_so_many_requests_a_minute() {
    let relay = InMemory::start_with(|config| config.requests_per_minute = 100).await;
    let desk = relay.first_desk("Sol").await;
    relay.turn(MINUTE);
    for _ in 0..100 {
        assert_eq!(desk.get(&relay, path::CHANNELS).await.status, 200);
    }
    let answer = desk.get(&relay, path::CHANNELS).await;
    assert_eq!(answer.refusal(), (429, ErrorCode::TooManyRequests));
    // Meta is not held up by a desk that asks too much.
    assert_eq!(
        relay.post_webhook(&text("wamid.1"), SECRET).await.status,
        200
    );
    relay.turn(MINUTE);
    assert_eq!(desk.get(&relay, path::CHANNELS).await.status, 200);
}
