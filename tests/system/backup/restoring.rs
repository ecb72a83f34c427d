//! From the drive and the words to a clinic that goes on.

use super::{every_file, held, newest, phrase, rows, threads};
use crate::clinic::{
    Clinic, MARIA, NIKOS, PASSPHRASE,
    desk::PHOTO,
    reach::{SOFIA, TOMAS},
    texts,
};
use recado_domain::{
    channel::{ChannelKind, Side},
    delivery::DeliveryStatus,
    media::MediaState,
    staff::Role,
};
use recado_inbox::{
    desk::{Desk, media_commands::MediaVariant},
    view::{app::AppView, backup::BackupCheck},
};
use recado_meta_sim::{fault::Fault, world::product::Product};
use recado_store::{
    backup::contents,
    clinic::CLINIC_FILE,
    conversations::{Clinical, Leads, StoreSide},
    key::file::{KeyName, KeysFile},
};
use serde_json::json;
use std::{collections::BTreeMap, fs, time::Duration};

const SECRET: &str = "kryptonite in the afternoon";

impl Clinic {
    /// A clinic with something of everything on both sides.
    async fn lived_in() -> (Self, Vec<String>) {
        let (clinic, words) = Self::open_with_words().await;
        clinic.connect_page(ChannelKind::Messenger).await;
        clinic.writes(MARIA, SECRET).await;
        clinic.writes(MARIA, "No quiero seguir viviendo").await;
        clinic
            .sends(
                MARIA,
                json!({"type": "image", "image": {"caption": "a receita"}}),
            )
            .await;
        clinic
            .visits(
                Product::Messenger,
                SOFIA,
                json!({"message": {"text": "Quanto custa?"}}),
            )
            .await;
        let patient = clinic
            .only(Side::Clinical, |thread| {
                let files = thread.messages.iter().flat_map(|it| &it.media);
                let here = files.filter(|file| file.state == MediaState::Here).count();
                thread.messages.len() == 3 && here == 1 && !thread.alerts.is_empty()
            })
            .await;
        let note = clinic
            .desk
            .add_note(Side::Clinical, patient.conversation, SECRET.into());
        note.await.unwrap();
        clinic.replies(&patient, "Vou ligar já").await;
        clinic.reached(&patient, 1, DeliveryStatus::Read).await;
        clinic
            .only(Side::Leads, |thread| thread.messages.len() == 1)
            .await;
        (clinic, words)
    }
}

async fn sign_in(desk: &Desk) {
    let AppView::Locked { staff, .. } = desk.app_view().await.unwrap() else {
        panic!("a restored desk is locked")
    };
    desk.unlock(staff[0].id, PASSPHRASE.into()).await.unwrap();
}

/// CASES 37; R1, P9: a new machine and the words → same counts, same content hash, the same threads, and it goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a_backup_while_people_work_restores_everything_on_a_new_computer() {
    let (mut clinic, words) = Clinic::lived_in().await;
    clinic.plans(7).await;
    clinic.desk.make_backup().await.unwrap();
    let view = clinic.backups(|view| view.backups.len() == 1).await;
    assert_eq!(view.backups[0].check, BackupCheck::Whole);
    assert_eq!((view.fault, view.days_without), (None, None));
    let before = threads(&clinic.desk).await;
    assert_eq!(before.len(), 2);
    let opened = newest(&clinic.drive(), &words);
    let was = held(&opened);
    assert_eq!(was.len(), 3, "all three databases were opened and counted");
    assert!(was[Clinical::FILE].rows["messages"] >= 4);
    let on_the_drive = every_file(&clinic.drive());
    for (path, bytes) in &on_the_drive {
        for planted in [
            SECRET,
            "receita",
            "Maria K",
            "351912000412",
            "Sofia",
            "Reis",
        ] {
            let is_there = bytes
                .windows(planted.len())
                .any(|it| it == planted.as_bytes());
            assert!(!is_there, "{planted} lies open in {path:?}");
        }
    }

    clinic.desk.close();
    // Nobody is there: the relay keeps it.
    clinic.writes(NIKOS, "Há alguém?").await;
    let new = clinic.new_computer("new").await;
    // Before the restored desk writes anything: the relay has news for it.
    let address = clinic.stop_relay().await;
    new.restores(&words).await.unwrap();
    let folder = new.data.join("clinic");
    let keys = KeysFile::load(&folder).unwrap().unwrap();
    let keys = keys.open_by_phrase(&phrase(&words)).unwrap();
    // Nobody is signed in: `clinical.db` is closed, and holds what it held.
    let copy = clinic.folder.path().join(Clinical::FILE);
    fs::copy(folder.join(Clinical::FILE), &copy).unwrap();
    let is = contents::check(&copy, &keys[&KeyName::Clinical]).unwrap();
    assert_eq!(is, was[Clinical::FILE], "same counts, same content hash");
    clinic.moves_to(new);
    sign_in(&clinic.desk).await;
    let audit = clinic.desk.verify_audit().await.unwrap();
    assert_eq!(audit.fault, None, "the audit is whole");
    assert_eq!(threads(&clinic.desk).await, before);
    let patient = &rows(&clinic.desk, Side::Clinical).await[0];
    let thread = clinic
        .desk
        .open_thread(Side::Clinical, patient.conversation)
        .await
        .unwrap();
    let file = thread.messages.iter().find_map(|it| it.media.first());
    let read = clinic
        .desk
        .read_media(file.unwrap().id, MediaVariant::File, None);
    assert_eq!(read.await.unwrap().bytes, PHOTO);

    // The relay goes on with the same computer, as it takes it.
    clinic.start_relay(address).await;
    clinic.rows(2).await;
    clinic.writes(MARIA, "Obrigada").await;
    let thread = clinic
        .thread(thread.conversation, |thread| thread.messages.len() == 5)
        .await;
    assert_eq!(texts(&thread)[4], "Obrigada");
    clinic.replies(&thread, "De nada").await;
    clinic.reached(&thread, 2, DeliveryStatus::Read).await;
    assert_eq!(
        clinic.sent().await.len(),
        2,
        "what had left did not leave again"
    );
}

