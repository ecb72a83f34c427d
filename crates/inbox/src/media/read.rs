//! A file's bytes for a person: found in whichever store is held, opened in memory, a range at a time.

use super::{forget, kind, sound};
use crate::{
    compose::lending,
    desk::{
        Desk,
        media_commands::{MediaBytes, MediaVariant},
    },
    error::InboxError,
    house::House,
    view::media::MediaView,
};
use recado_domain::{
    channel::Side,
    id::{ConversationId, MediaId},
    media::{MediaKind, MediaState},
    time::UnixMs,
};
use recado_store::{
    conversations::media::{self as rows, Media, fetching},
    error::StoreError,
    media_file::{self, MediaFileError, reader::Reader},
};
use std::ops::Range;

/// The most bytes handed over at once; a player asks again.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// Returns bytes of a file, of its small picture, or of a voice note made playable.
///
/// # Errors
/// [`InboxError::Locked`] when it may be in the clinical store and nobody is signed in, [`InboxError::NotFound`] when it
/// is not here (yet), storage.
pub(crate) async fn read(
    desk: &Desk,
    id: MediaId,
    variant: MediaVariant,
    range: Option<Range<u64>>,
) -> Result<MediaBytes, InboxError> {
    desk.with_house(move |house| {
        let (side, media) = find(house, id)?;
        match variant {
            MediaVariant::Thumbnail => {
                let small = house.read(side, |conn| rows::thumbnail(conn, id))?;
                Ok(cut("image/jpeg", small.ok_or(InboxError::NotFound)?, range))
            }
            MediaVariant::File => file(house, side, &media, range),
            MediaVariant::Sound => {
                if media.mime.as_deref() != Some("audio/ogg") {
                    return file(house, side, &media, range);
                }
                let whole = open(house, side, &media)?.read_whole()?;
                let wav = sound::wav(whole.as_slice()).ok_or(InboxError::NotFound)?;
                Ok(cut("audio/wav", wav, range))
            }
        }
    })
    .await
}

/// Asks for a file again, as a person wants.
///
/// # Errors
/// [`InboxError::NotFound`] when it is not of this conversation or need not be fetched, [`InboxError::Locked`], storage.
pub(crate) async fn fetch_again(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    id: MediaId,
) -> Result<(), InboxError> {
    let now: UnixMs = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let media = house.read(side, |conn| rows::get(conn, id))?;
        if media.conversation != conversation || !can_be_asked_for(&media) {
            return Err(InboxError::NotFound);
        }
        if media.state.may_fetch_again() {
            // What lies here is not it: found there, it would be taken for what is asked for.
            forget(house, side, id);
        }
        let may = house.write(side, |tx| fetching::fetch_again(tx, id, now))?;
        if may {
            Ok(())
        } else {
            Err(InboxError::NotFound)
        }
    })
    .await?;
    desk.inner.media.wake();
    desk.tell(crate::view::change::Change::Conversation { side, conversation });
    Ok(())
}

/// Returns a file as the thread shows it.
pub(crate) fn view(media: &Media, received_bytes: Option<u64>) -> MediaView {
    let is_here = media.state == MediaState::Here;
    let mime = media.mime.clone().or_else(|| media.declared_mime.clone());
    let is_shown =
        is_here && !media.is_disguised && media.mime.as_deref().is_some_and(kind::is_shown);
    MediaView {
        id: media.id,
        kind: media.kind,
        state: media.state,
        mime,
        name: media.name.clone(),
        bytes: media.bytes,
        received_bytes: received_bytes.filter(|_| media.state == MediaState::Fetching),
        width: media.width,
        height: media.height,
        duration_ms: media.duration_ms,
        waveform: if matches!(media.kind, MediaKind::Voice | MediaKind::Audio) {
            media.waveform.clone()
        } else {
            Vec::new()
        },
        has_thumbnail: media.has_thumbnail,
        is_shown,
        is_disguised: media.is_disguised,
        may_open: lending::may_lend(media),
        may_fetch_again: media.state.may_fetch_again() && can_be_asked_for(media),
    }
}

/// Returns whether there is anything to ask Meta by: a file that came without id and address never comes.
fn can_be_asked_for(media: &Media) -> bool {
    media.provider_media_id.is_some() || media.url.is_some()
}

