//! Files that were chosen or recorded and wait beside the composer: encrypted and durable at once, like everything else.
//!
//! What the channel will not take is staged all the same, with the reason, so that a person sees what they chose.

use crate::{
    compose::voice,
    desk::Desk,
    error::InboxError,
    house::House,
    media::{film, forget, kind, picture, sound},
    receive::content::clean,
    send::wire,
    view::media::{MediaView, StagedProblem, StagedView},
};
use recado_domain::{
    channel::{ChannelKind, Side},
    id::{ConversationId, MediaId},
    media::MediaKind,
    staff::Role,
    time::UnixMs,
};
use recado_graph::limits::{LimitError, files};
use recado_store::{
    conversations::{
        media::{
            THUMBNAIL_MAX_BYTES,
            fetching::Arrived,
            staging::{self, ToStage},
        },
        state,
    },
    media_file::{self, writer},
};
use std::{
    io::{BufReader, Cursor},
    time::Duration,
};

/// How long a file waits before it is thrown away.
const WAITS_FOR: Duration = Duration::from_secs(24 * 60 * 60);
/// The most that is taken from the window at once: WhatsApp's documents are the largest. Source: REFERENCE §15.
const MOST_BYTES: usize = 100 * 1024 * 1024;

/// A file as it was chosen.
pub(crate) struct Chosen {
    /// Its name.
    pub name: String,
    /// Its type, as the system says; empty if it says none.
    pub declared_mime: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Puts a chosen file beside the composer.
///
/// # Errors
/// [`InboxError::TooBig`] for what no channel takes, [`InboxError::Locked`], [`InboxError::NotFound`], storage.
pub(crate) async fn stage(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    chosen: Chosen,
) -> Result<StagedView, InboxError> {
    if chosen.bytes.len() > MOST_BYTES {
        return Err(InboxError::TooBig);
    }
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let channel = house
            .read(side, |conn| state::get(conn, conversation))?
            .channel_kind;
        let declared = Some(chosen.declared_mime.as_str()).filter(|mime| !mime.is_empty());
        let head = &chosen.bytes[..chosen.bytes.len().min(kind::HEAD_BYTES)];
        let sniffed = kind::sniff(head, declared, MediaKind::Document);
        let as_what = kind_of(channel, &sniffed.mime, chosen.bytes.len() as u64);
        let mut arrived = looked_at(&sniffed.mime, &chosen.bytes);
        arrived.is_disguised = sniffed.is_disguised;
        let name = clean::file_name(&chosen.name);
        let file = (as_what, name, arrived);
        put(house, side, conversation, channel, file, &chosen.bytes, now)
    })
    .await
}

/// Puts a voice note beside the composer, in the form the channel takes.
///
/// # Errors
/// [`InboxError::InvalidInput`] when nothing was said, [`InboxError::Locked`], storage.
pub(crate) async fn stage_voice(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    samples: Vec<i16>,
) -> Result<StagedView, InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let channel = house
            .read(side, |conn| state::get(conn, conversation))?
            .channel_kind;
        let (bytes, mime, name) = match channel {
            ChannelKind::WhatsApp => (voice::opus(&samples)?, "audio/ogg", "voice.ogg"),
            ChannelKind::Messenger | ChannelKind::Instagram => {
                (voice::wav(&samples)?, "audio/wav", "voice.wav")
            }
        };
        let arrived = Arrived {
            mime: mime.to_owned(),
            bytes: bytes.len() as u64,
            duration_ms: Some(voice::milliseconds(&samples)),
            waveform: voice::waveform(&samples),
            ..Arrived::default()
        };
        let file = (MediaKind::Voice, Some(name.to_owned()), arrived);
        put(house, side, conversation, channel, file, &bytes, now)
    })
    .await
}

/// Takes a file away from the composer.
///
/// # Errors
/// [`InboxError::NotFound`] when it does not wait there, [`InboxError::Locked`], storage.
pub(crate) async fn unstage(desk: &Desk, file: MediaId) -> Result<(), InboxError> {
    desk.with_house(move |house| {
        house.signed_in()?;
        let side = match house.write(Side::Leads, |tx| staging::unstage(tx, file)) {
            // Nor does an assistant's answer say whether it waits on the clinical side.
            Err(InboxError::NotFound) if house.signed_in_as(Role::reads_clinical).is_ok() => {
                house.write(Side::Clinical, |tx| staging::unstage(tx, file))?;
                Side::Clinical
            }
            taken => taken.map(|()| Side::Leads)?,
        };
        forget(house, side, file);
        Ok(())
    })
    .await
}

/// Throws away what has waited too long; a kill between the two is swept up with the media folder.
///
/// # Errors
/// Storage.
pub(crate) fn sweep(house: &House, now: UnixMs) -> Result<(), InboxError> {
    for side in [Side::Clinical, Side::Leads] {
        let Some(store) = house.held(side) else {
            continue;
        };
        for file in store.write(|tx| staging::prune(tx, now.minus(WAITS_FOR)))? {
            forget(house, side, file);
        }
    }
    Ok(())
}

