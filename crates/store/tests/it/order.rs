//! The same events in any order end in the same rows.

use crate::cast::{MORNING, desk, echo, inbound, maria, picture, seconds};
use proptest::prelude::*;
use recado_domain::alert::AlertLevel;
use recado_domain::delivery::DeliveryStatus;
use recado_domain::id::{AlertId, MediaId};
use recado_domain::marketing::MarketingWord;
use recado_domain::message::{Direction, MessageKind, MessageText};
use recado_domain::part::{CommentPlace, Part, Place};
use recado_domain::time::UnixMs;
use recado_store::conversations::apply::apply;
use recado_store::conversations::event::{
    Contact, EditEvent, Event, Failure, HandledEvent, LearnedEvent, MarketingEvent, NewMessage,
    OpeningEvent, Origin, ReactionEvent, ReceiptEvent, RevokeEvent, StatusEvent,
};
use recado_store::conversations::identities::{self, Identity};
use recado_store::conversations::state::Conversation;
use recado_store::conversations::thread::{self, Page};
use recado_store::conversations::words::{self, Found};
use recado_store::conversations::{comments, media, messages};
use recado_store::error::StoreError;
use recado_store::search::query::Query;
use std::collections::BTreeSet;

fn status(number: usize, status: DeliveryStatus, failure: Option<u32>) -> Event {
    Event::Status(StatusEvent {
        channel: maria().channel,
        provider_id: format!("out.{number}"),
        status,
        failure: failure.map(|code| Failure {
            code,
            reason: code.to_string(),
        }),
    })
}

fn receipt(status: DeliveryStatus, until: UnixMs) -> Event {
    Event::Receipt(ReceiptEvent {
        contact: maria(),
        status,
        until,
    })
}

fn reaction(target: &str, direction: Direction, emoji: Option<&str>, at: UnixMs) -> Event {
    Event::Reaction(ReactionEvent {
        contact: maria(),
        target: target.into(),
        direction,
        emoji: emoji.map(str::to_owned),
        at,
        opens_window: true,
    })
}

fn edit(target: &str, text: &str, at: UnixMs, level: Option<AlertLevel>) -> Event {
    Event::Edit(EditEvent {
        findings: level.map(|level| format!("[{}]", level.as_number())),
        level,
        ..edit_of(target, text, at)
    })
}

fn edit_of(target: &str, text: &str, at: UnixMs) -> EditEvent {
    EditEvent {
        channel: maria().channel,
        target: target.into(),
        text: MessageText(text.into()),
        at,
        findings: None,
        level: None,
        alerts: Vec::new(),
        parts: None,
    }
}

fn revoke(target: &str, at: UnixMs) -> Event {
    Event::Revoke(RevokeEvent {
        channel: maria().channel,
        target: target.into(),
        at,
    })
}

/// A busy morning: every kind of event, some twice, several about one message.
fn morning() -> Vec<Event> {
    use DeliveryStatus::{Delivered, Failed, Played, Read, Sent};
    let named = |name: &str| Contact {
        name: Some(name.into()),
        ..maria()
    };
    let mut events = Vec::new();
    for number in 0..4 {
        let contact = if number == 2 {
            named("Maria L.")
        } else {
            maria()
        };
        let text = format!("pergunta {number}");
        let message = inbound(
            &contact,
            &format!("in.{number}"),
            &text,
            seconds(number * 10),
        );
        events.push(Event::Message(Box::new(message)));
        let text = format!("resposta {number}");
        let message = echo(
            &maria(),
            &format!("out.{number}"),
            &text,
            seconds(number * 10 + 5),
        );
        events.push(Event::Message(Box::new(message)));
    }
    events.push(events[0].clone());
    events.push(events[1].clone());
    events.extend([
        status(0, Sent, None),
        status(0, Failed, Some(131_047)),
        status(0, Failed, Some(131_026)),
        status(1, Read, None),
        status(1, Delivered, None),
        status(1, Failed, Some(131_026)),
        status(2, Played, None),
        status(3, Failed, Some(130_472)),
        receipt(Delivered, seconds(16)),
        receipt(Delivered, seconds(6)),
        receipt(Read, seconds(2)),
        reaction("in.0", Direction::Outbound, Some("👍"), seconds(50)),
        reaction("in.0", Direction::Outbound, None, seconds(60)),
        reaction("out.1", Direction::Inbound, Some("❤"), seconds(61)),
        reaction("out.1", Direction::Inbound, Some("😀"), seconds(70)),
        edit("in.1", "pergunta um", seconds(20), None),
        edit(
            "in.1",
            "pergunta perigosa",
            seconds(21),
            Some(AlertLevel::High),
        ),
        edit("in.1", "pergunta inocente", seconds(22), None),
        revoke("in.1", seconds(30)),
        revoke("in.2", seconds(40)),
        edit("in.2", "pergunta mudada", seconds(35), None),
        edit(
            "in.3",
            "pergunta final",
            seconds(45),
            Some(AlertLevel::Today),
        ),
        Event::Opening(OpeningEvent {
            contact: maria(),
            at: seconds(44),
        }),
    ]);
    events.extend(copies_and_files());
    events
}

