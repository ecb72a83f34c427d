//! Files that leave for WhatsApp: uploaded once, refused before they leave, repeated after a kill, never sent twice.

use crate::clinic::{
    Clinic, NIKOS,
    desk::{DOCUMENT, PHOTO},
    last,
    reach::SOFIA,
};
use recado_domain::{
    channel::{ChannelKind, Side},
    delivery::DeliveryStatus,
    message::MessageKind,
};
use recado_graph::error::advice::{Action, Advice};
use recado_inbox::{
    error::InboxError,
    view::{compose::ContentToSend, media::StagedProblem},
};
use recado_meta_sim::{
    fault::Fault,
    simulator::Delivery,
    world::{person::Status, product::Product},
};
use serde_json::json;
use std::time::Duration;

/// T3, U2: pictures and documents are uploaded once, keep their names, and the caption goes with the first.
#[tokio::test(flavor = "multi_thread")]
async fn files_are_uploaded_and_sent_one_message_each() {
    let (clinic, thread) = Clinic::with_a_message().await;
    let photo = clinic.stages(&thread, "sala.jpg", PHOTO).await;
    let document = clinic.stages(&thread, "../informe.pdf", DOCUMENT).await;
    assert_eq!((photo.problem, document.problem), (None, None));
    assert!(photo.media.has_thumbnail && photo.media.width.is_some());
    let files = vec![photo.media.id, document.media.id];
    clinic.sends_files(&thread, files, "A sala nova").await;
    let thread = clinic.reached(&thread, 2, DeliveryStatus::Read).await;
    let sent = clinic.bodies(2).await;
    assert_eq!(sent[0]["type"], "image");
    assert_eq!(sent[0]["image"]["caption"], "A sala nova");
    assert_eq!(sent[1]["document"]["filename"], "informe.pdf");
    assert!(sent[1]["document"].get("caption").is_none());
    let uploads = clinic.control().uploads().await;
    let of = |mime: &str| uploads.iter().filter(|it| it.mime_type == mime).count();
    assert_eq!(
        (of("image/jpeg"), of("application/pdf"), uploads.len()),
        (1, 1, 2)
    );
    assert!(uploads.iter().any(|upload| upload.bytes == PHOTO));
    let bubble = &thread.messages[1];
    assert_eq!(
        (bubble.kind, bubble.text.as_str()),
        (MessageKind::Image, "A sala nova")
    );
    assert_eq!(bubble.media[0].id, photo.media.id);
}

/// T4: what the channel does not take says so beside the composer, and does not leave.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_the_channel_refuses_does_not_leave() {
    let (clinic, thread) = Clinic::with_a_message().await;
    let mut big = PHOTO.to_vec();
    big.resize(5 * 1024 * 1024 + 1, 0);
    for (name, bytes, problem) in [
        ("foto.jpg", big.as_slice(), StagedProblem::Size),
        (
            "programa.pdf",
            b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0",
            StagedProblem::Type,
        ),
        (
            "pagina.html",
            b"<!DOCTYPE html><p>x</p>",
            StagedProblem::Type,
        ),
        ("nada.txt", b"", StagedProblem::Type),
        (
            "rota.png",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            StagedProblem::Unreadable,
        ),
    ] {
        let staged = clinic.stages(&thread, name, bytes).await;
        assert_eq!(staged.problem, Some(problem), "{name}");
        let media = vec![staged.media.id];
        let caption = String::new();
        let refused = clinic
            .sends_content(&thread, ContentToSend::Media { media, caption })
            .await;
        let is_refused = matches!(refused, Err(InboxError::NotTaken | InboxError::TooBig));
        assert!(is_refused, "{name}: {refused:?}");
        clinic.desk.unstage_file(staged.media.id).await.unwrap();
    }
    assert!(clinic.sent().await.is_empty());
    assert!(clinic.control().uploads().await.is_empty());
}

/// T1: an upload that fails is repeated; a send that has to wait does not upload again; the message leaves once.
#[tokio::test(flavor = "multi_thread")]
async fn a_broken_upload_is_repeated_and_the_message_leaves_once() {
    let (clinic, thread) = Clinic::with_a_message().await;
    let photo = clinic.stages(&thread, "sala.jpg", PHOTO).await;
    // Too many calls: the upload waits a little and is made again.
    clinic.fault(Fault::UploadError { code: 4, times: 1 }).await;
    // Then the file is there, and the send itself has to wait.
    clinic.fault(Fault::TooManyRequests { times: 1 }).await;
    clinic.sends_files(&thread, vec![photo.media.id], "").await;
    clinic
        .until(|| async {
            // The pauses count by the turned clock, and the sender sleeps by the real one: what comes in wakes it.
            clinic.later(Duration::from_secs(60)).await;
            clinic.writes(NIKOS, "Olá").await;
            (!clinic.sent().await.is_empty()).then_some(())
        })
        .await;
    clinic.reached(&thread, 1, DeliveryStatus::Read).await;
    assert_eq!(clinic.sent().await.len(), 1);
    assert_eq!(clinic.control().uploads().await.len(), 1);
}

