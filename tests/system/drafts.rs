//! A draft belongs to who wrote it, and nothing of it is lost.

use crate::clinic::{Clinic, desk::PHOTO, texts};
use recado_domain::{channel::Side, staff::Role};
use recado_inbox::error::InboxError;
use std::time::Duration;

const CLINICAL: Side = Side::Clinical;
const HOUR: Duration = Duration::from_secs(3600);

/// U6: a draft belongs to who wrote it, survives hand-over and crash, and can be taken over; the clinical ones lie in
/// `clinical.db` only.
#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_was_writing_here() {
    let (mut clinic, thread) = Clinic::with_a_message().await;
    let conversation = thread.conversation;
    let ana = clinic.me().await;
    let bea = clinic.hire("Bea Lima", Role::Clinician).await;
    let save = |text: &str| {
        let desk = clinic.desk.clone();
        let text = text.to_owned();
        async move { desk.save_draft(CLINICAL, conversation, text).await.unwrap() }
    };
    save("Cara Maria, a Ana escreve").await;
    let left_at = clinic.clock.now().0;
    clinic.later(HOUR).await;

    clinic.hands_over_to(bea).await;
    let row = clinic.rows(1).await.remove(0);
    assert!(!row.has_draft);
    let draft = row.work.draft.unwrap();
    assert_eq!(
        (draft.name.as_deref(), draft.at),
        (Some("Ana Reis"), left_at)
    );
    let thread = clinic.thread(conversation, |_| true).await;
    assert_eq!(thread.draft, "");
    assert_eq!(thread.work.drafts[0].text, "Cara Maria, a Ana escreve");
    assert_eq!(thread.work.drafts[0].author, ana);

    // Bea's own reply leaves Ana's words alone.
    clinic
        .desk
        .save_draft(CLINICAL, conversation, "Olá".into())
        .await
        .unwrap();
    clinic.replies(&thread, "Olá").await;
    let thread = clinic
        .thread(conversation, |thread| thread.messages.len() == 2)
        .await;
    assert_eq!(texts(&thread), ["Bom dia", "Olá"]);
    assert_eq!((thread.draft.as_str(), thread.work.drafts.len()), ("", 1));
    clinic
        .desk
        .take_draft(CLINICAL, conversation, ana)
        .await
        .unwrap();
    let gone = clinic.desk.take_draft(CLINICAL, conversation, ana).await;
    assert!(matches!(gone, Err(InboxError::NotFound)));

    clinic.restart_desk().await;
    let locked = clinic
        .desk
        .save_draft(CLINICAL, conversation, "zu spät".into())
        .await;
    assert!(matches!(locked, Err(InboxError::Locked)));
    clinic.unlock().await;
    let thread = clinic.thread(conversation, |_| true).await;
    let drafts: Vec<_> = thread
        .work
        .drafts
        .iter()
        .map(|draft| (draft.author, draft.text.as_str()))
        .collect();
    assert_eq!(drafts, [(bea, "Cara Maria, a Ana escreve")]);
    let elsewhere = clinic.desk.open_thread(Side::Leads, conversation).await;
    assert!(matches!(elsewhere, Err(InboxError::NotFound)));
    let misplaced = clinic
        .desk
        .save_draft(Side::Leads, conversation, "x".into())
        .await;
    assert!(matches!(misplaced, Err(InboxError::NotFound)));
}

/// CASES 20: what goes out beside the words leaves them where they are; the words themselves take them along.
#[tokio::test(flavor = "multi_thread")]
async fn a_draft_goes_with_its_words_and_with_nothing_else() {
    let (clinic, thread) = Clinic::with_a_message().await;
    let conversation = thread.conversation;
    clinic
        .desk
        .save_draft(CLINICAL, conversation, "Até quinta".into())
        .await
        .unwrap();
    let photo = clinic.stages(&thread, "a.jpg", PHOTO).await;
    clinic.sends_files(&thread, vec![photo.media.id], "").await;
    let thread = clinic
        .thread(conversation, |thread| thread.messages.len() == 2)
        .await;
    assert_eq!(thread.draft, "Até quinta");
    clinic.replies(&thread, "Até quinta").await;
    let thread = clinic
        .thread(conversation, |thread| thread.messages.len() == 3)
        .await;
    assert_eq!(thread.draft, "");
}
