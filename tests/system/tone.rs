//! Monitoring: patients' words in, the week's numbers out; what an edit, a revoke, an erasure and a switch leave of them.

use crate::clinic::{Clinic, MARIA, NIKOS, Person};
use recado_domain::{
    channel::Side,
    id::ConversationId,
    message::MessageKind,
    retention::ErasureReason,
    staff::Role,
    tone::{Change, Course},
};
use recado_inbox::{
    error::InboxError,
    view::tone::{MonitoringView, PatientToneView, ToneSettingsView, WatchedPatientView},
};
use serde_json::json;
use std::time::Duration;

const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// From a heavy day to a light one, two texts each.
const WEEK: [[&str; 2]; 4] = [
    ["Estoy muy triste", "Todo me parece horrible"],
    ["Sigo triste", "He dormido mal"],
    ["Un poco mejor", "Hoy estoy tranquila"],
    ["Estoy muy contenta", "Ha sido un día feliz"],
];

impl Clinic {
    /// Makes somebody who has written a patient.
    async fn patient(&self, person: Person, text: &str) -> ConversationId {
        self.writes(person, text).await;
        let row = self
            .until(|| async {
                let rows = self.list(recado_inbox::view::list::ListFilter::All).await;
                rows.into_iter().find(|row| row.name == person.name)
            })
            .await;
        let conversation = row.conversation;
        self.desk
            .convert_lead(Side::Clinical, conversation, None)
            .await
            .unwrap();
        conversation
    }

    async fn watches(
        &self,
        person: Person,
        is_so: impl Fn(&WatchedPatientView) -> bool,
    ) -> WatchedPatientView {
        self.until(|| async {
            let view = self.desk.monitoring_patients(50).await.unwrap();
            let found = view.patients.into_iter().find(|it| it.name == person.name);
            found.filter(|_| !view.is_reading).filter(|it| is_so(it))
        })
        .await
    }

    async fn week_of(&self, conversation: ConversationId) -> PatientToneView {
        self.desk.patient_tone(conversation).await.unwrap()
    }

    async fn everybody(&self) -> MonitoringView {
        self.desk.monitoring_patients(50).await.unwrap()
    }
}

/// N3: the line follows the words of each day, says what it rests on, and what was changed or taken back counts anew.
#[tokio::test(flavor = "multi_thread")]
async fn a_week_of_words_becomes_a_line_that_follows_what_is_changed_and_taken_back() {
    let clinic = Clinic::open().await;
    let conversation = clinic.patient(MARIA, WEEK[0][0]).await;
    clinic.writes(MARIA, WEEK[0][1]).await;
    for day in &WEEK[1..] {
        clinic.later(A_DAY).await;
        for text in day {
            clinic.writes(MARIA, text).await;
        }
    }
    let picture = json!({"type": "image", "image": {}});
    clinic.sends(MARIA, picture).await;
    let last = clinic.writes(MARIA, "¿A qué hora es la cita?").await;
    let seen = clinic.watches(MARIA, |it| it.coverage.messages == 10).await;
    assert_eq!((seen.coverage.scored, seen.coverage.wordless), (8, 1));
    assert_eq!(
        seen.coverage.unscored, 1,
        "words without a tone are counted apart"
    );
    assert_eq!(seen.course, Course::Lighter);
    assert_eq!(
        seen.change,
        Change::NotEnoughText,
        "nothing to compare with yet"
    );
    let counts: Vec<u32> = seen.days.iter().map(|day| day.messages).collect();
    assert_eq!(counts, [0, 0, 0, 2, 2, 2, 4]);
    assert!(seen.days[..3].iter().all(|day| day.value.is_none()));
    let (heavy, light) = (seen.days[3].value.unwrap(), seen.days[6].value.unwrap());
    assert!(heavy < 0.0 && light > 0.0, "{heavy} {light}");

    let week = clinic.week_of(conversation).await;
    assert_eq!((week.baseline, week.baseline_days), (None, 0));
    let words: Vec<&str> = week.patient.days[3]
        .words
        .iter()
        .map(|it| it.text.as_str())
        .collect();
    assert!(
        words.contains(&"triste") && words.contains(&"horrible"),
        "{words:?}"
    );
    assert!(week.patient.days[3].words.iter().all(|it| it.value < 0.0));
    assert_eq!(week.unanswered.len(), 10);
    let asked = week.unanswered.last().unwrap();
    assert_eq!(asked.questions, ["¿A qué hora es la cita?"]);
    assert!(
        week.unanswered
            .iter()
            .any(|it| it.kind == MessageKind::Image)
    );

    let edit = |text: &str| {
        json!({"type": "edit", "edit": {"original_message_id": last,
        "message": {"type": "text", "text": {"body": text}}}})
    };
    clinic.sends(MARIA, edit("Estoy fatal, es horrible")).await;
    let changed = clinic.watches(MARIA, |it| it.coverage.scored == 9).await;
    assert!(changed.days[6].value.unwrap() < light);
    let revoke = json!({"type": "revoke", "revoke": {"original_message_id": last}});
    clinic.sends(MARIA, revoke).await;
    let gone = clinic.watches(MARIA, |it| it.coverage.messages == 9).await;
    assert_eq!(
        gone.days[6].value,
        Some(light),
        "as if it had never been written"
    );
}

