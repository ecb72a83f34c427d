//! What the clinic answers reaches the patient: never lost, never silently twice.

use crate::clinic::{Clinic, MARIA, NIKOS, last, texts};
use recado_domain::{channel::Side, delivery::DeliveryStatus, message::MessageKind};
use recado_graph::error::advice::Advice;
use recado_inbox::{
    error::InboxError,
    view::{app::ReadReceipts, list::WindowState, template::TemplateToSend, thread::ThreadView},
};
use recado_meta_sim::{fault::Fault, simulator::Delivery, world::person::Status};
use std::{collections::BTreeMap, time::Duration};

async fn with_a_message() -> (Clinic, ThreadView) {
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, "Bom dia").await;
    let thread = clinic
        .only_thread(|thread| !thread.messages.is_empty())
        .await;
    (clinic, thread)
}

fn ends_as(status: DeliveryStatus) -> impl Fn(&ThreadView) -> bool {
    move |thread| {
        thread
            .messages
            .last()
            .is_some_and(|message| message.status == Some(status))
    }
}

/// M4, R8, T1, T8: the ticks climb to read.
#[tokio::test(flavor = "multi_thread")]
async fn a_reply_climbs_to_read() {
    let (clinic, thread) = with_a_message().await;
    clinic
        .desk
        .send_reply(
            Side::Clinical,
            thread.conversation,
            "Claro, às 17:00?".into(),
            Some(thread.messages[0].id),
        )
        .await
        .unwrap();
    let thread = clinic
        .thread(thread.conversation, ends_as(DeliveryStatus::Read))
        .await;
    assert_eq!(texts(&thread), ["Bom dia", "Claro, às 17:00?"]);
    assert_eq!(last(&thread).sent_by.as_deref(), Some("Ana Reis"));
    assert_eq!(last(&thread).reply_to.as_ref().unwrap().text, "Bom dia");
    let sent = clinic.sent().await;
    assert_eq!(sent.len(), 1);
    assert!(
        sent[0].callback_data.is_some(),
        "Meta carries our outbox id back"
    );
    assert_eq!(
        sent[0].body["context"]["message_id"]
            .as_str()
            .map(|id| id.starts_with("wamid.")),
        Some(true)
    );
}

/// CASES 7 (wiring): statuses in an order nobody expects.
#[tokio::test(flavor = "multi_thread")]
async fn statuses_in_any_order_end_in_the_same_state() {
    let clinic = Clinic::open_with(|options| options.delivery = Delivery::Off).await;
    clinic.writes(MARIA, "Bom dia").await;
    let thread = clinic
        .only_thread(|thread| !thread.messages.is_empty())
        .await;
    clinic.replies(&thread, "Olá").await;
    clinic
        .thread(thread.conversation, ends_as(DeliveryStatus::Sent))
        .await;
    let wamid = clinic.sent().await[0].wamid.clone();
    for status in [
        Status::Read,
        Status::Delivered,
        Status::Sent,
        Status::Failed,
    ] {
        clinic
            .control()
            .tell_status(&wamid, status, Some(131_026))
            .await
            .unwrap();
    }
    clinic.control().flush().await;
    clinic
        .thread(thread.conversation, ends_as(DeliveryStatus::Read))
        .await;
}

/// CASES 19: Graph accepts and the socket dies: unknown, resolved by the status, nothing sent twice. T5.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_resolved_by_metas_status_and_not_repeated() {
    let (clinic, thread) = with_a_message().await;
    clinic.fault(Fault::LostAnswer { times: 1 }).await;
    clinic.replies(&thread, "Até logo").await;
    clinic
        .thread(thread.conversation, ends_as(DeliveryStatus::Read))
        .await;
    assert_eq!(clinic.sent().await.len(), 1);
}

/// T5: without evidence a person is asked, and decides.
#[tokio::test(flavor = "multi_thread")]
async fn without_evidence_a_person_decides() {
    let clinic = Clinic::open_with(|options| options.delivery = Delivery::Off).await;
    clinic.writes(MARIA, "Bom dia").await;
    let thread = clinic
        .only_thread(|thread| !thread.messages.is_empty())
        .await;
    clinic.fault(Fault::LostAnswer { times: 1 }).await;
    clinic.replies(&thread, "Até logo").await;
    clinic
        .until(|| async { (clinic.sent().await.len() == 1).then_some(()) })
        .await;
    clinic.later(Duration::from_secs(120)).await;
    let thread = clinic
        .thread(thread.conversation, ends_as(DeliveryStatus::Unknown))
        .await;
    assert_eq!(
        clinic.sent().await.len(),
        1,
        "nothing is repeated by itself"
    );
    clinic
        .desk
        .resend_message(Side::Clinical, thread.conversation, last(&thread).id)
        .await
        .unwrap();
    clinic
        .thread(thread.conversation, ends_as(DeliveryStatus::Sent))
        .await;
    assert_eq!(
        clinic.sent().await.len(),
        2,
        "the person chose to send again"
    );
}

