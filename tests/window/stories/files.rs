//! Files in the real web view: drawn and played from their own protocol, handed over as bytes, and gone with the lock.

use crate::{clinic::Clinic, first_run, window::Window};
use serde_json::{Value, json};
use std::time::Duration;

/// Runs inside the page before every script: how the interface asks the program.
const ASK: &str = "const ask = (name, values, options) => window.__TAURI_INTERNALS__.invoke(name, values, options);
  const query = { side: 'clinical', filter: 'all', channel: null };
  const { rows } = await ask('list_conversations', { query, limit: 10 });
  const conversation = rows[0]?.conversation;
  const thread = conversation && await ask('open_thread', { side: 'clinical', conversation });
  const media = thread ? thread.messages.flatMap((message) => message.media) : [];";

async fn run(window: &Window, script: &str) -> Value {
    window
        .run(&format!(
            "return (async () => {{ {ASK}\n{script} }})().catch((error) => String(error))"
        ))
        .await
}

/// A voice note and a picture of a patient, both here.
async fn with_files(clinic: &Clinic, window: &Window) {
    for message in [
        json!({"type": "audio", "audio": {"voice": true}}),
        json!({"type": "image", "image": {}}),
    ] {
        let sent = clinic
            .patients()
            .patient_sends("34600333444", "Maria K.", message, None)
            .await;
        sent.expect("a patient sends a file");
    }
    let are_here = async {
        while run(
            window,
            "return media.filter((file) => file.state === 'here').length",
        )
        .await
            != 2
        {
            tokio::task::yield_now().await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(60), are_here).await;
    waited.expect("the files come");
}

#[tokio::test]
async fn a_voice_note_plays_and_a_picture_is_drawn() {
    let clinic = Clinic::start().await;
    let window = first_run::connect(&clinic).await;
    with_files(&clinic, &window).await;
    let heard = run(
        &window,
        "const voice = media.find((file) => file.kind === 'voice');
         const answer = await fetch(`attachment://localhost/${encodeURIComponent(`${voice.id}/sound`)}`);
         const blob = await answer.blob();
         const audio = new Audio();
         const ready = await new Promise((done) => {
           audio.ontimeupdate = () => audio.currentTime > 0 && done(true);
           audio.onerror = () => done(audio.error.message || 'cannot play');
           setTimeout(() => done('nothing happens'), 20000);
           // Without a person's click only what is silent may start.
           audio.muted = true;
           audio.src = URL.createObjectURL(blob);
           audio.play().catch((error) => done(String(error)));
         });
         return [answer.status, blob.type, ready];",
    )
    .await;
    assert_eq!(heard, json!([200, "audio/wav", true]));
    let drawn = run(
        &window,
        "const photo = media.find((file) => file.kind === 'image');
         const draw = (path) => new Promise((done) => {
           const image = new Image();
           image.onload = () => done(image.naturalWidth);
           image.onerror = () => done(0);
           image.src = `attachment://localhost/${encodeURIComponent(path)}`;
         });
         return [await draw(photo.id) === photo.width, await draw(`${photo.id}/thumbnail`) > 0];",
    )
    .await;
    assert_eq!(drawn, json!([true, true]));
    window.close().await;
}

#[tokio::test]
async fn a_file_is_handed_over_as_bytes_and_nothing_is_served_after_the_lock() {
    let clinic = Clinic::start().await;
    let window = first_run::connect(&clinic).await;
    with_files(&clinic, &window).await;
    let staged = run(
        &window,
        "const bytes = new TextEncoder().encode('Bom dia\\n');
         const headers = { 'x-name': encodeURIComponent('análise.txt'), 'x-mime': 'text/plain',
           'x-side': 'clinical', 'x-conversation': conversation };
         const staged = await ask('stage_file', bytes, { headers });
         return [staged.media.name, staged.media.bytes, staged.problem];",
    )
    .await;
    assert_eq!(staged, json!(["análise.txt", 8, null]));
    let open = run(
        &window,
        "const address = `attachment://localhost/${media[0].id}`;
         const before = (await fetch(address)).status;
         const missing = (await fetch('attachment://localhost/019a8c1e-0000-7000-8000-000000000001')).status;
         return [before, missing, address];",
    )
    .await;
    assert_eq!((&open[0], &open[1]), (&json!(200), &json!(404)));
    window.lock().await;
    let locked = window
        .run(&format!(
            "return (async () => {{ const after = await fetch({}); return [after.status, (await after.blob()).size]; }})()",
            open[2]
        ))
        .await;
    assert_eq!(locked, json!([403, 0]));
    window.close().await;
}