/// T1: a kill while a file leaves, at whatever moment: it is sent once, or a person is asked; never twice, never lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_while_a_file_leaves_sends_it_at_most_once() {
    for _ in 0..3 {
        let (mut clinic, thread) = Clinic::with_a_message().await;
        clinic.control().set_delivery(Delivery::Off).await;
        let photo = clinic.stages(&thread, "sala.jpg", PHOTO).await;
        clinic.sends_files(&thread, vec![photo.media.id], "").await;
        clinic.restart_desk().await;
        clinic.unlock().await;
        clinic.later(Duration::from_secs(61)).await;
        let thread = clinic
            .thread(thread.conversation, |thread| {
                matches!(
                    last(thread).status,
                    Some(DeliveryStatus::Sent | DeliveryStatus::Unknown)
                )
            })
            .await;
        assert_eq!(last(&thread).media[0].id, photo.media.id);
        let sent = clinic.sent().await.len();
        let is_sent = last(&thread).status == Some(DeliveryStatus::Sent);
        assert!(if is_sent { sent == 1 } else { sent <= 1 });
    }
}

/// T1, CASES 19: a file whose answer was lost is uncertain, never sent twice, and resolved by its status.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_whose_answer_was_lost_is_not_sent_twice() {
    let (clinic, thread) = Clinic::with_a_message().await;
    clinic.control().set_delivery(Delivery::Off).await;
    clinic.fault(Fault::LostAnswer { times: 1 }).await;
    let photo = clinic.stages(&thread, "sala.jpg", PHOTO).await;
    clinic.sends_files(&thread, vec![photo.media.id], "").await;
    let sent = clinic.bodies(1).await;
    assert_eq!(sent[0]["type"], "image");
    clinic.later(Duration::from_secs(61)).await;
    clinic.reached(&thread, 1, DeliveryStatus::Unknown).await;
    let wamid = clinic.sent().await[0].wamid.clone();
    let control = clinic.control();
    control
        .tell_status(&wamid, Status::Delivered, None)
        .await
        .unwrap();
    clinic.reached(&thread, 1, DeliveryStatus::Delivered).await;
    assert_eq!(clinic.sent().await.len(), 1);
}

/// CASES 16, R8: a file that Meta refuses names its reason and one action; nothing was sent.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_meta_refuses_says_what_to_do() {
    let (clinic, thread) = Clinic::with_a_message().await;
    let refusal = Fault::UploadError {
        code: 131_053,
        times: 1,
    };
    clinic.fault(refusal).await;
    let photo = clinic.stages(&thread, "sala.jpg", PHOTO).await;
    clinic.sends_files(&thread, vec![photo.media.id], "").await;
    let thread = clinic.reached(&thread, 1, DeliveryStatus::Failed).await;
    let failure = last(&thread).failure.clone().unwrap();
    assert_eq!(
        (failure.code, failure.advice, failure.action),
        (131_053, Advice::MediaRefused, Action::SendSmaller)
    );
    assert!(clinic.sent().await.is_empty());
}

/// A file whose id Meta does not know any more is uploaded again by itself, and the message leaves once.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_meta_has_forgotten_is_uploaded_again() {
    let clinic = Clinic::open_with_page(ChannelKind::Messenger).await;
    clinic.writes(NIKOS, "Γεια").await;
    let written = json!({"message": {"text": "Olá"}});
    clinic.visits(Product::Messenger, SOFIA, written).await;
    for side in [Side::Clinical, Side::Leads] {
        let thread = clinic.only(side, |it| it.messages.len() == 1).await;
        let before = clinic.sent().await.len();
        // It is at Meta, and the send itself has to wait.
        clinic.fault(Fault::TooManyRequests { times: 1 }).await;
        let photo = clinic.stages(&thread, "sala.jpg", PHOTO).await;
        clinic.sends_files(&thread, vec![photo.media.id], "").await;
        clinic.faults_are_used().await;
        clinic.control().forget_uploads().await;
        clinic
            .until(|| async {
                clinic.later(Duration::from_secs(60)).await;
                clinic.writes(NIKOS, "?").await;
                (clinic.sent().await.len() == before + 1).then_some(())
            })
            .await;
        assert_eq!(clinic.control().uploads().await.len(), 1, "{side:?}");
        clinic.control().forget_uploads().await;
    }
}

/// What Meta does not take although it was uploaded just now is refused, and not uploaded for ever.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_uploaded_just_now_is_not_uploaded_again() {
    let (clinic, thread) = Clinic::with_a_message().await;
    let refusal = Fault::Error {
        code: 131_009,
        times: 1,
    };
    clinic.fault(refusal).await;
    let photo = clinic.stages(&thread, "sala.jpg", PHOTO).await;
    clinic.sends_files(&thread, vec![photo.media.id], "").await;
    let thread = clinic.reached(&thread, 1, DeliveryStatus::Failed).await;
    assert_eq!(last(&thread).failure.as_ref().unwrap().code, 131_009);
    assert_eq!(clinic.control().uploads().await.len(), 1);
    assert!(clinic.sent().await.is_empty());
}
