//! A broken audit is closed and a new chain begun: what was wrong stays named, and nothing hides behind it.

use crate::audit::{Files, act, call, seconds};
use recado_domain::audit::ActName;
use recado_domain::id::ConversationId;
use recado_store::clinic::audit::breaks::{Begun, begin_anew};
use recado_store::clinic::audit::verify::{Chain, Fault, Log, Misfit, Survey, survey};
use recado_store::clinic::audit::{self, calls};
use recado_store::error::StoreError;
use std::fs;

const REASON: &str = "O técnico repôs a cópia de terça-feira";

impl Files {
    fn survey(&self) -> Survey {
        survey(&self.open()).unwrap()
    }

    /// Ana sees what is wrong, and begins anew.
    fn begins_anew(&self) -> Begun {
        let mark = self.survey().mark();
        self.begins_anew_having_seen(&mark)
    }

    fn begins_anew_having_seen(&self, mark: &str) -> Begun {
        let act = act(ActName::AuditBegunAnew, 60);
        begin_anew(&self.open(), &act, REASON, mark).unwrap()
    }

    fn goes_on(&self) {
        let clinic = self.open();
        for number in 0..3 {
            let act = act(ActName::ThreadRead, number).about(ConversationId::generate());
            clinic.write(|tx| audit::append(tx, &act)).unwrap();
            let call = [call(number)];
            clinic.write(|tx| calls::append_calls(tx, &call)).unwrap();
        }
    }
}

fn wrong(misfits: &[Misfit]) -> Vec<(Log, i64, Fault)> {
    misfits.iter().map(|it| (it.log, it.at, it.fault)).collect()
}

/// Everything that can be wrong, closed once: whole from there on, and what was wrong is named as long as there is a row.
#[test]
fn whatever_was_wrong_is_closed_and_stays_named() {
    use Fault::{Changed, CutOff, Detached, ForeignSignature, HeadLost, KeyReplaced};
    use Log::{Acts, Calls};
    let other_key = "update key_pairs set public = randomblob(32) where name = 'device_signing'";
    for (change, expected) in [
        (
            "update audit set staff_name = 'Rui' where id = 2",
            vec![(Acts, 2, Changed)],
        ),
        (
            "update audit set staff_name = 'Rui' where id in (2, 4); update api_calls set result = '500' where id = 1",
            vec![(Acts, 2, Changed), (Acts, 4, Changed), (Calls, 1, Changed)],
        ),
        ("delete from audit where id = 3", vec![(Acts, 4, Detached)]),
        ("delete from audit where id > 3", vec![(Acts, 4, CutOff)]),
        ("delete from audit", vec![(Acts, 1, CutOff)]),
        (
            "delete from api_calls where id > 1",
            vec![(Calls, 2, CutOff)],
        ),
        (
            "update audit set hash = x'01' where id = 5",
            vec![(Acts, 5, Changed)],
        ),
        (
            "update audit set signature = zeroblob(64) where id = 5",
            vec![(Acts, 5, ForeignSignature)],
        ),
        (other_key, vec![(Acts, 5, KeyReplaced)]),
        (
            "delete from key_pairs where name = 'device_signing'",
            vec![(Acts, 5, KeyReplaced)],
        ),
        ("-- no file", vec![(Acts, 5, HeadLost)]),
    ] {
        let files = Files::with_rows();
        files.tamper(change);
        if change == "-- no file" {
            fs::remove_file(files.path("audit.head")).unwrap();
        }
        assert_eq!(wrong(&files.survey().misfits), expected, "{change}");
        let Begun::Anew { entry } = files.begins_anew() else {
            panic!("{change}: not begun")
        };
        let found = files.survey();
        assert_eq!(
            found.chain(),
            Chain::Whole { rows: 1, calls: 0 },
            "{change}"
        );
        files.goes_on();
        let found = files.survey();
        assert_eq!(
            found.chain(),
            Chain::Whole { rows: 4, calls: 3 },
            "{change}"
        );
        let [closed] = found.breaks.as_slice() else {
            panic!("{change}: one break")
        };
        assert_eq!(wrong(&closed.misfits), expected, "{change}");
        assert_eq!((closed.entry, closed.at), (entry, seconds(60)));
        assert_eq!(
            (closed.staff_name.as_str(), closed.reason.as_str()),
            ("Ana Reis", REASON)
        );
        assert_eq!(files.begins_anew(), Begun::NothingWrong, "{change}");
    }
}

