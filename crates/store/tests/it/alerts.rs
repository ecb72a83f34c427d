//! Alerts without words, until somebody's name stands on them.

use crate::cast::{maria, seconds};
use crate::clinic::{clinic, done};
use recado_domain::alert::calling::Called;
use recado_domain::alert::on_call::AskedBy;
use recado_domain::alert::step::{AlertOutcome, WrongReason};
use recado_domain::alert::{AlertCategory, AlertLevel, AlertState};
use recado_domain::channel::Side;
use recado_domain::id::{AlertId, IdentityId, StaffId};
use recado_store::clinic::alert_asked;
use recado_store::clinic::alert_steps::{self, Step, StepAct};
use recado_store::clinic::alerts;
use recado_store::error::StoreError;

/// ARCHITECTURE §6.6: no alert disappears without a person's name on it.
#[test]
fn an_alert_is_raised_once_and_closed_by_the_first_name() {
    let (_folder, _, clinic) = clinic();
    let hash = clinic.index_key().provider_hash(maria().channel, "wamid.1");
    let alert = |category, level| alerts::Alert {
        id: AlertId::generate(),
        conversation: maria().conversation,
        side: Side::Clinical,
        identity: IdentityId::generate(),
        message: hash,
        level,
        category,
        about_other: false,
        raised_at: seconds(0),
        acknowledged: None,
        passed_to: None,
        called: Called::default(),
    };
    let (first, second) = (
        alert(AlertCategory::Suicide, AlertLevel::Urgent),
        alert(AlertCategory::Abuse, AlertLevel::Today),
    );
    assert!(done(&clinic, |tx| alerts::raise(tx, &first)));
    assert!(done(&clinic, |tx| alerts::raise(tx, &second)));
    let repeated = alert(AlertCategory::Suicide, AlertLevel::Urgent);
    assert!(!done(&clinic, |tx| alerts::raise(tx, &repeated)));
    assert_eq!(clinic.read(alerts::count_open).unwrap(), 2);
    assert_eq!(
        clinic.read(alerts::open).unwrap(),
        [first.clone(), second.clone()]
    );
    let by = |name: &str| alerts::Acknowledged {
        by: StaffId::generate(),
        name: name.into(),
        at: seconds(60),
    };
    let ana = by("Ana Reis");
    assert!(done(&clinic, |tx| alerts::acknowledge(tx, first.id, &ana)));
    assert!(!done(&clinic, |tx| alerts::acknowledge(
        tx,
        first.id,
        &by("Rui Sá")
    )));
    let kept = clinic.read(|c| alerts::get(c, first.id)).unwrap().unwrap();
    assert_eq!(
        (kept.state(), kept.acknowledged),
        (AlertState::Acknowledged, Some(ana))
    );
    let conversation = maria().conversation;
    let level = clinic
        .read(|c| alerts::open_level(c, conversation))
        .unwrap();
    assert_eq!(level, Some(AlertLevel::Today));
    let all = clinic
        .read(|c| alerts::of_conversation(c, conversation))
        .unwrap();
    assert_eq!([all[0].id, all[1].id], [second.id, first.id]);
    let missing = clinic.write(|tx| alerts::acknowledge(tx, AlertId::generate(), &by("Rui Sá")));
    assert_eq!(missing, Err(StoreError::NotFound));
}

