//! Backups: copies of one instant, an archive that shows every change, and what is shared, pruned and destroyed.

use crate::cast::{MORNING, desk, inbound, maria, seconds};
use recado_domain::channel::Side;
use recado_domain::id::{MediaId, StaffId};
use recado_domain::time::UnixMs;
use recado_store::backup::archive::{Making, Opened};
use recado_store::backup::snapshot::{self, Snapshot};
use recado_store::backup::{BackupError, contents, media, place};
use recado_store::conversations::{Clinical, Store, outbox, private_keys};
use recado_store::error::OpenError;
use recado_store::key::Key32;
use recado_store::key::derive::KdfCost;
use recado_store::key::file::{KeyName, KeysFile};
use recado_store::key::phrase::RecoveryPhrase;
use recado_store::media_file::{self, writer};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// An owner's folder, their phrase, and a `keys` file with a pair for it.
struct Owner {
    chosen: TempDir,
    machine: Key32,
    keys: KeysFile,
    phrase: RecoveryPhrase,
}

fn owner() -> Owner {
    let machine = Key32::generate().unwrap();
    let phrase = RecoveryPhrase::generate().unwrap();
    let mut keys = KeysFile::default();
    let cost = KdfCost::quick_for_tests();
    let all = [(KeyName::Machine, &machine)];
    keys.set_phrase(&machine, &phrase, cost, &all).unwrap();
    Owner {
        chosen: tempfile::tempdir().unwrap(),
        machine,
        keys,
        phrase,
    }
}

impl Owner {
    fn place(&self) -> std::path::PathBuf {
        place::make(self.chosen.path(), "1a2b3c4d").unwrap()
    }

    /// Makes a backup of some bytes and these files of the clinical side.
    fn make(&self, name: &str, at: UnixMs, files: &BTreeMap<MediaId, u64>) -> Key32 {
        let place = self.place();
        let mut making = Making::begin(&place, name, at, &self.keys, &self.machine).unwrap();
        making
            .add_bytes("keys", b"what only the words open")
            .unwrap();
        making.list_media(Side::Clinical, files.clone());
        making.finish().unwrap().0
    }
}

/// R1: what is written after the view was fixed is not in the copy, and writers do not wait for it.
#[test]
fn a_copy_is_of_one_instant_while_others_write() {
    let desk = desk();
    let maria = maria();
    desk.write(inbound(&maria, "wamid.1", "Bom dia", MORNING));
    desk.reply(&maria, "before", MORNING);
    let path = desk.folder.path().join("clinical.db");
    let snapshot = Snapshot::connect(&path, &desk.key).unwrap();
    snapshot.begin().unwrap();
    let held = desk.store.read(|conn| contents::of(conn, &mut || true));
    let before = held.unwrap();
    desk.reply(&maria, "after", seconds(1));
    let other = tempfile::tempdir().unwrap();
    let copy = other.path().join("clinical.db");
    let held = snapshot.copy(&copy, &mut |_, _| true).unwrap();
    assert_eq!(held, before);
    assert_eq!(contents::check(&copy, &desk.key).unwrap(), before);
    drop(snapshot);
    let store = Store::<Clinical>::open(other.path(), &desk.key).unwrap();
    let replies = |store: &Store<Clinical>| store.read(outbox::count_waiting).unwrap();
    assert_eq!((replies(&store), replies(&desk.store)), (1, 2));
    drop(store);
    let wrong = contents::check(&copy, &Key32::generate().unwrap());
    assert!(matches!(wrong, Err(OpenError::WrongKey)));
}

#[test]
fn a_copy_that_is_stopped_leaves_nothing() {
    let desk = desk();
    // More rows than are counted between two looks.
    desk.write_as(|tx| {
        (0..5000)
            .try_for_each(|n| private_keys::put(tx, &n.to_string(), &Key32::from_bytes([1; 32])))
    });
    let other = tempfile::tempdir().unwrap();
    let copy = other.path().join("clinical.db");
    let path = desk.folder.path().join("clinical.db");
    let snapshot = Snapshot::connect(&path, &desk.key).unwrap();
    snapshot.begin().unwrap();
    let stopped = snapshot.copy(&copy, &mut |_, _| false);
    assert!(matches!(stopped, Err(BackupError::Stopped)));
    let stopped = snapshot::copy_closed(&path, &copy, &mut || false);
    assert!(matches!(stopped, Err(BackupError::Stopped)));
    assert_eq!(fs::read_dir(other.path()).unwrap().count(), 0);
    snapshot.copy(&copy, &mut |_, _| true).unwrap();
}

