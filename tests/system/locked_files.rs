//! Patients' files that come while nobody is signed in: here after a lock that outlives Meta's ids, and readable by nobody
//! until then.

use crate::clinic::{Clinic, MARIA, desk::PHOTO, last};
use recado_domain::{channel::Side, media::MediaState};
use recado_inbox::{
    desk::media_commands::MediaVariant,
    view::{change::Change, media::MediaView, thread::ThreadView},
};
use recado_meta_sim::fault::{Fault, MediaFault};
use serde_json::{Value, json};
use std::{fs, path::Path, time::Duration};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn image() -> Value {
    json!({"type": "image", "image": {"caption": "a receita"}})
}

impl Clinic {
    /// A desk that somebody locked: the clinical key is gone.
    async fn locked() -> Self {
        let clinic = Self::open().await;
        clinic.writes(MARIA, "Bom dia").await;
        clinic.rows(1).await;
        clinic.lock_whole().await;
        clinic
    }

    /// Locks the desk and waits until the clinical key is gone, which is told apart from the lock itself.
    async fn lock_whole(&self) {
        let mut changes = self.desk.changes();
        self.desk.lock().await.unwrap();
        let mut told = 0;
        while told < 2 {
            told += usize::from(changes.recv().await.unwrap() == Change::App {});
        }
    }

    /// Returns the names in the folder of patients' files, without what is still being written.
    fn here(&self) -> Vec<String> {
        let folder = self.data_dir().join("clinic/media/clinical");
        let Ok(files) = fs::read_dir(folder) else {
            return Vec::new();
        };
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        names.filter(|name| !name.ends_with(".part")).collect()
    }

    /// Waits until so many files are here, while the time goes on by seconds.
    async fn come(&self, count: usize) -> Vec<String> {
        self.until(|| async {
            self.later(Duration::from_secs(20)).await;
            let here = self.here();
            (here.len() == count).then_some(here)
        })
        .await
    }

    /// Signs in and waits until the newest message's file stands as wanted.
    async fn file_after_sign_in(&self, state: MediaState) -> ThreadView {
        self.unlock().await;
        self.until(|| async {
            let row = self.row(Side::Clinical).await?;
            let opened = self.desk.open_thread(Side::Clinical, row.conversation);
            let thread = opened.await.ok()?;
            let file = last(&thread).media.first()?;
            (file.state == state).then_some(thread)
        })
        .await
    }

    /// Returns how often bytes were asked for.
    async fn asked(&self) -> usize {
        self.control().fetches().await.len()
    }

    async fn is_the_photo(&self, file: &MediaView) {
        let read = self.desk.read_media(file.id, MediaVariant::File, None);
        assert_eq!(read.await.unwrap().bytes, PHOTO);
        assert!(file.is_shown && file.has_thumbnail && file.width.is_some());
    }
}

/// Returns every file under a folder that holds these bytes.
fn holding(folder: &Path, wanted: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, wanted));
            continue;
        }
        // What is written under another name first may have its own by now.
        let Ok(bytes) = fs::read(&path) else {
            continue;
        };
        if bytes.windows(wanted.len()).any(|window| window == wanted) {
            found.push(path.display().to_string());
        }
    }
    found
}

/// R14: a lock of eight days outlives Meta's ids; the picture is here all the same, equal, and nothing of it lay open.
#[tokio::test(flavor = "multi_thread")]
async fn a_picture_survives_a_lock_of_eight_days() {
    let clinic = Clinic::locked().await;
    clinic.sends(MARIA, image()).await;
    let names = clinic.come(1).await;
    let data = clinic.data_dir();
    assert_eq!(holding(&data, &PHOTO[64..128]), Vec::<String>::new());
    assert_eq!(holding(&data, b"a receita"), Vec::<String>::new());
    let id = &clinic.control().fetches().await[0].id;
    assert_eq!(holding(&data, id.as_bytes()), Vec::<String>::new());
    clinic.later(8 * DAY).await;
    let thread = clinic.file_after_sign_in(MediaState::Here).await;
    let picture = &last(&thread).media[0];
    assert_eq!(picture.id.to_string(), names[0]);
    clinic.is_the_photo(picture).await;
    assert_eq!(clinic.asked().await, 1, "nothing is asked for twice");
    assert_eq!(clinic.here(), names);
}

