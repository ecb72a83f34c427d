//! Backups: made by themselves once a day while people work (`make`, `schedule`), proved (`prove`), and put back on a new
//! computer with the 24 words (`restore`).
//!
//! Nothing here stops receiving: databases are copied from views that do not change, `clinical.db` also while nobody is
//! signed in who has its key. What was erased is not to come back: an erasure owes a fresh backup, after which the older
//! ones are destroyed, and its list lies beside the backups for those that are out of reach.

mod make;
mod place;
pub(crate) mod plan;
mod prove;
pub(crate) mod restore;
mod schedule;
pub(crate) mod show;
mod source;

pub(crate) use make::by_hand;
pub(crate) use prove::go_on;
pub(crate) use schedule::{choose, start};

use crate::{
    desk::Desk,
    error::InboxError,
    people::Steps,
    view::{
        backup::{BackupProgress, BackupStep},
        change::Change,
    },
};
use recado_domain::time::UnixMs;
use recado_store::{Tx, error::StoreError};
use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

/// What is being done with backups.
#[derive(Default)]
pub(crate) struct Work {
    /// Held by whoever makes, proves or restores one: one at a time.
    one: tokio::sync::Mutex<()>,
    progress: Mutex<Option<BackupProgress>>,
    is_closing: AtomicBool,
    /// Told of each step, for the tests that kill the process there.
    pub steps: Steps,
}

impl Work {
    /// Returns how far it has got; nothing while nothing is done.
    pub fn progress(&self) -> Option<BackupProgress> {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_closing(&self) -> bool {
        self.is_closing.load(Ordering::Acquire)
    }
}

/// Stops what is being done: the desk closes. What is half done is swept at the next time.
pub(crate) fn put_away(desk: &Desk) {
    desk.inner.backup.is_closing.store(true, Ordering::Release);
}

/// Writes down, in the transaction of an erasure, that every backup from before it is to be destroyed once there is a
/// good one from after it, and keeps the whole list of what was erased so far, to be laid beside the backups.
///
/// # Errors
/// Storage.
pub fn note_erasure(tx: &Tx<'_>, now: UnixMs, list: &[u8]) -> Result<(), StoreError> {
    plan::owe(tx, now)?;
    plan::keep_ledger(tx, list)
}

/// Makes a fresh backup after an erasure and destroys the older ones in reach, once the fresh one is proved. What cannot
/// be done now (no drive, nobody signed in) stays owed and is done with the next good backup.
///
/// # Errors
/// [`InboxError::Backup`], storage; [`InboxError::NotFound`] before an owner chose where they go.
pub async fn renew_after_erasure(desk: &Desk) -> Result<(), InboxError> {
    make::make(desk, None, |house| {
        let (record, owed) = house
            .clinic
            .read(|conn| Ok::<_, StoreError>((plan::record(conn)?, plan::owed_since(conn)?)))?;
        let newest = record.made.last().map(|made| made.at);
        Ok(owed.is_some_and(|since| newest.is_none_or(|at| at < since)))
    })
    .await
}

/// Shows how far it has got, where that is another hundredth than before.
fn show_step(desk: &Desk, step: BackupStep, done: u64, all: u64) {
    let percent = (done.saturating_mul(100)).checked_div(all).unwrap_or(0);
    let now = BackupProgress {
        step,
        percent: u8::try_from(percent.min(100)).unwrap_or(100),
    };
    let mut progress = desk
        .inner
        .backup
        .progress
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if *progress != Some(now) {
        *progress = Some(now);
        drop(progress);
        desk.tell(Change::Backup);
    }
}

/// Shows that nothing is done any more.
fn show_end(desk: &Desk) {
    let mut progress = desk
        .inner
        .backup
        .progress
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    *progress = None;
    drop(progress);
    desk.tell(Change::Backup);
}
