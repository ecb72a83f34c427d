//! By itself: each day, after a night off, when the drive is back, and beside people who sign in and out.

use super::{held, newest};
use crate::clinic::{Clinic, MARIA, staff::COLLEAGUES};
use recado_domain::staff::Role;
use recado_inbox::view::{
    app::AppView,
    backup::{BackupCheck, BackupFault},
};
use recado_store::conversations::{Clinical, StoreSide};
use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test(flavor = "multi_thread")]
async fn one_a_day_is_made_by_itself_and_so_many_are_kept() {
    let (mut clinic, _) = Clinic::open_with_words().await;
    clinic.plans(2).await;
    let mut newest = Vec::new();
    for _ in 0..3 {
        let made = clinic
            .backups(|view| {
                view.last_good_at == Some(clinic.clock.now().0) && view.progress.is_none()
            })
            .await;
        newest = made.backups;
        clinic.later(DAY).await;
    }
    assert_eq!(newest.len(), 2);
    assert!(newest.iter().all(|it| it.check == BackupCheck::Whole));
    // A week off: as soon as the computer runs again.
    clinic.desk.close();
    clinic.later(DAY * 7).await;
    clinic.restart_desk().await;
    clinic.unlock().await;
    let now = clinic.clock.now().0;
    clinic.backups(|view| view.last_good_at == Some(now)).await;
    let acts = clinic.acts("backup.");
    let made = acts.iter().filter(|(act, _)| act == "backup.made");
    assert!(made.count() >= 4);
    assert!(acts.iter().any(|(act, _)| act == "backup.removed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drive_that_is_away_is_said_and_used_when_it_is_back() {
    let (clinic, _) = Clinic::open_with_words().await;
    clinic.plans(7).await;
    clinic
        .backups(|view| view.backups.len() == 1 && view.progress.is_none())
        .await;
    let away = clinic.folder.path().join("away");
    fs::rename(clinic.drive(), &away).unwrap();
    clinic.later(DAY * 4).await;
    let view = clinic
        .backups(|view| view.fault == Some(BackupFault::PlaceMissing))
        .await;
    assert_eq!(view.days_without, Some(4));
    assert!(!view.is_place_there && view.backups.is_empty());
    assert_eq!(
        clinic.desk.backup_note().await.unwrap().days_without,
        Some(4)
    );
    assert!(!clinic.drive().exists(), "nothing is written in its stead");
    // Messages come all the same.
    clinic.writes(MARIA, "Bom dia").await;
    clinic.rows(1).await;
    fs::rename(&away, clinic.drive()).unwrap();
    let view = clinic
        .backups(|view| view.backups.len() == 2 && view.fault.is_none())
        .await;
    assert_eq!(view.days_without, None);
    let failed = clinic.acts("backup.failed");
    assert_eq!(failed.len(), 1, "the same again is not written down again");
}

/// Somebody signs in while the closed database is being copied: it begins anew, and nobody waited.
#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_in_the_middle_makes_it_begin_anew() {
    let (clinic, words) = Clinic::open_with_words().await;
    clinic.writes(MARIA, "Bom dia").await;
    clinic.rows(1).await;
    let rui = clinic.hire("Rui Vidal", Role::Clinician).await;
    let bia = clinic.hire("Bia Costa", Role::Assistant).await;
    clinic.plans(7).await;
    clinic
        .backups(|view| view.backups.len() == 1 && view.progress.is_none())
        .await;
    clinic.hands_over_to(bia).await;
    let begun = Arc::new(AtomicU32::new(0));
    let (desk, count) = (clinic.desk.clone(), Arc::clone(&begun));
    let handle = tokio::runtime::Handle::current();
    clinic.desk.watch_backup(Arc::new(move |step| {
        if step == "begun" && count.fetch_add(1, Ordering::SeqCst) == 0 {
            let signed_in = handle.block_on(desk.unlock(rui, COLLEAGUES.into()));
            signed_in.unwrap();
        }
    }));
    clinic.later(DAY).await;
    clinic.lie_there(2).await;
    assert!(begun.load(Ordering::SeqCst) > 1, "it began anew");
    let opened = newest(&clinic.drive(), &words);
    assert!(
        held(&opened).contains_key(Clinical::FILE),
        "and was counted"
    );
}

/// The other way round: an assistant does not wait for a copy that is on its way.
#[tokio::test(flavor = "multi_thread")]
async fn a_lock_in_the_middle_is_not_kept_waiting() {
    let (clinic, words) = Clinic::open_with_words().await;
    clinic.writes(MARIA, "Bom dia").await;
    clinic.rows(1).await;
    let bia = clinic.hire("Bia Costa", Role::Assistant).await;
    let count = AtomicU32::new(0);
    let desk = clinic.desk.clone();
    let handle = tokio::runtime::Handle::current();
    let (told, came) = std::sync::mpsc::channel();
    clinic.desk.watch_backup(Arc::new(move |step| {
        if step == "begun" && count.fetch_add(1, Ordering::SeqCst) == 0 {
            let (again, told) = (desk.clone(), told.clone());
            handle.spawn(async move {
                let signed_in = again.unlock(bia, COLLEAGUES.into()).await;
                told.send(signed_in.is_ok()).unwrap();
            });
            // The copy goes on once the owner is out.
            while !matches!(handle.block_on(desk.app_view()), Ok(AppView::Locked { .. })) {
                std::thread::yield_now();
            }
        }
    }));
    clinic.plans(7).await;
    clinic.lie_there(1).await;
    let came = tokio::task::spawn_blocking(move || came.recv().unwrap());
    assert!(came.await.unwrap(), "the assistant is in");
    drop(newest(&clinic.drive(), &words));
}
