//! One note: read, made ready, heard, filed. What came of it is durable when this returns, or the note begins anew.

use super::{
    Listening, Stop, StopOnDrop,
    audio::{self, Audio},
    computer, service,
    settings::Chosen,
    turn::Turn,
};
use crate::{
    assist::consent,
    desk::{Desk, blocking},
    error::InboxError,
    house::{Held, House},
    receive::heard::{self, HeardNote, Whose},
    view::{change::Change, transcribe::VoiceMode},
};
use aws_lc_rs::digest::{SHA256, digest};
use recado_domain::{
    assist::{self, AssistConsent},
    channel::Side,
    id::MediaId,
    transcript::{self, TranscriptReason, TranscriptState, language},
};
use recado_store::{
    conversations::{
        consents,
        event::Contact,
        media::{self as files, Media},
        messages, records, state,
        transcripts::{self, Transcript, jobs},
    },
    error::StoreError,
    media_file::{self, reader},
};
use recado_transcribe::answer::Answer;
use std::{sync::Arc, time::Duration};

/// The largest file that is read into memory.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// Why a note was not heard this time.
pub(super) enum Missed {
    /// Not now; perhaps later, and not before this time is over.
    Later(Option<Duration>),
    /// Not by itself.
    Never(TranscriptReason),
    /// Somebody stopped it, or it is gone.
    Stopped,
    /// The disk.
    Storage(InboxError),
}

impl From<InboxError> for Missed {
    fn from(error: InboxError) -> Self {
        match error {
            // Taken back, erased or moved meanwhile.
            InboxError::NotFound => Self::Stopped,
            error => Self::Storage(error),
        }
    }
}

impl From<StoreError> for Missed {
    fn from(error: StoreError) -> Self {
        InboxError::from(error).into()
    }
}

/// Notes that nothing is heard any more, however it ended.
struct Current<'a>(&'a Listening);

impl Drop for Current<'_> {
    fn drop(&mut self) {
        self.0.ended();
    }
}

/// Hears a note.
///
/// # Errors
/// Storage: what came of it could not be written, and it begins anew.
pub(super) async fn hear(
    desk: &Desk,
    chosen: &Chosen,
    store: Held,
    note: Transcript,
    turn: &Turn,
) -> Result<(), InboxError> {
    let side = store.side();
    // The store may be closed while the note is heard: a lock does not wait for it.
    drop(store);
    let stop = Arc::new(Stop::default());
    let _stops = StopOnDrop(Arc::clone(&stop));
    desk.inner.listening.begun(note.media, &stop);
    let _current = Current(&desk.inner.listening);
    let change = Change::Conversation {
        side,
        conversation: note.conversation,
    };
    let came = tokio::select! {
        came = attempt((desk, turn), chosen, side, &note, &stop) => came,
        () = stop.stopped() => Err(Missed::Stopped),
    };
    let written = match came {
        Ok(()) => Ok(()),
        Err(missed) => write_down(desk, side, note.media, note.tries, missed).await,
    };
    desk.tell(change);
    written
}

async fn write_down(
    desk: &Desk,
    side: Side,
    media: MediaId,
    tries: u32,
    missed: Missed,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let tries = tries + 1;
    desk.with_house(move |house| {
        // Locked meanwhile: it begins anew after a sign-in.
        let Some(store) = house.held(side) else {
            return Ok(());
        };
        store.write(|tx| match missed {
            Missed::Later(at_least) => match transcript::next_try(tries, now, at_least) {
                Some(at) => jobs::retry_at(tx, media, tries, at),
                None => jobs::end(tx, media, TranscriptReason::Unreachable).map(|_| ()),
            },
            Missed::Never(reason) => jobs::end(tx, media, reason).map(|_| ()),
            Missed::Stopped => Ok(()),
            Missed::Storage(error) => {
                tracing::error!("a voice note could not be read: {error}");
                let at = transcript::next_try(tries, now, None);
                match at {
                    Some(at) => jobs::retry_at(tx, media, tries, at),
                    None => jobs::end(tx, media, TranscriptReason::Damaged).map(|_| ()),
                }
            }
        })?;
        Ok(())
    })
    .await
}

/// What is known of a note before it is heard.
struct Gathered {
    whose: Whose,
    file: Media,
    bytes: Vec<u8>,
    sha256: Vec<u8>,
    consent: AssistConsent,
    was_asked: bool,
    language: Option<String>,
    /// What was heard in the same sound before.
    before: Option<Transcript>,
}

