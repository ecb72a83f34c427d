//! What patients write reaches the desk: once, in order, at its true time, whatever its kind.

use crate::clinic::{Clinic, MARIA, MORNING, NIKOS, last, texts};
use recado_domain::{channel::Side, message::MessageKind};
use recado_inbox::view::list::{ListFilter, WindowState};
use recado_meta_sim::fault::Fault;
use serde_json::json;
use std::time::Duration;

/// R1, R4, R5, M2, M3.
#[tokio::test(flavor = "multi_thread")]
async fn a_patients_message_reaches_the_thread() {
    let clinic = Clinic::open().await;
    clinic
        .writes(MARIA, "Bom dia, posso mudar a consulta?")
        .await;
    let rows = clinic.rows(1).await;
    assert_eq!(rows[0].name, "Maria K.");
    assert_eq!(rows[0].unread, 1);
    assert!(
        !rows[0].is_patient,
        "an unknown sender is a lead until a person says otherwise"
    );
    assert_eq!(rows[0].window.state, WindowState::Open);
    let thread = clinic
        .thread(rows[0].conversation, |thread| !thread.messages.is_empty())
        .await;
    assert_eq!(texts(&thread), ["Bom dia, posso mudar a consulta?"]);
    clinic
        .desk
        .mark_read(Side::Clinical, rows[0].conversation)
        .await
        .unwrap();
    assert_eq!(clinic.list(ListFilter::All).await[0].unread, 0);
}

/// CASES 6: every webhook three times, still one row. R5.
#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_webhook_is_one_message() {
    let clinic = Clinic::open().await;
    clinic.fault(Fault::DuplicateWebhooks { times: 5 }).await;
    clinic.writes(MARIA, "Uma vez só").await;
    clinic.control().flush().await;
    clinic.control().clear_faults().await;
    clinic.writes(MARIA, "E outra").await;
    let thread = clinic
        .only_thread(|thread| thread.messages.len() >= 2)
        .await;
    assert_eq!(texts(&thread), ["Uma vez só", "E outra"]);
    assert_eq!(clinic.list(ListFilter::All).await[0].unread, 2);
}

/// CASES 2 (the desk's half): shuffled and batched, shown in Meta's order. R4.
#[tokio::test(flavor = "multi_thread")]
async fn twenty_shuffled_messages_stand_in_metas_order() {
    let clinic = Clinic::open().await;
    clinic.fault(Fault::ShuffleWebhooks { size: 5 }).await;
    let expected: Vec<String> = (0..20).map(|n| format!("número {n}")).collect();
    for text in &expected {
        clinic.later(Duration::from_secs(1)).await;
        clinic.writes(MARIA, text).await;
    }
    let thread = clinic
        .only_thread(|thread| thread.messages.len() == 20)
        .await;
    assert_eq!(
        texts(&thread),
        expected.iter().map(String::as_str).collect::<Vec<_>>()
    );
}

/// CASES 4: a webhook that arrives 3 h late stands at its true time, with 21 h of window left.
#[tokio::test(flavor = "multi_thread")]
async fn a_late_webhook_keeps_its_true_time() {
    let clinic = Clinic::open().await;
    let control = clinic.control();
    clinic.later(Duration::from_secs(3 * 3600)).await;
    control
        .patient_writes(MARIA.wa_id, MARIA.name, "Escrevi de manhã", Some(MORNING.0))
        .await
        .unwrap();
    let thread = clinic
        .only_thread(|thread| !thread.messages.is_empty())
        .await;
    assert_eq!(last(&thread).at, MORNING.0);
    let left = thread.window.closes_at.unwrap() - clinic.clock.now().0;
    assert_eq!(left, 21 * 3600 * 1000);
}

/// CASES 5: an unreadable entry in a batch becomes visible, its neighbours are processed. R4, R7.
#[tokio::test(flavor = "multi_thread")]
async fn one_bad_entry_does_not_hide_its_neighbours() {
    let clinic = Clinic::open().await;
    let body = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/meta/whatsapp/batch_one_bad_of_three.json"
    ));
    let mut body: serde_json::Value = serde_json::from_slice(&body.unwrap()).unwrap();
    body["entry"][0]["id"] = json!(clinic.options.business.waba_id);
    clinic
        .control()
        .post_body(serde_json::to_vec(&body).unwrap())
        .await;
    clinic.control().flush().await;
    let view = clinic
        .until(|| async {
            let view = clinic.desk.connection_view().await.unwrap();
            (view.relay.unreadable > 0).then_some(view)
        })
        .await;
    assert_eq!(view.relay.unreadable, 1);
    let stored = clinic
        .until(|| async {
            let mut stored = 0;
            for row in clinic.list(ListFilter::All).await {
                stored += clinic
                    .desk
                    .open_thread(Side::Clinical, row.conversation)
                    .await
                    .unwrap()
                    .messages
                    .len();
            }
            (stored >= 2).then_some(stored)
        })
        .await;
    assert_eq!(stored, 2);
}

