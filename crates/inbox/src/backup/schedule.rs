//! Once a day, by itself; after a night off as soon as the computer runs again; a drive that was away is used when it is
//! back.

use super::{make, plan, source};
use crate::{
    audit,
    desk::{Desk, Inner},
    error::InboxError,
    house::House,
    session::slots,
    staff::roles,
    view::{
        backup::{BackupFault, BackupPlan},
        change::Change,
    },
};
use recado_domain::{audit::ActName, backup};
use recado_store::{backup::place, clinic::audit as acts};
use std::{path::Path, sync::Weak, time::Duration};

/// How often it is looked at: two lookups of small settings.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// The most that are kept.
const MOST_KEPT: u8 = 60;

/// Keeps where and when backups are made.
///
/// # Errors
/// [`InboxError::InvalidInput`] for values outside their range, [`InboxError::Backup`] when the folder is not there or
/// cannot be written, [`InboxError::NotAllowed`], storage.
pub(crate) async fn choose(desk: &Desk, chosen: BackupPlan) -> Result<(), InboxError> {
    let who = roles::decides(desk)?;
    let is_right = chosen.hour < 24
        && (1..=MOST_KEPT).contains(&chosen.kept)
        && Path::new(&chosen.folder).is_absolute();
    if !is_right {
        return Err(InboxError::InvalidInput);
    }
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        // A folder that is not there, or takes nothing, is said now and not at night.
        place::make(Path::new(&chosen.folder), &source::mark(house)?)?;
        house.clinic.write(|tx| {
            let since = plan::plan(tx)?.map_or(now, |plan| plan.since);
            plan::keep_plan(tx, &plan::Plan { chosen, since })?;
            let mut record = plan::record(tx)?;
            (record.failed_at, record.fault) = (None, None);
            plan::keep_record(tx, &record)?;
            acts::append(
                tx,
                &audit::by(Some(&who), now, ActName::BackupPlanned, "{}"),
            )
        })?;
        Ok(())
    })
    .await?;
    desk.tell(Change::Backup);
    Ok(())
}

/// Starts looking.
pub(crate) fn start(desk: &Desk) {
    let weak = std::sync::Arc::downgrade(&desk.inner);
    desk.keep(&tokio::spawn(run(weak)));
}

async fn run(weak: Weak<Inner>) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let Some(inner) = weak.upgrade() else { return };
        let desk = Desk { inner };
        if !desk.with_house(is_due).await.unwrap_or(false) {
            continue;
        }
        // It is written down as well, and tried again.
        if let Err(error) = make::make(&desk, None, is_due).await {
            tracing::warn!("no backup was made: {error}");
        }
    }
}

fn is_due(house: &House) -> Result<bool, InboxError> {
    let (plan, record, owed) = house.clinic.read(|conn| {
        Ok::<_, InboxError>((
            plan::plan(conn)?,
            plan::record(conn)?,
            plan::owed_since(conn)?,
        ))
    })?;
    let Some(plan) = plan else { return Ok(false) };
    let mut history = record.history(plan.since);
    if record.fault == Some(BackupFault::PlaceMissing) && Path::new(&plan.chosen.folder).is_dir() {
        // The drive is back.
        history.failed_at = None;
    }
    let is_outdated = owed.is_some_and(|since| history.made_at.is_none_or(|at| at < since))
        || record.lock != slots::load(&house.folder)?.phrase_lock();
    if is_outdated {
        history.made_at = None;
    }
    let (now, zone) = (house.clock.now(), house.clock.zone());
    Ok(backup::is_due(&history, plan.chosen.hour, now, &zone))
}