/// What people did about an alert comes back in order, and one that is taken stays in hand until it is done with.
#[test]
fn a_taken_alert_is_in_hand_until_an_outcome_ends_it() {
    let (_folder, _, clinic) = clinic();
    let hash = clinic.index_key().provider_hash(maria().channel, "wamid.1");
    let alert = alerts::Alert {
        id: AlertId::generate(),
        conversation: maria().conversation,
        side: Side::Clinical,
        identity: IdentityId::generate(),
        message: hash,
        level: AlertLevel::High,
        category: AlertCategory::Suicide,
        about_other: false,
        raised_at: seconds(0),
        acknowledged: None,
        passed_to: None,
        called: Called {
            times: 1,
            last: Some(seconds(1)),
        },
    };
    done(&clinic, |tx| alerts::raise(tx, &alert));
    done(&clinic, |tx| alerts::set_called(tx, alert.id, seconds(90)));
    let colleague = StaffId::generate();
    done(&clinic, |tx| alerts::pass(tx, alert.id, colleague));
    let kept = clinic
        .read(|conn| alerts::get(conn, alert.id))
        .unwrap()
        .unwrap();
    assert_eq!(
        (kept.called.times, kept.called.last),
        (2, Some(seconds(90)))
    );
    assert_eq!(kept.passed_to, Some(colleague));
    let in_hand = || {
        clinic
            .read(|conn| alerts::in_hand(conn, seconds(0)))
            .unwrap()
            .len()
    };
    assert_eq!(in_hand(), 0, "nobody has it");
    let ana = alerts::Acknowledged {
        by: StaffId::generate(),
        name: "Ana Reis".into(),
        at: seconds(100),
    };
    done(&clinic, |tx| alerts::acknowledge(tx, alert.id, &ana));
    let acts = [
        StepAct::Passed {
            to: colleague,
            name: "Luis Vidal".into(),
        },
        StepAct::Called,
        StepAct::Outcome(AlertOutcome::NoAnswer),
        StepAct::Outcome(AlertOutcome::Spoke),
        StepAct::Wrong(WrongReason::Past),
    ];
    let mut steps = Vec::new();
    for (act, is_left) in acts.into_iter().zip([1, 1, 1, 0, 0]) {
        let step = Step {
            staff: ana.by,
            name: ana.name.clone(),
            at: seconds(101),
            act,
        };
        done(&clinic, |tx| alert_steps::add(tx, alert.id, &step));
        steps.push(step);
        assert_eq!(in_hand(), is_left, "{steps:?}");
    }
    let read = clinic.read(|conn| alert_steps::of_alert(conn, alert.id));
    assert_eq!(read.unwrap(), steps);
}

/// Whom a flag asked by itself and whom a person passed it to are one row of facts.
#[test]
fn whoever_was_asked_is_remembered_once_a_level() {
    let (_folder, _, clinic) = clinic();
    let alert = alerts::Alert {
        id: AlertId::generate(),
        conversation: maria().conversation,
        side: Side::Clinical,
        identity: IdentityId::generate(),
        message: clinic.index_key().provider_hash(maria().channel, "wamid.1"),
        level: AlertLevel::High,
        category: AlertCategory::Abuse,
        about_other: false,
        raised_at: seconds(0),
        acknowledged: None,
        passed_to: None,
        called: Called::default(),
    };
    assert!(done(&clinic, |tx| alerts::raise(tx, &alert)));
    let (ana, rui) = (StaffId::generate(), StaffId::generate());
    let ask = |level, staff, name: &str, at| {
        done(&clinic, |tx| {
            alert_asked::put(tx, alert.id, level, (staff, name), seconds(at))
        })
    };
    assert!(ask(AlertLevel::High, ana, "Ana Reis", 1));
    assert!(!ask(AlertLevel::High, ana, "Ana Reis", 9));
    assert!(ask(AlertLevel::Urgent, ana, "Ana Reis", 7));
    let passed = Step {
        staff: ana,
        name: "Ana Reis".into(),
        at: seconds(5),
        act: StepAct::Passed {
            to: rui,
            name: "Rui Sá".into(),
        },
    };
    done(&clinic, |tx| alert_steps::add(tx, alert.id, &passed));
    let asked = clinic
        .read(|conn| alert_asked::of_alert(conn, alert.id))
        .unwrap();
    let facts: Vec<_> = asked
        .iter()
        .map(|it| (it.asked.at, it.asked.by, &*it.name))
        .collect();
    assert_eq!(
        facts,
        [
            (seconds(1), AskedBy::Itself(AlertLevel::High), "Ana Reis"),
            (seconds(5), AskedBy::Person, "Rui Sá"),
            (seconds(7), AskedBy::Itself(AlertLevel::Urgent), "Ana Reis"),
        ]
    );
    let unknown = clinic.write(|tx| {
        let ana = (ana, "Ana Reis");
        alert_asked::put(tx, AlertId::generate(), AlertLevel::High, ana, seconds(1))
    });
    assert!(unknown.is_err());
}
