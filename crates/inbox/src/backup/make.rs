//! Making a backup: one instant is fixed, everything of it is copied, opened, counted and compared, written to the drive
//! under a temporary name, read again, and only then given its name.

use super::{
    place,
    plan::{self, Made, Plan},
    show_end, show_step,
    source::{self, ClinicalSource, Open, Source},
};
use crate::{
    audit,
    desk::{Desk, blocking},
    error::InboxError,
    house::{House, SignedIn},
    staff::roles,
    view::backup::{BackupFault, BackupStep},
};
use jiff::{Timestamp, tz::TimeZone};
use recado_domain::{audit::ActName, channel::Side, id::MediaId, time::UnixMs};
use recado_store::{
    backup::{
        BackupError,
        archive::Making,
        contents::{self, Contents},
        media, snapshot,
    },
    clinic::{CLINIC_FILE, audit as acts, audit::head::HEAD_FILE},
    conversations::{Clinical, Leads, StoreSide},
    key::{Key32, file::KEYS_FILE, recovery::PhraseLock},
};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

/// How often it begins anew when somebody signs in or out in the middle.
const TRIES: u32 = 5;
/// Where copies lie until they are on the drive: under the same keys as the databases themselves, and gone after.
const STAGE: &str = "backup.new";

/// What came of it.
struct Done {
    made: Made,
    lock: PhraseLock,
    place: PathBuf,
    bytes: u64,
}

/// Makes a backup for an owner who asked.
///
/// # Errors
/// [`InboxError::NotAllowed`], [`InboxError::Locked`], and as [`make`].
pub(crate) async fn by_hand(desk: &Desk) -> Result<(), InboxError> {
    let who = roles::decides(desk)?;
    let asked_at = desk.inner.options.clock.now();
    make(desk, Some(who), move |house| {
        // One that was on its way when this was asked for serves.
        let record = house.clinic.read(plan::record)?;
        Ok(record.made.last().is_none_or(|made| made.at < asked_at))
    })
    .await
}

/// Makes a backup, after whatever is being done with backups, if it is needed then.
///
/// # Errors
/// [`InboxError::NotFound`] before an owner chose where they go; [`InboxError::Backup`]; storage. What failed is written
/// down, and nothing is left of it.
pub(crate) async fn make(
    desk: &Desk,
    who: Option<SignedIn>,
    is_needed: impl FnOnce(&House) -> Result<bool, InboxError> + Send + 'static,
) -> Result<(), InboxError> {
    let house = desk.house()?;
    let plan = house.clinic.read(plan::plan)?.ok_or(InboxError::NotFound)?;
    let _one = desk.inner.backup.one.lock().await;
    if desk.inner.backup.is_closing() || !desk.with_house(is_needed).await? {
        return Ok(());
    }
    // What was done before the instant is in the backup.
    audit::record::flush(desk).await?;
    let made = tries(desk, &house, &plan).await;
    let now = desk.inner.options.clock.now();
    let kept = plan.chosen.kept;
    let noted = Arc::clone(&house);
    let folder = plan.chosen.folder;
    let ended = blocking(move || match made {
        Ok(done) => {
            note_made(&noted, who.as_ref(), now, &done)?;
            place::tidy(&noted, &done.place, kept, now)
        }
        Err(error) => {
            let is_there = Path::new(&folder).is_dir();
            place::sweep(&noted, &folder);
            note_failed(&noted, who.as_ref(), now, fault(&error, is_there))?;
            Err(error)
        }
    })
    .await;
    show_end(desk);
    ended
}

/// Begins anew when somebody opened or closed `clinical.db` in the middle.
async fn tries(desk: &Desk, house: &Arc<House>, plan: &Plan) -> Result<Done, InboxError> {
    let mut tried = 0;
    loop {
        match attempt(desk, house, plan).await {
            Err(InboxError::Backup(BackupError::Stopped)) if !desk.inner.backup.is_closing() => {
                tried += 1;
                if tried == TRIES {
                    return Err(BackupError::Stopped.into());
                }
                // Whoever closes it does so under this.
                drop(house.closing.lock().await);
            }
            ended => return ended,
        }
    }
}

