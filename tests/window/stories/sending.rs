//! The desk sends a picture, its voice, a question and a template with a picture: Meta gets what was meant.

use crate::{clinic::Clinic, first_run, window::Window};
use recado_meta_sim::world::Sent;
use std::path::{Path, PathBuf};

const NUMBER: &str = "34600333444";
const NAME: &str = "Maria K.";
const PICTURE: &str = "crates/meta-sim/src/media/photo.jpg";

/// The small picture made of it.
const SMALL: (u32, u32) = (320, 213);

#[tokio::test]
async fn a_picture_a_voice_note_a_question_and_a_template_leave() {
    let clinic = Clinic::start().await;
    let window = first_run::connect(&clinic).await;
    clinic
        .patient_writes(NUMBER, NAME, "¿Cómo se hace el ejercicio?")
        .await;
    window.click_with("row", NAME).await;

    picture(&window).await;
    voice(&window).await;
    question(&window).await;
    template(&window).await;
    window.shots("sent").await;

    let sent = clinic.patients().sent_to(NUMBER).await;
    let kinds: Vec<_> = sent.iter().map(|sent| sent.body["type"].as_str()).collect();
    assert_eq!(
        kinds,
        [
            Some("image"),
            Some("audio"),
            Some("interactive"),
            Some("template")
        ]
    );
    check_files(&clinic, &sent).await;
    check_template(&clinic, &sent[3]).await;
    window.close().await;
}

async fn picture(window: &Window) {
    window.choose("file-input", &picture_file()).await;
    window.see_picture("staged", SMALL).await;
    window.fill("composer", "Así, despacio").await;
    window.shots("composer-picture").await;
    window.click("send").await;
    window
        .see_with(
            "message[data-kind=image][data-status=delivered]",
            "Así, despacio",
        )
        .await;
    window.see_picture("message[data-kind=image]", SMALL).await;
}

/// The session's microphone hums; the recording is as long as its clock says.
async fn voice(window: &Window) {
    window.click("record").await;
    window
        .until("/:[0-9]*[1-9]/.test(document.querySelector('.recorder-time')?.textContent)")
        .await;
    window.shots("composer-recording").await;
    window.click("stop-recording").await;
    window.see("staged [data-testid=sound]").await;
    window.shots("composer-voice").await;
    window.click("send").await;
    window
        .see("message[data-kind=voice][data-status=delivered] [data-testid=sound]")
        .await;
}

async fn question(window: &Window) {
    window.click("plus").await;
    window.shot("composer-plus").await;
    window.click("plus ~ * [data-extra=question]").await;
    window
        .fill("question-body", "¿Qué día le viene mejor?")
        .await;
    for (field, day) in window
        .all("question-choice")
        .await
        .iter()
        .zip(["Jueves", "Viernes"])
    {
        field.send_keys(day).await.expect("a choice typed");
    }
    window.shots("composer-question").await;
    window.click("extra-send").await;
    window
        .see_with(
            "message[data-kind=options][data-status=delivered]",
            "Viernes",
        )
        .await;
}

async fn template(window: &Window) {
    window.click("pick-template").await;
    window
        .click("template-option[data-name=first_visit_gift]")
        .await;
    window.choose("slot-file", &picture_file()).await;
    window.see_with("template-slot", "photo.jpg").await;
    for field in window.all("template-variable").await {
        let key = field.attr("data-key").await.expect("a key");
        let is_name = key.as_deref() == Some("1");
        let value = if is_name { "Maria" } else { "ALAMEDA10" };
        field.send_keys(value).await.expect("a value typed");
    }
    window.shots("template-filled").await;
    window.click("send-template").await;
    window
        .see_with(
            "message[data-kind=template][data-status=delivered]",
            "un detalle para su primera visita",
        )
        .await;
    window
        .see_with("message[data-kind=template] li", "Copy a code")
        .await;
}

async fn check_files(clinic: &Clinic, sent: &[Sent]) {
    let uploads = clinic.patients().uploads().await;
    let of = |id: &serde_json::Value| {
        let found = uploads.iter().find(|upload| id == &upload.id);
        found.expect("the upload that the message names")
    };
    let image = &sent[0].body["image"];
    assert_eq!(image["caption"], "Así, despacio");
    let picture = of(&image["id"]);
    assert_eq!(picture.mime_type, "image/jpeg");
    assert_eq!(
        picture.bytes,
        std::fs::read(picture_file()).expect("the picture")
    );

    let audio = &sent[1].body["audio"];
    assert_eq!(audio["voice"], true);
    let voice = of(&audio["id"]);
    assert_eq!(voice.mime_type, "audio/ogg; codecs=opus");
    assert_eq!(&voice.bytes[..4], b"OggS");
    assert_eq!(&voice.bytes[28..36], b"OpusHead");
    assert_eq!(voice.bytes[37], 1, "one channel");
    // A hum of a second and more is no silence: that would fit into a few bytes a packet.
    assert!(voice.bytes.len() > 2_000, "{} bytes", voice.bytes.len());
}

async fn check_template(clinic: &Clinic, sent: &Sent) {
    let template = &sent.body["template"];
    assert_eq!(template["name"], "first_visit_gift");
    let component = |kind: &str| {
        let all = template["components"].as_array().expect("components");
        let found = all.iter().find(|component| component["type"] == kind);
        found
            .unwrap_or_else(|| panic!("no {kind} in {template}"))
            .clone()
    };
    let header = &component("header")["parameters"][0];
    assert_eq!(header["type"], "image");
    let uploads = clinic.patients().uploads().await;
    let upload = uploads.iter().find(|it| header["image"]["id"] == it.id);
    assert_eq!(upload.expect("the header's upload").mime_type, "image/jpeg");
    assert_eq!(component("body")["parameters"][0]["text"], "Maria");
    let button = component("button");
    assert_eq!(
        button["sub_type"]
            .as_str()
            .map(str::to_lowercase)
            .as_deref(),
        Some("copy_code")
    );
    assert_eq!(button["parameters"][0]["coupon_code"], "ALAMEDA10");
}

fn picture_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(PICTURE)
}
