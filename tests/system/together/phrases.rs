//! The clinic's own phrases are every computer's: what one flags, the other flags; and whom the program answered on one
//! computer is not answered again by another.

use super::{never_locks, row, signs_in, two};
use crate::{
    clinic::{Clinic, MARIA, last, texts},
    devices::{Second, until},
    hours::{always_closed, states_in},
};
use recado_domain::{
    alert::{AlertCategory, AlertLevel},
    phrase::{PhraseFit, PhraseTongue},
};
use recado_inbox::{
    desk::Desk,
    view::{
        audit::AuditQuery,
        flags::{PhraseForm, PhraseView},
    },
};
use recado_store::clinic::acknowledgements::AcknowledgementState;
use std::time::Duration;

const SAID: &str = "Tenho a caixa azul";

pub(super) fn blue_box() -> PhraseForm {
    PhraseForm {
        id: None,
        words: "a caixa azul".into(),
        language: PhraseTongue::Portuguese,
        fit: PhraseFit::Exact,
        category: AlertCategory::Suicide,
        level: AlertLevel::Urgent,
    }
}

impl Clinic {
    /// Where the newest note stands at the relay that has not gone to everybody; 0 without one.
    pub fn newest_note(&self) -> i64 {
        let newest = "select coalesce(max(cursor), 0) from envelopes where hash is null";
        let store = self.store();
        store.query_row(newest, [], |row| row.get(0)).unwrap()
    }

    /// The relay loses the notes that wait there, once it has one that is newer.
    pub async fn loses_notes(&self, before: i64) {
        until(|| async { (self.newest_note() > before).then_some(()) }).await;
        let lost = "delete from envelopes where hash is null";
        self.store().execute(lost, []).unwrap();
    }
}

async fn phrases(desk: &Desk) -> Vec<PhraseView> {
    desk.flag_rules().await.unwrap().phrases
}

async fn has(desk: &Desk, count: usize) -> Vec<PhraseView> {
    until(|| async {
        let all = phrases(desk).await;
        (all.len() == count).then_some(all)
    })
    .await
}

/// Written on one, changed on the other, taken away on the first; each reads with it from the moment it hears of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_phrase_of_one_computer_raises_flags_on_the_other() {
    let (clinic, second, _) = two().await;
    assert_eq!(clinic.desk.save_phrase(blue_box()).await.unwrap(), None);
    let theirs = has(&second.desk, 1).await.remove(0);
    assert_eq!(theirs.words, "a caixa azul");
    assert_eq!(theirs.changed_by, "Ana Reis");
    clinic.writes(MARIA, SAID).await;
    let flagged = second.only_thread(|it| !it.alerts.is_empty()).await;
    assert_eq!(flagged.alerts[0].level, AlertLevel::Urgent);
    until(|| async { row(&second).await.alert }).await;

    let changed = PhraseForm {
        id: Some(theirs.id),
        words: "a caixa verde".into(),
        ..blue_box()
    };
    assert_eq!(second.desk.save_phrase(changed).await.unwrap(), None);
    until(|| async {
        let words = phrases(&clinic.desk).await.remove(0).words;
        (words == "a caixa verde").then_some(())
    })
    .await;
    clinic.desk.remove_phrase(theirs.id).await.unwrap();
    has(&second.desk, 0).await;
    let audit = second.desk.audit_view(AuditQuery::default()).await.unwrap();
    let written = serde_json::to_string(&audit.entries).unwrap();
    assert!(written.contains("on_another_computer"), "{written}");
}

/// A computer that is let in later knows the phrases that were there, and tells its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_computer_that_is_let_in_later_is_told_every_phrase() {
    let clinic = Clinic::open().await;
    assert_eq!(clinic.desk.save_phrase(blue_box()).await.unwrap(), None);
    let (second, _) = clinic.with_second().await;
    second.owns().await;
    never_locks(&second).await;
    has(&second.desk, 1).await;
    clinic.writes(MARIA, SAID).await;
    second.only_thread(|it| !it.alerts.is_empty()).await;
}

/// A computer that was off hears of the phrase before the message that holds it, on one page of the relay: flagged with a
/// locked door, too.
#[tokio::test(flavor = "multi_thread")]
async fn what_comes_behind_a_phrase_is_read_with_it() {
    let (clinic, mut second, _) = two().await;
    second.desk.close();
    let before = clinic.newest_note();
    assert_eq!(clinic.desk.save_phrase(blue_box()).await.unwrap(), None);
    until(|| async { (clinic.newest_note() > before).then_some(()) }).await;
    clinic.writes(MARIA, SAID).await;
    clinic.only_thread(|it| !it.alerts.is_empty()).await;
    second.restart().await;
    signs_in(&second).await;
    let thread = second.only_thread(|it| texts(it).contains(&SAID)).await;
    assert_eq!(thread.alerts.len(), 1);
}

/// R12: the conversation rests on every computer, also on one that was off while another answered at a locked door.
#[tokio::test(flavor = "multi_thread")]
async fn whom_another_computer_answered_is_not_answered_again_while_the_conversation_rests() {
    let clinic = Clinic::open().await;
    let (mut second, _): (Second, _) = clinic.with_second().await;
    second.owns().await;
    for desk in [&clinic.desk, &second.desk] {
        desk.save_hours(always_closed()).await.unwrap();
    }
    second.desk.close();
    let before = clinic.newest_note();
    clinic.desk.lock().await.unwrap();
    clinic.writes(MARIA, "Boa noite").await;
    let ours = clinic.database();
    until(|| async { (states_in(&ours) == [AcknowledgementState::Sent]).then_some(()) }).await;
    until(|| async { (clinic.newest_note() > before).then_some(()) }).await;
    // The turn of answering that was agreed upon with the others is over long before the quiet period is.
    clinic.later(Duration::from_secs(3 * 60 * 60)).await;
    second.restart().await;
    signs_in(&second).await;
    second.only_thread(|it| !it.messages.is_empty()).await;
    clinic.desk.close();
    clinic.writes(MARIA, "Estão aí?").await;
    let thread = second.only_thread(|it| last(it).text == "Estão aí?").await;
    assert!(!thread.messages.is_empty());
    assert_eq!(states_in(&second.database()), []);
    assert_eq!(clinic.sent().await.len(), 1);
}