fn find(house: &House, id: MediaId) -> Result<(Side, Media), InboxError> {
    match house.leads.read(|conn| rows::get(conn, id)) {
        Ok(media) => return Ok((Side::Leads, media)),
        Err(StoreError::NotFound) => {}
        Err(error) => return Err(error.into()),
    }
    let media = house.read(Side::Clinical, |conn| rows::get(conn, id))?;
    Ok((Side::Clinical, media))
}

fn open(house: &House, side: Side, media: &Media) -> Result<Reader, InboxError> {
    if media.state != MediaState::Here {
        return Err(InboxError::NotFound);
    }
    let key = house.read(side, |conn| rows::key(conn, media.id))?;
    let folder = media_file::folder(&house.folder, side);
    match Reader::open(&folder, media.id, &key) {
        Ok(reader) => Ok(reader),
        Err(error @ (MediaFileError::Damaged | MediaFileError::Missing)) => {
            // What was here is not any more: a person may ask for it again.
            tracing::error!("a file cannot be opened: {error}");
            house.write(side, |tx| {
                fetching::mark_failed(tx, media.id, MediaState::Damaged, "unreadable_here")
            })?;
            Err(InboxError::NotFound)
        }
        Err(error) => Err(error.into()),
    }
}

fn file(
    house: &House,
    side: Side,
    media: &Media,
    range: Option<Range<u64>>,
) -> Result<MediaBytes, InboxError> {
    let mut reader = open(house, side, media)?;
    let total = reader.plain_bytes();
    let range = within(range, total);
    let len = usize::try_from(range.end - range.start).map_err(|_| InboxError::InvalidInput)?;
    Ok(MediaBytes {
        mime: media.mime.clone().unwrap_or_default(),
        total,
        bytes: reader.read_range(range.start, len)?,
        range,
    })
}

fn cut(mime: &str, bytes: Vec<u8>, range: Option<Range<u64>>) -> MediaBytes {
    let total = bytes.len() as u64;
    let range = within(range, total);
    let at = |place: u64| usize::try_from(place).unwrap_or(bytes.len());
    MediaBytes {
        mime: mime.to_owned(),
        total,
        bytes: bytes
            .get(at(range.start)..at(range.end))
            .unwrap_or_default()
            .to_vec(),
        range,
    }
}

/// A whole file is handed over whole; a range is cut to what is there and to what is handed over at once.
fn within(range: Option<Range<u64>>, total: u64) -> Range<u64> {
    let Some(range) = range else {
        return 0..total;
    };
    let start = range.start.min(total);
    let end = range.end.min(total).min(start.saturating_add(MOST_BYTES));
    start..end.max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_asked_for_is_offered_again() {
        let failed = Media {
            id: MediaId::generate(),
            card: None,
            message: None,
            conversation: ConversationId::generate(),
            channel: recado_domain::id::ChannelId::generate(),
            kind: MediaKind::Image,
            state: MediaState::Failed,
            provider_media_id: None,
            uploaded_at: None,
            url: None,
            declared_mime: None,
            declared_sha256: None,
            name: None,
            mime: None,
            bytes: None,
            width: None,
            height: None,
            duration_ms: None,
            waveform: Vec::new(),
            has_thumbnail: false,
            is_disguised: false,
            attempts: 4,
            next_at: UnixMs(0),
            failure: None,
            created_at: UnixMs(0),
        };
        assert!(!view(&failed, None).may_fetch_again);
        let with_id = Media {
            provider_media_id: Some("1".to_owned()),
            ..failed
        };
        assert!(view(&with_id, None).may_fetch_again);
    }

    #[test]
    fn a_range_stays_within_the_file() {
        assert_eq!(within(None, 10), 0..10);
        assert_eq!(within(Some(2..5), 10), 2..5);
        assert_eq!(within(Some(2..50), 10), 2..10);
        assert_eq!(within(Some(20..50), 10), 10..10);
        assert_eq!(within(Some(0..u64::MAX), u64::MAX), 0..MOST_BYTES);
        assert_eq!(cut("audio/wav", vec![1, 2, 3], Some(1..2)).bytes, [2]);
    }
}
