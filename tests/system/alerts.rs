//! What people do about a flag: they are called until one of them takes it, and what they did has their names.

use crate::clinic::{Clinic, MARIA, NIKOS};
use recado_domain::{
    alert::{
        AlertState,
        emergency::{Country, Purpose},
        step::{AlertOutcome, WrongReason},
    },
    channel::Side,
    id::{AlertId, StaffId},
    staff::Role,
};
use recado_inbox::{
    desk::Notice,
    error::InboxError,
    view::{
        alert::{AlertActView, AlertSettingsView},
        thread::ThreadView,
    },
};
use std::time::Duration;
use tokio::sync::broadcast::Receiver;

const CRISIS: &str = "No quiero seguir viviendo así";
const MINUTE: Duration = Duration::from_secs(60);

impl Clinic {
    /// Maria writes something that needs a person; returns the thread with its flag.
    async fn is_flagged(&self) -> (ThreadView, AlertId) {
        self.writes(MARIA, CRISIS).await;
        let thread = self.only_thread(|thread| !thread.alerts.is_empty()).await;
        let alert = thread.alerts[0].id;
        (thread, alert)
    }
}

/// Waits until people are called about a flag.
async fn called(notices: &mut Receiver<Notice>, about: AlertId) {
    let waited = tokio::time::timeout(MINUTE, async {
        loop {
            match notices.recv().await.unwrap() {
                Notice::Alert { alert, .. } if alert == about => return,
                Notice::Alert { .. }
                | Notice::Reminder { .. }
                | Notice::Messages { .. }
                | Notice::TestAlert
                | Notice::AuditBroken
                | Notice::SelfTestLost => {}
            }
        }
    });
    waited.await.expect("nobody was called");
}

/// CASES 31: a flag repeats until it is acknowledged, also at a locked desk.
#[tokio::test(flavor = "multi_thread")]
async fn people_are_called_until_somebody_takes_it() {
    let clinic = Clinic::open().await;
    let mut notices = clinic.desk.notices();
    let (_, alert) = clinic.is_flagged().await;
    called(&mut notices, alert).await;
    for _ in 0..2 {
        clinic.later(10 * MINUTE).await;
        called(&mut notices, alert).await;
    }
    clinic.desk.lock().await.unwrap();
    clinic.later(10 * MINUTE).await;
    called(&mut notices, alert).await;
    clinic.unlock().await;
    clinic.desk.acknowledge_alert(alert).await.unwrap();
    // The next call is about another flag, however late it is: the desk may have locked itself meanwhile.
    let mut notices = clinic.desk.notices();
    clinic.later(60 * MINUTE).await;
    clinic.writes(NIKOS, CRISIS).await;
    loop {
        if let Notice::Alert { alert: about, .. } = notices.recv().await.unwrap() {
            assert_ne!(about, alert);
            break;
        }
    }
}

/// A flag that was not taken calls again after the desk was closed and opened.
#[tokio::test(flavor = "multi_thread")]
async fn a_restart_does_not_forget_whom_to_call() {
    let mut clinic = Clinic::open().await;
    let (_, alert) = clinic.is_flagged().await;
    clinic.restart_desk().await;
    let mut notices = clinic.desk.notices();
    clinic.later(10 * MINUTE).await;
    called(&mut notices, alert).await;
}

/// N2: escalating to a colleague leaves it open, calls at once, and only reaches who may read it.
#[tokio::test(flavor = "multi_thread")]
async fn a_flag_is_passed_to_a_colleague_and_stays_open() {
    let clinic = Clinic::open().await;
    let (thread, alert) = clinic.is_flagged().await;
    let rui = clinic.hire("Rui Lima", Role::Clinician).await;
    let eva = clinic.hire("Eva Sol", Role::Assistant).await;
    let mut notices = clinic.desk.notices();
    let refused = clinic.desk.pass_alert(alert, eva).await;
    assert!(matches!(refused, Err(InboxError::NotAllowed)));
    let unknown = clinic.desk.pass_alert(alert, StaffId::generate()).await;
    assert!(matches!(unknown, Err(InboxError::NotFound)));
    clinic.desk.pass_alert(alert, rui).await.unwrap();
    called(&mut notices, alert).await;
    let open = clinic.desk.open_alerts().await.unwrap();
    assert_eq!(open[0].passed_to.as_deref(), Some("Rui Lima"));
    assert_eq!(open[0].state, AlertState::Open);
    let passed = AlertActView::Passed {
        to: "Rui Lima".into(),
    };
    assert_eq!(open[0].steps[0].act, passed);
    assert_eq!(open[0].steps[0].by, "Ana Reis");
    let help = clinic.desk.alert_help(alert).await.unwrap();
    let names: Vec<_> = help.colleagues.iter().map(|it| &*it.name).collect();
    assert_eq!(names, ["Ana Reis", "Rui Lima"]);
    assert!(clinic.rows(1).await[0].alert.is_some());
    drop(thread);
}

