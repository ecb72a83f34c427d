//! What Meta, the relay or another computer tells once more, or late, of somebody who was erased: it brings nobody back,
//! and what they write anew is filed as anybody's.

use super::*;
use crate::{clinic::reach::SOFIA, devices::until};
use recado_domain::{channel::ChannelKind, delivery::DeliveryStatus};
use recado_meta_sim::world::product::Product;
use recado_store::{Conn, error::StoreError};
use serde_json::Value;

/// How many people, addresses and conversations an index knows, and how many alerts there are of nobody it knows.
fn known(clinic: &recado_store::clinic::Clinic) -> [u64; 4] {
    let counted = [
        "people",
        "people_addresses",
        "people_conversations",
        "alerts where identity not in (select identity from people)",
    ];
    let count = |conn: &Conn, what: &str| {
        let sql = format!("select count(*) from {what}");
        Ok::<u64, StoreError>(conn.query_row(&sql, [], |row| row.get(0))?)
    };
    counted.map(|what| clinic.read(|conn| count(conn, what)).unwrap())
}

impl Clinic {
    /// Posts a change of the clinic's number as Meta does.
    async fn tells(&self, field: &str, mut value: Value) {
        let business = &self.options.business;
        value["messaging_product"] = json!("whatsapp");
        value["metadata"] = json!({
            "display_phone_number": business.display_phone_number,
            "phone_number_id": business.phone_number_id,
        });
        let control = self.control();
        let told = control.tell_change(Product::WhatsApp, field, value, None);
        told.await.unwrap();
    }

    /// Waits until everything that was told before has been filed: somebody else is heard after it.
    async fn hears_nikos(&self, text: &str) {
        self.writes(NIKOS, text).await;
        self.until(|| async {
            let rows = self.rows_of(Side::Clinical).await;
            let heard = rows.iter().any(|row| row.preview == text);
            heard.then_some(())
        })
        .await;
    }
}

/// A message of Zulmira's, as Meta tells it; `told` is different each time, so that no relay takes it for the same body.
fn message(id: &str, at: i64, told: u32, content: Value) -> Value {
    let mut message =
        json!({"from": ZULMIRA.wa_id, "id": id, "timestamp": (at / 1000).to_string()});
    for (name, value) in content.as_object().unwrap() {
        message[name] = value.clone();
    }
    json!({
        "contacts": [{"profile": {"name": format!("Zulmira {told}")}, "wa_id": ZULMIRA.wa_id}],
        "messages": [message],
    })
}

fn text(body: &str) -> Value {
    json!({"type": "text", "text": {"body": body}})
}

/// A message came without its content, and its person was erased: the content that Meta fills in then was read by nobody,
/// and calls as anybody's does.
#[tokio::test(flavor = "multi_thread")]
async fn the_words_of_a_placeholder_are_read_also_after_an_erasure() {
    let clinic = Clinic::open().await;
    let sent_at = clinic.clock.now().0;
    let id = "wamid.SEMEADA1";
    let withheld = json!({"type": "unsupported", "errors": [{"code": 131_051, "title": "x"}]});
    clinic
        .tells("messages", message(id, sent_at, 0, withheld.clone()))
        .await;
    let told = Person {
        name: "Zulmira 0",
        ..ZULMIRA
    };
    let thread = clinic.of(told).await;
    clinic.erases(&thread).await.unwrap();
    clinic.later(Duration::from_secs(60)).await;
    clinic
        .tells("messages", message(id, sent_at, 2, withheld))
        .await;
    clinic.hears_nikos("entre").await;
    assert_eq!(clinic.rows_of(Side::Clinical).await.len(), 1, "only Nikos");
    let crisis = text("não quero continuar a viver assim");
    clinic
        .tells("messages", message(id, sent_at, 1, crisis))
        .await;
    let again = Person {
        name: "Zulmira 1",
        ..ZULMIRA
    };
    clinic.of(again).await;
    assert_eq!(clinic.desk.open_alerts().await.unwrap().len(), 1);
}

