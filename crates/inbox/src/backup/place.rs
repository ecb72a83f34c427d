//! The clinic's folder of backups: which go because there are newer ones, and which because somebody was erased.

use super::{plan, source};
use crate::{audit, error::InboxError, house::House};
use recado_domain::{audit::ActName, backup, time::UnixMs};
use recado_store::{
    backup::{
        BackupError,
        place::{self, Found},
    },
    clinic::audit as acts,
};
use std::path::{Path, PathBuf};

/// Returns the clinic's folder in the chosen one.
///
/// # Errors
/// Storage.
pub(super) fn of(house: &House, chosen: &str) -> Result<PathBuf, InboxError> {
    Ok(place::of(Path::new(chosen), &source::mark(house)?))
}

/// Makes the clinic's folder and takes away what a cut-off left in it. What was erased is laid beside the backups.
///
/// # Errors
/// [`BackupError::Missing`] when the chosen folder is not there; [`BackupError::Disk`], [`BackupError::DiskFull`].
pub(super) fn make(house: &House, chosen: &str) -> Result<PathBuf, InboxError> {
    let place = place::make(Path::new(chosen), &source::mark(house)?)?;
    place::sweep(&place)?;
    if let Some(list) = house.clinic.read(plan::ledger)? {
        place::keep_erasures(&place, &house.machine_key, &list)?;
    }
    Ok(place)
}

/// Takes away what a try left that failed; what cannot be taken now goes with the next one.
pub(super) fn sweep(house: &House, chosen: &str) {
    if let Ok(place) = of(house, chosen) {
        let _ = place::sweep(&place);
    }
}

/// Destroys what is not to be kept: more than the owner wants, and, once the newest is whole, everything from before an
/// erasure. Files that none needs any more go with them.
///
/// # Errors
/// [`BackupError::Disk`], storage; what is left goes the next time.
pub(super) fn tidy(house: &House, place: &Path, kept: u8, now: UnixMs) -> Result<(), InboxError> {
    let (record, owed) = house
        .clinic
        .read(|conn| Ok::<_, InboxError>((plan::record(conn)?, plan::owed_since(conn)?)))?;
    let whole = record.made.iter().rev().find(|made| made.is_whole);
    let found = place::list(place)?;
    let old = backup::surplus(found.iter().filter_map(|it| it.made_at).collect(), kept);
    let is_surplus = |it: &Found| {
        // The newest that was opened and counted stays, however many came after it.
        let stays = whole.is_some_and(|whole| whole.name == it.name);
        !stays && it.made_at.is_some_and(|at| old.contains(&at))
    };
    let is_bad = |it: &Found| whole.is_some() && record.bad.contains(&it.name);
    let is_owed = |at: Option<UnixMs>| {
        let due = owed.filter(|since| whole.is_some_and(|whole| whole.at >= *since));
        due.is_some_and(|since| at.is_none_or(|at| at < since))
    };
    let mut gone = Vec::new();
    for backup in found {
        if is_surplus(&backup) || is_bad(&backup) || is_owed(backup.made_at) {
            place::destroy(place, &backup.name)?;
            gone.push(backup.name);
        }
    }
    let paid = owed.filter(|_| is_owed(None));
    if !gone.is_empty() || paid.is_some() {
        plan::change(house, |tx, record| {
            record.made.retain(|made| !gone.contains(&made.name));
            record.bad.retain(|name| !gone.contains(name));
            if let Some(since) = paid {
                plan::owe_no_more(tx, since)?;
            }
            if gone.is_empty() {
                return Ok(());
            }
            let detail = format!("{{\"count\":{}}}", gone.len());
            acts::append(tx, &audit::by(None, now, ActName::BackupRemoved, &detail))
        })?;
    }
    match place::prune_media(place) {
        Ok(_) => Ok(()),
        // A list that cannot be read keeps every file: nothing is lost but room.
        Err(BackupError::Damaged) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
