//! Searching: by a word without its accents, and straight to the message.

use crate::{clinic::Clinic, first_run};

#[tokio::test]
async fn a_word_without_accents_finds_its_message() {
    let clinic = Clinic::start().await;
    let window = first_run::connect(&clinic).await;
    for (number, name, words) in [
        (
            "34600333444",
            "Maria K.",
            "¿Tengo que venir en ayunas a la analítica?",
        ),
        ("34600777888", "Ana R.", "Muchas gracias"),
    ] {
        clinic.patient_writes(number, name, words).await;
        window.see_with("row", name).await;
    }

    window.fill("search", "analitica").await;
    window.see_with("search-hit", "Maria K.").await;
    assert_eq!(window.all("search-hit").await.len(), 1);
    window.shot("search").await;
    window.click("search-hit").await;
    window
        .see_with("message[data-direction=inbound]", "analítica")
        .await;
    window.close().await;
}
