//! From the spool into the stores: at once for leads, when the key is held for patients. Safe to be cut off anywhere:
//! the spool row goes last, and applying an event twice changes nothing.

use crate::{
    desk::Desk,
    error::InboxError,
    house::{Held, House},
    media::{
        self,
        locked::{self, Keys},
    },
    receive::spool::{self, Filed, Naming, SpoolKey},
    send::evidence,
    tone,
    view::change::Change,
};
use recado_domain::{
    channel::Side,
    id::{ConversationId, MediaId, OutboxId},
};
use recado_store::{
    Tx,
    clinic::{
        alerts, locked_files,
        spool::{self as rows, Spooled},
        unreadable,
    },
    conversations::{
        apply::{self, Applied},
        automatic,
        event::Event,
        findings, identities, moving, records, sending, state,
        together::{self, SentElsewhere},
        transcripts::{elsewhere, pieces},
    },
    error::StoreError,
};
use std::{collections::BTreeSet, sync::MutexGuard};

/// The kind under which a row is kept that could not be applied.
pub(crate) const SET_ASIDE: &str = "spool_row";
/// How many rows go into one transaction.
const BATCH: u32 = 256;

/// Drains both sides as far as their keys are held, and tells what changed after each batch: whoever signs in after a
/// week away sees it come.
///
/// # Errors
/// Storage; what was not drained stays in the spool.
pub(crate) async fn drain(desk: &Desk) -> Result<(), InboxError> {
    for side in [Side::Leads, Side::Clinical] {
        let mut has_more = true;
        while has_more {
            let filed = desk.with_house(move |house| file_some(house, side)).await?;
            has_more = filed.has_more;
            tell(desk, side, filed.changed);
        }
    }
    Ok(())
}

fn tell(desk: &Desk, side: Side, changed: BTreeSet<ConversationId>) {
    if changed.is_empty() {
        return;
    }
    desk.inner.outbox_wake.notify_one();
    desk.inner.media.wake();
    // The counts beside the places.
    desk.tell(Change::App);
    for conversation in changed {
        desk.tell(Change::Conversation { side, conversation });
    }
}

/// What was filed at once.
#[derive(Default)]
struct FiledSome {
    changed: BTreeSet<ConversationId>,
    has_more: bool,
}

/// Files one batch of a side; nobody who waits for the spool or for the store waits for more.
fn file_some(house: &House, side: Side) -> Result<FiledSome, InboxError> {
    let Some(store) = house.held(side) else {
        return Ok(FiledSome::default());
    };
    let filing = house.filing.lock().map_err(|_| InboxError::CutOff)?;
    let filed = file_batch(house, &store, &filing)?;
    drop(filing);
    if !filed.has_more {
        tone::reading::after_filing(&store);
    }
    Ok(filed)
}

/// Drains a side for somebody who holds [`House::filing`].
///
/// # Errors
/// As [`drain`].
pub(crate) fn drain_alone(
    house: &House,
    store: &Held,
    filing: &MutexGuard<'_, ()>,
) -> Result<BTreeSet<ConversationId>, InboxError> {
    let mut all = BTreeSet::new();
    loop {
        let mut filed = file_batch(house, store, filing)?;
        all.append(&mut filed.changed);
        if !filed.has_more {
            return Ok(all);
        }
    }
}

fn file_batch(
    house: &House,
    store: &Held,
    _filing: &MutexGuard<'_, ()>,
) -> Result<FiledSome, InboxError> {
    let key = spool_key(house, store)?;
    let batch = house
        .clinic
        .read(|conn| rows::oldest(conn, store.side(), BATCH))?;
    let (applied, files) = apply_batch(house, store, key.as_ref(), &batch)?;
    // The marks before the rows go: a cut-off between must not leave a flagged conversation unmarked.
    for conversation in &applied {
        let level = house
            .clinic
            .read(|conn| alerts::open_level(conn, *conversation))?;
        store.write(|tx| state::set_alert(tx, *conversation, level))?;
    }
    if !batch.is_empty() {
        house.clinic.write(|tx| {
            files
                .iter()
                .try_for_each(|id| locked_files::forget(tx, *id))?;
            batch.iter().try_for_each(|row| rows::remove(tx, row.id))
        })?;
    }
    let has_more = batch.len() as u64 >= u64::from(BATCH);
    if !has_more && let Some(key) = &key {
        locked::settle(house, store, key)?;
    }
    Ok(FiledSome {
        changed: applied,
        has_more,
    })
}

