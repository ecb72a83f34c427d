//! Backups: made while people work and while nobody is signed in, restored on a new computer with nothing but the folder
//! and the 24 words.

mod erasing;
mod full_drive;
mod refusing;
mod restoring;
mod scheduling;

use crate::clinic::{Clinic, open_desk};
use recado_domain::{channel::Side, id::ConversationId};
use recado_inbox::{
    desk::Desk,
    error::InboxError,
    keychain::{Keychain, MemoryKeychain},
    view::{
        app::AppView,
        backup::{BackupPlan, BackupView, FoundBackup, RestoreForm},
        list::{ListFilter, ListQuery, RowView},
        thread::ThreadView,
    },
};
use recado_store::{
    backup::{archive::Opened, contents::Contents, place},
    key::phrase::RecoveryPhrase,
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

impl Clinic {
    /// Everything set up and WhatsApp connected; returns the 24 words as well.
    async fn open_with_words() -> (Self, Vec<String>) {
        let clinic = Self::start(|_| {}).await;
        clinic.pair().await;
        let words = clinic.own().await;
        clinic.desk.connect_whatsapp(clinic.form()).await.unwrap();
        let hook = clinic.relay().base_url() + "/webhooks/meta";
        let control = clinic.control();
        let verified = control.verify_webhook(hook.parse().unwrap());
        verified.await.unwrap();
        (clinic, words)
    }

    fn drive(&self) -> PathBuf {
        self.folder.path().join("drive")
    }

    fn backup_plan(&self, kept: u8) -> BackupPlan {
        BackupPlan {
            folder: self.drive().to_string_lossy().into_owned(),
            hour: 2,
            kept,
        }
    }

    /// The owner chooses a drive.
    async fn plans(&self, kept: u8) {
        fs::create_dir_all(self.drive()).unwrap();
        let plan = self.backup_plan(kept);
        self.desk.plan_backups(plan).await.unwrap();
    }

    /// Waits until backups stand as wanted.
    async fn backups(&self, is_so: impl Fn(&BackupView) -> bool) -> BackupView {
        self.until(|| async {
            let view = self.desk.backup_view().await.unwrap();
            is_so(&view).then_some(view)
        })
        .await
    }

    /// Waits until so many backups lie on the drive.
    async fn lie_there(&self, count: usize) -> Vec<place::Found> {
        self.until(|| async {
            let found = place::look(&self.drive()).unwrap();
            (found.len() == count).then_some(found)
        })
        .await
    }

    /// A new computer with an empty keyring and nothing in its data folder.
    async fn new_computer(&self, name: &str) -> NewComputer {
        let keychain: Arc<dyn Keychain> = Arc::new(MemoryKeychain::default());
        let data = self.folder.path().join(name);
        let desk = open_desk(data.clone(), &self.meta, &keychain, &self.clock).await;
        NewComputer {
            desk,
            data,
            keychain,
            drive: self.drive(),
        }
    }

    /// From now on the clinic works on this computer.
    fn moves_to(&mut self, new: NewComputer) {
        self.desk = new.desk;
        self.keychain = new.keychain;
    }
}

/// A computer on which nothing was set up.
struct NewComputer {
    desk: Desk,
    data: PathBuf,
    keychain: Arc<dyn Keychain>,
    drive: PathBuf,
}

impl NewComputer {
    async fn found(&self) -> Vec<FoundBackup> {
        let drive = self.drive.to_string_lossy().into_owned();
        self.desk.look_for_backups(drive).await.unwrap()
    }

    /// Restores the newest backup there is.
    async fn restores(&self, words: &[String]) -> Result<(), InboxError> {
        let newest = self.found().await.remove(0);
        let form = RestoreForm {
            place: newest.place,
            name: newest.name,
            words: words.to_vec(),
            device_passphrase: None,
        };
        self.desk.restore_backup(form).await
    }

    async fn is_untouched(&self) {
        let view = self.desk.app_view().await.unwrap();
        assert!(matches!(view, AppView::FirstRun { .. }));
        let left = fs::read_dir(&self.data).map_or(0, |entries| entries.count());
        assert_eq!(left, 0, "nothing is left of what was refused");
    }
}

fn phrase(words: &[String]) -> RecoveryPhrase {
    RecoveryPhrase::parse(&words.join(" ")).unwrap()
}

/// Opens the newest backup as somebody with the words does.
fn newest(drive: &Path, words: &[String]) -> Opened {
    let found = place::look(drive).unwrap().remove(0);
    Opened::by_phrase(&found.place.join(found.name), &phrase(words)).unwrap()
}

/// Returns what a backup says its databases hold.
fn held(opened: &Opened) -> BTreeMap<String, Contents> {
    let files = opened.manifest.files.iter();
    files
        .filter_map(|(name, entry)| Some((name.clone(), entry.contents.clone()?)))
        .collect()
}

async fn rows(desk: &Desk, side: Side) -> Vec<RowView> {
    let query = ListQuery {
        side,
        filter: ListFilter::All,
        channel: None,
    };
    desk.list_conversations(query, 100).await.unwrap().rows
}

async fn threads(desk: &Desk) -> Vec<(ConversationId, Value)> {
    let mut all = Vec::new();
    for side in [Side::Clinical, Side::Leads] {
        for row in rows(desk, side).await {
            let thread = desk.open_thread(side, row.conversation).await.unwrap();
            all.push((row.conversation, seen(&thread)));
        }
    }
    all
}

/// What a person sees of a thread, without what depends on the minute.
fn seen(thread: &ThreadView) -> Value {
    let mut seen = serde_json::to_value(thread).unwrap();
    let fields = seen.as_object_mut().unwrap();
    fields.remove("window");
    // Reading a thread moves this.
    fields.insert("firstUnread".into(), json!(null));
    seen
}

/// Reads every file below a folder.
fn every_file(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(every_file(&path));
        } else if let Ok(bytes) = fs::read(&path) {
            // What is written under another name first may have its own by now.
            all.push((path, bytes));
        }
    }
    all
}
