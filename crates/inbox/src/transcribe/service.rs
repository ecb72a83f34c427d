//! The clinic's service: `POST {base}/audio/transcriptions`, as OpenAI documents it and whisper-server takes it.
//!
//! Source: <https://platform.openai.com/docs/api-reference/audio/createTranscription>, read November 2026; RISK §6.

use super::{audio::Piece, job::Missed};
use crate::{
    assist::{
        call::{self, AssistError},
        consent,
        credits::{self, About, Reserved},
        endpoint::{self, Target},
        place,
    },
    desk::Desk,
    error::InboxError,
    house::House,
};
use recado_domain::{
    assist::{AssistFeature, credit::Amounts},
    channel::Side,
    id::{ConversationId, MediaId},
    time::UnixMs,
    transcript::TranscriptReason,
};
use recado_store::{conversations::transcripts, error::StoreError};
use recado_transcribe::answer::{self, Answer};
use reqwest::multipart::{Form, Part};

/// HTTP's word for a body that is too big.
const TOO_BIG: u16 = 413;

/// The note whose sound leaves.
#[derive(Clone, Copy)]
pub(super) struct Note {
    /// Where it is kept.
    pub side: Side,
    /// Which.
    pub media: MediaId,
    /// Whose.
    pub conversation: ConversationId,
}

/// Has pieces of sound heard, one after the other; returns what was heard, and by which model where.
///
/// Each call is in the audit, and its credit reserved, before it leaves.
pub(super) async fn hear(
    desk: &Desk,
    note: Note,
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
    let made_by = format!("{} @ {}", target.model, target.host());
    let mut heard = Answer::default();
    for piece in pieces {
        let later = counted(desk, note, &target, &piece, language).await?;
        heard.append(later, piece.from_ms);
    }
    Ok((heard, made_by))
}

async fn counted(
    desk: &Desk,
    note: Note,
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
        .with_house(move |house| may_leave(house, note, &again, &most, now))
        .await??;
    let came = asked(desk, target, piece, language).await;
    let is_done = came.is_ok();
    // A file that is not decoded here is as long as it says, and may say less than it is.
    let end_ms = came
        .iter()
        .flat_map(|answer| answer.segments.iter().map(|segment| segment.end_ms))
        .max();
    let amounts = Amounts {
        audio_ms: amounts.audio_ms.max(end_ms.unwrap_or(0)),
        ..amounts
    };
    desk.with_house(move |house| credits::end(house, &reserved, &amounts, is_done))
        .await?;
    came.map_err(missed)
}

/// Looks, right before a piece leaves, whether it still may, and reserves its credit: hearing takes minutes, in which
/// somebody may take their word back, be erased, or the clinic change its mind.
fn may_leave(
    house: &House,
    note: Note,
    target: &Target,
    most: &Amounts,
    now: UnixMs,
) -> Result<Result<Reserved, Missed>, InboxError> {
    let Some(store) = house.held(note.side) else {
        return Ok(Err(Missed::Stopped));
    };
    let found = store.read(|conn| {
        let row = transcripts::get(conn, note.media)?;
        Ok::<_, StoreError>((row.state, consent::of(conn, note.conversation)?))
    });
    let agreed = match found {
        Ok((state, agreed)) if state.is_waiting() => agreed,
        Ok(_) | Err(StoreError::NotFound) => return Ok(Err(Missed::Stopped)),
        Err(error) => return Err(error.into()),
    };
    match endpoint::ready(house, AssistFeature::Transcription)? {
        Ok(now) if now.is_same(target) => {}
        Ok(_) | Err(_) => return Ok(Err(Missed::Stopped)),
    }
    if !agreed.allows(target.place) {
        return Ok(Err(Missed::Never(TranscriptReason::Consent)));
    }
    let about = About {
        conversation: note.conversation,
        who: None,
    };
    let reserved = credits::reserve(house, target, most, Some(&about), now)?;
    Ok(reserved.ok_or(Missed::Never(TranscriptReason::Budget)))
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
