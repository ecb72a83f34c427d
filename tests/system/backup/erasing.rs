//! After an erasure: a fresh backup, the older ones destroyed, and whoever comes back from one out of reach erased again.

use super::newest;
use crate::clinic::{Clinic, MARIA, NIKOS};
use recado_domain::{channel::Side, retention::ErasureReason, staff::Role};
use recado_inbox::backup;
use recado_store::backup::place;
use std::{fs, time::Duration};

/// A list of nobody.
const LIST: &[u8] = b"[]";

impl Clinic {
    /// Somebody is erased, as far as backups hear of it.
    fn hears_of_an_erasure(&self) {
        let now = self.clock.now();
        let noted = self
            .database()
            .write(|tx| backup::note_erasure(tx, now, LIST));
        noted.unwrap();
    }
}

/// P9.
#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_destroys_the_backups_from_before_it_once_there_is_a_good_one() {
    let (clinic, words) = Clinic::open_with_words().await;
    clinic.writes(MARIA, "Bom dia").await;
    clinic.writes(NIKOS, "Καλημέρα").await;
    clinic.rows(2).await;
    clinic.plans(7).await;
    clinic.desk.make_backup().await.unwrap();
    let old = place::look(&clinic.drive()).unwrap().remove(0);
    let out_of_reach = clinic.folder.path().join("shelf");
    fs::create_dir(&out_of_reach).unwrap();
    for file in super::every_file(&old.place.join(&old.name)) {
        fs::write(out_of_reach.join(file.0.file_name().unwrap()), file.1).unwrap();
    }
    clinic.later(Duration::from_secs(60)).await;
    let rows = clinic.rows(2).await;
    let maria = rows.iter().find(|row| row.name == MARIA.name).unwrap();
    let erased = clinic
        .desk
        .erase_person(Side::Clinical, maria.conversation, ErasureReason::Asked);
    erased.await.unwrap();
    let there = clinic
        .until(|| async {
            let there = place::look(&clinic.drive()).unwrap();
            (there.len() == 1 && there[0].name != old.name).then_some(there)
        })
        .await;

    // The one on the shelf is put back beside the list, and restored: who was erased since does not come back with it.
    let back = old.place.join(&old.name);
    fs::create_dir(&back).unwrap();
    for file in super::every_file(&out_of_reach) {
        fs::write(back.join(file.0.file_name().unwrap()), file.1).unwrap();
    }
    fs::remove_dir_all(there[0].place.join(&there[0].name)).unwrap();
    drop(newest(&clinic.drive(), &words));
    clinic.desk.close();
    let new = clinic.new_computer("new").await;
    new.restores(&words).await.unwrap();
    let mut restored = clinic;
    restored.moves_to(new);
    restored.unlock().await;
    assert_eq!(restored.rows(1).await[0].name, NIKOS.name);
    let found = restored.desk.search("Bom dia".into()).await.unwrap();
    assert!(found.messages.is_empty());
}

/// A backup whose patients nobody could open yet destroys nothing.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_destroyed_before_the_fresh_one_is_proved() {
    let (clinic, _) = Clinic::open_with_words().await;
    clinic.plans(7).await;
    clinic
        .backups(|view| view.backups.len() == 1 && view.progress.is_none())
        .await;
    let bia = clinic.hire("Bia Costa", Role::Assistant).await;
    clinic.hands_over_to(bia).await;
    clinic.later(Duration::from_secs(60)).await;
    clinic.hears_of_an_erasure();
    // Owed: made at once, by itself.
    clinic.lie_there(2).await;
    clinic.desk.lock().await.unwrap();
    clinic.unlock().await;
    clinic.lie_there(1).await;
}
