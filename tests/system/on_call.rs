//! Whose turn a flag is: it asks one after the other by itself, and stays in everybody's view.

use crate::clinic::{Clinic, MARIA};
use recado_domain::{
    alert::on_call::{OnCall, Shift},
    channel::Side,
    id::{AlertId, StaffId},
    staff::Role,
};
use recado_inbox::{
    error::InboxError,
    view::on_call::{AlertTurnView, OnCallForm},
};
use std::time::Duration;

/// Says that she wants to die: an alert of the level `high` or `urgent`.
const CRISIS: &str = "No quiero seguir viviendo así";
const WAIT: Duration = Duration::from_secs(15 * 60);

fn order(clinical: Vec<OnCall>) -> OnCallForm {
    OnCallForm {
        clinical,
        leads: Vec::new(),
        urgent_minutes: 15,
        high_minutes: 15,
    }
}

fn always(staff: StaffId) -> OnCall {
    OnCall {
        staff,
        shifts: Vec::new(),
    }
}

impl Clinic {
    async fn keeps(&self, clinical: Vec<OnCall>) {
        self.desk.save_on_call(order(clinical)).await.unwrap();
    }

    /// Waits until the only open flag is somebody's turn.
    async fn turn_of(&self, name: &str) -> AlertTurnView {
        let found = self.until(|| async {
            let turns = self.desk.alert_turns().await.unwrap();
            let is_theirs =
                |it: &AlertTurnView| it.now.as_ref().is_some_and(|now| now.name == name);
            turns.into_iter().find(is_theirs)
        });
        found.await
    }

    /// Returns how often flags asked somebody by themselves.
    fn asked_by_themselves(&self) -> usize {
        self.acts("alert.asked_by_itself").len()
    }
}

/// Night and all: it goes down the list by itself, is written down each time, and is open for everybody all along.
#[tokio::test(flavor = "multi_thread")]
async fn a_flag_nobody_takes_goes_down_the_list_also_while_locked() {
    let clinic = Clinic::open().await;
    let ana = clinic.me().await;
    let rui = clinic.hire("Rui Lima", Role::Clinician).await;
    let zoe = clinic.hire("Zoe Faro", Role::Clinician).await;
    clinic
        .keeps(vec![always(rui), always(zoe), always(ana)])
        .await;
    clinic.writes(MARIA, CRISIS).await;
    let first = clinic.turn_of("Rui Lima").await;
    let begun = clinic.clock.now();
    assert_eq!(first.next.as_deref(), Some("Zoe Faro"));
    assert_eq!(first.passes_on_at, Some(begun.plus(WAIT).0));
    assert_eq!(first.to_come, [zoe]);
    let now = first.now.unwrap();
    assert!(now.by_itself && !now.is_me && now.at == begun.0);
    clinic.later(WAIT).await;
    let second = clinic.turn_of("Zoe Faro").await;
    assert!(second.is_next_me && second.to_come.is_empty());
    assert_eq!(clinic.desk.open_alerts().await.unwrap().len(), 1);
    clinic.desk.lock().await.unwrap();
    clinic.later(WAIT).await;
    clinic
        .until(|| async { (clinic.asked_by_themselves() == 3).then_some(()) })
        .await;
    clinic.unlock().await;
    let last = clinic.turn_of("Ana Reis").await;
    assert!(last.now.is_some_and(|now| now.is_me));
    assert_eq!((last.next, last.passes_on_at), (None, None));
    assert_eq!(last.asked, 3);
    let acts = clinic.acts("alert.asked_by_itself");
    for (staff, (_, detail)) in [rui, zoe, ana].iter().zip(&acts) {
        assert!(
            detail.contains(&staff.to_string()) && detail.contains("itself"),
            "{detail}"
        );
    }
    // Nobody is left: it stays with the last, and open, until somebody takes it.
    clinic.desk.acknowledge_alert(last.alert).await.unwrap();
    assert!(clinic.desk.alert_turns().await.unwrap().is_empty());
}

