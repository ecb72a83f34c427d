//! The `keys` file and what opens its slots.

use crate::cast::desk;
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
    keys.set_phrase(&machine, &phrase, KdfCost::quick_for_tests(), &wrapped)
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
fn a_private_key_can_be_added_to_the_phrase_later_without_the_words() {
    let (machine, epoch) = (Key32::generate().unwrap(), Key32::generate().unwrap());
    let phrase = RecoveryPhrase::generate().unwrap();
    let mut keys = KeysFile::default();
    let name = KeyName::Private("epoch-1".into());
    assert!(matches!(
        keys.add_to_phrase(&machine, &name, &epoch),
        Err(KeysError::NoSlot)
    ));
    keys.set_phrase(&machine, &phrase, COST, &[(KeyName::Machine, &machine)])
        .unwrap();
    keys.add_to_phrase(&machine, &name, &epoch).unwrap();
    let opened = keys.open_by_phrase(&phrase).unwrap();
    assert_eq!(opened[&name].expose(), epoch.expose());
    assert_eq!(opened[&KeyName::Machine].expose(), machine.expose());

    let newer = RecoveryPhrase::generate().unwrap();
    keys.set_phrase(&machine, &newer, COST, &[(KeyName::Machine, &machine)])
        .unwrap();
    assert!(matches!(
        keys.open_by_phrase(&phrase),
        Err(KeysError::WrongSecret)
    ));
    assert!(keys.open_by_phrase(&newer).is_ok());
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
            matches!(refused, KeysError::NewerThanApp { found: 9, known: 2 })
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
