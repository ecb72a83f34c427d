//! Leases: one desk at a time, by the relay's clock, and whoever lost one can be told by its number. CASES 24.

use axum::http::Method;
use recado_protocol::error::ErrorCode;
use recado_protocol::lease::{Lease, LeaseName, TakeLease};
use recado_protocol::path;
use recado_protocol::version::Version;

use crate::support::{Answered, Desk, InMemory, NOW};

async fn two(relay: &InMemory) -> (Desk, Desk) {
    let first = relay.first_desk("Sol").await;
    let mut second = Desk::new();
    second.pair(relay, &relay.code("Sol").await).await;
    (first, second)
}

fn name(byte: u8) -> LeaseName {
    LeaseName::from_hash(&[byte; 32])
}

async fn take(desk: &Desk, relay: &InMemory, name: &LeaseName, seconds: u32) -> Answered {
    let request = TakeLease {
        version: Version::default(),
        seconds,
    };
    desk.ask(relay, Method::PUT, &path::lease(name), &request)
        .await
}

async fn give_up(desk: &Desk, relay: &InMemory, name: &LeaseName, fencing: u64) {
    let path = path::lease_to_give_up(name, fencing);
    let answer = desk.ask(relay, Method::DELETE, &path, &()).await;
    assert_eq!(answer.status, 204);
}

#[tokio::test]
async fn a_lease_is_held_by_one_renewed_given_up_and_taken_over_when_it_is_over() {
    let relay = InMemory::start().await;
    let (first, second) = two(&relay).await;
    let (name, other) = (name(1), name(2));
    let taken: Lease = take(&first, &relay, &name, 60).await.read();
    assert_eq!(
        (taken.fencing, taken.until, taken.now),
        (1, NOW + 60_000, NOW)
    );
    assert_eq!(
        take(&second, &relay, &name, 60).await.refusal(),
        (409, ErrorCode::LeaseHeld)
    );
    let another: Lease = take(&second, &relay, &other, 60).await.read();
    assert_eq!(another.fencing, 1, "each for itself");

    relay.turn(59_999);
    let renewed: Lease = take(&first, &relay, &name, 60).await.read();
    assert_eq!((renewed.fencing, renewed.until), (1, NOW + 119_999));
    relay.turn(60_000);
    let over: Lease = take(&second, &relay, &name, 60).await.read();
    assert_eq!(over.fencing, 2, "it was over to the millisecond");
    assert_eq!(
        take(&first, &relay, &name, 60).await.refusal().1,
        ErrorCode::LeaseHeld
    );
    give_up(&first, &relay, &name, 1).await;
    assert_eq!(
        take(&first, &relay, &name, 60).await.refusal().1,
        ErrorCode::LeaseHeld
    );

    give_up(&second, &relay, &name, 2).await;
    let free: Lease = take(&first, &relay, &name, 60).await.read();
    assert_eq!(free.fencing, 3);
    relay.turn(60_000);
    // Its own that was over is a new time: between the two another may have had it.
    let late: Lease = take(&first, &relay, &name, 60).await.read();
    assert_eq!(late.fencing, 4);
}

#[tokio::test]
async fn of_many_that_ask_at_once_one_gets_it_and_clinics_do_not_meet() {
    let relay = InMemory::start().await;
    let (first, second) = two(&relay).await;
    let elsewhere = {
        let mut desk = Desk::new();
        desk.pair(&relay, &relay.code("Mar").await).await;
        desk.put_epoch(&relay, 1).await;
        desk
    };
    let name = name(1);
    let asked = tokio::join!(
        take(&first, &relay, &name, 60),
        take(&second, &relay, &name, 60),
        take(&elsewhere, &relay, &name, 60),
    );
    let got = [asked.0.status, asked.1.status].map(|status| status.as_u16());
    assert!(got == [200, 409] || got == [409, 200], "{got:?}");
    assert_eq!(asked.2.status, 200);
}

#[tokio::test]
async fn names_and_times_that_are_none_are_refused_and_a_restart_forgets_no_lease() {
    let relay = InMemory::start().await;
    let (first, second) = two(&relay).await;
    for (path, seconds) in [
        ("/v1/leases/reminders".to_owned(), 60),
        (format!("/v1/leases/{}", "+1".repeat(32)), 60),
        (path::lease(&name(1)), 0),
        (path::lease(&name(1)), 3601),
    ] {
        let request = TakeLease {
            version: Version::default(),
            seconds,
        };
        let answer = first.ask(&relay, Method::PUT, &path, &request).await;
        assert_eq!(
            answer.refusal(),
            (400, ErrorCode::BadRequest),
            "{path} {seconds}"
        );
    }
    take(&first, &relay, &name(1), 60).await.read::<Lease>();
    let relay = relay.restart().await;
    assert_eq!(
        take(&second, &relay, &name(1), 60).await.refusal().1,
        ErrorCode::LeaseHeld
    );
    // Whoever is taken out holds nothing up.
    let path = path::device(first.device);
    assert_eq!(
        second.ask(&relay, Method::DELETE, &path, &()).await.status,
        204
    );
    let taken: Lease = take(&second, &relay, &name(1), 60).await.read();
    assert_eq!(taken.fencing, 2);
}
