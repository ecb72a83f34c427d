//! Identities that are one person, in both databases.

use crate::cast::{MORNING, desk, inbound, maria, nikos, seconds};
use recado_domain::channel::Side;
use recado_domain::id::{ChannelId, IdentityId, PersonActId, StaffId};
use recado_domain::identity::merging;
use recado_domain::part::SystemLine;
use recado_domain::time::UnixMs;
use recado_store::clinic::people::{self, Person};
use recado_store::clinic::persons::{self as acts, PersonAct, PersonActKind};
use recado_store::clinic::{Clinic, moves};
use recado_store::conversations::list::{self, ListFilter, ListQuery};
use recado_store::conversations::persons::{self, PersonLine};
use recado_store::conversations::{identities, messages, state};
use recado_store::error::StoreError;
use recado_store::key::Key32;
use std::collections::BTreeSet;

#[test]
fn a_person_has_the_latest_name_the_first_contact_and_every_address() {
    let desk = desk();
    desk.write(inbound(&maria(), "m.1", "olá", seconds(5)));
    desk.write(inbound(&nikos(), "n.1", "γεια", seconds(9)));
    let (one, other) = (maria().identity, nikos().identity);
    let names = || {
        let query = ListQuery {
            filter: ListFilter::All,
            channel: None,
            viewer: None,
            now: MORNING,
            limit: 10,
        };
        let found = desk.store.read(|conn| list::list(conn, &query)).unwrap();
        found
            .rows
            .into_iter()
            .map(|row| row.name)
            .collect::<BTreeSet<_>>()
    };
    let before = names();
    desk.write_as(|tx| {
        persons::set(tx, one, Some(other))?;
        persons::set(tx, other, Some(other))
    });
    let person = desk.store.read(|conn| persons::get(conn, one)).unwrap();
    assert_eq!(person.name, "Νίκος Δήμου");
    assert_eq!(person.since, seconds(5));
    assert_eq!(person.addresses.len(), 2);
    assert_eq!(names(), BTreeSet::from(["Νίκος Δήμου".to_owned()]));
    // What is sent still goes to where each conversation is.
    let own = desk.store.read(|conn| identities::get(conn, one)).unwrap();
    assert_eq!(own.addresses.len(), 1);
    desk.write_as(|tx| {
        persons::set(tx, one, None)?;
        persons::set(tx, other, None)
    });
    assert_eq!(names(), before, "taken back exactly");
}

/// The copy may be there before anybody's first message, and the end is the same.
#[test]
fn what_is_said_before_the_first_message_holds_after_it() {
    let desk = desk();
    desk.write_as(|tx| {
        persons::set(tx, maria().identity, Some(nikos().identity))?;
        persons::set(tx, nikos().identity, Some(nikos().identity))
    });
    desk.write(inbound(&maria(), "m.1", "olá", seconds(5)));
    let alone = desk
        .store
        .read(|conn| persons::get(conn, maria().identity))
        .unwrap();
    assert_eq!(alone.name, "María Lopes");
    desk.write(inbound(&nikos(), "n.1", "γεια", seconds(9)));
    let both = desk
        .store
        .read(|conn| persons::get(conn, maria().identity))
        .unwrap();
    assert_eq!(both.name, "Νίκος Δήμου");
}

#[test]
fn a_line_is_written_once_and_can_be_removed() {
    let desk = desk();
    desk.write(inbound(&maria(), "m.1", "olá", seconds(5)));
    let before = desk.conversation(&maria());
    let line = PersonLine {
        key: persons::line_key("join", PersonActId::generate(), maria().conversation),
        line: SystemLine::SamePerson,
        by: "Ana".into(),
        at: seconds(60),
    };
    for _ in 0..2 {
        desk.write_as(|tx| persons::write_line(tx, maria().conversation, &line));
    }
    assert_eq!(desk.thread(&maria()).len(), 2);
    let row = desk.conversation(&maria());
    assert_eq!(
        (row.unread, row.last.map(|last| last.preview)),
        (1, Some("olá".to_owned())),
        "it neither counts as unread nor hides what was said"
    );
    for _ in 0..2 {
        desk.write_as(|tx| persons::remove_line(tx, maria().conversation, &line.key));
    }
    assert!(desk.conversation(&maria()) == before);
    assert_eq!(desk.store.read(messages::count).unwrap(), 1);
    assert!(
        desk.store
            .read(|conn| state::get(conn, nikos().conversation))
            .is_err()
    );
}

