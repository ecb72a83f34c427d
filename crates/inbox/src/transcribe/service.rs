//! The clinic's service: `POST {base}/audio/transcriptions`, as OpenAI documents it and whisper-server takes it.
//!
//! Source: <https://platform.openai.com/docs/api-reference/audio/createTranscription>, read November 2026; RISK §6.

use super::{audio::Piece, job::Missed};
use crate::{
    assist::{
        call::{self, AssistError},
        credits::{self, About},
        endpoint::{self, Target},
        place,
    },
    desk::Desk,
};
use recado_domain::{
    assist::{AssistConsent, AssistFeature, credit::Amounts},
    id::ConversationId,
    transcript::TranscriptReason,
};
use recado_transcribe::answer::{self, Answer};
use reqwest::multipart::{Form, Part};

/// HTTP's word for a body that is too big.
const TOO_BIG: u16 = 413;

/// Has pieces of sound heard, one after the other; returns what was heard, and by which model where.
///
/// Each call is in the audit, and its credit reserved, before it leaves.
pub(super) async fn hear(
    desk: &Desk,
    (conversation, consent): (ConversationId, AssistConsent),
    pieces: Vec<Piece>,
    language: Option<&str>,
) -> Result<(Answer, String), Missed> {
    let target = desk
        .with_house(|house| endpoint::ready(house, AssistFeature::Transcription))
        .await?;
    let Ok(target) = target else {
        // Switched off or changed meanwhile: the note waits.
        return Err(Missed::Stopped);
    };
    if !consent.allows(target.place) {
        return Err(Missed::Never(TranscriptReason::Consent));
    }
    let made_by = format!("{} @ {}", target.model, target.host());
    let mut heard = Answer::default();
    for piece in pieces {
        let later = counted(desk, conversation, &target, &piece, language).await?;
        heard.append(later, piece.from_ms);
    }
    Ok((heard, made_by))
}

async fn counted(
    desk: &Desk,
    conversation: ConversationId,
    target: &Target,
    piece: &Piece,
    language: Option<&str>,
) -> Result<Answer, Missed> {
    let now = desk.inner.options.clock.now();
    let amounts = Amounts {
        audio_ms: piece.duration_ms,
        ..Amounts::default()
    };
    let (again, most) = (target.clone(), amounts);
    let reserved = desk
        .with_house(move |house| {
            let about = About {
                conversation,
                who: None,
            };
            credits::reserve(house, &again, &most, Some(&about), now)
        })
        .await?;
    let Some(reserved) = reserved else {
        return Err(Missed::Never(TranscriptReason::Budget));
    };
    let came = asked(desk, target, piece, language).await;
    let is_done = came.is_ok();
    desk.with_house(move |house| credits::end(house, &reserved, &amounts, is_done))
        .await?;
    came.map_err(missed)
}

/// Asks for everything, and for the words alone where everything is not understood: newer models give no more, and some
/// do not know `auto`.
async fn asked(
    desk: &Desk,
    target: &Target,
    piece: &Piece,
    language: Option<&str>,
) -> Result<Answer, AssistError> {
    match ask(desk, target, piece, form(target, language, false)).await {
        Err(AssistError::Refused { status }) if status != TOO_BIG => {
            ask(desk, target, piece, form(target, language, true)).await
        }
        came => came,
    }
}

/// The language is always said, because whisper-server takes English when it is not; only who refuses `auto` hears none.
fn form(target: &Target, language: Option<&str>, is_plain: bool) -> Form {
    let form = Form::new()
        .text("model", target.model.clone())
        .text("temperature", "0");
    let form = match (language, is_plain) {
        (Some(language), _) => form.text("language", language.to_owned()),
        (None, false) => form.text("language", "auto"),
        (None, true) => form,
    };
    if is_plain {
        return form.text("response_format", "json");
    }
    form.text("response_format", "verbose_json")
        .text("timestamp_granularities[]", "segment")
        .text("timestamp_granularities[]", "word")
}

async fn ask(
    desk: &Desk,
    target: &Target,
    piece: &Piece,
    form: Form,
) -> Result<Answer, AssistError> {
    let file = Part::bytes(piece.bytes.clone())
        .file_name(piece.name)
        .mime_str(piece.mime)
        .map_err(|_| AssistError::Unreadable)?;
    let url = place::below(&target.url, &["audio", "transcriptions"]);
    let request = call::with_key(desk.inner.http.post(url), target)?;
    let body = call::answer(request.multipart(form.part("file", file))).await?;
    answer::read(&body).map_err(|_| AssistError::Unreadable)
}

fn missed(error: AssistError) -> Missed {
    match error {
        AssistError::Unreachable | AssistError::TimedOut => Missed::Later(None),
        AssistError::Busy { retry_after } => Missed::Later(Some(retry_after)),
        AssistError::KeyRefused => Missed::Never(TranscriptReason::Refused),
        AssistError::Refused { status: TOO_BIG } => Missed::Never(TranscriptReason::TooBig),
        AssistError::Refused { .. } | AssistError::NotThere | AssistError::Elsewhere => {
            Missed::Never(TranscriptReason::NotUnderstood)
        }
        AssistError::Unreadable => Missed::Never(TranscriptReason::Unreadable),
    }
}
