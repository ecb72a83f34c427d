//! A further desk is let in by one that is in, and taken out; the relay lets in nobody of its own.

mod said;

use axum::http::Method;
use recado_protocol::bytes::Nonce;
use recado_protocol::device::Devices;
use recado_protocol::envelope::Cursor;
use recado_protocol::epoch::{Epochs, Wrap};
use recado_protocol::error::ErrorCode;
use recado_protocol::joining::{Joining, Newcomers, Offer};
use recado_protocol::keys::{EpochKeyPair, unwrap_epoch_key};
use recado_protocol::path;
use recado_protocol::roster::{Member, Removal, Roster};

use self::said::{
    admission, asked, let_in, member, offer, put_roster, refused, request, reveal, signed, status,
    version,
};
use crate::support::{DAY, Desk, InMemory, SECRET, text};

#[tokio::test]
async fn what_is_not_let_in_gets_nothing_and_holds_nothing_up() {
    let relay = InMemory::start().await;
    let (first, newcomer) = asked(&relay).await;
    relay.post_webhook(&text("wamid.1"), SECRET).await;
    let poll = path::envelopes(Cursor(0), 0);
    for path in [
        poll.as_str(),
        path::EPOCHS,
        path::DEVICES,
        path::STATUS,
        path::ROSTER,
        path::NEWCOMERS,
    ] {
        let answer = newcomer.get(&relay, path).await;
        assert_eq!(answer.refusal(), (403, ErrorCode::NotLetIn), "{path}");
    }
    let roster = signed(&newcomer, 2, vec![member(&newcomer)]);
    assert_eq!(
        refused(&newcomer, &relay, path::ROSTER, &roster).await.1,
        ErrorCode::NotLetIn
    );
    let devices: Devices = first.get(&relay, path::DEVICES).await.read();
    assert_eq!(devices.devices.len(), 1);
    // What waits goes when those that are in have it.
    let last = first.fetch(&relay).await[0].0;
    first.acknowledge(&relay, last).await;
    assert!(first.page(&relay, Cursor(0)).await.envelopes.is_empty());
}

#[tokio::test]
async fn a_newcomer_is_asked_answered_shown_and_let_in() {
    let relay = InMemory::start().await;
    let (first, newcomer) = asked(&relay).await;
    let joining: Joining = newcomer.get(&relay, path::JOINING).await.read();
    assert_eq!((joining.offer, joining.welcome), (None, None));
    // Nothing is shown before there is an offer.
    assert_eq!(
        refused(&newcomer, &relay, path::REVEAL, &reveal(3)).await.0,
        409
    );

    let offer_path = path::offer(newcomer.device);
    for _ in 0..2 {
        assert_eq!(
            status(&first, &relay, Method::PUT, &offer_path, &offer(&first, 1)).await,
            204
        );
    }
    let another = Offer {
        nonce: Nonce([8; 32]),
        ..offer(&first, 1)
    };
    assert_eq!(
        refused(&first, &relay, &offer_path, &another).await,
        (409, ErrorCode::JoiningOutOfDate),
        "one offer for each request"
    );
    for _ in 0..2 {
        assert_eq!(
            status(&newcomer, &relay, Method::PUT, path::REVEAL, &reveal(3)).await,
            204
        );
    }
    assert_eq!(
        refused(&newcomer, &relay, path::REVEAL, &reveal(4)).await.0,
        409
    );
    let newcomers: Newcomers = first.get(&relay, path::NEWCOMERS).await.read();
    let asking = &newcomers.newcomers[0];
    assert_eq!(asking.device.sealing_key, newcomer.keys.public_key());
    assert_eq!(
        (&asking.offer, &asking.reveal),
        (&Some(offer(&first, 1)), &Some(reveal(3)))
    );

    let roster = signed(&first, 2, vec![member(&first), member(&newcomer)]);
    let admission = admission(&first, &newcomer, roster);
    let admission_path = path::admission(newcomer.device);
    for _ in 0..2 {
        // The second is the same after a lost answer.
        assert_eq!(
            status(&first, &relay, Method::PUT, &admission_path, &admission).await,
            204
        );
    }
    let joining: Joining = newcomer.get(&relay, path::JOINING).await.read();
    assert_eq!(joining.welcome, Some(admission.welcome));
    let epochs: Epochs = newcomer.get(&relay, path::EPOCHS).await.read();
    let own = epochs.epochs[0]
        .wraps
        .iter()
        .find(|wrap| wrap.device_id == newcomer.device);
    let own = own.expect("a wrap for it");
    let pair = unwrap_epoch_key(&newcomer.keys, &own.wrapped.0).expect("opens");
    assert_eq!(pair.public_key(), epochs.epochs[0].public_key);
    let newcomers: Newcomers = first.get(&relay, path::NEWCOMERS).await.read();
    assert!(newcomers.newcomers.is_empty());
    let roster: Roster = newcomer.get(&relay, path::ROSTER).await.read();
    assert_eq!((roster.number, roster.members.len()), (2, 2));
}

