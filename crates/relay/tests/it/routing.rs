//! Whose a webhook is: assets, shared bodies, switches, unclaimed accounts.

use axum::http::Method;
use recado_protocol::channel::{Channel, ChannelState, Channels, MetaObject};
use recado_protocol::error::ErrorCode;
use recado_protocol::path;
use recado_protocol::status::Status;

use crate::support::{Desk, InMemory, NOW, SECRET, body_of, entry, off, text, whatsapp};

#[tokio::test]
async fn a_body_of_two_clinics_gives_each_its_own_entries() {
    let relay = InMemory::start().await;
    let (sol, luna) = two_clinics(&relay).await;
    let (a, b, c) = (
        entry("100", "110", "wamid.a"),
        entry("200", "210", "wamid.b"),
        entry("100", "110", "wamid.c"),
    );
    let answer = relay
        .post_webhook(&body_of(&[a.clone(), b.clone(), c.clone()]), SECRET)
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        sol.bodies(&relay).await,
        [String::from_utf8(body_of(&[a, c])).expect("text")]
    );
    assert_eq!(
        luna.bodies(&relay).await,
        [String::from_utf8(body_of(&[b])).expect("text")]
    );
}

#[tokio::test]
async fn one_clinic_cannot_open_or_fetch_what_is_the_others() {
    let relay = InMemory::start().await;
    let (sol, luna) = two_clinics(&relay).await;
    relay.post_webhook(&text("wamid.a"), SECRET).await;
    assert!(luna.fetch(&relay).await.is_empty());
    let page = sol.page(&relay, recado_protocol::envelope::Cursor(0)).await;
    let foreign = recado_protocol::sealed::open(&luna.epochs, &page.envelopes[0].sealed.0);
    assert!(foreign.is_err());
}

#[tokio::test]
async fn an_app_may_speak_only_for_assets_of_clinics_that_use_it() {
    let relay = InMemory::start().await;
    let (sol, luna) = two_clinics(&relay).await;
    luna.put_apps(&relay, &["secret-of-luna"]).await;
    assert_eq!(
        relay
            .post_webhook(&text("wamid.forged"), "secret-of-luna")
            .await
            .status,
        200
    );
    assert!(sol.fetch(&relay).await.is_empty());
    let unclaimed = |status: Status| {
        status
            .unclaimed
            .into_iter()
            .map(|asset| asset.asset_id)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        unclaimed(luna.get(&relay, path::STATUS).await.read()),
        ["100"]
    );
    assert!(unclaimed(sol.get(&relay, path::STATUS).await.read()).is_empty());
}

#[tokio::test]
async fn an_asset_nobody_connected_is_counted_and_named_to_the_clinic_whose_app_it_was() {
    let relay = InMemory::start().await;
    let sol = relay.first_desk("Sol").await;
    let other = Desk::new();
    for wamid in ["wamid.1", "wamid.2"] {
        relay.turn(1000);
        let answer = relay
            .post_webhook(&body_of(&[entry("300", "310", wamid)]), SECRET)
            .await;
        assert_eq!(answer.status, 200);
    }
    let status: Status = sol.get(&relay, path::STATUS).await.read();
    assert_eq!(status.waiting, 0);
    assert_eq!(status.unclaimed.len(), 1);
    let asset = &status.unclaimed[0];
    assert_eq!(
        (asset.object.as_str(), asset.asset_id.as_str()),
        ("whatsapp_business_account", "300")
    );
    assert_eq!((asset.count, asset.last_at), (2, NOW + 2000));
    assert_eq!(
        other.get(&relay, path::STATUS).await.refusal(),
        (401, ErrorCode::TokenRejected)
    );

    sol.put_channels(
        &relay,
        vec![whatsapp("100", Some("110")), whatsapp("300", None)],
    )
    .await;
    let status: Status = sol.get(&relay, path::STATUS).await.read();
    assert!(status.unclaimed.is_empty());
}

