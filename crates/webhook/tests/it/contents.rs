//! What messages hold beyond their words: origin, articles, forms, cards, stories, what echoes carry.

use recado_webhook::event::Item;
use recado_webhook::message::{Content, Message, Shared};
use recado_webhook::payload::read;
use recado_webhook::referral::ReferralSource;

use crate::fixtures::{body, events};

fn message(name: &str) -> Message {
    let item = events(&format!("{name}.json")).remove(0).item;
    match *item {
        Item::Message(message) | Item::Echo(message) | Item::History(message) => message,
        other => panic!("{name}: {other:?}"),
    }
}

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

#[test]
fn a_referral_names_the_ad_the_link_or_the_article() {
    let referral = |name: &str| message(name).referral.unwrap();
    let ad = referral("whatsapp/msg_text_referral_ad_image");
    assert_eq!(ad.source, ReferralSource::Ad);
    assert_eq!(ad.source_id, text("120210099887766554"));
    assert_eq!(ad.headline, text("Smile again"));
    assert_eq!(ad.body, text("Free first check-up in November"));
    assert_eq!(ad.media_url, text("https://scontent.example/ad.jpg"));
    assert!(ad.click_id.is_some() && ad.reference.is_none());
    let story = referral("whatsapp/msg_text_referral_ad_status_video");
    assert_eq!(story.media_url, text("https://scontent.example/t.jpg"));
    assert_eq!(story.reference, text("nov-campaign"));
    assert!(story.click_id.is_none());

    for (name, source, id) in [
        (
            "messenger/message_with_referral_ad",
            ReferralSource::Ad,
            "120210099887766554",
        ),
        (
            "instagram/message_referral_ad",
            ReferralSource::Ad,
            "120210099887766554",
        ),
        (
            "instagram/message_referral_product",
            ReferralSource::Shop,
            "55667788",
        ),
    ] {
        let referral = referral(name);
        assert_eq!(referral.source, source, "{name}");
        assert_eq!(referral.source_id.as_deref(), Some(id), "{name}");
    }
    let link = referral("instagram/postback_with_referral");
    assert_eq!(
        (link.source, link.reference),
        (ReferralSource::Link, text("bio"))
    );
    assert!(message("whatsapp/msg_text").referral.is_none());
}

#[test]
fn a_message_knows_what_it_asks_about_and_how_far_it_travelled() {
    let product = message("whatsapp/msg_text_referred_product")
        .product
        .unwrap();
    assert_eq!(product.catalog_id, text("771230045566778"));
    assert_eq!(product.product_id, text("guard-m"));
    for (name, forwarded, often) in [
        ("msg_text", false, false),
        ("msg_text_forwarded", true, false),
        ("msg_text_frequently_forwarded", true, true),
    ] {
        let message = message(&format!("whatsapp/{name}"));
        let travelled = (message.is_forwarded, message.is_forwarded_often);
        assert_eq!(travelled, (forwarded, often), "{name}");
    }
    let summary = message("whatsapp/routing_message_with_context").summary;
    assert_eq!(summary, text("Asked about prices."));
}

/// CASES 13: what cannot be read here says so, with Meta's code.
#[test]
fn a_message_that_meta_withholds_says_why() {
    for (name, code) in [
        ("msg_media_error_131052", 131_052),
        ("msg_unsupported_131060", 131_060),
        ("msg_unsupported_no_object", 131_051),
    ] {
        let message = message(&format!("whatsapp/{name}"));
        assert_eq!(message.errors.len(), 1, "{name}");
        assert_eq!(message.errors[0].code, Some(code), "{name}");
        assert!(message.errors[0].details.is_some(), "{name}");
    }
}

#[test]
fn a_form_gives_its_answers_in_order() {
    let answers = |name: &str| match message(name).content {
        Content::Interactive(form) => form
            .answers
            .into_iter()
            .map(|answer| (answer.label, answer.value))
            .collect::<Vec<_>>(),
        other => panic!("{name}: {other:?}"),
    };
    let pair = |label: &str, value: &str| (label.to_owned(), value.to_owned());
    assert_eq!(
        answers("whatsapp/msg_interactive_nfm_flow"),
        [
            pair("allergies", "penicillin, látex"),
            pair("first_visit", "true"),
            pair("pain", "7"),
        ]
    );
    assert_eq!(
        answers("whatsapp/msg_interactive_nfm_address"),
        [pair("name", "Marta"), pair("in_pin_code", "560034")]
    );
    assert!(answers("whatsapp/msg_interactive_nfm_bad_json").is_empty());
    let Content::Interactive(call) = message("whatsapp/msg_interactive_call_permission").content
    else {
        panic!("no answer");
    };
    assert_eq!(call.expires_at, Some(1_795_780_800_000));
}

#[test]
fn an_address_card_keeps_work_place_and_birthday() {
    let Content::Contacts(cards) = message("whatsapp/msg_contacts_one").content else {
        panic!("no cards");
    };
    let card = &cards[0];
    assert_eq!(card.organisation, text("Sousa Clinic, Cardiology, MD"));
    assert_eq!(card.addresses, ["2 Road, Leeds, LS1, UK"]);
    assert_eq!(card.urls, ["https://clinic.example"]);
    assert_eq!(card.birthday, text("1979-02-28"));
    let Content::Contacts(cards) = message("whatsapp/msg_contacts_many_sparse").content else {
        panic!("no cards");
    };
    assert_eq!(cards.len(), 3);
    assert!(cards[1].organisation.is_none() && cards[1].addresses.is_empty());
}

