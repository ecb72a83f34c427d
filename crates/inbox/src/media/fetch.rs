//! One file comes here: an address, its bytes, what they are; and every step written down, so that a cut-off anywhere
//! fetches once more and never loses it.

use super::{
    bytes::{self, Missed, Source, WITHOUT_TOKEN},
    examine, kind,
};
use crate::{
    desk::{Desk, blocking},
    error::InboxError,
    house::{Held, House},
    view::change::Change,
};
use recado_domain::{
    channel::Side,
    id::{ChannelId, MediaId},
    media::MediaState,
    pacing,
    time::UnixMs,
};
use recado_graph::media::download::Progress;
use recado_store::{
    clinic::channels::{self, Channel},
    conversations::media::{self as rows, Media, fetching},
    error::StoreError,
    key::Key32,
    media_file::{self, reader::Reader, writer::Writer},
};
use std::{path::PathBuf, sync::Arc, time::Duration};

/// How often bytes that are not the ones Meta named, or an address that has ended, are asked for again.
pub(super) const FEW: u32 = 4;
/// How long a file is asked for by itself: Meta's ids of what came in die after 7 days (REFERENCE §16, read 2026-11-20).
pub(super) const LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Progress is told at most once in this time.
const TELL_EVERY: Duration = Duration::from_millis(200);

/// What became of an attempt, for the worker.
pub(super) struct Done {
    pub(super) media: MediaId,
    pub(super) channel: ChannelId,
    /// Until when Meta asked to be left alone.
    pub(super) busy_until: Option<UnixMs>,
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
    // A voice note waits to be heard from now on.
    desk.inner.listening.wake();
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
    let (wanted, is_here) = {
        let (store, media) = (store.clone(), media.clone());
        let looked = blocking(move || {
            let is_here = keep_what_is_here(&wanted, &store, &media)?;
            Ok((wanted, is_here))
        });
        looked.await.map_err(Missed::Storage)?
    };
    if is_here {
        return Ok(());
    }
    let begin = || Writer::create(&wanted.folder, media.id, &wanted.key);
    let told = told(desk, store.side(), media);
    let source = Source::of_kept(media);
    let came = bytes::download(desk, &wanted.channel, &source, begin, told);
    let (writer, head) = came.await?;
    let (store, media) = (store.clone(), media.clone());
    blocking(move || {
        let bytes = writer.finish()?;
        keep(&wanted, &store, &media, &head, bytes)
    })
    .await
    .map_err(Missed::Storage)
}

/// Takes a file that came while nobody was signed in, or just before a cut-off: it is whole, or not here under its name.
fn keep_what_is_here(wanted: &Wanted, store: &Held, media: &Media) -> Result<bool, InboxError> {
    let Ok(mut reader) = Reader::open(&wanted.folder, media.id, &wanted.key) else {
        return Ok(false);
    };
    let Ok(head) = reader.read_range(0, kind::HEAD_BYTES) else {
        return Ok(false);
    };
    keep(wanted, store, media, &head, reader.plain_bytes())?;
    Ok(true)
}

/// Returns what tells of progress, at most once in a while.
fn told(desk: &Desk, side: Side, media: &Media) -> impl FnMut(Progress) + Send {
    let (desk, id, conversation) = (desk.clone(), media.id, media.conversation);
    let mut told_at: Option<tokio::time::Instant> = None;
    move |progress| {
        let now = tokio::time::Instant::now();
        if told_at.is_some_and(|at| now - at < TELL_EVERY) {
            return;
        }
        told_at = Some(now);
        desk.inner.media.note(id, progress.received_bytes);
        desk.tell(Change::Media {
            side,
            conversation,
            media: id,
            received_bytes: progress.received_bytes,
            bytes: progress.total_bytes,
        });
    }
}

/// Looks at a file that is durable, and says that it is here.
fn keep(
    wanted: &Wanted,
    store: &Held,
    media: &Media,
    head: &[u8],
    bytes: u64,
) -> Result<(), InboxError> {
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