/// P9, R6, CASES 1: told once more or late on WhatsApp, none of it makes a person, a conversation, or an address.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_comes_back_by_what_is_told_again_or_late() {
    let clinic = Clinic::open().await;
    clinic.hears_nikos("antes").await;
    let before = known(&clinic.database());
    let sent_at = clinic.clock.now().0;
    let first = "wamid.SEMEADA1";
    let written = json!({"type": "text", "text": {"body": "mensagemsemeada"}, "id": first});
    let control = clinic.control();
    let sent = control.patient_sends(ZULMIRA.wa_id, ZULMIRA.name, written, Some(sent_at));
    assert_eq!(sent.await.unwrap(), first);
    let thread = clinic.of(ZULMIRA).await;
    let (side, conversation) = (Side::Clinical, thread.conversation);
    clinic.replies(&thread, "respostasemeada").await;
    let thread = clinic.settled(side, conversation).await;
    let reply = clinic.sent().await.remove(0).wamid;
    let heart =
        |id: &str| json!({"type": "reaction", "reaction": {"message_id": id, "emoji": "❤️"}});
    let reaction = "wamid.SEMEADA2";
    clinic
        .tells("messages", message(reaction, sent_at, 0, heart(&reply)))
        .await;
    clinic
        .thread(conversation, |it| {
            it.messages.iter().any(|it| !it.reactions.is_empty())
        })
        .await;
    clinic.later(Duration::from_secs(60)).await;
    clinic.erases(&thread).await.unwrap();
    assert_eq!(known(&clinic.database()), before);

    clinic.later(Duration::from_secs(60)).await;
    // Once more.
    clinic
        .tells(
            "messages",
            message(first, sent_at, 1, text("mensagemsemeada")),
        )
        .await;
    clinic
        .tells("messages", message(reaction, sent_at, 1, heart(&reply)))
        .await;
    // Late, and never heard of before: what the clinic wrote, what they wished, what they took back.
    let unheard = json!({"type": "reaction", "reaction": {"message_id": first, "emoji": "👍"}});
    clinic
        .tells("messages", message("wamid.SEMEADA3", sent_at, 1, unheard))
        .await;
    let taken_back = json!({"type": "revoke", "revoke": {"original_message_id": first}});
    clinic
        .tells(
            "messages",
            message("wamid.SEMEADA4", sent_at, 1, taken_back),
        )
        .await;
    clinic
        .control()
        .tell_status(&reply, Status::Read, None)
        .await
        .unwrap();
    let contacts = json!([{"profile": {"name": "Zulmira"}, "wa_id": ZULMIRA.wa_id}]);
    clinic
        .tells(
            "smb_message_echoes",
            json!({"contacts": contacts.clone(), "message_echoes": [{
                "from": "34911000000", "to": ZULMIRA.wa_id, "id": "wamid.SEMEADA5",
                "timestamp": (sent_at / 1000).to_string(), "type": "text",
                "text": {"body": "ecosemeada"},
            }]}),
        )
        .await;
    clinic
        .tells(
            "user_preferences",
            json!({"contacts": contacts, "user_preferences": [{
                "wa_id": ZULMIRA.wa_id, "category": "marketing_messages", "value": "stop",
                "timestamp": sent_at / 1000,
            }]}),
        )
        .await;
    clinic
        .control()
        .sync_history(
            json!([{"metadata": {"phase": 0, "chunk_order": 1, "progress": 100},
            "threads": [{"id": ZULMIRA.wa_id, "messages": [
                {"from": ZULMIRA.wa_id, "id": first, "timestamp": (sent_at / 1000).to_string(),
                 "type": "text", "text": {"body": "mensagemsemeada"},
                 "history_context": {"status": "READ"}},
                {"from": ZULMIRA.wa_id, "id": "wamid.SEMEADA6",
                 "timestamp": (sent_at / 1000 - 3600).to_string(), "type": "text",
                 "text": {"body": "antigasemeada"}, "history_context": {"status": "READ"}},
            ]}]}]),
        )
        .await;
    clinic.hears_nikos("depois").await;
    assert_eq!(known(&clinic.database()), before, "nobody came back");
    assert_eq!(clinic.rows_of(side).await.len(), 1);

    // What they write now is somebody's new first message, and what is told again still nobody's.
    clinic
        .tells(
            "messages",
            message(
                "wamid.NOVA1",
                clinic.clock.now().0,
                2,
                text("Bom dia outra vez"),
            ),
        )
        .await;
    clinic
        .tells(
            "messages",
            message(first, sent_at, 3, text("mensagemsemeada")),
        )
        .await;
    clinic.hears_nikos("no fim").await;
    let rows = clinic.rows_of(side).await;
    assert_eq!(rows.len(), 2);
    let new = rows.iter().find(|row| row.name != NIKOS.name).unwrap();
    assert_ne!(new.conversation, conversation);
    let new = clinic.desk.open_thread(side, new.conversation).await;
    let new = new.unwrap();
    assert_eq!(texts(&new), ["Bom dia outra vez"]);
    // They are somebody like anybody: what becomes of an answer is told.
    clinic.replies(&new, "Bom dia").await;
    clinic.reached(&new, 1, DeliveryStatus::Read).await;
    clinic.desk.close();
    let seeds: [&[u8]; 5] = [
        b"mensagemsemeada",
        b"respostasemeada",
        b"ecosemeada",
        b"antigasemeada",
        b"wamid.SEMEADA",
    ];
    assert_eq!(clinic.places_of(&seeds), BTreeSet::new());
}

