//! The bytes of a file on their way from Meta to the disk, checked against the digest Meta names. Knows no database.

use super::{digest::Digest, kind};
use crate::{connect, desk::Desk, error::InboxError, view::change::Change};
use recado_domain::{channel::ChannelKind, id::ChannelId, media::MediaState};
use recado_graph::{
    error::GraphError,
    media::download::{MediaError, Progress, Stop},
};
use recado_store::{
    clinic::channels::{self, Channel, ChannelState},
    conversations::{event::NewMedia, media::Media},
    media_file::{MediaFileError, writer::Writer},
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The largest file fetched from WhatsApp. Source: REFERENCE §15, read 2026-11-20.
const WHATSAPP_BYTES: u64 = 100 * 1024 * 1024;
/// The largest file fetched from Messenger and Instagram. Source: REFERENCE §15, read 2026-11-20.
const PAGE_BYTES: u64 = 25 * 1024 * 1024;
/// How long to wait for a person where the token is missing or refused.
pub(super) const WITHOUT_TOKEN: Duration = Duration::from_secs(15 * 60);

/// What a file is fetched by. Kept as JSON: fields are added with a default, never renamed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Source {
    /// Meta's id of it.
    #[serde(default)]
    pub provider_media_id: Option<String>,
    /// Where Meta has it.
    #[serde(default)]
    pub url: Option<String>,
    /// The digest of its bytes as Meta said.
    #[serde(default)]
    pub sha256: Option<String>,
    /// Its size as Meta said.
    #[serde(default)]
    pub bytes: Option<u64>,
}

impl Source {
    /// Returns what a file that was just told of is fetched by.
    pub fn of_new(new: &NewMedia) -> Self {
        Self {
            provider_media_id: new.provider_media_id.clone(),
            url: new.url.clone(),
            sha256: new.sha256.clone(),
            bytes: new.bytes,
        }
    }

    /// Returns what a file that is kept is fetched by.
    pub fn of_kept(media: &Media) -> Self {
        Self {
            provider_media_id: media.provider_media_id.clone(),
            url: media.url.clone(),
            sha256: media.declared_sha256.clone(),
            bytes: media.bytes,
        }
    }
}

/// Why a file is not here yet.
pub(super) enum Missed {
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

/// Fetches a file into a writer, which is begun when Meta has said where the file is. The file is then whole and as Meta
/// named it, and still to be ended; its first bytes come with it.
///
/// # Errors
/// [`Missed`]; the writer is given up then.
pub(super) async fn download(
    desk: &Desk,
    channel: &Channel,
    source: &Source,
    begin: impl FnOnce() -> Result<Writer, MediaFileError>,
    tell: impl FnMut(Progress) + Send,
) -> Result<(Writer, Vec<u8>), Missed> {
    let limit = match channel.kind {
        ChannelKind::WhatsApp => WHATSAPP_BYTES,
        ChannelKind::Messenger | ChannelKind::Instagram => PAGE_BYTES,
    };
    if source.bytes.is_some_and(|bytes| bytes > limit) {
        return Err(Missed::Never(MediaState::TooBig, "too_big"));
    }
    let (url, token, sha256) = address(desk, channel, source).await?;
    let mut arriving = Arriving {
        writer: begin().map_err(|error| Missed::Storage(error.into()))?,
        digest: Digest::new(),
        head: Vec::new(),
        trouble: None,
        tell,
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
    let named = sha256.as_deref().or(source.sha256.as_deref());
    if !digest.matches(named) {
        return Err(Missed::AFewTimes(MediaState::Damaged, "digest"));
    }
    Ok((writer, head))
}

/// Returns where a file is just now, the token that may go there, and the digest Meta names with it.
///
/// WhatsApp's addresses live for five minutes, so that one is always asked for; Messenger's and Instagram's need no token
/// and get none.
async fn address(
    desk: &Desk,
    channel: &Channel,
    source: &Source,
) -> Result<(String, Option<SecretString>, Option<String>), Missed> {
    let without_address = || Missed::Never(MediaState::Gone, "no_address");
    if channel.kind != ChannelKind::WhatsApp {
        let url = source.url.clone().ok_or_else(without_address)?;
        return Ok((url, None, None));
    }
    let token = match connect::access_token(desk, channel.id).await {
        Ok(token) => token,
        Err(InboxError::ChannelOff) => return Err(Missed::Later("no_token", WITHOUT_TOKEN)),
        Err(error) => return Err(Missed::Storage(error)),
    };
    let (Some(id), Some(number_id)) = (&source.provider_media_id, &channel.number_id) else {
        let url = source.url.clone().ok_or_else(without_address)?;
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
struct Arriving<T> {
    writer: Writer,
    digest: Digest,
    head: Vec<u8>,
    trouble: Option<MediaFileError>,
    tell: T,
}

impl<T: FnMut(Progress)> Arriving<T> {
    fn take(&mut self, bytes: &[u8], progress: Progress) -> Result<(), Stop> {
        let missing = kind::HEAD_BYTES.saturating_sub(self.head.len());
        self.head
            .extend_from_slice(&bytes[..bytes.len().min(missing)]);
        self.digest.update(bytes);
        if let Err(error) = self.writer.write(bytes) {
            self.trouble = Some(error);
            return Err(Stop);
        }
        (self.tell)(progress);
        Ok(())
    }
}
