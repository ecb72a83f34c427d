//! Everything a patient can send on WhatsApp, in one thread: files loaded and played, the rest readable.

use crate::{clinic::Clinic, first_run, window::Window};
use recado_meta_sim::message::whatsapp;
use serde_json::json;

const NUMBER: &str = "34600222333";
const NAME: &str = "Inés V.";

/// The patient's picture, and the small one of it in the thread.
const LARGE: (u32, u32) = (480, 320);
const SMALL: (u32, u32) = (320, 213);

#[tokio::test]
async fn every_kind_a_patient_sends_is_shown() {
    let clinic = Clinic::start().await;
    let window = first_run::connect(&clinic).await;
    let first = clinic
        .patient_sends(NUMBER, NAME, whatsapp::text("Hola, les mando lo de ayer."))
        .await;
    window.click_with("row", NAME).await;
    window.fill("composer", "Gracias, lo miramos.").await;
    window.click("send").await;
    window.see("message[data-status=delivered]").await;

    files(&clinic, &window).await;
    window.shots("kinds-files").await;
    people_and_choices(&clinic, &window, &first).await;
    for (at, share) in [0.0, 0.25, 0.5, 0.75, 1.0].into_iter().enumerate() {
        scroll(&window, share).await;
        window.shots(&format!("kinds-{at}")).await;
    }

    window
        .click("message[data-kind=image] [data-testid=picture]")
        .await;
    window.see_picture("viewer", LARGE).await;
    window.shots("lightbox").await;
    window.click("viewer-close").await;
    window.close().await;
}

/// Pictures have their pixels, a sticker moves no place, a voice note plays.
async fn files(clinic: &Clinic, window: &Window) {
    for message in [
        whatsapp::image("Así está hoy la herida"),
        whatsapp::video(""),
        whatsapp::sticker(),
        whatsapp::document("análisis 2026.pdf", ""),
        whatsapp::audio(),
        whatsapp::voice(),
    ] {
        clinic.patient_sends(NUMBER, NAME, message).await;
    }
    window.see_picture("message[data-kind=image]", SMALL).await;
    window
        .until("document.querySelector('[data-testid=message][data-kind=sticker] img')?.naturalWidth > 0")
        .await;
    window
        .see("message[data-kind=video] [data-testid=picture]")
        .await;
    window
        .see_with("message[data-kind=document]", "análisis 2026.pdf")
        .await;
    window.see("document button").await;
    let voice = "message[data-kind=voice] [data-testid=sound]";
    window.see(voice).await;
    window
        .until("new Set([...document.querySelectorAll('[data-kind=voice] .sound-wave rect')].map(it => it.getAttribute('height'))).size > 5")
        .await;
    window.click("message[data-kind=voice] .sound-play").await;
    // Only what was fetched through our scheme, decoded and is heard moves on.
    window
        .until("document.querySelector('[data-kind=voice] input[type=range]').valueAsNumber > 300")
        .await;
    assert!(
        window
            .all("message[data-kind=voice] .media-note")
            .await
            .is_empty()
    );
    window.click("message[data-kind=voice] .sound-play").await;
}

async fn people_and_choices(clinic: &Clinic, window: &Window, first: &str) {
    let desk = clinic.patients().sent_to(NUMBER).await;
    let answer = desk.first().expect("the desk's answer").wamid.clone();
    let last = clinic
        .patient_sends(
            NUMBER,
            NAME,
            whatsapp::text("Perdón, esto era para otra persona"),
        )
        .await;
    for message in [
        whatsapp::reaction(&answer, "❤️"),
        whatsapp::location(
            40.4168,
            -3.7038,
            "Clínica Alameda",
            "Calle de la Alameda 3, Madrid",
        ),
        whatsapp::location(40.4521, -3.6884, "", ""),
        whatsapp::contact("Marta Gil", "+34 600 555 111"),
        whatsapp::shared_number("Inés V.", "+34 600 222 333"),
        whatsapp::replying_to(
            first,
            whatsapp::text("Y esto, ¿es normal? https://clinic.example/guia"),
        ),
        whatsapp::button_reply(&answer, "yes", "Sí, confirmo"),
        whatsapp::list_reply(&answer, "thu-17", "Jueves, 17:00", "Con la Dra. Vidal"),
        whatsapp::template_button(&answer, "confirm", "Confirmo"),
        whatsapp::flow_reply(
            &answer,
            &json!({"flow_token": "t-1", "nombre": "Inés", "alergias": ["penicilina", "látex"]}),
        ),
        whatsapp::order("Para recoger el viernes"),
        whatsapp::forwarded(true, whatsapp::text("Beber mucha agua en invierno")),
        whatsapp::from_ad(
            "Primera revisión gratis",
            whatsapp::text("He visto el anuncio"),
        ),
        whatsapp::edit(first, whatsapp::text("Hola, les mando las fotos de ayer.")),
        whatsapp::revoke(&last),
        whatsapp::unsupported("poll_creation"),
        whatsapp::failed_media("image"),
        json!({"type": "hologram", "hologram": {"depth": 3}}),
        whatsapp::text("Eso es todo 🙂"),
    ] {
        clinic.patient_sends(NUMBER, NAME, message).await;
    }
    window.see_with("message", "Eso es todo").await;
    window
        .see_with("message[data-direction=outbound]", "❤️")
        .await;
    window.see_with("place", "Calle de la Alameda 3").await;
    window.see_with("card", "Marta Gil").await;
    window.see_with("answers", "penicilina").await;
    window.see_with("order", "30").await;
    window.see_with("referral", "Primera revisión gratis").await;
    window.see("unsupported").await;
    window.see_with("message", "las fotos de ayer").await;
    let shown = window.text().await;
    assert!(!shown.contains("para otra persona"), "{shown}");
}

/// Scrolls to a share of the thread; what still arrives at its end must not pull it back.
async fn scroll(window: &Window, share: f64) {
    let is_end = share >= 1.0;
    window
        .until(&format!(
            "(box => {{ \
                box.scrollTop = (box.scrollHeight - box.clientHeight) * {share}; \
                return {is_end} === !document.querySelector('.to-newest'); \
            }})(document.querySelector('.messages'))"
        ))
        .await;
}
