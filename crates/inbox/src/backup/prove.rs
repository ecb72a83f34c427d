//! A backup that was made while nobody had the clinical key is opened and counted at the next sign-in of somebody who has.

use super::{
    make::stage,
    place,
    plan::{self, Made},
    show_end, show_step,
};
use crate::{
    desk::{Desk, blocking},
    error::InboxError,
    house::House,
    view::backup::{BackupFault, BackupStep},
};
use recado_store::{
    backup::{BackupError, archive::Opened, contents, snapshot},
    conversations::{Clinical, StoreSide},
    error::OpenError,
    key::Key32,
};

/// What the look found.
enum Found {
    Whole,
    Bad,
    /// The clinical key was renewed since: only the words can tell.
    OtherKey,
}

/// Proves what waits for it, beside whatever else is done.
pub(crate) fn go_on(desk: &Desk) {
    let again = desk.clone();
    desk.keep(&tokio::spawn(async move {
        match prove(&again).await {
            // It waits for the next sign-in, or for the drive.
            Ok(()) | Err(InboxError::Locked | InboxError::NotAllowed | InboxError::Renewing) => {}
            Err(error) => tracing::warn!("the last backup is not proved yet: {error}"),
        }
    }));
}

async fn prove(desk: &Desk) -> Result<(), InboxError> {
    let house = desk.house()?;
    let _one = desk.inner.backup.one.lock().await;
    let key = house.clinical_key_for_staff()?;
    let record = house.clinic.read(plan::record)?;
    let plan = house.clinic.read(plan::plan)?;
    let waiting = record.made.last().filter(|made| !made.is_whole).cloned();
    let (Some(plan), Some(made)) = (plan, waiting) else {
        return Ok(());
    };
    let Some(own) = made.key() else { return Ok(()) };
    show_step(desk, BackupStep::Checking, 0, 0);
    let now = desk.inner.options.clock.now();
    let proved = blocking(move || {
        let place = place::of(&house, &plan.chosen.folder)?;
        let found = look(&house, &place.join(&made.name), own, &key);
        snapshot::clear(&stage(&house))?;
        note(&house, &made, &found?, now)?;
        place::tidy(&house, &place, plan.chosen.kept, now)
    })
    .await;
    show_end(desk);
    proved
}

fn look(
    house: &House,
    folder: &std::path::Path,
    own: Key32,
    clinical: &Key32,
) -> Result<Found, InboxError> {
    snapshot::clear(&stage(house))?;
    let opened = match Opened::by_key(folder, own) {
        Err(BackupError::Damaged) => return Ok(Found::Bad),
        opened => opened?,
    };
    let copy = stage(house).join(Clinical::FILE);
    let of_clinical = opened.manifest.files.keys().filter(|name| {
        name.as_str() == Clinical::FILE || name.strip_suffix("-wal") == Some(Clinical::FILE)
    });
    for name in of_clinical {
        match opened.take_out(name, &stage(house).join(name), &mut || true) {
            Err(BackupError::Damaged) => return Ok(Found::Bad),
            taken => taken?,
        }
    }
    match contents::check(&copy, clinical) {
        Ok(_) => Ok(Found::Whole),
        Err(OpenError::WrongKey) => Ok(Found::OtherKey),
        Err(OpenError::Damaged | OpenError::Missing) => Ok(Found::Bad),
        Err(error) => Err(BackupError::from(error).into()),
    }
}

fn note(
    house: &House,
    proved: &Made,
    found: &Found,
    now: recado_domain::time::UnixMs,
) -> Result<(), InboxError> {
    plan::change(house, |_, record| {
        match found {
            Found::Whole | Found::OtherKey => {
                let made = record.made.iter_mut().find(|it| it.name == proved.name);
                if let Some(made) = made {
                    made.is_whole = matches!(found, Found::Whole);
                    made.key = None;
                }
            }
            Found::Bad => {
                record.made.retain(|it| it.name != proved.name);
                record.bad.push(proved.name.clone());
                (record.failed_at, record.fault) = (Some(now), Some(BackupFault::ReadBack));
            }
        }
        Ok(())
    })
}
