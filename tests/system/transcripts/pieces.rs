//! Notes as Messenger records them, and notes that take more than one call: what was paid for is not sent again.

use super::service::Answer;
use crate::clinic::{Clinic, MARIA};
use recado_domain::{
    assist::AssistFeature,
    channel::Side,
    time::UnixMs,
    transcript::{TranscriptReason, TranscriptState},
};
use recado_inbox::view::transcribe::TranscriptView;
use recado_store::clinic::assist::{self, Total};
use serde_json::json;

/// Three seconds of tones: AAC in MP4.
const TONES: &[u8] = include_bytes!("../../../crates/transcribe/tests/it/sounds/tones.m4a");

/// A hum of some seconds as WAV: eight bits, 8,000 samples a second.
fn hum(seconds: u32) -> Vec<u8> {
    let samples = seconds * 8_000;
    let mut wav = b"RIFF".to_vec();
    wav.extend_from_slice(&(samples + 36).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend_from_slice(&8_000_u32.to_le_bytes());
    wav.extend_from_slice(&8_000_u32.to_le_bytes());
    wav.extend_from_slice(b"\x01\0\x08\0data");
    wav.extend_from_slice(&samples.to_le_bytes());
    wav.extend((0..samples).map(|at| if at % 40 < 20 { 100 } else { 156 }));
    wav
}

impl Clinic {
    /// Maria sends a voice note with these bytes.
    pub(super) async fn sends_sound(&self, mime: &str, bytes: Vec<u8>) {
        let held = self.control().hold_media(mime, bytes, None).await;
        let audio = json!({"id": held, "mime_type": mime, "voice": true});
        self.sends(MARIA, json!({"type": "audio", "audio": audio}))
            .await;
    }

    /// What hearing took, as it is written down: what was cut off more than a quarter of an hour ago as failed.
    fn took(&self) -> Total {
        let now = self.clock.now();
        let totals = self
            .database()
            .read(|conn| assist::totals(conn, UnixMs(0), now));
        let mut totals = totals.unwrap().into_iter();
        totals
            .find(|it| it.feature == AssistFeature::Transcription)
            .unwrap()
    }
}

/// Messenger and Instagram: MP4 with AAC is decoded here, and goes out as any note does.
#[tokio::test(flavor = "multi_thread")]
async fn a_note_in_mp4_is_heard_as_any_other() {
    let (clinic, service) = Clinic::that_listens().await;
    service.will(&[Answer::Hears("até amanhã")]);
    clinic.sends_sound("audio/mp4", TONES.to_vec()).await;
    let note = clinic.stands(TranscriptState::Done).await;
    assert_eq!(note.text, "até amanhã");
    let wav = service.asked().remove(0).file;
    assert_eq!(wav[24..28], 16_000_u32.to_le_bytes());
    let seconds = (wav.len() - 44) as f64 / 32_000.0;
    assert!((2.9..3.2).contains(&seconds), "{seconds}");
    // A file that breaks off is said to be damaged, and keeps nobody back.
    clinic
        .sends_sound("audio/mp4", TONES[..9_000].to_vec())
        .await;
    clinic.writes(MARIA, "Recebeu?").await;
    clinic.only_thread(|it| it.messages.len() == 4).await;
    let row = clinic.rows(1).await.remove(0);
    clinic
        .until(|| async {
            clinic.later(std::time::Duration::from_secs(5)).await;
            let notes = clinic
                .desk
                .transcripts(Side::Clinical, row.conversation)
                .await;
            let is_damaged = |note: &TranscriptView| note.reason == Some(TranscriptReason::Damaged);
            notes.unwrap().notes.iter().any(is_damaged).then_some(())
        })
        .await;
    assert_eq!(service.times(), 0);
}

/// Killed while the second of two pieces is heard: only that one is sent again, and every call that left is counted.
#[tokio::test(flavor = "multi_thread")]
async fn a_note_goes_on_with_the_piece_that_is_missing() {
    let (mut clinic, service) = Clinic::that_listens().await;
    let before = clinic.took().calls;
    service.will(&[Answer::Hears("um"), Answer::Waits, Answer::Hears("dois")]);
    clinic.sends_sound("audio/wav", hum(320)).await;
    clinic.has_asked(&service, 2).await;
    clinic.restart_desk().await;
    clinic.unlock().await;
    let note = clinic.stands(TranscriptState::Done).await;
    assert_eq!(note.text, "um dois");
    let asked = service.asked();
    assert_eq!(asked.len(), 3);
    assert_eq!(asked[1].file, asked[2].file, "the second piece, again");
    assert_ne!(asked[0].file, asked[1].file);
    clinic.later(16 * super::MINUTE).await;
    let took = clinic.took();
    assert_eq!((took.calls - before, took.failed), (3, 1));
}
