//! Voice notes are heard by a machine: what it hears is found and flagged as words are, and what it does not hear is said.

#[cfg(feature = "whisper")]
mod here;
mod pieces;
mod second_ear;
mod service;
mod two;

use crate::{
    clinic::{Clinic, MARIA, NIKOS},
    erasing::handing_over,
};
use recado_domain::{
    alert::{AlertCategory, AlertLevel},
    channel::Side,
    transcript::{TranscriptReason, TranscriptState},
};
use recado_inbox::{
    error::InboxError,
    view::transcribe::{FromVoice, TranscriptView, VoiceMode, VoiceSettingsForm},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use service::{Answer, Service};
use std::time::Duration;

const CRISIS: &str = "não quero continuar a viver assim";
const MINUTE: Duration = Duration::from_secs(60);

fn from<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// The service, as an owner chooses it.
fn form(service: &Service) -> Value {
    json!({
        "baseUrl": service.base, "key": null, "isOwn": false, "summaryModel": "",
        "transcriptionModel": "whisper-test", "on": [], "hour": 20, "monthlyMicro": 1_000_000,
        "currency": "EUR", "prices": {}
    })
}

impl Clinic {
    /// A clinic whose notes are heard by a service on this computer, and Maria, who agreed to it.
    async fn that_listens() -> (Self, Service) {
        let (clinic, service) = Self::with_a_service().await;
        clinic.writes(MARIA, "Bom dia").await;
        let thread = clinic
            .only_thread(|thread| !thread.messages.is_empty())
            .await;
        let at = clinic.clock.now().0;
        let consent = json!({"purpose": "ai_summary", "act": "given", "how": "signed", "at": at});
        clinic
            .desk
            .record_consent(Side::Clinical, thread.conversation, from(consent))
            .await
            .unwrap();
        (clinic, service)
    }

    async fn with_a_service() -> (Self, Service) {
        let (clinic, service) = (Self::open().await, Service::start().await);
        let form = form(&service);
        clinic.desk.save_assist(from(form)).await.unwrap();
        clinic
            .desk
            .try_assist(from(json!("transcription")))
            .await
            .unwrap();
        clinic.hears(VoiceMode::Service).await;
        service.asked();
        (clinic, service)
    }

    async fn hears(&self, mode: VoiceMode) {
        let form = VoiceSettingsForm {
            mode,
            language: None,
        };
        self.desk.save_voice_settings(form).await.unwrap();
    }

    /// Maria sends a voice note.
    async fn speaks(&self) {
        self.sends(MARIA, json!({"type": "audio", "audio": {"voice": true}}))
            .await;
    }

    /// Waits until her only note stands as wanted, while the time goes on.
    async fn note(&self, is_so: impl Fn(&TranscriptView) -> bool) -> TranscriptView {
        self.until(|| async {
            self.later(Duration::from_secs(5)).await;
            let rows = self.list(recado_inbox::view::list::ListFilter::All).await;
            let row = rows.into_iter().find(|row| row.name == MARIA.name)?;
            let asked = self.desk.transcripts(Side::Clinical, row.conversation);
            let found = asked.await.unwrap().notes.into_iter().next()?;
            is_so(&found).then_some(found)
        })
        .await
    }

    async fn stands(&self, state: TranscriptState) -> TranscriptView {
        self.note(|note| note.state == state).await
    }

    /// Waits until the service was asked so often since somebody looked.
    async fn has_asked(&self, service: &Service, times: usize) {
        self.until(|| async {
            self.later(Duration::from_secs(5)).await;
            (service.times() >= times).then_some(())
        })
        .await;
    }
}

/// RISK 6: real Opus goes out as WAV, 16 kHz, one channel, with a language; what comes back is searched and flagged.
#[tokio::test(flavor = "multi_thread")]
async fn a_voice_note_is_written_down_found_and_flagged() {
    let (clinic, service) = Clinic::that_listens().await;
    service.will(&[Answer::Hears(CRISIS)]);
    clinic.speaks().await;
    let note = clinic.stands(TranscriptState::Done).await;
    assert_eq!(
        (note.text.as_str(), note.language.as_deref()),
        (CRISIS, Some("pt"))
    );
    assert!(note.may_hear && !note.may_stop && note.unsure.is_empty());
    assert!(!note.marks.is_empty(), "the words are marked");
    let made_by = note.made_by.unwrap();
    assert!(
        made_by.starts_with("whisper-test @ 127.0.0.1:"),
        "{made_by}"
    );

    let asked = service.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].fields["language"], "auto");
    assert_eq!(asked[0].fields["response_format"], "verbose_json");
    let wav = &asked[0].file;
    assert_eq!(
        (&wav[..4], &wav[8..12]),
        (b"RIFF".as_slice(), b"WAVE".as_slice())
    );
    assert_eq!(wav[22..24], [1, 0], "one channel");
    assert_eq!(wav[24..28], 16_000_u32.to_le_bytes());
    assert_eq!(wav.len(), 44 + 112_000 * 2, "seven seconds");

    let found = clinic.desk.search("CONTINUAR viver".into()).await.unwrap();
    assert_eq!(found.messages.len(), 1);
    assert!(found.messages[0].snippet.contains("continuar"));
    let thread = clinic
        .thread(found.messages[0].conversation, |thread| {
            !thread.alerts.is_empty()
        })
        .await;
    let alert = &thread.alerts[0];
    assert_eq!(alert.category, AlertCategory::Suicide);
    assert_eq!(alert.from_voice, Some(FromVoice::Heard));
    assert_eq!(alert.message, Some(found.messages[0].message));
    assert!(alert.words.iter().any(|word| CRISIS.contains(word)));
    assert_eq!(thread.messages.last().unwrap().level, Some(alert.level));
    let acts = clinic.acts("assist.asked");
    assert_eq!(acts.len(), 1, "what left the clinic has its act");
    assert!(!acts[0].1.contains("viver"));

    // The same sound once more is not sent once more.
    clinic.speaks().await;
    clinic
        .thread(thread.conversation, |thread| thread.messages.len() == 3)
        .await;
    clinic
        .until(|| async {
            clinic.later(Duration::from_secs(5)).await;
            let notes = clinic.desk.transcripts(Side::Clinical, thread.conversation);
            let notes = notes.await.unwrap().notes;
            let heard = |note: &TranscriptView| note.state == TranscriptState::Done;
            (notes.len() == 2 && notes.iter().all(heard)).then_some(())
        })
        .await;
    assert_eq!(service.times(), 0);
}

