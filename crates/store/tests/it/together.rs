//! What other computers of the clinic tell: in any order and however often, it ends the same.

mod flags;
mod phrases;
mod records;
mod work;

use crate::cast::{Desk, desk, echo, inbound, maria, picture, seconds};
use proptest::prelude::*;
use recado_domain::delivery::DeliveryStatus;
use recado_domain::message::{MessageKind, MessageText};
use recado_domain::part::{Part, Place};
use recado_store::conversations::apply::apply;
use recado_store::conversations::event::{EditEvent, Event, NewMessage, Origin, StatusEvent};
use recado_store::conversations::sending::mark_sent;
use recado_store::conversations::together::{self, About, SentElsewhere};
use recado_store::conversations::{erasing, media, state};

const TARGET: &str = "out.1";

#[derive(Debug, Clone)]
enum Came {
    Note,
    Echo,
    Status(DeliveryStatus),
    Edit,
}

fn place() -> Part {
    Part::Place(Place {
        latitude_e7: 1,
        longitude_e7: 2,
        name: None,
        address: None,
    })
}

fn note() -> SentElsewhere {
    SentElsewhere {
        message: NewMessage {
            origin: Origin::Desk,
            text: MessageText("resposta da sala".into()),
            parts: vec![place()],
            ..echo(&maria(), TARGET, "", seconds(5))
        },
        sent_by: Some("Dr. Lima".into()),
    }
}

impl Came {
    fn to(&self, desk: &Desk) {
        let event = match self {
            Self::Note => {
                desk.write_as(|tx| together::arrive(tx, &note()));
                return;
            }
            Self::Echo => Event::Message(Box::new(NewMessage {
                kind: MessageKind::Image,
                media: vec![picture(1)],
                ..echo(&maria(), TARGET, "o que a Meta repete", seconds(5))
            })),
            Self::Status(status) => Event::Status(StatusEvent {
                channel: maria().channel,
                provider_id: TARGET.into(),
                status: *status,
                failure: None,
            }),
            Self::Edit => Event::Edit(EditEvent {
                channel: maria().channel,
                target: TARGET.into(),
                text: MessageText("resposta mudada".into()),
                at: seconds(9),
                findings: None,
                level: None,
                alerts: Vec::new(),
                parts: None,
            }),
        };
        desk.write_as(|tx| apply(tx, &event, seconds(0)));
    }
}

