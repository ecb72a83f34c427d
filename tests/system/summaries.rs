//! N4: a patient's day in short, made by itself of the patient's own words, and again when the day changes.

mod drafts;
mod hostile;

use crate::clinic::{Clinic, MARIA, MORNING, NIKOS, Person};
use crate::{
    erasing::handing_over,
    staff::{BIA, RUI},
};
use recado_domain::{channel::Side, id::ConversationId, retention::ErasureReason, time::UnixMs};
use recado_inbox::{
    error::InboxError,
    view::{
        change::Change,
        summary::{DaySummaryView, ExtractView, SummaryLineView, SummaryTheme},
        thread::ThreadView,
    },
};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::sync::broadcast::{Receiver, error::RecvError};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const TODAY: &str = "2026-11-20";
const BAD_NIGHT: &str = "Dormi pouco esta noite. Tomei 50 mg de sertralina às oito.";
const MOVE: &str = "Posso mudar a consulta de quinta?";

impl Clinic {
    /// Returns a day of a conversation's person; today when none is named.
    async fn day(&self, conversation: ConversationId, day: Option<&str>) -> DaySummaryView {
        let day = day.map(str::to_owned);
        let asked = self.desk.day_summary(Side::Clinical, conversation, day);
        asked.await.unwrap()
    }

    /// Maria has a bad night and asks something; returns her thread.
    async fn with_a_bad_night(&self) -> ThreadView {
        self.writes(MARIA, BAD_NIGHT).await;
        self.later(MINUTE).await;
        self.writes(MARIA, MOVE).await;
        self.only_thread(|thread| thread.messages.len() == 2).await
    }

    /// Waits until the day is as wanted.
    async fn day_that(
        &self,
        conversation: ConversationId,
        is_so: impl Fn(&DaySummaryView) -> bool,
    ) -> DaySummaryView {
        self.until(|| async {
            let day = self.day(conversation, Some(TODAY)).await;
            is_so(&day).then_some(day)
        })
        .await
    }
}

/// Waits until a summary of this conversation's person was made by itself.
async fn made(changes: &mut Receiver<Change>, about: ConversationId) {
    let waited = tokio::time::timeout(MINUTE, async {
        loop {
            match changes.recv().await {
                Ok(Change::Summary { conversation }) if conversation == about => return,
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => panic!("the desk is closed"),
            }
        }
    });
    waited.await.expect("no summary was made");
}

fn extract(view: &DaySummaryView) -> &ExtractView {
    view.extract.as_ref().expect("a summary")
}

