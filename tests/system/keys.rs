//! Keys lost, wrong or absent: the phrase opens, and nothing is ever created over what is there.

use crate::clinic::{Clinic, MARIA, PASSPHRASE, open_desk, texts};
use recado_inbox::{
    error::InboxError,
    keychain::{KeyEntry, Keychain, MemoryKeychain, NoKeychain},
    view::app::{AppView, FirstRunStep, KeyMissing},
};
use std::sync::Arc;

async fn missing(clinic: &Clinic) -> KeyMissing {
    match clinic.desk.app_view().await.unwrap() {
        AppView::KeyMissing { reason, .. } => reason,
        _ => panic!("the key is not missing"),
    }
}

/// CASES 35: the keyring is lost: the phrase opens, everything is still there.
#[tokio::test(flavor = "multi_thread")]
async fn the_recovery_phrase_opens_when_the_keyring_is_lost() {
    let mut clinic = Clinic::start(|_| {}).await;
    clinic.pair().await;
    let words = clinic.own().await;
    clinic.desk.connect_whatsapp(clinic.form()).await.unwrap();
    clinic
        .control()
        .set_webhook(
            (clinic.relay().base_url() + "/webhooks/meta")
                .parse()
                .unwrap(),
        )
        .await;
    clinic.writes(MARIA, "Ainda aqui").await;
    clinic.rows(1).await;
    clinic.keychain = Arc::new(MemoryKeychain::default());
    clinic.restart_desk().await;
    assert_eq!(missing(&clinic).await, KeyMissing::KeyLost);
    let code = clinic.relay().pair_code("Clínica Alameda").await.unwrap();
    assert!(
        clinic.desk.pair_relay(code.to_text()).await.is_err(),
        "a first run does not begin over old data"
    );
    let mut wrong = words.clone();
    wrong.swap(0, 1);
    assert!(matches!(
        clinic.desk.restore_with_phrase(wrong).await,
        Err(InboxError::WrongPhrase)
    ));
    clinic.desk.restore_with_phrase(words).await.unwrap();
    assert!(
        clinic.keychain.read(KeyEntry::Machine).unwrap().is_some(),
        "the key is back in the keyring"
    );
    clinic.unlock().await;
    let thread = clinic
        .only_thread(|thread| !thread.messages.is_empty())
        .await;
    assert_eq!(texts(&thread), ["Ainda aqui"]);
}

/// A keyring that holds another key opens nothing and changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_is_named_and_nothing_is_touched() {
    let mut clinic = Clinic::open().await;
    let before = files(&clinic);
    let other = MemoryKeychain::default();
    other.write(KeyEntry::Machine, &[7; 32]).unwrap();
    other.write(KeyEntry::Token, &[8; 32]).unwrap();
    clinic.keychain = Arc::new(other);
    clinic.restart_desk().await;
    assert_eq!(missing(&clinic).await, KeyMissing::WrongKey);
    assert_eq!(files(&clinic), before);
}

fn files(clinic: &Clinic) -> Vec<String> {
    let entries = std::fs::read_dir(clinic.data_dir().join("clinic")).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.retain(|name| !name.ends_with("-wal") && !name.ends_with("-shm"));
    names.sort();
    names
}

/// A data folder whose databases are gone is not filled anew.
#[tokio::test(flavor = "multi_thread")]
async fn a_folder_without_its_databases_is_left_alone() {
    let mut clinic = Clinic::open().await;
    clinic.desk.close();
    std::fs::remove_file(clinic.data_dir().join("clinic/clinic.db")).unwrap();
    clinic.restart_desk().await;
    assert_eq!(missing(&clinic).await, KeyMissing::WrongKey);
    assert!(!clinic.data_dir().join("clinic/clinic.db").exists());
}

/// A database of a newer version is refused with the version's own message.
#[tokio::test(flavor = "multi_thread")]
async fn data_of_a_newer_version_is_refused() {
    let mut clinic = Clinic::open().await;
    clinic.desk.close();
    let keys = clinic.data_dir().join("clinic/keys");
    let text =
        std::fs::read_to_string(&keys)
            .unwrap()
            .replacen("\"version\": 2", "\"version\": 99", 1);
    std::fs::write(&keys, text).unwrap();
    clinic.restart_desk().await;
    assert_eq!(missing(&clinic).await, KeyMissing::NewerVersion);
}

/// Without a keyring a passphrase of this computer opens; a wrong one does not.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_keyring_a_device_passphrase_opens() {
    let mut clinic = Clinic::start(|_| {}).await;
    clinic.keychain = Arc::new(NoKeychain);
    clinic.desk.close();
    clinic.desk = open_desk(
        clinic.data_dir(),
        &clinic.meta,
        &clinic.keychain,
        &clinic.clock,
    )
    .await;
    let AppView::FirstRun { first_run, .. } = clinic.desk.app_view().await.unwrap() else {
        panic!("not a first run")
    };
    assert_eq!(first_run.step, FirstRunStep::DevicePassphrase);
    clinic
        .desk
        .choose_device_passphrase("this computer's words".into())
        .await
        .unwrap();
    clinic.pair().await;
    clinic.own().await;
    clinic.restart_desk().await;
    assert_eq!(missing(&clinic).await, KeyMissing::DevicePassphrase);
    let wrong = clinic.desk.unlock_device("something else".into()).await;
    assert!(matches!(wrong, Err(InboxError::WrongPassphrase)));
    clinic
        .desk
        .unlock_device("this computer's words".into())
        .await
        .unwrap();
    clinic.unlock().await;
}

/// A wrong passphrase signs nobody in.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_passphrase_signs_nobody_in() {
    let clinic = Clinic::open().await;
    clinic.desk.lock().await.unwrap();
    let AppView::Locked { staff, .. } = clinic.desk.app_view().await.unwrap() else {
        panic!("not locked")
    };
    let wrong = clinic
        .desk
        .unlock(staff[0].id, "not the passphrase".into())
        .await;
    assert!(matches!(wrong, Err(InboxError::WrongPassphrase)));
    clinic
        .desk
        .unlock(staff[0].id, PASSPHRASE.into())
        .await
        .unwrap();
}
