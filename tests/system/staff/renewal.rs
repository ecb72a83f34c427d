//! Somebody who read patients leaves: a new key, with nobody's passphrase, whatever is cut off.

use super::{BIA, RUI};
use crate::clinic::{Clinic, MARIA, PASSPHRASE, texts};
use recado_domain::id::StaffId;
use recado_inbox::{error::InboxError, keychain::KeyEntry};
use recado_store::{
    clinic::{self as clinic_db, settings},
    conversations::{Clinical, Store},
    error::{OpenError, StoreError},
    key::{Key32, file::KeysFile, recipient::Recipient, renewal::RekeyStep},
};
use std::path::PathBuf;

impl Clinic {
    fn clinic_folder(&self) -> PathBuf {
        self.data_dir().join("clinic")
    }

    fn machine_key(&self) -> Key32 {
        let key = self.keychain.read(KeyEntry::Machine).unwrap().unwrap();
        Key32::from_slice(&key).unwrap()
    }

    fn keys(&self) -> KeysFile {
        KeysFile::load(&self.clinic_folder()).unwrap().unwrap()
    }

    /// Returns the clinical key that somebody's passphrase opens in this `keys` file.
    fn clinical_key(&self, keys: &KeysFile, who: StaffId, passphrase: &str) -> Option<Key32> {
        let passphrase = passphrase.to_owned().into();
        let private = keys
            .open_member(&self.machine_key(), who, &passphrase)
            .ok()?;
        let keys = keys.clinical_keys(Recipient::Staff(who), &private).unwrap();
        keys.current
    }
}

/// P5: what Rui copied before opens nothing that is there after, nobody else typed anything, and nothing was lost.
#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_takes_no_key_along() {
    let mut clinic = Clinic::open().await;
    let owner = clinic.owner().await;
    let (rui, bia) = clinic.with_staff().await;
    clinic.writes(MARIA, "Bom dia").await;
    clinic.rows(1).await;
    let copied = clinic.keys();
    let old = clinic.clinical_key(&copied, rui, RUI).unwrap();
    // Sealed to the spool key that will be old.
    clinic.restart_desk().await;
    clinic.writes(MARIA, "Ainda fechado").await;
    clinic
        .until(|| async { clinic.desk.is_caught_up().await.is_ok().then_some(()) })
        .await;
    clinic.owner_signs_in(owner).await;

    clinic.desk.remove_staff(rui).await.unwrap();

    let refused = Store::<Clinical>::open(&clinic.clinic_folder(), &old);
    assert!(matches!(refused, Err(OpenError::WrongKey)));
    assert!(clinic.clinical_key(&clinic.keys(), rui, RUI).is_none());
    let session = clinic.desk.session_view().await.unwrap();
    assert!(!session.is_renewal_due && session.renewal.is_none());
    let gone = clinic.desk.unlock(rui, RUI.into()).await;
    assert!(matches!(gone, Err(InboxError::WrongPassphrase)));
    clinic.writes(MARIA, "E depois").await;
    let thread = clinic
        .only_thread(|thread| thread.messages.len() == 3)
        .await;
    assert_eq!(texts(&thread), ["Bom dia", "Ainda fechado", "E depois"]);
    clinic.restart_desk().await;
    clinic.writes(MARIA, "Fechado outra vez").await;
    clinic.owner_signs_in(owner).await;
    clinic
        .only_thread(|thread| thread.messages.len() == 4)
        .await;
    clinic.signs_in(bia, BIA).await;
}

/// Where a kill can fall, from the first line of a removal to its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// Rui is out; nothing else has happened.
    Decided,
    /// The new key waits in the `keys` file.
    Prepared,
    /// The re-encryption got so far.
    At(RekeyStep),
    /// The new key took the old one's place; the spool key is still the old one.
    Promoted,
}

/// Leaves on disk what a kill there leaves, by the same steps in the same order.
fn kill_at(clinic: &Clinic, cut: Cut, owner: StaffId, rui: StaffId) {
    let (folder, machine) = (clinic.clinic_folder(), clinic.machine_key());
    let database = clinic_db::Clinic::open(&folder, &machine).unwrap();
    database
        .write(|tx| {
            clinic_db::staff::remove(tx, rui)?;
            settings::set(tx, "clinical_key.renewal_due", &true)
        })
        .unwrap();
    if cut == Cut::Decided {
        return;
    }
    let mut keys = clinic.keys();
    let old = clinic.clinical_key(&keys, owner, PASSPHRASE).unwrap();
    let new = Key32::generate().unwrap();
    keys.remove_member(rui);
    let stay = [Recipient::Staff(owner), Recipient::Phrase];
    keys.prepare_renewal(&machine, &stay, &new).unwrap();
    keys.save(&folder).unwrap();
    let until = match cut {
        Cut::Decided | Cut::Prepared => return,
        Cut::At(step) => Some(step),
        Cut::Promoted => None,
    };
    let done = Store::<Clinical>::rekey(&folder, &old, &new, &mut |step| Some(step) != until);
    match until {
        Some(_) => assert!(matches!(done, Err(OpenError::CutOff))),
        None => {
            done.unwrap();
            keys.finish_renewal();
            keys.save(&folder).unwrap();
        }
    }
}

/// The next sign-in of somebody who stays opens everything and brings it to its end.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_step_of_a_removal_loses_nothing_and_is_brought_to_its_end() {
    let steps = RekeyStep::ALL.map(Cut::At);
    for cut in [Cut::Decided, Cut::Prepared, Cut::Promoted]
        .into_iter()
        .chain(steps)
    {
        let (mut clinic, _) = Clinic::with_a_message().await;
        let owner = clinic.owner().await;
        let (rui, _) = clinic.with_staff().await;
        let copied = clinic.keys();
        let old = clinic.clinical_key(&copied, rui, RUI).unwrap();
        clinic.desk.close();
        clinic.desk.lock().await.unwrap();
        clinic
            .until(|| async {
                // The key is dropped: the file is closed, as a kill closes it.
                let shm = clinic.clinic_folder().join("clinical.db-shm");
                (!shm.exists()).then_some(())
            })
            .await;
        kill_at(&clinic, cut, owner, rui);
        clinic.restart_desk().await;
        let gone = clinic.desk.unlock(rui, RUI.into()).await;
        assert!(matches!(gone, Err(InboxError::WrongPassphrase)), "{cut:?}");
        clinic.owner_signs_in(owner).await;
        clinic
            .until(|| async {
                let session = clinic.desk.session_view().await.unwrap();
                let is_over = !session.is_renewal_due && session.renewal.is_none();
                is_over.then_some(())
            })
            .await;
        let thread = clinic
            .only_thread(|thread| !thread.messages.is_empty())
            .await;
        assert_eq!(texts(&thread), ["Bom dia"], "{cut:?}");
        let refused = Store::<Clinical>::open(&clinic.clinic_folder(), &old);
        assert!(matches!(refused, Err(OpenError::WrongKey)), "{cut:?}");
        assert!(!clinic.keys().is_renewing(), "{cut:?}");
        clinic.restart_desk().await;
        clinic.owner_signs_in(owner).await;
        let acts = clinic_db::Clinic::open(&clinic.clinic_folder(), &clinic.machine_key())
            .unwrap()
            .read(|conn| clinic_db::audit::newest(conn, 50))
            .map_err(|error: StoreError| error)
            .unwrap();
        assert!(
            acts.iter().any(|act| act.act == "clinical_key.renewed"),
            "{cut:?}"
        );
    }
}