/// A kill leaves a log beside the file: it is part of the copy.
#[test]
fn a_database_that_nobody_has_open_is_copied_with_its_log() {
    let desk = desk();
    desk.write_as(|tx| private_keys::put(tx, "planted", &Key32::from_bytes([9; 32])));
    let killed = tempfile::tempdir().unwrap();
    for ending in ["", "-wal"] {
        let name = format!("clinical.db{ending}");
        fs::copy(desk.folder.path().join(&name), killed.path().join(&name)).unwrap();
    }
    let other = tempfile::tempdir().unwrap();
    let copy = other.path().join("clinical.db");
    let copied =
        snapshot::copy_closed(&killed.path().join("clinical.db"), &copy, &mut || true).unwrap();
    assert_eq!(copied.len(), 2);
    let held = contents::check(&copy, &desk.key).unwrap();
    assert_eq!(held.rows["private_keys"], 1);
}

#[test]
fn only_the_words_open_a_backup_and_every_change_shows() {
    let owner = owner();
    let key = owner.make("one", MORNING, &BTreeMap::new());
    let folder = owner.place().join("one");
    let opened = Opened::by_phrase(&folder, &owner.phrase).unwrap();
    let out = owner.chosen.path().join("out");
    opened.take_out("keys", &out, &mut || true).unwrap();
    assert_eq!(fs::read(&out).unwrap(), b"what only the words open");
    let other = RecoveryPhrase::generate().unwrap();
    let wrong = Opened::by_phrase(&folder, &other);
    assert!(matches!(wrong, Err(BackupError::WrongPhrase)));
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let was = fs::read(&path).unwrap();
        if path.ends_with("media.list") {
            continue;
        }
        for damage in [was[..was.len() / 2].to_vec(), flipped(&was)] {
            fs::write(&path, damage).unwrap();
            assert!(!is_whole(&folder, &owner.phrase), "{path:?}");
        }
        fs::remove_file(&path).unwrap();
        assert!(!is_whole(&folder, &owner.phrase), "{path:?}");
        fs::write(&path, was).unwrap();
        assert!(is_whole(&folder, &owner.phrase));
    }
    Opened::by_key(&folder, key).unwrap();
    let head = fs::read_to_string(folder.join("head")).unwrap();
    fs::write(
        folder.join("head"),
        head.replacen("\"version\": 1", "\"version\": 2", 1),
    )
    .unwrap();
    let newer = Opened::by_phrase(&folder, &owner.phrase);
    assert!(matches!(newer, Err(BackupError::NewerThanApp)));
}

fn flipped(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    bytes
}

fn is_whole(folder: &Path, phrase: &RecoveryPhrase) -> bool {
    let out = folder.parent().unwrap().join("out");
    Opened::by_phrase(folder, phrase)
        .and_then(|opened| opened.take_out("keys", &out, &mut || true))
        .is_ok()
}

