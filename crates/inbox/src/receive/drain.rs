//! From the spool into the stores: at once for leads, when the key is held for patients. Safe to be cut off anywhere:
//! the spool row goes last, and applying an event twice changes nothing.

use crate::{
    desk::Desk,
    error::InboxError,
    house::{Held, House},
    media,
    receive::spool::{self, Filed, Naming, SpoolKey},
    send::evidence,
    view::change::Change,
};
use recado_domain::{channel::Side, id::ConversationId};
use recado_store::{
    Tx,
    clinic::{
        alerts,
        spool::{self as rows, Spooled},
        unreadable,
    },
    conversations::{
        apply::{self, Applied},
        event::Event,
        identities, sending, state,
    },
    error::StoreError,
};
use std::collections::BTreeSet;

/// The kind under which a row is kept that could not be applied.
pub(crate) const SET_ASIDE: &str = "spool_row";
/// How many rows go into one transaction.
const BATCH: u32 = 256;

/// Drains both sides as far as their keys are held, and tells what changed.
///
/// # Errors
/// Storage; what was not drained stays in the spool.
pub(crate) async fn drain(desk: &Desk) -> Result<(), InboxError> {
    let changed = desk
        .with_house(|house| {
            let mut changed = BTreeSet::new();
            for side in [Side::Leads, Side::Clinical] {
                if let Some(store) = house.held(side) {
                    for conversation in drain_side(house, &store)? {
                        changed.insert((side, conversation));
                    }
                }
            }
            Ok(changed)
        })
        .await?;
    if !changed.is_empty() {
        desk.inner.outbox_wake.notify_one();
        desk.inner.media.wake();
        // The counts beside the places.
        desk.tell(Change::App);
    }
    for (side, conversation) in changed {
        desk.tell(Change::Conversation { side, conversation });
    }
    Ok(())
}

fn drain_side(house: &House, store: &Held) -> Result<BTreeSet<ConversationId>, InboxError> {
    let _filing = house.filing.lock().map_err(|_| InboxError::CutOff)?;
    let key = spool_key(house, store)?;
    let mut changed = BTreeSet::new();
    loop {
        let batch = house
            .clinic
            .read(|conn| rows::oldest(conn, store.side(), BATCH))?;
        if batch.is_empty() {
            return Ok(changed);
        }
        let applied = apply_batch(house, store, key.as_ref(), &batch)?;
        // The marks before the rows go: a cut-off between must not leave a flagged conversation unmarked.
        for conversation in &applied {
            let level = house
                .clinic
                .read(|conn| alerts::open_level(conn, *conversation))?;
            store.write(|tx| state::set_alert(tx, *conversation, level))?;
        }
        house
            .clinic
            .write(|tx| batch.iter().try_for_each(|row| rows::remove(tx, row.id)))?;
        changed.extend(applied);
    }
}

fn spool_key(house: &House, store: &Held) -> Result<Option<SpoolKey>, InboxError> {
    match store {
        Held::Leads(_) => Ok(None),
        Held::Clinical(store) => {
            let newest = house.spool_seal()?.number;
            let keys = store.read(|conn| SpoolKey::all(conn, newest))?;
            Ok(Some(keys))
        }
    }
}

fn apply_batch(
    house: &House,
    store: &Held,
    key: Option<&SpoolKey>,
    batch: &[Spooled],
) -> Result<BTreeSet<ConversationId>, InboxError> {
    let mut applied = Vec::with_capacity(batch.len());
    let mut readable = Vec::with_capacity(batch.len());
    for row in batch {
        match open(row, key) {
            Ok(filed) => readable.push((row, filed)),
            Err(spool::Unreadable) => set_aside(house, row)?,
        }
    }
    let all = store.write(|tx| {
        let all = readable
            .iter()
            .map(|(row, filed)| apply_one(tx, row, filed));
        all.collect::<Result<Vec<_>, _>>()
    });
    match all {
        Ok(all) => applied.extend(all),
        Err(error) if !is_of_the_row(error) => return Err(error.into()),
        // One row that cannot be applied must not keep its neighbours back.
        Err(_) => {
            for (row, filed) in &readable {
                match store.write(|tx| apply_one(tx, row, filed)) {
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
    Ok(applied
        .into_iter()
        .filter_map(|one| one.conversation)
        .collect())
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

fn open(row: &Spooled, key: Option<&SpoolKey>) -> Result<Filed, spool::Unreadable> {
    match key.filter(|_| row.is_sealed) {
        Some(key) => key.open(&row.body),
        None => spool::read(&row.body),
    }
}

fn apply_one(tx: &Tx<'_>, row: &Spooled, filed: &Filed) -> Result<Applied, StoreError> {
    if let Some(naming) = &filed.naming {
        name(tx, naming)?;
    }
    let Some(event) = &filed.event else {
        return Ok(Applied {
            conversation: filed.naming.as_ref().map(|naming| naming.conversation),
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
        | Event::Handled(_) => None,
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
    apply::apply(tx, event, row.received_at)
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
