//! The audit under a hostile hand: real files, changed beside the app, and verified.

use crate::cast::MORNING;
use recado_domain::audit::ActName;
use recado_domain::id::{ConversationId, StaffId};
use recado_domain::time::UnixMs;
use recado_store::clinic::audit::calls::{self, ApiCall};
use recado_store::clinic::audit::verify::{Chain, Fault, Log, verify};
use recado_store::clinic::audit::{self, Act};
use recado_store::clinic::{CLINIC_FILE, Clinic};
use recado_store::error::StoreError;
use recado_store::key::Key32;
use rusqlite::Connection;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;

pub const ANA: StaffId = StaffId(uuid::uuid!("019a8c1e-5d0a-7c3e-8a70-3f0f6c9b2d11"));
pub const RUI: StaffId = StaffId(uuid::uuid!("019a8c1e-5d0a-7c3e-8a70-3f0f6c9b2d12"));

/// A clinic's folder whose database is closed between the steps, as it is for whoever changes it.
pub struct Files {
    folder: TempDir,
    key: Key32,
}

pub fn seconds(number: i64) -> UnixMs {
    MORNING.plus(Duration::from_secs(number.unsigned_abs()))
}

pub fn act(name: ActName, number: i64) -> Act {
    Act {
        at: seconds(number),
        staff: Some(ANA),
        staff_name: "Ana Reis".into(),
        act: name.as_str().into(),
        subject: None,
        result: String::new(),
        detail: "{}".into(),
    }
}

pub fn call(number: i64) -> ApiCall {
    ApiCall {
        at: seconds(number),
        method: "POST".into(),
        endpoint: "{id}/messages".into(),
        result: "200".into(),
        latency_ms: 212,
    }
}

impl Files {
    /// Five acts and three calls.
    pub fn with_rows() -> Self {
        let files = Self::fresh();
        files.acts(5);
        let clinic = files.open();
        clinic
            .write(|tx| calls::append_calls(tx, &[call(0), call(1), call(2)]))
            .unwrap();
        files
    }