async fn attempt(desk: &Desk, house: &Arc<House>, plan: &Plan) -> Result<Done, InboxError> {
    let (worker, at_house, folder) = (desk.clone(), Arc::clone(house), plan.chosen.folder.clone());
    let (place, early) = blocking(move || {
        let place = place::make(&at_house, &folder)?;
        snapshot::clear(&stage(&at_house))?;
        // Most of the bytes, before the instant: whatever is removed after it was needed by it.
        let early = bring_media(&worker, &at_house, &place)?;
        worker.inner.backup.steps.done("files");
        Ok((place, early))
    })
    .await?;
    let now = desk.inner.options.clock.now();
    let held = house.keys.lock().await;
    let at_house = Arc::clone(house);
    let source = blocking(move || source::begin(&at_house, now)).await?;
    drop(held);
    let (worker, at_house) = (desk.clone(), Arc::clone(house));
    blocking(move || {
        worker.inner.backup.steps.done("fixed");
        let done = copy(&worker, &at_house, source, &place, early);
        snapshot::clear(&stage(&at_house))?;
        done
    })
    .await
}

fn copy(
    desk: &Desk,
    house: &House,
    source: Source,
    place: &Path,
    early: BTreeMap<Side, BTreeMap<MediaId, u64>>,
) -> Result<Done, InboxError> {
    let steps = &desk.inner.backup.steps;
    let name = name_of(source.at)?;
    let mut making = Making::begin(place, &name, source.at, &source.keys, &house.machine_key)?;
    let lock = source.keys.phrase_lock().ok_or(BackupError::NoPhrase)?;
    steps.done("begun");
    let is_whole = match source.clinical {
        ClinicalSource::Open { open, store } => {
            let is_held = || house.clinical_if_held().is_some();
            let held = take(desk, house, Clinical::FILE, &open, &is_held)?;
            // Whoever locks the desk waits for these no longer.
            let key = open.key;
            drop((open.view, store));
            keep(desk, house, &mut making, Clinical::FILE, &key, held)?;
            true
        }
        ClinicalSource::Closed { last } => {
            let mut goes_on = || !desk.inner.backup.is_closing();
            for name in source::copy_closed(house, &last, &stage(house), &mut goes_on)? {
                making.add(&name, &stage(house).join(&name), None, &mut goes_on)?;
            }
            snapshot::clear(&stage(house))?;
            false
        }
    };
    steps.done("clinical");
    for (name, open) in [(Leads::FILE, &source.leads), (CLINIC_FILE, &source.clinic)] {
        let held = take(desk, house, name, open, &|| true)?;
        keep(desk, house, &mut making, name, &open.key, held)?;
    }
    making.add_bytes(KEYS_FILE, &source.keys_bytes)?;
    if let Some(head) = &source.head {
        making.add_bytes(HEAD_FILE, head)?;
    }
    steps.done("databases");
    for media in [early, bring_media(desk, house, place)?] {
        for (side, files) in media {
            making.list_media(side, files);
        }
    }
    show_step(desk, BackupStep::Finishing, 0, 0);
    let (key, bytes) = making.finish()?;
    steps.done("named");
    Ok(Done {
        made: Made {
            name,
            at: source.at,
            is_whole,
            key: (!is_whole).then(|| *key.expose()),
        },
        lock,
        place: place.to_owned(),
        bytes,
    })
}

/// Copies an open database beside the others, and returns what it held at the instant.
fn take(
    desk: &Desk,
    house: &House,
    name: &str,
    open: &Open,
    may: &dyn Fn() -> bool,
) -> Result<Contents, InboxError> {
    let copy = stage(house).join(name);
    Ok(open.view.copy(&copy, &mut |done, all| {
        show_step(desk, BackupStep::Records, done, all);
        may() && !desk.inner.backup.is_closing()
    })?)
}

