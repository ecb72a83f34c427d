//! Files of patients that are fetched while nobody is signed in.

use recado_domain::channel::Side;
use recado_domain::id::{ChannelId, MediaId};
use recado_domain::time::UnixMs;
use recado_store::Tx;
use recado_store::clinic::{Clinic, locked_files, spool};
use recado_store::error::StoreError;
use recado_store::key::Key32;
use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;

struct Desk {
    _folder: TempDir,
    clinic: Clinic,
    token_key: Key32,
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let clinic = Clinic::create(folder.path(), &Key32::generate().unwrap()).unwrap();
    Desk {
        _folder: folder,
        clinic,
        token_key: Key32::generate().unwrap(),
    }
}

impl Desk {
    fn write<T>(&self, act: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>) -> T {
        self.clinic.write(act).unwrap()
    }

    fn note(&self, at: i64) -> MediaId {
        let id = MediaId::generate();
        let source = SecretString::from("4410021");
        let which = (id, ChannelId::generate());
        self.write(|tx| locked_files::note(tx, &self.token_key, which, &source, UnixMs(at)));
        id
    }

    fn due(&self, at: i64) -> Vec<locked_files::LockedFile> {
        let read =
            |conn: &recado_store::Conn| locked_files::due(conn, &self.token_key, UnixMs(at), 9);
        self.clinic.read(read).unwrap()
    }
}

#[test]
fn a_file_waits_its_time_keeps_its_key_and_is_asked_for_until_it_is_here() {
    let desk = desk();
    let (first, second) = (desk.note(1), desk.note(2));
    let ids: Vec<_> = desk.due(2).into_iter().map(|file| file.id).collect();
    assert_eq!(ids, [first, second]);
    desk.write(|tx| locked_files::retry_later(tx, first, UnixMs(50)));
    let next = desk
        .clinic
        .read(|conn| locked_files::next_due_at(conn, UnixMs(2)));
    assert_eq!(next, Ok::<_, StoreError>(Some(UnixMs(50))));

    assert!(desk.write(|tx| locked_files::begin(tx, second, b"sealed")));
    let begun = desk.due(2).pop().unwrap();
    assert!(begun.has_key && begun.attempts == 1);
    assert_eq!(begun.source.unwrap().expose_secret(), "4410021");
    assert!(desk.write(|tx| locked_files::mark_here(tx, second)));
    assert!(desk.due(9).is_empty());
    // Here: another key would not open it.
    assert!(!desk.write(|tx| locked_files::begin(tx, second, b"other")));
    let key = desk
        .clinic
        .read(|conn| locked_files::sealed_key(conn, second));
    assert_eq!(key, Ok::<_, StoreError>(Some(b"sealed".to_vec())));

    desk.write(|tx| locked_files::forget(tx, second));
    assert!(!desk.write(|tx| locked_files::mark_here(tx, second)));
}

#[test]
fn what_it_is_fetched_by_opens_with_the_token_key_alone() {
    let desk = desk();
    desk.note(1);
    let other = Key32::generate().unwrap();
    let read = |conn: &recado_store::Conn| locked_files::due(conn, &other, UnixMs(1), 9);
    let due: Vec<_> = desk.clinic.read(read).unwrap();
    assert!(due[0].source.is_none());
}

#[test]
fn all_are_forgotten_only_when_nothing_waits_for_the_clinical_side() {
    let desk = desk();
    let id = desk.note(1);
    let at = UnixMs(1);
    let row = desk.write(|tx| spool::push(tx, Side::Clinical, true, b"sealed", at));
    desk.write(|tx| spool::push(tx, Side::Leads, false, b"plain", at));
    assert!(!desk.write(locked_files::forget_all_if_drained));
    let ids = |desk: &Desk| desk.clinic.read(locked_files::ids).unwrap();
    assert!(ids(&desk).contains(&id));
    desk.write(|tx| spool::remove(tx, row));
    assert!(desk.write(locked_files::forget_all_if_drained));
    assert!(ids(&desk).is_empty());
}
