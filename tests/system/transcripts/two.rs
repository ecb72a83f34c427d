//! Two computers and one service: each note is paid for once, and both read and flag it.

use super::{
    CRISIS, from,
    service::{Answer, Service},
};
use crate::{
    clinic::{Clinic, MARIA, texts},
    devices::{Second, until},
    together::{never_locks, signs_in},
};
use recado_domain::{alert::AlertCategory, channel::Side, transcript::TranscriptState};
use recado_inbox::{
    desk::Desk,
    view::{
        list::{ListFilter, ListQuery},
        transcribe::{TranscriptView, VoiceMode, VoiceSettingsForm},
    },
};
use serde_json::json;
use std::time::Duration;

async fn hears(desk: &Desk, mode: VoiceMode) {
    let form = VoiceSettingsForm {
        mode,
        language: None,
    };
    desk.save_voice_settings(form).await.unwrap();
}

/// A clinic of two computers whose notes a service hears, and Maria, who agreed to it on both.
async fn two() -> (Clinic, Second, Service) {
    let (clinic, service) = Clinic::that_listens().await;
    hears(&clinic.desk, VoiceMode::Off).await;
    let (second, _) = clinic.with_second().await;
    second.owns().await;
    never_locks(&second).await;
    second
        .desk
        .save_assist(from(super::form(&service)))
        .await
        .unwrap();
    let tried = second.desk.try_assist(from(json!("transcription")));
    tried.await.unwrap();
    clinic.writes(MARIA, "Outra vez").await;
    let thread = second
        .only_thread(|it| texts(it).contains(&"Outra vez"))
        .await;
    let at = clinic.clock.now().0;
    let consent = json!({"purpose": "ai_summary", "act": "given", "how": "signed", "at": at});
    second
        .desk
        .record_consent(Side::Clinical, thread.conversation, from(consent))
        .await
        .unwrap();
    service.asked();
    (clinic, second, service)
}

/// Waits until the only note on a computer stands as wanted. The clock stands: what waits for a quarter of an hour would be
/// shown to a person.
async fn stands(desk: &Desk, state: TranscriptState) -> TranscriptView {
    until(|| async {
        let query = ListQuery {
            side: Side::Clinical,
            filter: ListFilter::All,
            channel: None,
        };
        let rows = desk.list_conversations(query, 10).await.ok()?.rows;
        let notes = desk.transcripts(Side::Clinical, rows.first()?.conversation);
        let note = notes.await.ok()?.notes.pop()?;
        (note.state == state).then_some(note)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_computer_pays_and_both_read_and_flag_it() {
    let (clinic, second, service) = two().await;
    hears(&clinic.desk, VoiceMode::Service).await;
    hears(&second.desk, VoiceMode::Service).await;
    service.will(&[Answer::Hears(CRISIS), Answer::Hears("paid for twice")]);
    clinic.speaks().await;
    let ours = stands(&clinic.desk, TranscriptState::Done).await;
    let theirs = stands(&second.desk, TranscriptState::Done).await;
    assert_eq!((ours.text.as_str(), theirs.text.as_str()), (CRISIS, CRISIS));
    assert_eq!(ours.made_by, theirs.made_by);
    assert_eq!(service.times(), 1);
    // Read for flags there as if it had been heard there, by its own rules; what is taken on one is taken on both.
    let flags = second.desk.open_alerts().await.unwrap();
    assert_eq!(flags[0].category, AlertCategory::Suicide);
    let found = second.desk.search("continuar".into()).await.unwrap();
    assert_eq!(found.messages.len(), 1);
    let ours = clinic.desk.open_alerts().await.unwrap();
    assert_eq!(ours[0].category, AlertCategory::Suicide);
    clinic.desk.acknowledge_alert(ours[0].id).await.unwrap();
    until(|| async {
        let open = second.desk.open_alerts().await.unwrap();
        let is_taken = open.iter().all(|it| it.category != AlertCategory::Suicide);
        is_taken.then_some(())
    })
    .await;
}

/// The computer whose turn it is goes away in the middle: the other one hears the note.
#[tokio::test(flavor = "multi_thread")]
async fn another_computer_takes_over() {
    let (clinic, second, service) = two().await;
    service.will(&[Answer::Waits, Answer::Hears(CRISIS)]);
    hears(&clinic.desk, VoiceMode::Service).await;
    clinic.speaks().await;
    until(|| async { (service.times() == 1).then_some(()) }).await;
    hears(&second.desk, VoiceMode::Service).await;
    stands(&second.desk, TranscriptState::Queued).await;
    assert_eq!(service.times(), 1, "it is not the second one's turn");
    clinic.desk.close();
    let theirs = stands(&second.desk, TranscriptState::Done).await;
    assert_eq!(theirs.text, CRISIS);
    assert_eq!(service.times(), 2);
}

/// A computer that is locked flags what another one heard at once, keeps it sealed, and shows it at the next sign-in.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_computer_flags_what_another_one_heard() {
    let (clinic, second, service) = two().await;
    second.desk.lock().await.unwrap();
    service.will(&[Answer::Hears(CRISIS)]);
    hears(&clinic.desk, VoiceMode::Service).await;
    let mut notices = second.desk.notices();
    clinic.speaks().await;
    stands(&clinic.desk, TranscriptState::Done).await;
    let called = async {
        loop {
            if let recado_inbox::desk::Notice::Alert { .. } = notices.recv().await.unwrap() {
                return;
            }
        }
    };
    let patience = Duration::from_secs(60);
    tokio::time::timeout(patience, called)
        .await
        .expect("somebody is called");
    signs_in(&second).await;
    let theirs = stands(&second.desk, TranscriptState::Done).await;
    assert_eq!(theirs.text, CRISIS);
    assert_eq!(service.times(), 1);
}
