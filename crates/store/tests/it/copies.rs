//! Copies of one message: live, handed over as history, a placeholder and what fills it. One row, whatever the order.

use crate::cast::{Desk, MORNING, desk, echo, inbound, maria, picture, seconds};
use recado_domain::alert::AlertLevel;
use recado_domain::conversation::ConversationState;
use recado_domain::id::{AlertId, StaffId};
use recado_domain::message::MessageKind;
use recado_domain::part::{Part, UnsupportedHint};
use recado_store::conversations::event::{Event, NewMessage, Origin};
use recado_store::conversations::thread::ThreadMessage;
use recado_store::conversations::{messages, state, work};

fn history(message: NewMessage) -> NewMessage {
    NewMessage {
        origin: Origin::History,
        is_unread: false,
        opens_window: false,
        alerts: Vec::new(),
        ..message
    }
}

fn placeholder(provider_id: &str) -> NewMessage {
    NewMessage {
        kind: MessageKind::Unsupported,
        detail: Some("media_placeholder".into()),
        raw: "placeholder".into(),
        parts: vec![Part::Unsupported {
            label: "media_placeholder".into(),
            hint: UnsupportedHint::Kept,
        }],
        ..history(inbound(&maria(), provider_id, "", seconds(0)))
    }
}

fn only(desk: &Desk) -> ThreadMessage {
    let mut thread = desk.thread(&maria());
    assert_eq!(thread.len(), 1);
    thread.remove(0)
}

/// History before live hid its alert.
#[test]
fn a_live_copy_after_history_is_new_to_people_once() {
    let (desk, maria) = (desk(), maria());
    let alert = AlertId::generate();
    let live = NewMessage {
        level: Some(AlertLevel::Urgent),
        findings: Some("[]".into()),
        alerts: vec![alert],
        ..inbound(&maria, "wamid.1", "socorro", seconds(0))
    };
    desk.write(history(live.clone()));
    desk.write_as(|tx| work::resolve(tx, maria.conversation, StaffId::generate(), MORNING));
    let imported = desk.conversation(&maria);
    assert_eq!((imported.unread, imported.window_opened_at), (0, None));

    let id = desk.write(live.clone());
    let conversation = desk.conversation(&maria);
    assert_eq!(conversation.unread, 1);
    assert_eq!(conversation.window_opened_at, Some(seconds(0)));
    assert_eq!(conversation.state, ConversationState::Open);
    assert_eq!(only(&desk).message.origin, Origin::Contact);
    let raised_by = desk.store.read(|conn| messages::of_alert(conn, alert));
    assert_eq!(raised_by.unwrap(), Some(id));

    desk.write_as(|tx| state::mark_read(tx, maria.conversation, id));
    desk.write(live.clone());
    desk.write(history(live));
    assert_eq!(desk.conversation(&maria).unread, 0);
    assert_eq!(only(&desk).message.origin, Origin::Contact);
}

/// CASES 12: history after live changes nothing, and history alone opens, counts and notifies nothing.
#[test]
fn a_history_copy_after_live_changes_nothing() {
    let (desk, maria) = (desk(), maria());
    desk.write(inbound(&maria, "wamid.1", "olá", seconds(0)));
    let before = (desk.thread(&maria), desk.conversation(&maria));
    let copy = NewMessage {
        text: recado_domain::message::MessageText("outra".into()),
        raw: "history".into(),
        ..history(inbound(&maria, "wamid.1", "", seconds(0)))
    };
    let applied = desk.apply(&Event::Message(Box::new(copy)));
    assert!(!applied.is_new && applied.removed_media.is_empty());
    assert!(before == (desk.thread(&maria), desk.conversation(&maria)));
}

/// CASES 10: an echo from the phone app is the clinic's own words: nothing unread, no window.
#[test]
fn an_echo_opens_and_counts_nothing_also_after_its_history_copy() {
    let (desk, maria) = (desk(), maria());
    let sent = echo(&maria, "wamid.1", "do telefone", seconds(0));
    desk.write(history(sent.clone()));
    desk.write(sent);
    let conversation = desk.conversation(&maria);
    assert_eq!(
        (conversation.unread, conversation.window_opened_at),
        (0, None)
    );
    assert_eq!(only(&desk).message.origin, Origin::Echo);
}

#[test]
fn what_fills_a_placeholder_takes_its_place_in_either_order() {
    let filled = NewMessage {
        kind: MessageKind::Image,
        detail: None,
        raw: "filled".into(),
        parts: Vec::new(),
        media: vec![picture(1)],
        ..history(inbound(&maria(), "wamid.1", "a radiografia", seconds(0)))
    };
    for events in [
        [placeholder("wamid.1"), filled.clone()],
        [filled.clone(), placeholder("wamid.1")],
    ] {
        let desk = desk();
        for message in events {
            desk.write(message.clone());
            desk.write(message);
        }
        let shown = only(&desk);
        assert_eq!(shown.message.kind, MessageKind::Image);
        assert_eq!(shown.message.text.0, "a radiografia");
        assert_eq!(
            (shown.message.detail, shown.message.parts),
            (None, Vec::new())
        );
        let files: Vec<_> = shown.media.iter().map(|media| media.id).collect();
        assert_eq!(files, [picture(1).id]);
        let raw = desk
            .store
            .read(|conn| messages::raw(conn, shown.message.id));
        assert_eq!(raw.unwrap().as_deref(), Some("filled"));
        assert_eq!(desk.found("radiografia"), 1);
        assert_eq!(desk.conversation(&maria()).unread, 0);
    }
}

/// CASES 13: the first message to a number that a phone app shares comes without its content; history may bring it.
#[test]
fn a_first_message_without_content_is_new_to_people_and_filled_by_history() {
    let unsupported = NewMessage {
        kind: MessageKind::Unsupported,
        ..inbound(&maria(), "wamid.1", "", seconds(0))
    };
    let content = history(inbound(&maria(), "wamid.1", "queria marcar", seconds(0)));
    for events in [
        [unsupported.clone(), content.clone()],
        [content.clone(), unsupported.clone()],
    ] {
        let desk = desk();
        for message in events {
            desk.write(message);
        }
        let shown = only(&desk).message;
        assert_eq!(
            (shown.kind, shown.origin),
            (MessageKind::Text, Origin::Contact)
        );
        assert_eq!(shown.text.0, "queria marcar");
        assert_eq!(desk.conversation(&maria()).unread, 1);
    }
}

#[test]
fn a_copy_that_replaces_files_tells_whose_bytes_to_remove() {
    let (desk, maria) = (desk(), maria());
    let with = |file| NewMessage {
        kind: MessageKind::Image,
        media: vec![picture(file)],
        ..inbound(&maria, "wamid.1", "", seconds(0))
    };
    desk.write(history(with(1)));
    let applied = desk.apply(&Event::Message(Box::new(with(2))));
    assert_eq!(applied.removed_media, [picture(1).id]);
    assert_eq!(only(&desk).media[0].id, picture(2).id);
}
