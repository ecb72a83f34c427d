//! `clinical.db` opened with whichever key it has, and closed so that nobody in this process holds it any more.

use crate::{
    desk::{Desk, blocking},
    erasure,
    error::InboxError,
    house::{Held, House},
    media::locked,
    send,
    session::files,
};
use recado_domain::{channel::Side, staff::Role};
use recado_store::{
    conversations::{Clinical, Store, sending},
    error::OpenError,
    key::{Key32, file::KeysFile, members::ClinicalKeys},
};
use std::{sync::Arc, time::Duration};

/// How long what is being written or sent may hold on to the store.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked whether it has let go.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// The open store and the key that opened it.
pub(crate) struct Opened {
    /// The store.
    pub store: Arc<Store<Clinical>>,
    /// Its key.
    pub key: Key32,
}

/// Opens `clinical.db`; a renewal of its key that was cut off is brought to an end in the `keys` file.
///
/// # Errors
/// [`InboxError::NoClinicalKey`] when none of the keys opens it; storage.
pub(crate) fn open(house: &House, keys: ClinicalKeys) -> Result<Opened, InboxError> {
    let tries = [(keys.current, false), (keys.pending, true)];
    for (key, is_pending) in tries {
        let Some(key) = key else { continue };
        match Store::<Clinical>::open(&house.folder, &key) {
            Ok(store) => {
                let store = Arc::new(store);
                let mut last = house.clinical_last.lock().map_err(|_| InboxError::CutOff)?;
                *last = Arc::downgrade(&store);
                drop(last);
                settle(house, is_pending)?;
                store.write(|tx| sending::recover(tx).map(|_| ()))?;
                // Nothing of somebody who was erased is shown or sent.
                erasure::before_it_is_shared(house, &Held::Clinical(Arc::clone(&store)));
                let oldest = files::oldest_copy(&house.clock);
                if let Err(error) = Store::<Clinical>::keep_newest_copy(&house.folder, oldest) {
                    tracing::warn!("a copy that a migration left could not be removed: {error}");
                }
                return Ok(Opened { store, key });
            }
            Err(OpenError::WrongKey) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(InboxError::NoClinicalKey)
}

/// Writes down which of two keys the database has, after a renewal that was cut off.
fn settle(house: &House, has_new: bool) -> Result<(), InboxError> {
    let Some(mut keys) = KeysFile::load(&house.folder)? else {
        return Ok(());
    };
    if !keys.is_renewing() {
        return Ok(());
    }
    if has_new {
        keys.finish_renewal();
        keys.save(&house.folder)?;
        Store::<Clinical>::forget_copies(&house.folder)?;
    } else {
        keys.abandon_renewal();
        keys.save(&house.folder)?;
    }
    Ok(())
}

/// Takes the clinical key away and waits until nobody holds the store any more.
///
/// How many replies wait is written down first, so that they are seen to be held.
///
/// # Errors
/// [`InboxError::Busy`] when something holds on to it for too long; whoever it is finishes, nobody new gets it.
pub(crate) async fn close(desk: &Desk) -> Result<(), InboxError> {
    let house = desk.house()?;
    // A lock may be closing it already: then it is closed when that is done.
    let _closing = house.closing.lock().await;
    let counted = Arc::clone(&house);
    blocking(move || {
        if let Some(store) = counted.held(Side::Clinical) {
            hand_over(&counted, &store);
        }
        send::recount_held(&counted)
    })
    .await?;
    let Some(store) = house.let_go()? else {
        return Ok(());
    };
    match alone(store).await {
        Ok(()) => Ok(()),
        Err(_still_held) => Err(InboxError::Busy),
    }
}

/// Waits until this is the last hold on the store and closes it; gives it back when that takes too long.
pub(crate) async fn alone(store: Arc<Store<Clinical>>) -> Result<(), Arc<Store<Clinical>>> {
    let mut waited = Duration::ZERO;
    while Arc::strong_count(&store) > 1 {
        if waited >= PATIENCE {
            return Err(store);
        }
        tokio::time::sleep(LOOK_EVERY).await;
        waited += LOOK_EVERY;
    }
    let closed = blocking(move || {
        drop(store);
        Ok(())
    });
    // Only a process that is ending cuts this off, and then everything closes.
    let _ = closed.await;
    Ok(())
}

/// Drops the clinical key, unless somebody who may have it has signed in meanwhile.
pub(crate) async fn drop_key(house: &Arc<House>) {
    let _closing = house.closing.lock().await;
    let taken = Arc::clone(house);
    let store = blocking(move || Ok(take_key(&taken))).await;
    if let Ok(Some(store)) = store {
        // Whoever still holds it finishes; nobody new gets it.
        let _ = alone(store).await;
    }
}

fn take_key(house: &House) -> Option<Arc<Store<Clinical>>> {
    let mut clinical = house.clinical.write().ok()?;
    if house.signed_in_as(Role::reads_clinical).is_ok() {
        return None;
    }
    if let Ok(mut key) = house.clinical_key.write() {
        *key = None;
    }
    let store = clinical.take()?;
    hand_over(house, &Held::Clinical(Arc::clone(&store)));
    Some(store)
}

/// Lets files of patients that are still to come be fetched without the key.
fn hand_over(house: &House, store: &Held) {
    if let Err(error) = locked::hand_over(house, store, house.clock.now()) {
        // They are fetched after the next sign-in, as long as Meta has them.
        tracing::warn!("files on their way could not be noted: {error}");
    }
}
