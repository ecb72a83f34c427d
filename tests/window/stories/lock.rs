//! Locked is not deaf: what comes in while nobody is signed in waits for whoever signs in.

use crate::{clinic::Clinic, first_run, notifications::Notifications};

const WORDS: &str = "Llego diez minutos tarde";

#[tokio::test]
async fn a_message_that_came_while_locked_is_there_after_signing_in() {
    let clinic = Clinic::start().await;
    let window = first_run::connect(&clinic).await;
    let notifications = Notifications::from_now_on();
    window.lock().await;
    window.shot("locked").await;

    clinic
        .patient_writes("34600999000", "Pedro S.", WORDS)
        .await;
    let notification = notifications.titled("New message").await;
    assert!(
        !notification.call.contains("Pedro"),
        "{}",
        notification.call
    );
    let shown = window.text().await;
    assert!(
        !shown.contains("Pedro") && !shown.contains(WORDS),
        "{shown}"
    );

    window
        .fill("unlock-passphrase", first_run::PASSPHRASE)
        .await;
    window.click("unlock").await;
    window.see_with("row", WORDS).await;
    window.click_with("row", "Pedro S.").await;
    window
        .see_with("message[data-direction=inbound]", WORDS)
        .await;
    window.close().await;
}
