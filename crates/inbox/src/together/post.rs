//! Tells the others what is queued: sealed to the newest epoch, signed by this computer, one after the other. What the
//! relay has leaves the queue; a kill in between tells it again under the same id.

use super::{flags, heard, message, settings, verify::Circle, words::Word};
use crate::{
    connect::{self, epochs::OwnKeys},
    desk::{Desk, Inner},
    error::InboxError,
    house::House,
    relay::{RelayClient, RelayError},
};
use recado_domain::{channel::Side, pacing, time::UnixMs};
use recado_protocol::{
    bytes::{NoteBody, Sealed},
    envelope::PostEnvelope,
    error::ErrorCode,
    id::NoteId,
    keys::EpochKeyPair,
    note::{SignedNote, note_statement},
    sealed::{self, PlaintextKind},
    version::Version,
};
use recado_store::{
    clinic::together::{self as flags_queue, settings as clinic_queue},
    conversations::{together as queue, transcripts::elsewhere},
    error::StoreError,
};
use std::{sync::Weak, time::Duration};
use uuid::Uuid;

/// How many are read from a queue at once.
const BATCH: u32 = 64;
/// The longest sleep: something may have been queued by a path that forgot to wake us.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// Tells until the desk is gone.
pub(super) async fn run(weak: Weak<Inner>) {
    let mut failures = 0;
    loop {
        let Some(inner) = weak.upgrade() else { return };
        let desk = Desk { inner };
        let pause = match round(&desk).await {
            Ok(Round::Told) => {
                failures = 0;
                continue;
            }
            Ok(Round::Nothing) => {
                failures = 0;
                LONGEST_SLEEP
            }
            Err(InboxError::Relay(RelayError::Wait { seconds })) => Duration::from_secs(seconds),
            Err(error) => {
                failures += 1;
                tracing::warn!(failures, "the other computers were not told: {error}");
                pacing::backoff(failures, rand::random()).min(LONGEST_SLEEP)
            }
        };
        let wake = desk.inner.together.wake.notified();
        let _ = tokio::time::timeout(pause, wake).await;
    }
}

/// Says something to the others at once: what has to be heard before something else is done.
///
/// # Errors
/// An unreachable relay, storage.
pub(crate) async fn say(desk: &Desk, client: &RelayClient, word: Word) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let note = Uuid::now_v7();
    let sealed = desk
        .with_house(move |house| {
            let circle = Circle::of(house)?.ok_or(InboxError::NotFound)?;
            house
                .clinic
                .write(|tx| flags_queue::note_seen(tx, note, now).map(|_| ()))?;
            seal(
                &circle,
                &OwnKeys::kept(house)?,
                &newest(house)?,
                note,
                &word,
                now,
            )
        })
        .await?;
    let post = PostEnvelope {
        version: Version::default(),
        sealed,
    };
    client.post_note(&post).await?;
    Ok(())
}

fn newest(house: &House) -> Result<EpochKeyPair, InboxError> {
    let epochs = house.epochs.read().map_err(|_| InboxError::CutOff)?;
    epochs.newest().cloned().ok_or(InboxError::NotFound)
}

enum Round {
    /// There may be more.
    Told,
    Nothing,
}

/// Which queue a note stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Queue {
    Clinic,
    Side(Side),
}

/// A note that is ready to leave; without its bytes it is only taken out of the queue.
struct Ready {
    note: Uuid,
    queue: Queue,
    sealed: Option<Sealed>,
}

async fn round(desk: &Desk) -> Result<Round, InboxError> {
    if desk.house().is_err() || desk.inner.pulse.beat().is_removed {
        return Ok(Round::Nothing);
    }
    let now = desk.inner.options.clock.now();
    let ready = desk.with_house(move |house| prepare(house, now)).await?;
    if ready.is_empty() {
        return Ok(Round::Nothing);
    }
    let Some((client, _)) = connect::relay_client(desk).await? else {
        return Ok(Round::Nothing);
    };
    for Ready {
        note,
        queue,
        sealed,
    } in ready
    {
        if let Some(sealed) = sealed {
            let post = PostEnvelope {
                version: Version::default(),
                sealed,
            };
            match client.post_note(&post).await {
                Ok(_) => {}
                // It would be refused for ever, and keep back what stands behind it.
                Err(RelayError::Refused(ErrorCode::TooLarge | ErrorCode::BadRequest)) => {
                    tracing::error!(%note, "the relay does not take a note; the others are not told");
                }
                Err(error) => return Err(error.into()),
            }
        }
        desk.with_house(move |house| told(house, queue, note))
            .await?;
    }
    Ok(Round::Told)
}