/// Returns why a channel does not take a file. `has_size` is whether a picture's pixels were found.
pub(crate) fn problem(
    channel: ChannelKind,
    kind: MediaKind,
    mime: &str,
    bytes: u64,
    has_size: bool,
) -> Option<StagedProblem> {
    // OGG is taken with Opus alone: that it is, was seen when its bytes were read.
    let mime = match mime {
        "audio/ogg" => files::VOICE_MIME,
        other => other,
    };
    match files::accepts(wire::product(channel), wire::file_kind(kind), mime, bytes) {
        Ok(()) if kind == MediaKind::Image && !has_size => Some(StagedProblem::Unreadable),
        Ok(()) => None,
        Err(LimitError::TooBig { .. }) => Some(StagedProblem::Size),
        Err(LimitError::Empty { .. }) => Some(StagedProblem::Unreadable),
        Err(
            LimitError::Type
            | LimitError::TooLong { .. }
            | LimitError::TooMany { .. }
            | LimitError::TooFew { .. }
            | LimitError::Letters { .. }
            | LimitError::VariableAtEdge
            | LimitError::Apart
            | LimitError::Repeated { .. }
            | LimitError::Placeholder { .. },
        ) => Some(StagedProblem::Type),
    }
}

/// Returns as what a file is sent: as a picture, film or sound where the channel takes it so, else as a document.
fn kind_of(channel: ChannelKind, mime: &str, bytes: u64) -> MediaKind {
    let natural = match mime.split_once('/') {
        Some(("image", _)) => MediaKind::Image,
        Some(("video", _)) => MediaKind::Video,
        Some(("audio", _)) => MediaKind::Audio,
        Some(_) | None => MediaKind::Document,
    };
    let is_type =
        |kind| problem(channel, kind, mime, bytes.max(1), true) != Some(StagedProblem::Type);
    if !is_type(natural) && is_type(MediaKind::Document) {
        MediaKind::Document
    } else {
        natural
    }
}

fn looked_at(mime: &str, bytes: &[u8]) -> Arrived {
    let mut arrived = Arrived {
        mime: mime.to_owned(),
        bytes: bytes.len() as u64,
        ..Arrived::default()
    };
    if mime.starts_with("image/") {
        let open = || Some(BufReader::new(Cursor::new(bytes)));
        let picture = picture::look(open, THUMBNAIL_MAX_BYTES);
        arrived.width = picture.width;
        arrived.height = picture.height;
        arrived.thumbnail = picture.thumbnail;
    }
    if film::is_film(mime) {
        let looked = film::look(bytes.len() as u64, |at, len| {
            let at = usize::try_from(at).ok()?;
            let end = at.saturating_add(len).min(bytes.len());
            bytes.get(at..end).map(<[u8]>::to_vec)
        });
        arrived.width = looked.width;
        arrived.height = looked.height;
        arrived.duration_ms = looked.duration_ms;
    }
    if mime == "audio/ogg" {
        let heard = sound::look(bytes);
        arrived.duration_ms = heard.duration_ms;
        arrived.waveform = heard.waveform;
    }
    arrived
}

/// A file's kind, its name, and what is known of it.
type Staged = (MediaKind, Option<String>, Arrived);

/// Writes the encrypted file, then its row: what a kill leaves between the two belongs to nothing and is swept.
fn put(
    house: &House,
    side: Side,
    conversation: ConversationId,
    channel: ChannelKind,
    (kind, name, arrived): Staged,
    bytes: &[u8],
    now: UnixMs,
) -> Result<StagedView, InboxError> {
    house.signed_in()?;
    let staged = ToStage {
        id: MediaId::generate(),
        key: staging::new_key()?,
        conversation,
        kind,
        name,
        arrived,
    };
    let folder = media_file::make_folder(&house.folder, side)?;
    writer::write_whole(&folder, staged.id, &staged.key, bytes)?;
    if let Err(error) = house.write(side, |tx| staging::stage(tx, &staged, now)) {
        forget(house, side, staged.id);
        return Err(error);
    }
    Ok(view(channel, &staged))
}

fn view(channel: ChannelKind, staged: &ToStage) -> StagedView {
    let arrived = &staged.arrived;
    let limit = files::largest_bytes(wire::product(channel), wire::file_kind(staged.kind));
    let problem = problem(
        channel,
        staged.kind,
        &arrived.mime,
        arrived.bytes,
        arrived.width.is_some(),
    );
    StagedView {
        media: MediaView {
            id: staged.id,
            kind: staged.kind,
            state: recado_domain::media::MediaState::Here,
            mime: Some(arrived.mime.clone()),
            name: staged.name.clone(),
            bytes: Some(arrived.bytes),
            received_bytes: None,
            width: arrived.width,
            height: arrived.height,
            duration_ms: arrived.duration_ms,
            waveform: arrived.waveform.clone(),
            has_thumbnail: arrived.thumbnail.is_some(),
            is_shown: kind::is_shown(&arrived.mime),
            is_disguised: arrived.is_disguised,
            may_open: false,
            may_fetch_again: false,
        },
        problem,
        limit_bytes: limit.unwrap_or_default(),
    }
}
