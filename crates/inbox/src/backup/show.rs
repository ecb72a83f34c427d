//! Backups as the window shows them.

use super::{place, plan};
use crate::{
    desk::Desk,
    error::InboxError,
    house::House,
    session::slots,
    staff::roles,
    view::backup::{BackupCheck, BackupNote, BackupRow, BackupView},
};
use recado_domain::backup;
use recado_store::{
    backup::{BackupError, head::Head, place as folder},
    key::recovery::PhraseLock,
};
use std::path::Path;

/// Returns how backups stand, for an owner.
///
/// # Errors
/// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn view(desk: &Desk) -> Result<BackupView, InboxError> {
    roles::decides(desk)?;
    let progress = desk.inner.backup.progress();
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let (plan, record) = house
            .clinic
            .read(|conn| Ok::<_, InboxError>((plan::plan(conn)?, plan::record(conn)?)))?;
        let lock = slots::load(&house.folder)?.phrase_lock();
        let history = plan.as_ref().map(|plan| record.history(plan.since));
        let backups = match &plan {
            Some(plan) => rows(house, &plan.chosen.folder, &record, lock.as_ref())?,
            None => Some(Vec::new()),
        };
        Ok(BackupView {
            last_good_at: record.made.last().map(|made| made.at.0),
            days_without: history.and_then(|history| backup::days_without(&history, now)),
            fault: record.fault,
            failed_at: record.failed_at.map(|at| at.0),
            is_place_there: backups.is_some(),
            needs_new_phrase: lock.is_none(),
            progress,
            backups: backups.unwrap_or_default(),
            plan: plan.map(|plan| plan.chosen),
        })
    })
    .await
}

/// Returns the backups that are there; nothing when the chosen folder is not.
fn rows(
    house: &House,
    chosen: &str,
    record: &plan::Record,
    lock: Option<&PhraseLock>,
) -> Result<Option<Vec<BackupRow>>, InboxError> {
    if !Path::new(chosen).is_dir() {
        return Ok(None);
    }
    let place = place::of(house, chosen)?;
    let found = match folder::list(&place) {
        // Nothing was made here yet.
        Err(BackupError::Missing) => Vec::new(),
        Err(_) => return Ok(None),
        Ok(found) => found,
    };
    let row = |it: folder::Found| {
        let made = record.made.iter().find(|made| made.name == it.name);
        let check = match made {
            Some(made) if made.is_whole => BackupCheck::Whole,
            Some(made) if made.key.is_some() => BackupCheck::WaitsForSignIn,
            None if record.bad.contains(&it.name) || it.made_at.is_none() => BackupCheck::Bad,
            Some(_) | None => BackupCheck::Unknown,
        };
        let head = Head::load(&place.join(&it.name)).ok();
        BackupRow {
            check,
            has_earlier_phrase: head.is_some_and(|head| Some(&head.lock) != lock),
            name: it.name,
            made_at: it.made_at.map(|at| at.0),
            bytes: it.bytes,
        }
    };
    Ok(Some(found.into_iter().map(row).collect()))
}

/// Returns what everybody at the desk should know.
///
/// # Errors
/// [`InboxError::Locked`], storage.
pub(crate) async fn note(desk: &Desk) -> Result<BackupNote, InboxError> {
    roles::at_work(desk)?;
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let (plan, record) = house
            .clinic
            .read(|conn| Ok::<_, InboxError>((plan::plan(conn)?, plan::record(conn)?)))?;
        Ok(BackupNote {
            has_plan: plan.is_some(),
            days_without: plan
                .and_then(|plan| backup::days_without(&record.history(plan.since), now)),
        })
    })
    .await
}