/// An uncertain hit is not lowered, and says that somebody has to listen.
#[tokio::test(flavor = "multi_thread")]
async fn an_uncertain_flag_asks_to_listen() {
    let (clinic, service) = Clinic::that_listens().await;
    service.will(&[Answer::Doubts(CRISIS)]);
    clinic.speaks().await;
    let note = clinic.stands(TranscriptState::Uncertain).await;
    assert_eq!(note.unsure.len(), 1);
    let open = clinic.desk.open_alerts().await.unwrap();
    assert_eq!(open[0].from_voice, Some(FromVoice::Uncertain));
    assert!(open[0].level > AlertLevel::Review, "it is not lowered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_service_is_asked_again_and_a_refused_key_is_said() {
    let (clinic, service) = Clinic::that_listens().await;
    service.will(&[
        Answer::Says(429),
        Answer::Says(503),
        Answer::Hears("até amanhã"),
    ]);
    clinic.speaks().await;
    let note = clinic.stands(TranscriptState::Done).await;
    assert_eq!(
        (note.text.as_str(), service.asked().len()),
        ("até amanhã", 3)
    );

    service.will(&[Answer::Says(401)]);
    let row = clinic.rows(1).await.remove(0);
    let media = note.media;
    clinic
        .desk
        .hear_note(Side::Clinical, row.conversation, media)
        .await
        .unwrap();
    let note = clinic.stands(TranscriptState::Failed).await;
    assert_eq!(note.reason, Some(TranscriptReason::Refused));
    assert_eq!(note.text, "até amanhã", "what was heard before stays");
    assert_eq!(service.asked().len(), 1, "it is not asked again by itself");
    assert_eq!(clinic.desk.voice_settings().await.unwrap().failed, 1);

    // Somebody puts the key right and tries again.
    service.will(&[Answer::Hears("até sexta")]);
    let settings = clinic.desk.hear_failed_notes().await.unwrap();
    assert_eq!(settings.failed, 0);
    let note = clinic.stands(TranscriptState::Done).await;
    assert_eq!(note.text, "até sexta");
}

/// Killed while the service listens: asked once more, filed once; and whoever else writes meanwhile is not kept waiting.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_the_middle_is_heard_once_and_receiving_goes_on() {
    let (mut clinic, service) = Clinic::that_listens().await;
    service.will(&[Answer::Waits, Answer::Hears(CRISIS)]);
    clinic.speaks().await;
    clinic.has_asked(&service, 1).await;
    clinic.writes(NIKOS, "Καλημέρα").await;
    clinic.rows(2).await;
    assert_eq!(
        clinic.stands(TranscriptState::Transcribing).await.text,
        "",
        "it is still being heard"
    );
    clinic.restart_desk().await;
    clinic.unlock().await;
    let note = clinic.stands(TranscriptState::Done).await;
    assert_eq!(note.text, CRISIS);
    assert_eq!(service.times(), 2);
    assert_eq!(clinic.desk.open_alerts().await.unwrap().len(), 1);
}