/// Nobody hides an edit: not before it is closed, not in what was closed, not in what was wrong already, not after it.
#[test]
fn nothing_hides_behind_a_break() {
    let after = |change: &str| {
        let files = Files::with_rows();
        files.tamper("update audit set staff_name = 'Rui' where id = 2");
        assert_eq!(files.begins_anew(), Begun::Anew { entry: 6 });
        files.goes_on();
        files.tamper_again(change);
        files.survey()
    };
    use Fault::{Changed, CutOff, Detached};
    use Log::{Acts, Calls};
    for (change, expected) in [
        (
            "update audit set result = 'x' where id = 4",
            vec![(Acts, 4, Changed)],
        ),
        // The row that was wrong already: once more, and back to what it was.
        (
            "update audit set staff_name = 'Eva' where id = 2",
            vec![(Acts, 2, Changed), (Acts, 2, Changed)],
        ),
        (
            "update audit set staff_name = 'Ana Reis' where id = 2",
            vec![(Acts, 2, Changed)],
        ),
        (
            "delete from audit where id = 2",
            vec![(Acts, 3, Detached), (Acts, 2, Changed)],
        ),
        (
            "delete from audit where id = 1",
            vec![(Acts, 2, Detached), (Acts, 2, Changed)],
        ),
        // The entry that begins anew, and what it stands for.
        (
            "update audit set staff_name = 'Eva' where id = 6",
            vec![(Acts, 6, Changed)],
        ),
        (
            "delete from audit where id = 6",
            vec![(Acts, 2, Changed), (Acts, 7, Detached)],
        ),
        (
            "update audit_breaks set reason = 'x'",
            vec![(Acts, 6, Changed), (Acts, 2, Changed)],
        ),
        (
            "update audit_breaks set found = replace(found, 'changed', 'detached')",
            vec![(Acts, 6, Changed), (Acts, 2, Changed)],
        ),
        (
            "delete from audit_breaks",
            vec![(Acts, 6, Changed), (Acts, 2, Changed)],
        ),
        // What came after it.
        (
            "update audit set result = 'x' where id = 8",
            vec![(Acts, 8, Changed)],
        ),
        ("delete from audit where id = 9", vec![(Acts, 9, CutOff)]),
        (
            "delete from api_calls where id = 2",
            vec![(Calls, 3, Detached)],
        ),
        (
            "update api_calls set latency_ms = 1 where id in (1, 5)",
            vec![(Calls, 1, Changed), (Calls, 5, Changed)],
        ),
    ] {
        let found = after(change);
        assert_eq!(wrong(&found.misfits), expected, "{change}");
    }
}

/// What is accepted is what somebody saw: an edit between the look and the decision closes nothing.
#[test]
fn only_what_was_seen_is_accepted() {
    let files = Files::with_rows();
    assert_eq!(files.begins_anew(), Begun::NothingWrong);
    files.tamper("update audit set staff_name = 'Rui' where id = 2");
    let seen = files.survey().mark();
    files.tamper_again("update audit set staff_name = 'Rui' where id = 4");
    assert_eq!(files.begins_anew_having_seen(&seen), Begun::Otherwise);
    assert_eq!(files.survey().misfits.len(), 2);
    assert!(files.survey().breaks.is_empty());
    // The one before, written over once more: it is another edit than the one that was seen.
    let seen = files.survey().mark();
    files.tamper_again("update audit set staff_name = 'Eva' where id = 4");
    assert_eq!(files.begins_anew_having_seen(&seen), Begun::Otherwise);
    assert_eq!(files.begins_anew(), Begun::Anew { entry: 6 });
}

