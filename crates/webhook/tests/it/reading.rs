//! What the events of the documented payloads say, beyond how many there are.

use recado_webhook::event::{Item, ReceiptKind, StatusState, Unreadable};
use recado_webhook::message::{Content, Message};
use recado_webhook::payload::read;
use recado_webhook::referral::ReferralSource;

use crate::fixtures::events;

fn message(file: &str) -> Message {
    match events(file).into_iter().next().map(|event| *event.item) {
        Some(Item::Message(message) | Item::Echo(message) | Item::History(message)) => message,
        other => panic!("{file}: {other:?}"),
    }
}

#[test]
fn a_text_says_who_when_and_what() {
    let message = message("whatsapp/msg_text.json");
    assert_eq!(message.sender.wa_id.as_deref(), Some("447700900123"));
    assert_eq!(
        message.sender.user_id.as_deref(),
        Some("GB.88412009344177520316")
    );
    assert_eq!(message.sender.name.as_deref(), Some("Marta Oliveira"));
    assert_eq!(message.at, Some(1_795_176_000_000));
    assert!(message.provider_id.starts_with("wamid."));
    assert!(matches!(message.content, Content::Text { body } if !body.is_empty()));
}

#[test]
fn contacts_are_matched_by_id_and_not_by_place() {
    let events = events("whatsapp/batch_two_senders_contacts_swapped.json");
    for event in events {
        let Item::Message(message) = &*event.item else {
            panic!("{event:?}");
        };
        let contact: serde_json::Value = serde_json::from_str(&event.raw).unwrap();
        let contact = &contact["contact"];
        assert_eq!(contact["wa_id"].as_str(), message.sender.wa_id.as_deref());
        assert_eq!(
            contact["profile"]["name"].as_str(),
            message.sender.name.as_deref()
        );
    }
}

#[test]
fn a_person_without_a_phone_number_is_known_by_their_bsuid() {
    let message = message("whatsapp/msg_text_bsuid_only.json");
    assert_eq!(message.sender.wa_id, None);
    assert!(message.sender.user_id.is_some());
    assert!(!message.sender.is_nobody());
}

#[test]
fn every_whatsapp_type_is_read_as_itself() {
    for (file, kind) in [
        ("msg_image_caption_url", "image"),
        ("msg_video", "video"),
        ("msg_audio_voice", "audio"),
        ("msg_document", "document"),
        ("msg_sticker_static", "sticker"),
        ("msg_location_bare", "location"),
        ("msg_contacts_many_sparse", "contacts"),
        ("msg_reaction_add", "reaction"),
        ("msg_interactive_button_reply", "interactive"),
        ("msg_interactive_nfm_bad_json", "interactive"),
        ("msg_interactive_unknown", "unsupported"),
        ("msg_button_template_quick_reply", "button"),
        ("msg_order", "order"),
        ("msg_system_number_changed", "system"),
        ("msg_edit_caption", "edit"),
        ("msg_revoke", "revoke"),
        ("msg_unsupported_poll", "unsupported"),
        ("msg_type_future", "unsupported"),
        ("msg_no_type", "unsupported"),
        ("msg_text_empty_body", "text"),
    ] {
        let message = message(&format!("whatsapp/{file}.json"));
        assert_eq!(message.content.kind(), kind, "{file}");
    }
}

#[test]
fn reactions_are_set_and_taken_back() {
    for (file, is_set) in [
        ("msg_reaction_add", true),
        ("msg_reaction_zwj", true),
        ("msg_reaction_removed_absent", false),
        ("msg_reaction_removed_empty", false),
    ] {
        let message = message(&format!("whatsapp/{file}.json"));
        let Content::Reaction { target, emoji } = message.content else {
            panic!("{file}");
        };
        assert!(target.starts_with("wamid."));
        assert_eq!(emoji.is_some(), is_set, "{file}");
    }
}

#[test]
fn a_changed_number_names_the_new_one_in_both_forms() {
    for (file, number) in [
        ("msg_system_number_changed", "447700900124"),
        ("msg_system_number_changed_old", "447700900125"),
    ] {
        let message = message(&format!("whatsapp/{file}.json"));
        let Content::System(system) = message.content else {
            panic!("{file}");
        };
        assert_eq!(system.new_wa_id.as_deref(), Some(number));
    }
}

#[test]
fn a_broken_location_keeps_its_message() {
    let events = events("whatsapp/batch_one_bad_of_three.json");
    let Item::Message(message) = &*events[2].item else {
        panic!("{events:?}");
    };
    assert!(message.provider_id.starts_with("wamid."));
    assert_eq!(
        message.content,
        Content::Unsupported {
            label: "location".to_owned()
        }
    );
}

