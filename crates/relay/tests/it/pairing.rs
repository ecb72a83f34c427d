//! One-time codes: used once, repeatable by the same desk, limited in guesses.

use axum::http::StatusCode;
use recado_protocol::device::Devices;
use recado_protocol::error::ErrorCode;
use recado_protocol::pairing::Paired;
use recado_protocol::pairing_text::PairingCode;
use recado_protocol::path;

use crate::support::{Desk, InMemory, MINUTE};

fn wrong_code(number: u8) -> String {
    PairingCode::from_bytes([number; 10]).as_str().to_owned()
}

#[tokio::test]
async fn the_first_desk_of_a_clinic_is_told_that_it_is_the_first() {
    let relay = InMemory::start().await;
    let (mut first, mut second) = (Desk::new(), Desk::new());
    let paired = first.pair(&relay, &relay.code("Sol").await).await;
    assert!(paired.first_device);
    assert_eq!(paired.identity_key, first.identity_key());
    first.put_epoch(&relay, 1).await;
    let paired = second.pair(&relay, &relay.code("sol").await).await;
    assert!(!paired.first_device);
    assert_eq!(paired.identity_key, first.identity_key());
    assert_eq!(paired.clinic_id, first.clinic);
    let devices: Devices = second.get(&relay, path::DEVICES).await.read();
    let ids: Vec<_> = devices.devices.iter().map(|device| device.id).collect();
    assert_eq!(ids, [first.device, second.device]);
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_and_the_old_token_ends() {
    let relay = InMemory::start().await;
    let mut desk = Desk::new();
    let code = relay.code("Sol").await;
    let lost = desk.pair(&relay, &code).await;
    relay.turn(14 * MINUTE);
    let again = desk.pair(&relay, &code).await;
    assert!(again.first_device);
    assert_eq!(again.clinic_id, lost.clinic_id);
    assert_eq!(desk.get(&relay, path::DEVICES).await.status, StatusCode::OK);
    desk.token = lost.token.expose().to_owned();
    assert_eq!(
        desk.get(&relay, path::DEVICES).await.refusal(),
        (401, ErrorCode::TokenRejected)
    );
}

#[tokio::test]
async fn a_used_code_is_refused_to_another_desk_and_an_old_one_to_everybody() {
    let relay = InMemory::start().await;
    let (mut desk, other) = (Desk::new(), Desk::new());
    let code = relay.code("Sol").await;
    desk.pair(&relay, &code).await;
    assert_eq!(
        other.try_pair(&relay, &code).await.refusal(),
        (403, ErrorCode::PairingCodeWrong)
    );
    relay.turn(15 * MINUTE);
    assert_eq!(
        desk.try_pair(&relay, &code).await.refusal(),
        (403, ErrorCode::PairingCodeWrong)
    );
}

#[tokio::test]
async fn a_code_is_taken_up_to_its_last_millisecond_and_as_it_is_typed() {
    let relay = InMemory::start().await;
    let mut desk = Desk::new();
    let code = relay.code("Sol").await;
    relay.turn(15 * MINUTE - 1);
    desk.pair(&relay, &code.to_lowercase().replace('-', " "))
        .await;
}

#[tokio::test]
async fn five_wrong_codes_in_a_minute_close_the_door_for_the_rest_of_it() {
    let relay = InMemory::start().await;
    let desk = Desk::new();
    let code = relay.code("Sol").await;
    for number in 0..5 {
        relay.turn(1000);
        let answer = desk.try_pair(&relay, &wrong_code(number)).await;
        assert_eq!(answer.refusal(), (403, ErrorCode::PairingCodeWrong));
    }
    let answer = desk.try_pair(&relay, &code).await;
    assert_eq!(answer.refusal(), (429, ErrorCode::TooManyRequests));
    let seconds: i64 = answer.headers["retry-after"]
        .to_str()
        .expect("text")
        .parse()
        .expect("a number");
    assert!((1..=60).contains(&seconds));
    relay.turn(seconds * 1000);
    let paired: Paired = desk.try_pair(&relay, &code).await.read();
    assert!(paired.first_device);
}

#[tokio::test]
async fn a_code_that_is_tried_in_many_forms_counts_as_one() {
    let relay = InMemory::start().await;
    let mut desk = Desk::new();
    let code = relay.code("Sol").await;
    desk.pair(&relay, &code).await;
    for form in [code.clone(), code.to_lowercase(), code.replace('-', "")] {
        let answer = Desk::new().try_pair(&relay, &form).await;
        assert_eq!(answer.refusal(), (403, ErrorCode::PairingCodeWrong));
    }
}

#[tokio::test]
async fn a_first_desk_lost_before_its_epoch_makes_room_for_the_next() {
    let relay = InMemory::start().await;
    let (mut lost, mut next) = (Desk::new(), Desk::new());
    lost.pair(&relay, &relay.code("Sol").await).await;
    let paired = next.pair(&relay, &relay.code("Sol").await).await;
    assert!(paired.first_device);
    assert_eq!(paired.identity_key, next.identity_key());
    next.put_epoch(&relay, 1).await;
    assert_eq!(
        lost.get(&relay, path::EPOCHS).await.refusal(),
        (401, ErrorCode::TokenRejected)
    );
}

#[tokio::test]
async fn a_desk_that_brings_nonsense_is_told_so() {
    let relay = InMemory::start().await;
    let code = relay.code("Sol").await;
    let desk = Desk::new();
    let ask = async |change: &dyn Fn(&mut serde_json::Value)| {
        let mut body = serde_json::to_value(desk.pair_request(&code)).expect("JSON");
        change(&mut body);
        let request = axum::http::Request::post(path::PAIR).body(body.to_string().into());
        relay.send(request.expect("a request")).await.refusal()
    };
    let bad = (400, ErrorCode::BadRequest);
    assert_eq!(ask(&|body| body["device"]["name"] = " ".into()).await, bad);
    assert_eq!(
        ask(&|body| body["device"]["name"] = "x".repeat(101).into()).await,
        bad
    );
    assert_eq!(
        ask(&|body| body["device"]["sealingKey"] = "AAAA".into()).await,
        bad
    );
    assert_eq!(ask(&|body| body["device"]["id"] = "7".into()).await, bad);
    assert_eq!(
        ask(&|body| body["identityKey"] = serde_json::Value::Null).await,
        bad
    );
    assert_eq!(
        ask(&|body| body["version"] = 2.into()).await,
        (400, ErrorCode::RelayTooOld)
    );
    let paired: Paired = desk.try_pair(&relay, &code).await.read();
    assert!(paired.first_device);
}