#[tokio::test]
async fn what_names_no_asset_is_only_counted_when_two_clinics_share_the_app() {
    let relay = InMemory::start().await;
    let (sol, luna) = two_clinics(&relay).await;
    assert_eq!(relay.post_webhook(b"not JSON", SECRET).await.status, 200);
    for desk in [&sol, &luna] {
        assert!(desk.fetch(&relay).await.is_empty());
        let status: Status = desk.get(&relay, path::STATUS).await.read();
        assert_eq!(status.unclaimed[0].asset_id, "");
    }
}

#[tokio::test]
async fn a_body_of_switched_off_channels_alone_is_403_and_not_kept() {
    let relay = InMemory::start().await;
    let sol = relay.first_desk("Sol").await;
    for channel in [whatsapp("100", Some("110")), whatsapp("100", None)] {
        sol.put_channels(&relay, vec![off(channel)]).await;
        let answer = relay.post_webhook(&text("wamid.1"), SECRET).await;
        assert_eq!(answer.refusal(), (403, ErrorCode::ChannelOff));
    }
    assert!(sol.fetch(&relay).await.is_empty());
}

#[tokio::test]
async fn a_mixed_body_is_200_without_the_switched_off_entries() {
    let relay = InMemory::start().await;
    let sol = relay.first_desk("Sol").await;
    let channels = vec![
        whatsapp("100", Some("110")),
        off(whatsapp("100", Some("120"))),
        off(whatsapp("400", None)),
    ];
    sol.put_channels(&relay, channels).await;
    let on = entry("100", "110", "wamid.on");
    let body = body_of(&[
        entry("100", "120", "wamid.off"),
        on.clone(),
        entry("400", "410", "wamid.off2"),
    ]);
    assert_eq!(relay.post_webhook(&body, SECRET).await.status, 200);
    assert_eq!(
        sol.bodies(&relay).await,
        [String::from_utf8(body_of(&[on])).expect("text")]
    );
    let off_only = body_of(&[entry("100", "120", "wamid.off3")]);
    assert_eq!(
        relay.post_webhook(&off_only, SECRET).await.refusal(),
        (403, ErrorCode::ChannelOff)
    );
}

#[tokio::test]
async fn a_page_and_an_instagram_account_are_switched_each_on_its_own() {
    let relay = InMemory::start().await;
    let sol = relay.first_desk("Sol").await;
    let channel = |object, state| Channel {
        object,
        asset_id: "500".into(),
        number_id: None,
        state,
    };
    sol.put_channels(
        &relay,
        vec![
            channel(MetaObject::Page, ChannelState::Off),
            channel(MetaObject::Instagram, ChannelState::On),
        ],
    )
    .await;
    let body = |object: &str| {
        format!(r#"{{"object":"{object}","entry":[{{"id":"500","messaging":[]}}]}}"#)
    };
    assert_eq!(
        relay
            .post_webhook(body("page").as_bytes(), SECRET)
            .await
            .status,
        403
    );
    assert_eq!(
        relay
            .post_webhook(body("instagram").as_bytes(), SECRET)
            .await
            .status,
        200
    );
    assert_eq!(sol.bodies(&relay).await, [body("instagram")]);
}

#[tokio::test]
async fn an_asset_of_another_clinic_cannot_be_claimed() {
    let relay = InMemory::start().await;
    let (sol, luna) = two_clinics(&relay).await;
    let put = Channels {
        channels: vec![whatsapp("200", Some("211"))],
        ..Channels::default()
    };
    let answer = sol.ask(&relay, Method::PUT, path::CHANNELS, &put).await;
    assert_eq!(answer.refusal(), (409, ErrorCode::AssetTaken));
    let kept: Channels = sol.get(&relay, path::CHANNELS).await.read();
    assert_eq!(kept.channels, [whatsapp("100", Some("110"))]);
    luna.put_channels(&relay, vec![]).await;
    sol.put_channels(&relay, put.channels).await;
}

async fn two_clinics(relay: &InMemory) -> (Desk, Desk) {
    let sol = relay.first_desk("Sol").await;
    let mut luna = Desk::new();
    luna.pair(relay, &relay.code("Luna").await).await;
    luna.put_epoch(relay, 1).await;
    luna.put_apps(relay, &[SECRET]).await;
    luna.put_channels(relay, vec![whatsapp("200", Some("210"))])
        .await;
    (sol, luna)
}
