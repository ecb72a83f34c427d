//! Wrong passphrases are counted durably, and each owner takes note of each use of the emergency code.

use recado_domain::id::StaffId;
use recado_domain::staff::attempts::Attempts;
use recado_domain::staff::emergency::Reason;
use recado_domain::time::UnixMs;
use recado_store::clinic::emergency::{self, Use};
use recado_store::clinic::{Clinic, sign_in_attempts};
use recado_store::error::StoreError;
use recado_store::key::Key32;

#[test]
fn attempts_count_until_one_is_right_and_survive_closing() {
    let folder = tempfile::tempdir().unwrap();
    let key = Key32::generate().unwrap();
    let (ana, rui) = (StaffId::generate(), StaffId::generate());
    let clinic = Clinic::create(folder.path(), &key).unwrap();
    for at in [5, 6, 7] {
        clinic
            .write(|tx| sign_in_attempts::count(tx, ana, UnixMs(at)))
            .unwrap();
    }
    drop(clinic);
    let clinic = Clinic::open(folder.path(), &key).unwrap();
    let of = |who| clinic.read(|conn| sign_in_attempts::of(conn, who)).unwrap();
    let three = Attempts {
        failures: 3,
        last_at: UnixMs(7),
    };
    assert_eq!((of(ana), of(rui)), (three, Attempts::NONE));
    clinic
        .write(|tx| sign_in_attempts::forget(tx, ana))
        .unwrap();
    assert_eq!(of(ana), Attempts::NONE);
}

#[test]
fn each_owner_takes_note_of_each_use_once() {
    let folder = tempfile::tempdir().unwrap();
    let clinic = Clinic::create(folder.path(), &Key32::generate().unwrap()).unwrap();
    let (ana, rui) = (StaffId::generate(), StaffId::generate());
    let used = Use {
        id: StaffId::generate(),
        name: "Dr. Locum".into(),
        reason: Reason::NobodyReachable,
        note: Some(vec![1, 2]),
        used_at: UnixMs(5),
        until_at: UnixMs(9),
    };
    clinic.write(|tx| emergency::put(tx, &used)).unwrap();
    let unseen = |who| clinic.read(|conn| emergency::unseen_by(conn, who)).unwrap();
    assert_eq!(unseen(ana), std::slice::from_ref(&used));
    let acknowledge = |id| {
        clinic
            .write(|tx| emergency::acknowledge(tx, id, ana, UnixMs(6)))
            .unwrap()
    };
    assert!(acknowledge(used.id));
    assert!(!acknowledge(used.id), "once is enough");
    assert!(!acknowledge(StaffId::generate()), "no such use");
    assert!(unseen(ana).is_empty());
    assert_eq!(unseen(rui).len(), 1);
    clinic
        .write(|tx| {
            emergency::acknowledge_all(tx, rui, UnixMs(7))?;
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert!(unseen(rui).is_empty());
}