/// What people see in the end.
fn seen(desk: &Desk) -> impl PartialEq + std::fmt::Debug + use<> {
    let thread = desk.thread(&maria());
    assert_eq!(thread.len(), 1);
    let message = thread[0].message.clone();
    let files = desk
        .store
        .read(|conn| media::of_messages(conn, &[message.id]))
        .unwrap();
    let files: Vec<_> = files.into_values().flatten().map(|file| file.id).collect();
    let found = ["resposta", "repete", "mudada"].map(|words| desk.found(words));
    let summary = desk.conversation(&maria()).last.map(|last| last.preview);
    let said = (message.origin, message.sent_by, message.kind, message.text);
    (
        said,
        message.parts,
        message.status,
        message.is_edited,
        files,
        found,
        summary,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// The note, Meta's echo, what became of it, a change: whichever comes first.
    #[test]
    fn note_echo_and_status_end_the_same_in_any_order(
        order in Just(vec![
            Came::Note,
            Came::Echo,
            Came::Status(DeliveryStatus::Sent),
            Came::Status(DeliveryStatus::Read),
            Came::Status(DeliveryStatus::Delivered),
            Came::Edit,
        ]).prop_shuffle(),
        again in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        with_edit in any::<bool>(),
    ) {
        let in_order = desk();
        let other = desk();
        let is_meant = |came: &&Came| with_edit || !matches!(came, Came::Edit);
        for came in [Came::Note, Came::Echo, Came::Status(DeliveryStatus::Read)] {
            came.to(&in_order);
        }
        if with_edit {
            Came::Edit.to(&in_order);
        }
        let order: Vec<&Came> = order.iter().filter(is_meant).collect();
        order.iter().for_each(|came| came.to(&other));
        again.iter().for_each(|at| at.get(&order).to(&other));
        prop_assert_eq!(seen(&in_order), seen(&other));
    }
}

/// Without an echo the note alone is the message, and it is found.
#[test]
fn a_note_alone_is_the_message_of_whoever_sent_it() {
    let desk = desk();
    Came::Status(DeliveryStatus::Delivered).to(&desk);
    Came::Note.to(&desk);
    let thread = desk.thread(&maria());
    let message = &thread[0].message;
    assert_eq!(message.origin, Origin::Desk);
    assert_eq!(message.sent_by.as_deref(), Some("Dr. Lima"));
    assert_eq!(message.status, Some(DeliveryStatus::Delivered));
    assert_eq!(message.outbox, None, "it did not leave from here");
    assert_eq!(desk.conversation(&maria()).unread, 0);
    assert_eq!(desk.found("sala"), 1);
}

/// What left from here is queued to be told with the very write that says so, once, and goes with its person.
#[test]
fn what_left_is_queued_once_and_goes_with_whoever_is_erased() {
    let desk = desk();
    desk.write(inbound(&maria(), "in.1", "bom dia", seconds(0)));
    let (outbox, _) = desk.reply(&maria(), "olá", seconds(1));
    let queued = |desk: &Desk| desk.store.read(|conn| together::queued(conn, 9)).unwrap();
    assert!(queued(&desk).is_empty(), "it has not left");
    for _ in 0..2 {
        desk.write_as(|tx| mark_sent(tx, outbox, TARGET));
    }
    let one = queued(&desk);
    assert_eq!((one.len(), one[0].about), (1, About::Sent(outbox)));
    let told = desk
        .store
        .read(|conn| together::sent(conn, outbox))
        .unwrap();
    assert_eq!(told.unwrap().0.text.0, "olá");
    let (other, _) = desk.reply(&maria(), "adeus", seconds(2));
    desk.write_as(|tx| mark_sent(tx, other, "out.2"));
    desk.write_as(|tx| together::told(tx, one[0].note));
    assert_eq!(queued(&desk).len(), 1);
    desk.write_as(|tx| erasing::erase(tx, maria().identity, &[maria().conversation]));
    assert!(queued(&desk).is_empty());
    assert!(
        desk.store
            .read(|conn| together::sent(conn, other))
            .unwrap()
            .is_none()
    );
}

/// How far a conversation was read is told once, as it stands then; what is told back is not told again.
#[test]
fn reading_is_told_once_as_far_as_it_got() {
    let desk = desk();
    let queued = |desk: &Desk| desk.store.read(|conn| together::queued(conn, 9)).unwrap();
    let until = |desk: &Desk| {
        desk.store
            .read(|conn| together::read_until(conn, maria().conversation))
            .unwrap()
    };
    let all: Vec<_> = (0..3)
        .map(|at| {
            let id = format!("in.{at}");
            desk.write(inbound(&maria(), &id, "bom dia", seconds(at)))
        })
        .collect();
    assert_eq!(until(&desk), None);
    for last in [all[0], all[1]] {
        desk.write_as(|tx| state::mark_read(tx, maria().conversation, last));
    }
    let one = queued(&desk);
    assert_eq!(one.len(), 1);
    assert_eq!(one[0].about, About::Read(maria().conversation));
    assert_eq!(until(&desk).as_deref(), Some("in.1"));
    desk.write_as(|tx| together::told(tx, one[0].note));
    desk.write_as(|tx| together::mark_read(tx, maria().channel, "in.2", 0));
    assert_eq!(desk.conversation(&maria()).unread, 0);
    assert!(queued(&desk).is_empty());
    let nothing = desk.write_as(|tx| together::mark_read(tx, maria().channel, "in.later", 0));
    assert_eq!(nothing.conversation, None);
}
