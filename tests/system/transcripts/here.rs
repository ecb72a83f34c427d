//! A voice note is heard on this computer, by a real model. Compiled with the speech engine only; `cargo xtask test` says
//! where the model is.

use super::*;
use std::path::PathBuf;

/// "No quiero seguir viviendo así. No puedo más y quiero morirme. Necesito ayuda, por favor."
const NOTE: &[u8] = include_bytes!("../../../crates/transcribe/tests/hearing/notes/crisis.ogg");
/// The engine has half of the processor, and everything else runs beside it.
const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// RISK 6: what a patient says is written down, found and flagged, and nothing of it leaves the computer.
#[tokio::test(flavor = "multi_thread")]
async fn a_patient_in_need_is_heard_on_this_computer() {
    let clinic = Clinic::open().await;
    let file = std::env::var_os("RECADO_SPEECH_MODEL")
        .expect("RECADO_SPEECH_MODEL names a model: `cargo xtask speech-model` prints one");
    let chosen = clinic.desk.choose_speech_model(PathBuf::from(file)).await;
    let chosen = chosen.unwrap();
    assert!(chosen.may_be_here);
    assert!(
        chosen
            .model
            .is_some_and(|model| model.name == "base" && model.is_published && model.is_there)
    );
    let form = VoiceSettingsForm {
        mode: VoiceMode::Computer,
        language: Some("es".to_owned()),
    };
    clinic.desk.save_voice_settings(form).await.unwrap();
    clinic
        .sends_sound("audio/ogg; codecs=opus", NOTE.to_vec())
        .await;
    // The clock stands: what nobody has heard in a quarter of an hour would wait for a person.
    let note = clinic
        .until_within(PATIENCE, || async {
            let rows = clinic.list(recado_inbox::view::list::ListFilter::All).await;
            let asked = clinic
                .desk
                .transcripts(Side::Clinical, rows.first()?.conversation);
            let note = asked.await.unwrap().notes.pop()?;
            (!note.may_stop && note.state != TranscriptState::Queued).then_some(note)
        })
        .await;
    assert_eq!(note.state, TranscriptState::Done, "{note:?}");
    assert_eq!(note.language.as_deref(), Some("es"));
    assert!(note.text.contains("quiero morirme"), "{}", note.text);
    assert_eq!(note.made_by.as_deref(), Some("base"));
    assert!(clinic.acts("assist.asked").is_empty(), "nobody was asked");
    let found = clinic.desk.search("morirme".into()).await.unwrap();
    assert_eq!(found.messages.len(), 1);
    let open = clinic
        .until(|| async { clinic.desk.open_alerts().await.unwrap().pop() })
        .await;
    assert_eq!(
        (open.category, open.from_voice),
        (AlertCategory::Suicide, Some(FromVoice::Heard))
    );
}
