//! Voice notes recorded at the desk.

use crate::clinic::{
    Clinic, MARIA,
    desk::Speaking,
    last,
    reach::{SOFIA, TOMAS},
};
use recado_domain::{
    channel::{ChannelKind, Side},
    delivery::DeliveryStatus,
    media::MediaKind,
    message::MessageKind,
};
use recado_inbox::error::InboxError;
use recado_meta_sim::world::product::Product;
use serde_json::json;

/// CASES 23: a recorded voice note is OGG with Opus, mono, named with its codec, and accepted.
#[tokio::test(flavor = "multi_thread")]
async fn a_voice_note_is_recorded_and_sent_on_whatsapp() {
    let clinic = Clinic::open_with_microphone(Speaking).await;
    clinic.writes(MARIA, "Bom dia").await;
    let thread = clinic
        .only_thread(|thread| !thread.messages.is_empty())
        .await;
    clinic.desk.start_recording().await.unwrap();
    let progress = clinic.desk.recording().await.unwrap();
    assert_eq!(progress.duration_ms, 2_000);
    assert!(progress.level > 50);
    let staged = clinic
        .desk
        .stop_recording(Side::Clinical, thread.conversation)
        .await
        .unwrap();
    assert_eq!(
        (staged.problem, staged.media.kind),
        (None, MediaKind::Voice)
    );
    assert_eq!(staged.media.duration_ms, Some(2_000));
    assert_eq!(staged.media.waveform.len(), 64);
    clinic.sends_files(&thread, vec![staged.media.id], "").await;
    let thread = clinic
        .thread(thread.conversation, |thread| {
            last(thread).status == Some(DeliveryStatus::Read)
        })
        .await;
    assert_eq!(last(&thread).kind, MessageKind::Voice);
    let sent = clinic.sent().await;
    assert_eq!(sent[0].body["audio"]["voice"], true);
    let uploads = clinic.control().uploads().await;
    assert_eq!(uploads[0].mime_type, "audio/ogg; codecs=opus");
    assert_eq!(&uploads[0].bytes[28..36], b"OpusHead");
    assert_eq!(uploads[0].bytes[37], 1, "one channel");
}

/// Messenger and Instagram take no OGG: there a voice is WAV.
#[tokio::test(flavor = "multi_thread")]
async fn on_messenger_and_instagram_a_voice_is_sound_they_take() {
    for (kind, product, person) in [
        (ChannelKind::Messenger, Product::Messenger, SOFIA),
        (ChannelKind::Instagram, Product::Instagram, TOMAS),
    ] {
        let clinic = Clinic::open_with_microphone(Speaking).await;
        clinic.connect_page(kind).await;
        clinic
            .visits(product, person, json!({"message": {"text": "Olá"}}))
            .await;
        let thread = clinic.only(Side::Leads, |_| true).await;
        clinic.desk.start_recording().await.unwrap();
        let staged = clinic
            .desk
            .stop_recording(Side::Leads, thread.conversation)
            .await
            .unwrap();
        assert_eq!(staged.problem, None);
        clinic.sends_files(&thread, vec![staged.media.id], "").await;
        let sent = clinic
            .until(|| async { clinic.sent().await.into_iter().next() })
            .await;
        assert_eq!(sent.body["message"]["attachment"]["type"], "audio");
        assert_eq!(&clinic.control().uploads().await[0].bytes[8..12], b"WAVE");
    }
}

/// The lock closes the microphone, and a desk without one says so.
#[tokio::test(flavor = "multi_thread")]
async fn the_lock_closes_the_microphone() {
    let clinic = Clinic::open_with_microphone(Speaking).await;
    clinic.desk.start_recording().await.unwrap();
    clinic.desk.lock().await.unwrap();
    let refused = clinic.desk.start_recording().await;
    assert!(matches!(refused, Err(InboxError::Locked)));
    clinic.unlock().await;
    let gone = clinic.desk.recording().await;
    assert!(matches!(gone, Err(InboxError::NotFound)));
    let deaf = Clinic::open().await;
    let refused = deaf.desk.start_recording().await;
    assert!(matches!(refused, Err(InboxError::NoMicrophone(_))));
}