#[test]
fn files_are_shared_and_go_with_the_last_backup_that_needs_them() {
    let owner = owner();
    let data = tempfile::tempdir().unwrap();
    let folder = media_file::make_folder(data.path(), Side::Clinical).unwrap();
    let ids = [MediaId::generate(), MediaId::generate()];
    let key = Key32::generate().unwrap();
    for id in ids {
        writer::write_whole(&folder, id, &key, b"a picture").unwrap();
    }
    let place = owner.place();
    let bring = || media::bring(data.path(), &place, Side::Clinical, &mut |_, _| true).unwrap();
    let both = bring();
    assert_eq!(both.len(), 2);
    owner.make("one", MORNING, &both);
    // Half a copy that a kill left is made whole.
    let there = media_file::folder(&place, Side::Clinical);
    fs::write(media_file::path(&there, ids[1]), b"half").unwrap();
    media_file::remove(&folder, ids[0]).unwrap();
    let one = bring();
    assert_eq!(one.keys().copied().collect::<Vec<_>>(), [ids[1]]);
    media::check(&place, Side::Clinical, ids[1], &key).unwrap();
    let day = std::time::Duration::from_secs(86_400);
    owner.make("two", MORNING.plus(day), &one);
    assert_eq!(
        place::prune_media(&place).unwrap(),
        0,
        "the older one needs it"
    );
    place::destroy(&place, "one").unwrap();
    assert_eq!(place::prune_media(&place).unwrap(), 1);
    assert!(!media_file::path(&there, ids[0]).exists());
    media::check(&place, Side::Clinical, ids[1], &key).unwrap();
    let back = tempfile::tempdir().unwrap();
    media_file::make_folder(back.path(), Side::Clinical).unwrap();
    for (id, bytes) in one {
        media::take_back(&place, back.path(), Side::Clinical, id, bytes).unwrap();
        media::check(back.path(), Side::Clinical, id, &key).unwrap();
    }
    let lost = media::take_back(&place, back.path(), Side::Clinical, ids[0], 9);
    assert!(matches!(lost, Err(BackupError::Damaged)));
}

#[test]
fn a_destroyed_backup_opens_with_nothing_and_a_cut_off_one_is_swept() {
    let owner = owner();
    let key = owner.make("one", MORNING, &BTreeMap::new());
    owner.make(
        "two",
        MORNING.plus(std::time::Duration::from_secs(1)),
        &BTreeMap::new(),
    );
    let place = owner.place();
    let names = || {
        let found = place::look(owner.chosen.path()).unwrap();
        found.into_iter().map(|it| it.name).collect::<Vec<_>>()
    };
    assert_eq!(names(), ["two", "one"]);
    assert_eq!(place::look(&place).unwrap().len(), 2);
    assert_eq!(place::look(&place.join("one")).unwrap().len(), 1);
    drop(Making::begin(&place, "three", MORNING, &owner.keys, &owner.machine).unwrap());
    // A kill between the key and the rest.
    fs::remove_file(place.join("two").join("key")).unwrap();
    assert_eq!(names(), ["one"], "what is not whole is no backup");
    assert_eq!(place::sweep(&place).unwrap(), 1);
    let kept = place.join("kept");
    fs::create_dir(&kept).unwrap();
    for name in ["head", "key"] {
        fs::copy(place.join("one").join(name), kept.join(name)).unwrap();
    }
    place::destroy(&place, "one").unwrap();
    assert!(Opened::by_key(&place.join("one"), key).is_err());
    assert!(names().iter().all(|name| name != "one"));
}

#[test]
fn where_a_drive_is_missing_nothing_is_written_in_its_stead() {
    let owner = owner();
    let missing = owner.chosen.path().join("drive");
    assert!(matches!(
        place::make(&missing, "1a2b3c4d"),
        Err(BackupError::Missing)
    ));
    assert!(!missing.exists());
    assert!(matches!(place::look(&missing), Err(BackupError::Missing)));
}

#[test]
fn a_phrase_of_an_earlier_version_makes_no_backup() {
    let owner = owner();
    let place = owner.place();
    let begun = Making::begin(&place, "one", MORNING, &KeysFile::default(), &owner.machine);
    assert!(matches!(begun, Err(BackupError::NoPhrase)));
    assert_eq!(place::sweep(&place).unwrap(), 1);
}

#[test]
fn what_was_erased_is_kept_beside_the_backups_for_this_clinic_alone() {
    let owner = owner();
    let place = owner.place();
    assert_eq!(place::erasures(&place, &owner.machine).unwrap(), None);
    let list = StaffId::generate().to_string();
    place::keep_erasures(&place, &owner.machine, list.as_bytes()).unwrap();
    let kept = place::erasures(&place, &owner.machine).unwrap();
    assert_eq!(kept.as_deref(), Some(list.as_bytes()));
    let other = place::erasures(&place, &Key32::generate().unwrap());
    assert!(matches!(other, Err(BackupError::Damaged)));
}