/// What nobody answered stands first where it has waited longest, and an answer that Meta took ends it.
#[tokio::test(flavor = "multi_thread")]
async fn who_has_waited_longest_stands_first_until_they_are_answered() {
    let clinic = Clinic::open().await;
    clinic.patient(MARIA, "¿Puedo cambiar la hora?").await;
    clinic.later(Duration::from_secs(60)).await;
    let nikos = clinic.patient(NIKOS, "Καλημέρα σας").await;
    let list = clinic
        .until(|| async {
            let list = clinic.desk.unanswered_messages(50).await.unwrap();
            (list.conversations.len() == 2).then_some(list)
        })
        .await;
    let names: Vec<&str> = list
        .conversations
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(names, [MARIA.name, NIKOS.name]);
    assert_eq!(
        list.conversations[0].messages[0].questions,
        ["¿Puedo cambiar la hora?"]
    );
    assert!(list.conversations[1].messages[0].questions.is_empty());
    let one = clinic.desk.unanswered_messages(1).await.unwrap();
    assert!(one.has_more && one.total == 2 && one.conversations.len() == 1);
    let thread = clinic
        .thread(list.conversations[0].conversation, |_| true)
        .await;
    clinic.replies(&thread, "Sí, dígame cuándo").await;
    clinic.watches(MARIA, |it| it.unanswered == 0).await;
    assert_eq!(clinic.everybody().await.patients[0].conversation, nikos);
}

/// An open flag stands before everything.
#[tokio::test(flavor = "multi_thread")]
async fn a_patient_with_an_open_flag_stands_first() {
    let clinic = Clinic::open().await;
    clinic.patient(MARIA, "Buenos días").await;
    clinic.later(Duration::from_secs(60)).await;
    clinic.patient(NIKOS, "No quiero seguir viviendo así").await;
    let first = clinic.watches(NIKOS, |it| it.open_flags == 1).await;
    assert!(first.flag.is_some());
    assert_eq!(clinic.everybody().await.patients[0].name, NIKOS.name);
}

