//! A message that needs a person finds one: at once, without its words leaving the desk, and until a name stands on it.

use crate::clinic::{Clinic, MARIA};
use recado_domain::{
    alert::{AlertLevel, AlertState},
    channel::Side,
};
use recado_inbox::{desk::Notice, error::InboxError, view::app::AppView};

const CRISIS: &str = "No quiero seguir viviendo así";

/// N1, N2, M5: notification, banner with the words, acknowledgement with name and time.
#[tokio::test(flavor = "multi_thread")]
async fn a_crisis_message_raises_a_flag_that_a_named_person_takes() {
    let clinic = Clinic::open().await;
    let mut notices = clinic.desk.notices();
    clinic.writes(MARIA, CRISIS).await;
    let thread = clinic.only_thread(|thread| !thread.alerts.is_empty()).await;
    let notice = notices.recv().await.unwrap();
    assert!(
        matches!(notice, Notice::Alert { conversation, side: Side::Clinical, .. } if conversation == thread.conversation)
    );
    let alert = &thread.alerts[0];
    assert!(alert.level >= AlertLevel::High);
    assert_eq!(alert.state, AlertState::Open);
    assert!(!alert.words.is_empty());
    assert!(
        !thread.messages[0].marks.is_empty(),
        "the words are marked in the bubble"
    );
    assert_eq!(clinic.rows(1).await[0].alert, Some(alert.level));
    clinic.desk.acknowledge_alert(alert.id).await.unwrap();
    let thread = clinic
        .only_thread(|thread| thread.alerts[0].state == AlertState::Acknowledged)
        .await;
    assert_eq!(
        thread.alerts[0].acknowledged_by.as_deref(),
        Some("Ana Reis")
    );
    assert_eq!(thread.alerts[0].acknowledged_at, Some(clinic.clock.now().0));
    assert!(clinic.desk.open_alerts().await.unwrap().is_empty());
    assert_eq!(clinic.rows(1).await[0].alert, None);
}

/// Locked is not deaf: the flag is raised without its words, and nobody takes it without signing in.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_desk_raises_the_flag_without_its_words() {
    let clinic = Clinic::open().await;
    clinic.desk.lock().await.unwrap();
    let mut notices = clinic.desk.notices();
    clinic.writes(MARIA, CRISIS).await;
    let notice = notices.recv().await.unwrap();
    let Notice::Alert { alert, .. } = notice else {
        panic!("no flag was raised")
    };
    assert!(matches!(
        clinic.desk.open_alerts().await,
        Err(InboxError::Locked)
    ));
    assert!(matches!(
        clinic.desk.acknowledge_alert(alert).await,
        Err(InboxError::Locked)
    ));
    let AppView::Locked { open_alerts, .. } = clinic.desk.app_view().await.unwrap() else {
        panic!("not locked")
    };
    assert_eq!(open_alerts, 1);
    clinic.unlock().await;
    let thread = clinic
        .only_thread(|thread| !thread.alerts.is_empty() && !thread.messages.is_empty())
        .await;
    assert!(!thread.alerts[0].words.is_empty());
    assert_eq!(clinic.rows(1).await[0].alert, Some(thread.alerts[0].level));
}

/// A repeated webhook does not raise a second flag.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_flags_once() {
    let clinic = Clinic::open().await;
    clinic
        .fault(recado_meta_sim::fault::Fault::DuplicateWebhooks { times: 3 })
        .await;
    clinic.writes(MARIA, CRISIS).await;
    clinic.control().flush().await;
    let thread = clinic.only_thread(|thread| !thread.alerts.is_empty()).await;
    clinic
        .desk
        .acknowledge_alert(thread.alerts[0].id)
        .await
        .unwrap();
    clinic.writes(MARIA, "Bom dia").await;
    clinic
        .only_thread(|thread| thread.messages.len() == 2)
        .await;
    assert!(clinic.desk.open_alerts().await.unwrap().is_empty());
}

/// An ordinary message raises nothing, and its notification carries neither name nor text by its very type.
#[tokio::test(flavor = "multi_thread")]
async fn an_ordinary_message_is_told_without_a_flag() {
    let clinic = Clinic::open().await;
    let mut notices = clinic.desk.notices();
    clinic
        .writes(MARIA, "Bom dia, obrigada pela consulta")
        .await;
    assert!(matches!(
        notices.recv().await.unwrap(),
        Notice::Messages {
            side: Side::Clinical,
            ..
        }
    ));
    clinic.rows(1).await;
    assert!(clinic.desk.open_alerts().await.unwrap().is_empty());
}

/// An edit that says something else is read again, and each new one may raise a flag of its own.
#[tokio::test(flavor = "multi_thread")]
async fn an_edited_message_is_read_again() {
    let clinic = Clinic::open().await;
    let wamid = clinic.writes(MARIA, "Bom dia").await;
    clinic
        .only_thread(|thread| thread.messages.len() == 1)
        .await;
    let edit = serde_json::json!({
        "type": "edit",
        "edit": {"original_message_id": wamid, "message": {"type": "text", "text": {"body": CRISIS}}},
    });
    let at = clinic.clock.now().0 + 1000;
    clinic
        .control()
        .patient_sends(MARIA.wa_id, MARIA.name, edit, Some(at))
        .await
        .unwrap();
    let thread = clinic
        .only_thread(|thread| thread.messages[0].is_edited)
        .await;
    assert!(!thread.alerts.is_empty());
    assert_eq!(thread.messages[0].text, CRISIS);
}

/// What was raised before anybody listened is told again.
#[tokio::test(flavor = "multi_thread")]
async fn open_flags_are_announced_again() {
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, CRISIS).await;
    let thread = clinic.only_thread(|thread| !thread.alerts.is_empty()).await;
    let mut notices = clinic.desk.notices();
    clinic.desk.announce_open_alerts().await.unwrap();
    assert!(
        matches!(notices.recv().await.unwrap(), Notice::Alert { alert, .. } if alert == thread.alerts[0].id)
    );
    clinic
        .desk
        .acknowledge_alert(thread.alerts[0].id)
        .await
        .unwrap();
    clinic.desk.announce_open_alerts().await.unwrap();
    assert!(notices.try_recv().is_err());
}