/// What came of it ends the flag; its words are an internal note of the patient's side and nowhere else.
#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_ends_a_flag_and_its_words_are_a_note() {
    let clinic = Clinic::open().await;
    let (thread, alert) = clinic.is_flagged().await;
    let phone = clinic.desk.call_about_alert(alert).await.unwrap();
    assert_eq!(phone.as_e164(), "+351912000412");
    assert!(clinic.desk.open_alerts().await.unwrap().is_empty());
    let held = clinic.desk.alerts_in_hand().await.unwrap();
    assert_eq!(held[0].acknowledged_by.as_deref(), Some("Ana Reis"));
    let tell = |outcome, note: &str| {
        clinic
            .desk
            .record_alert_outcome(alert, outcome, note.to_owned())
    };
    tell(AlertOutcome::NoAnswer, "").await.unwrap();
    assert!(!clinic.desk.alerts_in_hand().await.unwrap()[0].is_done);
    tell(AlertOutcome::Spoke, "A irmã está com ela")
        .await
        .unwrap();
    assert!(clinic.desk.alerts_in_hand().await.unwrap().is_empty());
    let card = clinic
        .desk
        .person_card(Side::Clinical, thread.conversation)
        .await
        .unwrap();
    assert_eq!(card.notes[0].text, "A irmã está com ela");
    let after = clinic.only_thread(|thread| thread.alerts[0].is_done).await;
    let acts: Vec<_> = after.alerts[0].steps.iter().map(|it| &it.act).collect();
    let outcome = |outcome| AlertActView::Outcome { outcome };
    assert_eq!(
        acts,
        [
            &AlertActView::Called,
            &outcome(AlertOutcome::NoAnswer),
            &outcome(AlertOutcome::Spoke)
        ]
    );
}

/// A wrong flag is closed with a name and a reason, and silences nothing: the same words are still looked at.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_flag_is_closed_and_the_same_words_flag_again() {
    let clinic = Clinic::open().await;
    let (_, alert) = clinic.is_flagged().await;
    clinic
        .desk
        .say_alert_wrong(alert, WrongReason::Story)
        .await
        .unwrap();
    assert!(clinic.desk.open_alerts().await.unwrap().is_empty());
    assert!(clinic.desk.alerts_in_hand().await.unwrap().is_empty());
    let thread = clinic.only_thread(|thread| thread.alerts[0].is_done).await;
    assert_eq!(
        thread.alerts[0].acknowledged_by.as_deref(),
        Some("Ana Reis")
    );
    clinic.later(MINUTE).await;
    clinic.writes(MARIA, CRISIS).await;
    let again = clinic
        .until(|| async { clinic.desk.open_alerts().await.unwrap().pop() })
        .await;
    assert_ne!(again.id, alert);
}

/// The numbers are the person's country's; the clinic's own number stands with them.
#[tokio::test(flavor = "multi_thread")]
async fn the_numbers_are_those_of_the_persons_country() {
    let clinic = Clinic::open().await;
    let (thread, alert) = clinic.is_flagged().await;
    let place = AlertSettingsView {
        local_number: "  Policía local 96 000 00 00 ".into(),
    };
    clinic.desk.save_alert_settings(place).await.unwrap();
    let too_long = AlertSettingsView {
        local_number: "1".repeat(61),
    };
    let refused = clinic.desk.save_alert_settings(too_long).await;
    assert!(matches!(refused, Err(InboxError::TextLength)));
    clinic.replies(&thread, "Ligo já").await;
    let help = clinic.desk.alert_help(alert).await.unwrap();
    assert_eq!(help.country, Some(Country::Portugal));
    let emergency = help
        .lines
        .iter()
        .find(|line| line.purpose == Purpose::Emergency);
    assert_eq!(emergency.map(|line| &*line.number), Some("112"));
    assert_eq!(
        help.local_number.as_deref(),
        Some("Policía local 96 000 00 00")
    );
    assert_eq!(
        help.last_contact.map(|it| it.by).as_deref(),
        Some("Ana Reis")
    );
}
