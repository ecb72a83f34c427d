//! The first run, from nothing to connected. Every story begins with it, so that none begins from a state nobody can reach.

use crate::{clinic::Clinic, window::Window};

/// The owner's passphrase.
pub(crate) const PASSPHRASE: &str = "cuatro palabras muy tranquilas";

/// Walks through the first run by hand; the desk is open and empty but for one greeting.
pub(crate) async fn connect(clinic: &Clinic) -> Window {
    let window = Window::open(clinic).await;
    pair(clinic, &window).await;
    write_words_down(&window).await;
    create_owner(&window).await;
    connect_whatsapp(clinic, &window).await;
    window.click("finish").await;
    window.see("list").await;
    window
}

async fn pair(clinic: &Clinic, window: &Window) {
    window.see("first-run[data-step=relay]").await;
    window.fill("pairing", &clinic.pairing().await).await;
    window.click("pair").await;
    window.see("next:not(:disabled)").await;
    window.shot("first-run-relay").await;
    window.click("next").await;
}

async fn write_words_down(window: &Window) {
    window.see("first-run[data-step=recovery_phrase]").await;
    window.see("phrase-word").await;
    let mut words = Vec::new();
    for word in window.all("phrase-word").await {
        words.push(word.text().await.expect("a word"));
    }
    assert_eq!(words.len(), 24);
    window.shot("first-run-phrase").await;
    window.click("next").await;
    window.see("phrase-answer").await;
    let questions = window.all("phrase-question").await;
    let answers = window.all("phrase-answer").await;
    assert!(!questions.is_empty());
    for (question, answer) in questions.iter().zip(answers) {
        let position = question.attr("data-position").await.expect("a position");
        let position: usize = position
            .and_then(|text| text.parse().ok())
            .expect("a number");
        answer
            .send_keys(&words[position])
            .await
            .expect("a word typed");
    }
    window.click("next").await;
}

async fn create_owner(window: &Window) {
    window.see("first-run[data-step=owner]").await;
    window.fill("owner-clinic", "Clínica Alameda").await;
    window.fill("owner-name", "Dra. Vidal").await;
    window.fill("owner-passphrase", PASSPHRASE).await;
    window.click("next").await;
}

async fn connect_whatsapp(clinic: &Clinic, window: &Window) {
    window.see("first-run[data-step=whatsapp]").await;
    let (app, business) = (&clinic.options.app, &clinic.options.business);
    window.fill("wa-waba", &business.waba_id).await;
    window.fill("wa-number", &business.phone_number_id).await;
    window.fill("wa-token", &business.access_token).await;
    window.fill("wa-app-id", &app.id).await;
    window.fill("wa-app-secret", &app.secret).await;
    window.fill("wa-verify-token", &app.verify_token).await;
    window.click("wa-connect").await;
    window
        .see("check[data-check=token][data-result=passed]")
        .await;
    window
        .see("check[data-check=number][data-result=passed]")
        .await;
    window
        .see("check[data-check=relay][data-result=passed]")
        .await;
    window
        .see("check[data-check=app_subscription]:not([data-result=passed])")
        .await;

    clinic.point_webhook_at_relay().await;
    window.click("wa-check").await;
    window
        .see("check[data-check=app_subscription][data-result=passed]")
        .await;
    window
        .see("check[data-check=inbound_message][data-result=waiting]")
        .await;
    window.see("proof[data-connected=false]").await;

    clinic
        .patient_writes("34600111222", "Lucía P.", "Hola, ¿están?")
        .await;
    window
        .see("check[data-check=inbound_message][data-result=passed]")
        .await;
    window.see("proof[data-connected=true]").await;
    window.shot("first-run-whatsapp").await;
}

#[tokio::test]
async fn the_first_run_connects_a_clinic_and_the_keyring_keeps_its_keys() {
    let clinic = Clinic::start().await;
    let window = connect(&clinic).await;
    window.see_with("row", "Lucía P.").await;
    window.close().await;

    // Started again, the keys come from the keyring: only the person's passphrase is asked for.
    let window = Window::open(&clinic).await;
    window.see("locked").await;
    window.fill("unlock-passphrase", "not the passphrase").await;
    window.click("unlock").await;
    window.see("error").await;
    window.fill("unlock-passphrase", PASSPHRASE).await;
    window.click("unlock").await;
    window.see_with("row", "Lucía P.").await;
    window.close().await;
}

#[tokio::test]
async fn a_pairing_code_that_is_none_is_refused_with_words() {
    let clinic = Clinic::start().await;
    let window = Window::open(&clinic).await;
    window.fill("pairing", "not a pairing code").await;
    window.click("pair").await;
    window.see("error").await;
    window.see("next:disabled").await;
    window.close().await;
}