/// A kill in the middle of the bytes, while locked: asked for again, nothing half is left.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_while_locked_starts_the_file_again() {
    let mut clinic = Clinic::locked().await;
    let what = MediaFault::Slow(60_000);
    clinic.fault(Fault::Media { what, times: 1 }).await;
    clinic.sends(MARIA, image()).await;
    clinic.faults_are_used().await;
    clinic.restart_desk().await;
    clinic.come(1).await;
    clinic.restart_desk().await;
    clinic.later(8 * DAY).await;
    let thread = clinic.file_after_sign_in(MediaState::Here).await;
    clinic.is_the_photo(&last(&thread).media[0]).await;
    let folder = clinic.data_dir().join("clinic/media/clinical");
    assert_eq!(
        fs::read_dir(folder).unwrap().count(),
        1,
        "one file, no parts"
    );
}

/// Somebody signs in while the bytes come: they are taken as they are, once.
#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_while_the_bytes_come_takes_them_along() {
    let clinic = Clinic::locked().await;
    let what = MediaFault::Slow(800);
    clinic.fault(Fault::Media { what, times: 1 }).await;
    clinic.sends(MARIA, image()).await;
    clinic.faults_are_used().await;
    let thread = clinic.file_after_sign_in(MediaState::Here).await;
    clinic.is_the_photo(&last(&thread).media[0]).await;
    assert_eq!(clinic.asked().await, 1);
}

/// Broken bytes are not kept; a foreign host is not asked, and said to be one after the sign-in.
#[tokio::test(flavor = "multi_thread")]
async fn while_locked_bytes_are_checked_and_foreign_hosts_not_asked() {
    let clinic = Clinic::locked().await;
    let what = MediaFault::WrongBytes;
    clinic.fault(Fault::Media { what, times: 1 }).await;
    clinic.sends(MARIA, image()).await;
    clinic.come(1).await;
    assert_eq!(clinic.asked().await, 2);
    let held = clinic
        .control()
        .hold_media("image/jpeg", PHOTO.to_vec(), None)
        .await;
    clinic.control().move_media_elsewhere(&held).await.unwrap();
    let elsewhere = json!({"type": "image", "image": {"id": held}});
    clinic.sends(MARIA, elsewhere).await;
    let thread = clinic.file_after_sign_in(MediaState::ForeignHost).await;
    assert_eq!(thread.messages.len(), 3);
    let thread = clinic
        .only(Side::Clinical, |thread| {
            thread.messages[1].media[0].state == MediaState::Here
        })
        .await;
    clinic.is_the_photo(&thread.messages[1].media[0]).await;
    assert_eq!(clinic.asked().await, 2, "nothing was asked there");
}

/// Taken back before anybody read it: the file goes from the disk with the sign-in.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_back_while_locked_goes_from_the_disk() {
    let clinic = Clinic::locked().await;
    let sent = clinic.sends(MARIA, image()).await;
    clinic.come(1).await;
    let revoke = json!({"type": "revoke", "revoke": {"original_message_id": sent}});
    clinic.sends(MARIA, revoke).await;
    clinic.unlock().await;
    let gone = clinic
        .only(Side::Clinical, |thread| last(thread).is_deleted)
        .await;
    assert!(last(&gone).media.is_empty() && clinic.here().is_empty());
}

/// What was still to come when the desk was locked comes during the lock.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_on_its_way_when_the_desk_was_locked_comes_too() {
    let clinic = Clinic::open().await;
    let what = MediaFault::Status(503);
    clinic.fault(Fault::Media { what, times: 1 }).await;
    clinic.sends(MARIA, image()).await;
    clinic.faults_are_used().await;
    clinic
        .only(Side::Clinical, |thread| {
            last(thread).media[0].state == MediaState::Waiting
        })
        .await;
    clinic.lock_whole().await;
    clinic.come(1).await;
    clinic.later(8 * DAY).await;
    let thread = clinic.file_after_sign_in(MediaState::Here).await;
    clinic.is_the_photo(&last(&thread).media[0]).await;
}
