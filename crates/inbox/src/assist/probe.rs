//! Trying an endpoint with invented content: whether it answers, and whether it keeps to a form. No patient's word goes out.

use crate::{
    assist::{
        call::{self, AssistError},
        chat::{self, Question},
        credits,
        endpoint::{self, Target},
        kept::{self, Proved},
        place,
    },
    desk::Desk,
    error::InboxError,
    view::{
        assist::{AssistState, AssistTry, AssistTryView},
        change::Change,
    },
};
use recado_domain::{
    assist::{AssistFeature, credit::Amounts},
    staff::Role,
};
use recado_store::error::StoreError;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use std::time::Instant;

/// How long an answer to a try may be.
const MOST_TOKENS: u64 = 400;
/// How much silence is sent to be written down.
const SILENCE_MS: u64 = 1_000;
const SAMPLES_PER_SECOND: u32 = 16_000;

/// Tries the endpoint of a feature as it is chosen now.
///
/// # Errors
/// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn try_it(
    desk: &Desk,
    feature: AssistFeature,
) -> Result<AssistTryView, InboxError> {
    let now = desk.inner.options.clock.now();
    let found = desk
        .with_house(move |house| {
            house.signed_in_as(Role::decides)?;
            endpoint::for_a_try(house, feature)
        })
        .await?;
    let target = match found {
        Ok(target) => target,
        Err(AssistState::NotSafe) => return Ok(answered(AssistTry::NotSafe)),
        Err(_missing) => return Ok(answered(AssistTry::Incomplete)),
    };
    let again = target.clone();
    let most = match feature {
        AssistFeature::Summaries => sum(&strict().most(), &loose().most()),
        AssistFeature::Transcription => Amounts {
            audio_ms: SILENCE_MS,
            ..Amounts::default()
        },
    };
    let reserved = desk
        .with_house(move |house| credits::reserve(house, &again, &most, None, now))
        .await?;
    let Some(reserved) = reserved else {
        return Ok(answered(AssistTry::NoCredit));
    };
    let began = Instant::now();
    let mut took = Amounts::default();
    let came = match feature {
        AssistFeature::Summaries => summaries(&desk.inner.http, &target, &mut took).await,
        AssistFeature::Transcription => transcription(&desk.inner.http, &target, &mut took).await,
    };
    let took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let answer = match came {
        Ok(true) => AssistTry::Works,
        Ok(false) => AssistTry::WorksLoosely,
        Err(error) => word(error),
    };
    if came.as_ref().is_err_and(|error| error.may_cost()) {
        took = most;
    }
    desk.with_house(move |house| {
        credits::end(house, &reserved, &took, came.is_ok())?;
        let Ok(has_schema) = came else { return Ok(()) };
        let done = house.clinic.write(|tx| {
            let mut kept = kept::read(tx)?;
            let proved = Proved {
                base_url: target.url.as_str().trim_end_matches('/').to_owned(),
                model: target.model.clone(),
                at: now,
                has_schema,
            };
            kept.proved.insert(feature, proved);
            kept::keep(tx, &kept)
        });
        Ok(done.map_err(|error: StoreError| error)?)
    })
    .await?;
    desk.tell(Change::App);
    Ok(AssistTryView { answer, took_ms })
}

fn answered(answer: AssistTry) -> AssistTryView {
    AssistTryView { answer, took_ms: 0 }
}

fn word(error: AssistError) -> AssistTry {
    match error {
        AssistError::Unreachable | AssistError::CutOff => AssistTry::Unreachable,
        AssistError::TimedOut => AssistTry::TimedOut,
        AssistError::KeyRefused => AssistTry::KeyRefused,
        AssistError::NotThere => AssistTry::NotThere,
        AssistError::Refused { .. } => AssistTry::Refused,
        AssistError::Busy { .. } | AssistError::Broken { .. } => AssistTry::Busy,
        AssistError::Elsewhere => AssistTry::Elsewhere,
        AssistError::Unreadable => AssistTry::Unreadable,
    }
}

