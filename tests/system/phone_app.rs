//! A number that the clinic's phone shares (coexistence): what is written there, handed over and named there.

use crate::clinic::{Clinic, MARIA, NIKOS, last, texts};
use recado_domain::{channel::Side, media::MediaState};
use recado_inbox::view::{list::WindowState, thread::MessageOrigin};
use serde_json::{Value, json};
use std::time::Duration;

fn old(clinic: &Clinic, id: &str, text: &str) -> Value {
    let at = clinic.clock.now().minus(Duration::from_secs(3600)).0 / 1000;
    json!({"from": MARIA.wa_id, "id": id, "timestamp": at.to_string(), "type": "text",
        "text": {"body": text}, "history_context": {"status": "READ"}})
}

fn chunk(messages: Vec<Value>) -> Value {
    json!([{"metadata": {"phase": 0, "chunk_order": 1, "progress": 100},
        "threads": [{"id": MARIA.wa_id, "messages": messages}]}])
}

/// CASES 10: sent from the phone app: shown as such, quoted replies work, no longer window, nothing unread.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_phone_sends_is_shown_and_opens_nothing() {
    let clinic = Clinic::open().await;
    let asked = clinic.writes(MARIA, "Há vaga?").await;
    let opened = clinic
        .only(Side::Clinical, |thread| !thread.messages.is_empty())
        .await;
    clinic.later(Duration::from_secs(600)).await;
    let answer = json!({"type": "text", "text": {"body": "Às dez"}, "context": {"id": asked}});
    let echo = clinic
        .control()
        .clinic_sends_elsewhere(MARIA.wa_id, answer, Some(clinic.clock.now().0))
        .await
        .unwrap();
    clinic
        .sends(
            MARIA,
            json!({"type": "text", "text": {"body": "Pode ser"}, "context": {"id": echo}}),
        )
        .await;
    let thread = clinic
        .only(Side::Clinical, |thread| thread.messages.len() == 3)
        .await;
    assert_eq!(thread.messages[1].origin, MessageOrigin::Elsewhere);
    let quotes: Vec<_> = thread
        .messages
        .iter()
        .map(|message| {
            message
                .reply_to
                .as_ref()
                .map_or("", |quote| quote.text.as_str())
        })
        .collect();
    assert_eq!(quotes, ["", "Há vaga?", "Às dez"]);
    assert_eq!(clinic.row(Side::Clinical).await.unwrap().unread, 2);
    let moved = thread.window.closes_at.unwrap() - opened.window.closes_at.unwrap();
    assert_eq!(moved, 601_000, "by the last message, not by the echo");
}

/// CASES 12: history notifies nobody, is unread by nobody, opens no window, raises no flag; its files come.
#[tokio::test(flavor = "multi_thread")]
async fn history_calls_nobody_and_a_live_copy_does() {
    let clinic = Clinic::open().await;
    let mut notices = clinic.desk.notices();
    let held = clinic
        .control()
        .hold_media("image/jpeg", photo(), None)
        .await;
    let placeholder = json!({"from": MARIA.wa_id, "id": "wamid.OLDPHOTO", "timestamp": "1795100000",
        "type": "media_placeholder", "history_context": {"status": "READ"}});
    let messages = vec![
        placeholder,
        old(&clinic, "wamid.OLD1", "Não quero viver mais, quero morrer"),
        old(&clinic, "wamid.OLD2", "Até quinta"),
    ];
    clinic.control().sync_history(chunk(messages)).await;
    clinic
        .only(Side::Clinical, |thread| thread.messages.len() == 3)
        .await;
    let photo = json!([{"from": MARIA.wa_id, "id": "wamid.OLDPHOTO", "timestamp": "1795100000",
        "type": "image", "image": {"id": held, "mime_type": "image/jpeg"}}]);
    clinic.control().sync_history_messages(photo).await;
    let thread = clinic
        .only(Side::Clinical, |thread| {
            let file = thread.messages[0].media.first();
            thread.messages.len() == 3 && file.is_some_and(|file| file.state == MediaState::Here)
        })
        .await;
    assert!(
        thread
            .messages
            .iter()
            .all(|message| message.origin == MessageOrigin::History)
    );
    assert_eq!(thread.window.state, WindowState::Closed);
    assert_eq!(clinic.row(Side::Clinical).await.unwrap().unread, 0);
    assert!(clinic.desk.open_alerts().await.unwrap().is_empty());
    assert!(notices.try_recv().is_err(), "nobody is called");
    // The same message comes live after all: somebody wrote it just now.
    let live = json!({"type": "text", "text": {"body": "Até quinta"}, "id": "wamid.OLD2"});
    clinic.sends(MARIA, live).await;
    let alive = clinic
        .only(Side::Clinical, |thread| {
            last(thread).origin == MessageOrigin::Contact
        })
        .await;
    assert_eq!(alive.messages.len(), 3);
    assert_eq!(alive.window.state, WindowState::Open);
    assert_eq!(clinic.row(Side::Clinical).await.unwrap().unread, 1);
    assert!(notices.recv().await.is_ok());
}

/// CASES 11: the phone hands nothing over: said once on the connection page, and not asked for again.
#[tokio::test(flavor = "multi_thread")]
async fn refused_history_is_explained() {
    let clinic = Clinic::open().await;
    clinic.posts_fixture("whatsapp/coex_history_declined").await;
    clinic.posts_fixture("whatsapp/coex_history_declined").await;
    let events = clinic
        .until(|| async {
            let view = clinic.desk.connection_view().await.unwrap();
            let events = view.channels[0].events.clone();
            (!events.is_empty()).then_some(events)
        })
        .await;
    assert_eq!(events.len(), 1);
    assert!(events[0].is_warning && events[0].detail.contains("2593109"));
    assert!(clinic.sent().await.is_empty());
}

/// The phone's address book names people who write, and makes nobody known.
#[tokio::test(flavor = "multi_thread")]
async fn the_address_book_only_names() {
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, "Olá").await;
    clinic.rows(1).await;
    let contact = |number: &str, name: &str| {
        json!({"type": "contact", "action": "add", "metadata": {"timestamp": "1795165300"},
            "contact": {"full_name": name, "first_name": name, "phone_number": number}})
    };
    let book = json!([
        contact(MARIA.wa_id, "Maria Kostas (quinta)"),
        contact(NIKOS.wa_id, "Nikos")
    ]);
    clinic.control().sync_contacts(book).await;
    let thread = clinic
        .only(Side::Clinical, |thread| {
            thread.contact.name == "Maria Kostas (quinta)"
        })
        .await;
    assert_eq!(texts(&thread), ["Olá"]);
    assert_eq!(clinic.row(Side::Clinical).await.unwrap().unread, 1);
}

fn photo() -> Vec<u8> {
    std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/crates/meta-sim/src/media/photo.jpg"
    ))
    .unwrap()
}
