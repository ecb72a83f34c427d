//! Opening and creating: the right key or nothing, and never anything new over anything old.

use crate::cast::{desk, inbound, maria, seconds};
use recado_store::clinic::Clinic;
use recado_store::conversations::{Clinical, Leads, Store, StoreSide, messages};
use recado_store::error::OpenError;
use recado_store::key::Key32;
use rusqlite::Connection;
use std::env;
use std::fs;
use std::process::Command;
use std::sync::Barrier;
use std::thread;

/// CASES 35: a new database is never created over an old one.
#[test]
fn a_database_is_never_created_over_another() {
    let desk = desk();
    desk.write(inbound(&maria(), "wamid.1", "olá", seconds(0)));
    drop(desk.store);
    let path = desk.folder.path().join(Clinical::FILE);
    let before = fs::read(&path).unwrap();
    let other = Key32::generate().unwrap();
    for key in [&desk.key, &other] {
        assert!(matches!(
            Store::<Clinical>::create(desk.folder.path(), key),
            Err(OpenError::AlreadyThere)
        ));
    }
    assert!(matches!(
        Store::<Clinical>::open(desk.folder.path(), &other),
        Err(OpenError::WrongKey)
    ));
    assert_eq!(fs::read(&path).unwrap(), before);
    let reopened = Store::<Clinical>::open(desk.folder.path(), &desk.key).unwrap();
    assert_eq!(reopened.read(messages::count).unwrap(), 1);
}

#[test]
fn a_missing_database_is_said_to_be_missing_and_stays_so() {
    let folder = tempfile::tempdir().unwrap();
    let key = Key32::generate().unwrap();
    assert!(matches!(
        Store::<Leads>::open(folder.path(), &key),
        Err(OpenError::Missing)
    ));
    assert!(matches!(
        Clinic::open(folder.path(), &key),
        Err(OpenError::Missing)
    ));
    assert!(!Clinic::exists(folder.path()) && !Store::<Leads>::exists(folder.path()));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn an_emptied_file_is_damaged_and_not_a_new_database() {
    let folder = tempfile::tempdir().unwrap();
    let key = Key32::generate().unwrap();
    drop(Clinic::create(folder.path(), &key).unwrap());
    let path = folder.path().join(recado_store::clinic::CLINIC_FILE);
    fs::write(&path, b"").unwrap();
    assert!(matches!(
        Clinic::open(folder.path(), &key),
        Err(OpenError::Damaged)
    ));
    assert!(matches!(
        Clinic::create(folder.path(), &key),
        Err(OpenError::AlreadyThere)
    ));
}

#[test]
fn what_a_crash_left_of_a_creation_does_not_stand_in_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let key = Key32::generate().unwrap();
    fs::write(folder.path().join("clinic.db.new"), b"half a database").unwrap();
    drop(Clinic::create(folder.path(), &key).unwrap());
    assert!(!folder.path().join("clinic.db.new").exists());
    Clinic::open(folder.path(), &key).unwrap();
}

#[test]
fn nothing_readable_stands_in_the_files() {
    let desk = desk();
    for number in 0..50 {
        let text = format!("Tenho medo de agulhas, doutora {number}");
        desk.write(inbound(
            &maria(),
            &format!("wamid.{number}"),
            &text,
            seconds(number),
        ));
    }
    // The write-ahead log is there while the store is open.
    let mut names = Vec::new();
    for entry in fs::read_dir(desk.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        for plain in ["SQLite format", "agulhas", "Lopes", "wamid", "create table"] {
            let found = bytes.windows(plain.len()).any(|w| w == plain.as_bytes());
            assert!(!found, "{plain} in {path:?}");
        }
        names.push(path.extension().unwrap().to_owned());
    }
    assert!(names.iter().any(|name| name == "db-wal"));
}

#[test]
fn a_store_of_one_side_does_not_open_with_the_key_of_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let (leads, clinical) = (Key32::generate().unwrap(), Key32::generate().unwrap());
    drop(Store::<Leads>::create(folder.path(), &leads).unwrap());
    drop(Store::<Clinical>::create(folder.path(), &clinical).unwrap());
    assert!(matches!(
        Store::<Clinical>::open(folder.path(), &leads),
        Err(OpenError::WrongKey)
    ));
    Store::<Leads>::open(folder.path(), &leads).unwrap();
}

#[test]
fn a_flipped_page_is_noticed() {
    let desk = desk();
    for number in 0..200 {
        desk.write(inbound(
            &maria(),
            &format!("wamid.{number}"),
            "olá",
            seconds(number),
        ));
    }
    drop(desk.store);
    let path = desk.folder.path().join(Clinical::FILE);
    let mut bytes = fs::read(&path).unwrap();
    for page in bytes.chunks_mut(4096).skip(1) {
        page[100] ^= 1;
    }
    fs::write(&path, bytes).unwrap();
    let opened = Store::<Clinical>::open(desk.folder.path(), &desk.key);
    let is_noticed = match opened {
        Err(_) => true,
        Ok(store) => store.read(messages::count).is_err(),
    };
    assert!(is_noticed);
}

#[test]
fn readers_do_not_wait_for_the_writer() {
    let desk = desk();
    desk.write(inbound(&maria(), "wamid.1", "olá", seconds(0)));
    let counted = desk.write_as(|tx| {
        tx.execute("delete from messages", []).unwrap();
        // On the same thread: if a read waited for this write, it would wait forever.
        desk.store.read(messages::count)
    });
    assert_eq!(counted, 1);
    assert_eq!(desk.store.read(messages::count).unwrap(), 0);
}

#[test]
fn threads_open_beside_each_other() {
    let all_are_here = Barrier::new(8);
    thread::scope(|scope| {
        scope.spawn(|| {
            all_are_here.wait();
            // Somebody else's, without a key.
            drop(Connection::open_in_memory().unwrap());
        });
        for _ in 1..8 {
            scope.spawn(|| {
                let folder = tempfile::tempdir().unwrap();
                let key = Key32::generate().unwrap();
                all_are_here.wait();
                drop(Clinic::create(folder.path(), &key).unwrap());
            });
        }
    });
}

/// SQLCipher readies itself at a process's first connection, so only a process that has opened nothing yet can tell.
#[test]
fn the_first_to_open_in_a_process_may_be_several() {
    for attempt in 0..30 {
        let ran = Command::new(env::current_exe().unwrap())
            .args(["--exact", "opening::threads_open_beside_each_other"])
            .output()
            .unwrap();
        assert!(ran.status.success(), "attempt {attempt}");
    }
}
