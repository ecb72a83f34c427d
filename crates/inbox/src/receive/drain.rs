//! From the spool into the stores: at once for leads, when the key is held for patients. Safe to be cut off anywhere:
//! the spool row goes last, and applying an event twice changes nothing.

use crate::{
    desk::Desk,
    error::InboxError,
    house::{Held, House},
    receive::spool::{self, Filed, SpoolKey},
    session::files,
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
    conversations::{apply, private_keys, sending, state},
    error::StoreError,
};
use std::collections::BTreeSet;
use zeroize::Zeroizing;

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
    let key = spool_key(store)?;
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

fn spool_key(store: &Held) -> Result<Option<SpoolKey>, InboxError> {
    match store {
        Held::Leads(_) => Ok(None),
        Held::Clinical(store) => {
            let key = store
                .read(|conn| private_keys::get(conn, files::SPOOL_KEY))?
                .ok_or(StoreError::Damaged)?;
            Ok(Some(SpoolKey::from_bytes(Zeroizing::new(*key.expose()))))
        }
    }
}

fn apply_batch(
    house: &House,
    store: &Held,
    key: Option<&SpoolKey>,
    batch: &[Spooled],
) -> Result<BTreeSet<ConversationId>, InboxError> {
    let mut changed = BTreeSet::new();
    let mut readable = Vec::with_capacity(batch.len());
    for row in batch {
        match open(row, key) {
            Ok(filed) => readable.push((row, filed)),
            Err(spool::Unreadable) => set_aside(house, row)?,
        }
    }
    let all = store.write(|tx| {
        let applied = readable
            .iter()
            .map(|(row, filed)| apply_one(tx, row, filed));
        applied.collect::<Result<Vec<_>, _>>()
    });
    match all {
        Ok(conversations) => changed.extend(conversations.into_iter().flatten()),
        Err(error) if !is_of_the_row(error) => return Err(error.into()),
        // One row that cannot be applied must not keep its neighbours back.
        Err(_) => {
            for (row, filed) in &readable {
                match store.write(|tx| apply_one(tx, row, filed)) {
                    Ok(conversation) => changed.extend(conversation),
                    Err(error) if !is_of_the_row(error) => return Err(error.into()),
                    Err(_) => set_aside(house, row)?,
                }
            }
        }
    }
    Ok(changed)
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

fn apply_one(
    tx: &Tx<'_>,
    row: &Spooled,
    filed: &Filed,
) -> Result<Option<ConversationId>, StoreError> {
    use recado_store::conversations::event::Event;
    if let (Some(outbox), Event::Status(status)) = (filed.outbox, &filed.event) {
        sending::resolve_unknown_by_callback(tx, outbox, &status.provider_id)?;
    }
    Ok(apply::apply(tx, &filed.event, row.received_at)?.conversation)
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
