//! What desks and newcomers say to each other and to the relay.

use axum::http::Method;
use recado_protocol::bytes::{Commitment, Nonce, Sealed, Signature, SigningKey};
use recado_protocol::error::ErrorCode;
use recado_protocol::joining::{Admission, EpochWrap, JoinRequest, Offer, Reveal, Welcome};
use recado_protocol::keys::wrap_epoch_key;
use recado_protocol::path;
use recado_protocol::roster::{Member, Roster, roster_statement};
use recado_protocol::version::Version;

use crate::support::{Desk, InMemory, NOW};

pub fn version() -> Version {
    Version::default()
}

pub fn member(desk: &Desk) -> Member {
    Member {
        device_id: desk.device,
        name: "Front desk".into(),
        sealing_key: desk.keys.public_key(),
        signing_key: SigningKey([5; 32]),
        let_in_at: NOW,
    }
}

/// A roster signed by that desk's identity.
pub fn signed(by: &Desk, number: u32, members: Vec<Member>) -> Roster {
    let statement = roster_statement(by.clinic, number, &members);
    let signature = by.identity.sign(&statement);
    Roster {
        version: version(),
        number,
        members,
        signature: Signature(signature.as_ref().try_into().expect("64 bytes")),
    }
}

pub fn request(commitment: u8) -> JoinRequest {
    JoinRequest {
        version: version(),
        signing_key: SigningKey([5; 32]),
        commitment: Commitment([commitment; 32]),
    }
}

pub fn offer(by: &Desk, commitment: u8) -> Offer {
    Offer {
        version: version(),
        commitment: Commitment([commitment; 32]),
        identity_key: by.identity_key(),
        nonce: Nonce([9; 32]),
    }
}

pub fn reveal(nonce: u8) -> Reveal {
    Reveal {
        version: version(),
        nonce: Nonce([nonce; 32]),
    }
}

pub fn admission(by: &Desk, newcomer: &Desk, roster: Roster) -> Admission {
    let pair = by.epochs.newest().expect("an epoch");
    let wrapped = wrap_epoch_key(&newcomer.keys.public_key(), pair).expect("wraps");
    Admission {
        version: version(),
        commitment: Commitment([1; 32]),
        roster,
        wraps: vec![EpochWrap { epoch: 1, wrapped }],
        welcome: Welcome {
            sealed: Sealed(vec![1; 80]),
            signature: Signature([2; 64]),
        },
    }
}

/// A clinic with a roster, and a newcomer that has paired and asked.
pub async fn asked(relay: &InMemory) -> (Desk, Desk) {
    let first = relay.first_desk("Sol").await;
    put_roster(relay, &first, &signed(&first, 1, vec![member(&first)])).await;
    let mut newcomer = Desk::new();
    newcomer.pair(relay, &relay.code("Sol").await).await;
    assert_eq!(
        status(&newcomer, relay, Method::PUT, path::JOINING, &request(1)).await,
        204
    );
    (first, newcomer)
}

pub async fn let_in(relay: &InMemory) -> (Desk, Desk) {
    let (first, newcomer) = asked(relay).await;
    let roster = signed(&first, 2, vec![member(&first), member(&newcomer)]);
    let admission = admission(&first, &newcomer, roster);
    let path = path::admission(newcomer.device);
    assert_eq!(
        status(&first, relay, Method::PUT, &path, &admission).await,
        204
    );
    (first, newcomer)
}

pub async fn put_roster(relay: &InMemory, desk: &Desk, roster: &Roster) {
    assert_eq!(
        status(desk, relay, Method::PUT, path::ROSTER, roster).await,
        204
    );
}

pub async fn status(
    desk: &Desk,
    relay: &InMemory,
    method: Method,
    path: &str,
    body: &impl serde::Serialize,
) -> u16 {
    desk.ask(relay, method, path, body).await.status.as_u16()
}

pub async fn refused(
    desk: &Desk,
    relay: &InMemory,
    path: &str,
    body: &impl serde::Serialize,
) -> (u16, ErrorCode) {
    desk.ask(relay, Method::PUT, path, body).await.refusal()
}
