//! The clinic's service: `POST {base}/audio/transcriptions`, as OpenAI documents it and whisper-server takes it.
//!
//! Source: <https://platform.openai.com/docs/api-reference/audio/createTranscription>, read November 2026; RISK §6.

use super::{audio::Piece, job::Missed, turn::Turn};
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
    receive::heard::{Whose, piece},
};
use recado_domain::{
    assist::{AssistFeature, credit::Amounts},
    channel::Side,
    id::MediaId,
    time::UnixMs,
    transcript::TranscriptReason,
};
use recado_store::{
    conversations::transcripts::{
        self,
        pieces::{self, HeardPiece, Hearing},
    },
    error::StoreError,
};
use recado_transcribe::answer::{self, Answer};
use reqwest::multipart::{Form, Part};
use std::collections::BTreeMap;

/// HTTP's word for a body that is too big.
const TOO_BIG: u16 = 413;

/// The note whose sound leaves.
#[derive(Clone)]
pub(super) struct Note {
    /// Where it is kept.
    pub side: Side,
    /// Which.
    pub media: MediaId,
    /// Whose.
    pub whose: Whose,
    /// SHA-256 of its sound.
    pub sha256: Vec<u8>,
}

/// Has pieces of sound heard, one after the other; returns what was heard, and by which model where. A piece that was
/// heard before is not sent again.
///
/// Each call is in the audit, and its credit reserved, before it leaves.
pub(super) async fn hear(
    (desk, turn): (&Desk, &Turn),
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
    let hearing = Hearing {
        sha256: note.sha256.clone(),
        asked: language.map(str::to_owned),
        made_by: format!("{} @ {}", target.model, target.host()),
    };
    let mut before = before(desk, &note, &hearing).await?;
    let mut heard = Answer::default();
    for piece in pieces {
        let kept = before.remove(&place(&piece)).map(|kept| Answer {
            segments: kept.segments,
            language: kept.language,
        });
        let later = match kept {
            Some(kept) => kept,
            // Another computer asks by now, and would pay again.
            None if !turn.is_held() => return Err(Missed::Stopped),
            None => counted(desk, &note, &target, &piece, &hearing).await?,
        };
        heard.append(later, piece.from_ms);
    }
    Ok((heard, hearing.made_by))
}

fn place(piece: &Piece) -> (u64, u64) {
    (piece.from_ms, piece.from_ms + piece.duration_ms)
}

/// Returns what was heard of a note before it was broken off, by place.
async fn before(
    desk: &Desk,
    note: &Note,
    hearing: &Hearing,
) -> Result<BTreeMap<(u64, u64), HeardPiece>, Missed> {
    let (side, media, hearing) = (note.side, note.media, hearing.clone());
    let found = desk
        .with_house(move |house| match house.held(side) {
            Some(store) => Ok(Some(store.read(|conn| pieces::of(conn, media, &hearing))?)),
            None => Ok(None),
        })
        .await?;
    // Locked meanwhile: the note waits.
    let found = found.ok_or(Missed::Stopped)?;
    Ok(found.into_iter().map(|it| (it.place_ms, it)).collect())
}

async fn counted(
    desk: &Desk,
    note: &Note,
    target: &Target,
    piece: &Piece,
    hearing: &Hearing,
) -> Result<Answer, Missed> {
    let now = desk.inner.options.clock.now();
    let of = |audio_ms| Amounts {
        audio_ms,
        ..Amounts::default()
    };
    let (again, about, most) = (target.clone(), note.clone(), of(piece.most_ms));
    let reserved = desk
        .with_house(move |house| may_leave(house, &about, &again, &most, now))
        .await??;
    let answer = match asked(desk, target, piece, hearing.asked.as_deref()).await {
        Ok(answer) => answer,
        Err(error) => {
            let took = of(if error.may_cost() { piece.most_ms } else { 0 });
            desk.with_house(move |house| credits::end(house, &reserved, &took, false))
                .await?;
            return Err(missed(error));
        }
    };
    let end_ms = answer.segments.iter().map(|it| it.end_ms).max();
    // A file that is not decoded here is as long as what was heard in it, and where nothing was as long as it can be; never
    // longer than what was reserved.
    let took = end_ms.map_or(piece.most_ms, |end_ms| {
        end_ms.max(piece.duration_ms).min(piece.most_ms)
    });
    let kept = HeardPiece {
        media: note.media,
        hearing: hearing.clone(),
        place_ms: place(piece),
        segments: answer.segments.clone(),
        language: answer.language.clone(),
        at: now,
    };
    let of_whom = (note.side, note.whose.clone());
    piece::keep(desk, of_whom, (reserved, of(took)), kept).await?;
    Ok(answer)
}

/// Looks, right before a piece leaves, whether it still may, and reserves its credit: hearing takes minutes, in which
/// somebody may take their word back, be erased, or the clinic change its mind.
fn may_leave(
    house: &House,
    note: &Note,
    target: &Target,
    most: &Amounts,
    now: UnixMs,
) -> Result<Result<Reserved, Missed>, InboxError> {
    let Some(store) = house.held(note.side) else {
        return Ok(Err(Missed::Stopped));
    };
    let found = store.read(|conn| {
        let row = transcripts::get(conn, note.media)?;
        let conversation = note.whose.contact.conversation;
        Ok::<_, StoreError>((row.state, consent::of(conn, conversation)?))
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
        conversation: note.whose.contact.conversation,
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
        AssistError::Unreachable | AssistError::CutOff | AssistError::TimedOut => {
            Missed::Later(None)
        }
        AssistError::Busy { retry_after } | AssistError::Broken { retry_after } => {
            Missed::Later(Some(retry_after))
        }
        AssistError::KeyRefused => Missed::Never(TranscriptReason::Refused),
        AssistError::Refused { status: TOO_BIG } => Missed::Never(TranscriptReason::TooBig),
        AssistError::Refused { .. } | AssistError::NotThere | AssistError::Elsewhere => {
            Missed::Never(TranscriptReason::NotUnderstood)
        }
        AssistError::Unreadable => Missed::Never(TranscriptReason::Unreadable),
    }
}
