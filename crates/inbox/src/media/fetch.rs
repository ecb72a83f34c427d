//! One file comes here: an address, its bytes, what they are; and every step written down, so that a cut-off anywhere
//! fetches once more and never loses it.

use super::{digest::Digest, examine, kind};
use crate::{
    connect,
    desk::{Desk, blocking},
    error::InboxError,
    house::{Held, House},
    view::change::Change,
};
use recado_domain::{
    channel::ChannelKind,
    id::{ChannelId, MediaId},
    media::MediaState,
    pacing,
    time::UnixMs,
};
use recado_graph::{
    error::GraphError,
    media::download::{MediaError, Progress, Stop},
};
use recado_store::{
    clinic::channels::{self, Channel, ChannelState},
    conversations::media::{self as rows, Media, fetching},
    error::StoreError,
    key::Key32,
    media_file::{self, MediaFileError, writer::Writer},
};
use secrecy::SecretString;
use std::{path::PathBuf, sync::Arc, time::Duration};

/// The largest file fetched from WhatsApp. Source: REFERENCE §15, read 2026-11-20.
const WHATSAPP_BYTES: u64 = 100 * 1024 * 1024;
/// The largest file fetched from Messenger and Instagram. Source: REFERENCE §15, read 2026-11-20.
const PAGE_BYTES: u64 = 25 * 1024 * 1024;
/// How often bytes that are not the ones Meta named, or an address that has ended, are asked for again.
const FEW: u32 = 4;
/// How long a file is asked for by itself: Meta's ids of what came in die after 7 days (REFERENCE §16, read 2026-11-20).
const LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// How long to wait for a person where the token is missing or refused.
const WITHOUT_TOKEN: Duration = Duration::from_secs(15 * 60);
/// Progress is told at most once in this time.
const TELL_EVERY: Duration = Duration::from_millis(200);

/// What became of an attempt, for the worker.
pub(super) struct Done {
    pub(super) media: MediaId,
    pub(super) channel: ChannelId,
    /// Until when Meta asked to be left alone.
    pub(super) busy_until: Option<UnixMs>,
}

