//! What flags know beyond one message: signs that add up and reminders of silence; locked, late, repeated and after a
//! restart.

mod rules;

use crate::clinic::{Clinic, MARIA, Person, last};
use recado_domain::{
    alert::{
        AlertCategory, AlertLevel, reminder::ReminderKind, step::AlertOutcome, together::Together,
    },
    id::AlertId,
};
use recado_inbox::{
    desk::Notice,
    error::InboxError,
    view::{flags::AlertReasonsView, thread::AlertView},
};
use recado_meta_sim::fault::Fault;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;

const CRISIS: &str = "No quiero seguir viviendo así";
const THANKS: &str = "Gracias por todo";
const WILL: &str = "Ya hice el testamento";
const GOODBYE: &str = "Adiós";
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Clinic {
    /// Waits until an open flag is as wanted; there is only one such.
    async fn flag(&self, is_it: impl Fn(&AlertView) -> bool) -> AlertView {
        let mut found = self
            .until(|| async {
                let open = self.desk.open_alerts().await.unwrap();
                let found: Vec<_> = open.into_iter().filter(|one| is_it(one)).collect();
                (!found.is_empty()).then_some(found)
            })
            .await;
        assert_eq!(found.len(), 1, "one flag");
        found.remove(0)
    }

    /// Waits until a flag names so many other messages.
    async fn reasons(&self, alert: AlertId, others: usize) -> AlertReasonsView {
        self.until(|| async {
            let reasons = self.desk.alert_reasons(alert).await.unwrap();
            (reasons.with.len() == others).then_some(reasons)
        })
        .await
    }

    /// A person writes at another time than now: late history, or what waited somewhere.
    async fn wrote(&self, person: Person, text: &str, ago: Duration) {
        let at = self.clock.now().minus(ago).0;
        let control = self.control();
        let sent = control.patient_writes(person.wa_id, person.name, text, Some(at));
        sent.await.expect("the message is accepted");
    }

    /// Turns every clock on; a desk that locked itself meanwhile is opened again.
    async fn much_later(&self, by: Duration) {
        self.desk.lock().await.unwrap();
        self.later(by).await;
        self.unlock().await;
    }

    /// Maria says something severe and Ana takes the flag; returns it.
    async fn takes_a_crisis(&self) -> AlertView {
        self.writes(MARIA, CRISIS).await;
        // Raised before its message is filed: what is learned from the words needs both.
        let is_filed = |one: &AlertView| one.message.is_some();
        let flag = self
            .flag(|one| one.level >= AlertLevel::High && is_filed(one))
            .await;
        self.desk.acknowledge_alert(flag.id).await.unwrap();
        flag
    }
}

/// Waits until people are reminded of a flag.
async fn reminded(notices: &mut Receiver<Notice>, of: AlertId) {
    let waited = tokio::time::timeout(Duration::from_secs(60), async {
        loop {
            if let Notice::Reminder { alert, .. } = notices.recv().await.unwrap()
                && alert == of
            {
                return;
            }
        }
    });
    waited.await.expect("nobody was reminded");
}

/// RISK, conversation: three farewells in an afternoon are one alert, which names the two before it; a repetition of all
/// of them is none.
#[tokio::test(flavor = "multi_thread")]
async fn weak_signs_in_three_messages_raise_one_alert_once() {
    let clinic = Clinic::open().await;
    let mut notices = clinic.desk.notices();
    clinic.fault(Fault::DuplicateWebhooks { times: 3 }).await;
    for text in [THANKS, WILL, GOODBYE] {
        clinic.later(HOUR / 4).await;
        clinic.writes(MARIA, text).await;
    }
    clinic.control().flush().await;
    let flag = clinic.flag(|one| one.level == AlertLevel::High).await;
    assert_eq!(flag.category, AlertCategory::Suicide);
    let reasons = clinic.reasons(flag.id, 2).await;
    assert_eq!(reasons.why, Some(Together::WeakSigns));
    let words: Vec<_> = reasons.with.iter().flat_map(|one| &one.words).collect();
    assert_eq!(words, ["Gracias por todo", "testamento"]);
    let thread = clinic
        .only_thread(|thread| thread.messages.len() == 3)
        .await;
    let shown = clinic.flag(|one| one.level == AlertLevel::High).await;
    assert_eq!(shown.message, Some(last(&thread).id));
    assert_eq!(clinic.rows(1).await[0].alert, Some(AlertLevel::High));
    let mut told = 0;
    while let Ok(notice) = notices.try_recv() {
        told += u32::from(matches!(notice, Notice::Alert { .. }));
    }
    assert_eq!(told, 1, "people are called once");
}

/// The order of arrival changes nothing: what was written first and comes last makes the last message urgent enough.
#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_message_that_comes_late_raises_the_same_alert() {
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, GOODBYE).await;
    let thread = clinic
        .only_thread(|thread| thread.messages.len() == 1)
        .await;
    let goodbye = last(&thread).id;
    clinic.wrote(MARIA, WILL, HOUR / 4).await;
    clinic.wrote(MARIA, THANKS, HOUR / 2).await;
    let flag = clinic.flag(|one| one.level == AlertLevel::High).await;
    let reasons = clinic.reasons(flag.id, 2).await;
    assert!(reasons.with[0].at < reasons.with[1].at);
    let shown = clinic.flag(|one| one.level == AlertLevel::High).await;
    assert_eq!(shown.message, Some(goodbye));
}