/// S5, S8: text tone is for who reads patients; a lead has none; who is erased leaves none.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_sees_it_a_lead_has_none_and_an_erasure_takes_it() {
    let clinic = Clinic::open().await;
    clinic.writes(NIKOS, "Είμαι πολύ λυπημένος").await;
    let conversation = clinic.patient(MARIA, "Estoy muy triste").await;
    let seen = clinic.watches(MARIA, |it| it.coverage.scored == 1).await;
    assert_eq!(seen.coverage.messages, 1);
    let all = clinic.everybody().await;
    assert_eq!(
        all.total, 1,
        "who has not been made a patient is not watched"
    );
    let thread = clinic
        .thread(conversation, |thread| !thread.messages.is_empty())
        .await;
    let message = thread.messages[0].id;
    let tone = clinic
        .desk
        .message_tone(conversation, message)
        .await
        .unwrap()
        .unwrap();
    assert!(tone.value < 0.0 && tone.words[0].text == "triste");

    let owner = clinic.me().await;
    let bia = clinic.hire("Bia da Costa", Role::Assistant).await;
    clinic.hands_over_to(bia).await;
    let desk = &clinic.desk;
    let refusals = [
        desk.monitoring_patients(50).await.map(|_| ()),
        desk.patient_tone(conversation).await.map(|_| ()),
        desk.unanswered_messages(50).await.map(|_| ()),
        desk.message_tone(conversation, message).await.map(|_| ()),
        desk.print_monitoring(None).await,
        desk.tone_settings().await.map(|_| ()),
    ];
    for refused in refusals {
        assert!(matches!(refused, Err(InboxError::NotAllowed)));
    }
    desk.lock().await.unwrap();
    desk.unlock(owner, crate::clinic::PASSPHRASE.into())
        .await
        .unwrap();
    desk.erase_person(Side::Clinical, conversation, ErasureReason::Asked)
        .await
        .unwrap();
    clinic
        .until(|| async { (clinic.everybody().await.total == 0).then_some(()) })
        .await;
    let gone = clinic.desk.patient_tone(conversation).await;
    assert!(matches!(gone, Err(InboxError::NotFound)));
}

/// Whoever prints stands in the audit, about one patient or about all; reading one's week is reading a conversation.
#[tokio::test(flavor = "multi_thread")]
async fn printing_and_switching_leave_their_acts() {
    let clinic = Clinic::open().await;
    let conversation = clinic.patient(MARIA, "Estoy muy triste").await;
    clinic.watches(MARIA, |it| it.coverage.scored == 1).await;
    clinic.desk.print_monitoring(None).await.unwrap();
    clinic
        .desk
        .print_monitoring(Some(conversation))
        .await
        .unwrap();
    let nobody = clinic
        .desk
        .print_monitoring(Some(ConversationId::generate()))
        .await;
    assert!(matches!(nobody, Err(InboxError::NotFound)));
    let printed = clinic.acts("monitoring.printed");
    assert_eq!(printed.len(), 2);

    let save = |is_on| clinic.desk.save_tone_settings(ToneSettingsView { is_on });
    save(false).await.unwrap();
    save(false).await.unwrap();
    let off = clinic.everybody().await;
    assert!(!off.is_on && !off.is_reading);
    assert_eq!(
        off.patients[0].coverage.messages, 0,
        "what was read is forgotten"
    );
    assert_eq!(off.patients[0].unanswered, 1, "what waits is no tone");
    clinic.writes(MARIA, "Sigo triste").await;
    clinic
        .watches(MARIA, |it| it.unanswered == 2 && it.coverage.messages == 0)
        .await;
    save(true).await.unwrap();
    clinic.watches(MARIA, |it| it.coverage.scored == 2).await;
    let switched: Vec<String> = clinic
        .acts("tone.")
        .into_iter()
        .map(|(act, _)| act)
        .collect();
    assert_eq!(switched, ["tone.switched_off", "tone.switched_on"]);
}

/// What came while the desk was locked is read after the sign-in, and a restart reads nothing twice.
#[tokio::test(flavor = "multi_thread")]
async fn what_came_during_a_lock_is_read_after_it() {
    let mut clinic = Clinic::open().await;
    clinic.patient(MARIA, "Estoy muy triste").await;
    let before = clinic.watches(MARIA, |it| it.coverage.scored == 1).await;
    clinic.desk.lock().await.unwrap();
    clinic.writes(MARIA, "Hoy estoy contenta").await;
    clinic.restart_desk().await;
    clinic.unlock().await;
    let after = clinic.watches(MARIA, |it| it.coverage.scored == 2).await;
    assert!(after.days[6].value > before.days[6].value);
}