/// R14: words that change an erased message were never read here: they come as new ones, and call somebody.
#[tokio::test(flavor = "multi_thread")]
async fn words_that_change_an_erased_message_are_heard() {
    let clinic = Clinic::open().await;
    let at = clinic.clock.now().0;
    let first = "wamid.SEMEADA1";
    clinic
        .tells("messages", message(first, at, 0, text("Bom dia")))
        .await;
    let thread = clinic.only_thread(|it| texts(it) == ["Bom dia"]).await;
    clinic.erases(&thread).await.unwrap();
    clinic.later(Duration::from_secs(60)).await;
    let change = json!({"type": "edit", "edit": {"original_message_id": first,
        "message": {"type": "text", "text": {"body": "Não quero continuar a viver"}}}});
    let changed = message("wamid.MUDADA1", clinic.clock.now().0, 0, change.clone());
    clinic.tells("messages", changed).await;
    let new = clinic
        .only_thread(|it| texts(it) == ["Não quero continuar a viver"])
        .await;
    assert_ne!(new.conversation, thread.conversation);
    assert_eq!(new.alerts.len(), 1);
    // And once.
    let again = message("wamid.MUDADA1", clinic.clock.now().0, 1, change);
    clinic.tells("messages", again).await;
    clinic.hears_nikos("depois").await;
    let new = clinic.desk.open_thread(new.side, new.conversation).await;
    assert_eq!(new.unwrap().messages.len(), 1);
}

/// R6: on Messenger ticks name a person and no message: they are nobody's news of somebody who was erased.
#[tokio::test(flavor = "multi_thread")]
async fn ticks_of_a_page_bring_nobody_back() {
    let clinic = Clinic::open_with_page(ChannelKind::Messenger).await;
    clinic.hears_nikos("antes").await;
    let before = known(&clinic.database());
    let hello = json!({"message": {"text": "Olá", "mid": "m_semeada1"}});
    clinic
        .visits(Product::Messenger, SOFIA, hello.clone())
        .await;
    let thread = clinic.only(Side::Leads, |it| !it.messages.is_empty()).await;
    clinic.replies(&thread, "Bom dia").await;
    let thread = clinic.settled(Side::Leads, thread.conversation).await;
    let reply = clinic.sent().await.remove(0).wamid;
    clinic.erases(&thread).await.unwrap();
    assert_eq!(known(&clinic.database()), before);
    clinic.later(Duration::from_secs(60)).await;
    for status in [Status::Delivered, Status::Read] {
        let control = clinic.control();
        control.tell_status(&reply, status, None).await.unwrap();
    }
    clinic.visits(Product::Messenger, SOFIA, hello).await;
    clinic.hears_nikos("depois").await;
    assert_eq!(known(&clinic.database()), before);
    assert!(clinic.rows_of(Side::Leads).await.is_empty());
    let anew = json!({"message": {"text": "Ainda aí?"}});
    clinic.visits(Product::Messenger, SOFIA, anew).await;
    let new = clinic
        .only(Side::Leads, |it| texts(it) == ["Ainda aí?"])
        .await;
    assert_ne!(new.conversation, thread.conversation);
    clinic.replies(&new, "Sim").await;
    clinic.bodies(2).await;
    let answer = clinic.sent().await.remove(1).wamid;
    let control = clinic.control();
    control
        .tell_status(&answer, Status::Read, None)
        .await
        .unwrap();
    clinic
        .only(Side::Leads, |it| {
            last(it).status == Some(DeliveryStatus::Read)
        })
        .await;
}

/// Two computers: what the other wrote before somebody was erased here is told late, and brings nobody back; what it writes
/// after does.
#[tokio::test(flavor = "multi_thread")]
async fn a_late_note_of_another_computer_brings_nobody_back() {
    let clinic = Clinic::open().await;
    let (second, _) = clinic.with_second().await;
    second.owns().await;
    crate::together::never_locks(&second).await;
    clinic.writes(ZULMIRA, "mensagemsemeada").await;
    let thread = clinic.only_thread(|it| !it.messages.is_empty()).await;
    let theirs = second.only_thread(|it| !it.messages.is_empty()).await;
    let before = clinic.clock.now();
    clinic.later(Duration::from_secs(60)).await;
    clinic.erases(&thread).await.unwrap();
    let nobody = known(&clinic.database());

    let after = clinic.clock.now();
    // Written before, told now.
    clinic.clock.turn_to(before);
    let sends = async |text: &str| {
        let sent = second
            .desk
            .send_reply(theirs.side, theirs.conversation, text.into(), None);
        sent.await.unwrap();
    };
    sends("notasemeada").await;
    // Told after it: what it has read.
    second
        .only_thread(|it| {
            it.messages
                .iter()
                .any(|it| it.status == Some(DeliveryStatus::Read))
        })
        .await;
    clinic.clock.turn_to(after);
    clinic.hears_nikos("depois").await;
    let with_nikos = known(&clinic.database());
    assert_eq!(with_nikos[0], nobody[0] + 1);
    assert_eq!(clinic.rows_of(Side::Clinical).await.len(), 1);

    clinic.later(Duration::from_secs(60)).await;
    sends("De novo").await;
    let rows = until(|| async {
        let rows = clinic.rows_of(Side::Clinical).await;
        (rows.len() == 2).then_some(rows)
    })
    .await;
    let new = rows.iter().find(|row| row.preview == "De novo").unwrap();
    let new = clinic.desk.open_thread(Side::Clinical, new.conversation);
    assert_eq!(texts(&new.await.unwrap()), ["De novo"]);
}
