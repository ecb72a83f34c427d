//! Search finds what people mean, over everything they may read, newest first.

use crate::clinic::{Clinic, MARIA, NIKOS};
use std::time::Duration;

/// CASES 29: without accents, in Greek, and inside a run of Chinese. U4.
#[tokio::test(flavor = "multi_thread")]
async fn search_does_not_mind_accents_or_scripts() {
    let clinic = Clinic::open().await;
    for text in [
        "Pode enviar o orçamento?",
        "Καλημέρα σας, ευχαριστώ",
        "我想预约明天的牙医",
        "orçamento recebido",
    ] {
        clinic.later(Duration::from_secs(2)).await;
        clinic.writes(MARIA, text).await;
    }
    clinic
        .only_thread(|thread| thread.messages.len() == 4)
        .await;
    let found = clinic.desk.search("orcamento".into()).await.unwrap();
    assert_eq!(found.total, 2);
    assert_eq!(
        found.messages[0].snippet, "orçamento recebido",
        "newest first"
    );
    assert_eq!(found.messages[0].matches, [(0, 9)]);
    assert_eq!(
        clinic.desk.search("ευχαριστω".into()).await.unwrap().total,
        1
    );
    assert_eq!(clinic.desk.search("牙医".into()).await.unwrap().total, 1);
    assert_eq!(
        clinic.desk.search("nada disso".into()).await.unwrap().total,
        0
    );
    assert_eq!(clinic.desk.search("  ".into()).await.unwrap().total, 0);
}

/// Internal notes are found by whoever may read the side they are on, with what they say now.
#[tokio::test(flavor = "multi_thread")]
async fn internal_notes_are_found_with_the_key_of_their_side() {
    let (clinic, thread) = Clinic::with_a_message().await;
    let (_, bia) = clinic.with_staff().await;
    let (side, conversation) = (thread.side, thread.conversation);
    for text in ["Ligar à filha, não à noite", "Pagou o orçamento"] {
        clinic.later(Duration::from_secs(2)).await;
        let noted = clinic.desk.add_note(side, conversation, text.into()).await;
        noted.unwrap();
    }
    let find = async |what: &str| clinic.desk.search(what.into()).await.unwrap();
    let found = find("nao noite").await;
    assert_eq!(
        (found.notes.len(), found.messages.len(), found.total),
        (1, 0, 0)
    );
    let hit = &found.notes[0];
    assert_eq!((hit.conversation, hit.side), (conversation, side));
    assert_eq!(hit.snippet, "Ligar à filha, não à noite");
    assert_eq!(hit.matches, [(15, 18), (21, 26)]);
    let both = find("o").await.notes;
    assert_eq!(both.len(), 1, "one letter is a whole word");

    let card = clinic.desk.person_card(side, conversation).await.unwrap();
    let note = card.notes.iter().find(|note| note.id == hit.note).unwrap();
    let edited = clinic
        .desk
        .edit_note(side, conversation, note.id, "De manhã".into());
    edited.await.unwrap();
    assert!(find("noite").await.notes.is_empty());
    assert_eq!(find("manha").await.notes.len(), 1);

    clinic.signs_in(bia, crate::staff::BIA).await;
    assert!(find("manha").await.notes.is_empty(), "no key, no note");
}

/// A contact is found by name.
#[tokio::test(flavor = "multi_thread")]
async fn people_are_found_by_name() {
    let clinic = Clinic::open().await;
    clinic.writes(NIKOS, "Γεια").await;
    let rows = clinic.rows(1).await;
    let found = clinic.desk.search("nik".into()).await.unwrap();
    assert_eq!(found.contacts.len(), 1);
    assert_eq!(found.contacts[0].conversation, rows[0].conversation);
}
