//! A data folder whose `keys` file an earlier version wrote.

use crate::clinic::{MORNING, open_desk};
use recado_domain::{id::StaffId, staff::Role};
use recado_inbox::{
    clock::Clock,
    error::InboxError,
    keychain::{KeyEntry, Keychain, MemoryKeychain},
    view::staff::MemberNeeds,
};
use recado_meta_sim::simulator::{Options, Simulator};
use recado_store::{
    clinic::{
        Clinic,
        key_pairs::{self, KeyPair, PairName},
        settings,
        staff::{self, StaffMember},
    },
    conversations::{Clinical, Leads, Store, private_keys},
    key::{Key32, pair},
};
use std::{path::Path, sync::Arc};

const KEYS: &str = include_str!("../../../crates/store/tests/it/keys_v1.json");
const PASSPHRASE: &str = "a passphrase of version one";

fn ana() -> StaffId {
    serde_json::from_str("\"01980000-0000-7000-8000-000000000001\"").unwrap()
}

/// Lays the folder out as version 0.1 left it after a first run.
fn lay_out(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("keys"), KEYS).unwrap();
    drop(Store::<Leads>::create(folder, &Key32::from_bytes([5; 32])).unwrap());
    let spool = pair::generate().unwrap();
    let public = pair::public_of(&spool).unwrap();
    Store::<Clinical>::create(folder, &Key32::from_bytes([7; 32]))
        .unwrap()
        .write(|tx| private_keys::put(tx, "clinical spool", &spool))
        .unwrap();
    Clinic::create(folder, &Key32::from_bytes([3; 32]))
        .unwrap()
        .write(|tx| {
            let spool = KeyPair {
                public: Some(public.0.to_vec()),
                private: None,
            };
            key_pairs::put(tx, PairName::ClinicalSpool, &spool)?;
            settings::set(tx, "set_up.done", &true)?;
            let ana = StaffMember {
                id: ana(),
                name: "Ana Reis".into(),
                role: Role::Owner,
                created_at: MORNING,
            };
            staff::put(tx, &ana)
        })
        .unwrap();
}

/// It opens, her sign-in brings it up to date, and before anybody loses access she makes a new recovery phrase.
#[tokio::test(flavor = "multi_thread")]
async fn it_is_brought_up_to_date_when_its_owner_signs_in() {
    let folder = tempfile::tempdir().unwrap();
    lay_out(&folder.path().join("desk/clinic"));
    let keychain: Arc<dyn Keychain> = Arc::new(MemoryKeychain::default());
    keychain.write(KeyEntry::Machine, &[3; 32]).unwrap();
    keychain.write(KeyEntry::Token, &[4; 32]).unwrap();
    let meta = Simulator::start(Options::default()).await.unwrap();
    let clock = Clock::turned(MORNING);
    let desk = open_desk(folder.path().join("desk"), &meta, &keychain, &clock).await;
    let wrong = desk.unlock(ana(), "another passphrase".into()).await;
    assert!(matches!(wrong, Err(InboxError::WrongPassphrase)));
    desk.unlock(ana(), PASSPHRASE.into()).await.unwrap();
    let list = desk.staff_list().await.unwrap();
    assert_eq!(list.members[0].needs, MemberNeeds::Nothing);
    assert!(list.needs_new_phrase);

    let rui = desk
        .add_staff("Rui Lima".into(), Role::Clinician, super::RUI.into())
        .await
        .unwrap();
    let refused = desk.remove_staff(rui).await;
    assert!(
        matches!(refused, Err(InboxError::NewPhraseNeeded)),
        "the words would be left behind"
    );
    let words = desk.new_recovery_phrase().await.unwrap();
    desk.confirm_new_recovery_phrase(vec![0], vec![words[0].clone()])
        .await
        .unwrap();
    desk.remove_staff(rui).await.unwrap();
    desk.lock().await.unwrap();
    desk.unlock(ana(), PASSPHRASE.into()).await.unwrap();
}
