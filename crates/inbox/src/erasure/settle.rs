//! What somebody who was erased left behind goes: rows and keys of files, files, words in the search index, pages in the
//! log, copies that migrations made. Repeating it changes nothing.

use super::{again, traces};
use crate::{
    backup::plan,
    error::InboxError,
    house::{Held, House},
    media,
    people::Steps,
};
use recado_domain::channel::Side;
use recado_store::{
    clinic::{
        Clinic,
        erasures::{self, Erasure, Left},
        locked_files,
    },
    conversations::{Clinical, Leads, Store, erasing, moving},
    error::StoreError,
};

/// Takes away what is left on a side.
///
/// # Errors
/// Storage, [`InboxError::Busy`] when somebody was reading all the while: it stays noted and goes later.
pub(crate) fn settle(house: &House, store: &Held, steps: &Steps) -> Result<(), InboxError> {
    let left = all_left(house, store)?;
    if left.is_empty() {
        return Ok(());
    }
    {
        let _filing = house.filing.lock().map_err(|_| InboxError::CutOff)?;
        remove_rows(house, store, &left)?;
    }
    steps.done("rows_again");
    empty(house, store, &left, steps)
}

/// As [`settle`], for a database that nobody else has open yet; failing costs nothing but time.
pub(crate) fn before_it_is_shared(house: &House, store: &Held) {
    let settled = || {
        let left = all_left(house, store)?;
        if left.is_empty() {
            return Ok(());
        }
        remove_rows(house, store, &left)?;
        empty(house, store, &left, &Steps::default())
    };
    if let Err(error) = settled() {
        // It is tried again at the next start or sign-in; the index has forgotten them already.
        tracing::error!("what an erasure left could not be removed: {error}");
    }
}

/// At the start, before anything is shown or sent: whoever is here again because an older backup was put back, and what was
/// cut off on the side that needs no sign-in.
pub(crate) fn at_start(house: &House) {
    if let Err(error) = over_again(house) {
        // They stay in the list, and it is gone through at every start.
        tracing::error!("who was erased could not be looked for: {error}");
    }
    if let Some(leads) = house.held(Side::Leads) {
        before_it_is_shared(house, &leads);
    }
}

fn over_again(house: &House) -> Result<(), InboxError> {
    let Some(list) = house.clinic.read(plan::ledger)? else {
        return Ok(());
    };
    let ledger: Vec<Erasure> = serde_json::from_slice(&list).map_err(|_| StoreError::Damaged)?;
    again(house, &ledger, house.clock.now())?;
    Ok(())
}

fn all_left(house: &House, store: &Held) -> Result<Vec<Left>, StoreError> {
    house.clinic.read(|conn| erasures::left(conn, store.side()))
}

fn remove_rows(house: &House, store: &Held, left: &[Left]) -> Result<(), InboxError> {
    for one in left {
        let files = store.write(|tx| erasing::erase(tx, one.identity, &one.conversations))?;
        house.clinic.write(|tx| {
            files
                .iter()
                .try_for_each(|file| locked_files::forget(tx, *file))
        })?;
        // One that stays is swept at the next start; its key is gone.
        for file in files {
            media::forget(house, store.side(), file);
        }
    }
    Ok(())
}

fn empty(house: &House, store: &Held, left: &[Left], steps: &Steps) -> Result<(), InboxError> {
    match store {
        Held::Clinical(_) => traces::remove(house, store, left)?,
        Held::Leads(_) => {}
    }
    steps.done("traces");
    let mut is_first = true;
    while store.write(|tx| moving::merge_index(tx, is_first))? {
        is_first = false;
    }
    steps.done("merged");
    match store {
        Held::Clinical(_) => Store::<Clinical>::forget_copies(&house.folder)?,
        Held::Leads(_) => Store::<Leads>::forget_copies(&house.folder)?,
    }
    Clinic::forget_copies(&house.folder)?;
    if !store.try_empty_log()? || !house.clinic.try_empty_log()? {
        return Err(InboxError::Busy);
    }
    steps.done("emptied");
    house.clinic.write(|tx| {
        left.iter()
            .try_for_each(|one| erasures::done(tx, one.identity, store.side()))
    })?;
    // What was to be looked for lay in the rows that have just gone.
    house.clinic.try_empty_log()?;
    steps.done("settled");
    Ok(())
}
