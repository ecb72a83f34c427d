//! What other computers of the clinic tell: in any order and however often, it ends the same.

use crate::cast::{Desk, desk, echo, maria, picture, seconds};
use crate::clinic::{clinic, done};
use proptest::prelude::*;
use recado_domain::alert::calling::Called;
use recado_domain::alert::step::AlertOutcome;
use recado_domain::alert::{AlertCategory, AlertLevel};
use recado_domain::channel::Side;
use recado_domain::delivery::DeliveryStatus;
use recado_domain::id::{AlertId, DeviceId, IdentityId, StaffId};
use recado_domain::message::{MessageKind, MessageText};
use recado_domain::part::{Part, Place};
use recado_domain::time::UnixMs;
use recado_store::clinic::alert_steps::{self, Step, StepAct};
use recado_store::clinic::alerts::{self, Acknowledged, Alert};
use recado_store::clinic::{Clinic, together as flags};
use recado_store::conversations::apply::apply;
use recado_store::conversations::event::{EditEvent, Event, NewMessage, Origin, StatusEvent};
use recado_store::conversations::sending::mark_sent;
use recado_store::conversations::together::{self, SentElsewhere};
use recado_store::conversations::{erasing, media};
use recado_store::error::StoreError;
use uuid::Uuid;

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
    (said, message.parts, message.status, message.is_edited, files, found, summary)
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
    desk.write(crate::cast::inbound(&maria(), "in.1", "bom dia", seconds(0)));
    let (outbox, _) = desk.reply(&maria(), "olá", seconds(1));
    let queued = |desk: &Desk| desk.store.read(|conn| together::queued(conn, 9)).unwrap();
    assert!(queued(&desk).is_empty(), "it has not left");
    for _ in 0..2 {
        desk.write_as(|tx| mark_sent(tx, outbox, TARGET));
    }
    let one = queued(&desk);
    assert_eq!((one.len(), one[0].outbox), (1, outbox));
    let told = desk.store.read(|conn| together::sent(conn, outbox)).unwrap();
    assert_eq!(told.unwrap().0.text.0, "olá");
    let (other, _) = desk.reply(&maria(), "adeus", seconds(2));
    desk.write_as(|tx| mark_sent(tx, other, "out.2"));
    desk.write_as(|tx| together::told(tx, one[0].note));
    assert_eq!(queued(&desk).len(), 1);
    desk.write_as(|tx| erasing::erase(tx, maria().identity, &[maria().conversation]));
    assert!(queued(&desk).is_empty());
    assert!(desk.store.read(|conn| together::sent(conn, other)).unwrap().is_none());
}

fn device(number: u8) -> DeviceId {
    DeviceId(Uuid::from_u128(number.into()))
}

fn raised(clinic: &Clinic) -> AlertId {
    let id = AlertId::generate();
    let message = clinic
        .index_key()
        .provider_hash(maria().channel, &id.to_string());
    let alert = Alert {
        id,
        conversation: maria().conversation,
        side: Side::Clinical,
        identity: IdentityId(maria().identity.0),
        message,
        level: AlertLevel::Urgent,
        category: AlertCategory::Suicide,
        about_other: false,
        raised_at: seconds(0),
        acknowledged: None,
        passed_to: None,
        called: Called::default(),
    };
    assert!(done(clinic, |tx| alerts::raise(tx, &alert)));
    id
}

#[derive(Debug, Clone, Copy)]
struct Act {
    note: u128,
    on: u8,
    at: i64,
    what: u8,
}

impl Act {
    fn to(self, clinic: &Clinic, alert: AlertId) {
        let staff = StaffId(Uuid::from_u128(u128::from(self.on) + 100));
        let (name, at) = (format!("Ana {}", self.on), UnixMs(self.at));
        // The same act on another flag is another note.
        let note = Uuid::from_u128(self.note ^ alert.0.as_u128());
        let colleague = u128::from(self.what) + 200;
        let step = |act| Step {
            staff,
            name: name.clone(),
            at,
            act,
        };
        let step = match self.what {
            0 => {
                let by = Acknowledged { by: staff, name, at };
                done(clinic, |tx| {
                    flags::acknowledge(tx, alert, &by, device(self.on), device(9))
                });
                return;
            }
            1 => step(StepAct::Outcome(AlertOutcome::NoAnswer)),
            2 => step(StepAct::Called),
            _ => step(StepAct::Passed {
                to: StaffId(Uuid::from_u128(colleague)),
                name: format!("Bea {}", self.what),
            }),
        };
        done(clinic, |tx| {
            flags::add_step(tx, alert, &step, device(self.on), note)
        });
    }
}