/// Why a file is not here yet.
enum Missed {
    /// It will not come by itself any more.
    Never(MediaState, &'static str),
    /// To be tried again, not before this long.
    Later(&'static str, Duration),
    /// Meta is busy: the channel waits, too.
    Busy(&'static str, Duration),
    /// To be tried a few times.
    AFewTimes(MediaState, &'static str),
    /// Storage; nothing can be written down.
    Storage(InboxError),
}

/// Fetches a file; what came of it is durable when this returns.
pub(super) async fn fetch(desk: &Desk, store: Held, media: Media) -> Done {
    let mut done = Done {
        media: media.id,
        channel: media.channel,
        busy_until: None,
    };
    let is_ours = {
        let (store, id) = (store.clone(), media.id);
        blocking(move || Ok(store.write(|tx| fetching::mark_fetching(tx, id))?)).await
    };
    if !matches!(is_ours, Ok(true)) {
        return done;
    }
    let change = Change::Conversation {
        side: store.side(),
        conversation: media.conversation,
    };
    let attempts = media.attempts + 1;
    let came = come(desk, &store, &media).await;
    desk.inner.media.done(media.id);
    if let Err(missed) = came {
        let now = desk.inner.options.clock.now();
        let wait = |at_least: Duration| at_least.max(pacing::backoff(attempts, rand::random()));
        if let Missed::Busy(_, at_least) = &missed {
            done.busy_until = Some(now.plus(wait(*at_least)));
        }
        let is_old = now.since(media.created_at) > LIFETIME;
        let written =
            blocking(move || write_down(&store, media.id, &missed, attempts, is_old, now));
        if let Err(error) = written.await {
            // The row still says `fetching`: the next start asks for it again.
            tracing::error!("what became of a file could not be written: {error}");
        }
    }
    desk.tell(change);
    done
}

fn write_down(
    store: &Held,
    id: MediaId,
    missed: &Missed,
    attempts: u32,
    is_old: bool,
    now: UnixMs,
) -> Result<(), InboxError> {
    let later =
        |at_least: Duration| now.plus(at_least.max(pacing::backoff(attempts, rand::random())));
    let outcome = store.write(|tx| match missed {
        Missed::Never(state, failure) => fetching::mark_failed(tx, id, *state, failure),
        Missed::AFewTimes(state, failure) if attempts >= FEW || is_old => {
            fetching::mark_failed(tx, id, *state, failure)
        }
        Missed::AFewTimes(_, failure) => {
            fetching::retry_later(tx, id, failure, later(Duration::ZERO))
        }
        Missed::Later(failure, _) | Missed::Busy(failure, _) if is_old => {
            fetching::mark_failed(tx, id, MediaState::Failed, failure)
        }
        Missed::Later(failure, at_least) | Missed::Busy(failure, at_least) => {
            fetching::retry_later(tx, id, failure, later(*at_least))
        }
        Missed::Storage(error) => {
            tracing::error!("a file could not be kept: {error}");
            fetching::retry_later(tx, id, "storage", later(WITHOUT_TOKEN))
        }
    });
    match outcome {
        // Its message was taken back meanwhile.
        Ok(()) | Err(StoreError::NotFound) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// What is needed to fetch.
struct Wanted {
    house: Arc<House>,
    channel: Channel,
    key: Key32,
    folder: PathBuf,
}

async fn come(desk: &Desk, store: &Held, media: &Media) -> Result<(), Missed> {
    let wanted = wanted(desk, store, media).await.map_err(Missed::Storage)?;
    let limit = match wanted.channel.kind {
        ChannelKind::WhatsApp => WHATSAPP_BYTES,
        ChannelKind::Messenger | ChannelKind::Instagram => PAGE_BYTES,
    };
    if media.bytes.is_some_and(|bytes| bytes > limit) {
        return Err(Missed::Never(MediaState::TooBig, "too_big"));
    }
    let (url, token, sha256) = address(desk, &wanted.channel, media).await?;
    let writer = Writer::create(&wanted.folder, media.id, &wanted.key)
        .map_err(|error| Missed::Storage(error.into()))?;
    let mut arriving = Arriving {
        desk,
        change: (store.side(), media),
        writer,
        digest: Digest::new(),
        head: Vec::new(),
        told_at: None,
        trouble: None,
    };
    let downloaded = desk
        .inner
        .graph
        .download(token.as_ref(), &url, limit, |bytes, progress| {
            arriving.take(bytes, progress)
        })
        .await;
    let Arriving {
        writer,
        digest,
        head,
        trouble,
        ..
    } = arriving;
    if let Some(error) = trouble {
        return Err(Missed::Storage(error.into()));
    }
    downloaded.map_err(missed)?;
    let named = sha256.as_deref().or(media.declared_sha256.as_deref());
    if !digest.matches(named) {
        return Err(Missed::AFewTimes(MediaState::Damaged, "digest"));
    }
    let (store, media) = (store.clone(), media.clone());
    blocking(move || keep(&wanted, &store, &media, writer, &head))
        .await
        .map_err(Missed::Storage)
}

/// Ends the file, looks at it, and says that it is here.
fn keep(
    wanted: &Wanted,
    store: &Held,
    media: &Media,
    writer: Writer,
    head: &[u8],
) -> Result<(), InboxError> {
    let bytes = writer.finish()?;
    let sniffed = kind::sniff(head, media.declared_mime.as_deref(), media.kind);
    let arrived = examine::examine(&wanted.folder, media.id, &wanted.key, sniffed, bytes);
    match store.write(|tx| fetching::mark_here(tx, media.id, &arrived)) {
        Ok(()) => Ok(()),
        // Its message was taken back meanwhile: what belongs to it goes.
        Err(StoreError::NotFound) => {
            super::forget(&wanted.house, store.side(), media.id);
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

async fn wanted(desk: &Desk, store: &Held, media: &Media) -> Result<Wanted, InboxError> {
    let house = desk.house()?;
    let (store, id, channel) = (store.clone(), media.id, media.channel);
    blocking(move || {
        let channel = house
            .clinic
            .read(|conn| channels::get(conn, channel))?
            .ok_or(InboxError::NotFound)?;
        Ok(Wanted {
            channel,
            key: store.read(|conn| rows::key(conn, id))?,
            folder: media_file::make_folder(&house.folder, store.side())?,
            house,
        })
    })
    .await
}

/// Returns where a file is just now, the token that may go there, and the digest Meta names with it.
///
/// WhatsApp's addresses live for five minutes, so that one is always asked for; Messenger's and Instagram's need no token
/// and get none.
async fn address(
    desk: &Desk,
    channel: &Channel,
    media: &Media,
) -> Result<(String, Option<SecretString>, Option<String>), Missed> {
    let without_address = || Missed::Never(MediaState::Gone, "no_address");
    if channel.kind != ChannelKind::WhatsApp {
        let url = media.url.clone().ok_or_else(without_address)?;
        return Ok((url, None, None));
    }
    let token = match connect::access_token(desk, channel.id).await {
        Ok(token) => token,
        Err(InboxError::ChannelOff) => return Err(Missed::Later("no_token", WITHOUT_TOKEN)),
        Err(error) => return Err(Missed::Storage(error)),
    };
    let (Some(id), Some(number_id)) = (&media.provider_media_id, &channel.number_id) else {
        let url = media.url.clone().ok_or_else(without_address)?;
        return Ok((url, Some(token), None));
    };
    let answer = desk.inner.graph.media_address(&token, number_id, id).await;
    if let Err(GraphError::TokenRejected { .. }) = &answer {
        sign_in_again(desk, channel.id).await;
    }
    let address = answer.map_err(|error| match error {
        GraphError::RateLimited { retry_after, .. } | GraphError::Busy { retry_after, .. } => {
            Missed::Busy("busy", retry_after.unwrap_or_default())
        }
        GraphError::Unreachable | GraphError::OutcomeUnknown { .. } => {
            Missed::Later("unreachable", Duration::ZERO)
        }
        GraphError::TokenRejected { .. } => Missed::Later("token", WITHOUT_TOKEN),
        GraphError::Refused { .. } => Missed::AFewTimes(MediaState::Gone, "refused"),
        GraphError::WindowClosed { .. } | GraphError::Unreadable { .. } => {
            Missed::AFewTimes(MediaState::Failed, "unreadable")
        }
    })?;
    let limit = address.bytes.filter(|bytes| *bytes > WHATSAPP_BYTES);
    if limit.is_some() {
        return Err(Missed::Never(MediaState::TooBig, "too_big"));
    }
    Ok((address.url, Some(token), address.sha256))
}

/// Says on the connection page that Meta refuses the token: a person has to connect the channel again.
async fn sign_in_again(desk: &Desk, channel: ChannelId) {
    let noted = desk
        .with_house(move |house| {
            Ok(house
                .clinic
                .write(|tx| channels::set_state(tx, channel, ChannelState::SignInAgain))?)
        })
        .await;
    if let Err(error) = noted {
        tracing::warn!("channel state: {error}");
    }
    desk.tell(Change::Connection);
    desk.tell(Change::App);
}

fn missed(error: MediaError) -> Missed {
    match error {
        MediaError::ForeignHost => Missed::Never(MediaState::ForeignHost, "foreign_host"),
        MediaError::TooBig => Missed::Never(MediaState::TooBig, "too_big"),
        MediaError::Gone => Missed::AFewTimes(MediaState::Gone, "gone"),
        MediaError::Busy { retry_after } => Missed::Busy("busy", retry_after.unwrap_or_default()),
        MediaError::Unreachable | MediaError::Stopped => {
            Missed::Later("unreachable", Duration::ZERO)
        }
        MediaError::Refused { .. } => Missed::AFewTimes(MediaState::Failed, "refused"),
    }
}

/// Bytes on their way to the disk.
struct Arriving<'a> {
    desk: &'a Desk,
    change: (recado_domain::channel::Side, &'a Media),
    writer: Writer,
    digest: Digest,
    head: Vec<u8>,
    told_at: Option<tokio::time::Instant>,
    trouble: Option<MediaFileError>,
}

impl Arriving<'_> {
    fn take(&mut self, bytes: &[u8], progress: Progress) -> Result<(), Stop> {
        let missing = kind::HEAD_BYTES.saturating_sub(self.head.len());
        self.head
            .extend_from_slice(&bytes[..bytes.len().min(missing)]);
        self.digest.update(bytes);
        if let Err(error) = self.writer.write(bytes) {
            self.trouble = Some(error);
            return Err(Stop);
        }
        let now = tokio::time::Instant::now();
        if self.told_at.is_none_or(|at| now - at >= TELL_EVERY) {
            self.told_at = Some(now);
            let (side, media) = self.change;
            self.desk
                .inner
                .media
                .note(media.id, progress.received_bytes);
            self.desk.tell(Change::Media {
                side,
                conversation: media.conversation,
                media: media.id,
                received_bytes: progress.received_bytes,
                bytes: progress.total_bytes,
            });
        }
        Ok(())
    }
}