#[test]
fn an_unreadable_time_is_none_and_not_now() {
    assert_eq!(message("whatsapp/odd_bad_timestamp.json").at, None);
    assert_eq!(
        message("whatsapp/odd_numeric_timestamp.json").at,
        Some(1_795_176_000_000)
    );
}

#[test]
fn a_failed_status_says_why_and_carries_our_own_id_back() {
    let event = events("whatsapp/status_failed_131047_window.json").remove(0);
    let Item::Status(status) = *event.item else {
        panic!("{event:?}");
    };
    assert!(matches!(
        status.state,
        StatusState::Failed {
            code: Some(131_047),
            details: Some(_),
            ..
        }
    ));
    let event = events("whatsapp/status_callback_data_identity_hash.json").remove(0);
    let Item::Status(status) = *event.item else {
        panic!("{event:?}");
    };
    assert_eq!(
        status.callback_data.as_deref(),
        Some("{\"local\":\"0192f7c0-1d2e-7a3b\"}")
    );
}

#[test]
fn a_group_status_names_the_participant() {
    for event in events("whatsapp/status_group_aggregated.json") {
        let Item::Status(status) = *event.item else {
            panic!("{event:?}");
        };
        assert!(status.group_id.is_some());
        assert_ne!(status.recipient.wa_id, status.group_id);
    }
}

#[test]
fn an_echo_and_old_messages_know_the_person_they_went_to() {
    let echo = message("whatsapp/coex_echo_text.json");
    assert!(echo.is_from_business);
    assert_eq!(echo.peer().wa_id.as_deref(), Some("447700900123"));
    assert_eq!(echo.peer().name.as_deref(), Some("Marta Oliveira"));

    let directions: Vec<(bool, Option<String>)> = events("whatsapp/coex_history_chunk.json")
        .into_iter()
        .filter_map(|event| match *event.item {
            Item::History(message) => {
                Some((message.is_from_business, message.peer().wa_id.clone()))
            }
            Item::HistoryProgress(_) => None,
            other => panic!("{other:?}"),
        })
        .collect();
    let person = |digits: &str| Some(digits.to_owned());
    assert_eq!(
        directions,
        [
            (false, person("447700900123")),
            (true, person("447700900123")),
            (false, person("447700900123")),
            (true, person("447700900456")),
        ]
    );
}

#[test]
fn an_echo_to_a_group_is_nobodys_own_conversation() {
    let body = br#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"smb_message_echoes","value":{"message_echoes":[{"from":"1","to":"Y2FwaV9ncm91cDo0","id":"wamid.A","type":"text","text":{"body":"x"}}]}}]}]}"#;
    let event = read(body).events.remove(0);
    let Item::Echo(echo) = *event.item else {
        panic!("{event:?}");
    };
    assert!(echo.peer().is_nobody());
    assert_eq!(echo.group_id.as_deref(), Some("Y2FwaV9ncm91cDo0"));
}

#[test]
fn standby_is_read_like_the_rest_but_stays_apart() {
    for (file, kind) in [
        ("whatsapp/routing_standby_message.json", "message"),
        (
            "whatsapp/routing_standby_message_contacts_outside.json",
            "message",
        ),
        ("whatsapp/routing_standby_echo.json", "echo"),
        ("whatsapp/routing_standby_status.json", "status"),
        ("messenger/standby_message.json", "message"),
        ("messenger/postback_standby_no_payload.json", "message"),
    ] {
        let event = events(file).remove(0);
        let Item::Standby(item) = *event.item else {
            panic!("{file}: {event:?}");
        };
        assert_eq!(item.kind(), kind, "{file}");
        if let Item::Message(message) = *item {
            assert!(!message.sender.is_nobody());
        }
    }
}

#[test]
fn a_text_with_pictures_keeps_them_all() {
    let with_text = message("messenger/message_three_images_and_text.json");
    assert_eq!(with_text.content.kind(), "text");
    assert_eq!(with_text.attachments.len(), 3);
    let without = message("instagram/message_four_images.json");
    assert_eq!(without.content.kind(), "image");
    assert_eq!(without.attachments.len(), 3);
}

#[test]
fn messenger_and_instagram_kinds_are_read_as_themselves() {
    for (file, kind) in [
        ("messenger/message_sticker_2026", "sticker"),
        ("messenger/message_sticker_legacy_like", "sticker"),
        ("messenger/message_file", "document"),
        ("messenger/message_location_legacy", "location"),
        ("messenger/message_reel", "shared"),
        ("messenger/message_unknown_attachment", "unsupported"),
        ("messenger/message_no_content", "empty"),
        ("messenger/postback_button", "button"),
        ("instagram/message_story_mention", "shared"),
        ("instagram/message_ephemeral", "unsupported"),
        ("instagram/message_unsupported", "unsupported"),
        ("instagram/message_empty", "empty"),
    ] {
        let message = message(&format!("{file}.json"));
        assert_eq!(message.content.kind(), kind, "{file}");
    }
}

