//! The service window is closed: the composer becomes the template picker.

use crate::{clinic::Clinic, first_run};
use std::time::{SystemTime, UNIX_EPOCH};

const HOUR_MS: i64 = 3_600_000;

#[tokio::test]
async fn outside_the_window_a_filled_template_leaves_instead_of_text() {
    let clinic = Clinic::start().await;
    let window = first_run::connect(&clinic).await;
    let patients = clinic.patients();

    let yesterday = Some(now_ms() - 26 * HOUR_MS);
    let written = patients.patient_writes(
        "34600777888",
        "Ana R.",
        "¿A qué hora era la cita?",
        yesterday,
    );
    written.await.expect("a patient wrote");
    window.click_with("row", "Ana R.").await;
    window.see("template-picker").await;
    assert!(window.all("composer").await.is_empty());

    window
        .click("template-option[data-name=appointment_reminder][data-key*=es]")
        .await;
    window.see("template-variable").await;
    window.see("send-template:disabled").await;
    for (field, value) in window
        .all("template-variable")
        .await
        .iter()
        .zip(["Ana", "jueves a las 9:00"])
    {
        field.send_keys(value).await.expect("a value typed");
    }
    window.shot("closed").await;
    window.click("send-template").await;
    window
        .see_with(
            "message[data-direction=outbound][data-status=delivered]",
            "jueves a las 9:00",
        )
        .await;

    let sent = patients.sent().await;
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].body["type"], "template");
    assert_eq!(sent[0].body["template"]["name"], "appointment_reminder");
    window.close().await;
}

#[expect(
    clippy::disallowed_methods,
    reason = "the program under test follows the machine's clock"
)]
fn now_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a clock after 1970");
    i64::try_from(since.as_millis()).expect("milliseconds")
}
