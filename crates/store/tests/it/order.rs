//! The same events in any order end in the same rows.

use crate::cast::{desk, echo, inbound, maria, seconds};
use proptest::prelude::*;
use recado_domain::alert::AlertLevel;
use recado_domain::delivery::DeliveryStatus;
use recado_domain::message::{Direction, MessageText};
use recado_domain::time::UnixMs;
use recado_store::conversations::event::{
    Contact, EditEvent, Event, Failure, OpeningEvent, ReactionEvent, ReceiptEvent, RevokeEvent,
    StatusEvent,
};
use recado_store::conversations::identities::{self, Identity};
use recado_store::conversations::state::Conversation;
use recado_store::conversations::thread::{self, Page};
use recado_store::conversations::words::{self, Found};
use recado_store::search::query::Query;

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
        channel: maria().channel,
        target: target.into(),
        text: MessageText(text.into()),
        at,
        findings: level.map(|level| format!("[{}]", level.as_number())),
        level,
        alerts: Vec::new(),
    })
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
    events
}

#[derive(PartialEq)]
struct End {
    page: Page,
    conversation: Conversation,
    identity: Identity,
    found: Vec<Found>,
}

fn end_of(events: &[Event]) -> End {
    let desk = desk();
    for event in events {
        desk.apply(event);
    }
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
    }
}

#[test]
fn a_morning_in_its_own_order_ends_as_expected() {
    let end = end_of(&morning());
    assert_eq!(end.page.messages.len(), 8);
    assert_eq!(end.conversation.unread, 4);
    assert_eq!(end.conversation.window_opened_at, Some(seconds(70)));
    assert_eq!(end.identity.name, "María Lopes");
    let last = end.conversation.last.unwrap();
    assert_eq!(last.preview, "resposta 3");
    assert_eq!(last.status, Some(DeliveryStatus::Failed));
    let first_reply = &end.page.messages[1].message;
    assert_eq!(first_reply.status, Some(DeliveryStatus::Delivered));
    let dangerous = &end.page.messages[2].message;
    assert!(dangerous.is_deleted && dangerous.is_edited);
    assert_eq!(dangerous.level, Some(AlertLevel::High));
    assert_eq!(dangerous.text.0, "pergunta inocente");
    let totals: Vec<u32> = end.found.iter().map(|found| found.total).collect();
    assert_eq!(totals, [2, 0, 0, 0, 1, 4]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shuffled_events_end_in_the_same_rows(events in Just(morning()).prop_shuffle()) {
        let (straight, shuffled) = (end_of(&morning()), end_of(&events));
        prop_assert!(straight.page == shuffled.page);
        prop_assert_eq!(straight.conversation, shuffled.conversation);
        prop_assert!(straight.identity == shuffled.identity);
        prop_assert!(straight.found == shuffled.found);
    }
}