/// Opens a copy, compares what it holds with what was held, and writes it to the drive.
fn keep(
    desk: &Desk,
    house: &House,
    making: &mut Making,
    name: &str,
    key: &Key32,
    held: Contents,
) -> Result<(), InboxError> {
    let copy = stage(house).join(name);
    show_step(desk, BackupStep::Checking, 0, 0);
    if contents::check(&copy, key)? != held {
        return Err(BackupError::Damaged.into());
    }
    let mut goes_on = || !desk.inner.backup.is_closing();
    making.add(name, &copy, Some(held), &mut goes_on)?;
    Ok(snapshot::remove_copy(&copy)?)
}

fn bring_media(
    desk: &Desk,
    house: &House,
    place: &Path,
) -> Result<BTreeMap<Side, BTreeMap<MediaId, u64>>, InboxError> {
    let mut all = BTreeMap::new();
    for side in [Side::Clinical, Side::Leads] {
        show_step(desk, BackupStep::Files, 0, 0);
        let brought = media::bring(&house.folder, place, side, &mut |done, all| {
            show_step(desk, BackupStep::Files, done, all);
            !desk.inner.backup.is_closing()
        })?;
        all.insert(side, brought);
    }
    Ok(all)
}

pub(super) fn stage(house: &House) -> PathBuf {
    house.folder.join(STAGE)
}

/// Returns a name that sorts by time, for example `20261126T020000123Z`.
fn name_of(at: UnixMs) -> Result<String, InboxError> {
    let at = Timestamp::from_millisecond(at.0).map_err(|_| InboxError::InvalidInput)?;
    let here = at.to_zoned(TimeZone::UTC);
    Ok(format!(
        "{}{:03}Z",
        here.strftime("%Y%m%dT%H%M%S"),
        here.millisecond()
    ))
}

fn note_made(
    house: &House,
    who: Option<&SignedIn>,
    now: UnixMs,
    done: &Done,
) -> Result<(), InboxError> {
    plan::change(house, |tx, record| {
        record.failed_at = None;
        record.fault = None;
        record.lock = Some(done.lock.clone());
        // An older one that nobody could open yet is proved no more: this one takes its place.
        record.made.iter_mut().for_each(|made| made.key = None);
        record.made.push(done.made.clone());
        let detail = format!("{{\"bytes\":{}}}", done.bytes);
        acts::append(tx, &audit::by(who, now, ActName::BackupMade, &detail))
    })
}

/// Writes down what failed; the same again, as while a drive is away, is one act.
fn note_failed(
    house: &House,
    who: Option<&SignedIn>,
    now: UnixMs,
    fault: BackupFault,
) -> Result<(), InboxError> {
    plan::change(house, |tx, record| {
        let is_known = record.fault == Some(fault) && who.is_none();
        record.failed_at = Some(now);
        record.fault = Some(fault);
        if is_known {
            return Ok(());
        }
        let name = serde_json::to_value(fault).ok();
        let result = name.as_ref().and_then(|it| it.as_str()).unwrap_or("failed");
        let act = audit::by(who, now, ActName::BackupFailed, "{}").with_result(result);
        acts::append(tx, &act)
    })
}

fn fault(error: &InboxError, is_there: bool) -> BackupFault {
    match error {
        _ if !is_there => BackupFault::PlaceMissing,
        InboxError::Backup(error) => match error {
            BackupError::Missing => BackupFault::PlaceMissing,
            BackupError::DiskFull => BackupFault::Full,
            BackupError::Damaged => BackupFault::ReadBack,
            BackupError::Stopped => BackupFault::Busy,
            BackupError::NoPhrase => BackupFault::NoPhrase,
            BackupError::Disk(_) => BackupFault::Refused,
            BackupError::WrongPhrase
            | BackupError::NewerThanApp
            | BackupError::Open(_)
            | BackupError::Store(_)
            | BackupError::Keys(_) => BackupFault::Source,
        },
        _ => BackupFault::Source,
    }
}
