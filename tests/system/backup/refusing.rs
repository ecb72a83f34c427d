//! What is refused, and changes nothing.

use super::{every_file, newest};
use crate::clinic::{Clinic, MARIA};
use recado_inbox::{
    error::InboxError,
    view::{backup::RestoreForm, change::ErrorCode},
};
use std::fs;

/// CASES 36: a wrong phrase, a damaged or cut-off file, a newer format: each has its answer, and nothing is left behind.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_whole_is_not_restored() {
    let (clinic, words) = Clinic::open_with_words().await;
    clinic.writes(MARIA, "Bom dia").await;
    clinic.rows(1).await;
    clinic.plans(7).await;
    clinic.desk.make_backup().await.unwrap();
    let folder = {
        let found = recado_store::backup::place::look(&clinic.drive()).unwrap();
        found[0].place.join(&found[0].name)
    };
    drop(newest(&clinic.drive(), &words));
    let new = clinic.new_computer("new").await;
    let mut swapped = words.clone();
    swapped.rotate_left(1);
    let refused = new.restores(&swapped).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::WrongPhrase);
    new.is_untouched().await;
    let other = recado_store::key::phrase::RecoveryPhrase::generate().unwrap();
    let refused = new.restores(&other.words()).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::WrongPhrase);
    new.is_untouched().await;
    for (path, whole) in every_file(&folder) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name == "media.list" || name == "head" {
            continue;
        }
        let mut changed = whole.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        for damage in [changed, whole[..whole.len() / 2].to_vec()] {
            fs::write(&path, damage).unwrap();
            let refused = new.restores(&words).await.unwrap_err();
            assert_eq!(refused.code(), ErrorCode::BackupDamaged, "{name}");
            new.is_untouched().await;
        }
        fs::write(&path, whole).unwrap();
    }
    let head = fs::read_to_string(folder.join("head")).unwrap();
    let newer = head.replacen("\"version\": 1", "\"version\": 99", 1);
    assert_ne!(head, newer);
    fs::write(folder.join("head"), newer).unwrap();
    let form = RestoreForm {
        place: folder.parent().unwrap().to_string_lossy().into_owned(),
        name: folder.file_name().unwrap().to_string_lossy().into_owned(),
        words: words.clone(),
        device_passphrase: None,
    };
    let refused = new.desk.restore_backup(form.clone()).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::NewerVersion);
    new.is_untouched().await;
    fs::write(folder.join("head"), head).unwrap();
    // And never over a clinic.
    let over = clinic.desk.restore_backup(form).await;
    assert!(matches!(over, Err(InboxError::ClinicHere)));
    new.restores(&words).await.unwrap();
    let again = new.desk.look_for_backups("/".into()).await;
    assert!(matches!(again, Err(InboxError::ClinicHere)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_not_there_is_said_when_it_is_chosen() {
    let (clinic, _) = Clinic::open_with_words().await;
    let refused = clinic.desk.plan_backups(clinic.backup_plan(7)).await;
    assert_eq!(refused.unwrap_err().code(), ErrorCode::BackupMissing);
    let without = clinic.desk.make_backup().await;
    assert!(matches!(without, Err(InboxError::NotFound)));
    let new = clinic.new_computer("new").await;
    let drive = clinic.drive().to_string_lossy().into_owned();
    let looked = new.desk.look_for_backups(drive).await;
    assert_eq!(looked.unwrap_err().code(), ErrorCode::BackupMissing);
}