#[tokio::test]
async fn an_admission_needs_the_next_roster_of_the_clinic_with_just_that_newcomer() {
    let relay = InMemory::start().await;
    let (first, newcomer) = asked(&relay).await;
    let stranger = Desk {
        clinic: first.clinic,
        ..Desk::new()
    };
    let both = vec![member(&first), member(&newcomer)];
    let swapped = Member {
        sealing_key: stranger.keys.public_key(),
        ..member(&newcomer)
    };
    let path = path::admission(newcomer.device);
    for (wrong, roster) in [
        ("signed by another", signed(&stranger, 2, both.clone())),
        ("not the next", signed(&first, 3, both.clone())),
        ("not the next", signed(&first, 1, both.clone())),
        (
            "without the first",
            signed(&first, 2, vec![member(&newcomer)]),
        ),
        (
            "with a third",
            signed(
                &first,
                2,
                vec![member(&first), member(&stranger), member(&newcomer)],
            ),
        ),
        (
            "another key",
            signed(&first, 2, vec![member(&first), swapped]),
        ),
        (
            "without the newcomer",
            signed(&first, 2, vec![member(&first)]),
        ),
        (
            "changed afterwards",
            Roster {
                number: 2,
                ..signed(&first, 3, both.clone())
            },
        ),
    ] {
        let admission = admission(&first, &newcomer, roster);
        let answer = refused(&first, &relay, &path, &admission).await;
        assert_eq!(answer, (409, ErrorCode::RosterOutOfDate), "{wrong}");
    }
    // Whoever asked anew is not let in by what was looked at before.
    let restarted = request(7);
    assert_eq!(
        status(&newcomer, &relay, Method::PUT, path::JOINING, &restarted).await,
        204
    );
    let late = admission(&first, &newcomer, signed(&first, 2, both));
    assert_eq!(
        refused(&first, &relay, &path, &late).await,
        (409, ErrorCode::JoiningOutOfDate)
    );
    assert_eq!(newcomer.get(&relay, path::EPOCHS).await.status, 403);
}

#[tokio::test]
async fn whoever_is_turned_away_or_not_answered_in_a_day_asks_anew() {
    let relay = InMemory::start().await;
    let (first, newcomer) = asked(&relay).await;
    let path = path::newcomer(newcomer.device);
    assert_eq!(
        status(&first, &relay, Method::DELETE, &path, &()).await,
        204
    );
    assert_eq!(newcomer.get(&relay, path::JOINING).await.refusal().0, 401);
    assert_eq!(
        status(&first, &relay, Method::DELETE, &path, &()).await,
        404
    );

    let mut again = newcomer;
    again.pair(&relay, &relay.code("Sol").await).await;
    assert_eq!(
        status(&again, &relay, Method::PUT, path::JOINING, &request(1)).await,
        204
    );
    relay.turn(DAY);
    let newcomers: Newcomers = first.get(&relay, path::NEWCOMERS).await.read();
    assert!(newcomers.newcomers.is_empty());
}

