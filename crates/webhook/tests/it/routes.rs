//! Where a body belongs, and the body each receiver gets.

use std::borrow::Cow;

use recado_webhook::event::Object;
use recado_webhook::payload::{read, routes};
use recado_webhook::routing::{Assets, Routes, Unroutable};

use crate::fixtures::{body, rows};

fn assets(body: &[u8]) -> Assets<'_> {
    match routes(body) {
        Routes::Assets(assets) => assets,
        Routes::Unroutable(reason) => panic!("{reason:?}"),
    }
}

#[test]
fn one_asset_keeps_the_exact_bytes() {
    let body = body("whatsapp/msg_text.json");
    let assets = assets(&body);
    assert_eq!(assets.object(), Object::WhatsApp);
    assert_eq!(assets.list().len(), 1);
    let asset = &assets.list()[0];
    assert_eq!(asset.asset_id.as_deref(), Some("419820077001234"));
    assert!(asset.number_ids.contains("388120055500123"));
    let kept = assets.body_for(|_| true).unwrap();
    assert!(matches!(kept, Cow::Borrowed(bytes) if bytes == body));
}

#[test]
fn each_of_two_clinics_gets_only_its_entries() {
    for file in [
        "whatsapp/batch_two_entries_two_wabas.json",
        "messenger/batch_two_pages.json",
        "instagram/batch_two_accounts.json",
    ] {
        let body = body(file);
        let whole = read(&body);
        let assets = assets(&body);
        assert_eq!(assets.list().len(), 2, "{file}");
        let mut events = Vec::new();
        for asset in assets.list() {
            let part = assets.body_for(|one| one == asset).unwrap();
            let part = read(&part);
            assert_eq!(part.object, whole.object);
            assert_eq!(part.events.len(), 1, "{file}");
            assert_eq!(Some(&part.events[0].asset_id), asset.asset_id.as_ref());
            events.extend(part.events);
        }
        assert_eq!(events, whole.events, "{file}");
        assert!(assets.body_for(|_| false).is_none());
    }
}

#[test]
fn what_cannot_be_routed_says_why() {
    for (bytes, reason) in [
        (&b""[..], Unroutable::NotJson),
        (b"<html>", Unroutable::NotJson),
        (b"\xff\xfe", Unroutable::NotJson),
        (b"[1]", Unroutable::OddRoot),
        (b"null", Unroutable::OddRoot),
        (b"{}", Unroutable::NoObject),
        (b"{\"object\":7}", Unroutable::NoObject),
        (b"{\"object\":\"page\"}", Unroutable::NoEntries),
        (
            b"{\"object\":\"page\",\"entry\":null}",
            Unroutable::NoEntries,
        ),
        (b"{\"object\":\"page\",\"entry\":[]}", Unroutable::NoEntries),
        (b"{\"object\":\"page\",\"entry\":{}}", Unroutable::NoEntries),
        (
            b"{\"object\":\"threads\",\"entry\":[{\"id\":\"1\"}]}",
            Unroutable::UnknownObject {
                name: "threads".to_owned(),
            },
        ),
    ] {
        match routes(bytes) {
            Routes::Unroutable(found) => assert_eq!(found, reason),
            Routes::Assets(assets) => panic!("{assets:?}"),
        }
    }
}

#[test]
fn entries_without_an_id_stand_apart() {
    let body = br#"{"object":"page","entry":[{"id":"1"},{"messaging":[]},7,{"id":""},{"id":1}]}"#;
    let assets = assets(body);
    let ids: Vec<_> = assets
        .list()
        .iter()
        .map(|a| a.asset_id.as_deref())
        .collect();
    assert_eq!(ids, [Some("1"), None]);
    let part = assets.body_for(|asset| asset.asset_id.is_none()).unwrap();
    assert_eq!(
        part.as_ref(),
        br#"{"object":"page","entry":[{"messaging":[]},7,{"id":""}]}"#
    );
}

#[test]
fn a_partner_update_belongs_to_the_waba_inside() {
    let body = body("whatsapp/field_account_partner_added.json");
    assert_eq!(
        assets(&body).list()[0].asset_id.as_deref(),
        Some("419820077001234")
    );
    assert_eq!(read(&body).events[0].asset_id, "419820077001234");
}

#[test]
fn ids_beyond_64_bits_keep_their_digits() {
    let body = body("whatsapp/odd_numeric_and_huge_ids.json");
    let assets = assets(&body);
    let asset = &assets.list()[0];
    assert_eq!(asset.asset_id.as_deref(), Some("419820077001234567890"));
    assert!(asset.number_ids.contains("388120055500123"));
}

#[test]
fn reading_and_routing_agree_on_every_payload() {
    for row in rows() {
        let body = body(&row.file);
        let Routes::Assets(assets) = routes(&body) else {
            continue;
        };
        for event in read(&body).events {
            let is_routed = assets.list().iter().any(|asset| {
                asset.asset_id.clone().unwrap_or_default() == event.asset_id
                    && event
                        .number_id
                        .as_ref()
                        .is_none_or(|number| asset.number_ids.contains(number))
            });
            assert!(is_routed, "{}", row.file);
        }
    }
}
