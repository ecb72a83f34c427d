//! The recovery phrase: a new one, the way back for an owner who forgot, and everything it gives back.

use super::RUI;
use crate::clinic::{Clinic, PASSPHRASE, texts};
use recado_inbox::{
    error::InboxError,
    keychain::{KeyEntry, MemoryKeychain},
};
use recado_store::{
    clinic::{
        self as clinic_db,
        key_pairs::{self, PairName},
    },
    error::StoreError,
    key::{
        Key32,
        file::{KeyName, KeysError, KeysFile},
        phrase::RecoveryPhrase,
    },
};
use std::sync::Arc;

impl Clinic {
    /// Makes a new phrase as an owner does, and returns its words.
    async fn renews_the_phrase(&self) -> Vec<String> {
        let words = self.desk.new_recovery_phrase().await.unwrap();
        assert_eq!(words, self.desk.new_recovery_phrase().await.unwrap());
        let wrong = self
            .desk
            .confirm_new_recovery_phrase(vec![1], vec![words[2].clone() + "x"])
            .await;
        assert!(matches!(wrong, Err(InboxError::WrongPhrase)));
        let answers = [1, 7, 23].map(|at: usize| words[at].clone()).to_vec();
        self.desk
            .confirm_new_recovery_phrase(vec![1, 7, 23], answers)
            .await
            .unwrap();
        words
    }
}

/// CASES 35: after a new phrase the old words open nothing, the new ones everything.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_phrase_takes_the_old_ones_place() {
    let mut clinic = Clinic::start(|_| {}).await;
    clinic.pair().await;
    let old = clinic.own().await;
    let owner = clinic.owner().await;
    let new = clinic.renews_the_phrase().await;
    assert_ne!(old, new);
    clinic.keychain = Arc::new(MemoryKeychain::default());
    clinic.restart_desk().await;
    let refused = clinic.desk.restore_with_phrase(old.clone()).await;
    assert!(matches!(refused, Err(InboxError::WrongPhrase)));
    clinic.desk.restore_with_phrase(new.clone()).await.unwrap();

    // And an owner who forgot their passphrase gets a new one.
    let recover = |words: Vec<String>, passphrase: &str| {
        clinic.desk.recover_owner(owner, words, passphrase.into())
    };
    assert!(matches!(
        recover(old, "something they keep").await,
        Err(InboxError::WrongPhrase)
    ));
    assert!(matches!(
        recover(new.clone(), "short").await,
        Err(InboxError::WeakPassphrase)
    ));
    recover(new, "something they keep").await.unwrap();
    assert_eq!(clinic.at_the_desk().await.unwrap(), "Ana Reis");
    let forgotten = clinic.desk.unlock(owner, PASSPHRASE.into()).await;
    assert!(matches!(forgotten, Err(InboxError::WrongPassphrase)));
    clinic.signs_in(owner, "something they keep").await;
}

/// The words reach the clinical key also after it was renewed, with nobody typing them.
#[tokio::test(flavor = "multi_thread")]
async fn the_phrase_follows_a_renewal() {
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
    let owner = clinic.owner().await;
    clinic.writes(crate::clinic::MARIA, "Bom dia").await;
    clinic.rows(1).await;
    let (rui, bia) = clinic.with_staff().await;
    clinic.desk.remove_staff(rui).await.unwrap();
    clinic.restart_desk().await;
    let refused = clinic
        .desk
        .recover_owner(bia, words.clone(), "something they keep".into())
        .await;
    assert!(
        matches!(refused, Err(InboxError::NotAllowed)),
        "the words make nobody an owner"
    );
    clinic
        .desk
        .recover_owner(owner, words, "something they keep".into())
        .await
        .unwrap();
    let thread = clinic
        .only_thread(|thread| !thread.messages.is_empty())
        .await;
    assert_eq!(texts(&thread), ["Bom dia"]);
    assert!(clinic.desk.unlock(rui, RUI.into()).await.is_err());
}

/// From the `keys` file and the words alone: machine, token, leads and clinical key, and the private keys of this
/// device and of the epochs, made before and after the phrase.
#[tokio::test(flavor = "multi_thread")]
async fn a_bare_keys_file_and_the_words_give_every_key_back() {
    let clinic = Clinic::start(|_| {}).await;
    clinic.pair().await;
    let words = clinic.own().await;
    clinic.desk.close();
    let folder = clinic.data_dir().join("clinic");
    let bare = tempfile::tempdir().unwrap();
    std::fs::copy(folder.join("keys"), bare.path().join("keys")).unwrap();
    let keys = KeysFile::load(bare.path()).unwrap().unwrap();
    let phrase = RecoveryPhrase::parse(&words.join(" ")).unwrap();
    let opened = keys.open_by_phrase(&phrase).unwrap();

    let machine = clinic.keychain.read(KeyEntry::Machine).unwrap().unwrap();
    let machine = Key32::from_slice(&machine).unwrap();
    assert_eq!(opened[&KeyName::Machine].expose(), machine.expose());
    for name in [KeyName::Token, KeyName::Leads, KeyName::Clinical] {
        assert!(opened.contains_key(&name), "{name:?}");
    }
    let database = clinic_db::Clinic::open(&folder, &machine).unwrap();
    let (device, identity, epochs) = database
        .read(|conn| {
            let private = |name| {
                let pair = key_pairs::get(conn, name)?;
                Ok::<_, StoreError>(pair.and_then(|pair| pair.private))
            };
            Ok::<_, StoreError>((
                private(PairName::DeviceHpke)?,
                private(PairName::ClinicIdentity)?,
                key_pairs::epochs(conn)?,
            ))
        })
        .unwrap();
    let private = |name: &str| *opened[&KeyName::Private(name.to_owned())].expose();
    assert_eq!(&private("device"), device.unwrap().expose());
    assert_eq!(&private("clinic-identity"), identity.unwrap().expose());
    assert!(!epochs.is_empty());
    for epoch in epochs {
        let name = format!("epoch-{}", epoch.number);
        assert_eq!(&private(&name), epoch.private.expose());
    }
    let other = RecoveryPhrase::generate().unwrap();
    assert!(matches!(
        keys.open_by_phrase(&other),
        Err(KeysError::WrongSecret)
    ));
}