#[tokio::test]
async fn a_removal_ends_the_token_and_begins_an_epoch_in_one_step() {
    let relay = InMemory::start().await;
    let (mut first, second) = let_in(&relay).await;
    relay.post_webhook(&text("wamid.1"), SECRET).await;
    let last = first.fetch(&relay).await[0].0;
    first.acknowledge(&relay, last).await;

    let pair = EpochKeyPair::generate(2);
    let wrap = |to: &Desk| first.wrap_for(&pair, to);
    let removal = |wraps: Vec<Wrap>, number| Removal {
        version: version(),
        roster: signed(&first, number, vec![member(&first)]),
        epoch: first.signed_epoch(&pair, wraps),
    };
    let path = path::removal(second.device);
    let for_both = removal(vec![wrap(&first), wrap(&second)], 3);
    assert_eq!(refused(&first, &relay, &path, &for_both).await.0, 400);
    let out_of_date = removal(vec![wrap(&first)], 4);
    assert_eq!(
        refused(&first, &relay, &path, &out_of_date).await.1,
        ErrorCode::RosterOutOfDate
    );
    let itself = path::removal(first.device);
    assert_eq!(
        refused(&first, &relay, &itself, &removal(vec![], 3))
            .await
            .0,
        400
    );
    assert_eq!(
        second.get(&relay, path::STATUS).await.status,
        200,
        "nothing was done so far"
    );

    let good = removal(vec![wrap(&first)], 3);
    assert_eq!(status(&first, &relay, Method::PUT, &path, &good).await, 204);
    assert_eq!(
        second.get(&relay, path::STATUS).await.refusal(),
        (401, ErrorCode::TokenRejected)
    );
    assert!(
        first.page(&relay, Cursor(0)).await.envelopes.is_empty(),
        "it held nothing back"
    );
    first.epochs.insert(pair);
    relay.post_webhook(&text("wamid.2"), SECRET).await;
    assert_eq!(first.fetch(&relay).await[0].1.epoch, 2);

    // The first desktop of a clinic is a newcomer like any other once it was taken out.
    let mut second = second;
    second.pair(&relay, &relay.code("Sol").await).await;
    assert_eq!(
        second.get(&relay, path::STATUS).await.refusal().1,
        ErrorCode::NotLetIn
    );
}

#[tokio::test]
async fn the_first_desk_that_was_taken_out_is_no_first_any_more() {
    let relay = InMemory::start().await;
    let (first, second) = let_in(&relay).await;
    // Every desktop that is in holds the clinic's identity: so does the second.
    let second = Desk {
        identity: first.identity,
        ..second
    };
    let pair = EpochKeyPair::generate(2);
    let removal = Removal {
        version: version(),
        roster: signed(&second, 3, vec![member(&second)]),
        epoch: second.signed_epoch(&pair, vec![second.wrap_for(&pair, &second)]),
    };
    let path = path::removal(first.device);
    assert_eq!(
        status(&second, &relay, Method::PUT, &path, &removal).await,
        204
    );
    let mut first = Desk {
        device: first.device,
        keys: first.keys,
        ..Desk::new()
    };
    let paired = first.pair(&relay, &relay.code("Sol").await).await;
    assert!(!paired.first_device);
    assert_eq!(
        first.get(&relay, path::STATUS).await.refusal().1,
        ErrorCode::NotLetIn
    );
}

#[tokio::test]
async fn names_change_and_desktops_do_not_by_a_roster() {
    let relay = InMemory::start().await;
    let (first, second) = let_in(&relay).await;
    let renamed = Member {
        name: "Room 2".into(),
        ..member(&second)
    };
    put_roster(
        &relay,
        &first,
        &signed(&first, 3, vec![member(&first), renamed.clone()]),
    )
    .await;
    let devices: Devices = first.get(&relay, path::DEVICES).await.read();
    assert_eq!(devices.devices[1].name, "Room 2");
    let fewer = signed(&first, 4, vec![renamed]);
    assert_eq!(
        refused(&first, &relay, path::ROSTER, &fewer).await.1,
        ErrorCode::RosterOutOfDate
    );
    let old = signed(&first, 2, vec![member(&first), member(&second)]);
    assert_eq!(
        refused(&first, &relay, path::ROSTER, &old).await.1,
        ErrorCode::RosterOutOfDate
    );
}

#[tokio::test]
async fn what_one_desk_connects_another_does_not_take_away() {
    let relay = InMemory::start().await;
    let (first, second) = let_in(&relay).await;
    let other = vec![crate::support::whatsapp("200", Some("210"))];
    let app = recado_protocol::app::App {
        app_id: "999".into(),
        secret: recado_protocol::secret::SecretText::new("another"),
        verify_token: recado_protocol::secret::SecretText::new("verify-another"),
    };
    let apps = recado_protocol::app::PutApps {
        version: version(),
        apps: vec![app],
    };
    assert_eq!(
        status(&second, &relay, Method::PUT, path::APPS, &apps).await,
        204
    );
    second.put_channels(&relay, other).await;
    relay.post_webhook(&text("wamid.1"), SECRET).await;
    assert_eq!(
        first.fetch(&relay).await.len(),
        1,
        "its number is still its own"
    );
    let channels: recado_protocol::channel::Channels =
        first.get(&relay, path::CHANNELS).await.read();
    assert_eq!(channels.channels.len(), 2);
}