/// Copies of messages, files, comments, and who answers.
fn copies_and_files() -> Vec<Event> {
    let message = |message: NewMessage| Event::Message(Box::new(message));
    let history = |message: NewMessage| NewMessage {
        origin: Origin::History,
        is_unread: false,
        opens_window: false,
        alerts: Vec::new(),
        ..message
    };
    let photo = |id: &str, file, at| NewMessage {
        kind: MessageKind::Image,
        media: vec![picture(file), picture(file + 100)],
        ..inbound(&maria(), id, "fotografia", seconds(at))
    };
    let comment = |id: &str, at| NewMessage {
        kind: MessageKind::Comment,
        is_unread: true,
        opens_window: false,
        parts: vec![Part::Comment(CommentPlace {
            comment_id: id.into(),
            post_id: None,
            is_mention: false,
            is_answered: false,
            author: None,
        })],
        ..inbound(&maria(), id, "preço?", seconds(at))
    };
    let flagged = NewMessage {
        level: Some(AlertLevel::Urgent),
        findings: Some("[4]".into()),
        alerts: vec![AlertId(uuid::Uuid::from_u128(77))],
        ..inbound(&maria(), "copy.0", "perigosa", seconds(3))
    };
    let placeholder = NewMessage {
        kind: MessageKind::Unsupported,
        detail: Some("media_placeholder".into()),
        ..history(inbound(&maria(), "copy.1", "", seconds(7)))
    };
    let place = |name: &str| {
        Some(vec![Part::Place(Place {
            latitude_e7: 387_167_000,
            longitude_e7: -91_333_000,
            name: Some(name.into()),
            address: None,
        })])
    };
    let moved = |parts, at| {
        Event::Edit(EditEvent {
            parts,
            ..edit_of("copy.1", "fotografia mudada", at)
        })
    };
    let handled = |is_elsewhere, at| {
        Event::Handled(HandledEvent {
            contact: maria(),
            is_elsewhere,
            at: seconds(at),
        })
    };
    let marketing = |wants, at| {
        let at = seconds(at);
        Event::Marketing(MarketingEvent {
            contact: maria(),
            word: MarketingWord { wants, at },
        })
    };
    let learned = Event::Learned(LearnedEvent {
        channel: maria().channel,
        target: "comment.3".into(),
        text: MessageText("obrigada".into()),
        parts: Vec::new(),
        findings: None,
        level: None,
        alerts: Vec::new(),
    });
    let mut wordless = comment("comment.3", 24);
    wordless.text = MessageText(String::new());
    vec![
        message(wordless),
        learned,
        Event::Edit(edit_of("comment.3", "muito obrigada", seconds(25))),
        marketing(false, 30),
        marketing(true, 30),
        marketing(true, 29),
        message(history(flagged.clone())),
        message(flagged),
        message(placeholder),
        message(history(photo("copy.1", 1, 7))),
        moved(place("antes"), seconds(8)),
        moved(place("depois"), seconds(9)),
        moved(None, seconds(10)),
        message(photo("copy.2", 2, 12)),
        message(history(photo("copy.2", 3, 12))),
        message(photo("copy.3", 4, 13)),
        revoke("copy.3", seconds(14)),
        message(comment("comment.1", 18)),
        message(comment("comment.2", 19)),
        revoke("comment.2", seconds(22)),
        message(NewMessage {
            kind: MessageKind::System,
            is_unread: false,
            opens_window: false,
            ..inbound(&maria(), "system.1", "número novo", seconds(80))
        }),
        handled(true, 5),
        handled(false, 6),
        handled(true, 20),
        handled(false, 20),
        handled(false, 19),
    ]
}

#[derive(PartialEq)]
struct End {
    page: Page,
    conversation: Conversation,
    identity: Identity,
    found: Vec<Found>,
    raised_by: Option<Option<String>>,
    open_comment: Option<String>,
    files: BTreeSet<MediaId>,
}

