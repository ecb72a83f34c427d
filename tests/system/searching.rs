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
