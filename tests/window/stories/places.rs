//! Templates and channels as places: a template is written and approved at Meta, a number goes off and on.

use crate::{clinic::Clinic, first_run};
use recado_meta_sim::control::review::Review;

#[tokio::test]
async fn a_new_template_is_approved_without_asking_again() {
    let clinic = Clinic::start().await;
    let window = first_run::connect(&clinic).await;
    window.click("place-templates").await;
    window.see("template-chip[data-status=approved]").await;
    window.shots("templates").await;

    window.click("template-new").await;
    window.fill("template-name", "Cita Cambiada").await;
    window
        .fill(
            "template-body",
            "Hola, su cita cambia de día. Escríbanos y se lo contamos.",
        )
        .await;
    window.shots("template-editor").await;
    window.click("editor-save").await;
    window.see("template-outcome").await;
    window.see("template-detail[data-status=pending]").await;
    window.shots("template-pending").await;

    let patients = clinic.patients();
    let templates = patients.templates().await;
    let new = templates.iter().find(|it| it.name == "cita_cambiada");
    let new = new.expect("the template at Meta");
    assert_eq!(new.status, "PENDING");
    let reviewed = patients.review_template(&new.id, Review::Approve).await;
    reviewed.expect("Meta approves it");
    window.see("template-detail[data-status=approved]").await;
    window.close().await;
}

#[tokio::test]
async fn a_number_goes_off_and_on_again() {
    let clinic = Clinic::start().await;
    let window = first_run::connect(&clinic).await;
    window.click("place-connection").await;
    window
        .see("channel-card[data-kind=whatsapp][data-state=connected]")
        .await;
    window.shots("channels").await;
    window.click("channel-off").await;
    window.see("switch-off").await;
    window.shots("channel-switch-off").await;
    window.click("switch-off-confirm").await;
    window.see("channel-card[data-state=off]").await;
    window.shots("channel-off").await;

    let (number, name) = ("34600444555", "Rosa M.");
    clinic.patient_writes(number, name, "¿Siguen ahí?").await;
    assert!(!window.text().await.contains(name));
    // Refused while it is off, and told again by Meta once it is on.
    window.click("channel-on").await;
    window
        .see("channel-card[data-kind=whatsapp][data-state=connected]")
        .await;
    window.click("place-clinical").await;
    window.click_with("row", name).await;
    window.see_with("message", "¿Siguen ahí?").await;
    window.fill("composer", "Sí, aquí estamos.").await;
    window.click("send").await;
    window
        .see_with(
            "message[data-direction=outbound][data-status=delivered]",
            "aquí estamos",
        )
        .await;
    window.close().await;
}