/// CASES 20: the window closes while one types: the draft stays, templates are offered, nothing free-form leaves. T1, T2.
#[tokio::test(flavor = "multi_thread")]
async fn after_the_window_only_templates_leave() {
    let (clinic, thread) = with_a_message().await;
    clinic
        .desk
        .save_draft(
            Side::Clinical,
            thread.conversation,
            "Estava a escrever".into(),
        )
        .await
        .unwrap();
    clinic.later(Duration::from_secs(24 * 3600)).await;
    let refused = clinic
        .desk
        .send_reply(
            Side::Clinical,
            thread.conversation,
            "Estava a escrever".into(),
            None,
        )
        .await;
    assert!(matches!(refused, Err(InboxError::WindowClosed)));
    let thread = clinic
        .thread(thread.conversation, |thread| {
            thread.window.state == WindowState::Closed
        })
        .await;
    assert_eq!(thread.draft, "Estava a escrever");
    clinic.desk.sync_templates().await.unwrap();
    let templates = clinic
        .desk
        .list_templates(Side::Clinical, thread.conversation)
        .await
        .unwrap();
    let template = templates
        .iter()
        .find(|template| !template.variables.is_empty())
        .expect("a template with variables");
    let mut wanted = TemplateToSend {
        media: Vec::new(),
        place: None,
        side: Side::Clinical,
        conversation: thread.conversation,
        name: template.name.clone(),
        language: template.language.clone(),
        values: BTreeMap::new(),
    };
    let unfilled = clinic.desk.send_template(wanted.clone()).await;
    assert!(
        matches!(unfilled, Err(InboxError::Template(_))),
        "an unfilled variable cannot leave"
    );
    wanted.values = template
        .variables
        .iter()
        .map(|variable| (variable.key.clone(), "quinta-feira".into()))
        .collect();
    clinic.desk.send_template(wanted).await.unwrap();
    let thread = clinic
        .thread(thread.conversation, ends_as(DeliveryStatus::Read))
        .await;
    assert_eq!(last(&thread).kind, MessageKind::Template);
    assert!(!last(&thread).text.contains("{{"));
    let sent = clinic.sent().await;
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].body["type"], "template");
}

/// A row that waits while the window closes stops with the same choice.
#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_reply_stops_when_the_window_closes() {
    let (clinic, thread) = with_a_message().await;
    clinic.fault(Fault::TooManyRequests { times: 1 }).await;
    clinic.replies(&thread, "Olá").await;
    clinic
        .until(|| async {
            let view = clinic.desk.connection_view().await.unwrap();
            (view.outbox_waiting == 1).then_some(())
        })
        .await;
    clinic.later(Duration::from_secs(24 * 3600)).await;
    // The pause Meta asks for counts by the turned clock, and the sender sleeps by the real one: what comes in wakes it.
    let conversation = thread.conversation;
    let thread = clinic
        .until(|| async {
            clinic.later(Duration::from_secs(60)).await;
            clinic.writes(NIKOS, "Olá").await;
            let thread = clinic
                .desk
                .open_thread(Side::Clinical, conversation)
                .await
                .unwrap();
            ends_as(DeliveryStatus::Failed)(&thread).then_some(thread)
        })
        .await;
    assert_eq!(
        last(&thread).failure.as_ref().unwrap().advice,
        Advice::WindowClosed
    );
}

/// R8: Meta's refusal stands on the message with its code.
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_names_its_reason() {
    let (clinic, thread) = with_a_message().await;
    clinic
        .fault(Fault::Unreachable {
            wa_id: MARIA.wa_id.into(),
        })
        .await;
    clinic.replies(&thread, "Olá").await;
    let thread = clinic
        .thread(thread.conversation, ends_as(DeliveryStatus::Failed))
        .await;
    let failure = last(&thread).failure.clone().unwrap();
    assert_eq!(
        (failure.code, failure.advice),
        (131_026, Advice::NumberUnreachable)
    );
}

/// An expired token: nothing is lost, and reconnecting resumes the outbox.
#[tokio::test(flavor = "multi_thread")]
async fn reconnecting_resumes_the_outbox() {
    let (clinic, thread) = with_a_message().await;
    clinic.fault(Fault::ExpiredToken).await;
    clinic.replies(&thread, "Olá").await;
    clinic
        .until(|| async {
            let view = clinic.desk.connection_view().await.unwrap();
            (view.channels[0].state == recado_inbox::view::connection::ChannelState::SignInAgain)
                .then_some(())
        })
        .await;
    clinic.control().clear_faults().await;
    clinic.desk.connect_whatsapp(clinic.form()).await.unwrap();
    clinic
        .thread(thread.conversation, ends_as(DeliveryStatus::Read))
        .await;
    assert_eq!(clinic.sent().await.len(), 1);
}

/// CASES 26: opening, searching and typing tell Meta nothing unless the setting says so. R11.
#[tokio::test(flavor = "multi_thread")]
async fn read_receipts_follow_the_setting() {
    let (clinic, thread) = with_a_message().await;
    clinic.desk.search("bom".into()).await.unwrap();
    clinic
        .desk
        .save_draft(Side::Clinical, thread.conversation, "a".into())
        .await
        .unwrap();
    clinic
        .desk
        .mark_read(Side::Clinical, thread.conversation)
        .await
        .unwrap();
    clinic.replies(&thread, "Olá").await;
    clinic
        .thread(thread.conversation, ends_as(DeliveryStatus::Read))
        .await;
    assert!(
        clinic.control().read_by_the_clinic().await.is_empty(),
        "nothing was told"
    );
    let recado_inbox::view::app::AppView::Open { mut settings, .. } =
        clinic.desk.app_view().await.unwrap()
    else {
        panic!("the desk is open")
    };
    settings.read_receipts = ReadReceipts::OnOpen;
    clinic.desk.save_settings(settings).await.unwrap();
    clinic.later(Duration::from_secs(5)).await;
    clinic.writes(MARIA, "E agora?").await;
    clinic
        .thread(thread.conversation, |thread| thread.messages.len() == 3)
        .await;
    clinic
        .desk
        .mark_read(Side::Clinical, thread.conversation)
        .await
        .unwrap();
    clinic
        .until(|| async { (clinic.control().read_by_the_clinic().await.len() == 2).then_some(()) })
        .await;
}