fn texts(lines: &[SummaryLineView]) -> Vec<&str> {
    lines.iter().map(|line| line.text.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_becomes_a_summary_at_its_hour_and_every_sentence_names_its_message() {
    let clinic = Clinic::open().await;
    let thread = clinic.with_a_bad_night().await;
    let conversation = thread.conversation;
    let early = clinic.day(conversation, None).await;
    assert_eq!(
        (early.day.as_str(), early.messages, early.hour),
        (TODAY, 2, 19)
    );
    assert!(early.extract.is_none(), "its hour has not come");
    let mut changes = clinic.desk.changes();
    clinic.later(10 * HOUR).await;
    made(&mut changes, conversation).await;
    let view = clinic.day(conversation, None).await;
    let day = extract(&view);
    assert_eq!(day.made_at, clinic.clock.now().0);
    assert_eq!(
        (day.messages, day.counts.inbound, day.counts.outbound),
        (2, 2, 0)
    );
    assert_eq!(texts(&day.unanswered), [MOVE]);
    assert!(texts(&day.appointments).contains(&MOVE));
    assert_eq!(
        texts(&day.medications),
        ["Tomei 50 mg de sertralina às oito."]
    );
    assert!(day.themes.iter().any(|it| it.theme == SummaryTheme::Sleep));
    for line in day.key_sentences.iter().chain(&day.medications) {
        let message = thread.messages.iter().find(|it| it.id == line.message);
        let message = message.expect("the message that it names");
        assert!(message.text.contains(&line.text));
        assert_eq!((message.at, line.conversation), (line.at, conversation));
    }
    let medication = &day.medications[0];
    let (from, until) = medication.words.expect("words that name it");
    let units: Vec<u16> = medication.text.encode_utf16().collect();
    let words = String::from_utf16(&units[from as usize..until as usize]).unwrap();
    assert!(
        ["mg", "50 mg", "sertralina"].contains(&words.as_str()),
        "{words}"
    );
    // An answer on the next day leaves no question open.
    clinic.later(8 * HOUR).await;
    clinic.replies(&thread, "Claro que sim.").await;
    let view = clinic.day(conversation, Some(TODAY)).await;
    assert!(extract(&view).unanswered.is_empty());
    assert_eq!(extract(&view).messages, 2, "the answer is another day's");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_cannot_wait_makes_it_now_and_it_goes_on_with_the_day() {
    let clinic = Clinic::open().await;
    let conversation = clinic.with_a_bad_night().await.conversation;
    let side = Side::Clinical;
    let now = clinic.desk.make_day_summary(side, conversation, None).await;
    assert_eq!(extract(&now.unwrap()).messages, 2);
    let mut changes = clinic.desk.changes();
    clinic.writes(MARIA, "Já estou melhor.").await;
    made(&mut changes, conversation).await;
    let view = clinic.day(conversation, None).await;
    assert_eq!(extract(&view).messages, 3);
    // Nobody wanted one of Nikos's day, and its hour has not come.
    clinic.writes(NIKOS, "Γεια σας").await;
    let rows = clinic.rows(2).await;
    let nikos = rows.iter().find(|row| row.conversation != conversation);
    let view = clinic.day(nikos.unwrap().conversation, None).await;
    assert!(view.extract.is_none());
    let ahead = clinic
        .desk
        .day_summary(side, conversation, Some("2026-11-21".into()));
    assert!(matches!(ahead.await, Err(InboxError::InvalidInput)));
    let odd = clinic
        .desk
        .day_summary(side, conversation, Some("x".into()));
    assert!(matches!(odd.await, Err(InboxError::InvalidInput)));
}

#[tokio::test(flavor = "multi_thread")]
async fn nights_off_are_made_up_for_once_somebody_who_reads_patients_is_back() {
    let mut clinic = Clinic::open().await;
    let conversation = clinic.with_a_bad_night().await.conversation;
    clinic.desk.close();
    clinic.later(50 * HOUR).await;
    clinic.restart_desk().await;
    let mut changes = clinic.desk.changes();
    clinic.unlock().await;
    made(&mut changes, conversation).await;
    let view = clinic.day(conversation, Some(TODAY)).await;
    assert_eq!(extract(&view).made_at, clinic.clock.now().0);
    // A kill at any time leaves it as it is: there is one, and it is not made twice.
    clinic.restart_desk().await;
    clinic.unlock().await;
    clinic.later(HOUR).await;
    let again = clinic.day(conversation, Some(TODAY)).await;
    assert_eq!(extract(&again), extract(&view));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_message_and_one_that_is_taken_back_make_another_summary() {
    let clinic = Clinic::open().await;
    let conversation = clinic.with_a_bad_night().await.conversation;
    clinic.later(30 * HOUR).await;
    let day = clinic.day(conversation, Some(TODAY)).await;
    assert_eq!(extract(&day).messages, 2);
    // Written in the morning of that day; the telephone had no network.
    let mut changes = clinic.desk.changes();
    let late = "O meu pai morreu há dois anos e ainda choro.";
    let at = UnixMs(MORNING.0).plus(2 * MINUTE).0;
    let id = clinic
        .control()
        .patient_writes(MARIA.wa_id, MARIA.name, late, Some(at))
        .await
        .unwrap();
    made(&mut changes, conversation).await;
    let day = clinic.day(conversation, Some(TODAY)).await;
    assert_eq!(extract(&day).messages, 3);
    let all = texts(&extract(&day).key_sentences).join(" ");
    assert!(all.contains("pai morreu"), "{all}");
    let mut changes = clinic.desk.changes();
    let revoke = json!({"type": "revoke", "revoke": {"original_message_id": id}});
    clinic.sends(MARIA, revoke).await;
    made(&mut changes, conversation).await;
    let day = clinic.day(conversation, Some(TODAY)).await;
    assert!(!serde_json::to_string(&day).unwrap().contains("pai morreu"));
    assert_eq!(extract(&day).messages, 2);
}

/// A summary says nothing of what needs a person: the flags stand beside it as they are.
#[tokio::test(flavor = "multi_thread")]
async fn flags_stand_beside_the_summary_as_they_stand_now() {
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, "Não quero continuar a viver").await;
    let thread = clinic.only_thread(|thread| !thread.alerts.is_empty()).await;
    let conversation = thread.conversation;
    let view = clinic.day(conversation, None).await;
    assert_eq!(view.flags.len(), thread.alerts.len());
    assert!(view.extract.is_none());
    let made = clinic
        .desk
        .make_day_summary(Side::Clinical, conversation, None);
    let view = made.await.unwrap();
    assert!(texts(&extract(&view).key_sentences).contains(&"Não quero continuar a viver"));
    clinic
        .desk
        .acknowledge_alert(thread.alerts[0].id)
        .await
        .unwrap();
    let view = clinic.day(conversation, None).await;
    assert_eq!(view.flags[0].acknowledged_by.as_deref(), Some("Ana Reis"));
}

/// P5: whoever reads no patients reads none of their days.
#[tokio::test(flavor = "multi_thread")]
async fn an_assistant_sees_no_summary_and_a_clinician_does() {
    let clinic = Clinic::open().await;
    let conversation = clinic.with_a_bad_night().await.conversation;
    let (rui, bia) = clinic.with_staff().await;
    let (desk, side) = (&clinic.desk, Side::Clinical);
    clinic.signs_in(bia, BIA).await;
    for refused in [
        desk.day_summary(side, conversation, None).await.err(),
        desk.make_day_summary(side, conversation, None).await.err(),
        desk.draft_day_summary(side, conversation, None).await.err(),
        desk.preview_day_draft(side, conversation, None).await.err(),
    ] {
        assert!(matches!(refused, Some(InboxError::NotAllowed)));
    }
    clinic.signs_in(rui, RUI).await;
    let made = desk.make_day_summary(side, conversation, None).await;
    assert!(made.unwrap().extract.is_some());
    clinic.desk.lock().await.unwrap();
    let locked = desk.day_summary(side, conversation, None).await;
    assert!(matches!(locked, Err(InboxError::Locked)));
}

/// P9: who is erased leaves no summary, and who is exported takes theirs along.
#[tokio::test(flavor = "multi_thread")]
async fn an_export_has_the_summaries_and_an_erasure_takes_them() {
    let clinic = Clinic::open().await;
    let conversation = clinic.with_a_bad_night().await.conversation;
    let side = Side::Clinical;
    clinic
        .desk
        .make_day_summary(side, conversation, None)
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (to, words) = (folder.path().to_owned(), handing_over::words());
    let exported = clinic.desk.export_person(side, conversation, to, words);
    let written = folder.path().join(exported.await.unwrap().folder);
    let json = std::fs::read(written.join("person.json")).unwrap();
    let exported: Value = serde_json::from_slice(&json).unwrap();
    let page = std::fs::read_to_string(written.join("index.html")).unwrap();
    assert!(page.contains("[summaries]"));
    let days = exported["person"]["summaries"].as_array().unwrap();
    assert_eq!(days.len(), 1);
    assert_eq!(
        (&days[0]["day"], &days[0]["maker"]),
        (&json!(TODAY), &json!("extract"))
    );
    let lines = days[0]["lines"].to_string();
    assert!(lines.contains(MOVE), "{lines}");
    clinic
        .desk
        .erase_person(side, conversation, ErasureReason::Asked)
        .await
        .unwrap();
    let gone = clinic
        .desk
        .day_summary(side, conversation, Some(TODAY.into()));
    assert!(matches!(gone.await, Err(InboxError::NotFound)));
}

/// Somebody with the same words on another day: nobody's day is another's.
#[tokio::test(flavor = "multi_thread")]
async fn each_day_and_each_person_has_their_own() {
    let clinic = Clinic::open().await;
    let conversation = clinic.with_a_bad_night().await.conversation;
    let other: Person = NIKOS;
    clinic.writes(other, "Δεν κοιμήθηκα καθόλου απόψε.").await;
    let rows = clinic.rows(2).await;
    let nikos = rows.iter().find(|row| row.conversation != conversation);
    let nikos = nikos.unwrap().conversation;
    clinic.later(24 * HOUR).await;
    clinic
        .writes(MARIA, "Hoje dormi muito melhor, obrigada.")
        .await;
    clinic
        .thread(conversation, |thread| thread.messages.len() == 3)
        .await;
    clinic.later(12 * HOUR).await;
    let first = clinic.day(conversation, Some(TODAY)).await;
    let second = clinic.day(conversation, Some("2026-11-21")).await;
    let theirs = clinic.day(nikos, Some(TODAY)).await;
    let none = clinic.day(nikos, Some("2026-11-21")).await;
    assert_eq!(extract(&first).messages, 2);
    assert_eq!(
        texts(&extract(&second).key_sentences),
        ["Hoje dormi muito melhor, obrigada."]
    );
    assert_eq!(extract(&theirs).messages, 1);
    assert_eq!((none.messages, none.extract.is_none()), (0, true));
}
