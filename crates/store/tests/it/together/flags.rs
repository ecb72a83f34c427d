//! Acts about flags, told by other computers: in any order and however often, they end the same.

use crate::cast::{maria, seconds};
use crate::clinic::{clinic, done};
use proptest::prelude::*;
use recado_domain::alert::calling::Called;
use recado_domain::alert::step::AlertOutcome;
use recado_domain::alert::{AlertCategory, AlertLevel};
use recado_domain::channel::Side;
use recado_domain::id::{AlertId, DeviceId, IdentityId, StaffId};
use recado_domain::time::UnixMs;
use recado_store::clinic::alert_steps::{self, Step, StepAct};
use recado_store::clinic::alerts::{self, Acknowledged, Alert};
use recado_store::clinic::{Clinic, erasures, together as flags};
use recado_store::error::StoreError;
use uuid::Uuid;

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
                let by = Acknowledged {
                    by: staff,
                    name,
                    at,
                };
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
    assert!(done(&clinic, |tx| alerts::acknowledge(
        tx,
        alert,
        &by("Ana", 20)
    )));
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
        clinic
            .read(|conn| flags::alert_of(conn, shared, AlertCategory::Suicide))
            .unwrap(),
        Some(alert)
    );
    done(&clinic, |tx| flags::told(tx, Uuid::from_u128(2)));
    assert_eq!(queued().len(), 1);
    done(&clinic, |tx| {
        erasures::forget(tx, maria().identity, &[maria().conversation], UnixMs(0))
    });
    assert!(queued().is_empty());
}