/// The clinic works on while somebody writes down why: what stands in no row is the same all the while.
#[test]
fn work_in_between_is_nothing_else_wrong() {
    let files = Files::with_rows();
    fs::remove_file(files.path("audit.head")).unwrap();
    let seen = files.survey().mark();
    files.goes_on();
    assert!(matches!(
        files.begins_anew_having_seen(&seen),
        Begun::Anew { .. }
    ));
}

/// A second break closes what came since, also where the first was touched; then it is whole again.
#[test]
fn it_can_be_begun_anew_more_than_once() {
    let files = Files::with_rows();
    files.tamper("update audit set staff_name = 'Rui' where id = 2");
    files.begins_anew();
    files.goes_on();
    files.tamper_again(
        "update audit set staff_name = 'Eva' where id in (2, 7); delete from audit where id = 9",
    );
    assert_eq!(files.survey().misfits.len(), 4);
    assert_eq!(files.begins_anew(), Begun::Anew { entry: 9 });
    let found = files.survey();
    assert_eq!(found.chain(), Chain::Whole { rows: 1, calls: 0 });
    assert_eq!(found.breaks.len(), 2);
    files.tamper_again("update audit_breaks set reason = 'x' where entry = 6");
    assert!(!files.survey().misfits.is_empty());
    files.begins_anew();
    assert_eq!(files.survey().chain(), Chain::Whole { rows: 1, calls: 0 });
}

/// Calls that are forgotten after their time take nothing with them.
#[test]
fn what_was_wrong_with_calls_goes_with_them() {
    let files = Files::with_rows();
    files.tamper("update api_calls set result = '500' where id = 2");
    files.begins_anew();
    files.goes_on();
    assert_eq!(files.survey().chain(), Chain::Whole { rows: 4, calls: 3 });
    let clinic = files.open();
    let forgotten = |before| clinic.write(|tx| calls::forget(tx, seconds(before), seconds(90)));
    // Calls 1 to 3 are of the old chain; of the new one none is that old.
    assert_eq!(forgotten(1).unwrap(), 1);
    assert!(survey(&clinic).unwrap().misfits.is_empty());
    let gone = clinic
        .write(|tx| Ok::<_, StoreError>(tx.execute("delete from api_calls where id < 3", [])?));
    assert_eq!(gone.unwrap(), 1);
    assert!(
        !survey(&clinic).unwrap().misfits.is_empty(),
        "not forgotten, taken"
    );
}

/// R9: cut off between the commit and the file, it is made good at the next start; the file of a row that never was counts
/// for nothing.
#[test]
fn a_cut_off_while_it_is_begun_leaves_one_chain_or_the_other() {
    let files = Files::with_rows();
    files.tamper("delete from audit where id > 3");
    let old = fs::read(files.path("audit.head")).unwrap();
    files.begins_anew();
    let new = fs::read(files.path("audit.head")).unwrap();
    // As a kill after the commit leaves it.
    fs::write(files.path("audit.head"), &old).unwrap();
    fs::write(files.path("audit.head.next"), &new).unwrap();
    assert_eq!(files.survey().chain(), Chain::Whole { rows: 1, calls: 0 });
    assert!(!files.path("audit.head.next").exists());
    // As a kill before it: the row that the file names is not there.
    let files = Files::with_rows();
    files.tamper("delete from audit where id > 3");
    let old = fs::read(files.path("audit.head")).unwrap();
    let before = fs::read(files.path("clinic.db")).unwrap();
    files.begins_anew();
    fs::rename(files.path("audit.head"), files.path("audit.head.next")).unwrap();
    fs::write(files.path("audit.head"), old).unwrap();
    for log in ["clinic.db-wal", "clinic.db-shm"] {
        let _ = fs::remove_file(files.path(log));
    }
    fs::write(files.path("clinic.db"), before).unwrap();
    assert_eq!(
        wrong(&files.survey().misfits),
        [(Log::Acts, 4, Fault::CutOff)]
    );
    assert!(!files.path("audit.head.next").exists());
}
