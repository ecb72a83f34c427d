//! Patients, whether or not they ever wrote, and patients from a file. The report is written where the system keeps downloads, for its owner alone to read.

use super::{Answer, Ask, ask::Upload};
use recado_inbox::{
    desk::Desk,
    view::{
        change::{CommandError, ErrorCode},
        import::{ImportFileView, ImportReportView},
        patients::{PatientView, PatientsView},
        people::MovedView,
    },
};
use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    path::Path,
};
use tauri::{AppHandle, Manager, State};

/// How many reports may lie there before somebody tidies up.
const MOST_REPORTS: u32 = 1000;

/// Reads a file of patients.
#[tauri::command]
pub(crate) async fn read_patients_file(
    desk: State<'_, Desk>,
    upload: Upload,
) -> Answer<ImportFileView> {
    Ok(desk.read_patients_file(upload.bytes).await?)
}

/// Says what the file would come to.
#[tauri::command]
pub(crate) async fn check_patients_file(
    desk: State<'_, Desk>,
    ask: Ask,
) -> Answer<ImportReportView> {
    Ok(desk.check_patients_file(ask.get("mapping")?).await?)
}

/// Takes the patients of the file in.
#[tauri::command]
pub(crate) async fn import_patients(desk: State<'_, Desk>, ask: Ask) -> Answer<ImportReportView> {
    Ok(desk.import_patients(ask.get("mapping")?).await?)
}

/// Writes the report among the downloads and returns its name.
#[tauri::command]
pub(crate) async fn save_patients_report(
    app: AppHandle,
    desk: State<'_, Desk>,
    ask: Ask,
) -> Answer<String> {
    let report = desk
        .patients_report(ask.get("mapping")?, ask.get("words")?)
        .await?;
    let downloads = app.path().download_dir().map_err(|_| not_written())?;
    let written = tauri::async_runtime::spawn_blocking(move || write(&downloads, &report)).await;
    match written {
        Ok(Ok(name)) => Ok(name),
        Ok(Err(_)) | Err(_) => Err(not_written()),
    }
}

/// Forgets the file.
#[tauri::command]
pub(crate) async fn close_patients_file(desk: State<'_, Desk>) -> Answer<()> {
    Ok(desk.close_patients_file().await?)
}

/// Patients by name.
#[tauri::command]
pub(crate) async fn list_patients(desk: State<'_, Desk>, ask: Ask) -> Answer<PatientsView> {
    Ok(desk
        .list_patients(ask.get("query")?, ask.get("limit")?)
        .await?)
}

/// A patient, as they are shown before there is a conversation.
#[tauri::command]
pub(crate) async fn patient(desk: State<'_, Desk>, ask: Ask) -> Answer<PatientView> {
    Ok(desk.patient(ask.get("identity")?).await?)
}

/// A patient's conversation on a channel, begun where there is none.
#[tauri::command]
pub(crate) async fn write_to_patient(desk: State<'_, Desk>, ask: Ask) -> Answer<MovedView> {
    Ok(desk
        .write_to_patient(ask.get("identity")?, ask.get("channel")?)
        .await?)
}

/// Writes over nothing: each report has a number of its own.
fn write(folder: &Path, report: &[u8]) -> io::Result<String> {
    std::fs::create_dir_all(folder)?;
    for number in 1..=MOST_REPORTS {
        let name = format!("recado-import-{number}.csv");
        match create(&folder.join(&name)) {
            Ok(mut file) => {
                file.write_all(report)?;
                file.sync_all()?;
                return Ok(name);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

pub(super) fn not_written() -> CommandError {
    CommandError {
        code: ErrorCode::Storage,
        detail: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_written_over_nothing() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(write(folder.path(), b"one").unwrap(), "recado-import-1.csv");
        assert_eq!(write(folder.path(), b"two").unwrap(), "recado-import-2.csv");
        let first = std::fs::read(folder.path().join("recado-import-1.csv")).unwrap();
        assert_eq!(first, b"one");
    }
}
