//! Patients' files while nobody is signed in: Meta's ids of them die after a week, a lock may last longer. They are fetched
//! with what this computer may do by itself, and sealed by keys that only a sign-in opens.
//!
//! Every file is on its way in this order: noted with its message; a fresh key kept, sealed to the clinical spool key; the
//! encrypted file whole and durable under its name; noted as here. So a file under its name is always whole and sealed
//! by the key that is kept, and a cut-off anywhere asks for it again at most. The drain hands the key to the file's own
//! row; type, size and small picture are found out there.

use super::{
    bytes::{self, Missed, Source, WITHOUT_TOKEN},
    fetch::{Done, FEW, LIFETIME},
};
use crate::{
    desk::{Desk, blocking},
    error::InboxError,
    house::{Held, House},
    receive::spool::{self, SpoolKey},
};
use recado_domain::{
    channel::Side,
    id::{ChannelId, MediaId},
    pacing,
    time::UnixMs,
};
use recado_store::{
    Tx,
    clinic::{
        channels::{self, Channel},
        locked_files::{self, LockedFile},
    },
    conversations::{
        event::NewMessage,
        media::{self as rows, fetching},
    },
    error::StoreError,
    key::Key32,
    media_file::{self, writer::Writer},
};
use secrecy::{ExposeSecret, SecretString};
use std::{collections::BTreeMap, path::PathBuf, time::Duration};

/// Notes the files of a patient's message beside its row in the spool, in the same transaction.
///
/// # Errors
/// Storage.
pub(crate) fn note(
    tx: &Tx<'_>,
    house: &House,
    message: &NewMessage,
    now: UnixMs,
) -> Result<(), StoreError> {
    for new in &message.media {
        let which = (new.id, message.contact.channel);
        note_one(tx, house, which, &Source::of_new(new), now)?;
    }
    Ok(())
}

/// Notes what is still to come when the clinical key is about to go.
///
/// # Errors
/// Storage.
pub(crate) fn hand_over(house: &House, store: &Held, now: UnixMs) -> Result<(), StoreError> {
    let missing = store.read(fetching::missing)?;
    if missing.is_empty() {
        return Ok(());
    }
    house.clinic.write(|tx| {
        missing.iter().try_for_each(|media| {
            let which = (media.id, media.channel);
            note_one(tx, house, which, &Source::of_kept(media), now)
        })
    })
}

fn note_one(
    tx: &Tx<'_>,
    house: &House,
    which: (MediaId, ChannelId),
    source: &Source,
    now: UnixMs,
) -> Result<(), StoreError> {
    let json = serde_json::to_string(source).map_err(|_| StoreError::Damaged)?;
    locked_files::note(tx, &house.token_key, which, &SecretString::from(json), now)
}

/// Fetches a file; what came of it is durable when this returns.
pub(super) async fn fetch(desk: &Desk, file: LockedFile) -> Done {
    let mut done = Done {
        media: file.id,
        channel: file.channel,
        busy_until: None,
    };
    let Err(missed) = come(desk, &file).await else {
        return done;
    };
    let now = desk.inner.options.clock.now();
    let attempts = file.attempts + 1;
    let later =
        |at_least: Duration| now.plus(at_least.max(pacing::backoff(attempts, rand::random())));
    let is_old = now.since(file.created_at) > LIFETIME;
    let next_at = match missed {
        // Said where its message is, after a sign-in.
        Missed::Never(..) => None,
        Missed::AFewTimes(..) if attempts >= FEW => None,
        _ if is_old => None,
        Missed::AFewTimes(..) => Some(later(Duration::ZERO)),
        Missed::Later(_, at_least) => Some(later(at_least)),
        Missed::Busy(_, at_least) => {
            let at = later(at_least);
            done.busy_until = Some(at);
            Some(at)
        }
        Missed::Storage(error) => {
            tracing::error!("a file could not be kept: {error}");
            Some(later(WITHOUT_TOKEN))
        }
    };
    let written = desk
        .with_house(move |house| {
            house.clinic.write(|tx| match next_at {
                Some(at) => locked_files::retry_later(tx, file.id, at),
                None => locked_files::forget(tx, file.id),
            })?;
            Ok(())
        })
        .await;
    if let Err(error) = written {
        // The row stays due: it is asked for again.
        tracing::error!("what became of a file could not be written: {error}");
    }
    done
}

/// What is needed to fetch.
struct Wanted {
    source: Source,
    channel: Channel,
    key: Key32,
    folder: PathBuf,
}

async fn come(desk: &Desk, file: &LockedFile) -> Result<(), Missed> {
    let begun = {
        let file = file.clone();
        let begun = desk.with_house(move |house| begin(house, &file)).await;
        begun.map_err(Missed::Storage)?
    };
    let Some(wanted) = begun else { return Ok(()) };
    let id = file.id;
    let create = || Writer::create(&wanted.folder, id, &wanted.key);
    let came = bytes::download(desk, &wanted.channel, &wanted.source, create, |_| {});
    let (writer, _) = came.await?;
    let house = desk.house().map_err(Missed::Storage)?;
    let ended = blocking(move || {
        writer.finish()?;
        end(&house, id)
    });
    ended.await.map_err(Missed::Storage)
}