    pub fn fresh() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = Key32::generate().unwrap();
        drop(Clinic::create(folder.path(), &key).unwrap());
        Self { folder, key }
    }

    fn acts(&self, count: i64) {
        let clinic = self.open();
        for number in 0..count {
            let act = act(ActName::ThreadRead, number).about(ConversationId::generate());
            clinic.write(|tx| audit::append(tx, &act)).unwrap();
        }
    }

    pub fn open(&self) -> Clinic {
        Clinic::open(self.folder.path(), &self.key).unwrap()
    }

    pub fn verify(&self) -> Chain {
        verify(&self.open()).unwrap()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Changes the file as somebody with the machine key would, past triggers.
    pub fn tamper(&self, sql: &str) {
        self.tamper_again(
            "drop trigger audit_keeps; drop trigger audit_stays; drop trigger audit_is_signed;
             drop trigger api_calls_keep; drop trigger audit_breaks_keep; drop trigger audit_breaks_stay;",
        );
        self.tamper_again(sql);
    }

    /// As [`Files::tamper`], once the triggers are gone.
    pub fn tamper_again(&self, sql: &str) {
        let connection = Connection::open(self.path(CLINIC_FILE)).unwrap();
        let key: String = self
            .key
            .expose()
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        connection
            .execute_batch(&format!("pragma key = \"x'{key}'\""))
            .unwrap();
        connection
            .execute_batch(sql)
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

fn broken(at: i64, fault: Fault) -> Chain {
    let log = Log::Acts;
    Chain::Broken { log, at, fault }
}

#[test]
fn an_untouched_chain_is_whole_and_append_only() {
    let files = Files::fresh();
    assert_eq!(files.verify(), Chain::Whole { rows: 0, calls: 0 });
    let files = Files::with_rows();
    assert_eq!(files.verify(), Chain::Whole { rows: 5, calls: 3 });
    for refused in [
        "update audit set detail = '{}' where id = 3",
        "delete from audit where id = 3",
        "insert into audit (id, at, staff_name, act, detail, previous, hash) values (6, 0, '', 'a.b', '{}', x'', x'')",
        "update api_calls set result = '500'",
    ] {
        let done = files
            .open()
            .write(|tx| Ok::<_, StoreError>(tx.execute(refused, [])?));
        assert!(done.is_err(), "{refused}");
    }
    assert_eq!(files.verify(), Chain::Whole { rows: 5, calls: 3 });
}

#[test]
fn a_change_of_any_column_is_found_where_it_is() {
    for (change, fault) in [
        ("at = at + 1", Fault::Changed),
        ("staff = randomblob(16)", Fault::Changed),
        ("staff = null", Fault::Changed),
        ("staff = x'00'", Fault::Changed),
        ("staff_name = 'Rui Sá'", Fault::Changed),
        ("act = 'session.signed_in'", Fault::Changed),
        ("kind = 'people'", Fault::Changed),
        ("subject_kind = 'identity'", Fault::Changed),
        ("subject_kind = null", Fault::Changed),
        ("subject = randomblob(16)", Fault::Changed),
        ("subject = null", Fault::Changed),
        ("result = 'refused'", Fault::Changed),
        ("detail = '{ }'", Fault::Changed),
        ("staff_name = cast(x'ff' as text)", Fault::Changed),
        ("previous = zeroblob(32)", Fault::Detached),
        ("previous = x'01'", Fault::Detached),
        ("hash = zeroblob(32)", Fault::Changed),
        ("hash = x'01'", Fault::Changed),
        ("signature = null", Fault::Changed),
        ("signature = zeroblob(64)", Fault::ForeignSignature),
        (
            "signature = (select signature from audit where id = 2)",
            Fault::ForeignSignature,
        ),
    ] {
        let files = Files::with_rows();
        files.tamper(&format!("update audit set {change} where id = 3"));
        assert_eq!(files.verify(), broken(3, fault), "{change}");
    }
    for column in [
        "at = at + 1",
        "method = 'GET'",
        "endpoint = ''",
        "result = '500'",
        "latency_ms = 1",
    ] {
        let files = Files::with_rows();
        files.tamper(&format!("update api_calls set {column} where id = 2"));
        let (log, at, fault) = (Log::Calls, 2, Fault::Changed);
        assert_eq!(files.verify(), Chain::Broken { log, at, fault }, "{column}");
    }
}

#[test]
fn rows_taken_out_put_in_or_moved_are_found() {
    for (change, expected) in [
        ("delete from audit where id = 1", broken(2, Fault::Detached)),
        ("delete from audit where id = 3", broken(4, Fault::Detached)),
        ("delete from audit where id = 5", broken(5, Fault::CutOff)),
        ("delete from audit where id > 2", broken(3, Fault::CutOff)),
        ("delete from audit", broken(1, Fault::CutOff)),
        ("delete from audit where id = 3; update audit set id = id - 1 where id > 3", broken(3, Fault::Detached)),
        ("update audit set id = 9 where id = 2; update audit set id = 2 where id = 3; update audit set id = 3 where id = 9",
         broken(2, Fault::Detached)),
        ("insert into audit select 6, at, staff, staff_name, act, detail, previous, hash, kind, subject_kind, subject,
            result, signature from audit where id = 5", broken(6, Fault::Detached)),
        ("insert into audit select 6, at, staff, staff_name, act, detail, hash, hash, kind, subject_kind, subject,
            result, signature from audit where id = 5", broken(6, Fault::Changed)),
        ("insert into audit select -1, at, staff, staff_name, act, detail, zeroblob(32), hash, kind, subject_kind,
            subject, result, signature from audit where id = 5", broken(-1, Fault::Detached)),
    ] {
        let files = Files::with_rows();
        files.tamper(change);
        assert_eq!(files.verify(), expected, "{change}");
        // What is appended afterwards covers nothing.
        files.acts(7);
        let Chain::Broken { at, .. } = files.verify() else {
            panic!("{change}: covered by what came later")
        };
        let Chain::Broken { at: first, .. } = expected else {
            panic!("{change}: expected to be found")
        };
        // Where rows were cut off and others written instead, the first that does not fit is the one the file names.
        assert!(at == first || at == 5, "{change}: {at}");
    }
    let files = Files::with_rows();
    files.tamper("delete from api_calls where id = 3");
    let (log, at, fault) = (Log::Calls, 3, Fault::CutOff);
    assert_eq!(files.verify(), Chain::Broken { log, at, fault });
    let files = Files::with_rows();
    files.tamper("delete from api_calls where id = 1");
    let (at, fault) = (2, Fault::Detached);
    assert_eq!(files.verify(), Chain::Broken { log, at, fault });
}

#[test]
fn a_chain_written_anew_with_another_key_is_found() {
    // Another clinic's whole database under the same machine key: sound in itself.
    let files = Files::with_rows();
    let other = Files {
        folder: tempfile::tempdir().unwrap(),
        key: files.key.clone(),
    };
    drop(Clinic::create(other.folder.path(), &other.key).unwrap());
    other.acts(5);
    assert_eq!(other.verify(), Chain::Whole { rows: 5, calls: 0 });
    fs::copy(other.path(CLINIC_FILE), files.path(CLINIC_FILE)).unwrap();
    assert_eq!(files.verify(), broken(1, Fault::ForeignSignature));
    // The same with the file taken away: it cannot be told what was there, and that is told.
    fs::remove_file(files.path("audit.head")).unwrap();
    assert_eq!(files.verify(), broken(5, Fault::HeadLost));
}

#[test]
fn a_key_taken_or_put_in_its_place_is_found() {
    let files = Files::with_rows();
    files.tamper("delete from key_pairs where name = 'device_signing'");
    assert_eq!(files.verify(), broken(5, Fault::KeyReplaced));
    // The clinic goes on working, and the traces stay.
    files.acts(1);
    assert_eq!(files.verify(), broken(6, Fault::ForeignSignature));
    let files = Files::with_rows();
    files.tamper("update key_pairs set public = zeroblob(32) where name = 'device_signing'");
    assert_eq!(files.verify(), broken(5, Fault::KeyReplaced));
}

#[test]
fn the_file_beside_the_database_may_be_behind_but_not_away_changed_or_ahead() {
    let files = Files::with_rows();
    let head = files.path("audit.head");
    let before = fs::read(&head).unwrap();
    files.acts(2);
    let after = fs::read(&head).unwrap();
    assert_ne!(before, after);
    // Killed between the commit and the file.
    fs::write(&head, &before).unwrap();
    assert_eq!(files.verify(), Chain::Whole { rows: 7, calls: 3 });
    assert_eq!(fs::read(&head).unwrap(), after, "opening brings it up");
    // Killed while it was written.
    fs::write(files.path("audit.head.new"), b"1 ab").unwrap();
    assert_eq!(files.verify(), Chain::Whole { rows: 7, calls: 3 });
    // An older database under a newer file.
    let kept = fs::read(files.path(CLINIC_FILE)).unwrap();
    files.acts(1);
    fs::write(files.path(CLINIC_FILE), kept).unwrap();
    assert_eq!(files.verify(), broken(8, Fault::CutOff));
    // Changed, emptied, away.
    for spoilt in [b"".as_slice(), &after[..after.len() - 4], b"1 2 3"] {
        let files = Files::with_rows();
        fs::write(files.path("audit.head"), spoilt).unwrap();
        assert_eq!(files.verify(), broken(5, Fault::HeadLost));
        assert_eq!(fs::read(files.path("audit.head")).unwrap(), spoilt);
    }
}

#[test]
fn a_start_that_was_cut_off_begins_again() {
    let files = Files::fresh();
    // The file was written, the key was not.
    files.tamper("delete from key_pairs where name = 'device_signing'");
    files.acts(2);
    assert_eq!(files.verify(), Chain::Whole { rows: 2, calls: 0 });
}