/// Returns the key of a side's part of the spool; none for the leads, whose rows are not sealed.
///
/// # Errors
/// [`StoreError::Damaged`] without one.
pub(crate) fn spool_key(house: &House, store: &Held) -> Result<Option<SpoolKey>, InboxError> {
    match store {
        Held::Leads(_) => Ok(None),
        Held::Clinical(store) => {
            let newest = house.spool_seal()?.number;
            let keys = store.read(|conn| SpoolKey::all(conn, newest))?;
            Ok(Some(keys))
        }
    }
}

/// Applies rows; returns whose conversations they changed, and the files that came with a key from the lock.
fn apply_batch(
    house: &House,
    store: &Held,
    key: Option<&SpoolKey>,
    batch: &[Spooled],
) -> Result<(BTreeSet<ConversationId>, Vec<MediaId>), InboxError> {
    let mut applied = Vec::with_capacity(batch.len());
    let mut readable = Vec::with_capacity(batch.len());
    for row in batch {
        match open(row, key) {
            Ok(filed) => readable.push((row, filed)),
            Err(spool::Unreadable) => set_aside(house, row)?,
        }
    }
    let told = readable.iter().flat_map(|(_, filed)| files_of(filed));
    let files: Vec<MediaId> = told.collect();
    let keys = match key {
        Some(key) => locked::keys_of(house, key, files.iter().copied())?,
        None => Keys::new(),
    };
    let all = store.write(|tx| {
        let all = readable
            .iter()
            .map(|(row, filed)| apply_one(tx, row, filed, &keys));
        all.collect::<Result<Vec<_>, _>>()
    });
    match all {
        Ok(all) => applied.extend(all),
        Err(error) if !is_of_the_row(error) => return Err(error.into()),
        // One row that cannot be applied must not keep its neighbours back.
        Err(_) => {
            for (row, filed) in &readable {
                match store.write(|tx| apply_one(tx, row, filed, &keys)) {
                    Ok(one) => applied.push(one),
                    Err(error) if !is_of_the_row(error) => return Err(error.into()),
                    Err(_) => set_aside(house, row)?,
                }
            }
        }
    }
    // Durable: what belonged to messages that were taken back goes from the disk, too.
    let removed = applied.iter().flat_map(|one| &one.removed_media);
    removed.for_each(|id| media::forget(house, store.side(), *id));
    let conversations = applied.into_iter().filter_map(|one| one.conversation);
    let files = files.into_iter().filter(|_| key.is_some()).collect();
    Ok((conversations.collect(), files))
}

/// Returns the files an act tells of.
fn files_of(filed: &Filed) -> impl Iterator<Item = MediaId> + use<'_> {
    let message = filed.event.as_ref().and_then(|event| match event {
        Event::Message(message) => Some(message),
        Event::Status(_)
        | Event::Receipt(_)
        | Event::Reaction(_)
        | Event::Edit(_)
        | Event::Revoke(_)
        | Event::Opening(_)
        | Event::Handled(_)
        | Event::Marketing(_)
        | Event::Learned(_)
        | Event::Heard(_) => None,
    });
    let files = message.into_iter().flat_map(|message| &message.media);
    files.map(|file| file.id)
}

/// Returns whether the row itself is at fault, so that trying again would change nothing.
fn is_of_the_row(error: StoreError) -> bool {
    /// SQLite's primary code for a violated constraint.
    const CONSTRAINT: i32 = 19;
    match error {
        StoreError::Damaged | StoreError::NotFound => true,
        StoreError::Sqlite(code) => code & 0xff == CONSTRAINT,
        StoreError::Disk | StoreError::WrongKey => false,
    }
}

/// Returns what lies in a row.
///
/// # Errors
/// [`spool::Unreadable`].
pub(crate) fn open(row: &Spooled, key: Option<&SpoolKey>) -> Result<Filed, spool::Unreadable> {
    match key.filter(|_| row.is_sealed) {
        Some(key) => key.open(&row.body),
        None => spool::read(&row.body),
    }
}

/// Applies a row; where nothing of it was needed, a flag may have been raised with it, and its conversation is marked.
fn apply_one(
    tx: &Tx<'_>,
    row: &Spooled,
    filed: &Filed,
    keys: &Keys,
) -> Result<Applied, StoreError> {
    let applied = apply_filed(tx, row, filed, keys)?;
    Ok(Applied {
        conversation: applied.conversation.or_else(|| spool::conversation(filed)),
        ..applied
    })
}

