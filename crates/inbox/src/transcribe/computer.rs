//! A speech model on this computer: a thread of its own, which ends when nobody waits for it any more; what it took of
//! memory goes with it.

use super::{Stop, job::Missed};
use recado_domain::transcript::TranscriptReason;
use recado_transcribe::answer::Answer;
use std::{path::Path, sync::Arc};

/// Returns whether this program was built with a speech engine, and this computer can run it.
pub(super) fn is_possible() -> bool {
    #[cfg(feature = "whisper")]
    {
        recado_transcribe::whisper::is_possible()
    }
    #[cfg(not(feature = "whisper"))]
    {
        false
    }
}

/// Hears samples at 16,000 a second.
#[cfg(feature = "whisper")]
pub(super) async fn hear(
    model: &Path,
    samples: Vec<i16>,
    language: Option<String>,
    stop: &Arc<Stop>,
) -> Result<Answer, Missed> {
    use recado_transcribe::whisper::{self, WhisperFault};
    let (tell, told) = tokio::sync::oneshot::channel();
    let (model, stop) = (model.to_owned(), Arc::clone(&stop.flag));
    let listening = std::thread::Builder::new().name("listening".to_owned());
    let started = listening.spawn(move || {
        let heard = whisper::hear(&model, &samples, language.as_deref(), &stop);
        // Nobody waits any more when it was stopped.
        let _ = tell.send(heard);
    });
    if started.is_err() {
        return Err(Missed::Later(None));
    }
    match told.await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(WhisperFault::Stopped)) => Err(Missed::Stopped),
        Ok(Err(WhisperFault::Model)) => Err(Missed::Never(TranscriptReason::Model)),
        Ok(Err(WhisperFault::Engine)) | Err(_) => Err(Missed::Later(None)),
    }
}

/// Hears nothing: the settings do not offer it.
#[cfg(not(feature = "whisper"))]
pub(super) async fn hear(
    _: &Path,
    _: Vec<i16>,
    _: Option<String>,
    _: &Arc<Stop>,
) -> Result<Answer, Missed> {
    Err(Missed::Never(TranscriptReason::Model))
}
