//! Comments and their one private reply; echoes of what left from here; who answers.

use crate::cast::{Desk, desk, echo, inbound, maria, picture, seconds};
use recado_domain::channel::ChannelKind;
use recado_domain::delivery::DeliveryStatus;
use recado_domain::id::OutboxId;
use recado_domain::message::{MessageKind, MessageText};
use recado_domain::part::{CommentPlace, Part, Place};
use recado_domain::service_window::{COMMENT_WINDOW, Sending};
use recado_domain::time::UnixMs;
use recado_store::conversations::event::{
    Contact, EditEvent, Event, Failure, NewMessage, Origin, RevokeEvent,
};
use recado_store::conversations::messages::MessageId;
use recado_store::conversations::sending::{self, Reply};
use recado_store::conversations::{comments, outbox};
use recado_store::error::StoreError;

fn fan() -> Contact {
    Contact {
        channel_kind: ChannelKind::Instagram,
        ..maria()
    }
}

fn comment(id: &str, at: i64) -> NewMessage {
    NewMessage {
        kind: MessageKind::Comment,
        opens_window: false,
        parts: vec![Part::Comment(CommentPlace {
            comment_id: id.into(),
            post_id: Some("post".into()),
            is_mention: false,
            is_answered: false,
            author: None,
        })],
        ..inbound(&fan(), id, "quanto custa?", seconds(at))
    }
}

fn open_at(desk: &Desk, now: UnixMs) -> Option<String> {
    let open = desk
        .store
        .read(|conn| comments::open(conn, fan().conversation, now))
        .unwrap();
    let conversation = desk.conversation(&fan());
    let comment = open.map(|(_, comment)| comment);
    let sending = Sending::at(
        conversation.channel_kind,
        conversation.window_opened_at,
        comment.as_ref(),
        now,
    );
    match sending {
        Sending::PrivateReply { comment_id } => Some(comment_id),
        Sending::Nothing => None,
        Sending::Free | Sending::HumanOnly { .. } | Sending::TemplatesOnly => {
            panic!("a comment opens no window")
        }
    }
}

fn reply(text: &str, comment: Option<MessageId>, at: i64) -> Reply {
    Reply {
        outbox: OutboxId::generate(),
        conversation: fan().conversation,
        kind: MessageKind::Text,
        text: MessageText(text.into()),
        detail: None,
        payload: "{}".into(),
        origin: Origin::Desk,
        sent_by: None,
        reply_to: None,
        at: seconds(at),
        parts: Vec::new(),
        media: None,
        card_media: Vec::new(),
        answers_comment: comment,
    }
}

fn shown_as_answered(desk: &Desk) -> Vec<bool> {
    let parts = desk
        .thread(&fan())
        .into_iter()
        .flat_map(|m| m.message.parts);
    parts
        .filter_map(|part| match part {
            Part::Comment(place) => Some(place.is_answered),
            _ => None,
        })
        .collect()
}

#[test]
fn a_comment_has_one_private_reply_unless_it_was_refused() {
    let desk = desk();
    let first = desk.write(comment("c.1", 0));
    assert_eq!(open_at(&desk, seconds(5)).as_deref(), Some("c.1"));
    let answer = reply("por mensagem", Some(first), 10);
    desk.write_as(|tx| sending::enqueue_reply(tx, &answer));
    assert_eq!(open_at(&desk, seconds(11)), None);
    assert_eq!(shown_as_answered(&desk), [true]);
    let second = desk
        .store
        .write(|tx| sending::enqueue_reply(tx, &reply("outra", Some(first), 12)));
    assert_eq!(second, Err(StoreError::NotFound));

    desk.write_as(|tx| sending::mark_sending(tx, answer.outbox));
    let failure = Failure {
        code: 10_900,
        reason: "other".into(),
    };
    desk.write_as(|tx| sending::mark_failed(tx, answer.outbox, &failure));
    assert_eq!(open_at(&desk, seconds(13)).as_deref(), Some("c.1"));
    assert_eq!(shown_as_answered(&desk), [false]);
    // Meta says that one went out from elsewhere.
    desk.write_as(|tx| comments::mark_answered(tx, first));
    assert_eq!(open_at(&desk, seconds(14)), None);
    let none = desk
        .store
        .write(|tx| comments::mark_answered(tx, MessageId(1)));
    assert_eq!(none, Err(StoreError::NotFound));
}

#[test]
fn the_latest_comment_that_is_left_is_offered_for_seven_days() {
    let desk = desk();
    desk.write(comment("c.2", 20));
    desk.write(comment("c.1", 10));
    assert_eq!(open_at(&desk, seconds(30)).as_deref(), Some("c.2"));
    desk.apply(&Event::Revoke(RevokeEvent {
        channel: fan().channel,
        target: "c.2".into(),
        at: seconds(40),
    }));
    assert_eq!(open_at(&desk, seconds(41)).as_deref(), Some("c.1"));
    let end = seconds(10).plus(COMMENT_WINDOW);
    assert_eq!(open_at(&desk, UnixMs(end.0 - 1)).as_deref(), Some("c.1"));
    assert_eq!(open_at(&desk, end), None);
}