/// R7: a kind this app cannot show yet is named and kept.
#[tokio::test(flavor = "multi_thread")]
async fn every_kind_is_shown_as_what_it_is() {
    let clinic = Clinic::open().await;
    let control = clinic.control();
    let kinds = [
        (
            json!({"type": "image", "image": {"id": "1", "mime_type": "image/jpeg", "sha256": "x", "caption": "a porta"}}),
            MessageKind::Image,
        ),
        (
            json!({"type": "location", "location": {"latitude": 38.7, "longitude": -9.1, "name": "Clínica"}}),
            MessageKind::Location,
        ),
        (
            json!({"type": "hologram", "hologram": {}}),
            MessageKind::Unsupported,
        ),
        (
            json!({"type": "unsupported", "errors": [{"code": 131051, "title": "x"}], "unsupported": {"type": "poll_update"}}),
            MessageKind::Unsupported,
        ),
    ];
    for (message, _) in &kinds {
        clinic.later(Duration::from_secs(1)).await;
        control
            .patient_sends(
                MARIA.wa_id,
                MARIA.name,
                message.clone(),
                Some(clinic.clock.now().0),
            )
            .await
            .unwrap();
    }
    let thread = clinic
        .only_thread(|thread| thread.messages.len() == kinds.len())
        .await;
    let shown: Vec<_> = thread.messages.iter().map(|message| message.kind).collect();
    assert_eq!(
        shown,
        kinds.iter().map(|(_, kind)| *kind).collect::<Vec<_>>()
    );
    assert_eq!(thread.messages[0].text, "a porta");
    assert_eq!(thread.messages[3].detail.as_deref(), Some("poll_update"));
}

/// CASES 8: a user id without a number is stored and can be answered; the number learned later links.
#[tokio::test(flavor = "multi_thread")]
async fn somebody_without_a_number_is_answered_and_later_linked() {
    let clinic = Clinic::open().await;
    let hidden = crate::clinic::Person {
        wa_id: "PT.13491208655302741918",
        name: "Inês C.",
    };
    clinic.writes(hidden, "Não mostro o meu número").await;
    let rows = clinic.rows(1).await;
    clinic
        .desk
        .send_reply(
            Side::Clinical,
            rows[0].conversation,
            "Bom dia!".into(),
            None,
        )
        .await
        .unwrap();
    clinic
        .until(|| async { (clinic.sent().await.len() == 1).then_some(()) })
        .await;
    let sent = clinic.sent().await.remove(0);
    assert_eq!(sent.body["recipient"], json!(hidden.wa_id));
    let with_number =
        json!({"type": "text", "text": {"body": "Agora sim"}, "from_user_id": hidden.wa_id});
    clinic
        .control()
        .patient_sends(
            "351912000999",
            hidden.name,
            with_number,
            Some(clinic.clock.now().0 + 1000),
        )
        .await
        .unwrap();
    let thread = clinic
        .only_thread(|thread| thread.messages.len() == 3)
        .await;
    assert_eq!(thread.contact.addresses.len(), 2);
}

/// Two people never become one, and each has a conversation.
#[tokio::test(flavor = "multi_thread")]
async fn two_people_have_two_conversations() {
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, "Olá").await;
    clinic.later(Duration::from_secs(60)).await;
    clinic.writes(NIKOS, "Καλημέρα").await;
    let rows = clinic.rows(2).await;
    assert_eq!(
        rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(),
        ["Nikos V.", "Maria K."]
    );
}

/// A poll with nothing to fetch waits for 25 s; nobody is told meanwhile that the relay does not answer.
#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_starts_knows_at_once_that_the_relay_answers() {
    let mut clinic = Clinic::open().await;
    clinic.restart_desk().await;
    clinic.unlock().await;
    let began = std::time::Instant::now();
    clinic
        .until(|| async {
            let relay = clinic.desk.connection_view().await.unwrap().relay;
            assert!(relay.is_reachable || relay.is_trying, "said to be away");
            relay.is_reachable.then_some(())
        })
        .await;
    assert!(began.elapsed() < Duration::from_secs(20));
}
