//! Another app answers for a while: what people write meanwhile is kept and watched, and calls nobody to answer it.

use crate::clinic::{Clinic, MARIA, last, reach::SOFIA, texts};
use recado_domain::{
    channel::{ChannelKind, Side},
    part::{Part, SystemLine},
};
use recado_inbox::view::thread::{SendingView, ThreadView};
use recado_meta_sim::world::product::Product;
use serde_json::json;
use std::time::Duration;

/// An app that is not ours.
const OTHER_APP: &str = "100200300400500";

fn has_line(thread: &ThreadView, line: SystemLine) -> bool {
    let part = Part::System { line };
    thread
        .messages
        .iter()
        .any(|message| message.parts.contains(&part))
}

/// WhatsApp: taken by Meta's agent, standby copies, and back.
#[tokio::test(flavor = "multi_thread")]
async fn while_another_app_answers_messages_are_kept_and_call_nobody() {
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, "Olá").await;
    clinic
        .only(Side::Clinical, |thread| thread.messages.len() == 1)
        .await;
    let control = clinic.control();
    clinic.later(Duration::from_secs(5)).await;
    control
        .hand_over(MARIA.wa_id, Some(OTHER_APP), "fora de horas")
        .await
        .unwrap();
    let taken = clinic
        .only(Side::Clinical, |thread| {
            thread.handled_elsewhere_since.is_some()
        })
        .await;
    assert_eq!(taken.sending, SendingView::HandledElsewhere);
    assert!(has_line(&taken, SystemLine::HandledElsewhere));
    assert!(
        clinic
            .row(Side::Clinical)
            .await
            .unwrap()
            .is_handled_elsewhere
    );
    let mut notices = clinic.desk.notices();
    clinic
        .sends(
            MARIA,
            json!({"type": "text", "text": {"body": "Está aí alguém?"}}),
        )
        .await;
    clinic
        .only(Side::Clinical, |thread| {
            texts(thread).contains(&"Está aí alguém?")
        })
        .await;
    assert_eq!(
        clinic.row(Side::Clinical).await.unwrap().unread,
        1,
        "only the first"
    );
    assert!(notices.try_recv().is_err(), "nobody is called");
    clinic.later(Duration::from_secs(5)).await;
    control.hand_over(MARIA.wa_id, None, "").await.unwrap();
    let back = clinic
        .only(Side::Clinical, |thread| {
            thread.handled_elsewhere_since.is_none()
        })
        .await;
    assert_eq!(back.sending, SendingView::Free);
    assert!(has_line(&back, SystemLine::HandledHere));
}

/// What calls for help is flagged, whoever answers.
#[tokio::test(flavor = "multi_thread")]
async fn a_flag_is_raised_while_another_app_answers() {
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, "Olá").await;
    clinic.rows(1).await;
    clinic
        .control()
        .hand_over(MARIA.wa_id, Some(OTHER_APP), "")
        .await
        .unwrap();
    clinic
        .sends(
            MARIA,
            json!({"type": "text", "text": {"body": "Não quero viver mais, quero morrer"}}),
        )
        .await;
    clinic
        .until(|| async {
            let alerts = clinic.desk.open_alerts().await.unwrap();
            (!alerts.is_empty()).then_some(())
        })
        .await;
}

/// Messenger: the apps' ids decide; a message that comes to us as ours ends the other app's turn.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_comes_to_us_ends_the_other_apps_turn() {
    let clinic = Clinic::open_with_page(ChannelKind::Messenger).await;
    clinic
        .visits(
            Product::Messenger,
            SOFIA,
            json!({"message": {"text": "Bom dia"}}),
        )
        .await;
    clinic
        .only(Side::Leads, |thread| thread.messages.len() == 1)
        .await;
    clinic.later(Duration::from_secs(5)).await;
    let control = clinic.control();
    control
        .hand_over(SOFIA.wa_id, Some(OTHER_APP), "")
        .await
        .unwrap();
    let taken = clinic
        .only(Side::Leads, |thread| {
            thread.handled_elsewhere_since.is_some()
        })
        .await;
    assert_eq!(taken.sending, SendingView::HandledElsewhere);
    // The word that it came back got lost.
    let page = &clinic.options.page.id;
    let at = clinic.clock.now().plus(Duration::from_secs(60)).0;
    let body = json!({"object": "page", "entry": [{"id": page, "time": at, "messaging": [{
        "sender": {"id": SOFIA.wa_id}, "recipient": {"id": page}, "timestamp": at,
        "message": {"mid": "m_back", "text": "Ainda aí?"},
    }]}]});
    control.post_body(serde_json::to_vec(&body).unwrap()).await;
    let back = clinic
        .only(Side::Leads, |thread| {
            thread.handled_elsewhere_since.is_none()
        })
        .await;
    assert_eq!(last(&back).text, "Ainda aí?");
}