fn told(house: &House, place: Queue, note: Uuid) -> Result<(), InboxError> {
    match place {
        Queue::Clinic => house.clinic.write(|tx| flags_queue::told(tx, note))?,
        Queue::Side(side) => {
            if let Some(store) = house.held(side) {
                store.write(|tx| queue::told(tx, note))?;
            }
        }
    }
    Ok(())
}

/// Makes notes of what is queued, as far as the keys are held.
fn prepare(house: &House, now: UnixMs) -> Result<Vec<Ready>, InboxError> {
    let Some(circle) = Circle::of(house)?.filter(Circle::has_others) else {
        if !queued(house)?.is_empty() {
            tell_nobody(house)?;
        }
        return Ok(Vec::new());
    };
    settings::meet(house, &circle, now)?;
    let queued = queued(house)?;
    if queued.is_empty() {
        return Ok(Vec::new());
    }
    let own = OwnKeys::kept(house)?;
    let newest = newest(house)?;
    // Known here before the relay has them: what comes back of them is no news.
    house.clinic.write(|tx| {
        let mut notes = queued.iter();
        notes.try_for_each(|(note, _, _)| flags_queue::note_seen(tx, *note, now).map(|_| ()))
    })?;
    let ready = queued.into_iter().map(|(note, queue, word)| {
        let sealed = word.map(|word| seal(&circle, &own, &newest, note, &word, now));
        Ok(Ready {
            note,
            queue,
            sealed: sealed.transpose()?,
        })
    });
    ready.collect()
}

type Queued = Vec<(Uuid, Queue, Option<Word>)>;

fn queued(house: &House) -> Result<Queued, InboxError> {
    let mut all = Queued::new();
    for one in house.clinic.read(|conn| flags_queue::queued(conn, BATCH))? {
        // What cannot be read is not told, and keeps nothing back.
        let word = flags::word(&one).ok();
        all.push((one.note, Queue::Clinic, word));
    }
    for (note, subject) in house
        .clinic
        .read(|conn| clinic_queue::queued(conn, BATCH))?
    {
        let word = of_side(settings::word(house, subject))?;
        all.push((note, Queue::Clinic, word));
    }
    for side in [Side::Leads, Side::Clinical] {
        let Some(store) = house.held(side) else {
            continue;
        };
        for one in store.read(|conn| queue::queued(conn, BATCH))? {
            let word = of_side(message::word(house, &store, one.about))?;
            all.push((one.note, Queue::Side(side), word));
        }
        for (note, media) in store.read(|conn| elsewhere::queued(conn, BATCH))? {
            let word = of_side(heard::word(house, &store, media))?;
            all.push((note, Queue::Side(side), word));
        }
    }
    Ok(all)
}

fn of_side(word: Result<Option<Word>, InboxError>) -> Result<Option<Word>, InboxError> {
    match word {
        // Its conversation went while it was read.
        Err(InboxError::Store(StoreError::NotFound)) => Ok(None),
        // It is not told, and keeps nothing back: flags stand behind it.
        Err(InboxError::Store(StoreError::Damaged)) => {
            tracing::error!("what was done cannot be read, and the other computers are not told");
            Ok(None)
        }
        word => word,
    }
}

/// A clinic of one computer has nobody to tell; whoever is let in later gets what is from before by backup and restore.
fn tell_nobody(house: &House) -> Result<(), InboxError> {
    house.clinic.write(flags_queue::tell_nobody)?;
    for side in [Side::Leads, Side::Clinical] {
        if let Some(store) = house.held(side) {
            store.write(queue::tell_nobody)?;
        }
    }
    Ok(())
}

fn seal(
    circle: &Circle,
    own: &OwnKeys,
    epoch: &EpochKeyPair,
    note: Uuid,
    word: &Word,
    now: UnixMs,
) -> Result<Sealed, InboxError> {
    let body = NoteBody(serde_json::to_vec(word).map_err(|_| InboxError::CutOff)?);
    let ids = (NoteId(note), circle.here);
    let statement = note_statement(circle.clinic, epoch.epoch(), ids, now.0, &body);
    let signed = SignedNote {
        version: Version::default(),
        id: ids.0,
        device_id: ids.1,
        written_at: now.0,
        signature: own.sign_note(&statement)?,
        body,
    };
    let bytes = serde_json::to_vec(&signed).map_err(|_| InboxError::CutOff)?;
    let key = epoch.public_key();
    sealed::seal(&key, epoch.epoch(), PlaintextKind::Note, &bytes).map_err(|_| InboxError::CutOff)
}
