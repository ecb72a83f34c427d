//! Chains that began before rows were signed.

use super::*;
use crate::clinic::audit::chain::Words;
use crate::clinic::audit::{Act, append};
use crate::clinic::{CLINIC_FILE, KIND};
use crate::key::Key32;
use crate::sqlite::{Database, Kind, Protection};
use recado_domain::time::UnixMs;
use rusqlite::params;
use std::path::Path;

const BEFORE: Kind = Kind {
    migrations: KIND.migrations.split_at(2).0,
    cache_kib: 64,
};
const ROWS: [(&str, &str); 3] = [
    ("relay.paired", "{}"),
    (
        "channel.connected",
        "{\"channel\":\"019a8c1e-5d0a-7c3e-8a70-3f0f6c9b2d11\"}",
    ),
    ("session.signed_in", "{}"),
];

/// Returns a clinic's database as version 2 of the schema left it, with three rows that nobody signed.
fn old(folder: &Path, key: &Key32) {
    let path = folder.join(CLINIC_FILE);
    let database = Database::create(&path, Protection::Key(key), &BEFORE).unwrap();
    let mut previous = [0; 32];
    for (id, (act, detail)) in (1..).zip(ROWS) {
        let words = Words {
            id,
            at: id,
            staff: None,
            staff_name: "",
            act,
            kind: "",
            subject_kind: None,
            subject: None,
            result: "",
            detail,
        };
        let hash = words.unsigned_hash(&previous);
        let insert = "insert into audit values (?1, ?1, null, '', ?2, ?3, ?4, ?5)";
        let done = database.write(|tx| {
            Ok::<_, StoreError>(tx.execute(insert, params![id, act, detail, previous, hash])?)
        });
        done.unwrap();
        previous = hash;
    }
}

#[test]
fn rows_from_before_signing_hold_as_they_are_and_none_can_join_them() {
    let whole = Chain::Whole { rows: 4, calls: 0 };
    let broken = |at, fault| Chain::Broken {
        log: Log::Acts,
        at,
        fault,
    };
    for (change, expected) in [
        ("", whole),
        (
            "update audit set staff_name = 'x' where id = 2",
            broken(2, Fault::Changed),
        ),
        (
            "update audit set kind = 'people' where id = 2",
            broken(2, Fault::Changed),
        ),
        (
            "update audit set subject = null where id = 2",
            broken(2, Fault::Changed),
        ),
        (
            "update audit set result = 'x' where id = 2",
            broken(2, Fault::Changed),
        ),
        ("delete from audit where id = 3", broken(4, Fault::Detached)),
        (
            "update audit set signature = zeroblob(64) where id = 3",
            broken(3, Fault::Changed),
        ),
        ("delete from audit where id = 4", broken(4, Fault::CutOff)),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let key = Key32::generate().unwrap();
        old(folder.path(), &key);
        let clinic = Clinic::open(folder.path(), &key).unwrap();
        let act = Act {
            at: UnixMs(9),
            staff: None,
            staff_name: String::new(),
            act: "relay.paired".to_owned(),
            subject: None,
            result: String::new(),
            detail: "{}".to_owned(),
        };
        clinic.write(|tx| append(tx, &act)).unwrap();
        let tampered = clinic.write(|tx| {
            tx.execute_batch("drop trigger audit_keeps; drop trigger audit_stays")?;
            Ok::<_, StoreError>(tx.execute_batch(change)?)
        });
        tampered.unwrap();
        assert_eq!(verify(&clinic).unwrap(), expected, "{change}");
    }
}

#[test]
fn an_unsigned_row_written_later_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let key = Key32::generate().unwrap();
    old(folder.path(), &key);
    let clinic = Clinic::open(folder.path(), &key).unwrap();
    let tip = clinic.read(last).unwrap();
    let words = Words {
        id: 4,
        at: 9,
        staff: None,
        staff_name: "",
        act: "session.signed_in",
        kind: "sign_in",
        subject_kind: None,
        subject: None,
        result: "",
        detail: "{}",
    };
    let hash = words.unsigned_hash(&tip.hash);
    let forged = clinic.write(|tx| {
        tx.execute_batch("drop trigger audit_is_signed")?;
        let insert = "insert into audit (id, at, staff_name, act, kind, detail, previous, hash)
                      values (4, 9, '', 'session.signed_in', 'sign_in', '{}', ?1, ?2)";
        Ok::<_, StoreError>(tx.execute(insert, params![tip.hash, hash])?)
    });
    forged.unwrap();
    let (log, at, fault) = (Log::Acts, 4, Fault::Unsigned);
    assert_eq!(verify(&clinic).unwrap(), Chain::Broken { log, at, fault });
}
