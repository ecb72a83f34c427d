//! Files of a message on their way to Meta. Meta's id of a file is written before anything else happens, so that a
//! message that has to wait, or a kill, does not upload it again while it lives there.

use crate::{
    desk::{Desk, blocking},
    error::InboxError,
    house::{Held, House},
    send::{
        attempt::Attempt,
        wire::{self, Uploaded, UploadedFiles},
    },
};
use recado_domain::{channel::ChannelKind, id::MediaId, media::MediaKind, time::UnixMs};
use recado_graph::{
    error::GraphError, limits::files::VOICE_MIME, messenger::attachment::Attachment,
};
use recado_store::{
    conversations::media::{self, Media},
    media_file::{self, reader},
};
use std::{sync::Arc, time::Duration};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Why a file is not at Meta.
pub(super) enum Failed {
    /// Meta did not take it.
    Graph(GraphError),
    /// It is not here any more, or damaged.
    Unreadable,
    /// A database.
    Storage(InboxError),
}

/// Uploads what is not at Meta already.
///
/// # Errors
/// [`Failed`]; what was uploaded before it stays so.
pub(super) async fn all(
    desk: &Desk,
    house: &Arc<House>,
    store: &Held,
    attempt: &Attempt,
    files: Vec<MediaId>,
) -> Result<UploadedFiles, Failed> {
    let mut uploaded = UploadedFiles::new();
    for file in files {
        let now = desk.inner.options.clock.now();
        let (house, held) = (Arc::clone(house), store.clone());
        let kind = attempt.channel.kind;
        let found = blocking(move || Ok(look(&house, &held, kind, file, now)));
        let (media, bytes) = found.await.map_err(Failed::Storage)??;
        let is_fresh = bytes.is_some();
        let id = match (bytes, &media.provider_media_id) {
            (None, Some(id)) => id.clone(),
            (None, None) => return Err(Failed::Unreadable),
            (Some(bytes), _) => {
                let id = one(desk, attempt, &media, bytes)
                    .await
                    .map_err(Failed::Graph)?;
                let (held, noted) = (store.clone(), id.clone());
                blocking(move || Ok(held.write(|tx| media::note_uploaded(tx, file, &noted, now))?))
                    .await
                    .map_err(Failed::Storage)?;
                id
            }
        };
        let name = media.name;
        let at_meta = Uploaded { id, name, is_fresh };
        uploaded.insert(file, at_meta);
    }
    Ok(uploaded)
}

/// Forgets the ids of files that Meta was given and does not know, so that they are uploaded anew; returns whether there
/// are any. What was uploaded just now is not at fault.
///
/// # Errors
/// Storage.
pub(super) async fn forget(store: &Held, files: &UploadedFiles) -> Result<bool, InboxError> {
    let kept = files.iter().filter(|(_, file)| !file.is_fresh);
    let kept: Vec<MediaId> = kept.map(|(id, _)| *id).collect();
    let are_any = !kept.is_empty();
    let store = store.clone();
    blocking(move || {
        store.write(|tx| kept.iter().try_for_each(|id| media::forget_upload(tx, *id)))?;
        Ok(are_any)
    })
    .await
}

/// Returns a file's row, and its bytes unless Meta has it.
fn look(
    house: &House,
    store: &Held,
    kind: ChannelKind,
    file: MediaId,
    now: UnixMs,
) -> Result<(Media, Option<Vec<u8>>), Failed> {
    let found = store.read(|conn| Ok((media::get(conn, file)?, media::key(conn, file)?)));
    let (media, key) = found.map_err(|error: recado_store::error::StoreError| {
        Failed::Storage(InboxError::from(error))
    })?;
    let lives_until = media.uploaded_at.map(|at| at.plus(lifetime(kind)));
    let is_there = media.provider_media_id.is_some() && lives_until.is_some_and(|end| now < end);
    if is_there {
        return Ok((media, None));
    }
    let folder = media_file::folder(&house.folder, store.side());
    match reader::read_whole(&folder, file, &key) {
        Ok(bytes) => Ok((media, Some(bytes))),
        Err(error) => {
            tracing::error!("a file cannot be sent: {error}");
            Err(Failed::Unreadable)
        }
    }
}

/// A day less than Meta keeps a file. Source: REFERENCE §14 and §16 (read 2026-11-20).
fn lifetime(kind: ChannelKind) -> Duration {
    match kind {
        ChannelKind::WhatsApp => DAY * 29,
        ChannelKind::Messenger | ChannelKind::Instagram => DAY * 89,
    }
}

async fn one(
    desk: &Desk,
    attempt: &Attempt,
    media: &Media,
    bytes: Vec<u8>,
) -> Result<String, GraphError> {
    let graph = &desk.inner.graph;
    let from = wire::sender_id(&attempt.channel);
    let mime = mime(attempt.channel.kind, media);
    let name = media.name.as_deref().unwrap_or("file");
    let kind = wire::attachment_kind(media.kind);
    match (wire::page_product(attempt.channel.kind), kind) {
        (Some(product), Some(kind)) => {
            let file = Attachment {
                kind,
                file_name: name,
                mime,
                bytes,
            };
            graph
                .upload_attachment(&attempt.token, from, product, file)
                .await
        }
        (Some(_) | None, _) => {
            graph
                .upload_media(&attempt.token, from, mime, name, bytes)
                .await
        }
    }
}

/// Returns a file's type as Meta wants to hear it: OGG is taken with Opus alone, and only when the type says so (CASES 23).
fn mime(kind: ChannelKind, media: &Media) -> &str {
    let mime = media.mime.as_deref().unwrap_or("application/octet-stream");
    let is_sound = matches!(media.kind, MediaKind::Voice | MediaKind::Audio);
    if kind == ChannelKind::WhatsApp && is_sound && mime == "audio/ogg" {
        VOICE_MIME
    } else {
        mime
    }
}