/// The prompt says nothing of the form: whoever keeps to it was made to by the schema.
fn strict() -> Question {
    Question {
        system: "You answer in JSON.".to_owned(),
        user: "Greet a clinic in one word.".to_owned(),
        schema: Some(json!({
            "type": "object",
            "properties": { "recado_ready": { "type": "string", "enum": ["yes"] } },
            "required": ["recado_ready"],
            "additionalProperties": false,
        })),
        most_tokens: MOST_TOKENS,
    }
}

fn loose() -> Question {
    Question {
        system: "You answer with one JSON object and nothing else.".to_owned(),
        user: "Answer with {\"recado_ready\":\"yes\"}".to_owned(),
        schema: None,
        most_tokens: MOST_TOKENS,
    }
}

fn is_ready(content: &str) -> bool {
    chat::object(content).is_some_and(|object| object["recado_ready"] == "yes")
}

/// Returns whether it keeps to a form.
async fn summaries(
    http: &reqwest::Client,
    target: &Target,
    took: &mut Amounts,
) -> Result<bool, AssistError> {
    match chat::ask(http, target, &strict()).await {
        Ok(answer) => {
            *took = sum(took, &answer.took);
            if is_ready(&answer.content) {
                return Ok(true);
            }
        }
        // It may not know the form.
        Err(AssistError::Refused { .. }) => {}
        // Or have cut its answer off for lack of one.
        Err(AssistError::Unreadable) => *took = sum(took, &strict().most()),
        Err(error) => return Err(error),
    }
    let answer = chat::ask(http, target, &loose()).await?;
    *took = sum(took, &answer.took);
    if is_ready(&answer.content) {
        Ok(false)
    } else {
        Err(AssistError::Unreadable)
    }
}

async fn transcription(
    http: &reqwest::Client,
    target: &Target,
    took: &mut Amounts,
) -> Result<bool, AssistError> {
    let file = Part::bytes(silence())
        .file_name("silence.wav")
        .mime_str("audio/wav")
        .map_err(|_| AssistError::Unreadable)?;
    let form = Form::new()
        .part("file", file)
        .text("model", target.model.clone())
        .text("response_format", "json");
    let url = place::below(&target.url, &["audio", "transcriptions"]);
    let request = call::with_key(http.post(url), target)?.multipart(form);
    let bytes = call::answer(request).await?;
    took.audio_ms = SILENCE_MS;
    let answer: Value = serde_json::from_slice(&bytes).map_err(|_| AssistError::Unreadable)?;
    if answer["text"].is_string() {
        Ok(true)
    } else {
        Err(AssistError::Unreadable)
    }
}

fn sum(one: &Amounts, other: &Amounts) -> Amounts {
    Amounts {
        tokens_in: one.tokens_in.saturating_add(other.tokens_in),
        tokens_out: one.tokens_out.saturating_add(other.tokens_out),
        audio_ms: one.audio_ms.saturating_add(other.audio_ms),
    }
}

/// Returns a second of silence: 16 kHz, one channel, 16 bits, as a WAV file.
fn silence() -> Vec<u8> {
    let samples = SAMPLES_PER_SECOND;
    let bytes = samples * 2;
    let mut wav = Vec::with_capacity(44 + bytes as usize);
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + bytes).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt ");
    wav.extend_from_slice(&16_u32.to_le_bytes());
    // PCM, one channel.
    wav.extend_from_slice(&1_u16.to_le_bytes());
    wav.extend_from_slice(&1_u16.to_le_bytes());
    wav.extend_from_slice(&samples.to_le_bytes());
    wav.extend_from_slice(&(samples * 2).to_le_bytes());
    wav.extend_from_slice(&2_u16.to_le_bytes());
    wav.extend_from_slice(&16_u16.to_le_bytes());
    wav.extend_from_slice(b"data");
    wav.extend_from_slice(&bytes.to_le_bytes());
    wav.resize(44 + bytes as usize, 0);
    wav
}
