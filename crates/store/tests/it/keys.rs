//! The `keys` file and what opens its slots.

use crate::cast::desk;
use recado_domain::id::StaffId;
use recado_store::conversations::{Clinical, Store};
use recado_store::key::Key32;
use recado_store::key::derive::KdfCost;
use recado_store::key::file::{KEYS_FILE, KeyName, KeysError, KeysFile};
use recado_store::key::phrase::RecoveryPhrase;
use secrecy::SecretString;

const COST: KdfCost = KdfCost {
    memory_kib: 8,
    passes: 1,
};

fn secret(text: &str) -> SecretString {
    text.to_owned().into()
}

/// CASES 35: the keyring is lost, and the recovery phrase opens.
#[test]
fn the_phrase_opens_what_the_lost_keyring_held() {
    let desk = desk();
    let (machine, leads) = (Key32::generate().unwrap(), Key32::generate().unwrap());
    let phrase = RecoveryPhrase::generate().unwrap();
    let mut keys = KeysFile::default();
    let wrapped = [
        (KeyName::Machine, &machine),
        (KeyName::Leads, &leads),
        (KeyName::Clinical, &desk.key),
    ];
    keys.set_phrase(&phrase, KdfCost::quick_for_tests(), &wrapped)
        .unwrap();
    keys.save(desk.folder.path()).unwrap();
    drop(desk.store);

    let written_down = phrase.words().join("  ").to_uppercase();
    let read = KeysFile::load(desk.folder.path()).unwrap().unwrap();
    let opened = read
        .open_by_phrase(&RecoveryPhrase::parse(&written_down).unwrap())
        .unwrap();
    assert_eq!(opened[&KeyName::Machine].expose(), machine.expose());
    assert_eq!(opened[&KeyName::Leads].expose(), leads.expose());
    Store::<Clinical>::open(desk.folder.path(), &opened[&KeyName::Clinical]).unwrap();

    let other = RecoveryPhrase::generate().unwrap();
    assert!(matches!(
        read.open_by_phrase(&other),
        Err(KeysError::WrongSecret)
    ));
}

#[test]
fn each_clinician_opens_the_clinical_key_with_their_own_passphrase() {
    let clinical = Key32::generate().unwrap();
    let (ana, rui) = (StaffId::generate(), StaffId::generate());
    let mut keys = KeysFile::default();
    keys.set_passphrase(ana, &secret("doze mesas azuis"), COST, &clinical)
        .unwrap();
    keys.set_passphrase(rui, &secret("sete portas"), COST, &clinical)
        .unwrap();
    let opened = keys
        .open_by_passphrase(ana, &secret("doze mesas azuis"))
        .unwrap();
    assert_eq!(opened.expose(), clinical.expose());
    assert!(matches!(
        keys.open_by_passphrase(ana, &secret("sete portas")),
        Err(KeysError::WrongSecret)
    ));

    keys.set_passphrase(ana, &secret("outra frase"), COST, &clinical)
        .unwrap();
    assert!(
        keys.open_by_passphrase(ana, &secret("doze mesas azuis"))
            .is_err()
    );
    assert!(keys.remove_passphrase(ana));
    assert!(matches!(
        keys.open_by_passphrase(ana, &secret("outra frase")),
        Err(KeysError::NoSlot)
    ));
    assert_eq!(keys.staff(), [rui]);
}

#[test]
fn a_slot_copied_to_another_member_of_staff_does_not_open() {
    let clinical = Key32::generate().unwrap();
    let (ana, rui) = (StaffId::generate(), StaffId::generate());
    let mut keys = KeysFile::default();
    keys.set_passphrase(ana, &secret("doze mesas azuis"), COST, &clinical)
        .unwrap();
    let text = serde_json::to_string(&keys).unwrap();
    let moved: KeysFile =
        serde_json::from_str(&text.replace(&ana.to_string(), &rui.to_string())).unwrap();
    assert!(matches!(
        moved.open_by_passphrase(rui, &secret("doze mesas azuis")),
        Err(KeysError::WrongSecret)
    ));
}

#[test]
fn a_passphrase_is_the_same_however_the_system_composes_its_accents() {
    let clinical = Key32::generate().unwrap();
    let ana = StaffId::generate();
    let mut keys = KeysFile::default();
    keys.set_passphrase(ana, &secret("cora\u{e7}\u{e3}o"), COST, &clinical)
        .unwrap();
    let typed = secret("corac\u{327}a\u{303}o");
    assert!(keys.open_by_passphrase(ana, &typed).is_ok());
}

#[test]
fn a_computer_without_keyring_opens_by_its_passphrase() {
    let (machine, token) = (Key32::generate().unwrap(), Key32::generate().unwrap());
    let leads = Key32::generate().unwrap();
    let mut keys = KeysFile::default();
    assert!(!keys.has_device_passphrase());
    keys.set_device_passphrase(&secret("computador"), COST, &machine, &token)
        .unwrap();
    keys.wrap_by_machine(&machine, &KeyName::Leads, &leads)
        .unwrap();
    let (opened, opened_token) = keys
        .open_by_device_passphrase(&secret("computador"))
        .unwrap();
    assert_eq!(opened.expose(), machine.expose());
    assert_eq!(opened_token.expose(), token.expose());
    let opened = keys.open_by_machine(&opened, &KeyName::Leads).unwrap();
    assert_eq!(opened.expose(), leads.expose());
    assert!(keys.remove_device_passphrase() && !keys.has_device_passphrase());
}

#[test]
fn a_private_key_can_be_added_to_the_phrase_later() {
    let (machine, epoch) = (Key32::generate().unwrap(), Key32::generate().unwrap());
    let phrase = RecoveryPhrase::generate().unwrap();
    let mut keys = KeysFile::default();
    keys.set_phrase(&phrase, COST, &[(KeyName::Machine, &machine)])
        .unwrap();
    let name = KeyName::Private("epoch-1".into());
    let other = RecoveryPhrase::generate().unwrap();
    assert!(keys.add_to_phrase(&other, &name, &epoch).is_err());
    keys.add_to_phrase(&phrase, &name, &epoch).unwrap();
    let opened = keys.open_by_phrase(&phrase).unwrap();
    assert_eq!(opened[&name].expose(), epoch.expose());
    assert_eq!(opened[&KeyName::Machine].expose(), machine.expose());
}

#[test]
fn a_keys_file_that_cannot_be_read_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(KEYS_FILE);
    assert!(KeysFile::load(folder.path()).unwrap().is_none());
    for (text, is_newer) in [("{\"version\":1,", false), ("{\"version\":9}", true)] {
        std::fs::write(&path, text).unwrap();
        let refused = KeysFile::default().save(folder.path()).unwrap_err();
        assert_eq!(
            is_newer,
            matches!(refused, KeysError::NewerThanApp { found: 9, known: 1 })
        );
        assert_eq!(is_newer, !matches!(refused, KeysError::Damaged));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn no_key_stands_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let key = Key32::from_bytes([0xAB; 32]);
    let mut keys = KeysFile::default();
    keys.set_device_passphrase(&secret("computador"), COST, &key, &key)
        .unwrap();
    keys.save(folder.path()).unwrap();
    keys.save(folder.path()).unwrap();
    let text = std::fs::read_to_string(folder.path().join(KEYS_FILE)).unwrap();
    assert!(!text.contains(&"ab".repeat(16)));
    assert_eq!(KeysFile::load(folder.path()).unwrap().unwrap(), keys);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
