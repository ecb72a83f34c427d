//! A patient writes, the desk answers, the patient reads.

use crate::{clinic::Clinic, first_run};

const QUESTION: &str = "¿Puedo cambiar la cita del jueves?";
const ANSWER: &str = "Claro. ¿Le viene bien el viernes a las 10?";

/// Asks for an address in every way a message could, and returns which of the policy's rules said no.
const TRY_EVERYTHING: &str = "const tryEverything = async (address) => { \
        const refused = new Set(); \
        const told = new Promise(done => document.addEventListener('securitypolicyviolation', event => { \
            refused.add(event.effectiveDirective); \
            if (refused.size === 3) done(); \
        })); \
        new Image().src = address + 'picture.png'; \
        new Audio(address + 'sound.wav').load(); \
        const fetched = await fetch(address).then(() => 'fetch reached', () => 'fetch refused'); \
        await told; \
        return [...refused].sort().concat(fetched); \
    }";

#[tokio::test]
async fn a_patient_writes_and_the_answer_is_read() {
    let clinic = Clinic::start().await;
    let window = first_run::connect(&clinic).await;
    let patients = clinic.patients();

    clinic
        .patient_writes("34600333444", "Maria K.", QUESTION)
        .await;
    window.see_with("row", QUESTION).await;
    window.shot("list").await;
    window.click_with("row", "Maria K.").await;
    window
        .see_with("message[data-direction=inbound]", QUESTION)
        .await;
    window.see("window-chip").await;

    window.fill("composer", ANSWER).await;
    window.click("send").await;
    window
        .see_with(
            "message[data-direction=outbound][data-status=delivered]",
            ANSWER,
        )
        .await;
    patients.patient_reads("34600333444").await;
    window
        .see_with("message[data-direction=outbound][data-status=read]", ANSWER)
        .await;
    window.shot("thread").await;

    let sent = patients.sent().await;
    let bodies: Vec<_> = sent
        .iter()
        .map(|sent| sent.body["text"]["body"].as_str())
        .collect();
    assert_eq!(bodies, [Some(ANSWER)]);
    assert_eq!(sent[0].to, "34600333444");
    window.close().await;
}

#[tokio::test]
async fn a_second_start_brings_the_same_window_forward() {
    let clinic = Clinic::start().await;
    let window = first_run::connect(&clinic).await;
    let again = tokio::process::Command::new(env!("CARGO_BIN_EXE_recado"))
        .arg("--data")
        .arg(clinic.data())
        .env_remove("TAURI_WEBVIEW_AUTOMATION")
        .status();
    let ended = tokio::time::timeout(std::time::Duration::from_secs(30), again).await;
    let status = ended
        .expect("the second start ends by itself")
        .expect("it starts");
    assert!(status.success());
    window.see("list").await;
    window.close().await;
}

#[tokio::test]
async fn the_page_reaches_nothing_outside() {
    let clinic = Clinic::start().await;
    let window = first_run::connect(&clinic).await;
    let address = clinic.graph();
    // Listening, near, and still out of reach: the content policy forbids it, however it is asked for.
    let refused = window
        .run(&format!(
            "{TRY_EVERYTHING}; return tryEverything('{address}/')"
        ))
        .await;
    assert_eq!(
        refused,
        serde_json::json!(["connect-src", "img-src", "media-src", "fetch refused"])
    );
    window.close().await;
}