#[test]
fn a_private_reply_that_is_withdrawn_leaves_the_comment_open() {
    let desk = desk();
    let first = desk.write(comment("c.1", 0));
    let answer = reply("por mensagem", Some(first), 10);
    desk.write_as(|tx| sending::enqueue_reply(tx, &answer));
    let withdrawn = desk.write_as(|tx| sending::withdraw(tx, answer.outbox, seconds(11)));
    assert_eq!(withdrawn.text.0, "por mensagem");
    assert_eq!(open_at(&desk, seconds(12)).as_deref(), Some("c.1"));
}

/// An echo (Messenger carries our outbox id in it) never doubles a bubble, whichever of echo and answer comes first.
#[test]
fn an_echo_of_our_own_send_merges_with_its_bubble_in_any_order() {
    let place = Part::Place(Place {
        latitude_e7: 1,
        longitude_e7: 2,
        name: None,
        address: None,
    });
    let echoed = NewMessage {
        kind: MessageKind::Image,
        media: vec![picture(9)],
        status: Some(DeliveryStatus::Delivered),
        ..echo(&fan(), "mid.1", "eco", seconds(11))
    };
    for order in 0..4 {
        let desk = desk();
        desk.write(inbound(&fan(), "mid.0", "olá", seconds(0)));
        let ours = Reply {
            parts: vec![place.clone()],
            ..reply("nosso", None, 10)
        };
        let id = desk.write_as(|tx| sending::enqueue_reply(tx, &ours));
        desk.write_as(|tx| sending::mark_sending(tx, ours.outbox));
        let answer = || desk.write_as(|tx| sending::mark_sent(tx, ours.outbox, "mid.1"));
        let by_metadata = || {
            desk.write_as(|tx| sending::resolve_unknown_by_callback(tx, ours.outbox, "mid.1"));
            desk.write(echoed.clone());
        };
        match order {
            0 => {
                answer();
                desk.write(echoed.clone());
            }
            1 => {
                desk.write(echoed.clone());
                answer();
            }
            2 => {
                by_metadata();
                answer();
            }
            _ => {
                desk.write_as(|tx| sending::mark_unknown(tx, ours.outbox));
                by_metadata();
            }
        }
        desk.write(echoed.clone());
        let thread = desk.thread(&fan());
        assert_eq!(thread.len(), 2, "order {order}");
        let bubble = &thread[1];
        assert_eq!(
            (bubble.message.id, bubble.message.origin),
            (id, Origin::Desk)
        );
        assert_eq!(bubble.message.text.0, "nosso");
        assert_eq!(bubble.message.parts, std::slice::from_ref(&place));
        assert!(bubble.media.is_empty());
        assert_eq!(bubble.message.status, Some(DeliveryStatus::Delivered));
        assert_eq!((desk.found("nosso"), desk.found("eco")), (1, 0));
        let row = desk
            .store
            .read(|conn| outbox::of_message(conn, id))
            .unwrap();
        assert!(row.is_none());
    }
}

#[test]
fn what_was_done_to_an_echo_is_done_to_the_bubble_it_becomes() {
    let desk = desk();
    desk.write(inbound(&fan(), "mid.0", "olá", seconds(0)));
    let ours = [reply("um", None, 10), reply("dois", None, 11)];
    for (reply, provider_id) in ours.iter().zip(["mid.1", "mid.2"]) {
        desk.write_as(|tx| sending::enqueue_reply(tx, reply));
        desk.write_as(|tx| sending::mark_sending(tx, reply.outbox));
        desk.write(echo(&fan(), provider_id, "eco", seconds(12)));
    }
    desk.apply(&Event::Edit(EditEvent {
        channel: fan().channel,
        target: "mid.1".into(),
        text: MessageText("um mudado".into()),
        at: seconds(13),
        findings: None,
        level: None,
        alerts: Vec::new(),
        parts: None,
    }));
    desk.apply(&Event::Revoke(RevokeEvent {
        channel: fan().channel,
        target: "mid.2".into(),
        at: seconds(14),
    }));
    for (reply, provider_id) in ours.iter().zip(["mid.1", "mid.2"]) {
        desk.write_as(|tx| sending::mark_sent(tx, reply.outbox, provider_id));
    }
    assert_eq!(desk.texts(&fan()), ["olá", "um mudado", ""]);
    let thread = desk.thread(&fan());
    assert!(thread[1].message.is_edited && thread[2].message.is_deleted);
    assert_eq!((desk.found("mudado"), desk.found("dois")), (1, 0));
}
