//! `clinical.db` under another key, cut off at every step.

use crate::cast::desk;
use recado_store::conversations::{Clinical, Store, private_keys};
use recado_store::error::OpenError;
use recado_store::key::Key32;
use recado_store::key::renewal::RekeyStep;
use std::path::Path;

/// Returns whether this key opens it and what was written is there.
fn opens(folder: &Path, key: &Key32) -> bool {
    match Store::<Clinical>::open(folder, key) {
        Ok(store) => {
            let kept = store
                .read(|conn| private_keys::get(conn, "planted"))
                .unwrap();
            assert_eq!(kept.unwrap().expose(), &[9; 32]);
            true
        }
        Err(OpenError::WrongKey) => false,
        Err(error) => panic!("{error}"),
    }
}

fn plant(store: &Store<Clinical>) {
    store
        .write(|tx| private_keys::put(tx, "planted", &Key32::from_bytes([9; 32])))
        .unwrap();
}

/// Stopping at a step leaves on disk what a kill there leaves: nothing is cleaned up on the way out.
#[test]
fn a_cut_off_at_any_step_leaves_one_key_that_opens_everything_and_it_can_be_done_again() {
    for cut in RekeyStep::ALL {
        let desk = desk();
        let folder = desk.folder.path().to_owned();
        plant(&desk.store);
        let old = desk.key.clone();
        drop(desk.store);
        let new = Key32::generate().unwrap();
        let stopped = Store::<Clinical>::rekey(&folder, &old, &new, &mut |step| step != cut);
        assert!(matches!(stopped, Err(OpenError::CutOff)), "{cut:?}");
        let is_new = cut == RekeyStep::Replaced;
        assert_eq!(opens(&folder, &new), is_new, "{cut:?}");
        assert_eq!(opens(&folder, &old), !is_new, "{cut:?}");

        let newest = Key32::generate().unwrap();
        let from = if is_new { &new } else { &old };
        Store::<Clinical>::rekey(&folder, from, &newest, &mut |_| true).unwrap();
        assert!(opens(&folder, &newest) && !opens(&folder, from), "{cut:?}");
        let left: Vec<_> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| name.contains("rekeyed"))
            .collect();
        assert!(left.is_empty(), "{cut:?}: {left:?}");
    }
}

#[test]
fn a_file_in_use_is_not_re_encrypted() {
    let desk = desk();
    plant(&desk.store);
    let new = Key32::generate().unwrap();
    let refused = Store::<Clinical>::rekey(desk.folder.path(), &desk.key, &new, &mut |_| true);
    assert!(matches!(refused, Err(OpenError::InUse)));
    drop(desk.store);
    assert!(opens(desk.folder.path(), &desk.key));
}

#[test]
fn a_wrong_key_changes_nothing_and_copies_of_migrations_go_with_the_old_key() {
    let desk = desk();
    plant(&desk.store);
    let folder = desk.folder.path();
    drop(desk.store);
    let (other, new) = (Key32::generate().unwrap(), Key32::generate().unwrap());
    let refused = Store::<Clinical>::rekey(folder, &other, &new, &mut |_| true);
    assert!(matches!(refused, Err(OpenError::WrongKey)));
    let copy = folder.join("clinical.db.before-2");
    std::fs::write(&copy, "under the old key").unwrap();
    Store::<Clinical>::rekey(folder, &desk.key, &new, &mut |_| true).unwrap();
    assert!(!copy.exists());
    assert!(opens(folder, &new));
}