async fn attempt(
    (desk, turn): (&Desk, &Turn),
    chosen: &Chosen,
    side: Side,
    note: &Transcript,
    stop: &Arc<Stop>,
) -> Result<(), Missed> {
    let gathered = {
        let note = note.clone();
        let gathered = desk.with_house(move |house| Ok(gather(house, side, &note)));
        gathered.await??
    };
    may_be_heard(chosen, &gathered)?;
    let hint = gathered
        .language
        .clone()
        .or_else(|| chosen.language.clone());
    if hint.as_deref().is_some_and(|it| !language::is_known(it)) {
        return Err(Missed::Never(TranscriptReason::Language));
    }
    let mut heard = HeardNote {
        side,
        whose: gathered.whose.clone(),
        media: note.media,
        sha256: gathered.sha256.clone(),
        answer: Answer::default(),
        made_by: String::new(),
        is_whole: true,
        // What was paid for is paid for once.
        is_told: chosen.mode == VoiceMode::Service,
    };
    // A person who asks for it again wants another ear; everybody else has had their answer.
    // One whose words were too many to be told has no pieces here.
    let is_there =
        |it: &Transcript| !note.is_wanted && (!it.segments.is_empty() || it.text.is_empty());
    if let Some(before) = gathered.before.filter(is_there) {
        heard.is_whole = before.state == TranscriptState::Done;
        heard.answer = Answer {
            segments: before.segments,
            language: before.language,
        };
        heard.made_by = before.made_by.unwrap_or_default();
    } else {
        let (file, bytes) = (gathered.file, gathered.bytes);
        let mime = file.mime.unwrap_or_default();
        let ready = blocking(move || Ok(audio::ready(bytes, &mime, file.duration_ms))).await;
        // A decoder that breaks off on a hostile file takes its thread along, not the desk.
        let ready = ready.unwrap_or(Err(TranscriptReason::Damaged));
        let sound = ready.map_err(Missed::Never)?;
        heard.is_whole = sound.is_whole();
        step(desk, side, note.media, gathered.sha256.clone()).await?;
        let about = service::Note {
            side,
            media: note.media,
            whose: gathered.whose,
            sha256: gathered.sha256,
        };
        let (answer, made_by) = listen((desk, turn), chosen, about, sound, hint, stop).await?;
        heard.answer = answer;
        heard.made_by = made_by;
    }
    Ok(heard::file(desk, heard).await?)
}

async fn listen(
    (desk, turn): (&Desk, &Turn),
    chosen: &Chosen,
    note: service::Note,
    sound: Audio,
    hint: Option<String>,
    stop: &Arc<Stop>,
) -> Result<(Answer, String), Missed> {
    match chosen.mode {
        VoiceMode::Off => Err(Missed::Stopped),
        VoiceMode::Computer => {
            let model = chosen.model.as_ref();
            let model = model.ok_or(Missed::Never(TranscriptReason::Model))?;
            let Audio::Samples { samples, .. } = sound else {
                return Err(Missed::Never(TranscriptReason::Format));
            };
            let answer = computer::hear(&model.path, samples, hint, stop).await?;
            Ok((answer, model.name()))
        }
        VoiceMode::Service => {
            service::hear((desk, turn), note, sound.pieces(), hint.as_deref()).await
        }
    }
}

/// The service hears who agreed to it. This computer hears everybody who did not say no, as it reads everybody's text
/// for flags: nothing leaves it.
fn may_be_heard(chosen: &Chosen, gathered: &Gathered) -> Result<(), Missed> {
    let said_no = gathered.was_asked && gathered.consent == AssistConsent::None;
    match chosen.mode {
        VoiceMode::Off => Err(Missed::Stopped),
        VoiceMode::Computer if said_no => Err(Missed::Never(TranscriptReason::Consent)),
        VoiceMode::Computer => Ok(()),
        VoiceMode::Service if gathered.consent == AssistConsent::None => {
            Err(Missed::Never(TranscriptReason::Consent))
        }
        VoiceMode::Service => Ok(()),
    }
}

fn gather(house: &House, side: Side, note: &Transcript) -> Result<Gathered, Missed> {
    let store = house.held(side).ok_or(Missed::Stopped)?;
    if !store.write(|tx| jobs::step(tx, note.media, TranscriptState::Decoding, None))? {
        return Err(Missed::Stopped);
    }
    let id = note.media;
    let (whose, file, key, consent, was_asked, language) = store.read(|conn| {
        let message = messages::get(conn, note.message)?;
        let found = state::get(conn, note.conversation)?;
        let whose = Whose {
            contact: Contact {
                identity: found.identity,
                conversation: found.id,
                channel: found.channel,
                channel_kind: found.channel_kind,
                name: None,
                addresses: Vec::new(),
                is_patient: false,
            },
            target: message.provider_id.ok_or(StoreError::NotFound)?,
            at: message.at,
        };
        let record = records::get(conn, found.identity)?;
        let consent = consent::of(conn, note.conversation)?;
        let was_asked = assist::was_asked(&consents::of(conn, found.identity)?);
        let file = files::get(conn, id)?;
        let key = files::key(conn, id)?;
        Ok((whose, file, key, consent, was_asked, record.language))
    })?;
    if file.bytes.is_some_and(|it| it > MOST_BYTES) {
        return Err(Missed::Never(TranscriptReason::TooBig));
    }
    let folder = media_file::folder(&house.folder, side);
    let bytes = reader::read_whole(&folder, id, &key).map_err(|error| {
        tracing::warn!("a voice note cannot be opened: {error}");
        Missed::Never(TranscriptReason::Damaged)
    })?;
    let sha256 = digest(&SHA256, &bytes).as_ref().to_vec();
    let before = store.read(|conn| transcripts::of_sound(conn, &sha256))?;
    Ok(Gathered {
        whose,
        file,
        bytes,
        sha256,
        consent,
        was_asked,
        language,
        before,
    })
}

async fn step(desk: &Desk, side: Side, id: MediaId, sha256: Vec<u8>) -> Result<(), Missed> {
    let stepped = desk.with_house(move |house| {
        let store = house.held(side).ok_or(InboxError::NotFound)?;
        Ok(store.write(|tx| jobs::step(tx, id, TranscriptState::Transcribing, Some(&sha256)))?)
    });
    match stepped.await? {
        true => Ok(()),
        false => Err(Missed::Stopped),
    }
}
