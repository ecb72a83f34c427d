//! Patients from a file. It is looked at in memory, tried as often as one likes, and taken in by one transaction of
//! `clinic.db`: people index, audit, and the records themselves, sealed into the spool. A kill before it leaves
//! nothing; after it the spool finishes by itself. The same file again finds everybody known.
//!
//! Who decides for the clinic imports: it writes the register of patients in bulk, as an export reads it.

mod check;
mod fields;
mod read;
mod report;
mod save;

use crate::{
    desk::{Desk, blocking},
    error::InboxError,
    receive::drain,
    session::settings,
    view::{
        change::Change,
        import::{ImportField, ImportFileView, ImportOutcome, ImportReportView, ImportRowView},
    },
};
use check::Checked;
pub(crate) use read::PatientsFile;
use recado_domain::{channel::Side, staff::Role};
use std::{collections::BTreeMap, sync::Arc};

/// The largest file that is read.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// How many rows with a problem the window is shown.
const SHOWN: usize = 200;

/// What each column holds, in the file's order.
pub(crate) type Mapping = Vec<Option<ImportField>>;

/// Reads a file and keeps it for what follows.
///
/// # Errors
/// [`InboxError::NotAllowed`], [`InboxError::TooBig`], [`InboxError::InvalidInput`] for a file without rows.
pub(crate) async fn open(desk: &Desk, bytes: Vec<u8>) -> Result<ImportFileView, InboxError> {
    may(desk)?;
    if bytes.len() > MOST_BYTES {
        return Err(InboxError::TooBig);
    }
    let country = settings::current(desk).await?.country;
    let file =
        blocking(move || PatientsFile::read(&bytes, &country).ok_or(InboxError::InvalidInput));
    let file = file.await?;
    let view = file.view();
    let mut kept = desk
        .inner
        .patients_file
        .lock()
        .map_err(|_| InboxError::CutOff)?;
    *kept = Some(Arc::new(file));
    Ok(view)
}

/// Says what the file would come to, and changes nothing.
///
/// # Errors
/// [`InboxError::NotFound`] without a file, [`InboxError::InvalidInput`] without a column of numbers, storage.
pub(crate) async fn try_out(desk: &Desk, mapping: Mapping) -> Result<ImportReportView, InboxError> {
    let checked = checked(desk, mapping).await?;
    Ok(report_view(&checked, false))
}

/// Takes the file in; when this returns, all of it is durable.
///
/// # Errors
/// As [`try_out`].
pub(crate) async fn run(desk: &Desk, mapping: Mapping) -> Result<ImportReportView, InboxError> {
    may(desk)?;
    let (file, country) = (file(desk)?, settings::current(desk).await?.country);
    let now = desk.inner.options.clock.now();
    let checked = desk
        .with_house(move |house| save::save(house, &file, &mapping, &country, now))
        .await?;
    if let Err(error) = drain::drain(desk).await {
        // It is durable: what waits in the spool is tried again with the next poll.
        tracing::error!("imported patients wait in the spool: {error}");
    }
    desk.tell(Change::Records {
        side: Side::Clinical,
    });
    Ok(report_view(&checked, true))
}

/// Returns the report of every row as a CSV file, in the words handed in.
///
/// # Errors
/// As [`try_out`].
pub(crate) async fn report(
    desk: &Desk,
    mapping: Mapping,
    words: BTreeMap<String, String>,
) -> Result<Vec<u8>, InboxError> {
    may(desk)?;
    let file = file(desk)?;
    let checked = checked(desk, mapping).await?;
    blocking(move || report::csv(&file, &checked, &words).ok_or(InboxError::InvalidInput)).await
}

/// Forgets the file.
pub(crate) fn put_away(desk: &Desk) {
    if let Ok(mut file) = desk.inner.patients_file.lock() {
        *file = None;
    }
}

async fn checked(desk: &Desk, mapping: Mapping) -> Result<Vec<Checked>, InboxError> {
    may(desk)?;
    let (file, country) = (file(desk)?, settings::current(desk).await?.country);
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| save::try_out(house, &file, &mapping, &country, now))
        .await
}

fn may(desk: &Desk) -> Result<(), InboxError> {
    let house = desk.house()?;
    house.signed_in_as(Role::decides)?;
    house.clinical_for_staff().map(|_| ())
}

fn file(desk: &Desk) -> Result<Arc<PatientsFile>, InboxError> {
    let file = desk
        .inner
        .patients_file
        .lock()
        .map_err(|_| InboxError::CutOff)?;
    file.clone().ok_or(InboxError::NotFound)
}

fn report_view(checked: &[Checked], is_done: bool) -> ImportReportView {
    let count = |outcome: ImportOutcome| {
        let found = checked.iter().filter(|row| row.outcome == outcome).count();
        u32::try_from(found).unwrap_or(u32::MAX)
    };
    let with_problems = checked.iter().filter(|row| !row.problems.is_empty());
    ImportReportView {
        new: count(ImportOutcome::New),
        updated: count(ImportOutcome::Updated),
        unchanged: count(ImportOutcome::Unchanged),
        refused: count(ImportOutcome::Refused),
        with_problems: u32::try_from(with_problems.clone().count()).unwrap_or(u32::MAX),
        rows: with_problems
            .take(SHOWN)
            .map(|row| ImportRowView {
                row: row.number,
                name: row.patient.name.clone().unwrap_or_default(),
                outcome: row.outcome,
                problems: row.problems.clone(),
                same_as: row.same_as,
            })
            .collect(),
        is_done,
    }
}