#[test]
fn places_and_stickers_keep_their_extras() {
    let Content::Location(place) = message("whatsapp/msg_location_full").content else {
        panic!("no place");
    };
    assert_eq!(place.url, text("https://clinic.example"));
    let Content::Location(place) = message("messenger/message_location_legacy").content else {
        panic!("no place");
    };
    assert!(place.url.is_some() && place.name.is_some());
    for (name, moves) in [("animated", true), ("static", false)] {
        let Content::Sticker(sticker) = message(&format!("whatsapp/msg_sticker_{name}")).content
        else {
            panic!("{name}");
        };
        assert_eq!(sticker.is_animated, moves);
    }
}

#[test]
fn a_place_that_is_not_on_earth_is_none_on_any_channel() {
    let legacy = String::from_utf8(body("messenger/message_location_legacy.json")).unwrap();
    let event = read(legacy.replace("51.5", "951.5").as_bytes())
        .events
        .remove(0);
    let Item::Message(message) = *event.item else {
        panic!("{event:?}");
    };
    assert_eq!(message.content.kind(), "shared");
}

#[test]
fn a_story_that_is_answered_stands_apart_from_attachments() {
    let message = message("instagram/message_reply_to_story");
    let story = message.story.unwrap();
    assert_eq!(story.id, text("18044556677889900"));
    assert!(story.url.unwrap().starts_with("https://"));
    assert!(message.attachments.is_empty() && message.reply_to.is_none());
    assert_eq!(message.content.kind(), "text");
}

/// CASES 14: a mention in a story is a message.
#[test]
fn shared_things_keep_kind_id_and_title() {
    let shared = |name: &str| -> Shared {
        let message = message(name);
        let contents = [message.content].into_iter().chain(message.attachments);
        let mut shared = contents.filter_map(|content| match content {
            Content::Shared(shared) => Some(shared),
            _ => None,
        });
        shared.next().unwrap()
    };
    for (name, kind, id, title) in [
        (
            "instagram/message_story_mention",
            "story_mention",
            None,
            None,
        ),
        (
            "instagram/message_ig_post",
            "ig_post",
            text("17990011223344556"),
            text("Before / after"),
        ),
        (
            "instagram/message_ig_reel",
            "ig_reel",
            text("17990011223344557"),
            text("Veneers"),
        ),
        (
            "messenger/message_reel",
            "reel",
            text("884422006677889"),
            text("Tips"),
        ),
        (
            "messenger/message_fallback_link",
            "fallback",
            None,
            text("Prices"),
        ),
        ("instagram/message_like_heart", "like_heart", None, None),
        ("messenger/echo_template", "template", None, text("Book?")),
    ] {
        let shared = shared(name);
        assert_eq!((shared.kind.as_str(), shared.id), (kind, id), "{name}");
        assert_eq!(shared.title, title, "{name}");
    }
    let product = shared("messenger/message_template_product");
    assert_eq!(product.title, text("Brush"));
    assert_eq!(product.products.len(), 1);
    assert_eq!(product.products[0].retailer_id, text("brush"));
    assert_eq!(product.products[0].subtitle, text("£8"));
}

#[test]
fn an_appointment_of_metas_calendar_has_its_hours() {
    let Content::Appointment(booked) = message("messenger/message_appointment_booking").content
    else {
        panic!("no appointment");
    };
    assert_eq!(booked.id, text("7788"));
    assert_eq!(booked.status, text("PENDING"));
    assert_eq!(booked.starts_at, Some(1_795_262_400_000));
    assert_eq!(booked.ends_at, Some(1_795_264_200_000));
    assert_eq!(booked.time_zone, text("Europe/London"));
}

/// CASES 10: an echo says which program sent it, and carries our own id back.
#[test]
fn an_echo_says_which_app_sent_it() {
    for (name, app, metadata) in [
        (
            "messenger/echo_own_app",
            text("880140022334455"),
            text("local:0192f7c0"),
        ),
        ("messenger/echo_page_inbox", text("26390203743090"), None),
        ("messenger/echo_no_app_id", None, None),
    ] {
        let echo = message(name);
        assert!(echo.is_from_business, "{name}");
        assert_eq!((echo.app_id, echo.metadata), (app, metadata), "{name}");
    }
    assert!(message("instagram/echo_self").is_self);
    assert!(!message("instagram/echo_own").is_self);
}

#[test]
fn a_quick_reply_keeps_its_words_and_what_they_stand_for() {
    for (name, words, payload) in [
        ("messenger/message_quick_reply", "Tuesday", "DAY:TUE"),
        ("instagram/message_quick_reply", "Morning", "AM"),
    ] {
        let message = message(name);
        assert_eq!(message.quick_reply.as_deref(), Some(payload));
        let body = words.to_owned();
        assert_eq!(message.content, Content::Text { body });
    }
    assert_eq!(
        message("messenger/message_commands_only").commands,
        ["flights"]
    );
}

#[test]
fn what_another_responder_sends_keeps_its_words() {
    let echo = |sent: &str| {
        let body = format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"standby","value":{{"standby":{{"message_echoes":[{{"id":"wamid.A","timestamp":"1","message":{sent}}}]}}}}}}]}}]}}"#
        );
        match *read(body.as_bytes()).events.remove(0).item {
            Item::Standby(inner) => match *inner {
                Item::Echo(message) => message.content,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    };
    let buttons = echo(
        r#"{"to":"447700900123","type":"interactive","interactive":{"type":"button","body":{"text":"Which day?"},"action":{}}}"#,
    );
    assert!(matches!(buttons, Content::Interactive(i) if i.title == text("Which day?")));
    let template = echo(
        r#"{"to":"447700900123","type":"template","template":{"name":"reminder","language":{"code":"en"}}}"#,
    );
    assert!(matches!(template, Content::Shared(s) if s.title == text("reminder")));
}