fn stands(clinic: &Clinic, alert: AlertId) -> impl PartialEq + std::fmt::Debug + use<> {
    clinic
        .read(|conn| {
            let steps = alert_steps::of_alert(conn, alert)?;
            let alert = alerts::get(conn, alert)?.ok_or(StoreError::NotFound)?;
            Ok::<_, StoreError>((alert.acknowledged, alert.passed_to, steps))
        })
        .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Acts about flags of three computers, shuffled and repeated.
    #[test]
    fn acts_about_a_flag_end_the_same_in_any_order(
        acts in prop::collection::vec((0..3_u8, 0..3_i64, 0..6_u8), 1..8),
        shuffled in any::<u64>(),
        again in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
    ) {
        let (_folder, _, clinic) = clinic();
        // One computer does one thing at an instant.
        let mut all: Vec<Act> = Vec::new();
        for (number, (on, at, what)) in acts.into_iter().enumerate() {
            if all.iter().all(|it| (it.on, it.at) != (on, at)) {
                all.push(Act { note: number as u128 + 1, on, at, what });
            }
        }
        let mut other = all.clone();
        other.extend(again.iter().map(|at| *at.get(&all)));
        let mut order: Vec<usize> = (0..other.len()).collect();
        order.sort_by_key(|at| (*at as u64 + 1).wrapping_mul(shuffled | 1));
        let (one, two) = (raised(&clinic), raised(&clinic));
        all.iter().for_each(|act| act.to(&clinic, one));
        order.iter().for_each(|at| other[*at].to(&clinic, two));
        prop_assert_eq!(stands(&clinic, one), stands(&clinic, two));
    }
}

/// The first name stays, also where it comes later than one that was written here.
#[test]
fn an_earlier_name_of_another_computer_takes_the_place_of_a_later_one_here() {
    let (_folder, _, clinic) = clinic();
    let alert = raised(&clinic);
    let by = |name: &str, at| Acknowledged {
        by: StaffId::generate(),
        name: name.into(),
        at: UnixMs(at),
    };
    assert!(done(&clinic, |tx| alerts::acknowledge(tx, alert, &by("Ana", 20))));
    let here = device(2);
    done(&clinic, |tx| flags::name_acknowledgement(tx, alert, here));
    let name = |clinic: &Clinic| {
        let alert = clinic.read(|conn| alerts::get(conn, alert)).unwrap();
        alert.unwrap().acknowledged.unwrap().name
    };
    for (other, at, on, expected) in [
        ("Bea", 21, 1, "Ana"),
        ("Bea", 20, 3, "Ana"),
        ("Caro", 20, 1, "Caro"),
        ("Dina", 19, 3, "Dina"),
    ] {
        let was_open = done(&clinic, |tx| {
            flags::acknowledge(tx, alert, &by(other, at), device(on), here)
        });
        assert!(!was_open);
        assert_eq!(name(&clinic), expected, "{other}");
    }
}

/// What is told before its flag is raised waits for it; what is too old is forgotten with the notes of its time.
#[test]
fn acts_wait_for_their_flag_and_notes_are_known_once() {
    let (_folder, _, clinic) = clinic();
    let shared = flags::SharedName([7; 32]);
    let waiting = flags::Waiting {
        note: Uuid::from_u128(1),
        device: device(1),
        act: "{}".into(),
    };
    let category = AlertCategory::Suicide;
    for _ in 0..2 {
        done(&clinic, |tx| {
            flags::wait(tx, (shared, category), &waiting, seconds(0))
        });
    }
    let take = |category| done(&clinic, |tx| flags::take_waiting(tx, shared, category));
    assert!(take(AlertCategory::Medical).is_empty());
    assert!(take(category) == [waiting.clone()]);
    assert!(take(category).is_empty());

    let note = waiting.note;
    let note_seen = || done(&clinic, |tx| flags::note_seen(tx, note, seconds(0)));
    assert!(note_seen());
    assert!(!note_seen());
    done(&clinic, |tx| {
        flags::wait(tx, (shared, category), &waiting, seconds(0))
    });
    assert_eq!(done(&clinic, |tx| flags::prune(tx, seconds(0))), 0);
    assert_eq!(done(&clinic, |tx| flags::prune(tx, seconds(1))), 2);

    for _ in 0..2 {
        done(&clinic, |tx| flags::refuse(tx, "not_ours", seconds(3)));
    }
    assert_eq!(
        clinic.read(flags::refused).unwrap(),
        [("not_ours".to_owned(), 2)]
    );
}

/// A flag without a shared name, of before this version or of a computer that is not paired, is told to nobody; one that
/// goes takes its acts along.
#[test]
fn acts_are_queued_for_flags_that_others_can_know() {
    let (_folder, _, clinic) = clinic();
    let alert = raised(&clinic);
    let queue = |note| {
        done(&clinic, |tx| {
            flags::queue(tx, Uuid::from_u128(note), alert, "{}", seconds(note as i64))
        });
    };
    let queued = || clinic.read(|conn| flags::queued(conn, 9)).unwrap();
    queue(1);
    assert!(queued().is_empty());
    let shared = flags::SharedName([7; 32]);
    done(&clinic, |tx| flags::name_alert(tx, alert, shared));
    queue(3);
    queue(2);
    let notes: Vec<u128> = queued().iter().map(|it| it.note.as_u128()).collect();
    assert_eq!(notes, [2, 3]);
    assert_eq!(
        clinic.read(|conn| flags::alert_of(conn, shared, AlertCategory::Suicide)).unwrap(),
        Some(alert)
    );
    done(&clinic, |tx| flags::told(tx, Uuid::from_u128(2)));
    assert_eq!(queued().len(), 1);
    done(&clinic, |tx| {
        recado_store::clinic::erasures::forget(tx, maria().identity, &[maria().conversation])
    });
    assert!(queued().is_empty());
}