#[test]
fn a_postback_without_an_id_gets_the_same_one_every_time() {
    let first = message("messenger/postback_get_started_referral.json");
    let again = message("messenger/postback_get_started_referral.json");
    assert_eq!(first.provider_id, again.provider_id);
    assert!(first.provider_id.starts_with("recado."));
    let referral = first.referral.unwrap();
    assert_eq!(referral.reference.as_deref(), Some("poster-qr"));
    assert_eq!(referral.source, ReferralSource::Link);
}

#[test]
fn receipts_name_messages_or_a_time() {
    for (file, kind, mids, has_time) in [
        ("messenger/read_watermark", ReceiptKind::Read, 0, true),
        ("messenger/delivery_mids", ReceiptKind::Delivered, 2, true),
        ("instagram/seen", ReceiptKind::Read, 1, false),
    ] {
        let event = events(&format!("{file}.json")).remove(0);
        let Item::Receipt(receipt) = *event.item else {
            panic!("{event:?}");
        };
        assert_eq!(receipt.kind, kind);
        assert_eq!(receipt.provider_ids.len(), mids, "{file}");
        assert_eq!(receipt.until.is_some(), has_time, "{file}");
    }
}

#[test]
fn what_the_clinic_took_back_or_commented_itself_is_marked() {
    for (file, is_own) in [("message_deleted", false), ("echo_deleted", true)] {
        let event = events(&format!("instagram/{file}.json")).remove(0);
        let Item::Deleted(deleted) = *event.item else {
            panic!("{event:?}");
        };
        assert_eq!(deleted.is_from_business, is_own);
        assert_eq!(
            deleted.peer.page_scoped_id.as_deref(),
            Some("1284456700912233")
        );
    }
    for (file, is_own) in [
        ("instagram/comment_own", true),
        ("instagram/comment_instagram_login_flat", false),
        ("messenger/feed_own_comment", true),
        ("messenger/feed_comment_removed", false),
    ] {
        let event = events(&format!("{file}.json")).remove(0);
        let Item::Comment(comment) = *event.item else {
            panic!("{event:?}");
        };
        assert_eq!(comment.is_own, is_own, "{file}");
        assert!(!comment.provider_id.is_empty());
    }
}

#[test]
fn a_message_from_nobody_is_unreadable_and_keeps_its_bytes() {
    let event = events("instagram/missing_sender.json").remove(0);
    let reason = Unreadable::NoSender;
    assert_eq!(*event.item, Item::Unreadable { reason });
    assert!(event.raw.contains("who?"));
}

#[test]
fn hostile_text_arrives_whole() {
    let Content::Text { body } = message("whatsapp/msg_text_controls.json").content else {
        panic!("no text");
    };
    assert!(body.contains('\0'));
    let Content::Text { body } = message("whatsapp/msg_text_4096.json").content else {
        panic!("no text");
    };
    assert_eq!(body.chars().count(), 4_096);
}

/// Found by fuzzing: what is no object jumped ahead of what stood before it.
#[test]
fn strange_elements_keep_their_place_among_the_others() {
    for list in [
        r#""entry":[{"id":"1","messaging":[{"sender":{"id":"2"},"message":{"mid":"m"}}]},7]"#,
        r#""entry":[{"id":"1","messaging":[{"sender":{"id":"2"},"message":{"mid":"m"}},7]}]"#,
        r#""entry":[{"id":"1","changes":[{"field":"feed","value":{"item":"comment"}},7]}]"#,
    ] {
        let events = read(format!(r#"{{"object":"page",{list}}}"#).as_bytes()).events;
        assert_eq!(events.len(), 2, "{list}");
        let reason = Unreadable::NotAnItem;
        assert_eq!(*events[1].item, Item::Unreadable { reason }, "{list}");
    }
}

#[test]
fn an_event_is_found_among_members_that_mean_nothing() {
    for (event, kind) in [
        (r#""reaction":{"mid":"m","emoji":"x"}"#, "reaction"),
        (r#""read":{"watermark":1}"#, "receipt"),
        (r#""referral":{"ref":"r"}"#, "referral"),
        (r#""nothing":{}"#, "other"),
    ] {
        let body = format!(
            r#"{{"object":"page","entry":[{{"id":"1","messaging":[{{"sender":{{"id":"2"}},"novelty":{{"x":1}},{event}}}]}}]}}"#
        );
        let event = read(body.as_bytes()).events.remove(0);
        assert_eq!(event.item.kind(), kind);
    }
}