struct Index {
    clinic: Clinic,
    _folder: tempfile::TempDir,
}

fn index() -> Index {
    let folder = tempfile::tempdir().unwrap();
    Index {
        clinic: Clinic::create(folder.path(), &Key32::generate().unwrap()).unwrap(),
        _folder: folder,
    }
}

impl Index {
    fn lead(&self) -> IdentityId {
        let identity = IdentityId::generate();
        let person = Person {
            identity,
            side: Side::Leads,
            is_patient: false,
        };
        self.clinic
            .write(|tx| {
                people::put(tx, &person, UnixMs(0))?;
                people::conversation(tx, identity, ChannelId::generate(), Side::Leads)?;
                Ok::<_, StoreError>(())
            })
            .unwrap();
        identity
    }
}

#[test]
fn what_is_said_of_people_is_kept_and_the_sides_are_behind_until_they_know() {
    let index = index();
    let (one, other) = (index.lead(), index.lead());
    let act = index
        .clinic
        .write(|tx| {
            let changes =
                merging::join(&acts::person(tx, one)?, &acts::person(tx, other)?).unwrap();
            let act = PersonAct {
                id: PersonActId::generate(),
                kind: PersonActKind::Join,
                changes,
                concerns: vec![one, other],
                staff: StaffId::generate(),
                staff_name: "Ana".into(),
                at: UnixMs(7),
                undone_at: None,
            };
            acts::change(tx, &act.changes, &act.concerns)?;
            acts::keep(tx, &act)?;
            Ok::<_, StoreError>(act)
        })
        .unwrap();
    index
        .clinic
        .write(|tx| {
            assert_eq!(acts::person(tx, one)?, acts::person(tx, other)?);
            assert_eq!(acts::person(tx, one)?.len(), 2);
            assert_eq!(acts::acts_of(tx, other)?, std::slice::from_ref(&act));
            assert_eq!(acts::acts_of(tx, IdentityId::generate())?, []);
            assert_eq!(acts::behind(tx, Side::Leads)?.len(), 2);
            assert_eq!(acts::behind(tx, Side::Clinical)?, []);
            acts::catch_up(tx, one, Side::Leads)?;
            assert_eq!(acts::behind(tx, Side::Leads)?, [other]);
            acts::take_back(tx, act.id, UnixMs(9))?;
            assert_eq!(acts::act(tx, act.id)?.unwrap().undone_at, Some(UnixMs(9)));
            acts::keep_apart(tx, other, one)?;
            assert_eq!(acts::apart_from(tx, one)?, BTreeSet::from([other]));
            assert_eq!(acts::apart_from(tx, other)?, BTreeSet::from([one]));
            acts::allow(tx, one, other)?;
            assert_eq!(acts::apart_from(tx, one)?, BTreeSet::new());
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

/// A table of `clinic.db` that says on which side something is follows a move, or says why not.
#[test]
fn every_table_that_names_a_side_is_switched_or_left_alone() {
    let index = index();
    let named: BTreeSet<String> = index
        .clinic
        .read(|conn| {
            let mut query = conn.prepare(
                "select name from sqlite_master where type = 'table'
                   and exists (select 1 from pragma_table_info(sqlite_master.name) where name = 'side')",
            )?;
            let names = query.query_map([], |row| row.get(0))?;
            Ok::<_, StoreError>(names.collect::<Result<_, _>>()?)
        })
        .unwrap();
    let left = moves::LEFT_ALONE.iter().map(|(name, _)| *name);
    let listed: BTreeSet<String> = moves::SWITCHED
        .into_iter()
        .chain(left)
        .map(str::to_owned)
        .collect();
    assert_eq!(named, listed, "see clinic/moves.rs");
}
