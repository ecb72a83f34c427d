//! A message that needs a person now: notification, banner, acknowledgement.

use crate::{clinic::Clinic, first_run, notifications::Notifications, window::Window};

const CRISIS: &str = "No quiero seguir viviendo. Esta noche me mato con las pastillas";

/// CASES 32, N2, M5: the click opens the right thread.
#[tokio::test]
async fn a_crisis_is_announced_without_content_and_acknowledged_by_name() {
    let clinic = Clinic::start().await;
    let window = first_run::connect(&clinic).await;
    let notifications = Notifications::from_now_on();

    clinic
        .patient_writes("34600555666", "Maria K.", CRISIS)
        .await;
    let alert = notifications.titled("Urgent flag").await;
    assert!(alert.call.contains("\"urgency\": 2"), "{}", alert.call);
    assert!(
        alert.call.ends_with(" 0"),
        "it must not expire: {}",
        alert.call
    );
    for content in ["Maria", "34600555666", "pastillas", "mato", "viviendo"] {
        assert!(!alert.call.contains(content), "{}", alert.call);
    }

    alert.click();
    window
        .see_with("message[data-direction=inbound]", CRISIS)
        .await;
    window.see("risk-banner[data-flag=urgent]").await;
    window.see("message mark").await;
    window.shot("risk-banner").await;

    window.click("acknowledge").await;
    window.see_with("acknowledged", "Dra. Vidal").await;
    assert!(window.all("risk-banner").await.is_empty());

    window.click("record").await;
    window.see("outcome-dialog").await;
    window
        .fill("outcome-note", "La hermana está con ella")
        .await;
    window.shot("alert-outcome").await;
    window.click("keep-outcome").await;
    window.see_with("note", "La hermana está con ella").await;
    written_down(&window).await;
    window.close().await;
}

/// What was done about the flag stands in the audit.
async fn written_down(window: &Window) {
    window.click("place-settings").await;
    window.click("open-audit").await;
    window
        .see_with("audit-entry", "wrote down what came of a flag")
        .await;
    window.see_with("audit-entry", "acknowledged a flag").await;
}

/// CASES 32: also after unlocking.
#[tokio::test]
async fn a_crisis_while_locked_opens_its_thread_after_signing_in() {
    let clinic = Clinic::start().await;
    let window = first_run::connect(&clinic).await;
    let notifications = Notifications::from_now_on();
    window.lock().await;

    clinic
        .patient_writes("34600555666", "Maria K.", CRISIS)
        .await;
    let alert = notifications.titled("Urgent flag").await;
    assert!(!window.text().await.contains("Maria"));
    alert.click();

    window
        .fill("unlock-passphrase", first_run::PASSPHRASE)
        .await;
    window.click("unlock").await;
    window
        .see_with("message[data-direction=inbound]", CRISIS)
        .await;
    window.see("risk-banner[data-flag=urgent]").await;
    window.click("acknowledge").await;
    window.see_with("acknowledged", "Dra. Vidal").await;
    window.close().await;
}
