//! After an erasure: a fresh backup, the older ones destroyed, and the list for those that are out of reach.

use super::newest;
use crate::clinic::{Clinic, MARIA};
use recado_domain::staff::Role;
use recado_inbox::backup;
use recado_store::{backup::place, clinic::settings};
use std::{fs, time::Duration};

const LIST: &[u8] = b"[\"019a0000-0000-7000-8000-000000000001\"]";

impl Clinic {
    /// Somebody is erased, as far as backups hear of it.
    fn erases(&self) {
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
    clinic.rows(1).await;
    clinic.plans(7).await;
    clinic.desk.make_backup().await.unwrap();
    let old = place::look(&clinic.drive()).unwrap().remove(0);
    let out_of_reach = clinic.folder.path().join("shelf");
    fs::create_dir(&out_of_reach).unwrap();
    for file in super::every_file(&old.place.join(&old.name)) {
        fs::write(out_of_reach.join(file.0.file_name().unwrap()), file.1).unwrap();
    }
    clinic.later(Duration::from_secs(60)).await;
    clinic.erases();
    backup::renew_after_erasure(&clinic.desk).await.unwrap();
    let there = place::look(&clinic.drive()).unwrap();
    assert_eq!(there.len(), 1);
    assert_ne!(there[0].name, old.name);

    // The one on the shelf is put back beside the list, and restored: it knows who was erased since.
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
    let database = restored.database_in("new");
    let list: Option<Vec<u8>> = database
        .read(|conn| settings::get(conn, "backup.erasures"))
        .unwrap();
    assert_eq!(list.as_deref(), Some(LIST));
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
    clinic.erases();
    // Owed: made at once, by itself.
    clinic.lie_there(2).await;
    clinic.desk.lock().await.unwrap();
    clinic.unlock().await;
    clinic.lie_there(1).await;
}