fn end_of(events: &[Event]) -> End {
    let desk = desk();
    desk.write_as(|tx| {
        events
            .iter()
            .try_for_each(|event| apply(tx, event, MORNING).map(|_| ()))
    });
    let maria = maria();
    let find = |words| {
        let query = Query::parse(words);
        desk.store.read(|conn| words::find(conn, &query, 50))
    };
    End {
        page: desk
            .store
            .read(|conn| thread::newest(conn, maria.conversation, 100))
            .unwrap(),
        conversation: desk.conversation(&maria),
        identity: desk
            .store
            .read(|conn| identities::get(conn, maria.identity))
            .unwrap(),
        found: [
            "pergunta", "perigosa", "inocente", "mudada", "final", "resposta",
        ]
        .map(|words| find(words).unwrap())
        .to_vec(),
        raised_by: desk
            .store
            .read(|conn| {
                let raised_by = messages::of_alert(conn, AlertId(uuid::Uuid::from_u128(77)))?;
                let message = raised_by.map(|id| messages::get(conn, id)).transpose()?;
                Ok::<_, StoreError>(message.map(|message| message.provider_id))
            })
            .unwrap(),
        open_comment: desk
            .store
            .read(|conn| comments::open(conn, maria.conversation, seconds(100)))
            .unwrap()
            .map(|(_, comment)| comment.comment_id),
        files: desk.store.read(media::ids).unwrap(),
    }
}

#[test]
fn a_morning_in_its_own_order_ends_as_expected() {
    let end = end_of(&morning());
    let shown = |id: &str| {
        let mut messages = end.page.messages.iter();
        messages
            .find(|shown| shown.message.provider_id.as_deref() == Some(id))
            .unwrap()
    };
    assert_eq!((end.page.messages.len(), end.conversation.unread), (16, 10));
    assert_eq!(end.conversation.window_opened_at, Some(seconds(70)));
    assert_eq!(end.conversation.handled_elsewhere_at, Some(seconds(20)));
    assert_eq!(end.identity.name, "María Lopes");
    let last = end.conversation.last.as_ref().unwrap();
    assert_eq!(last.preview, "resposta 3");
    assert_eq!(last.status, Some(DeliveryStatus::Failed));
    assert_eq!(
        shown("out.0").message.status,
        Some(DeliveryStatus::Delivered)
    );
    let dangerous = &shown("in.1").message;
    assert!(dangerous.is_deleted && dangerous.is_edited);
    assert_eq!(dangerous.level, Some(AlertLevel::High));
    assert_eq!(dangerous.text.0, "pergunta inocente");
    let totals: Vec<u32> = end.found.iter().map(|found| found.total).collect();
    assert_eq!(totals, [2, 1, 0, 1, 1, 4]);

    assert_eq!(shown("copy.0").message.origin, Origin::Contact);
    assert_eq!(end.raised_by, Some(Some("copy.0".into())));
    let filled = shown("copy.1");
    assert_eq!(filled.message.kind, MessageKind::Image);
    assert_eq!(filled.message.text.0, "fotografia mudada");
    assert!(matches!(&filled.message.parts[..], [Part::Place(place)]
        if place.name.as_deref() == Some("depois")));
    let files = |id| -> Vec<_> { shown(id).media.iter().map(|media| media.id).collect() };
    assert_eq!(files("copy.1"), [picture(1).id, picture(101).id]);
    assert_eq!(files("copy.2"), [picture(2).id, picture(102).id]);
    assert_eq!(files("copy.3"), []);
    assert_eq!(end.files.len(), 4);
    assert_eq!(end.open_comment.as_deref(), Some("comment.3"));
}

#[test]
fn every_event_twice_ends_in_the_same_rows() {
    let twice: Vec<Event> = morning()
        .into_iter()
        .flat_map(|event| [event.clone(), event])
        .collect();
    let all_again = [morning(), morning()].concat();
    for events in [twice, all_again] {
        assert!(end_of(&events) == end_of(&morning()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shuffled_events_end_in_the_same_rows(events in Just(morning()).prop_shuffle()) {
        let (straight, shuffled) = (end_of(&morning()), end_of(&events));
        let again = end_of(&[events.clone(), events].concat());
        prop_assert!(again == shuffled);
        prop_assert!(straight.raised_by == shuffled.raised_by);
        prop_assert_eq!(straight.open_comment, shuffled.open_comment);
        prop_assert_eq!(straight.files, shuffled.files);
        prop_assert!(straight.page == shuffled.page);
        prop_assert_eq!(straight.conversation, shuffled.conversation);
        prop_assert!(straight.identity == shuffled.identity);
        prop_assert!(straight.found == shuffled.found);
    }
}