/// With an assistant at the desk nobody has the clinical key: patients' data is copied all the same, and proved at the
/// next sign-in of somebody who has it.
#[tokio::test(flavor = "multi_thread")]
async fn a_backup_while_patients_are_locked_away_is_whole_too() {
    let (clinic, words) = Clinic::lived_in().await;
    clinic
        .visits(
            Product::Messenger,
            TOMAS,
            json!({"message": {"text": "Olá"}}),
        )
        .await;
    clinic
        .until(|| async { (rows(&clinic.desk, Side::Leads).await.len() == 2).then_some(()) })
        .await;
    let bia = clinic.hire("Bia Costa", Role::Assistant).await;
    clinic.plans(7).await;
    clinic
        .backups(|view| view.backups.len() == 1 && view.progress.is_none())
        .await;
    clinic.hands_over_to(bia).await;
    // The next day's.
    clinic.later(Duration::from_secs(24 * 60 * 60)).await;
    clinic.lie_there(2).await;
    let opened = newest(&clinic.drive(), &words);
    let entry = &opened.manifest.files[Clinical::FILE];
    assert_eq!(entry.contents, None, "nobody could count it");
    assert_eq!(held(&opened).len(), 2);

    let new = clinic.new_computer("new").await;
    new.restores(&words).await.unwrap();
    sign_in(&new.desk).await;
    let restored = threads(&new.desk).await;
    assert_eq!(restored.len(), 3);
    new.desk.close();

    let note = clinic.desk.backup_note().await.unwrap();
    assert!(note.has_plan && note.days_without.is_none());
    clinic.desk.lock().await.unwrap();
    clinic.unlock().await;
    clinic
        .backups(|view| {
            let whole = view
                .backups
                .iter()
                .filter(|it| it.check == BackupCheck::Whole);
            whole.count() == 2
        })
        .await;
    assert_eq!(threads(&clinic.desk).await, restored);
}

/// R5: what waited to leave may have left from the computer that is no more.
#[tokio::test(flavor = "multi_thread")]
async fn replies_that_waited_are_uncertain_on_the_new_computer_and_leave_by_nobodys_rule() {
    let (mut clinic, words) = Clinic::lived_in().await;
    clinic.fault(Fault::TooManyRequests { times: 1000 }).await;
    for side in [Side::Clinical, Side::Leads] {
        let row = rows(&clinic.desk, side).await.remove(0);
        let thread = clinic
            .desk
            .open_thread(side, row.conversation)
            .await
            .unwrap();
        clinic.replies(&thread, "Amanhã às dez").await;
    }
    clinic.plans(7).await;
    clinic.desk.make_backup().await.unwrap();
    clinic.desk.close();
    clinic.control().clear_faults().await;
    let left = clinic.sent().await.len();
    let new = clinic.new_computer("new").await;
    new.restores(&words).await.unwrap();
    clinic.moves_to(new);
    sign_in(&clinic.desk).await;
    // As after any lost answer, it is called uncertain when news had time to come.
    clinic.later(Duration::from_secs(600)).await;
    for side in [Side::Clinical, Side::Leads] {
        let row = rows(&clinic.desk, side).await.remove(0);
        let thread = clinic
            .desk
            .open_thread(side, row.conversation)
            .await
            .unwrap();
        let last = thread.messages.last().unwrap();
        assert_eq!(last.status, Some(DeliveryStatus::Unknown), "{side:?}");
    }
    // Somebody writes and is answered: what is uncertain stays where it is.
    clinic.writes(NIKOS, "Bom dia").await;
    clinic.rows(2).await;
    let row = rows(&clinic.desk, Side::Clinical).await;
    let row = row.iter().find(|row| row.preview == "Bom dia").unwrap();
    let thread = clinic
        .desk
        .open_thread(Side::Clinical, row.conversation)
        .await
        .unwrap();
    clinic.replies(&thread, "Bom dia, Nikos").await;
    clinic.reached(&thread, 1, DeliveryStatus::Read).await;
    assert_eq!(clinic.sent().await.len(), left + 1);
}

/// The databases of one backup belong together, whatever is being done meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_of_one_instant_while_messages_come() {
    let (clinic, words) = Clinic::open_with_words().await;
    clinic.writes(MARIA, "0").await;
    clinic.rows(1).await;
    clinic.plans(7).await;
    let writing = async {
        for count in 1..=20 {
            clinic.writes(MARIA, &count.to_string()).await;
        }
    };
    let (made, ()) = tokio::join!(clinic.desk.make_backup(), writing);
    made.unwrap();
    let opened = newest(&clinic.drive(), &words);
    let was: BTreeMap<_, _> = held(&opened);
    let clinic_rows = &was[CLINIC_FILE].rows;
    let messages = was[Clinical::FILE].rows["messages"];
    assert_eq!(was[Leads::FILE].rows["messages"], 0);
    // Each message is known by its hash, and either filed or in the spool.
    assert_eq!(clinic_rows["seen"], messages + clinic_rows["spool"]);
    clinic
        .only(Side::Clinical, |thread| thread.messages.len() == 21)
        .await;
}