fn apply_filed(
    tx: &Tx<'_>,
    row: &Spooled,
    filed: &Filed,
    keys: &Keys,
) -> Result<Applied, StoreError> {
    if let Some(naming) = &filed.naming {
        name(tx, naming)?;
    }
    for patient in &filed.imported {
        records::import(tx, patient)?;
    }
    if let Some(step) = &filed.automatic {
        automatic::step(tx, step)?;
    }
    if let Some(sent) = &filed.sent_elsewhere {
        return sent_elsewhere(tx, sent, filed.outbox);
    }
    if let Some((channel, until)) = &filed.read_elsewhere {
        return together::mark_read(tx, *channel, until, filed.read_turn);
    }
    if let Some((channel, from)) = &filed.unread_elsewhere {
        return together::work::hear_unread(tx, *channel, from);
    }
    if let Some(word) = &filed.record_elsewhere {
        return together::records::hear(tx, word);
    }
    if let Some(word) = &filed.work_elsewhere {
        return together::work::hear(tx, word, row.received_at);
    }
    if let Some(told) = &filed.heard_elsewhere {
        return elsewhere::arrive(tx, told);
    }
    if let Some(piece) = &filed.heard_piece {
        return Ok(Applied {
            conversation: pieces::put(tx, piece)?,
            ..Applied::default()
        });
    }
    let Some(event) = &filed.event else {
        return Ok(Applied {
            // Or a flag of it stands otherwise.
            conversation: spool::conversation(filed),
            ..Applied::default()
        });
    };
    let provider_id = match event {
        Event::Status(status) => Some(&status.provider_id),
        // An echo of what left from here.
        Event::Message(message) => Some(&message.provider_id),
        Event::Receipt(_)
        | Event::Reaction(_)
        | Event::Edit(_)
        | Event::Revoke(_)
        | Event::Opening(_)
        | Event::Handled(_)
        | Event::Marketing(_)
        | Event::Learned(_)
        | Event::Heard(_) => None,
    };
    let mut outbox = filed.outbox;
    if let Event::Message(message) = event
        && outbox.is_none()
    {
        outbox = evidence::of_echo(tx, message)?;
    }
    if let (Some(outbox), Some(provider_id)) = (outbox, provider_id) {
        sending::resolve_unknown_by_callback(tx, outbox, provider_id)?;
    }
    let applied = apply::apply(tx, event, row.received_at)?;
    if let Event::Message(message) = event {
        locked::adopt(tx, message, keys)?;
    }
    if let (Some(message), Some(version)) = (applied.message, &filed.engine) {
        findings::note_engine(tx, message, version)?;
    }
    if applied.message.is_none()
        && let (Some(target), Some(conversation)) = (spool::target(event), filed.conversation)
    {
        // It waits for its message, and moves with the conversation should that move first.
        moving::attribute(tx, target, conversation)?;
    }
    Ok(applied)
}

/// Files what another computer sent. What left from this one, before it was put back from a copy, is known by the id it
/// left under.
fn sent_elsewhere(
    tx: &Tx<'_>,
    sent: &SentElsewhere,
    outbox: Option<OutboxId>,
) -> Result<Applied, StoreError> {
    let provider_id = &sent.message.provider_id;
    if let Some(outbox) = outbox
        && let Some(message) = sending::resolve_unknown_by_callback(tx, outbox, provider_id)?
    {
        return Ok(Applied {
            conversation: Some(sent.message.contact.conversation),
            message: Some(message),
            ..Applied::default()
        });
    }
    together::arrive(tx, sent)
}

fn name(tx: &Tx<'_>, naming: &Naming) -> Result<(), StoreError> {
    let known = match identities::get(tx, naming.identity) {
        Ok(known) => known,
        // Nobody here yet: their first message brings their name.
        Err(StoreError::NotFound) => return Ok(()),
        Err(error) => return Err(error),
    };
    if naming.is_clinics || known.name.is_empty() {
        identities::rename(tx, naming.identity, &naming.name)?;
    }
    Ok(())
}

/// Moves a row that cannot be applied to where a person can see that it exists.
fn set_aside(house: &House, row: &Spooled) -> Result<(), InboxError> {
    tracing::error!(
        spool_row = row.id,
        "a spool row cannot be applied; it is kept"
    );
    house.clinic.write(|tx| {
        unreadable::keep(tx, SET_ASIDE, row.is_sealed, &row.body, row.received_at)?;
        rows::remove(tx, row.id)
    })?;
    Ok(())
}