/// A locked desk that is closed and opened again between two messages still adds up, without a word of them.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_desk_adds_up_over_a_restart() {
    let mut clinic = Clinic::open().await;
    clinic.desk.lock().await.unwrap();
    clinic.writes(MARIA, THANKS).await;
    clinic.later(HOUR / 4).await;
    clinic.writes(MARIA, WILL).await;
    clinic.restart_desk().await;
    let mut notices = clinic.desk.notices();
    clinic.later(HOUR / 4).await;
    clinic.writes(MARIA, GOODBYE).await;
    let called = loop {
        if let Notice::Alert { alert, .. } = notices.recv().await.unwrap() {
            break alert;
        }
    };
    let locked = clinic.desk.alert_reasons(called).await;
    assert!(matches!(locked, Err(InboxError::Locked)));
    clinic.unlock().await;
    let flag = clinic.flag(|one| one.level == AlertLevel::High).await;
    assert_eq!(flag.id, called);
    assert_eq!(clinic.reasons(called, 2).await.with[0].words, [THANKS]);
}

/// A message that its sender took back after it alerted keeps its flag and its words, and weighs.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_back_keeps_its_evidence() {
    let clinic = Clinic::open().await;
    let id = clinic.writes(MARIA, CRISIS).await;
    let flag = clinic.flag(|one| one.level >= AlertLevel::High).await;
    let revoke = serde_json::json!({"type": "revoke", "revoke": {"original_message_id": id}});
    clinic.sends(MARIA, revoke).await;
    clinic.only_thread(|thread| last(thread).is_deleted).await;
    let still = clinic.flag(|one| one.id == flag.id).await;
    assert!(!still.words.is_empty());
}

/// Nobody hears of them: people are reminded, also at a locked desk and after a restart, until something is written down
/// or the person writes.
#[tokio::test(flavor = "multi_thread")]
async fn silence_is_remembered_until_somebody_hears_of_them() {
    let mut clinic = Clinic::open().await;
    let flag = clinic.takes_a_crisis().await;
    assert!(clinic.desk.reminders().await.unwrap().is_empty());
    clinic.desk.lock().await.unwrap();
    clinic.restart_desk().await;
    let mut notices = clinic.desk.notices();
    clinic.later(12 * HOUR).await;
    reminded(&mut notices, flag.id).await;
    clinic.unlock().await;
    let listed = clinic.desk.reminders().await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(
        (listed[0].kind, listed[0].alert),
        (ReminderKind::Silence, flag.id)
    );
    assert!(listed[0].who.is_some());
    // In vain: it comes again as much later.
    let tell = |outcome| {
        clinic
            .desk
            .record_alert_outcome(flag.id, outcome, String::new())
    };
    tell(AlertOutcome::NoAnswer).await.unwrap();
    assert!(clinic.desk.reminders().await.unwrap().is_empty());
    let mut notices = clinic.desk.notices();
    clinic.much_later(12 * HOUR).await;
    reminded(&mut notices, flag.id).await;
    assert_eq!(clinic.desk.reminders().await.unwrap().len(), 1);
    // They write: the silence is over, and the flag is not.
    clinic.writes(MARIA, "Hola, ya estoy bien").await;
    clinic
        .until(|| async {
            clinic
                .desk
                .reminders()
                .await
                .unwrap()
                .is_empty()
                .then_some(())
        })
        .await;
    let held = clinic.desk.alerts_in_hand().await.unwrap();
    assert!(
        held.iter().any(|one| one.id == flag.id),
        "nothing closes it"
    );
}

/// A true flag that is done with is asked about again after a day, until a name stands on it.
#[tokio::test(flavor = "multi_thread")]
async fn a_true_flag_is_asked_about_again() {
    let clinic = Clinic::open().await;
    let flag = clinic.takes_a_crisis().await;
    let tell = clinic
        .desk
        .record_alert_outcome(flag.id, AlertOutcome::Spoke, String::new());
    tell.await.unwrap();
    let mut notices = clinic.desk.notices();
    clinic.much_later(DAY).await;
    reminded(&mut notices, flag.id).await;
    let listed = clinic.desk.reminders().await.unwrap();
    assert_eq!((listed.len(), listed[0].kind), (1, ReminderKind::FollowUp));
    assert!(!listed[0].is_late);
    clinic.much_later(3 * DAY).await;
    assert!(clinic.desk.reminders().await.unwrap()[0].is_late);
    clinic.desk.settle_reminder(flag.id).await.unwrap();
    assert!(clinic.desk.reminders().await.unwrap().is_empty());
    clinic.desk.settle_reminder(flag.id).await.unwrap();
    assert_eq!(clinic.acts("alert.reminder_settled").len(), 1);
}