/// Keeps a fresh key; nothing when the file is not wanted here any more, or is here already.
fn begin(house: &House, file: &LockedFile) -> Result<Option<Wanted>, InboxError> {
    // Not while the spool is drained: a key must not change after the drain has taken it.
    let _filing = house.filing.lock().map_err(|_| InboxError::CutOff)?;
    if house.clinical_if_held().is_some() {
        return Ok(None);
    }
    let id = file.id;
    let folder = media_file::make_folder(&house.folder, Side::Clinical)?;
    if media_file::path(&folder, id).exists() {
        // With a key of ours, a stop came between the file and its note; without, it was on its way when the desk was locked.
        house.clinic.write(|tx| {
            if file.has_key {
                locked_files::mark_here(tx, id).map(|_| ())
            } else {
                locked_files::forget(tx, id)
            }
        })?;
        return Ok(None);
    }
    let source = file.source.as_ref();
    let source = source.and_then(|json| serde_json::from_str(json.expose_secret()).ok());
    let channel = house
        .clinic
        .read(|conn| channels::get(conn, file.channel))?;
    let (Some(source), Some(channel)) = (source, channel) else {
        house.clinic.write(|tx| locked_files::forget(tx, id))?;
        return Ok(None);
    };
    let key = rows::staging::new_key()?;
    let sealed = sealed_key(house, id, &key)?;
    let is_wanted = house
        .clinic
        .write(|tx| locked_files::begin(tx, id, &sealed))?;
    Ok(is_wanted.then_some(Wanted {
        source,
        channel,
        key,
        folder,
    }))
}

/// Notes that a file is here. When the drain was faster, it has taken the key along, unless its message is gone.
fn end(house: &House, id: MediaId) -> Result<(), InboxError> {
    if house.clinic.write(|tx| locked_files::mark_here(tx, id))? {
        return Ok(());
    }
    if let Some(store) = house.held(Side::Clinical)
        && let Err(StoreError::NotFound) = store.read(|conn| rows::get(conn, id))
    {
        super::forget(house, Side::Clinical, id);
    }
    Ok(())
}

/// A key with the file it belongs to, so that it opens no other.
fn sealed_key(house: &House, id: MediaId, key: &Key32) -> Result<Vec<u8>, InboxError> {
    let bytes = zeroize::Zeroizing::new([id.0.as_bytes().as_slice(), key.expose()].concat());
    let sealed = spool::sealed_to(&house.spool_seal()?, &bytes);
    Ok(sealed.map_err(|_| StoreError::Damaged)?)
}

/// The keys of files that came, or were coming, while nobody was signed in.
pub(crate) type Keys = BTreeMap<MediaId, Key32>;

/// Returns the kept keys of some files.
///
/// # Errors
/// Storage. A key that cannot be opened is none: its file is fetched again.
pub(crate) fn keys_of(
    house: &House,
    spool_key: &SpoolKey,
    ids: impl IntoIterator<Item = MediaId>,
) -> Result<Keys, InboxError> {
    let mut keys = Keys::new();
    for id in ids {
        let sealed = house
            .clinic
            .read(|conn| locked_files::sealed_key(conn, id))?;
        let opened = sealed.and_then(|sealed| spool_key.open_bytes(&sealed).ok());
        let key = opened.and_then(|bytes| {
            let (of, key) = bytes.split_first_chunk::<16>()?;
            (of == id.0.as_bytes()).then(|| Key32::from_slice(key))?
        });
        keys.extend(key.map(|key| (id, key)));
    }
    Ok(keys)
}

/// Hands the keys of a message's files to their rows, in the transaction that made the rows.
///
/// # Errors
/// Storage.
pub(crate) fn adopt(tx: &Tx<'_>, message: &NewMessage, keys: &Keys) -> Result<(), StoreError> {
    for new in &message.media {
        if let Some(key) = keys.get(&new.id) {
            fetching::adopt(tx, new.id, key)?;
        }
    }
    Ok(())
}

/// Ends what is noted once nothing waits for the clinical side: keys go to the rows that want them, files that belong to
/// nothing go from the disk.
///
/// # Errors
/// Storage.
pub(crate) fn settle(house: &House, store: &Held, key: &SpoolKey) -> Result<(), InboxError> {
    let ids = house.clinic.read(locked_files::ids)?;
    if ids.is_empty() {
        return Ok(());
    }
    let keys = keys_of(house, key, ids.iter().copied())?;
    store.write(|tx| {
        keys.iter()
            .try_for_each(|(id, key)| fetching::adopt(tx, *id, key).map(|_| ()))
    })?;
    if !house.clinic.write(locked_files::forget_all_if_drained)? {
        return Ok(());
    }
    let known = store.read(rows::ids)?;
    for id in ids.difference(&known) {
        super::forget(house, Side::Clinical, *id);
    }
    Ok(())
}
