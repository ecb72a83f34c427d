//! What items mean, told by Meta's own payloads.

use super::*;
use recado_domain::{
    channel::ChannelKind,
    id::{ChannelId, ConversationId, IdentityId},
    message::MessageKind,
};
use recado_store::conversations::event::{NewMessage, Origin};
use recado_webhook::payload;
use std::path::Path;

const NOW: UnixMs = UnixMs(1_795_200_000_000);

fn contact(kind: ChannelKind) -> Contact {
    Contact {
        identity: IdentityId::generate(),
        conversation: ConversationId::generate(),
        channel: ChannelId::generate(),
        channel_kind: kind,
        name: None,
        addresses: Vec::new(),
        is_patient: false,
    }
}

fn items(fixture: &str) -> Vec<recado_webhook::event::Event> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/meta");
    let body = std::fs::read(Path::new(root).join(format!("{fixture}.json"))).unwrap();
    payload::read(&body).events
}

fn read(item: &Item, kind: ChannelKind) -> Option<Meaning> {
    let place = Place {
        raw: "{}",
        received_at: NOW,
        our_app_id: Some("111"),
        is_on_phone: false,
    };
    meaning(item, contact(kind), &place)
}

fn first(fixture: &str) -> Meaning {
    let event = items(fixture).remove(0);
    let kind = channel_kind(event.object).unwrap();
    read(&event.item, kind).unwrap()
}

fn message(meaning: &Meaning) -> &NewMessage {
    match &meaning.events[0] {
        Event::Message(message) => message,
        other => panic!("no message but {other:?}"),
    }
}

/// Kept and watched while another app answers: the window is open, and nobody is called.
#[test]
fn a_standby_message_calls_nobody_and_opens_the_window() {
    for fixture in [
        "whatsapp/routing_standby_message",
        "messenger/standby_message",
    ] {
        let meaning = first(fixture);
        let message = message(&meaning);
        assert!(!meaning.is_news && !message.is_unread, "{fixture}");
        assert!(message.opens_window, "{fixture}");
        assert_eq!(message.origin, Origin::Contact, "{fixture}");
    }
}

/// CASES 10: no unread, no window, and ours is known by what we put into it.
#[test]
fn an_echo_calls_nobody_and_opens_nothing() {
    for fixture in [
        "whatsapp/coex_echo_text",
        "messenger/echo_page_inbox",
        "instagram/echo_own",
    ] {
        let meaning = first(fixture);
        let message = message(&meaning);
        assert!(!meaning.is_news && !message.is_unread, "{fixture}");
        assert!(!message.opens_window, "{fixture}");
        assert_eq!(message.origin, Origin::Echo, "{fixture}");
    }
    let outbox = recado_domain::id::OutboxId::generate();
    let Item::Echo(mut ours) = *items("messenger/echo_own_app").remove(0).item else {
        panic!("an echo")
    };
    ours.metadata = Some(outbox.to_string());
    let meaning = read(&Item::Echo(ours), ChannelKind::Messenger).unwrap();
    assert_eq!(meaning.outbox, Some(outbox));
}

/// CASES 12.
#[test]
fn history_is_neither_news_nor_an_open_window() {
    for event in items("whatsapp/coex_history_chunk") {
        let Some(meaning) = read(&event.item, ChannelKind::WhatsApp) else {
            continue;
        };
        assert!(meaning.is_history && !meaning.is_news && !meaning.calls);
        assert!(!meaning.opens_window());
    }
}

/// Instagram names the message that was seen; Messenger a time.
#[test]
fn receipts_name_messages_or_times() {
    let seen = first("instagram/seen");
    assert!(matches!(
        seen.events[..],
        [Event::Status(_), Event::Receipt(_)]
    ));
    let read = first("messenger/read_watermark");
    assert!(matches!(read.events[..], [Event::Receipt(_)]));
    let mids = first("messenger/delivery_mids");
    assert!(mids.events.len() > 1);
}

#[test]
fn what_the_clinic_says_itself_in_public_is_nothing() {
    for fixture in ["messenger/feed_own_comment", "instagram/comment_own"] {
        assert!(first(fixture).events.is_empty(), "{fixture}");
    }
    let comment = first("instagram/comment_add");
    assert_eq!(message(&comment).kind, MessageKind::Comment);
    assert!(comment.is_news && !comment.opens_window());
}

/// CASES 14: where Meta says so, what is no message opens the window, too.
#[test]
fn arrivals_and_calls_open_the_window_where_meta_says_so() {
    let opens = |fixture| {
        let events = first(fixture).events;
        events
            .iter()
            .any(|event| matches!(event, Event::Opening(_)))
    };
    assert!(opens("whatsapp/field_calls_connect"));
    assert!(opens("messenger/referral_ad"));
    assert!(!opens("instagram/referral_igme"));
    assert!(first("messenger/postback_button").opens_window());
    assert!(first("instagram/message_story_mention").opens_window());
}

#[test]
fn an_edit_without_words_changes_nothing() {
    assert!(
        first("instagram/message_edit_zero_no_sender")
            .events
            .is_empty()
    );
    assert_eq!(first("instagram/message_edit").events.len(), 1);
}

#[test]
fn a_reaction_that_came_by_name_has_an_emoji() {
    let Item::Reaction(mut reaction) = *items("instagram/reaction_add").remove(0).item else {
        panic!("a reaction")
    };
    reaction.emoji = None;
    reaction.name = Some("love".into());
    let meaning = read(&Item::Reaction(reaction), ChannelKind::Instagram).unwrap();
    let Event::Reaction(reaction) = &meaning.events[0] else {
        panic!("a reaction")
    };
    assert_eq!(reaction.emoji.as_deref(), Some("❤️"));
}

/// The whole copy of a withheld message is not taken for a repetition of it.
#[test]
fn a_withheld_message_is_a_placeholder() {
    let withheld = first("whatsapp/msg_unsupported_131060");
    assert!(withheld.is_placeholder() && withheld.is_for_phone);
    assert!(!first("whatsapp/msg_text").is_placeholder());
}
