//! Every kind of content becomes something a person can read.

use super::*;
use recado_domain::part::{SharedKind, UnsupportedHint};
use recado_webhook::{event::Item, payload};
use std::path::Path;

fn messages(fixture: &str) -> Vec<Message> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/meta");
    let body = std::fs::read(Path::new(root).join(fixture)).unwrap();
    let events = payload::read(&body).events;
    let messages = events.into_iter().filter_map(|event| match *event.item {
        Item::Message(message) => Some(message),
        _ => None,
    });
    messages.collect()
}

fn first(fixture: &str) -> Shown {
    shown(&messages(fixture)[0], false)
}

fn shared(shown: &Shown) -> Vec<SharedKind> {
    let parts = shown.parts.iter().filter_map(|part| match part {
        Part::Shared(shared) => Some(shared.what),
        _ => None,
    });
    parts.collect()
}

fn hint(shown: &Shown) -> Option<UnsupportedHint> {
    shown.parts.iter().find_map(|part| match part {
        Part::Unsupported { hint, .. } => Some(*hint),
        _ => None,
    })
}

/// R7: the kind, the words, and a part where words are not all.
#[test]
fn every_kind_of_whatsapp_is_what_it_is() {
    for (fixture, kind, part) in [
        ("msg_text", MessageKind::Text, None),
        ("msg_image_caption_url", MessageKind::Image, None),
        ("msg_audio_voice", MessageKind::Voice, None),
        ("msg_audio_file", MessageKind::Audio, None),
        ("msg_document", MessageKind::Document, None),
        ("msg_sticker_animated", MessageKind::Sticker, None),
        ("msg_location_full", MessageKind::Location, Some("place")),
        (
            "msg_contacts_many_sparse",
            MessageKind::Contacts,
            Some("cards"),
        ),
        (
            "msg_interactive_button_reply",
            MessageKind::Choice,
            Some("choice"),
        ),
        (
            "msg_interactive_list_reply",
            MessageKind::Choice,
            Some("choice"),
        ),
        (
            "msg_button_template_quick_reply",
            MessageKind::Choice,
            Some("choice"),
        ),
        ("msg_interactive_nfm_flow", MessageKind::Form, Some("form")),
        (
            "msg_interactive_unknown",
            MessageKind::Unsupported,
            Some("unsupported"),
        ),
        ("msg_order", MessageKind::Order, Some("order")),
        (
            "msg_system_number_changed",
            MessageKind::System,
            Some("system"),
        ),
        (
            "msg_text_referred_product",
            MessageKind::Text,
            Some("shared"),
        ),
        (
            "msg_text_referral_ad_image",
            MessageKind::Text,
            Some("referral"),
        ),
        (
            "msg_type_future",
            MessageKind::Unsupported,
            Some("unsupported"),
        ),
        (
            "msg_media_error_131052",
            MessageKind::Video,
            Some("unsupported"),
        ),
    ] {
        let shown = first(&format!("whatsapp/{fixture}.json"));
        let parts: Vec<_> = shown.parts.iter().map(Part::kind).collect();
        assert_eq!(
            (shown.kind, parts),
            (kind, part.into_iter().collect()),
            "{fixture}"
        );
    }
}

/// R7: all attachments, not the first alone.
#[test]
fn every_attachment_of_a_message_is_kept() {
    let message = first("messenger/message_three_images_and_text.json");
    assert_eq!((message.kind, message.files.len()), (MessageKind::Image, 3));
    assert!(!message.text.is_empty());
    let four = first("instagram/message_four_images.json");
    assert_eq!(four.files.len(), 4);
}

/// R7, CASES 14.
#[test]
fn stories_posts_and_hearts_are_named() {
    for (fixture, what) in [
        ("instagram/message_story_mention", SharedKind::StoryMention),
        ("instagram/message_reply_to_story", SharedKind::StoryReply),
        ("instagram/message_like_heart", SharedKind::Heart),
        ("instagram/message_ig_reel", SharedKind::Reel),
        ("instagram/message_ig_post", SharedKind::Post),
        ("messenger/message_fallback_link", SharedKind::Link),
        ("messenger/message_template_product", SharedKind::Product),
    ] {
        assert_eq!(
            shared(&first(&format!("{fixture}.json"))),
            [what],
            "{fixture}"
        );
    }
}

/// CASES 13: what Meta does not hand over is read on the phone, where there is one.
#[test]
fn what_meta_withholds_says_what_to_do() {
    let withheld = messages("whatsapp/msg_unsupported_131060.json");
    assert_eq!(
        hint(&shown(&withheld[0], false)),
        Some(UnsupportedHint::ReadOnPhone)
    );
    let poll = messages("whatsapp/msg_unsupported_poll.json");
    assert_eq!(
        hint(&shown(&poll[0], false)),
        Some(UnsupportedHint::AskAgain)
    );
    assert_eq!(
        hint(&shown(&poll[0], true)),
        Some(UnsupportedHint::ReadOnPhone)
    );
}

#[test]
fn a_hostile_name_is_made_safe_and_hostile_words_are_kept() {
    let document = first("whatsapp/msg_document_hostile_name.json");
    let name = document.files[0].name.clone().unwrap_or_default();
    assert!(!name.contains(['/', '\\', '\u{202e}', '\u{0}']) && name.chars().count() <= 120);
    let controls = first("whatsapp/msg_text_controls.json");
    assert!(
        controls.text.contains('\u{0}'),
        "a text stays as it was written"
    );
}