/// A person's word goes before the list, and the list goes on behind it.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_passes_it_on_is_followed_by_who_was_not_asked_yet() {
    let mut clinic = Clinic::open().await;
    let rui = clinic.hire("Rui Lima", Role::Clinician).await;
    let zoe = clinic.hire("Zoe Faro", Role::Clinician).await;
    let ines = clinic.hire("Inês Mar", Role::Clinician).await;
    clinic
        .keeps(vec![always(rui), always(zoe), always(ines)])
        .await;
    clinic.writes(MARIA, CRISIS).await;
    let turn = clinic.turn_of("Rui Lima").await;
    clinic.later(Duration::from_secs(60)).await;
    clinic.desk.pass_alert(turn.alert, ines).await.unwrap();
    let turn = clinic.turn_of("Inês Mar").await;
    assert!(turn.now.is_some_and(|now| !now.by_itself));
    assert_eq!(turn.to_come, [zoe]);
    // A restart forgets nothing and asks nobody twice.
    clinic.restart_desk().await;
    clinic.unlock().await;
    clinic.later(WAIT).await;
    let turn = clinic.turn_of("Zoe Faro").await;
    assert_eq!((turn.asked, turn.next), (3, None));
    assert_eq!(clinic.asked_by_themselves(), 2);
}

/// While the clinic is closed, whose hours it is is asked first; who has left is asked no more.
#[tokio::test(flavor = "multi_thread")]
async fn at_night_the_one_on_call_comes_first() {
    let clinic = Clinic::open().await;
    let rui = clinic.hire("Rui Lima", Role::Clinician).await;
    let zoe = clinic.hire("Zoe Faro", Role::Clinician).await;
    let eva = clinic.hire("Eva Sol", Role::Assistant).await;
    let nights = OnCall {
        staff: zoe,
        shifts: vec![Shift {
            days: vec![4, 5, 6],
            from: 20 * 60,
            to: 8 * 60,
        }],
    };
    let refused = clinic.desk.save_on_call(order(vec![always(eva)])).await;
    assert!(matches!(refused, Err(InboxError::InvalidInput)));
    let twice = clinic
        .desk
        .save_on_call(order(vec![always(rui), always(rui)]))
        .await;
    assert!(matches!(twice, Err(InboxError::InvalidInput)));
    clinic.keeps(vec![always(rui), nights]).await;
    // Friday, 21:00.
    clinic.later(Duration::from_secs(12 * 3600)).await;
    clinic.writes(MARIA, CRISIS).await;
    let turn = clinic.turn_of("Zoe Faro").await;
    assert_eq!(turn.next.as_deref(), Some("Rui Lima"));
    clinic.desk.remove_staff(rui).await.unwrap();
    let left = clinic.desk.alert_turns().await.unwrap();
    assert_eq!(left[0].next, None);
    let shown = clinic.desk.on_call_view().await.unwrap();
    let ids: Vec<_> = shown.order.clinical.iter().map(|it| it.staff).collect();
    assert_eq!(ids, [zoe]);
}

/// An assistant hears of no patient's flag, and a clinic without an order is asked nobody.
#[tokio::test(flavor = "multi_thread")]
async fn an_assistant_sees_no_turn_of_a_patient() {
    let clinic = Clinic::open().await;
    let eva = clinic.hire("Eva Sol", Role::Assistant).await;
    clinic.writes(MARIA, CRISIS).await;
    let thread = clinic.only_thread(|thread| !thread.alerts.is_empty()).await;
    assert_eq!(thread.side, Side::Clinical);
    let alert: AlertId = thread.alerts[0].id;
    let turns = clinic.desk.alert_turns().await.unwrap();
    assert_eq!(
        (turns[0].alert, &turns[0].now, &turns[0].next),
        (alert, &None, &None)
    );
    clinic.hands_over_to(eva).await;
    assert!(clinic.desk.alert_turns().await.unwrap().is_empty());
    assert_eq!(clinic.asked_by_themselves(), 0);
}