/// Locked while the service listens: what it hears raises its flag at once and is filed at the next sign-in.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_heard_while_the_desk_is_locked_calls_at_once() {
    let (clinic, service) = Clinic::that_listens().await;
    service.will(&[Answer::Waits]);
    clinic.speaks().await;
    clinic.has_asked(&service, 1).await;
    clinic.desk.lock().await.unwrap();
    service.go_on();
    clinic
        .until(|| async {
            let database = clinic.database();
            let sealed = database
                .read(|conn| recado_store::clinic::spool::oldest(conn, Side::Clinical, 9))
                .unwrap();
            (!sealed.is_empty()).then_some(())
        })
        .await;
    clinic.unlock().await;
    let note = clinic.stands(TranscriptState::Done).await;
    assert_eq!(note.text, "bom dia doutora");
    assert_eq!(service.times(), 1, "it is not heard again");
}

/// Who did not agree is not heard, who is not known to agree neither; nothing leaves the clinic.
#[tokio::test(flavor = "multi_thread")]
async fn without_consent_nothing_leaves_the_clinic() {
    let (clinic, service) = Clinic::with_a_service().await;
    clinic.speaks().await;
    let note = clinic.stands(TranscriptState::Skipped).await;
    assert_eq!(note.reason, Some(TranscriptReason::Consent));
    assert_eq!(service.times(), 0);
    assert!(clinic.acts("assist.asked").is_empty());
}

/// What no machine has heard in a quarter of an hour waits for a person, once.
#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_heard_waits_for_a_person() {
    let (clinic, service) = Clinic::that_listens().await;
    service.will(&vec![Answer::Says(503); 40]);
    clinic.speaks().await;
    clinic.has_asked(&service, 1).await;
    clinic.later(16 * MINUTE).await;
    let open = clinic
        .until(|| async { clinic.desk.open_alerts().await.unwrap().pop() })
        .await;
    assert_eq!(
        (open.level, open.category),
        (AlertLevel::Review, AlertCategory::Unheard)
    );
    assert!(open.message.is_some() && open.words.is_empty());
    clinic.later(60 * MINUTE).await;
    let note = clinic.stands(TranscriptState::Failed).await;
    assert_eq!(note.reason, Some(TranscriptReason::Unreachable));
    assert_eq!(service.times(), 7, "once, and six times again");
    assert_eq!(clinic.desk.open_alerts().await.unwrap().len(), 1);
}

/// Switched off, a note says so itself; switched on, what came lately is heard; stopped, it stays stopped.
#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_stopped_and_heard_by_hand() {
    let (clinic, service) = Clinic::that_listens().await;
    clinic.hears(VoiceMode::Off).await;
    clinic.speaks().await;
    let note = clinic.stands(TranscriptState::Queued).await;
    assert!(!note.may_hear && !note.may_stop);
    let row = clinic.rows(1).await.remove(0);
    let (side, conversation) = (Side::Clinical, row.conversation);
    let refused = clinic.desk.hear_note(side, conversation, note.media).await;
    assert!(matches!(refused, Err(InboxError::NotTaken)));
    assert!(
        !clinic
            .desk
            .transcripts(side, conversation)
            .await
            .unwrap()
            .is_on
    );

    service.will(&[Answer::Waits]);
    clinic.hears(VoiceMode::Service).await;
    clinic.has_asked(&service, 1).await;
    clinic
        .desk
        .stop_hearing(side, conversation, note.media)
        .await
        .unwrap();
    let stopped = clinic.stands(TranscriptState::Skipped).await;
    assert_eq!(stopped.reason, Some(TranscriptReason::Cancelled));
    let again = clinic
        .desk
        .stop_hearing(side, conversation, note.media)
        .await;
    assert!(matches!(again, Err(InboxError::NotFound)));

    service.will(&[Answer::Hears("está bem")]);
    clinic
        .desk
        .hear_note(side, conversation, note.media)
        .await
        .unwrap();
    assert_eq!(clinic.stands(TranscriptState::Done).await.text, "está bem");
}

/// P9: what was heard is handed over with its person, and goes with them.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_heard_is_exported_and_erased_with_its_person() {
    let (clinic, service) = Clinic::that_listens().await;
    service.will(&[Answer::Hears("o comboio das sete")]);
    clinic.speaks().await;
    clinic.stands(TranscriptState::Done).await;
    let row = clinic.rows(1).await.remove(0);
    let (side, conversation) = (Side::Clinical, row.conversation);
    let folder = tempfile::tempdir().unwrap();
    let (to, words) = (folder.path().to_owned(), handing_over::words());
    let exported = clinic.desk.export_person(side, conversation, to, words);
    let written = folder.path().join(exported.await.unwrap().folder);
    for file in ["person.json", "index.html"] {
        let text = std::fs::read_to_string(written.join(file)).unwrap();
        assert!(text.contains("o comboio das sete"), "{file}");
    }
    let asked = from(json!("asked"));
    clinic
        .desk
        .erase_person(side, conversation, asked)
        .await
        .unwrap();
    clinic
        .until(|| async {
            let found = clinic.desk.search("comboio".into()).await.unwrap();
            found.messages.is_empty().then_some(())
        })
        .await;
    let gone = clinic.desk.transcripts(side, conversation).await.unwrap();
    assert!(gone.notes.is_empty());
}
